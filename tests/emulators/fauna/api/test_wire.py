"""Values on the wire, templates and what is said of malformed ones."""

import json
import time
from typing import Any

import pytest

from tests.emulators.fauna.api.serving import ask, serving

SOURCE = "[Source: REDACTED (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled); line: 1, column: {}]"
TAGGED: list[Any] = [
    None, True, "text", "", {"@int": "-2147483648"}, {"@long": "1"}, {"@long": "9223372036854775807"},
    {"@double": "NaN"}, {"@double": "-Infinity"}, {"@double": "-0.0"}, {"@double": "1.0E-7"},
    {"@time": "2020-01-01T00:00:00.123456789Z"}, {"@date": "-0001-12-31"}, {"@bytes": "aGVsbG8="}, {"@mod": "Math"},
    [], [[{"@int": "1"}]], {}, {"a": {"b": None}}, {"@object": {"@int": "no number", "b": {"@object": {"@": "x"}}}},
]  # fmt: skip


@pytest.mark.parametrize("wire", TAGGED, ids=json.dumps)
async def test_tagged_values_come_back_as_they_went(wire: Any) -> None:
    async with serving() as client:
        assert (await ask(client, "x", arguments={"x": wire}))["data"] == wire
        assert (await ask(client, {"fql": [{"value": wire}]}))["data"] == wire
        assert (await ask(client, {"array": [{"value": wire}, {"fql": ["[x][0]"]}]}, arguments={"x": wire}))[
            "data"
        ] == [wire, wire]
        composed = await ask(client, {"object": {"@k": {"value": wire}, "n": {"fql": ["1 + ", {"fql": ["2"]}]}}})
    assert composed["data"] == {"@object": {"@k": wire, "n": {"@int": "3"}}}


@pytest.mark.parametrize(
    ("wire", "reason"),
    [
        (5, "numbers must be tagged"),
        ({"a": [1.5]}, "numbers must be tagged"),
        ({"@int": 5}, "@int requires a string value"),
        ({"@int": "2147483648"}, "invalid integer"),
        ({"@long": "9223372036854775808"}, "invalid long"),
        ({"@double": "1,5"}, "invalid double"),
        ({"@time": "2020-01-01"}, "invalid time"),
        ({"@date": "2021-02-29"}, "invalid date"),
        ({"@bytes": "ab="}, "invalid bytes"),
        ({"@bytes": "a_b-"}, "invalid bytes"),
        ({"@mod": "Nope"}, "no such module 'Nope'"),
        ({"@object": []}, "@object requires an object value"),
        ({"@nope": "x"}, "invalid tag '@nope'"),
        ({"@set": "x"}, "invalid tag '@set'"),
        ({"@uuid": "x"}, "invalid tag '@uuid'"),
        ({"@int": "1", "b": "x"}, "too many keys in tagged value"),
        ({"@doc": []}, "@doc requires an object value"),
        ({"@ref": {"id": "1"}}, "@ref field 'coll' is required"),
        ({"@ref": {"id": "1", "coll": "A"}}, "@ref field 'coll' requires a module value"),
        ({"@ref": {"coll": {"@mod": "Role"}}}, "@ref field 'name' is required"),
        ({"@ref": {"coll": {"@mod": "Role"}, "name": "nope"}}, "no such schema object 'nope'"),
    ],
)
async def test_a_malformed_value_is_named(wire: Any, reason: str) -> None:
    async with serving() as client:
        argument = await ask(client, "x", arguments={"x": wire})
        template = await ask(client, {"fql": ["[", {"value": wire}, "]"]})
    assert argument["error"] == {"code": "invalid_request", "message": f"Invalid argument 'x': {reason}"}
    assert template["error"]["code"] == "invalid_query"
    assert template["summary"].startswith(f"error: {reason}\nat *query*:1:2\n")


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ('{"query": "1"', f": Unexpected end-of-input: expected close marker for Object (start marker at "
                          f"{SOURCE.format(1)})\n at {SOURCE.format(14)}"),
        ('{"query": ["1"', f": Unexpected end-of-input: expected close marker for Array (start marker at "
                           f"{SOURCE.format(11)})\n at {SOURCE.format(15)}"),
        ('{"query":', f": Unexpected end-of-input within/between Object entries\n at {SOURCE.format(10)}"),
        ('{"query": nope}', ""),
        ('{"query": "1", "arguments": {"x": NaN}}', ""),
        ('{"query": "1", "arguments": {"x": 99999999999999999999}}', ""),
    ],
)  # fmt: skip
async def test_a_body_that_is_no_json_is_refused(body: str, said: str) -> None:
    async with serving() as client:
        response = await client.post("/query/1", content=body)
    assert response.status_code == 400
    assert response.json()["error"]["message"] == f"Invalid request body{said}"


@pytest.mark.parametrize(
    ("query", "tagged", "simple", "decorated"),
    [
        ("[1, 2].toSet()", {"@set": {"data": [{"@int": "1"}, {"@int": "2"}]}}, {"data": [1, 2]},
         "{\n  data: [\n    1,\n    2\n  ]\n}"),
        ("[1.5, Math.NaN]", [{"@double": "1.5"}, {"@double": "NaN"}], [1.5, "NaN"], "[\n  1.5,\n  Math.NaN\n]"),
        ('{ "@a": 1 }', {"@object": {"@a": {"@int": "1"}}}, {"@a": 1}, '{\n  "@a": 1\n}'),
        ('"a\\nb"', "a\nb", "a\nb", "<<-END\n  a\n  b\nEND"),
        ("Math", {"@mod": "Math"}, "Math", "Math"),
        ("Math.abs", "[function abs()]", "[function abs()]", '"[function abs]"'),
    ],
)  # fmt: skip
async def test_each_format_has_its_spelling(query: str, tagged: Any, simple: Any, decorated: str) -> None:
    async with serving() as client:
        answers = [await ask(client, query, x_format=kind) for kind in ("tagged", "simple", "decorated")]
    assert [answer["data"] for answer in answers] == [tagged, simple, decorated]


async def test_a_client_that_waits_for_a_millisecond_times_out_on_a_query_that_cannot_be_read() -> None:
    async with serving() as client:
        began = time.perf_counter()
        assert (await ask(client, ""))["error"]["code"] == "invalid_query"
        assert time.perf_counter() - began >= 0.01
