"""The schema endpoints: files, differences, staging, single items."""

import threading
from typing import Any

from app.emulators.fauna.api.schema_request import SchemaRequest
from tests.emulators.fauna.installs import Install

A_AND_B = {"a.fsl": "collection A {}", "b.fsl": "collection B {}"}


def body(db: Install, method: str, path: str, files: Any = None, **flags: str) -> dict[str, Any]:
    """The body of an answer that is no error."""
    status, answer = db.request(method, path, files, **flags)
    assert status == 200, answer
    return answer


def names(db: Install) -> list[str]:
    """The collections that definitions know."""
    return db.data("Collection.all().map(.name).toArray()")


def test_files_that_are_not_pushed_again_are_dropped_unless_told_otherwise(db: Install) -> None:
    body(db, "POST", "/update", A_AND_B)
    body(db, "POST", "/update", {"c.fsl": "collection C {}"}, override="false")
    assert [each["filename"] for each in body(db, "GET", "/files")["files"]] == ["a.fsl", "b.fsl", "c.fsl"]
    body(db, "POST", "/update", {"a.fsl": " "}, override="false")
    assert names(db) == ["B", "C"]
    body(db, "POST", "/update", A_AND_B)
    assert names(db) == ["B", "A"]


def test_a_push_against_a_version_that_has_passed_is_refused(db: Install) -> None:
    version = str(body(db, "POST", "/update", A_AND_B)["version"])
    assert body(db, "GET", "/files", version=version)["version"] == int(version)
    body(db, "POST", "/update", {"a.fsl": "collection A {}"}, version=version)
    assert db.request("POST", "/update", {}, version=version) == (
        409,
        {"error": {"message": "Stale schema version provided"}},
    )
    body(db, "POST", "/update", {}, version=version, force="true")


def test_only_an_administrator_pushes_and_user_roles_see_nothing(db: Install) -> None:
    denied = (403, {"error": {"message": "Access denied"}})
    assert db.request("POST", "/update", A_AND_B, role="server") == denied
    assert db.request("GET", "/files", role="mine") == denied
    assert db.request("GET", "/files", role="server-readonly")[0] == 200
    assert db.request("POST", "/items/collections", "collection A {}", role="server") == denied


def test_unknown_paths_and_methods_are_told_apart(db: Install) -> None:
    assert db.request("GET", "/nope")[0] == 404
    assert db.request("GET", "/items/nope/A")[0] == 404
    assert db.request("GET", "/update")[0] == 405
    assert db.request("PUT", "/items/collections/A")[0] == 405


def test_a_validation_answers_what_a_push_would_change_and_changes_nothing(db: Install) -> None:
    db.push("collection A {}")
    for path in ("/validate", "/diff"):
        assert body(db, "POST", path, {"main.fsl": "collection B {}"}, diff="summary")["diff"] == (
            "* Adding collection `B` to main.fsl:1:1\n* Removing collection `A` from main.fsl:1:1\n"
        )
    assert body(db, "POST", "/diff", {"main.fsl": "collection B {}"}, format="textual")["diff"] == (
        "main.fsl\n@ line 1 to 1\n- collection A {}\n+ collection B {}\n"
    )
    assert names(db) == ["A"]


def test_what_is_staged_waits_for_its_commit(db: Install) -> None:
    db.push("collection A {}\nfunction f() { 1 }")
    before = db.collections()
    db.push("collection A {}\nfunction f() { 2 }\ncollection B {}", staged="true")
    assert db.data("f()") == 1
    assert db.refusal("B.all()") == "unbound_variable: Unbound variable `B`"
    assert names(db) == ["A", "B"]
    assert db.collections() == before
    assert body(db, "GET", "/files/main.fsl")["content"] == "collection A {}\nfunction f() { 1 }"
    assert "collection B" in body(db, "GET", "/files/main.fsl", staged="true")["content"]
    assert body(db, "GET", "/staged/status")["status"] == "ready"
    body(db, "POST", "/staged/commit")
    assert db.data("f()") == 2
    assert db.data("B.all().count()") == 0
    assert body(db, "GET", "/status")["status"] == "none"


def test_what_is_staged_can_be_abandoned(db: Install) -> None:
    db.push("collection A {}")
    db.push("collection B {}", staged="true")
    body(db, "POST", "/abandon")
    assert names(db) == ["A"]
    assert db.message("POST", "/commit") == "There is no staged schema to commit"
    assert db.message("POST", "/abandon") == "There is no staged schema to abandon"


