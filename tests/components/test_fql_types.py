"""What may follow a dot in the editor, told by the table of signatures; the module runs as it ships."""

import json
import subprocess
import sysconfig
from pathlib import Path
from typing import Any

import pytest

MODULE = Path(__file__).parents[2] / "app" / "components" / "fql_types.js"
BUN = Path(sysconfig.get_path("scripts")) / "bun"
NOTE = {
    "alias": "{ id: ID, ts: Time, text: String, owner: Ref<Note> | Null }",
    "fields": {"update": "(data: { *: Any }) => Note", "exists": "() => true"},
    "self": "Note",
}
SET = {
    "first": "<A> () => A | Null",
    "map": "<A, B> (mapper: (A => B)) => Set<B>",
    "fold": "<A, B> (seed: B, reducer: (B, A) => B) => B",
    "where": "<A> (predicate: (A => Boolean | Null)) => Set<A>",
    "paginate": "<A> (() => { data: Array<A>, after: String | Null }) & ((size: Number) => { data: Array<A> })",
}
ENVIRONMENT = {
    "globals": {
        "Note": "NoteCollection",
        "Time": "TimeModule",
        "log": "(args: ...Any) => Null",
        "publish": "UserFunction<(id: ID) => Note>",
    },
    "types": {
        "Note": NOTE,
        "NoteCollection": {
            "apply": "(id: ID) => Ref<Note>",
            "fields": {
                "all": "(() => Set<Note>) & ((range: { from: Any }) => Set<Note>)",
                "byId": "(id: ID) => Ref<Note>",
                "where": "(pred: (Note => Boolean)) => Set<Note>",
            },
            "self": "NoteCollection",
        },
        "Set": {"fields": SET, "self": "<A> Set<A>"},
        "Array": {"fields": {"length": "Number"}, "self": "<A> Array<A>"},
        "String": {"fields": {"length": "Number"}, "self": "String"},
        "TimeModule": {"fields": {"now": "() => Time"}, "self": "TimeModule"},
        "UserFunction": {"apply": "<A> A", "self": "<A> UserFunction<A>"},
    },
}
RECEIVERS = {
    "Note.": "NoteCollection",
    "Note.all().": "Set<Note>",
    "Note.all()\n  .": "Set<Note>",
    "Note.all().map(n => n.": "Note",
    "Note.all().where(.": "Note",
    "Note.where(.": "Note",
    "Note.where(.text == 'a' && .": "Note",
    'Note.byId("1")!.': "Ref<Note>",
    'Note.byId("1")!.owner!.': "Ref<Note> | Null",
    'Note("1").': "Ref<Note>",
    "let x = Note.all()\nx.": "Set<Note>",
    "Note.all().first()!.text.": "String",
    '"abc".': "String",
    "Time.now().": "Time",
    "[1].": "Array<Any>",
    'publish("1").': "Note",
    "1 + Note.all().": "Set<Note>",
    "Note.all() { text }.": "Set<Note>",
    "nope.": None,
    "log(.": None,
    ").": None,
    "((((.": None,
}


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """All questions of this file answered by one run of bun."""
    script = f"""
    import * as fql from {json.dumps(str(MODULE))};
    fql.setEnvironment({json.dumps(ENVIRONMENT)});
    const receivers = {json.dumps(list(RECEIVERS))}.map((text) => fql.receiverType(text, text.length - 1));
    console.log(JSON.stringify({{
      receivers,
      document: fql.members("Ref<Note> | Null"),
      set: fql.members("Set<Note>"),
      unknown: fql.members("Nothing"),
      overloads: fql.overloads({json.dumps(SET["paginate"])}),
      parameters: fql.parameters(fql.overloads({json.dumps(SET["fold"])})[0]),
      called: ["Note.all(", "log(", "publish(", "nope("].map((text) => fql.calledType(text, text.length - 1)),
      inside: fql.enclosing("f(a, [1, 2], ", 13),
      projected: fql.projectedType("Note.all() {{", 11),
      locals: fql.locals("let a = 1; x => x; (b, c) => b"),
    }}));
    """
    file = tmp_path_factory.mktemp("bun") / "ask.mjs"
    file.write_text(script)
    ran = subprocess.run([BUN, file], capture_output=True, text=True, check=True, timeout=60)
    return json.loads(ran.stdout)


def test_the_type_of_what_stands_before_a_dot(told: dict[str, Any]) -> None:
    assert dict(zip(RECEIVERS, told["receivers"], strict=True)) == RECEIVERS


def test_a_documents_fields_and_methods_may_follow_it(told: dict[str, Any]) -> None:
    assert set(told["document"]) == {"id", "ts", "text", "owner", "update", "exists"}
    assert told["unknown"] is None


def test_generic_signatures_name_the_type_at_hand(told: dict[str, Any]) -> None:
    assert told["set"]["first"] == "() => Note | Null"
    assert told["set"]["where"] == "(predicate: (Note => Boolean | Null)) => Set<Note>"


def test_a_call_is_explained_by_each_of_its_forms_and_parameters(told: dict[str, Any]) -> None:
    assert [form.split("=>")[0].strip() for form in told["overloads"]] == ["()", "(size: Number)"]
    assert told["parameters"] == ["seed: B", "reducer: (B, A) => B"]
    assert told["called"][1:] == ["(args: ...Any) => Null", "(id: ID) => Note", None]
    assert told["inside"] == {"at": 1, "commas": 2}


def test_projections_and_names_of_the_query_are_known(told: dict[str, Any]) -> None:
    assert told["projected"] == "Note"
    assert told["locals"] == ["a", "x", "b", "c"]
