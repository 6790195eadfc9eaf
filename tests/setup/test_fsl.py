"""Schema files taken apart into items."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.setup.fsl import digest, items

SCHEMA = Path(__file__).parents[2] / "app" / "fauna" / "schema"


def named(text: str) -> list[tuple[str, str]]:
    return [item.key for item in items(text)]


def bodies(text: str) -> list[str]:
    return [text[item.start : item.end] for item in items(text)]


def test_items_of_every_kind_are_found_with_their_names() -> None:
    text = "collection C { *: Any }\nfunction f(x) { x }\nrole r {\n}\naccess  provider P { role r }\n"
    assert named(text) == [("collection", "C"), ("function", "f"), ("role", "r"), ("access provider", "P")]


@pytest.mark.parametrize(
    "text",
    [
        "function f(x: { a: Int }, y: Array<{ b: String }>): { c: Int } { { c: x.a } }",
        "function f(g: (Int) => { a: Int }): (Int) => { b: Int } { n => { { b: n } } }",
        "function f(): Set<Note> { Note.all() }",
        "function f(): Note | { a: Int } | null { null }",
        '@alias(Notes)\ncollection Note { a: String = "}" }',
        "@role(\"server\")\n@alias('F')\nfunction f() { 1 }",
        "collection C { index byA { terms [.a] }\n check c (d => d.a != '{') }",
        'function f(x) { "a#{if (x) { "}" } else { \'}\' }}b" }',
        "function f() { /* } */ 1 // }\n}",
        "function f() { <<-END\n  } \" '\nEND\n}",
        "role x' { privileges C { read { predicate (c => c.a == '\\'}') } } }",
    ],
)
def test_braces_of_types_strings_and_comments_end_no_item(text: str) -> None:
    before, after = "role first {\n}\n\n", "\nrole last {\n}\n"
    assert bodies(before + text + after) == ["role first {\n}", text, "role last {\n}"]


def test_comments_right_above_belong_to_an_item() -> None:
    text = "// file\n\n// about\n// a\n@role(server)\nfunction a() { 1 } // behind\n  // b\n  role b {\n}\n"
    first, second = items(text)
    assert text[first.lead : first.end] == "// about\n// a\n@role(server)\nfunction a() { 1 }"
    assert text[second.lead : second.end] == "// b\n  role b {\n}"


def test_what_cannot_be_read_ends_the_items() -> None:
    assert named("role a {\n}\nrole b {\n") == [("role", "a")]
    assert named("") == named("// nothing\n") == named("}{") == []


def test_white_space_makes_no_difference_but_words_and_comments_do() -> None:
    text = "role a {\n  privileges C { read }\n}"
    assert digest(text) == digest("role a{privileges C{read}}") == digest("role a { privileges C\n{ read } }")
    assert digest("{ 1 // all\n}") == digest("{1 // all \r\n }")
    assert digest(text) != digest("role a { /* x */ privileges C { read } }")
    assert digest(text) != digest(text.replace("read", "write"))
    assert digest("check a (x == 'a b')") != digest("check a (x == 'ab')")
    assert digest("role ab { }") != digest("role a b { }")


def test_the_apps_own_files_hold_nothing_but_items_and_comments() -> None:
    for path in SCHEMA.glob("*.fsl"):
        text = path.read_text()
        for item in reversed([*items(text)]):
            text = text[: item.lead] + text[item.end :]
        assert text.strip() == ""


@given(st.text("{}()[]\"'#/*<-+@\\\nrole abc:|=>", max_size=60))
def test_any_text_can_be_taken_apart(text: str) -> None:
    places = [(item.lead, item.start, item.end) for item in items(text)]
    assert all(0 <= lead <= start < end <= len(text) for lead, start, end in places)
    assert places == sorted(places)
