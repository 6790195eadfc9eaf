"""References to definitions in documents."""

import pytest

from app.emulators.fauna.api.headers import QueryHeaders
from tests.emulators.fauna.installs import Install

SCHEMA = """collection A { index byRef { terms [.ref] }; index sorted { values [.ref] } }
collection B {}
function f(x) { x }"""


@pytest.fixture
def shop(db: Install) -> Install:
    db.push(SCHEMA)
    db.data("A.create({ id: 1, ref: B.definition, all: [f.definition, { deep: B.definition }] }); null")
    return db


def shown(db: Install, query: str, form: str) -> object:
    return db.answer(query, headers=QueryHeaders(format=form))["data"]  # type: ignore[arg-type]


def test_they_are_kept_and_shown_as_references(shop: Install) -> None:
    document = shown(shop, "A.byId(1)!", "tagged")
    assert isinstance(document, dict)
    reference = {"@ref": {"name": "B", "coll": {"@mod": "Collection"}}}
    assert document["@doc"]["ref"] == reference
    assert document["@doc"]["all"] == [{"@ref": {"name": "f", "coll": {"@mod": "Function"}}}, {"deep": reference}]
    assert 'ref: Collection.byName("B")' in str(shown(shop, "A.byId(1)!", "decorated"))


def test_they_lead_to_the_definition(shop: Install) -> None:
    assert shop.data("let a = A.byId(1)!; [a.ref.name, a.ref.history_days, a.all[0].name]") == ["B", 0, "f"]
    assert shop.data("let a = A.byId(1)!.update({ n: 1 }); a.ref.history_days") == 0
    assert shop.data("A.create({ ref: B.definition }).ref.history_days") == 0
    assert shop.data("A.byId(1)!.ref == B.definition") is True


def test_they_are_found_by_indexes(shop: Install) -> None:
    assert shop.data("A.byRef(B.definition).map(.id).toArray()") == ["1"]
    assert shop.data("A.byRef(A.definition).map(.id).toArray()") == []
    shop.data(
        "A.create({ id: 2, ref: A.definition }); A.create({ id: 3, ref: A.byId(1) }); A.create({ id: 4, ref: 1 })"
    )
    assert shop.data("A.sorted().map(.id).toArray()") == ["4", "2", "1", "3"]
    assert shop.data("A.sorted().first()!.ref == 1 && A.sorted().map(.ref.name).toArray()[1] == 'A'") is True


def test_a_reference_outlives_its_definition(shop: Install) -> None:
    shop.data("B.definition.delete()")
    assert shop.data("A.byId(1)!.ref.exists()") is False
    assert shown(shop, "A.byId(1)!.ref", "tagged") == {
        "@ref": {"name": "B", "coll": {"@mod": "Collection"}, "exists": False, "cause": "not found"}
    }
