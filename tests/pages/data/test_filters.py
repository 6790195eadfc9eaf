"""Terms as somebody types them."""

from typing import Any

import pytest

from app.components.typed_json import JsonMistake
from app.pages.data.filters import field_type, value_of

FIELDS = {"author": "String", "n": "Int?", "owner": "Ref<User>?", "seen": "Time"}


@pytest.mark.parametrize(
    ("field", "type_name"),
    [(".author", "String"), ("desc(.n)", "Int"), (".owner", "Ref<User>"), (".ts", "Time"), (".other", "")],
)
def test_the_type_comes_from_the_definition(field: str, type_name: str) -> None:
    assert field_type(field, FIELDS) == type_name


@pytest.mark.parametrize(
    ("text", "type_name", "value"),
    [
        ("5", "", {"@int": "5"}),
        ("5", "String", "5"),
        (" word ", "", "word"),
        ("true", "", True),
        ('"5"', "", "5"),
        ("5", "Double", {"@double": "5"}),
        ("2026-01-31", "Date", {"@date": "2026-01-31"}),
        ("2026-01-31T12:00:00Z", "Time", {"@time": "2026-01-31T12:00:00Z"}),
        ("12", "Ref<User>", {"@ref": {"id": "12", "coll": {"@mod": "User"}}}),
        ("12", "User", {"@ref": {"id": "12", "coll": {"@mod": "User"}}}),
        ("12", "ID", {"@int": "12"}),
        ("[1, 2]", "Int", [{"@int": "1"}, {"@int": "2"}]),
    ],
)
def test_a_value_is_what_its_fields_type_makes_of_it(text: str, type_name: str, value: Any) -> None:
    assert value_of(text, type_name) == value


@pytest.mark.parametrize(("text", "type_name"), [("noon", "Time"), ("31.1.", "Date"), ("x", "Double"), ("[1", "")])
def test_what_cannot_be_of_the_type_is_a_mistake(text: str, type_name: str) -> None:
    with pytest.raises(JsonMistake):
        value_of(text, type_name)
