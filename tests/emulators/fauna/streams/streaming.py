"""A Fauna emulator in memory whose streams are read as a client does, line by line, within the test's event loop."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from typing import Any

from app.emulators.fauna.app import FaunaApp
from app.emulators.fauna.config import FaunaConfig
from app.emulators.fauna.fql.runtime import Limits

SECRET = "secret"
SOON = 5.0
USUAL = Limits()
SCHEMA = """
collection Note {
  index byKind {
    terms [.kind]
    values [.rank]
  }
  index byTag {
    values [mva(.tags)]
  }
  history_days 0
}
collection Sum {
  a: Int?
  b: Int?
  compute twice: Int? = sum => sum.a
  compute both: Array<Int?> = sum => [sum.a, sum.b]
}
"""
Event = dict[str, Any]


class Stream:
    """An open stream: the status of its response and what comes in it."""

    def __init__(self) -> None:
        self.status = 0
        self.headers: dict[bytes, bytes] = {}
        self.left = asyncio.Event()
        self.is_whole = False
        self._lines: asyncio.Queue[bytes | None] = asyncio.Queue()
        self._rest = b""
        self.may_take = asyncio.Event()
        self.may_take.set()

    async def send(self, message: Any) -> None:
        """What the application calls; it waits while the client takes nothing."""
        await self.may_take.wait()
        if message["type"] == "http.response.start":
            self.status, self.headers = message["status"], dict(message["headers"])
            return
        self._rest += message.get("body", b"")
        *lines, self._rest = self._rest.split(b"\r\n")
        for line in lines:
            self._lines.put_nowait(line)
        if not message.get("more_body"):
            if self._rest:
                self._lines.put_nowait(self._rest)
            self.is_whole = True
            self._lines.put_nowait(None)

    def end(self) -> None:
        """Nothing comes any more."""
        self._lines.put_nowait(None)

    async def next(self, seconds: float = SOON) -> Event | None:
        """The next line, or None when the response has ended. Raises `TimeoutError`."""
        line = await asyncio.wait_for(self._lines.get(), seconds)
        return None if line is None else json.loads(line)

    async def events(self, count: int) -> list[Event]:
        """So many events other than status."""
        found: list[Event] = []
        while len(found) < count:
            event = await self.next()
            assert event is not None, f"the stream ended after {found}"
            if event["type"] != "status":
                found.append(event)
        return found

    async def rest(self) -> list[Event]:
        """All events until the response ends."""
        found: list[Event] = []
        while (event := await self.next()) is not None:
            found += [event] if event["type"] != "status" else []
        return found

    async def silence(self, seconds: float = 0.05) -> bool:
        """Whether nothing more comes for a moment."""
        try:
            await self.next(seconds)
        except TimeoutError:
            return True
        return False


class Client:
    """Asks one database with its secrets."""

    def __init__(self, app: FaunaApp) -> None:
        self.app = app
        self.secret = f"{SECRET}:db:admin"

    async def request(self, path: str, body: Any, secret: str | None = None) -> tuple[int, Any]:
        """Status and JSON of a request's answer."""
        stream = Stream()
        await self.app(self._scope(path, secret), _receiver(body, stream), stream.send)
        return stream.status, await stream.next()

    async def data(self, query: str, secret: str | None = None) -> Any:
        """A query's data in the tagged format; its failure fails the test."""
        status, answer = await self.request("/query/1", {"query": query}, secret)
        assert status == 200, answer
        return answer["data"]

    async def source(self, query: str, secret: str | None = None) -> str:
        """The token of an event source."""
        return (await self.data(query, secret))["@stream"]

    async def feed(self, token: str, secret: str | None = None, **options: Any) -> Any:
        """A page of a feed."""
        status, answer = await self.request("/feed/1", {"token": token, **options}, secret)
        assert status == 200, answer
        return answer

    async def push(self, text: str) -> None:
        """Make this the schema."""
        part = 'Content-Disposition: form-data; name="main.fsl"; filename="main.fsl"'
        form = f"--frontier\r\n{part}\r\n\r\n{text}\r\n--frontier--\r\n".encode()
        stream = Stream()
        scope = self._scope("/schema/1/update?force=true", None)
        scope["headers"].append((b"content-type", b"multipart/form-data; boundary=frontier"))
        await self.app(scope, _receiver(form, stream), stream.send)
        assert stream.status == 200, await stream.next()

    @contextlib.asynccontextmanager
    async def stream(self, token: str, secret: str | None = None, **options: Any) -> AsyncIterator[Stream]:
        """A stream that is left at the end of the block."""
        stream = Stream()
        body = {"token": token, **options}
        scope = self._scope("/stream/1", secret)
        serving = asyncio.create_task(self.app(scope, _receiver(body, stream), stream.send))
        serving.add_done_callback(lambda task: stream.end())
        try:
            yield stream
        finally:
            stream.left.set()
            stream.may_take.set()
            await asyncio.wait_for(serving, SOON)

    @contextlib.asynccontextmanager
    async def streams(self, token: str, count: int) -> AsyncIterator[list[Stream]]:
        """So many streams of one source, each past its status."""
        async with contextlib.AsyncExitStack() as stack:
            opened = [await stack.enter_async_context(self.stream(token)) for _ in range(count)]
            for stream in opened:
                await stream.next()
            yield opened

    def _scope(self, path: str, secret: str | None) -> dict[str, Any]:
        path, _, query = path.partition("?")
        authorization = f"Bearer {self.secret if secret is None else secret}".encode()
        headers = [(b"authorization", authorization), (b"x-format", b"tagged")]
        return {"type": "http", "method": "POST", "path": path, "query_string": query.encode(), "headers": headers}


def _receiver(body: Any, stream: Stream) -> Any:
    content = [body if isinstance(body, bytes) else json.dumps(body).encode()]

    async def receive() -> dict[str, Any]:
        if content:
            return {"type": "http.request", "body": content.pop(), "more_body": False}
        await stream.left.wait()
        return {"type": "http.disconnect"}

    return receive


@contextlib.asynccontextmanager
async def database(schema: str = SCHEMA, limits: Limits = USUAL) -> AsyncIterator[Client]:
    """A client of a database with this schema, in an emulator of its own."""
    app = FaunaApp(FaunaConfig(SECRET, limits=limits))
    client = Client(app)
    try:
        await client.data('Database.create({ name: "db", typechecked: false })', SECRET)
        await client.push(schema)
        yield client
    finally:
        app.close()
