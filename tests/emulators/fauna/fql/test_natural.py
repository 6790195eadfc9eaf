"""Collections tell and sort values by rules of their own."""

import pytest

from tests.emulators.fauna.running import shown


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ('[1].includes(ID("1"))', "false"),
        ('[ID("1")].includes("1")', "true"),
        ('["1"].indexOf(ID("1"))', "0"),
        ("[Math.NaN].includes(Math.NaN)", "false"),
        ("Math.NaN == Math.NaN", "true"),
        ("[0.0].includes(0.0 * -1)", "true"),
        ("0.0 == 0.0 * -1", "false"),
        ("[1].includes(1.0)", "true"),
        ("[9007199254740993].includes(9007199254740992.0)", "true"),
        ("[[1, null]].includes([1.0, null])", "true"),
        ("[{ a: 1, b: 2 }].includes({ b: 2, a: 1 })", "true"),
        ("[{ a: 1 }].includes({ b: 1 })", "false"),
        ("[Math.abs].includes(Math.abs)", "true"),
        ("[Math.abs].includes(Math.max)", "false"),
        ("[[1].map].includes([1].map)", "true"),
        ("let f = x => y => x\n[f(1)].includes(f(1))", "true"),
        ("let f = x => y => x\n[f(1)].includes(f(2))", "false"),
        ("[x => 1].includes(x => 1)", "false"),
        ("let f = x => 1\n[f].includes(f)", "true"),
        ("[[1].toSet()].includes([1].toSet())", "true"),
        ("[Math, String].lastIndexOf(Math)", "0"),
        ("[1, 2].toSet().includes(ID(1))", "false"),
    ],
)
def test_a_collection_finds_what_it_takes_for_the_same(query: str, expected: str) -> None:
    assert shown(query) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("[1, 1.0].distinct()", "[1, 1.0]"),
        ("[0, 0.0].distinct()", "[0]"),
        ("[1, 4294967297 - 4294967296].distinct()", "[1]"),
        ("[Math.NaN, Math.NaN].distinct().length", "2"),
        ("[null, null].distinct()", "[null]"),
        ("[[1], [1], [1.0]].distinct()", "[[1], [1.0]]"),
        ("[{ a: 1 }, { a: 1 }].distinct()", "[{ a: 1 }]"),
        ("[3, 1, 3].toSet().distinct().toArray()", "[1, 3]"),
    ],
)
def test_distinct_goes_by_hash_as_well(query: str, expected: str) -> None:
    assert shown(query) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ('[["a", 2], ["a", 1]].order(x => [x[0]])', '[["a", 2], ["a", 1]]'),
        ("[[1, 2], [1]].order()", "[[1], [1, 2]]"),
        ("[{ a: 1, b: 1 }, { a: 1 }].order()", "[{ a: 1 }, { a: 1, b: 1 }]"),
        ('[ID("2"), 3, "a", ID("1")].order()', '[3, "a", ID("1"), ID("2")]'),
        ("[null, 1, null].order(desc(x => x))", "[null, null, 1]"),
        ("[String, Math].order()", "[Math, String]"),
        ("[2, 1.5, Math.NaN, 1].order()", "[1, 1.5, 2, NaN]"),
        ('["ﬁ", "😀"].order()', '["😀", "ﬁ"]'),
    ],
)
def test_order_sorts_stably_with_shorter_arrays_first(query: str, expected: str) -> None:
    assert shown(query) == expected
