"""Key sets: when they are downloaded, how long they count, from where they may come."""

import asyncio
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from app.emulators.fauna.access.jwks import KeySets, fetch_address, public_keys
from tests.emulators.fauna.access.providing import ISSUER, JWKS, encode, header, jwk, served

Answer = Callable[[], httpx.Response]


class Publisher:
    """A JWKS and who asks for it; `now` is the time in seconds."""

    def __init__(self, *kids: str) -> None:
        self.now = 0.0
        self.kids = list(kids)
        self.downloads: list[float] = []
        self.answer: Answer = lambda: httpx.Response(200, json={"keys": [jwk(kid, "k") for kid in self.kids]})
        self.takes = 0
        transport = httpx.MockTransport(self._serve)
        self.sets = KeySets(httpx.AsyncClient(transport=transport), lambda: self.now)

    async def _serve(self, request: httpx.Request) -> httpx.Response:
        self.downloads.append(self.now)
        for _ in range(self.takes):
            await asyncio.sleep(0)
        self.now += self.takes
        return self.answer()

    async def has(self, kid: str) -> bool:
        return await self.sets.of(JWKS).key(kid) is not None


async def test_a_set_is_downloaded_once_and_again_after_five_minutes():
    publisher = Publisher("a")
    assert all([await publisher.has("a") for _ in range(10)])
    publisher.now = 299.9
    assert await publisher.has("a")
    assert publisher.downloads == [0]
    publisher.now = 300
    assert await publisher.has("a")
    assert publisher.downloads == [0, 300]


async def test_a_new_key_counts_at_its_first_use_and_a_removed_one_until_the_refresh():
    publisher = Publisher("a")
    assert await publisher.has("a")
    publisher.kids, publisher.now = ["b"], 10
    assert await publisher.has("b")
    assert publisher.downloads == [0, 10]
    assert not await publisher.has("a")
    publisher.kids, publisher.now = ["c"], 11
    assert await publisher.has("b")
    publisher.now = 310
    assert not await publisher.has("b")
    assert await publisher.has("c")


async def test_a_failing_download_leaves_the_old_set_for_an_hour():
    publisher = Publisher("a")
    assert await publisher.has("a")
    publisher.answer = lambda: httpx.Response(500)
    publisher.now = 3599.9
    assert await publisher.has("a")
    publisher.now = 3600.5
    assert not await publisher.has("a")


async def test_tokens_that_arrive_together_share_a_download():
    publisher = Publisher("a")
    assert all(await asyncio.gather(*(publisher.has("a") for _ in range(100))))
    assert len(publisher.downloads) == 1


async def test_who_waited_for_a_slow_download_does_not_begin_another():
    publisher = Publisher("a")
    publisher.takes = 5
    assert not any(await asyncio.gather(*(publisher.has(f"unknown{number}") for number in range(100))))
    assert len(publisher.downloads) == 1


async def test_a_thousand_requests_with_unknown_kids_cause_two_downloads_a_second_at_most():
    schema = f'role member {{}}\naccess provider P {{\n  issuer "{ISSUER}"\n  jwks_uri "{JWKS}"\n  role member\n}}'
    async with served(schema) as fauna:
        start, (_, payload, signature) = fauna.time, fauna.token().split(".")
        for number in range(1000):
            fauna.time = start + number * 0.01
            answer = await fauna.ask(f"{encode(header(kid=f'unknown{number}'))}.{payload}.{signature}", "1")
            assert answer.status_code == 401
        assert 10 <= len(fauna.downloads) <= 20
        for second in range(10):
            within = [time for time in fauna.downloads if start + second <= time < start + second + 1]
            assert len(within) <= 2
        assert (await fauna.ask(fauna.token(), "1")).status_code == 200


async def test_failing_downloads_are_no_more_frequent():
    publisher = Publisher("a")
    publisher.answer = lambda: httpx.Response(500)
    for number in range(100):
        publisher.now = number * 0.01
        assert not await publisher.has("a")
    assert len(publisher.downloads) == 2


JUNK: dict[str, Answer] = {
    "no JSON": lambda: httpx.Response(200, text="<html>"),
    "no set": lambda: httpx.Response(200, json=[]),
    "no keys": lambda: httpx.Response(200, json={"keys": {}}),
    "a redirect": lambda: httpx.Response(302, headers={"Location": "https://evil.example/jwks.json"}),
    "too large": lambda: httpx.Response(200, text=" " * (1024 * 1024 + 1)),
    "too deep": lambda: httpx.Response(200, text="[" * 100_000),
    "not UTF-8": lambda: httpx.Response(200, content=b'{"keys": "\xff"}'),
}


@pytest.mark.parametrize("junk", JUNK)
async def test_junk_does_not_replace_a_good_set(junk: str):
    publisher = Publisher("a")
    assert await publisher.has("a")
    publisher.answer, publisher.now = JUNK[junk], 400
    assert await publisher.has("a")
    assert publisher.downloads == [0, 400]


@pytest.mark.parametrize(
    "change",
    [{"kty": "EC"}, {"use": "enc"}, {"d": "AQAB"}, {"kid": 7}, {"n": ""}, {"n": 5}, {"e": "AQ"}, {"e": "#"}],
)
def test_a_key_for_something_else_is_left_out_and_its_neighbour_counts(change: dict[str, Any]):
    assert list(public_keys({"keys": [{**jwk("a", "k"), **change}, None, 3, jwk("b", "k")]})) == ["b"]


@pytest.mark.parametrize(
    ("uri", "fetched"),
    [
        ("https://localhost:8443/x", "http://localhost:8443/x"),
        ("http://localhost:8443/x", "http://localhost:8443/x"),
        ("https://127.0.0.1:8443/x", "http://127.0.0.1:8443/x"),
        ("https://[::1]:8443/x", "http://[::1]:8443/x"),
        ("https://localhost/x", "https://localhost/x"),
        ("https://clerk.example.com/x", "https://clerk.example.com/x"),
        ("https://localhost.example.com:8443/x", "https://localhost.example.com:8443/x"),
        ("https://localhost:8443@evil.example/x", "https://localhost:8443@evil.example/x"),
    ],
)
def test_plain_http_is_for_ports_of_this_machine(uri: str, fetched: str):
    assert fetch_address(uri) == fetched


@pytest.mark.parametrize(
    "uri", ["http://clerk.example.com/x", "http://localhost.evil.example:1/x", "http://localhost:1@evil.example/x", "x"]
)
def test_keys_of_other_machines_do_not_come_in_the_clear(uri: str):
    with pytest.raises(ValueError, match="https only"):
        fetch_address(uri)


async def test_an_address_in_the_clear_is_never_asked():
    publisher = Publisher("a")
    assert await publisher.sets.of("http://clerk.example.com/jwks.json").key("a") is None
    assert publisher.downloads == []
