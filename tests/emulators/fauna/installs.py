"""An install in memory for tests: a database, queries as any role, requests to the schema endpoints."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

from app.emulators.fauna.access.session import Session
from app.emulators.fauna.api.body import QueryBody
from app.emulators.fauna.api.headers import QueryHeaders
from app.emulators.fauna.api.query import QueryEndpoint
from app.emulators.fauna.api.schema import SchemaEndpoints
from app.emulators.fauna.api.schema_request import SchemaRequest
from app.emulators.fauna.api.turns import Turn, Turns
from app.emulators.fauna.fql.runtime import Limits
from app.emulators.fauna.schema.cache import Schemas
from app.emulators.fauna.store.records import ROOT, CollectionRecord, Database, new_global_id
from app.emulators.fauna.store.store import Store

BOUNDARY = "frontier"
SIMPLE = QueryHeaders()


class Install:
    """One database of its own below the root."""

    def __init__(self, **options: Any) -> None:
        self.store = Store(None)
        schemas = Schemas()
        self._queries = QueryEndpoint(self.store, schemas, Limits())
        self._schema = SchemaEndpoints(self.store, schemas)
        transaction = self.store.begin(ROOT)
        self.number = transaction.next_id()
        transaction.put(Database(self.number, ROOT, "test", new_global_id(), transaction.now, options))
        transaction.commit()

    def _session(self, role: str) -> Session:
        return Session(self.store.catalog.get("databases", self.number), (role,))

    def answer(self, query: str, role: str = "admin", headers: QueryHeaders = SIMPLE) -> dict[str, Any]:
        """The whole answer to a query, by default in the simple format."""
        return self.answer_as(self._session(role), query, headers)

    def answer_as(self, session: Session, query: str, headers: QueryHeaders = SIMPLE) -> dict[str, Any]:
        """The whole answer to a query of any session."""
        body = QueryBody(json.dumps({"query": query}).encode())
        return self._queries.answer(session, body, headers, Turn(Turns()))[1]

    def data(self, query: str, role: str = "admin") -> Any:
        """The query's result; its failure fails the test."""
        answer = self.answer(query, role)
        assert "data" in answer, answer["summary"]
        return answer["data"]

    def refusal(self, query: str, role: str = "admin") -> str:
        """Code, message and constraint failures of the query's error."""
        error = self.answer(query, role)["error"]
        lines = [f"{error['code']}: {error['message']}"]
        for failure in error.get("constraint_failures", ()):
            paths = " ".join(".".join(map(str, path)) for path in failure["paths"])
            lines.append(f"{paths}: {failure['message']}" if paths else failure["message"])
        return "\n".join(lines)

    def request(
        self, method: str, path: str, files: dict[str, str] | str | None = None, role: str = "admin", **flags: str
    ) -> tuple[int, dict[str, Any]]:
        """Status and body of a request to a schema endpoint; text is a body of its own, not a form."""
        headers, body = {}, b""
        if isinstance(files, str):
            body = files.encode()
        elif files is not None:
            headers = {"content-type": f"multipart/form-data; boundary={BOUNDARY}"}
            body = _form(files)
        return self.schema_answer(SchemaRequest(method, path, urlencode(flags), headers, body), role)

    def schema_answer(self, request: SchemaRequest, role: str = "admin") -> tuple[int, dict[str, Any]]:
        """Status and body of any request to a schema endpoint."""
        return self._schema.answer(self._session(role), request)

    def push(self, text: str, **flags: str) -> None:
        """Push one file, which must be taken."""
        status, body = self.request("POST", "/update", {"main.fsl": text}, **flags)
        assert status == 200, body["error"]["message"]

    def message(self, method: str, path: str, files: dict[str, str] | str | None = None, **flags: str) -> str:
        """The error of a request that is refused."""
        status, body = self.request(method, path, files, **flags)
        assert status == 400, body
        return body["error"]["message"]

    def file(self, name: str = "main.fsl") -> str | None:
        """The text of a stored file."""
        return self.store.begin(self.number).schema(self.number).files.get(name)

    def collections(self) -> dict[str, CollectionRecord]:
        """What the store keeps of collections."""
        return self.store.begin(self.number).collections(self.number)


def _form(files: dict[str, str]) -> bytes:
    parts = (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"; filename="{name}"\r\n\r\n{text}\r\n'
        for name, text in files.items()
    )
    return ("".join(parts) + f"--{BOUNDARY}--\r\n").encode()


@contextmanager
def install(**options: Any) -> Iterator[Install]:
    """An install that is closed at the end."""
    made = Install(**options)
    try:
        yield made
    finally:
        made.store.close()
