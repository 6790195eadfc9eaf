"""Unique and check constraints."""

from tests.emulators.fauna.conftest import Opening


def test_a_unique_constraint_takes_a_combination_once(database: Opening) -> None:
    shop = database("collection U { unique [.a, .b] }")
    shop.query("U.create({ id: 1, a: 1, b: 1 }); U.create({ id: 2, a: 1, b: 2 }); null")
    assert shop.failures("U.create({ a: 1, b: 2 })") == ["a,b: Failed unique constraint"]
    assert shop.failures("U.byId(1)!.update({ b: 2 })") == ["a,b: Failed unique constraint"]
    assert shop.query("U.byId(1)!.update({ a: 1 }).b") == 1


def test_documents_without_any_of_the_terms_are_never_the_same(database: Opening) -> None:
    shop = database("collection U { unique [.a] }")
    assert shop.query("U.create({}); U.create({}); U.all().count()") == 2


def test_each_element_may_have_to_be_unique(database: Opening) -> None:
    shop = database("collection U { unique [mva(.tags)] }")
    shop.query('U.create({ tags: ["a", "b"] }); null')
    assert shop.failures('U.create({ tags: ["c", "b"] })') == ["tags: Failed unique constraint"]
    assert shop.query('U.create({ tags: ["c"] }).tags') == ["c"]


def test_doubles_made_in_one_query_are_found(database: Opening) -> None:
    shop = database("collection U { unique [.a] }")
    assert shop.failures("U.create({ a: 1 }); U.create({ a: 1 })") == ["a: Failed unique constraint"]
    assert shop.query("let u = U.create({ a: 1 }); u.delete(); U.create({ a: 1 }).a") == 1


def test_all_checks_that_fail_are_told(database: Opening) -> None:
    shop = database("collection K { check low (d => d.n > 0); check even (d => d.n % 2 == 0); check odd (d => 1) }")
    assert shop.failures("K.create({ n: -1 })") == [
        ": Document failed check constraint `low`",
        ": Document failed check constraint `even`",
        ": Error evaluating check constraint `odd`: function returned a non-boolean value",
    ]


def test_null_fails_a_check_and_an_error_in_one_is_the_querys(database: Opening) -> None:
    shop = database("collection K { check c (d => if (d.n == null) null else d.n!.at(3)) }")
    assert shop.failures("K.create({})") == [": Document failed check constraint `c`"]
    error = shop.error("K.create({ n: [1] })")
    assert str(error).startswith("index_out_of_bounds")
    assert "at *check_constraint:c*:1:" in error.summary


def test_types_are_judged_before_constraints(database: Opening) -> None:
    shop = database("collection K { n: Int; check c (d => d.n > 0) }")
    assert shop.failures('K.create({ n: "x" })') == ["n: Expected Int, provided String"]
