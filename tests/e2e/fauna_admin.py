"""The running app's database, as its administrator."""

import json
from typing import Any

import httpx

from tests.e2e.conftest import RunningApp


class Admin:
    """Queries and pushes of schema files over HTTP."""

    def __init__(self, app: RunningApp) -> None:
        secret = json.loads((app.folder / ".local/setup.json").read_text())["secret"]
        self._http = httpx.Client(
            base_url=f"http://127.0.0.1:{app.emulators}",
            headers={"Authorization": f"Bearer {secret}", "X-Format": "tagged", "X-Typecheck": "false"},
            timeout=30,
        )

    def ask(self, query: str, **arguments: Any) -> Any:
        """A query's data; arguments are in the tagged format."""
        answer = self._http.post("/query/1", json={"query": query, "arguments": arguments}).json()
        assert "data" in answer, answer
        return answer["data"]

    def push(self, name: str, text: str) -> None:
        """Make a schema file this, beside the others."""
        part = (name, (name, text.encode(), "application/octet-stream"))
        answer = self._http.post("/schema/1/update?force=true&override=false", files=[part])
        assert answer.status_code == 200, answer.text

    def files(self) -> dict[str, str]:
        """The schema files."""
        names = [entry["filename"] for entry in self._http.get("/schema/1/files").json()["files"]]
        return {name: self._http.get(f"/schema/1/files/{name}").json()["content"] for name in names}
