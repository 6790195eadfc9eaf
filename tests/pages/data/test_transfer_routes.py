"""Documents to and from the browser, and whom the routes refuse."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request

from app.developer.data import documents
from app.developer.data.database import Database
from app.pages.data import transfer_routes
from app.settings import Settings

ORIGIN = {"Origin": "http://localhost:3000"}
TYPED = {"title": "a", "n": {"@int": "5"}, "at": {"@time": "2026-01-01T00:00:00.123456789Z"}, "x": {"@double": "5.0"}}


@pytest.fixture
async def http(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    settings = Settings(dev_tools=True, local_dir=tmp_path)  # pyright: ignore[reportCallIssue] - others are optional
    monkeypatch.setattr(transfer_routes, "get_settings", lambda: settings)
    transport = httpx.ASGITransport(Starlette(routes=transfer_routes.transfer_routes()))
    async with httpx.AsyncClient(transport=transport, base_url="http://app.test", headers=ORIGIN) as client:
        yield client


@pytest.fixture
def signed_in(monkeypatch: pytest.MonkeyPatch, database: Database) -> Database:
    async def nobody_minds(request: Request, settings: Settings) -> None:
        pass

    monkeypatch.setattr(transfer_routes, "_require_session", nobody_minds)
    monkeypatch.setattr(transfer_routes, "app_database", lambda settings: database)
    return database


async def export(http: httpx.AsyncClient, query: str = "") -> list[dict[str, Any]]:
    answer = await http.post(f"/transfer/export{query}")
    assert answer.status_code == 200, answer.text
    return [json.loads(line) for line in answer.text.splitlines()]


async def imported(http: httpx.AsyncClient, text: str) -> list[dict[str, Any]]:
    answer = await http.post("/transfer/import", content=text.encode())
    assert answer.status_code == 200, answer.text
    return [json.loads(line) for line in answer.text.splitlines()]


async def test_what_is_exported_can_be_imported_again_with_its_types(http: httpx.AsyncClient, signed_in: Database):
    made = await documents.create(signed_in, "Thing", TYPED)
    text = (await http.post("/transfer/export?collection=Thing")).text
    await documents.delete(signed_in, "Thing", made.id, made.ts)
    told = await imported(http, text)
    assert told[-1] == {"documents": 1}
    assert {line["phase"] for line in told[:-1]} == {"reading", "checking", "writing"}
    found = await documents.read(signed_in, "Thing", made.id)
    assert found is not None and found.data == TYPED
    assert len(await export(http)) == 1
    assert await export(http, "?collection=Empty") == []


async def test_a_broken_line_is_named_and_nothing_is_imported(http: httpx.AsyncClient, signed_in: Database):
    await documents.create(signed_in, "Thing", {"title": "a"})
    (line,) = await export(http)
    good = json.dumps(line).replace(line["id"], "77").replace('"a"', '"b"')
    told = await imported(http, f"{good}\nnonsense\n")
    assert told[-1]["code"] == "broken_line"
    assert told[-1]["error"].startswith("Line 2:")
    assert len(await export(http)) == 1


async def test_what_the_database_refuses_is_named_by_its_line(http: httpx.AsyncClient, signed_in: Database):
    await documents.create(signed_in, "Thing", {"title": "a"})
    text = (await http.post("/transfer/export")).text
    told = await imported(http, text)
    assert told[-1]["error"].startswith("Line 1:")
    assert len(await export(http)) == 1


async def test_without_developer_tools_the_routes_are_not_there(
    http: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
):
    settings = Settings(dev_tools=False)  # pyright: ignore[reportCallIssue] - others are optional
    monkeypatch.setattr(transfer_routes, "get_settings", lambda: settings)
    for path in ("export", "import"):
        assert (await http.post(f"/transfer/{path}")).status_code == 404


@pytest.mark.parametrize("token", ["", "Bearer", "Bearer x", "Basic eA==", "Bearer a.b.c"])
async def test_without_a_session_nothing_is_told(http: httpx.AsyncClient, token: str):
    for path in ("export", "import"):
        answer = await http.post(f"/transfer/{path}", headers={"Authorization": token})
        assert answer.status_code == 401


@pytest.mark.parametrize("origin", [None, "https://elsewhere.example", "null"])
async def test_other_pages_are_refused(http: httpx.AsyncClient, signed_in: Database, origin: str | None):
    http.headers.pop("Origin")
    headers = {"Origin": origin} if origin else {}
    for path in ("export", "import"):
        assert (await http.post(f"/transfer/{path}", headers=headers)).status_code == 400


async def test_a_file_that_is_too_large_is_not_kept(
    http: httpx.AsyncClient, signed_in: Database, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(transfer_routes, "MOST_BYTES", 10)
    answer = await http.post("/transfer/import", content=b"x" * 11)
    assert (answer.status_code, answer.text) == (413, transfer_routes.TOO_LARGE)


async def test_an_unknown_collection_is_refused_before_anything_is_sent(http: httpx.AsyncClient, signed_in: Database):
    answer = await http.post("/transfer/export?collection=Nope")
    assert answer.status_code == 502
    assert "Nope" in answer.text
