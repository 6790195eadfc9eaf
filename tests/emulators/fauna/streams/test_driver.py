"""The official Python driver reads streams and feeds of an emulator in a process of its own, which may die."""

import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from fauna import fql
from fauna.client import Client, FeedOptions, StreamOptions
from fauna.errors import FaunaException
from fauna.http.httpx_client import HTTPXClient

from tests.emulators.running import free_port, start

SECRET = "secret"
PATIENCE = 30.0
"""Seconds for one life of the emulator."""


class Server:
    """An emulator that can be killed and started again over the same data."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.port = free_port()
        self.endpoint = f"http://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[str] | None = None
        self.start()

    def start(self) -> None:
        """Start it, and wait until it answers."""
        options = ("--port", str(self.port), "--data", str(self._folder), "--root-secret", SECRET)
        self._process = start(*options, "--synchronous", "off")
        assert self._process.stdout is not None
        assert self._process.stdout.readline().startswith("Emulators ready")

    def kill(self) -> None:
        """End it as a crash would."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            if pipe is not None:
                pipe.close()

    def client(self) -> Client:
        """A driver's client."""
        http = HTTPXClient(httpx.Client(timeout=httpx.Timeout(5.0, read=10.0), verify=False))
        return Client(endpoint=self.endpoint, secret=SECRET, http_client=http, max_attempts=1)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    made = Server(tmp_path_factory.mktemp("data"))
    yield made
    made.kill()


@pytest.fixture
def client(server: Server) -> Iterator[Client]:
    """A client, and a collection `Note` that is empty."""
    made = server.client()
    made.query(fql("if (Collection.byName('Note').exists()) { Collection.byName('Note')!.delete() }"))
    made.query(fql("Collection.create({ name: 'Note' })"))
    yield made
    made.close()


def numbers(events: list[Any]) -> list[int]:
    return [event["data"]["n"] for event in events]


def test_the_drivers_stream_gives_events_and_resumes_by_cursor(client: Client) -> None:
    source = client.query(fql("Note.all().eventSource()")).data
    for n in range(3):
        client.query(fql("Note.create({ n: ${n} })", n=n))
    with client.stream(source) as stream:
        events = [next(stream) for _ in range(3)]
    assert numbers(events) == [0, 1, 2]
    with client.stream(source, StreamOptions(cursor=events[0]["cursor"])) as stream:
        assert numbers([next(stream), next(stream)]) == [1, 2]
    with client.stream(source, StreamOptions(start_ts=events[1]["txn_ts"], status_events=True)) as stream:
        assert [next(stream)["type"], next(stream)["type"]] == ["status", "add"]


def test_the_drivers_feed_gives_pages(client: Client) -> None:
    source = client.query(fql("Note.all().eventSource()")).data
    client.query(fql("Set.sequence(0, 5).forEach(n => Note.create({ n: n }))"))
    pages = list(client.feed(source, FeedOptions(page_size=2)))
    assert [len(page) for page in pages] == [2, 2, 1]
    assert sorted(n for page in pages for n in numbers(list(page))) == [0, 1, 2, 3, 4]
    assert list(client.feed(source, FeedOptions(cursor=pages[-1].cursor)).flatten()) == []


def test_the_drivers_client_meets_an_error_event_as_an_exception(client: Client) -> None:
    source = client.query(fql("Note.all().map(note => abort(note.n)).eventSource()")).data
    client.query(fql("Note.create({ n: 5 })"))
    with pytest.raises(FaunaException, match="aborted"), client.stream(source) as stream:
        next(stream)


def test_streams_that_come_and_go_over_both_protocols_let_queries_through(server: Server, client: Client) -> None:
    source = client.query(fql("Note.all().eventSource()")).data
    headers = {"Authorization": f"Bearer {SECRET}"}
    for number in range(40):
        with (
            httpx.Client(http1=number % 2 == 0, http2=number % 2 == 1, timeout=10, verify=False) as http,
            http.stream("POST", f"{server.endpoint}/stream/1", json={"token": source.token}, headers=headers) as answer,
        ):
            assert answer.http_version == ("HTTP/1.1" if number % 2 == 0 else "HTTP/2")
            assert '"status"' in next(answer.iter_lines())
    assert client.query(fql("1 + 1")).data == 2


def read_through(server: Server, source: Any, count: int, patience: float) -> list[Any]:
    """So many events, by a driver that resumes by cursor whenever its stream ends or breaks."""
    events: list[Any] = []
    latest = time.monotonic() + patience
    while len(events) < count and time.monotonic() < latest:
        options = (
            StreamOptions(cursor=events[-1]["cursor"], max_attempts=1) if events else StreamOptions(max_attempts=1)
        )
        client = server.client()
        try:
            with client.stream(source, options) as stream:
                for event in stream:
                    events.append(event)
                    if len(events) == count:
                        break
        except (FaunaException, httpx.HTTPError):
            time.sleep(0.02)
        finally:
            client.close()
    return events


def under_writes(server: Server, writes: int, kills: int) -> tuple[list[int], list[Any]]:
    """Numbers whose writing was acknowledged while the emulator was killed so often, and the events."""
    source = server.client().query(fql("Note.all().eventSource()")).data
    acknowledged: list[int] = []
    patience = PATIENCE * (kills + 1)

    def write() -> None:
        client, n = server.client(), 0
        while n < writes:
            try:
                found = client.query(fql("Note.create({ id: ${id}, n: ${n} }).n", id=str(n + 1), n=n)).data
                acknowledged.append(found)
                n += 1
            except (FaunaException, httpx.HTTPError) as failure:
                if getattr(failure, "code", "") == "document_id_exists":
                    acknowledged.append(n)
                    n += 1
                time.sleep(0.02)
        client.close()

    found: list[list[Any]] = []
    reading = threading.Thread(target=lambda: found.append(read_through(server, source, writes, patience)))
    writing = threading.Thread(target=write)
    reading.start()
    writing.start()
    for kill in range(kills):
        while len(acknowledged) < writes * (kill + 1) // (kills + 1):
            time.sleep(0.005)
        server.kill()
        server.start()
    writing.join(patience)
    reading.join(patience)
    return acknowledged, found[0]


@pytest.mark.parametrize("kills", [1, pytest.param(20, marks=pytest.mark.slow)])
def test_a_stream_goes_on_where_it_was_when_the_emulator_was_killed(server: Server, client: Client, kills: int) -> None:
    writes = 20 * (kills + 1)
    acknowledged, events = under_writes(server, writes, kills)
    assert acknowledged == list(range(writes))
    assert numbers(events) == acknowledged, "each event once and in order"
    assert [event["type"] for event in events] == ["add"] * writes
