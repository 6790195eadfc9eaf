"""Strings: regular expressions, replacing and splitting."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from app.emulators.fauna.fql.source import utf16_length
from app.emulators.fauna.fql.values import Value
from app.emulators.fauna.stdlib.elements import too_large
from app.emulators.fauna.stdlib.java_regex import BASIC_PLANE, late, matches, parse, search
from app.emulators.fauna.stdlib.registry import method
from app.emulators.fauna.stdlib.strings import found_at, position_in, sized

if TYPE_CHECKING:
    from app.emulators.fauna.fql.runtime import Context

Search = Callable[[str], tuple[int, int] | None]
INDEX_OF = "((regex: String) => Number | Null) & ((regex: String, start: Number) => Number | Null)"
REPLACE = (
    "(({0}: String, replacement: String) => String) & (({0}: String, replacement: String, amount: Number) => String)"
)
REPLACE_ALL = "(pattern: String, replacement: String) => String"


def _plain(pattern: str) -> Search:
    def find(text: str) -> tuple[int, int] | None:
        index = text.find(pattern)
        return None if index < 0 else (index, index + len(pattern))

    return find


def _regex(context: "Context", pattern: str) -> Search:
    parsed = parse(context, pattern)
    return lambda text: search(context, parsed, text)


@method("String", "includesRegex", "(regex: String) => Boolean")
def _includes_regex(context: "Context", text: str, pattern: str) -> bool:
    return _regex(context, pattern)(text) is not None


@method("String", "indexOfRegex", INDEX_OF, start="Int")
def _index_of_regex(context: "Context", text: str, pattern: str, start: int | None = None) -> Value:
    first = 0 if start is None else position_in(context, text, start)
    found = _regex(context, pattern)(text[first:])
    return found_at(context, first + found[0] if found else -1)


@method("String", "matches", "(regex: String) => Array<String>")
def _matches(context: "Context", text: str, pattern: str) -> list[Value]:
    return [matched for _, matched in matches(context, parse(context, pattern), text)]


@method("String", "matchIndexes", "(regex: String) => Array<[Number, String]>")
def _match_indexes(context: "Context", text: str, pattern: str) -> list[Value]:
    return [[start, matched] for start, matched in matches(context, parse(context, pattern), text)]


@method("String", "replace", REPLACE.format("pattern"), amount="Int")
def _replace(context: "Context", text: str, pattern: str, replacement: str, amount: int = 1) -> str:
    return _replaced(context, text, _plain(pattern), replacement, amount)


@method("String", "replaceRegex", REPLACE.format("regex"), amount="Int")
def _replace_regex(context: "Context", text: str, pattern: str, replacement: str, amount: int = 1) -> str:
    return _replaced(context, text, _regex(context, pattern), replacement, amount)


@method("String", "replaceAll", REPLACE_ALL)
def _replace_all(context: "Context", text: str, pattern: str, replacement: str) -> str:
    return _replaced(context, text, _plain(pattern), replacement, None)


@method("String", "replaceAllRegex", REPLACE_ALL)
def _replace_all_regex(context: "Context", text: str, pattern: str, replacement: str) -> str:
    return _replaced(context, text, _regex(context, pattern), replacement, None)


def _replaced(context: "Context", text: str, find: Search, replacement: str, amount: int | None) -> str:
    """Each search looks at what is left; one that matches nothing finds it again, up to the amount or the limit."""
    if amount is not None and amount < 1:
        raise context.fail("invalid_argument", "invalid argument `count`: must be greater than or equal to 1")
    limit, added = context.limits.string_length, utf16_length(replacement)
    parts, size, position = [], 0, 0
    while amount is None or amount > 0:
        context.tick()
        found = find(text[position:])
        if found is None:
            break
        start, end = found
        times = _times(context, amount, limit - size, added) if end == 0 else 1
        size += utf16_length(text[position : position + start]) + times * added
        if size > limit:
            raise too_large(context, f"string size {size} exceeds limit {limit}")
        parts += [text[position : position + start], replacement * times]
        position += end
        amount = None if amount is None else amount - times
    return sized(context, "".join(parts) + text[position:])


def _times(context: "Context", amount: int | None, room: int, added: int) -> int:
    """How often nothing is replaced at one place: as often as allowed, or once more than there is room for."""
    if not added:
        if amount is None:
            raise late(context)
        return amount
    most = room // added + 1
    return most if amount is None else min(most, amount)


@method("String", "split", "(separator: String) => Array<String>")
def _split(context: "Context", text: str, separator: str) -> list[Value]:
    return _pieces(context, text, _plain(separator))


@method("String", "splitRegex", "(regex: String) => Array<String>")
def _split_regex(context: "Context", text: str, separator: str) -> list[Value]:
    return _pieces(context, text, _regex(context, separator))


def _units(character: str) -> list[str]:
    """A character as the wire shows its UTF-16 units; halves of a pair are unreadable."""
    return [character] if ord(character) <= BASIC_PLANE else ["?", "?"]


def _pieces(context: "Context", text: str, find: Search) -> list[Value]:
    """An empty match cuts one character off; the last but one ends the search."""
    pieces: list[Value] = []
    position = 0
    while position < len(text):
        context.tick()
        found = find(text[position:])
        if found is None:
            break
        start, end = found
        if start == end:
            pieces += _units(text[position])
            position += 1
            if position == len(text):
                return pieces
            if position == len(text) - 1 and ord(text[position]) <= BASIC_PLANE:
                break
        else:
            pieces.append(text[position : position + start])
            position += end
    return [*pieces, text[position:]]
