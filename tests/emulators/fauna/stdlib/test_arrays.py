import pytest

from tests.emulators.fauna.running import message, value


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("[1, 2, 3].at(1)", 2),
        ("[1, 2, 3][0]", 1),
        ("[1].append(2).prepend(0).concat([3])", [0, 1, 2, 3]),
        ("[1, 1.0, 1].distinct().length", 2),
        ("[1, 2, 3].slice(-1, 2)", [1, 2]),
        ("[1, 2, 3].take(2).drop(1)", [2]),
        ("[[1], [2, 3]].flatten()", [1, 2, 3]),
        ("[1, 2, 1].indexOf(1, 1)", 2),
        ("[1, 2, 1].lastIndexOf(1, 1)", 0),
        ("[3, 1, 2].order()", [1, 2, 3]),
        ("[3, 1, 2].order(desc(x => x))", [3, 2, 1]),
        ("Array.sequence(1, 4)", [1, 2, 3]),
        ("['a'].entries()", [[0, "a"]]),
        ("[1, 2, 3].map(x => x * 2).where(x => x > 2)", [4, 6]),
        ("[1, 2].flatMap(x => [x, x])", [1, 1, 2, 2]),
        ("[1, 2].every(x => x > 1)", False),
        ("[1, 2].any(x => x > 1)", True),
        ("[1, 2, 3].foldRight('', (a, x) => a + x)", "321"),
        ("[1, 2, 3].aggregate(10, (a, b) => a + b)", 16),
        ("[1, 2, 3].reduce((a, b) => a - b)", -4),
        ("[1, 2, 3].lastIndexWhere(x => x < 3)", 1),
    ],
)
def test_arrays_answer(query: str, expected: object) -> None:
    assert value(query) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("[1][1]", "index_out_of_bounds: index 1 out of bounds for length 1"),
        ("[].first()!", "null_value: Null value, due to empty array"),
        ("[1].where(x => x)", "type_mismatch: expected type: Boolean, received Int"),
        ("Array.sequence(0, 16001)", "value_too_large: Value too large: range size 16001 exceeds limit 16000."),
    ],
)
def test_arrays_refuse(query: str, expected: str) -> None:
    assert message(query) == expected
