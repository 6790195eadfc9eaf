"""Definitions that queries write: what they answer, and what becomes of the schema files."""

import pytest

from tests.emulators.fauna.installs import Install, install


def test_what_is_made_first_starts_a_file(db: Install) -> None:
    db.data('Collection.create({ name: "A", indexes: { byX: { terms: [{ field: "x" }] } } })')
    db.data('Function.create({ name: "f", body: "x => x" })')
    assert db.file() == (
        "// The following schema is auto-generated.\n// This file contains FSL for FQL10-compatible schema items.\n\n"
        "collection A {\n  index byX {\n    terms [.x]\n  }\n}\n\nfunction f(x) {\n  x\n}\n"
    )


def test_one_query_may_make_many_things_that_need_each_other(db: Install) -> None:
    db.data("""
        Role.create({ name: "r", privileges: { resource: "A", actions: { read: true } } })
        Function.create({ name: "f", body: "() => 1", role: "r" })
        Collection.create({ name: "A" })
    """)
    assert db.data("Role.all().map(.name).toArray().concat(Function.all().map(.role).toArray())") == ["r", "r"]


def test_what_a_query_made_it_cannot_use(db: Install) -> None:
    query = 'Collection.create({ name: "A" })\n'
    assert db.refusal(query + "A.all()") == "unbound_variable: Unbound variable `A`"
    assert db.refusal(query + 'Collection.byName("A")!') == "document_not_found: Collection `A` not found."
    assert db.refusal(query + 'Collection("A")') == (
        "invalid_argument: invalid argument `collection`: No such user collection `A`."
    )
    assert (
        "A collection cannot be created and used in the same query." in db.answer(query + 'Collection("A")')["summary"]
    )
    assert db.data(query + "Collection.all().count()") == 1


def test_a_rename_keeps_the_store_and_is_followed_by_roles(db: Install) -> None:
    db.push("collection A {}\nrole r {\n  privileges A { read }\n  membership A\n}")
    before = db.collections()["A"]
    db.data('A.definition.update({ name: "B" })')
    assert db.collections()["B"].id == before.id
    assert db.data('Role.byName("r")!.privileges') == [{"resource": "B", "actions": {"read": True}}]
    assert str(db.file()).startswith("collection B {}\nrole r {\n")
    assert db.data('Collection.byName("A").exists()') is False


def test_an_update_merges_deeply_and_a_replacement_forgets(db: Install) -> None:
    db.data(
        'Collection.create({ name: "A", ttl_days: 3, data: { a: { b: 1 } },'
        ' indexes: { x: { terms: [{ field: "x" }] } } })'
    )
    db.data(
        'A.definition.update({ data: { a: { c: 2 } }, ttl_days: null, indexes: { y: { terms: [{ field: "y" }] } } })'
    )
    assert db.data("A.definition { ttl_days, data }") == {"ttl_days": None, "data": {"a": {"b": 1, "c": 2}}}
    assert db.data("Object.keys(A.definition.indexes)") == ["x", "y"]
    db.data('A.definition.replace({ name: "A" })')
    assert db.data("A.definition { data, indexes }") == {"data": None, "indexes": {}}
    assert db.file() is not None
    assert "index" not in str(db.file())


def test_data_of_a_definition_keeps_values_of_every_type(db: Install) -> None:
    db.data(
        'Collection.create({ name: "A", data: { t: Time("2020-01-01T00:00:00Z"), d: Date("2020-01-01"), "@": 1 } })'
    )
    assert db.data('A.definition.data == { t: Time("2020-01-01T00:00:00Z"), d: Date("2020-01-01"), "@": 1 }') is True


def test_deleting_the_last_item_deletes_the_file(db: Install) -> None:
    db.push("// only this\ncollection A {}")
    assert db.data("A.definition.delete()") is None
    assert db.file() is None
    assert db.collections() == {}
    assert db.refusal('Collection.byName("A")!.delete()') == "document_not_found: Collection `A` not found."


