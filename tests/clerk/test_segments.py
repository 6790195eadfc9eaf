"""The parts of a token as they are read: one spelling, no member twice, no depth without end."""

import base64
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.clerk.segments import DEEPEST, LONGEST, SegmentError, read_object, split

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def segment(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).rstrip(b"=").decode()


@given(st.dictionaries(st.text(), PLAIN, max_size=4))
def test_an_object_is_read_as_it_was_written(data: dict[str, Any]) -> None:
    assert read_object(segment(json.dumps(data))) == data


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        '"a"',
        "null",
        '{"a": 1, "a": 2}',
        '{"a": {"b": 1, "b": 1}}',
        '{"a": NaN}',
        '{"a": -Infinity}',
        '{"a": ' + "[" * DEEPEST + "]" * DEEPEST + "}",
        '{"a": "' + "[" * 100,
    ],
)
def test_what_is_no_plain_object_is_refused(text: str) -> None:
    with pytest.raises(SegmentError):
        read_object(segment(text))


def test_brackets_in_a_text_are_no_depth() -> None:
    assert read_object(segment(json.dumps({"a": "[{" * 200}))) == {"a": "[{" * 200}


@given(st.binary(min_size=1, max_size=12))
def test_other_spellings_of_the_same_bytes_are_refused(tail: bytes) -> None:
    written = base64.urlsafe_b64encode(b'{"a":"' + tail.hex().encode() + b'"}').decode()
    bare = written.rstrip("=")
    for other in {written, bare + "\n", bare + "=", bare + "A" if len(bare) % 4 == 3 else bare[:-1]} - {bare}:
        with pytest.raises(SegmentError):
            read_object(other)


@pytest.mark.parametrize("text", ["", "a", "a.b", "a.b.c.d", "a..c", "a.b.", "a.b.c ", "a.b.ç", "a.b." + "c" * LONGEST])
def test_what_is_not_three_segments_is_no_token(text: str) -> None:
    with pytest.raises(SegmentError):
        split(text)


def test_three_segments_are_taken_apart() -> None:
    assert split("head.body.sign") == ("head", "body", "sign")
