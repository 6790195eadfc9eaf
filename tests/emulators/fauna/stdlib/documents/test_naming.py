"""Cursors and event sources mean collections and indexes by name, as a FaunaDB node was seen to take them."""

from collections.abc import Iterator

import pytest

from tests.emulators.fauna.database import TestDatabase
from tests.emulators.fauna.installs import install

INDEXES = "index byK { terms [.k] }\n index sorted { values [.n] }"


@pytest.fixture
def database() -> Iterator[TestDatabase]:
    with install() as made:
        database = TestDatabase(made, f"collection T {{ {INDEXES} }}")
        for number in range(5):
            database.query(f"T.create({{ id: {number + 1}, n: {number}, k: 1 }})")
        yield database


def begun(database: TestDatabase, call: str) -> str:
    page = database.query(f"{call}.map(.n).paginate(2)")
    assert page["data"] == [0, 1]
    return f'Set.paginate("{page["after"]}")'


CALLS = {"sorted": "T.sorted()", "byK": "T.byK(1).where(.n >= 0)"}


@pytest.mark.parametrize("name", CALLS)
def test_reading_on_in_an_index_that_is_gone_fails_as_its_call_would(database: TestDatabase, name: str):
    rest = begun(database, CALLS[name])
    database.push("collection T {}")
    message = f"invalid_function_invocation: The function `{name}` does not exist on `T`"
    assert str(database.error(rest)) == message


@pytest.mark.parametrize("call", [*CALLS.values(), "T.all()"])
def test_reading_on_in_a_collection_that_is_gone_names_it(database: TestDatabase, call: str):
    rest = begun(database, call)
    database.push("")
    assert str(database.error(rest)) == "unbound_variable: Unbound variable `T`"
    database.push(f"collection T {{ {INDEXES} }}")
    assert database.query(rest) == {"data": []}


def test_an_index_that_was_made_anew_is_read_on(database: TestDatabase):
    rest = begun(database, "T.sorted()")
    database.push("collection T {}")
    database.push(f"collection T {{ {INDEXES} }}")
    assert database.query(rest)["data"] == [2, 3]


def test_of_two_equal_indexes_the_one_that_was_called_is_meant(database: TestDatabase):
    database.push(f"collection T {{ {INDEXES}\n index again {{ values [.n] }} }}")
    rest = begun(database, "T.again()")
    database.push("collection T { index again { values [.n] } }")
    assert database.query(rest)["data"] == [2, 3]


def test_an_index_with_other_terms_takes_the_old_ones_or_says_how_many_it_wants(database: TestDatabase):
    rest = begun(database, "T.byK(1)")
    database.push("collection T { index byK { terms [.n] } }")
    assert database.query(rest) == {"data": []}
    database.push("collection T { index byK { terms [.n, .k] } }")
    message = "invalid_function_invocation: callee function expects 2 or 3 arguments, but 1 was provided."
    assert str(database.error(rest)) == message


def test_a_cursor_of_another_database_reads_what_bears_the_name_there(database: TestDatabase):
    rest = begun(database, "T.all()")
    with install() as made:
        other = TestDatabase(made, "collection T {}")
        other.query("T.create({ id: 4, n: 'elsewhere' })")
        assert other.query(rest)["data"] == []
        other.push("collection U {}")
        assert str(other.error(rest)) == "unbound_variable: Unbound variable `T`"
