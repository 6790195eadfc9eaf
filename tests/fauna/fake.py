"""A Fauna made of a list of transactions, whose streams break when told to."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import httpx

from app.clerk.errors import ClerkError, SessionEnded
from app.clerk.template_tokens import TemplateToken

ENDPOINT = "http://127.0.0.1:1"
SOON = 2.0
PAST_ENDS = {"clean": None, "broken": httpx.ReadError("reset"), "lost": "permission_loss", "place": "stream_overflow"}


async def until(condition: Any, seconds: float = SOON) -> None:
    """Wait until something holds."""
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - many things are waited for, few of them tell
            await asyncio.sleep(0.002)


@dataclass
class Change:
    kind: str
    id: int
    text: str
    ts: int

    def event(self) -> dict[str, Any]:
        data = {
            "@doc": {
                "id": str(self.id),
                "coll": {"@mod": "Note"},
                "ts": {"@time": "2026-01-01T00:00:00Z"},
                "text": self.text,
            }
        }
        return {"type": self.kind, "data": data, "txn_ts": self.ts, "cursor": f"c{self.ts}"}


@dataclass
class FakeFauna:
    """Answers snapshots, streams and feeds; `faults` are served to the next requests, in order."""

    changes: list[Change] = field(default_factory=list)
    schema_version: int = 1
    page_size: int = 1000
    faults: list[Any] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    hidden: set[int] = field(default_factory=set)
    queries: list[str] = field(default_factory=list)
    opened: list[dict[str, Any]] = field(default_factory=list)
    open: int = 0
    is_away: bool = False
    _more: asyncio.Condition = field(default_factory=asyncio.Condition)
    _cut: Any = None
    _cuts: int = 0

    @property
    def ts(self) -> int:
        return self.changes[-1].ts if self.changes else 100

    def rows(self, at: int) -> dict[int, str]:
        found: dict[int, str] = {}
        for change in self.changes:
            if change.ts <= at and change.id not in self.hidden:
                if change.kind == "remove":
                    found.pop(change.id, None)
                else:
                    found[change.id] = change.text
        return found

    async def commit(self, key: int, text: str | None) -> None:
        """Put a note, or delete it."""
        present = self.rows(self.ts)
        kind = "remove" if text is None else "update" if key in present else "add"
        if text is None and key not in present:
            return
        self.changes.append(Change(kind, key, present.get(key, "") if text is None else text, self.ts + 10))
        async with self._more:
            self._more.notify_all()

    async def cut(self, how: str) -> None:
        """End every open stream in one of `PAST_ENDS`' ways."""
        self._cut, self._cuts = PAST_ENDS[how], self._cuts + 1
        async with self._more:
            self._more.notify_all()

    @property
    def transport(self) -> httpx.MockTransport:
        return httpx.MockTransport(self._serve)

    async def _serve(self, request: httpx.Request) -> httpx.Response:
        if self.is_away:
            raise httpx.ConnectError("refused", request=request)
        if self.faults and (fault := self.faults.pop(0)) is not None:
            if isinstance(fault, Exception):
                raise fault
            return fault
        secret = request.headers["authorization"].removeprefix("Bearer ")
        if secret in self.refused:
            return failure(401, "unauthorized", "Invalid token, unable to authenticate request")
        body = json.loads(request.content)
        if request.url.path == "/query/1":
            return self._query(body)
        if request.url.path == "/feed/1":
            return self._feed(body)
        self.opened.append({**body, "secret": secret})
        after = int(body["cursor"][1:]) if "cursor" in body else int(body["token"])
        return httpx.Response(200, stream=_Lines(self, after))

    def _query(self, body: dict[str, Any]) -> httpx.Response:
        text = json.dumps(body["query"])
        self.queries.append(text)
        if "eventSource" not in text and "paginate" not in text:
            return self._answer(None)
        start = next((int(part["value"].split(":")[1]) for part in _parts(body) if "after:" in str(part)), 0)
        docs = [Change("add", key, note, self.ts).event()["data"] for key, note in self.rows(self.ts).items()]
        page: dict[str, Any] = {"data": docs[start : start + self.page_size]}
        if start + self.page_size < len(docs):
            page["after"] = f"after:{start + self.page_size}"
        if "eventSource" not in text:
            return self._answer(page)
        return self._answer({"page": page, "events": {"@stream": str(self.ts)}})

    def _answer(self, data: Any) -> httpx.Response:
        body = {"data": data, "summary": "", "txn_ts": self.ts, "schema_version": self.schema_version, "stats": {}}
        return httpx.Response(200, json=body)

    def _feed(self, body: dict[str, Any]) -> httpx.Response:
        after = int(body["cursor"][1:]) if "cursor" in body else int(body.get("start_ts", body["token"]))
        left = [change.event() for change in self.changes if change.ts > after]
        size = body.get("page_size", 16)
        cursor = left[:size][-1]["cursor"] if left else f"c{after}"
        page = {"events": left[:size], "cursor": cursor, "has_next": len(left) > size, "stats": {}}
        return httpx.Response(200, json=page)


class _Lines(httpx.AsyncByteStream):
    def __init__(self, fauna: FakeFauna, after: int) -> None:
        self._fauna, self._after, self._cuts, self._is_open = fauna, after, fauna._cuts, True
        fauna.open += 1

    async def __aiter__(self) -> AsyncIterator[bytes]:
        fauna = self._fauna
        yield _line({"type": "status", "txn_ts": self._after, "cursor": f"c{self._after}"})
        while True:
            for change in [change for change in fauna.changes if change.ts > self._after]:
                if fauna._cuts != self._cuts:
                    break
                self._after = change.ts
                if change.id not in fauna.hidden:
                    yield _line(change.event())
            async with fauna._more:
                await fauna._more.wait_for(
                    lambda: fauna._cuts != self._cuts or any(change.ts > self._after for change in fauna.changes)
                )
            if fauna._cuts != self._cuts:
                break
        if isinstance(fauna._cut, Exception):
            raise fauna._cut
        if fauna._cut:
            yield _line({"type": "error", "error": {"code": fauna._cut, "message": "No longer valid."}})

    async def aclose(self) -> None:
        self._fauna.open -= self._is_open
        self._is_open = False


@dataclass
class Identity:
    """Gives tokens of a short or long life and counts them; raises what it is told to."""

    life: float = 60.0
    claims: dict[str, Any] = field(default_factory=dict)
    pulls: int = 0
    error: ClerkError | None = None
    _token: TemplateToken | None = None

    async def pull(self, refused: str) -> TemplateToken:
        await asyncio.sleep(0)
        kept = self._token
        if kept is not None and kept.jwt != refused and kept.renew_at > time.time() and self.error is None:
            return kept
        self.pulls += 1
        if self.error is not None:
            raise self.error
        now = time.time()
        claims = {"iat": now, "exp": now + self.life, **self.claims}
        self._token = TemplateToken(f"token{self.pulls}", claims, now + self.life)
        return self._token

    def end(self) -> None:
        self.error, self._token = SessionEnded("The session is signed out or revoked."), None


def failure(status: int, code: str, message: str) -> httpx.Response:
    return httpx.Response(status, json={"error": {"code": code, "message": message}, "summary": ""})


def _line(value: Any) -> bytes:
    return json.dumps(value).encode() + b"\n"


def _parts(body: dict[str, Any]) -> list[Any]:
    query = body["query"]
    return [part for part in query.get("fql", []) if isinstance(part, dict)] if isinstance(query, dict) else []
