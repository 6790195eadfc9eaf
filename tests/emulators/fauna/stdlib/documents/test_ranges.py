"""Between which entries an index looks."""

import pytest

from tests.emulators.fauna.conftest import Opening
from tests.emulators.fauna.database import TestDatabase


@pytest.fixture
def shop(database: Opening) -> TestDatabase:
    opened = database("collection T { index x { values [.n] }; index y { values [.n, desc(.m)] } }")
    opened.query("Set.sequence(1, 6).forEach(i => T.create({ id: ID(i), n: i, m: i % 2 })); T.create({ id: 9 }); null")
    return opened


@pytest.mark.parametrize(
    ("span", "expected"),
    [
        ("{ from: 2, to: 4 }", [2, 3, 4]),
        ("{ from: 4 }", [4, 5, None]),
        ("{ to: 2 }", [1, 2]),
        ("{ from: 1.5, to: 2.5 }", [2]),
        ('{ from: "a" }', [None]),
        ("{ from: 4, to: 2 }", []),
    ],
)
def test_ends_are_included_and_types_go_on_into_each_other(shop: TestDatabase, span: str, expected: list[int]) -> None:
    assert shop.query(f"T.x({span}).map(.n).toArray()") == expected


def test_a_range_may_end_within_the_second_value(shop: TestDatabase) -> None:
    assert shop.query("T.y({ from: [2, 0], to: [4] }).map(.n).toArray()") == [2, 3, 4]


def test_all_documents_are_cut_by_id(shop: TestDatabase) -> None:
    assert shop.query('T.all({ from: 4, to: "5" }).map(.id).toArray()') == ["4", "5"]
    assert shop.query("T.all({ from: T.byId(5) }).map(.id).toArray()") == ["5", "9"]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        ("T.x({})", "should be an object contining `{ from }`, `{ to }`, or `{ from, to }` fields"),
        ("T.y({ from: [1, 2, 3] })", "The field `from` can have at most 2 values"),
        ("T.x({ from: x => x })", "The `from` field should be either an indexable value or an array of values"),
        ('T.all({ to: "x" })', "The `to` field must be a document id."),
    ],
)
def test_what_is_no_range_is_refused(shop: TestDatabase, call: str, message: str) -> None:
    assert str(shop.error(call)) == f"invalid_argument: invalid argument `range`: {message}"
