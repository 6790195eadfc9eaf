import pytest

from tests.emulators.fauna.running import message, value


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("Object.keys({ a: 1, b: 2 })", ["a", "b"]),
        ("Object.values({ a: 1, b: 2 })", [1, 2]),
        ("Object.entries({ a: 1 })", [["a", 1]]),
        ("Object.fromEntries([['a', 1], ['a', 2]])", {"a": 2}),
        ("Object.assign({ a: 1 }, { b: 2, a: 3 })", {"a": 3, "b": 2}),
        ("Object.select({ a: { b: 1 } }, ['a', 'b'])", 1),
        ("Object.select({ a: 1 }, ['b']) ?? 'none'", "none"),
        ("Object.hasPath({ a: { b: 1 } }, ['a', 'c'])", False),
        ("Object.toString({ a: 1 })", "{ a: 1 }"),
        ("{ a: 1 }['a']", 1),
    ],
)
def test_objects_are_read_and_built(query: str, expected: object) -> None:
    assert value(query) == expected


def test_entries_must_be_pairs() -> None:
    expected = "expected inner array of length 2 but saw length 1 at index 0"
    assert message("Object.fromEntries([['a']])") == f"invalid_argument: invalid argument `entries`: {expected}"
