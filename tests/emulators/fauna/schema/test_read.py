"""Schema files as items, and what is said about those that are none."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.emulators.fauna.schema.items import Check, Expression, IndexValue, Migration, Term
from app.emulators.fauna.schema.read import SchemaFailure, read_schema
from tests.emulators.fauna.schema.reading import collection, function, refusal, schema

RECORDED = Path(__file__).parents[3] / "golden" / "untyped"


def recorded_schemas() -> Iterator[tuple[str, dict[str, str]]]:
    """All schemas that a real one took, by scenario."""
    for file in sorted(RECORDED.glob("*.jsonl")):
        for line in file.read_text().split("\n")[:-1]:
            scenario = json.loads(line)
            if scenario.get("schema"):
                yield scenario["name"], scenario["schema"]
            for step in scenario["steps"]:
                if step.get("kind") == "schema" and step.get("files") and step["expect"]["status"] == 200:
                    yield scenario["name"], step["files"]


def test_every_recorded_schema_is_read() -> None:
    refused: dict[str, str] = {}
    count = 0
    for name, files in recorded_schemas():
        count += 1
        try:
            read_schema(files)
        except SchemaFailure as failure:
            refused[name] = str(failure)
    assert refused == {}
    assert count > 500


def test_a_collection_has_all_its_members() -> None:
    read = schema("""
    // The cats.
    @alias(Kitty)
    collection Cat {
      name: String
      age: Int = 1 + 1
      home: { street: String, no: Int? = null }
      *: Any
      compute upper: String = (cat => cat.name.toUpperCase())
      compute short = (.name)
      index byName { terms [.name, mva(.tags)]; values [desc(.age), asc(.b.c), desc(mva(.["d e"][0]))] }
      unique [.name, .upper]
      check old ((cat) => cat.age > 1)
      history_days 3
      ttl_days 4
      document_ttls true
      migrations {
        add .age
        backfill .age = 3
        split .a -> .b, .c
        move .x -> .y.z
        add_wildcard
      }
    }
    """).collections["Cat"]
    assert (read.alias, read.wildcard, read.history_days, read.ttl_days, read.document_ttls) == (
        "Kitty",
        "Any",
        3,
        4,
        True,
    )
    assert [(each.name, each.type, each.default and each.default.text) for each in read.fields] == [
        ("name", "String", None),
        ("age", "Int", "1 + 1"),
        ("home", "{ street: String, no: Int? = null }", None),
    ]
    assert [(each.name, each.type, each.body.text) for each in read.computed] == [
        ("upper", "String", "(cat) => cat.name.toUpperCase()"),
        ("short", None, ".name"),
    ]
    (index,) = read.indexes
    assert index.terms == (Term(("name",)), Term(("tags",), True))
    assert index.values == (
        IndexValue(("age",), True),
        IndexValue(("b", "c")),
        IndexValue(("d e", 0), True, True),
    )
    assert [unique.terms for unique in read.uniques] == [(Term(("name",)), Term(("upper",)))]
    assert [check.name for check in read.checks if isinstance(check, Check)] == ["old"]
    five = read.migrations[1].value
    assert isinstance(five, Expression)
    assert five.text == "3"
    assert read.migrations == (
        Migration("add", (("age",),)),
        Migration("backfill", (("age",),), five),
        Migration("split", (("a",), ("b",), ("c",))),
        Migration("move", (("x",), ("y", "z"))),
        Migration("add_wildcard"),
    )


def test_a_collection_without_defined_fields_takes_any() -> None:
    assert collection("").wildcard == "Any"
    assert collection("compute a = (.b)").wildcard == "Any"
    assert collection("a: Int").wildcard is None


def test_a_function_has_signature_and_body() -> None:
    read = function("@role(server)\nfunction add(a: Int, ...b: Int): Number {\n  let c = a\n  c + b[0]\n}")
    assert read.role == "server"
    assert read.signature == "(a: Int, b: ...Int) => Number"
    assert read.body.text == "(a, ...b) => {\n  let c = a\n  c + b[0]\n}"
    assert function("function one() { 1 }").signature is None


def test_names_in_quotes_are_read_and_refused_where_identifiers_must_be() -> None:
    assert refusal("collection A {\n  'a b': Int\n}") == (
        "error: Invalid identifier `a b`\nat main.fsl:2:3\n  |\n2 |   'a b': Int\n  |   ^^^^^\n  |"
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("collection A { a: { b: Int = 1 } = {} }", "Default values are not allowed here"),
        ("collection A { a: { b: Int = 1 }? }", "Default values are not allowed here"),
        ("collection A { id: Int }", "Invalid reserved name `id`"),
        ("collection A { compute a: Int }", "Computed fields require a value"),
        ("collection A { check c x => true }", "Expected lambda check predicate"),
        ("collection A { migrations {} }", "Empty migration blocks are not allowed"),
        ("collection A { migrations { split .a -> .b } }", "Expected at least two fields to split into"),
        ("collection A { migrations { add .a[0] } }", "Cannot index into an item in a migration path"),
        ("collection A { index i { terms .a } }", "Invalid anonymous field access"),
        ("@alias(B)\nrole r {}", "Annotations are not allowed here"),
        ("function f(a, a: Int) { a }", "All or no arguments must have a type"),
    ],
)
def test_what_cannot_stand_there_is_named(text: str, message: str) -> None:
    assert refusal(text).splitlines()[0] == f"error: {message}"


def test_a_comment_right_before_an_item_belongs_to_it() -> None:
    text = "// not this\n\n// this\n/* and this */\ncollection A {};\ncollection B {}"
    read = schema(text).collections
    assert text[read["A"].span.start : read["A"].span.end] == "// this\n/* and this */\ncollection A {};"
    assert text[read["B"].span.start :] == "collection B {}"


@pytest.mark.parametrize(
    ("text", "message", "place"),
    [
        ("access foo", "Expected provider", "1:8"),
        ("access provider foo", "Expected expression", "1:20"),
        ("function foo(bar baz) { 1 }", "Expected `)`, `,`, or a type annotation", "1:18"),
        ("function foo(bar: Int baz) { 1 }", "Expected `)` or `,`", "1:23"),
    ],
)
def test_what_could_have_come_next_is_told(text: str, message: str, place: str) -> None:
    with pytest.raises(SchemaFailure) as refused:
        read_schema({"main.fsl": text})
    assert str(refused.value).startswith(f"error: {message}\nat main.fsl:{place}\n")


def test_an_argument_that_must_be_last_is_shown_with_its_type() -> None:
    with pytest.raises(SchemaFailure, match=r"1 \| function f\(\.\.\.x: Int, y: Int\).*\n  \|            \^{9}\n"):
        read_schema({"main.fsl": "function f(...x: Int, y: Int): Int { 1 }"})


def test_all_files_that_cannot_be_read_are_told() -> None:
    with pytest.raises(SchemaFailure) as refused:
        read_schema({"main.fsl": "function foo {}", "foo.fsl": "bar?"})
    assert str(refused.value) == (
        "error: Expected `(`\nat main.fsl:1:14\n  |\n1 | function foo {}\n  |              ^\n  |\n"
        "error: Invalid schema item `bar`\nat foo.fsl:1:1\n  |\n1 | bar?\n  | ^^^\n  |"
    )


@pytest.mark.parametrize(
    ("first", "second", "message"),
    [
        ("role foo {}", "role foo {}", "Duplicate role `foo`"),
        ("function foo(x) { x }", "collection foo {}", "Duplicate collection or function `foo`"),
    ],
)
def test_a_name_in_two_files_is_told_with_both(first: str, second: str, message: str) -> None:
    with pytest.raises(SchemaFailure) as refused:
        read_schema({"main.fsl": first, "foo.fsl": second})
    assert str(refused.value) == f"{message} in foo.fsl (originally seen in main.fsl)"


def test_there_are_at_most_1024_files_and_one_of_them_is_the_main_one() -> None:
    others = {f"f{number}.fsl": "" for number in range(1023)}
    read_schema(others)
    read_schema({**others, "main.fsl": ""})
    for more in ({**others, "more.fsl": ""}, {**others, "more.fsl": "", "main.fsl": ""}):
        with pytest.raises(SchemaFailure, match="Too many files"):
            read_schema(more)
