"""Definitions may be read and written where documents may."""

import pytest

from tests.emulators.fauna.installs import Install


@pytest.mark.parametrize(
    ("call", "action"),
    [
        ('Collection.create({ name: "B" })', "`create`"),
        ('Function.create({ name: "g", body: "x => x" })', "`create`"),
        ('Role.create({ name: "r" })', "`create`"),
        ('Key.create({ role: "admin" })', "`create`"),
        ('Database.create({ name: "d" })', "`create`"),
        ("Token.create({ document: A.byId(1) })", "`create`"),
        ('Collection.byName("A")!.update({ alias: "C" })', "`update`"),
        ('Collection.byName("A")!.delete()', "`delete`"),
    ],
)
def test_set_functions_change_no_definitions(db: Install, call: str, action: str):
    db.push("collection A {}")
    db.data("A.create({ id: 1 })")
    expected = f"invalid_effect: {action} performs a write, which is not allowed in set functions."
    assert db.refusal(f"Set.sequence(0, 1).map(x => {call}).toArray()") == expected


def test_defaults_read_no_definitions(db: Install):
    refusal = db.refusal(
        'Collection.create({ name: "A", fields: { n: { signature: "Any", default: "Collection.all().count()" } } })'
    )
    assert refusal.splitlines()[:3] == [
        "constraint_failure: Failed to create Collection.",
        "n: Default field evaluation failed.",
        "error: `all` performs a read, which is not allowed in default values.",
    ]


def test_definitions_are_not_changed_in_the_past(db: Install):
    db.push("collection A { history_days 1 }")
    db.data("A.create({ id: 1 })")
    query = 'at (A.byId(1)!.ts) { Collection.create({ name: "B" }) }'
    assert db.refusal(query) == "invalid_write: Cannot write at a snapshot time in the past."


@pytest.mark.parametrize(
    ("query", "error"),
    [
        (
            'Function.create({ name: "f", body: x => x })',
            "invalid_type: Anonymous functions cannot be stored. Use a string of FQL instead.",
        ),
        (
            'Key.create({ role: "server", data: { foo: Null } })',
            "invalid_type: Value at `data.foo` has type Null, which cannot be persisted.",
        ),
    ],
)
def test_what_cannot_be_stored_is_no_definition(db: Install, query: str, error: str):
    assert db.refusal(query) == error
