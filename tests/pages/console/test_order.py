"""What the console's form may ask for, and what is refused before anybody is asked."""

from typing import Any

import pytest

from app.developer.identities import Key, Me, Role, User
from app.pages.console.order import LONGEST_QUERY, OrderError, read_order, shown_name

SESSION = ("user_1", "sess_1")
FORM = {
    "query": "Note.all()",
    "identity": "role:member",
    "other": "key:admin",
    "at": "2026-01-31T12:00:00.000Z",
    "why": "on",
    "typecheck": "off",
    "timeout": "900",
    "tags": "a=1, b=2",
    "hints": "on",
}


def test_a_query_for_two_at_an_instant_with_its_trace() -> None:
    left, right = read_order(FORM, SESSION, as_anybody=True).asked
    assert (left.identity, right.identity) == (Role("member"), Key("admin"))
    assert left.with_trace and left.text == "Note.all()"
    assert left.wrapped == 'at (Time("2026-01-31T12:00:00.000Z")) {\nNote.all()\n}'
    assert left.options.headers() == {
        "X-Typecheck": "false",
        "X-Query-Timeout-Ms": "900",
        "X-Query-Tags": "a=1,b=2",
        "X-Performance-Hints": "true",
    }


def test_where_one_is_only_oneself_the_rest_of_the_form_counts_for_nothing() -> None:
    (asked,) = read_order(FORM, SESSION, as_anybody=False).asked
    assert (asked.identity, asked.at, asked.with_trace) == (Me("sess_1"), "", False)


def test_an_empty_form_is_an_empty_query_of_ones_own() -> None:
    (asked,) = read_order({}, SESSION, as_anybody=True).asked
    assert (asked.text, asked.identity, asked.options.headers()) == ("", Me("sess_1"), {})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("query", "x" * (LONGEST_QUERY + 1)),
        ("identity", "root:x"),
        ("other", "role:a:admin"),
        ("at", '2026-01-31T12:00:00Z")) { Key.all() } //'),
        ("at", "yesterday"),
        ("typecheck", "maybe"),
        ("timeout", "0"),
        ("timeout", "9999999"),
        ("timeout", "1\r\nX-Other: 1"),
        ("timeout", "²"),
        ("tags", "a=1\r\nX-Other: 1"),
        ("tags", "a"),
        ("tags", ",".join(f"a{number}=1" for number in range(26))),
    ],
)
def test_what_makes_no_sense_is_refused(name: str, value: str) -> None:
    with pytest.raises(OrderError):
        read_order({**FORM, name: value}, SESSION, as_anybody=True)


@pytest.mark.parametrize("value", [None, 5, ["x"], {"a": 1}])
def test_fields_that_are_no_texts_are_empty(value: Any) -> None:
    (asked,) = read_order(dict.fromkeys(FORM, value), SESSION, as_anybody=True).asked
    assert asked.text == ""


def test_identities_go_by_their_names() -> None:
    people = {"user_2": "Milo Member · milo@example.com"}
    named = [shown_name(identity, people) for identity in (Me("s"), User("user_2"), User("x"), Role("r"), Key("admin"))]
    assert named == ["me", "Milo Member", "x", "role r", "admin key"]
