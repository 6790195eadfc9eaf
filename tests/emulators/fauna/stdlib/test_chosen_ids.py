"""Keys, tokens and credentials take the id that they are given, as documents do."""

import pytest

from tests.emulators.fauna.installs import Install

CREATIONS = {
    "Key": '{ID role: "server" }',
    "Token": "{ID document: A.byId(1)! }",
    "Credential": '{ID document: A.byId(1)!, password: "a" }',
}


def creation(collection: str, chosen: str) -> str:
    return f"{collection}.create({CREATIONS[collection].replace('ID', f' id: {chosen},')})"


@pytest.mark.parametrize("collection", CREATIONS)
def test_a_chosen_id_is_taken_once(db: Install, collection: str) -> None:
    db.push("collection A {}")
    db.data("A.create({ id: 1 })")
    assert db.data(f"{creation(collection, '77')}.id") == "77"
    assert db.data(f"{collection}.byId('77')!.id") == "77"
    taken = f"document_id_exists: Collection `{collection}` already contains document with id 77."
    assert db.refusal(creation(collection, "'77'")) == taken


@pytest.mark.parametrize("collection", CREATIONS)
@pytest.mark.parametrize(
    ("chosen", "why"),
    [
        ("null", "Missing required field of type ID | String | Long"),
        ("-1", "id must be nonnegative"),
        ("'x'", "Expected ID | String | Long, provided String"),
        ("true", "Expected ID | String | Long, provided Boolean"),
    ],
)
def test_what_is_no_id_is_refused(db: Install, collection: str, chosen: str, why: str) -> None:
    db.push("collection A {}")
    db.data("A.create({ id: 1 })")
    refusal = db.refusal(creation(collection, chosen))
    assert refusal.splitlines()[:2] == [f"constraint_failure: Failed to create {collection}.", f"id: {why}"]