@pytest.mark.parametrize(
    ("query", "refusal"),
    [
        ("Collection.create({})", "Failed to create Collection.\nname: Missing required field of type String"),
        ('Collection.create({ name: "Key" })', "Failed to create Collection.\nname: The identifier `Key` is reserved."),
        ('Collection.create({ name: "_" })', "Failed to create Collection.\nname: The identifier `_` is reserved."),
        ('Collection.create({ name: "a b" })', "Failed to create Collection.\nname: Invalid identifier."),
        (
            'Collection.create({ name: "A", alias: "A" })',
            "Failed to create Collection.\nname: A Collection already exists with the name `A`"
            "\nalias: A Collection already exists with the name `A`",
        ),
        (
            'Collection.create({ name: "B", indexes: { x: { terms: [{ field: "id" }] } } })',
            "Failed to create Collection.\nindexes.x.terms.0.field: `id` is not supported as an index term, use the "
            "native byId method to look up a document by its id.",
        ),
        (
            'Collection.create({ name: "B", constraints: [{ unique: ["a"] }, { unique: [".a"] }] })',
            "Failed to create Collection.\nconstraints: Duplicate unique constraint on path [.a]",
        ),
        (
            'Collection.create({ name: "B", constraints: [{ nope: 1 }] })',
            "Failed to create Collection.\nconstraints.0.nope: Unexpected field provided"
            "\nconstraints.0: Union requires fields [check] or [unique]",
        ),
        (
            'Collection.create({ name: "B", constraints: [{ check: { name: "c", body: "(a, b) => true" } }] })',
            "Failed to create Collection.\nconstraints.0.check.body: Invalid function arity. "
            "Expected exactly 1 argument, but the function was defined with 2 arguments",
        ),
        (
            'Function.create({ name: "g", body: "() => 1", role: "nope" })',
            "Failed to create Function.\nrole: Field refers to an unknown role name `nope`.",
        ),
        ('Role.create({ name: "r" })', "Failed unique constraint.\nname: Failed unique constraint"),
        (
            'Role.byName("r")!.delete()',
            "Failed to delete Role `r`.\n"
            "name: The function `f` refers to this document by its previous identifier `r`.",
        ),
        (
            'AccessProvider.create({ name: "p", issuer: "i", jwks_uri: "https://x.test", roles: ["r", "r", "admin"] })',
            "Failed to create AccessProvider.\n"
            "roles: The role `r` is present more than once, there can only be one entry per role.\n"
            "roles: Builtin role `admin` not allowed.",
        ),
    ],
)
def test_what_cannot_be_defined_is_refused(db: Install, query: str, refusal: str) -> None:
    db.push("collection A {}\nrole r {}\n@role(r)\nfunction f() { 1 }")
    assert db.refusal(query) == f"constraint_failure: {refusal}"


def test_a_schema_that_would_not_hold_is_refused_where_it_was_written(db: Install) -> None:
    db.push("collection A {}\nrole r {\n  privileges A { read }\n}")
    answer = db.answer("let a = 1\nA.definition.delete()")
    assert answer["summary"] == (
        "error: Invalid database schema update.\n    error: Resource `A` does not exist\n    at main.fsl:3:14\n"
        "      |\n    3 |   privileges A { read }\n      |              ^\n      |\n"
        "at *query*:2:20\n  |\n2 | A.definition.delete()\n  |                    ^^\n  |"
    )
    assert db.data('Collection.byName("A")!.name') == "A"


def test_built_in_roles_differ_in_what_they_define(db: Install) -> None:
    denied = "permission_denied: Insufficient privileges to perform the action."
    db.data('Collection.create({ name: "A" })', "server")
    assert db.data("Collection.all().map(.name).toArray()", "server-readonly") == ["A"]
    assert db.refusal("A.definition.update({ ttl_days: 1 })", "server-readonly") == denied
    for query in ('Role.create({ name: "r" })', 'Database.create({ name: "d" })'):
        assert db.refusal(query, "server") == denied
    db.push(
        "collection A {}\ncollection B {}\n"
        "role own { privileges Collection { read { predicate (c => c.name == 'A') } } }"
    )
    assert db.data("Collection.all().map(.name).toArray()", "own") == ["A"]
    assert db.refusal("B.definition.history_days", "own") == denied


def test_a_protected_database_keeps_its_collections() -> None:
    with install(protected=True) as db:
        db.push("collection A {\n  history_days 2\n  index x { terms [.a] }\n}")
        suffix = "destructive change forbidden because database is in protected mode."
        assert db.refusal("A.definition.delete()") == (
            f"constraint_failure: Failed to delete Collection `A`.\nCannot delete collection: {suffix}"
        )
        assert db.refusal("A.definition.update({ history_days: 1, indexes: null })") == (
            "constraint_failure: Failed to update Collection `A`."
            f"\nCannot decrease `history_days` field: {suffix}\nCannot cause deletion of backing index: {suffix}"
        )
        assert suffix in db.message("POST", "/update", {"main.fsl": "collection B {}"})
        db.data("A.definition.update({ history_days: 3 })")


def test_a_query_changes_a_collection_or_its_documents_not_both(db: Install) -> None:
    db.push("collection A {}\ncollection B {}")
    refusal = "invalid_write: Cannot modify a document and its collection in the same query."
    assert db.refusal("A.create({})\nA.definition.delete()") == refusal
    assert db.refusal("A.definition.update({ ttl_days: 1 })\nA.create({})") == refusal
    assert db.data("A.definition.update({ ttl_days: 1 })\nB.create({}).exists()") is True


