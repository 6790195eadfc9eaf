"""Computed fields: where they are seen, what they may do, how they fail."""

from tests.emulators.fauna.conftest import Opening


def test_computed_fields_come_before_stored_ones_and_see_each_other(database: Opening) -> None:
    shop = database("collection E { compute c = (e => e.b + 1); compute b = (e => e.n * 10) }")
    made = shop.query("E.create({ id: 1, n: 2 })")
    assert list(made) == ["id", "coll", "ts", "c", "b", "n"]
    assert (made["c"], made["b"]) == (21, 20)
    assert shop.query("E.byId(1)!.data") == {"n": 2}


def test_a_computed_field_cannot_be_written(database: Opening) -> None:
    shop = database("collection E { compute c = (e => 1); compute d = (e => 1) }")
    assert shop.failures("E.create({ d: 1, c: 2 })") == [
        "c: Cannot write to a computed field",
        "d: Cannot write to a computed field",
    ]
    shop.query("E.create({ id: 1 })")
    assert shop.failures("E.byId(1)!.update({ c: 2 })") == ["c: Cannot write to a computed field"]


def test_plain_data_under_the_name_of_a_computed_field_is_shown_as_data(database: Opening) -> None:
    shop = database("collection E { compute v = (e => 99) }")
    made = shop.query("E.createData({ v: 1 })")
    assert (made["v"], made["data"]) == (99, {"v": 1})


def test_an_error_in_a_computed_field_undoes_the_write_that_shows_it(database: Opening) -> None:
    shop = database("collection E { compute bad = (e => e.first!.length) }")
    error = shop.error("E.create({ id: 1 })")
    assert str(error) == "null_value: Null value, due to missing field `first`"
    assert "at *computed_field:E:bad*:1:10" in error.summary
    assert shop.query("E.all().count()") == 0
    assert shop.query('E.create({ id: 2, first: "abc" }).bad') == 3


def test_a_computed_field_reads_but_does_not_write(database: Opening) -> None:
    shop = database(
        "collection O { index byC { terms [.c] } }\n"
        "collection C { compute total = (c => O.byC(c).fold(0, (a, o) => a + o.n)); compute w = (c => O.create({})) }"
    )
    shop.query("let c = C.create({ id: 1 }); O.create({ c: c, n: 2 }); O.create({ c: c, n: 3 }); null")
    assert shop.query("C.byId(1)!.total") == 5
    error = shop.error("C.byId(1)!.w")
    assert str(error) == "invalid_effect: `create` performs a write, which is not allowed in computed fields."


def test_an_index_on_a_computed_field_follows_the_document(database: Opening) -> None:
    shop = database("collection E { compute twice = (e => e.n * 2); index byTwice { terms [.twice] } }")
    shop.query("E.create({ id: 1, n: 2 })")
    assert shop.query("E.byTwice(4).map(.n).toArray()") == [2]
    shop.query("E.byId(1)!.update({ n: 5 })")
    assert shop.query("E.byTwice(4).toArray()") == []
    assert shop.query("E.byTwice(10).map(.n).toArray()") == [5]


def test_a_computed_field_that_fails_or_reads_is_not_indexed(database: Opening) -> None:
    shop = database(
        "collection E { compute bad = (e => e.n!.at(9)); compute reads = (e => E.all().count());"
        " index byBad { terms [.bad] }; index byReads { values [.reads] } }"
    )
    shop.query("E.createData({ n: [1] }); null")
    assert shop.query("E.byBad(1).toArray()") == []
    assert shop.query("E.byReads().count()") == 1


def test_check_constraints_see_computed_fields(database: Opening) -> None:
    shop = database("collection E { compute big = (e => e.n > 9); check big (e => e.big) }")
    assert shop.query("E.create({ n: 10 }).n") == 10
    assert shop.failures("E.create({ n: 1 })") == [": Document failed check constraint `big`"]
