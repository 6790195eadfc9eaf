"""Strings: characters, parts and searches; positions count code points."""

import unicodedata
from typing import TYPE_CHECKING

import regex

from app.emulators.fauna.fql.nulls import no_such_element
from app.emulators.fauna.fql.source import utf16_length
from app.emulators.fauna.fql.text import display
from app.emulators.fauna.fql.values import Value
from app.emulators.fauna.stdlib.elements import too_large
from app.emulators.fauna.stdlib.registry import access, field, method, operator

if TYPE_CHECKING:
    from app.emulators.fauna.fql.runtime import Context

IGNORABLE = regex.compile(r"\p{Default_Ignorable_Code_Point}+")
FORMS = ("NFC", "NFD", "NFKC", "NFKD")
CASEFOLD = "NFKCCaseFold"


def sized(context: "Context", text: str) -> str:
    """The text, which must not be longer than a string may be."""
    limit = context.limits.string_length
    size = len(text) if text.isascii() else utf16_length(text)
    if size > limit:
        raise too_large(context, f"string size {size} exceeds limit {limit}")
    return text


def position_in(context: "Context", text: str, index: int, inclusive: bool = False) -> int:
    """The index, which must be that of a character, or also the end."""
    if not 0 <= index < len(text) + inclusive:
        raise context.fail("index_out_of_bounds", f"index {index} out of bounds for length {len(text)}")
    return index


def found_at(context: "Context", index: int) -> Value:
    """What a search gives: an index, or null for -1."""
    return index if index >= 0 else no_such_element(context, "no element found")


@operator("String", "+", "(other: Any) => String")
def _add(context: "Context", text: str, other: Value) -> str:
    return sized(context, text + display(context, other))


@field("String", "length", "Number")
def _length(context: "Context", text: str) -> int:
    return len(text)


@access("String", "(index: Number) => String", index="Int")
@method("String", "at", "(index: Number) => String", index="Int")
def _at(context: "Context", text: str, index: int) -> str:
    return text[position_in(context, text, index)]


@method("String", "concat", "(other: String) => String")
def _concat(context: "Context", text: str, other: str) -> str:
    return sized(context, text + other)


@method("String", "startsWith", "(prefix: String) => Boolean")
def _starts_with(context: "Context", text: str, prefix: str) -> bool:
    return text.startswith(prefix)


@method("String", "endsWith", "(suffix: String) => Boolean")
def _ends_with(context: "Context", text: str, suffix: str) -> bool:
    return text.endswith(suffix)


@method("String", "includes", "(pattern: String) => Boolean")
def _includes(context: "Context", text: str, pattern: str) -> bool:
    return pattern in text


@method("String", "insert", "(index: Number, other: String) => String", index="Int")
def _insert(context: "Context", text: str, index: int, other: str) -> str:
    position_in(context, text, index, inclusive=True)
    return sized(context, text[:index] + other + text[index:])


INDEX_OF = "((pattern: String) => Number | Null) & ((pattern: String, start: Number) => Number | Null)"
LAST_INDEX_OF = "((pattern: String) => Number | Null) & ((pattern: String, end: Number) => Number | Null)"


@method("String", "indexOf", INDEX_OF, start="Int")
def _index_of(context: "Context", text: str, pattern: str, start: int | None = None) -> Value:
    first = 0 if start is None else position_in(context, text, start)
    return found_at(context, text.find(pattern, first))


@method("String", "lastIndexOf", LAST_INDEX_OF, end="Int")
def _last_index_of(context: "Context", text: str, pattern: str, end: int | None = None) -> Value:
    if end is None:
        return found_at(context, text.rfind(pattern))
    return found_at(context, text.rfind(pattern, 0, position_in(context, text, end) + len(pattern)))


SLICE = "((start: Number) => String) & ((start: Number, end: Number) => String)"


@method("String", "slice", SLICE, start="Int", end="Int")
def _slice(context: "Context", text: str, start: int, end: int | None = None) -> str:
    return text[max(0, start) : len(text) if end is None else max(0, end)]


@method("String", "splitAt", "(index: Number) => [String, String]", index="Int")
def _split_at(context: "Context", text: str, index: int) -> list[Value]:
    position_in(context, text, index, inclusive=True)
    return [text[:index], text[index:]]


@method("String", "toLowerCase", "() => String")
def _to_lower_case(context: "Context", text: str) -> str:
    return text.lower()


@method("String", "toUpperCase", "() => String")
def _to_upper_case(context: "Context", text: str) -> str:
    return text.upper()


@method("String", "casefold", "(() => String) & ((format: String) => String)")
def _casefold(context: "Context", text: str, form: str = CASEFOLD) -> str:
    if form == CASEFOLD:
        return _fold(_fold(text))
    if form not in FORMS:
        reason = f"expected a casefold format (one of {CASEFOLD}, NFC, NFD, NFKC, or NFKD)"
        raise context.fail("invalid_argument", f"invalid argument `format`: {reason}")
    return unicodedata.normalize(form, text)


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKC", IGNORABLE.sub("", unicodedata.normalize("NFKC", text).casefold()))
