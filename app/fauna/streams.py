"""Event streams and feeds over the connections that all requests share; each call brings its own secret."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import httpx
from fauna.query.models import EventSource

from app.connections import kept_client
from app.fauna.errors import CursorRefused, FaunaUnavailable, QueryRefused, Unauthorized
from app.fauna.events import Event, read_event

OPEN_SECONDS = 10.0
SILENCE_SECONDS = 330.0  # Fauna says every five minutes that it is there; a token seldom lives as long
PLACE = ("cursor", "start time")


@dataclass(frozen=True, slots=True)
class FeedPage:
    """Some events of a feed, where the next page starts, and whether it holds anything yet."""

    events: tuple[Event, ...]
    cursor: str
    has_next: bool


class Streams:
    """Streams and feeds of one endpoint, on the pool that queries use, too."""

    def __init__(self, endpoint: str, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._address = endpoint.rstrip("/")
        self._own = None if transport is None else httpx.AsyncClient(transport=transport)
        self._http = self._own or kept_client(local=endpoint.startswith("http://127.0.0.1"))

    @contextlib.asynccontextmanager
    async def stream(
        self, source: EventSource, *, secret: str, cursor: str = "", start_ts: int = 0
    ) -> AsyncIterator[AsyncIterator[Event]]:
        """An open stream; its events end when Fauna closes it. Raises `FaunaError`, also while events are read.

        Without cursor or start time (microseconds) it tells what has happened since the source was made.
        """
        body = _body(source, cursor, start_ts)
        timeout = httpx.Timeout(OPEN_SECONDS, read=SILENCE_SECONDS)
        request = self._http.build_request(
            "POST", self._address + "/stream/1", json=body, headers=_headers(secret), timeout=timeout
        )
        try:
            async with asyncio.timeout(OPEN_SECONDS):
                answer = await self._http.send(request, stream=True)
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError) as error:
            raise FaunaUnavailable("Fauna does not answer. Check that it runs, then try again.") from error
        try:
            if not answer.is_success:
                raise _refusal(answer.status_code, await _read(answer))
            yield _events(answer)
        finally:
            await answer.aclose()

    async def feed(
        self, source: EventSource, *, secret: str, cursor: str = "", start_ts: int = 0, page_size: int = 0
    ) -> AsyncIterator[FeedPage]:
        """The pages of a feed that are there by now. Raises `FaunaError`; a failed event fails its whole page."""
        while True:
            body = _body(source, cursor, start_ts)
            if page_size:
                body["page_size"] = page_size
            address, timeout = self._address + "/feed/1", httpx.Timeout(OPEN_SECONDS)
            try:
                answer = await self._http.post(address, json=body, headers=_headers(secret), timeout=timeout)
            except (httpx.HTTPError, httpx.InvalidURL) as error:
                raise FaunaUnavailable("Fauna does not answer. Check that it runs, then try again.") from error
            data = _json(answer.content)
            if not answer.is_success:
                raise _refusal(answer.status_code, data)
            events = tuple(read_event(item) for item in data.get("events", []))
            cursor, start_ts = str(data.get("cursor", "")), 0
            page = FeedPage(events, cursor, data.get("has_next") is True)
            yield page
            if not page.has_next:
                return

    async def aclose(self) -> None:
        """Close what was opened for a transport of its own."""
        if self._own is not None:
            await self._own.aclose()


async def _events(answer: httpx.Response) -> AsyncIterator[Event]:
    try:
        async for line in answer.aiter_lines():
            if line.strip():
                yield read_event(json.loads(line))
    except (httpx.HTTPError, httpx.StreamError) as error:
        raise FaunaUnavailable("Fauna's stream broke off.") from error
    except (ValueError, RecursionError) as error:
        raise FaunaUnavailable("Something that is not Fauna's stream comes from there.") from error


async def _read(answer: httpx.Response) -> dict[str, Any]:
    try:
        return _json(await answer.aread())
    except httpx.HTTPError as error:
        raise FaunaUnavailable("Fauna's answer broke off.") from error


def _json(content: bytes) -> dict[str, Any]:
    try:
        data = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise FaunaUnavailable("Something that is not Fauna answers there.") from error
    return data if isinstance(data, dict) else {}


def _refusal(status: int, data: dict[str, Any]) -> Exception:
    error = data.get("error")
    known = error if isinstance(error, dict) else {}
    code, message = str(known.get("code", f"http_{status}")), str(known.get("message") or "Fauna refuses the stream.")
    if status == 401:
        return Unauthorized(message)
    if status >= 500:
        return FaunaUnavailable(message)
    return CursorRefused(message) if any(word in message for word in PLACE) else QueryRefused(code, message, "", status)


def _body(source: EventSource, cursor: str, start_ts: int) -> dict[str, Any]:
    body: dict[str, Any] = {"token": source.token}
    if cursor:
        body["cursor"] = cursor
    elif start_ts:
        body["start_ts"] = start_ts
    return body


def _headers(secret: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}", "X-Format": "tagged", "X-Driver-Env": "driver=python-async"}