def test_pages_of_definitions_go_on_after_writes(db: Install) -> None:
    db.push("\n".join(f"collection C{number:02} {{}}" for number in range(20)))
    after = db.data("Collection.all().pageSize(5)")["after"]
    db.data("C00.definition.delete()")
    rest = db.data(f'Set.paginate("{after}")')["data"]
    assert [each["name"] for each in rest] == ["C05", "C06", "C07", "C08", "C09"]
    assert db.data("Collection.all().reverse().first()!.name") == "C19"
    assert db.data('Collection.where(.name > "C17").map(.name).toArray()') == ["C18", "C19"]
    assert db.data('Collection.firstWhere(.name == "nope")') is None


def test_documents_that_cannot_follow_a_query_are_told_without_places_in_files(db: Install) -> None:
    db.push("collection A {\n  x: Int\n}")
    db.data("A.create({ x: 1 })")
    message = db.refusal('A.definition.update({ fields: { y: { signature: "Int" } } })')
    assert "Field `.y` is not present in the live schema\n    at <no source>\n    hint: Provide an `add`" in message
    assert "hint: Make the field nullable\n    at *field:A:y*:1:4\n      |\n    1 | Int?\n" in message
    wildcard = db.refusal('A.definition.update({ wildcard: "Any" })')
    assert "Wildcard was not present in the live schema\n    at *field:A:<wildcard>*:1:1\n" in wildcard
    assert db.data("A.definition.fields { x }") == {"x": {"signature": "Int"}}


def test_a_default_is_tried_when_it_is_defined(db: Install) -> None:
    failing = 'fields: { n: { signature: "Int", default: "1 / 0" } }'
    refused = "constraint_failure: Failed to create Collection.\nn: Default field evaluation failed.\n"
    assert db.refusal(f'Collection.create({{ name: "A", {failing} }})').startswith(
        f"{refused}error: Attempted integer division by zero.\nat *field:n*:1:5"
    )
    message = db.message("POST", "/update", {"main.fsl": "collection A { n: Int = 1 / 0 }"}, force="true")
    assert message.startswith(
        "Failed to create Collection.\nconstraint failures:\n  n: Default field evaluation failed.\n"
        "      error: Attempted integer division by zero."
    )


def test_errors_quote_what_a_query_defined_as_it_was_written(db: Install) -> None:
    db.data(
        'Collection.create({ name: "A", computed_fields: { c: { body: "d=>1/0" } },'
        ' constraints: [{ check: { name: "k", body: "d=>d.n/0==1" } }] })'
    )
    db.data('Function.create({ name: "f", body: "x=>1/x" })')
    assert "1 | x=>1/x" in db.answer("f(0)")["summary"]
    assert "1 | d=>d.n/0==1" in db.answer("A.create({ n: 1 })")["summary"]
    db.data("A.definition.update({ constraints: [] })")
    assert "1 | d=>1/0" in db.answer("A.create({ n: 1 }).c")["summary"]


def test_a_push_of_what_queries_defined_changes_nothing(db: Install) -> None:
    db.data('Function.create({ name: "f", body: "x=>1/x" })')
    before = db.data('Function.byName("f")!')
    db.push(str(db.file()), force="true")
    assert db.data('Function.byName("f")!') == before


def test_short_bodies_stand_in_parentheses(db: Install) -> None:
    refusal = db.refusal('Collection.create({ name: "A", computed_fields: { c: { body: ".n" } } })')
    assert "computed_fields.c.body: Unable to parse FQL source code.\nerror: Invalid anonymous field access" in refusal
    db.data('Collection.create({ name: "A", computed_fields: { c: { body: "(.n)" } } })')
    assert db.data("A.create({ n: 3 }).c") == 3


def test_the_same_path_is_not_unique_twice_however_it_is_written(db: Install) -> None:
    twice = """Collection.create({ name: "A", constraints: [{ unique: ["name"] }, { unique: [".['name']"] }] })"""
    expected = (
        "constraint_failure: Failed to create Collection.\nconstraints: Duplicate unique constraint on path [.name]"
    )
    assert db.refusal(twice) == expected


def test_at_most_64_roles_have_members_in_a_collection(db: Install) -> None:
    db.push("collection A {}")
    roles = 'Role.create({ name: "r#{i}", membership: { resource: "A" } })'
    for start in (0, 32):
        db.data("; ".join(roles.replace("#{i}", str(number)) for number in range(start, start + 32)) + "; 1")
    expected = (
        "constraint_failure: Failed to create Role.\nThe maximum number of roles per resource (64) have been exceeded."
    )
    assert db.refusal(roles.replace("#{i}", "64")) == expected


def test_a_key_may_have_a_role_of_the_same_query(db: Install) -> None:
    assert db.data('Role.create({ name: "r" }); Key.create({ role: "r" }).role') == "r"
