"""What is too long, too deep or too much is refused with a typed error, and disturbs nobody."""

import asyncio
from typing import Any

import pytest

from app.emulators.fauna.fql.runtime import Limits
from tests.emulators.fauna.api.serving import ask, serving

DEEP = 10_000
NESTED = {
    "brackets": "[" * DEEP + "]" * DEEP,
    "open brackets": "[" * DEEP,
    "parentheses": "(" * DEEP + "1" + ")" * DEEP,
    "objects": "{a:" * DEEP + "1" + "}" * DEEP,
    "negations": "!" * DEEP + "true",
    "lambdas": "x=>" * DEEP + "1",
    "conditions": "if(true) " * DEEP + "1",
    "interpolations": '"#{' * DEEP + "1" + '}"' * DEEP,
    "projections": "{a:1} " + "{a " * DEEP + "}" * DEEP,
}
DOUBLED = "Array.sequence(0, 60).fold([1], (a, i) => [a, a])"
ENDLESS = "let f = (g) => g(g)\nf(f)"


@pytest.mark.parametrize("kind", NESTED)
async def test_ten_thousand_levels_are_refused(kind: str) -> None:
    async with serving() as client:
        answer = await ask(client, NESTED[kind])
    assert answer["status"] == 400
    assert answer["error"]["code"] == "invalid_query"
    assert "nested more than 200 levels deep" in answer["summary"]


async def test_a_literal_of_a_megabyte_is_refused_without_being_shown() -> None:
    async with serving() as client:
        answer = await ask(client, '"' + "x" * 1_000_000 + '"')
    assert answer["error"]["code"] == "invalid_query"
    assert "longer than 1000000 characters" in answer["summary"]
    assert len(answer["summary"]) < 400


@pytest.mark.parametrize("query", [ENDLESS, "let f = (g) => [1].map(x => g(g))\nf(f)", "let f = g => 1 + g(g)\nf(f)"])
async def test_an_endless_recursion_overflows_the_query_s_own_stack(query: str) -> None:
    async with serving() as client:
        answer = await ask(client, query)
        assert (await ask(client, "1"))["data"] == {"@int": "1"}
    assert answer["status"] == 400
    assert answer["error"] == {"code": "stack_overflow", "message": "number of stack frames exceeded limit of 2048"}


@pytest.mark.parametrize(
    "query",
    [
        DOUBLED,
        f"let x = {DOUBLED}\nx.toString()",
        f"let x = {DOUBLED}\nx == {DOUBLED}",
        f"let x = {DOUBLED}\n[x].includes({DOUBLED})",
        f"let x = {DOUBLED}\n[x, x].distinct()",
        f"let x = {DOUBLED}\n[x, {DOUBLED}].order()",
        f"let x = {DOUBLED}\nSet.sequence(0, 40).map(i => x).paginate(1).after",
        f"abort({DOUBLED})",
        f"dbg({DOUBLED})",
        '"x".replaceAll("", "")',
        "Set.sequence(0, 2000000000).where(x => x < 0).first()",
    ],
)
@pytest.mark.parametrize("kind", ["tagged", "simple", "decorated"])
async def test_what_grows_without_end_ends_with_the_query_s_time(query: str, kind: str) -> None:
    async with serving() as client:
        answer = await ask(client, query, x_query_timeout_ms="50", x_format=kind)
    assert answer["status"] == 440
    assert answer["error"] == {"code": "time_out", "message": "Query timeout of aggressive deadline exceeded."}


@pytest.mark.parametrize("kind", ["tagged", "simple", "decorated"])
async def test_a_result_beyond_its_limit_is_refused(kind: str) -> None:
    async with serving(Limits(result_size=1000)) as client:
        large = await ask(client, "Array.sequence(0, 1000)", x_format=kind)
        long = await ask(client, 'Array.sequence(0, 12).fold("a", (x, i) => x + x)', x_format=kind)
        aborted = await ask(client, "abort(Array.sequence(0, 1000))", x_format=kind)
        logged = await ask(client, "Array.sequence(0, 1000).forEach(x => log(x))", x_format=kind)
        small = await ask(client, "[1, 2]", x_format=kind)
    for answer in (large, long, aborted, logged):
        assert answer["status"] == 400
        assert answer["error"]["code"] == "value_too_large"
        assert "abort" not in answer["error"]
    assert small["status"] == 200


async def test_deep_values_are_written_and_read_without_a_trace() -> None:
    async with serving() as client:
        deep = await ask(client, f"Array.sequence(0, {DEEP // 20}).fold([], (a, i) => [a])")
        template: Any = {"value": "x"}
        for _ in range(300):
            template = {"array": [template]}
        assert (await ask(client, template))["status"] == 200
        body = '{"query": "x", "arguments": {"x": ' + "[" * DEEP + "]" * DEEP + "}}"
        refused = await client.post("/query/1", content=body)
        unclosed = await client.post("/query/1", content='{"query": ' + '{"fql": [' * DEEP)
    assert deep["status"] == 200
    assert refused.json()["error"]["message"] == "Invalid request body: JSON exceeds nesting limit"
    assert unclosed.json()["error"]["code"] == "invalid_request"


async def test_limits_are_parameters() -> None:
    limits = Limits(source_length=30, nesting=4, depth=5, steps=1000, elements=8, string_length=10, page_size=2)
    async with serving(limits) as client:
        codes = {
            query: (await ask(client, query)).get("error", {}).get("code")
            for query in (
                "1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1",
                "[[[[[1]]]]]",
                "let f = g => g(g)\nf(f)",
                "Array.sequence(0, 9)",
                '"aaaaaa" + "bbbbbb"',
                "Set.sequence(0, 9).toArray()",
            )
        }
        page = (await ask(client, "Set.sequence(0, 3)"))["data"]["@set"]
    assert list(codes.values()) == [
        "invalid_query", "invalid_query", "stack_overflow", "value_too_large", "value_too_large", "value_too_large",
    ]  # fmt: skip
    assert page["data"] == [{"@int": "0"}, {"@int": "1"}]
    assert "after" in page


async def test_too_many_steps_end_a_query() -> None:
    async with serving(Limits(steps=1000)) as client:
        answer = await ask(client, "Set.sequence(0, 5000).map(x => x).count()")
    assert answer["error"] == {"code": "query_limit", "message": "The query took more than 1000 steps."}


async def test_short_queries_are_answered_while_a_long_one_computes() -> None:
    events: list[str] = []
    async with serving() as client:
        await ask(client, '"Hello World"')

        async def compute() -> None:
            answer = await ask(client, "Set.sequence(0, 2000000000).count()", x_query_timeout_ms="1500")
            events.append(answer["error"]["code"])

        async def greet() -> None:
            for _ in range(5):
                events.append((await ask(client, '"Hello World"'))["data"])

        busy = asyncio.create_task(compute())
        await asyncio.sleep(0.05)
        await greet()
        await busy
    assert events == ["Hello World"] * 5 + ["time_out"]
