"""Hello World through the official Python driver, beside the same driver and a server that does nothing."""

from collections.abc import Iterator

import httpx
import pytest
from fauna import fql
from fauna.client import Client

from tests.benchmarks.conftest import Record
from tests.benchmarks.floors import constant_answer, fauna_emulator
from tests.benchmarks.measuring import Line, by_turns

pytestmark = pytest.mark.benchmark
ROUNDS = 1000
BOUND = 2.0
HELLO = "'Hello World!'"


@pytest.fixture(scope="module")
def emulator() -> Iterator[str]:
    with fauna_emulator() as address:
        yield address


@pytest.fixture(scope="module")
def constant(emulator: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    headers = {"Authorization": "Bearer secret", "X-Format": "tagged"}
    answer = httpx.post(f"{emulator}/query/1", json={"query": HELLO}, headers=headers)
    assert answer.json()["data"] == "Hello World!"
    with constant_answer(answer, tmp_path_factory.mktemp("constant")) as address:
        yield address


def test_hello_world_through_the_python_driver(emulator: str, constant: str, record: Record):
    ours, bare = Client(endpoint=emulator, secret="secret"), Client(endpoint=constant, secret="secret")
    query = fql(HELLO)
    own, floor = by_turns(ROUNDS, lambda: ours.query(query), lambda: bare.query(query))
    line = record(Line("Hello World, Python driver", own, "the same driver, a constant answer", floor, BOUND))
    assert line.ratio <= BOUND
