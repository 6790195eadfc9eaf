"""What a client has seen it sees again: `X-Last-Txn-Ts` and `X-Linearized`."""

import time

import httpx
import pytest

from app.emulators.fauna.api.errors import OUT_OF_TIME
from app.emulators.fauna.fql.runtime import Limits
from tests.emulators.fauna.api.serving import ask, serving

LATE = {"code": "time_out", "message": OUT_OF_TIME}


def ahead(seconds: float) -> int:
    return time.time_ns() // 1000 + round(seconds * 1e6)


@pytest.mark.parametrize("query", ["1", "Collection.all().count()", "Collection.create({ name: 'A' }).name"])
async def test_a_query_reads_no_earlier_than_the_time_its_client_has_seen(query: str) -> None:
    async with serving() as client:
        for _ in range(2):  # a query that is known to be brief takes another way
            seen = ahead(0.05)
            answer = await ask(client, query, x_last_txn_ts=str(seen))
            assert answer["txn_ts"] >= seen


async def test_what_another_client_wrote_is_there_at_the_time_that_it_tells() -> None:
    async with serving() as client:
        written = await ask(client, "Collection.create({ name: 'A' })")
        answer = await ask(client, "Collection.byName('A').exists()", x_last_txn_ts=str(written["txn_ts"]))
        assert (answer["data"], answer["txn_ts"] > written["txn_ts"]) == (True, True)


@pytest.mark.parametrize("seen", ["-9223372036854775808", "0", "1600000000000000", "+5"])
async def test_a_time_long_ago_moves_nothing(seen: str) -> None:
    async with serving() as client:
        answer = await ask(client, "1", x_last_txn_ts=seen)
        assert ahead(-60) < answer["txn_ts"] < ahead(1)


@pytest.mark.parametrize("seconds", [60, 1e9])
async def test_a_time_beyond_the_time_out_is_waited_for_in_vain_and_nothing_is_written(seconds: float) -> None:
    async with serving(Limits(seconds=0.2)) as client:
        began = time.monotonic()
        answer = await ask(client, "Collection.create({ name: 'A' })", x_last_txn_ts=str(ahead(seconds)))
        assert (answer["status"], answer["error"]) == (440, LATE)
        assert time.monotonic() - began >= 0.2
        after = await ask(client, "Collection.all().count()")
        assert (after["data"], after["txn_ts"] < ahead(1)) == ({"@int": "0"}, True)


async def test_the_time_out_that_a_request_names_counts_the_waiting() -> None:
    async with serving() as client:
        slow = f'"{"a" * 60}!".matches("^(a|aa)+$").length'
        began = time.monotonic()
        answer = await ask(client, slow, x_last_txn_ts=str(ahead(0.3)), x_query_timeout_ms="600")
        assert (answer["status"], answer["error"]) == (440, LATE)
        assert time.monotonic() - began < 5


async def test_a_wrong_secret_is_refused_without_waiting() -> None:
    async with serving() as client:
        answer = await ask(client, "1", authorization="Bearer wrong", x_last_txn_ts=str(ahead(3600)))
        assert answer["status"] == 401


async def test_a_feed_is_read_no_earlier_either() -> None:
    async with serving() as client:
        await ask(client, "Collection.create({ name: 'A' })")
        source = (await ask(client, "A.all().eventSource()"))["data"]["@stream"]

        async def feed(**headers: str) -> httpx.Response:
            return await client.post("/feed/1", json={"token": source}, headers=headers)

        seen = ahead(0.05)
        page = (await feed(**{"x-last-txn-ts": str(seen)})).json()
        assert page["events"] == []
        assert ahead(0) >= seen
        late = await feed(**{"x-last-txn-ts": str(ahead(60)), "x-query-timeout-ms": "100"})
        assert (late.status_code, late.json()["error"]) == (440, LATE)


async def test_a_linearized_query_sees_everything_that_was_acknowledged() -> None:
    async with serving() as client:
        await ask(client, "Collection.create({ name: 'A' })")
        for number in range(1, 6):
            await ask(client, "A.create({})")
            answer = await ask(client, "A.all().count()", x_linearized="true")
            assert answer["data"] == {"@int": str(number)}
