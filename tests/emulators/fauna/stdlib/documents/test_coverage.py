"""Fields that an index covers are known without reading documents; what is not is remarked on when asked."""

import pytest

from app.emulators.fauna.api.headers import QueryHeaders
from tests.emulators.fauna.installs import Install

HINTS = QueryHeaders(hints=True)
SCHEMA = """collection T {
  compute c = (d => d.n + 1)
  index byK { terms [.k]; values [.n, desc(.o.p), .c, mva(.tags), .a[0], .t] }
  index sorted { values [.n] }
}"""
LINK = "See https://docs.fauna.com/performance_hint/"
SCAN = "performance_hint: collection_scan - Using where() on collection T can cause a read of every document."
NOT_COVERED = "performance_hint: non_covered_document_read -"


@pytest.fixture
def shop(db: Install) -> Install:
    db.push(SCHEMA)
    fields = 'k: 1, n: 5, o: { p: "x", q: 1 }, tags: ["u"], a: [1], t: Time("2020-01-01T00:00:00Z"), v: 0'
    db.data(f"T.create({{ id: 1, {fields} }})")
    return db


def reads(db: Install, query: str) -> int:
    answer = db.answer(query)
    assert "data" in answer, answer["summary"]
    return answer["stats"]["read_ops"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("T.byK(1).map(.n)", 1),
        ("T.byK(1) { k, n, id, c, t }", 1),
        ("T.byK(1).map(.o.p)", 1),
        ("T.byK(1).map(.data.n)", 1),
        ("T.byK(1).map(.data.o.p)", 1),
        ("T.byK(1).first()!.n", 1),
        ("T.byK(1).where(.n > 1).map(.o.p.length)", 1),
        ("T.byK(1).count()", 1),
        ("T.byK(1).map(d => d.exists())", 1),
        ("T.byK(2).map(.n)", 1),
        ("T.byK(1).map(.v)", 2),
        ("T.byK(1).map(.o.q)", 2),
        ("T.byK(1).map(.o)", 2),
        ("T.byK(1).map(.tags)", 2),
        ("T.byK(1).map(.a)", 2),
        ("T.byK(1).map(.ts)", 2),
        ("T.byK(1)", 2),
        ("T.sorted().map(.n)", 8),
        ("T.sorted().map(.k)", 9),
        ("T.all().map(.n)", 9),
        ("T.all().map(.id)", 8),
        ("T.byId(1)!.n", 1),
        ("T.create({ id: 2, n: 1 })", 0),
    ],
)
def test_only_fields_that_are_not_covered_cost_a_read(shop: Install, query: str, expected: int) -> None:
    assert reads(shop, query) == expected


@pytest.mark.parametrize(
    "value", ["1", "1.0", "3000000000", "-0.0", "1.5", '"1"', "true", "[1.0]", "{ b: 1, a: 2 }", "null"]
)
def test_what_an_index_says_is_what_the_document_says(db: Install, value: str) -> None:
    db.push("collection T { index x { terms [.k]; values [.v] }; index y { terms [.k]; values [desc(.v)] } }")
    db.data(f"T.create({{ k: 1, v: {value} }}); T.create({{ k: 1, v: 1 }}); null")
    read = db.answer("T.all().map(.v).toArray()", headers=QueryHeaders(format="tagged"))["data"]
    for index in ("x", "y"):
        covered = db.answer(f"T.{index}(1).map(.v).toArray()", headers=QueryHeaders(format="tagged"))["data"]
        assert sorted(map(repr, covered)) == sorted(map(repr, read))


def test_a_query_sees_its_own_writes_not_the_entries_before_them(shop: Install) -> None:
    assert shop.data("let d = T.byK(1).first()!; d.n; d.update({ n: 7 }); [d.n, T.byK(1).first()!.n]") == [7, 7]
    assert shop.data("let d = T.byK(1).first()!; d.update({ v: 1 }); [d.n, d.v, d.o.p]") == [7, 1, "x"]


