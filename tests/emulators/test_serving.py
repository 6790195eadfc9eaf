"""HTTP/1.1 and HTTP/2 cleartext on one port."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from h2.connection import H2Connection

from app.emulators.http2 import PREFACE
from app.emulators.serving import Server, bind

MUCH = bytes(range(256)) * 16_384


class Echo:
    """Answers with the body it got, once it may; counts clients that left before."""

    def __init__(self) -> None:
        self.may_answer = asyncio.Event()
        self.may_answer.set()
        self.asked, self.left = asyncio.Event(), asyncio.Event()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            for kind in ("startup", "shutdown"):
                assert (await receive())["type"] == f"lifespan.{kind}"
                await send({"type": f"lifespan.{kind}.complete"})
            return
        body, more = b"", True
        while more:
            message = await receive()
            body, more = body + message["body"], message.get("more_body", False)
        self.asked.set()
        if scope["path"] == "/wait":
            assert (await receive())["type"] == "http.disconnect"
            self.left.set()
            return
        await self.may_answer.wait()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": body})


@pytest.fixture
async def echo() -> Echo:
    return Echo()


@contextlib.asynccontextmanager
async def serving(app: Echo) -> AsyncIterator[tuple[Server, int]]:
    """A server that answers, and its port."""
    bound = bind(0)
    server = Server(app, bound)
    task = asyncio.create_task(server.serve())
    await server.ready.wait()
    try:
        yield server, bound.getsockname()[1]
    finally:
        server.stop()
        await task


def client(port: int, version: int) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", http1=version == 1, http2=version == 2)


async def in_pieces(writer: asyncio.StreamWriter, said: bytes, cut: int) -> None:
    """Send it, the part behind `cut` a little later."""
    writer.write(said[:cut])
    await writer.drain()
    await asyncio.sleep(0.01)
    writer.write(said[cut:])


@pytest.mark.parametrize("version", [1, 2])
async def test_megabytes_come_and_go_unharmed(version: int, echo: Echo):
    async with serving(echo) as (_, port), client(port, version) as http:
        answers = await asyncio.gather(*(http.post("/", content=MUCH + bytes([number])) for number in range(3)))
    assert [answer.content == MUCH + bytes([number]) for number, answer in enumerate(answers)] == [True] * 3
    assert {answer.http_version for answer in answers} == {"HTTP/1.1" if version == 1 else "HTTP/2"}


@pytest.mark.parametrize("version", [1, 2])
async def test_the_application_learns_that_a_client_left(version: int, echo: Echo):
    async with serving(echo) as (_, port), client(port, version) as http:
        waiting = asyncio.create_task(http.get("/wait"))
        await echo.asked.wait()
        waiting.cancel()
        await http.aclose()
        await echo.left.wait()


async def test_who_was_heard_is_answered_before_the_end(echo: Echo):
    echo.may_answer.clear()
    async with serving(echo) as (server, port), client(port, 1) as http:
        asking = asyncio.create_task(http.post("/", content=b"heard"))
        await echo.asked.wait()
        server.stop()
        asyncio.get_running_loop().call_later(0.05, echo.may_answer.set)
        assert (await asking).content == b"heard"


async def test_who_was_heard_over_http2_is_answered_before_the_end_too(echo: Echo):
    echo.may_answer.clear()
    asking = H2Connection()
    asking.initiate_connection()
    asking.send_headers(1, [(":method", "POST"), (":path", "/"), (":scheme", "http"), (":authority", "here")])
    asking.send_data(1, b"heard", end_stream=True)
    async with serving(echo) as (server, port):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(asking.data_to_send())
        await echo.asked.wait()
        server.stop()
        asyncio.get_running_loop().call_later(0.05, echo.may_answer.set)
        assert b"heard" in await reader.read()
        writer.close()


@pytest.mark.parametrize("version", [1, 2])
async def test_a_client_that_keeps_its_connection_does_not_keep_the_server(version: int, echo: Echo):
    async with client(0, version) as http, serving(echo) as (_, port):
        assert (await http.post(f"http://127.0.0.1:{port}/", content=b"1")).content == b"1"


@pytest.mark.parametrize("first", [b"P", b"PRI", PREFACE[:-1]])
async def test_a_preface_may_come_in_pieces(first: bytes, echo: Echo):
    async with serving(echo) as (_, port):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        await in_pieces(writer, PREFACE + b"\0\0\0\x04\0\0\0\0\0", len(first))
        assert (await reader.readexactly(9))[3] == 4  # a SETTINGS frame
        writer.close()


@pytest.mark.parametrize("first", [b"P", b"PUT / HTTP/1.1\r\nConten", b"PRI"])
async def test_a_request_may_come_in_pieces(first: bytes, echo: Echo):
    async with serving(echo) as (_, port):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        whole = b"PRINT / HTTP/1.1\r\n\r\n" if first == b"PRI" else b"PUT / HTTP/1.1\r\nContent-Length: 2\r\n\r\nok"
        await in_pieces(writer, whole, len(first))
        assert (await reader.readline()).split()[1] == (b"400" if first == b"PRI" else b"200")
        writer.close()


UPGRADE = b"""POST / HTTP/1.1
Host: here
Connection: Upgrade, HTTP2-Settings
upgrade: h2c
HTTP2-Settings: AAEAAEAAAAIAAAABAAMAAABkAAQBAAAAAAUAAEAA
Content-Length: 5

heard""".replace(b"\n", b"\r\n")


@pytest.mark.parametrize("cut", [len(UPGRADE), UPGRADE.index(b"pgrade"), UPGRADE.index(b"heard")])
async def test_a_request_that_would_rather_be_upgraded_is_answered_as_it_is(cut: int, echo: Echo):
    """As Java's client asks, and with it Fauna's driver for the JVM."""
    async with serving(echo) as (_, port):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for _ in range(2):
            await in_pieces(writer, UPGRADE, cut)
            assert b"HTTP/1.1 200 " in await reader.readuntil(b"heard")
        writer.close()


@pytest.mark.parametrize("said", [b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", b"PUT x", b"P" * 70_000])
async def test_what_is_no_http_is_refused_at_once(said: bytes, echo: Echo):
    """As a client that would speak TLS must learn, instead of waiting for its own time-out."""
    async with serving(echo) as (_, port):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(said + (b"\n\n" if said[:1] == b"P" else b""))
        assert (await reader.read()).startswith(b"HTTP/1.1 400 ")
        writer.close()


async def test_a_connection_that_says_nothing_does_not_keep_the_server(echo: Echo):
    async with serving(echo) as (_, port):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        await asyncio.sleep(0.01)
    assert await reader.read() == b""
    writer.close()


async def test_an_answer_in_two_writes_does_not_wait_for_the_client_to_acknowledge_the_first(echo: Echo):
    async with serving(echo) as (server, port):
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        connections = server._uvicorn.server_state.connections
        while not connections:  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0.001)
        (connection,) = connections
        side = connection.transport.get_extra_info("socket")
        assert side.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        writer.close()
