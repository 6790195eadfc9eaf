"""Which documents an index has, and under what."""

import pytest

from tests.emulators.fauna.conftest import Opening


@pytest.mark.parametrize(
    ("index", "data", "found", "absent"),
    [
        ("terms [.a]", "{ a: 1 }", "1", "1.0"),
        ("terms [.a]", "{ a: null }", "1", "null"),
        ("terms [.o.b]", "{ o: { b: 1 } }", "1", "2"),
        ("terms [.a[0]]", '{ a: ["p", "q"] }', '"p"', '"q"'),
        ("terms [mva(.a)]", '{ a: ["p", ["q"]] }', '"q"', '"r"'),
        ("terms [.a]", '{ a: ["p"] }', '["p"]', '"p"'),
        ("terms [.c]", "{ n: 4 }", "8", "4"),
        ("terms [.ref]", "{ ref: T.byId(3) }", "T.byId(3)", "T.byId(4)"),
        ("terms [.ref.id]", "{ ref: T.byId(3) }", 'ID("3")', 'ID("4")'),
    ],
)
def test_a_document_is_found_by_its_terms(database: Opening, index: str, data: str, found: str, absent: str) -> None:
    shop = database(f"collection T {{ compute c = (d => d.n * 2); index x {{ {index} }} }}")
    shop.query(f"T.createData({data}); T.create({{}}); null" if "n:" in data else f"T.create({data}); null")
    expected = 0 if "null" in data else 1
    assert shop.query(f"[T.x({found}).count(), T.x({absent}).count()]") == [expected, 0]


def test_values_sort_and_descending_ones_the_other_way_round(database: Opening) -> None:
    shop = database("collection T { index x { values [.a, desc(.b)] } }")
    shop.query('[[2, 1], [1, 1], [1, 2], ["s", 1]].forEach(p => T.create({ a: p[0], b: p[1] }))')
    assert shop.query("T.x().map(d => [d.a, d.b]).toArray()") == [[1, 2], [1, 1], [2, 1], ["s", 1]]
    assert shop.query("T.x().reverse().map(d => [d.a, d.b]).toArray()") == [["s", 1], [2, 1], [1, 1], [1, 2]]


def test_a_document_has_an_entry_for_each_combination_of_elements(database: Opening) -> None:
    shop = database("collection T { index x { terms [mva(.a)]; values [mva(.b)] } }")
    shop.query("T.create({ a: [1, 2, 1], b: [3, 4] }); null")
    assert shop.query("[T.x(1).count(), T.x(2).count()]") == [2, 2]


def test_entries_follow_changes_and_go_with_the_document(database: Opening) -> None:
    shop = database("collection T { index x { terms [.a] } }")
    shop.query("T.create({ id: 1, a: 1 })")
    shop.query("T.byId(1)!.update({ a: 2 })")
    assert shop.query("[T.x(1).count(), T.x(2).count()]") == [0, 1]
    assert shop.query("T.byId(1)!.delete(); T.x(2).count()") == 0
