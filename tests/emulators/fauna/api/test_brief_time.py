"""Requests that give less time than any takes, and the static types of literals."""

from typing import Any

import pytest

from tests.emulators.fauna.api.serving import ask, serving


@pytest.mark.parametrize("query", ["1", "Collection.create({ name: 'A' })"])
async def test_a_millisecond_is_never_enough(query: str) -> None:
    async with serving() as client:
        answer = await ask(client, query, x_query_timeout_ms="1")
        assert (answer["status"], answer["error"]["code"]) == (440, "time_out")
        assert (await ask(client, "Collection.all().count()"))["data"] == {"@int": "0"}
        await ask(client, "Collection.create({ name: 'A' })")
        source = (await ask(client, "A.all().eventSource()"))["data"]["@stream"]
        feed = await client.post("/feed/1", json={"token": source}, headers={"x-query-timeout-ms": "1"})
        assert (feed.status_code, feed.json()["error"]["code"]) == (440, "time_out")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("42", "42"),
        ('"x"', '"x"'),
        ("let a = 1 + 1\nnull", "Null"),
        ("if (true) { 42 } else { 41 }", "42 | 41"),
        ("if (true) 1 else (1)", "1"),
        ("if (true) 1", "Null"),
        ("1 + 1", None),
        ("[1]", None),
    ],
)
async def test_literals_have_static_types(query: str, expected: Any) -> None:
    async with serving() as client:
        assert (await ask(client, query)).get("static_type") == expected
        assert (await ask(client, query, x_typecheck="false")).get("static_type") is None


async def test_a_database_below_an_unchecked_one_is_not_checked_either() -> None:
    async with serving() as client:
        await ask(client, "Database.create({ name: 'a', typechecked: false })")
        for secret, query in (("secret:a:admin", "Database.create({ name: 'b' })"), ("secret:a/b:admin", "1")):
            answer = await ask(client, query, authorization=f"Bearer {secret}")
            assert (answer["status"], answer.get("static_type")) == (200, None)
