"""The keys under which documents stand in indexes."""

from tests.emulators.fauna.installs import Install


def test_an_index_with_terms_may_order_by_the_time_of_the_write(db: Install) -> None:
    db.push("collection A {\n  index byX {\n    terms [.x]\n    values [desc(.ts), .n]\n  }\n}")
    db.data('A.create({ x: 1, n: "first" })')
    db.data('A.create({ x: 1, n: "b" })\nA.create({ x: 1, n: "a" })\nA.create({ x: 1.0, n: "other" })')
    assert db.data("A.byX(1).map(.n).toArray()") == ["a", "b", "first"]
    assert db.data('A.byX(1, { from: A.where(.n == "first").first()!.ts }).map(.n).toArray()') == ["first"]
