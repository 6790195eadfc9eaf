"""Connections that stay open: one handshake for many requests, new ones when the other side has gone."""

import asyncio
import http.server
import threading
from collections.abc import Iterator

import pytest

from app.connections import kept_client
from app.fauna.client import FaunaClient
from app.fauna.errors import FaunaError


class _Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.connections = 0
        self.cookies: list[str | None] = []
        threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True).start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def setup(self) -> None:
        super().setup()
        self.server.connections += 1

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["content-length"]))
        self.server.cookies.append(self.headers.get("cookie"))
        self.send_response(200)
        self.send_header("content-length", "12")
        self.send_header("set-cookie", "who=user_1")
        self.end_headers()
        self.wfile.write(b'{"data":"x"}')

    def log_message(self, *args: object) -> None:
        """Silent."""


@pytest.fixture
def server() -> Iterator[_Server]:
    running = _Server()
    yield running
    running.shutdown()
    running.server_close()


async def ask(address: str) -> str:
    async with FaunaClient(address) as client:
        return (await client.query("1", secret="s")).data


async def test_requests_after_each_other_share_a_connection(server: _Server):
    assert [await ask(server.address) for _ in range(5)] == ["x"] * 5
    assert server.connections == 1


async def test_no_cookie_is_kept_for_the_next_user(server: _Server):
    await ask(server.address)
    await ask(server.address)
    assert server.cookies == [None, None]


async def test_many_at_once_are_all_answered(server: _Server):
    assert await asyncio.gather(*(ask(server.address) for _ in range(20))) == ["x"] * 20


async def test_an_address_where_nobody_answers_harms_no_other(server: _Server):
    with pytest.raises(FaunaError):
        await ask("http://127.0.0.1:1")
    assert await ask(server.address) == "x"


def test_each_event_loop_has_its_own_client():
    async def mine() -> int:
        assert kept_client(local=True) is kept_client(local=True)
        assert kept_client(local=True) is not kept_client(local=False)
        return id(kept_client(local=True))

    async def others() -> tuple[int, int]:
        return await mine(), await asyncio.to_thread(asyncio.run, mine())

    here, there = asyncio.run(others())
    assert here != there
