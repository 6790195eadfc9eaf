"""What template claims evaluate to."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.emulators.clerk.shortcodes import evaluate

USER = {
    "id": "user_1",
    "first_name": None,
    "last_name": "John",
    "username": None,
    "external_id": None,
    "created_at": 1_700_000_000_999,
    "updated_at": 1_700_000_001_000,
    "primary_email_address_id": "idn_1",
    "email_addresses": [
        {"id": "idn_1", "email_address": "john@example.com", "verification": {"status": "verified"}},
    ],
    "public_metadata": {"role": "manager", "deep": {"n": 3, "list": [1]}, "off": False, "zero": 0, "empty": ""},
    "unsafe_metadata": {"trick": "{{user.id}}"},
}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(alphabet=st.characters(exclude_characters="{}")),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=10,
)


@pytest.mark.parametrize(
    ("template", "value"),
    [
        ("{{user.id}}", "user_1"),
        ("{{ user.public_metadata.deep }}", {"n": 3, "list": [1]}),
        ("{{user.public_metadata.deep.n}}", 3),
        ("{{user.public_metadata.off}}", False),
        ("{{user.i_dont_exist}}", None),
        ("{{org.id}}", None),
        ("{{user.private_metadata}}", None),
        ("{{user.password_hash}}", None),
        ("{{user.public_metadata.deep.n.more}}", None),
        ("{{user.first_name}} {{user.last_name}}", "null John"),
        ("{{user.full_name}}", "John"),
        ("{{user.created_at}}", 1_700_000_000),
        ("{{user.primary_email_address}}", "john@example.com"),
        ("{{user.email_verified}}", True),
        ("{{user.first_name || 'Nobody'}}", "Nobody"),
        ("{{user.first_name || user.public_metadata.off || 30}}", 30),
        ("{{user.public_metadata.off || user.first_name}}", None),
        ("{{user.public_metadata.zero || 5}}", 0),
        ("{{user.public_metadata.empty || 'x'}}", ""),
        ("{{user.first_name || 'a || b'}}", "a || b"),
        ("{{user.first_name || 'a }} b'}}", "a }} b"),
        ("{{user.first_name || 1.5}}", 1.5),
        ("{{user.first_name || -3}}", -3),
        ("{{user.first_name || 'it\\'s'}}", "it's"),
        ("{{user.first_name || 'a\\b'}}", "a\\b"),
        ("{{user.first_name || ''}}", ""),
        ("{{user.first_name||user.last_name}}", "John"),
        (" {{user.created_at}}", " 1700000000"),
        ("{{user.created_at}}{{user.id}}", "1700000000user_1"),
        ("{{user.updated_at}}", 1_700_000_001),
        ("{{user.organizations}}", {}),
        ("{{org.role || 'none'}}", "none"),
        ("{{org_membership.permissions}}", None),
        ("{{session.actor}}", None),
        ("{{user.primary_phone_number}}", None),
        ("{{user.email_verified.more}}", None),
        ("{{USER.ID}}", None),
        ("{{user.public_metadata.list.0}}", None),
        ("{ {user.id} }", "{ {user.id} }"),
        ("{{user.first_name || true}}", True),
        ("is {{user.public_metadata.off}}, {{user.public_metadata.deep}}", 'is false, {"n":3,"list":[1]}'),
        ("{{}}", None),
        ("{{user.id", "{{user.id"),
    ],
)
def test_a_shortcode_evaluates(template, value):
    result = evaluate(template, USER)
    assert (result, type(result)) == (value, type(value))


def test_what_a_user_wrote_is_not_evaluated_again():
    assert evaluate("{{user.unsafe_metadata.trick}}", USER) == "{{user.id}}"
    assert evaluate("> {{user.unsafe_metadata.trick}}", USER) == "> {{user.id}}"


@given(JSON)
def test_values_without_shortcodes_are_copied_whatever_their_shape(value):
    assert evaluate(value, USER) == value


@given(st.text())
def test_any_text_evaluates_to_something_json_can_carry(text):
    json.dumps(evaluate(text, USER))


@given(JSON)
def test_metadata_keeps_its_json_type_when_the_shortcode_stands_alone(value):
    user = {**USER, "public_metadata": {"x": value}}
    assert evaluate({"a": ["{{user.public_metadata.x}}"]}, user) == {"a": [value]}


TEXT = st.text(st.characters(exclude_characters="{}\\'"), max_size=8)


@given(TEXT, TEXT)
def test_text_round_a_shortcode_stays_and_makes_it_text(before, after):
    expected = f"{before}user_1{after}"
    assert evaluate(before + "{{user.id}}" + after, USER) == expected


@given(st.lists(st.sampled_from(["user.first_name", "user.nope", "org.id", "false"]), max_size=4), TEXT)
def test_a_default_stands_in_for_everything_that_is_not_there(missing, default):
    literal = "'" + default + "'"
    assert evaluate("{{" + " || ".join([*missing, literal]) + "}}", USER) == default


@given(st.text(max_size=12))
def test_any_literal_can_be_written_with_its_quotes_escaped(text):
    literal = "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
    assert evaluate("{{user.first_name || " + literal + "}}", USER) == text


@given(st.integers() | st.booleans() | st.integers(-(10**6), 10**6).map(lambda number: number / 4))
def test_numbers_and_booleans_keep_their_type(value):
    found = evaluate("{{user.first_name || " + json.dumps(value) + " || 'end'}}", USER)
    expected = "end" if value is False else value
    assert (found, type(found)) == (expected, type(expected))


WORD = st.text("abcdefghijklmnopqrstuvwxyz_-0123456789", min_size=1, max_size=6)


@given(st.dictionaries(WORD, JSON, min_size=1))
def test_every_path_into_metadata_finds_its_value(metadata):
    user = {**USER, "unsafe_metadata": {"in": metadata}}
    for name, value in metadata.items():
        assert evaluate("{{user.unsafe_metadata.in." + name + "}}", user) == value
