"""Faults on demand: whom they meet, for how long, and who may ask for them."""

import asyncio
import json
import time
from collections.abc import Iterator
from typing import Any

import pytest

from app.emulators.fauna.faults import MOST_EXPIRED, Faults
from tests.emulators.fauna.access.providing import ISSUER, JWKS, ROOT, Served, bearer

SCHEMA = f"""
role member {{}}
access provider Clerk {{
  issuer "{ISSUER}"
  jwks_uri "{JWKS}"
  role member
}}
"""


@pytest.fixture(scope="module")
def running() -> Iterator[tuple[asyncio.Runner, Served]]:
    with asyncio.Runner() as runner:
        fauna = Served()
        runner.run(fauna.create(SCHEMA))
        yield runner, fauna
        runner.run(fauna.close())


def fault(running: tuple[asyncio.Runner, Served], asked: Any, secret: str = ROOT) -> tuple[int, dict[str, Any]]:
    runner, fauna = running
    content = asked if isinstance(asked, bytes) else json.dumps(asked)
    answer = runner.run(fauna._client.post("/faults/1", content=content, headers=bearer(secret)))
    return answer.status_code, answer.json()


def status(running: tuple[asyncio.Runner, Served], secret: str) -> int:
    runner, fauna = running
    return runner.run(fauna.ask(secret, "1")).status_code


def test_one_token_counts_as_expired_and_no_other(running: tuple[asyncio.Runner, Served]):
    runner, fauna = running
    first, second = (fauna.token(jti=jti) for jti in ("first", "second"))
    assert (status(running, first), status(running, second)) == (200, 200)
    assert fault(running, {"expire": "first"}) == (200, {"expired": "first"})
    assert (status(running, first), status(running, second)) == (401, 200)
    checks = runner.run(fauna.trace(first, "1"))["provider"]["checks"]
    assert [check["name"] for check in checks if not check["ok"]] == ["exp"]


def test_queries_are_slow_for_a_while(running: tuple[asyncio.Runner, Served]):
    assert fault(running, {"slow": {"milliseconds": 80, "seconds": 60}})[0] == 200
    started = time.perf_counter()
    assert status(running, ROOT) == 200
    assert time.perf_counter() - started >= 0.08
    assert fault(running, {"slow": {"milliseconds": 80, "seconds": 0}})[0] == 200
    started = time.perf_counter()
    assert status(running, ROOT) == 200
    assert time.perf_counter() - started < 0.08


@pytest.mark.parametrize(
    "asked",
    [b"", b"{", b"[" * 5000, {}, {"expire": 1}, {"slow": {"milliseconds": -1, "seconds": 1}}, {"slow": True}, []],
)
def test_what_is_no_fault_is_refused(running: tuple[asyncio.Runner, Served], asked: Any):
    assert fault(running, asked)[0] == 400


def test_only_the_root_secret_causes_faults(running: tuple[asyncio.Runner, Served]):
    _, fauna = running
    for secret in (fauna.admin, f"{ROOT}:admin", fauna.token(), "wrong"):
        assert fault(running, {"expire": "x"}, secret)[0] == 401


def test_dropping_streams_says_how_many_there_were():
    faults = Faults(ROOT, lambda: 3)
    assert faults.answer(f"Bearer {ROOT}", b'{"drop_streams": true}') == {"dropped": 3}


def test_the_tokens_that_were_expired_last_are_remembered():
    faults = Faults(ROOT)
    for number in range(MOST_EXPIRED + 1):
        faults.answer(f"Bearer {ROOT}", json.dumps({"expire": str(number)}).encode())
    assert faults.now_for({"jti": "0", "exp": 9}, 1.0) == 1.0
    assert faults.now_for({"jti": "1", "exp": 9}, 1.0) == 9.0