def test_changes_by_query_go_into_what_is_staged(db: Install) -> None:
    db.push("collection A {}")
    db.push("collection A {}\ncollection B {}", staged="true")
    db.data("A.definition.update({ history_days: 5 })")
    assert db.file() == "collection A {}"
    assert db.refusal("A.definition.delete()") == (
        "constraint_failure: Failed to delete Collection `A`.\nCannot delete a Collection when schema is staged"
    )
    assert db.refusal('A.definition.update({ name: "Z" })') == (
        "constraint_failure: Failed to update Collection `A`.\nCannot rename a Collection when schema is staged"
    )
    body(db, "POST", "/commit")
    assert db.file() == "collection A {\n  history_days 5\n}\ncollection B {}"


def test_the_root_database_stages_nothing(db: Install) -> None:
    db.number = 0
    assert db.message("POST", "/update", {}, staged="true") == "Schema cannot be staged in the root database"
    provider = 'access provider p {\n  issuer "i"\n  jwks_uri "https://x.test"\n}'
    assert db.message("POST", "/update", {"main.fsl": provider}) == (
        "Access providers need a database of their own; the root database has none."
    )


def test_an_item_is_made_replaced_renamed_and_removed_by_itself(db: Install) -> None:
    made = body(db, "POST", "/items/functions", "function f() { 1 }")
    assert (made["filename"], made["span"], made["content"]) == (
        "main.fsl",
        {"start": 2, "end": 20},
        "function f() { 1 }",
    )
    assert made["definition"]["body"] == "() => {\n  1\n}"
    body(db, "POST", "/items/functions/f", "function g() { 2 }")
    assert db.data("g()") == 2
    assert db.request("GET", "/items/functions/f")[0] == 404
    asked = body(db, "DELETE", "/items/functions/g", validate="true")
    assert asked["diff"] == "* Removing function `g` from main.fsl:3:1\n\n"
    assert body(db, "DELETE", "/items/functions/g")["definition"] is None
    assert db.file() is None


def test_an_item_of_another_kind_or_number_is_refused(db: Install) -> None:
    assert db.message("POST", "/items/roles", "collection A {}") == "Wrong FSL snippet. Expected a role"
    assert db.message("POST", "/items/roles", "role a {}\nrole b {}") == "Expected a single schema item, got: 2"
    assert db.message("POST", "/items/roles", "") == "No FSL snippet provided"


def test_pushes_at_the_same_time_lose_nothing(db: Install) -> None:
    def push(number: int) -> None:
        assert (
            db.request("POST", "/update", {f"f{number}.fsl": f"collection C{number} {{}}"}, override="false")[0] == 200
        )

    threads = [threading.Thread(target=push, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(names(db)) == [f"C{number}" for number in range(6)]
    assert len({record.id for record in db.collections().values()}) == 6


MIGRATED = """collection Foo {
  a: Int
  b: String = "hello"
  c: String?
  d: String
  dump: { *: Any }?
  migrations {
    add .bye
    drop .bye
    add .a
    backfill .a = 11
    add .b
    add .c
    split .c -> .c, .d
    backfill .d = "split!"
    add .dump
    move_conflicts .dump
    move_wildcard .dump
  }
}"""


def test_a_validation_tells_what_documents_go_through(db: Install) -> None:
    db.push("collection Foo {}")
    db.data("Foo.create({})")
    for endpoint in ("/validate", "/diff"):
        _, body = db.request("POST", endpoint, {"main.fsl": MIGRATED})
        assert body["diff"] == (
            "* Modifying collection `Foo` at main.fsl:1:1:\n"
            "  * Defined fields:\n"
            "  - drop field `.bye`\n"
            "  + add field `.a` with backfill `11`\n"
            '  + add field `.b` with backfill `"hello"`\n'
            "  ~ split field `.c` into fields `.c`,`.d`\n"
            "    - if the value matches type `String | Null`, the value stays in field `.c`\n"
            "    - else if the value matches type `String`, the value moves to field `.d`\n"
            '  + backfill field `.d` with value `"split!"`\n'
            "  ~ move values with type conflicts into `.dump`\n"
            "  ~ move all fields into the field `.dump` except fields in the list `[.a, .b, .c, .d, .dump]`\n\n"
        )


def test_colours_begin_before_what_is_indented(db: Install) -> None:
    files = {"main.fsl": "collection Foo { index byName { terms [.name] } }"}
    _, body = db.request("POST", "/validate", files, color="ansi")
    assert body["diff"] == (
        "\x1b[1;34m* Adding collection `Foo`\x1b[0m to main.fsl:1:1:\n"
        "  * Indexes:\n\x1b[32m  + add index `byName`\x1b[0m\n\n"
    )


def test_a_form_without_boundary_is_no_form(db: Install) -> None:
    request = SchemaRequest("POST", "/diff", "", {"content-type": "multipart/form-data;"}, b"--x--")
    assert db.schema_answer(request) == (400, {"error": {"message": "Request is not a valid multipart request"}})