def test_the_past_is_covered_by_its_own_entries(db: Install) -> None:
    db.push("collection T { history_days 1; index byK { terms [.k]; values [.n] } }")
    then = db.data("T.create({ id: 1, k: 1, n: 1 }).ts")
    db.data("T.byId(1)!.update({ n: 2 })")
    past = f'at (Time("{then}")) {{ T.byK(1).map(.n).first() }}'
    assert db.data(f"[{past}, T.byK(1).map(.n).first(), {past}]") == [1, 2, 1]
    assert reads(db, past) == 1


def test_covered_fields_are_read_only_by_who_may_read_the_document(shop: Install) -> None:
    role = "role r { privileges T { read { predicate (d => d.n > 5) } } }"
    shop.push(f"{SCHEMA}\n{role}")
    assert shop.data("T.byK(1).map(.n).toArray()", "r") == []
    shop.data("T.byId(1)!.update({ n: 6 })")
    assert shop.data("T.byK(1).map(.n).toArray()", "r") == [6]


@pytest.mark.parametrize(
    ("query", "hint", "place"),
    [
        (
            "T.byK(1).map(.v)",
            f"{NOT_COVERED} .v is not covered by the T.byK index. {LINK}non_covered_document_read.",
            "1:15",
        ),
        (
            "T.byK(1).map(.o.q)",
            f"{NOT_COVERED} .o.q is not covered by the T.byK index. {LINK}non_covered_document_read.",
            "1:17",
        ),
        (
            "T.byK(1).first()!.data.v",
            f"{NOT_COVERED} .v is not covered by the T.byK index. {LINK}non_covered_document_read.",
            "1:24",
        ),
        ("T.byK(1)", f"{NOT_COVERED} Full documents returned from T.byK. {LINK}non_covered_document_read.", "1:6"),
        (
            "T.byK(1).order(.n)",
            f"performance_hint: full_set_read - Using order() causes the full set to be read. {LINK}full_set_read.",
            "1:15",
        ),
        (
            "T.byK(1).drop(1).toArray()",
            f"performance_hint: full_set_read - Using toArray() causes the full set to be read. {LINK}full_set_read.",
            "1:25",
        ),
        (
            "T.where(.n == 1)",
            f"{SCAN} {LINK}collection_scan.",
            "1:8",
        ),
    ],
)
def test_a_hint_names_what_is_slow_and_where(shop: Install, query: str, hint: str, place: str) -> None:
    lines = shop.answer(query, headers=HINTS)["summary"].splitlines()
    assert lines[:2] == [hint, f"at *query*:{place}"]


@pytest.mark.parametrize(
    "query",
    [
        "T.byK(1).map(.n)",
        "T.byK(1) { id, k, c }",
        "T.byK(1).take(99).toArray().map(.n)",
        "[1, 2].toSet().toArray()",
        "T.byId(1)",
        "T.all()",
    ],
)
def test_what_is_quick_gets_no_hint(shop: Install, query: str) -> None:
    assert shop.answer(query, headers=HINTS)["summary"] == ""


def test_a_place_is_remarked_on_once_and_only_when_asked(shop: Install) -> None:
    shop.data("Set.sequence(2, 9).forEach(i => T.create({ id: ID(i), k: 1 }))")
    assert shop.answer("T.byK(1) { v }", headers=HINTS)["summary"].count("performance_hint:") == 1
    assert shop.answer("T.byK(1) { v }")["summary"] == ""


def test_an_index_made_later_tells_whole_doubles_from_integers(db: Install) -> None:
    db.push("collection T {}")
    db.data("T.create({ k: 1, v: 1.0 }); T.create({ k: 2, v: 1 }); null")
    db.push("collection T { index byK { terms [.k]; values [.v] } }")
    tagged = QueryHeaders(format="tagged")
    assert db.answer("T.byK(1).first()!.v", headers=tagged)["data"] == {"@double": "1.0"}
    assert db.answer("T.byK(2).first()!.v", headers=tagged)["data"] == {"@int": "1"}
    assert reads(db, "T.byK(2).map(.v)") == 1
