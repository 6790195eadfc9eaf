"""The items of a schema file and where they stand in it; comments and strings are not looked into."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

KEYWORD = re.compile(r"(access\s+provider|collection|function|role)\b\s*([A-Za-z_]\w*'*)")
SPACE = re.compile(r"\s+")
MARK = re.compile(r"//[^\n]*|/\*.*?\*/|<<[-+](\w+)\n.*?^\s*\1\b|\w+'*|\S", re.DOTALL | re.MULTILINE)
OPENING, CLOSING = "{([", "})]"
# A brace after one of these, or after `=>`, belongs to a type; after anything else it opens an item's body.
BEFORE_TYPES = frozenset(":|<,([&")


@dataclass(frozen=True, slots=True)
class Item:
    """An item with its annotations (`start` to `end`), and from where on comments stand right above it (`lead`)."""

    kind: str
    name: str
    lead: int
    start: int
    end: int

    @property
    def key(self) -> tuple[str, str]:
        """What no two items of a schema share."""
        return self.kind, self.name


@lru_cache(maxsize=64)
def items(text: str) -> tuple[Item, ...]:
    """The items in order; what cannot be read ends them."""
    return tuple(_items(text))


def _items(text: str) -> Iterator[Item]:
    start, place = _skip(text, 0)
    while place < len(text):
        end = _end(text, place)
        if end is None:
            return
        found = KEYWORD.search(text, _after_annotations(text, place), end)
        if found is not None:
            yield Item(" ".join(found[1].split()), found[2], _lead(text, start, place), place, end)
        start, place = _skip(text, end)


@lru_cache(maxsize=512)
def digest(item_text: str) -> str:
    """Short and the same for items that differ in white space only: comments within are somebody's words, too."""
    marks = "\0".join(text.rstrip() for text, _, _ in _marks(item_text, 0))
    return hashlib.sha256(marks.encode()).hexdigest()[:16]


def _marks(text: str, place: int) -> Iterator[tuple[str, int, int]]:
    """Comments, whole strings and single signs or words, each with its place."""
    while found := MARK.search(text, place):
        end = _string_end(text, found.start()) if found[0] in "\"'" else found.end()
        yield text[found.start() : end], found.start(), end
        place = end


def _string_end(text: str, start: int) -> int:
    """Past the closing quote; `#{…}` may hold further strings."""
    quote, place = text[start], start + 1
    while place < len(text) and text[place] != quote:
        if text[place] == "\\":
            place += 2
        elif quote == '"' and text.startswith("#{", place):
            place = _block_end(text, place + 1) or len(text)
        else:
            place += 1
    return min(place + 1, len(text))


def _block_end(text: str, start: int) -> int | None:
    """Past the bracket that closes the one at `start`; None if there is none."""
    level = 0
    for mark, _, end in _marks(text, start):
        level += (mark in OPENING) - (mark in CLOSING)
        if level == 0:
            return end
    return None


def _end(text: str, start: int) -> int | None:
    """Past the body of the item that starts here."""
    level, before = 0, ""
    for mark, place, _ in _marks(text, start):
        if mark.startswith(("//", "/*")):
            continue
        if mark == "{" and level == 0 and before not in BEFORE_TYPES and not text[:place].rstrip().endswith("=>"):
            return _block_end(text, place)
        level += (mark in OPENING) - (mark in CLOSING)
        before = mark
    return None


def _after_annotations(text: str, place: int) -> int:
    while text[place] == "@":
        name_end = re.compile(r"@\s*\w+\s*").match(text, place)
        place = name_end.end() if name_end else place + 1
        if text.startswith("(", place):
            place = _block_end(text, place) or len(text)
        place = _skip(text, place)[1]
    return place


def _skip(text: str, place: int) -> tuple[int, int]:
    """From where white space and comments start, and the first sign after them."""
    for mark, start, _ in _marks(text, place):
        if not mark.startswith(("//", "/*")):
            return place, start
    return place, len(text)


def _lead(text: str, start: int, place: int) -> int:
    """Where the comment lines right above an item begin."""
    behind_another = start > 0 and text[start - 1] != "\n"
    lines = text[start:place].splitlines(keepends=True)[behind_another:]
    lead = place
    if lines and not lines[-1].endswith("\n"):
        place -= len(lines.pop())
    while lines and lines[-1].lstrip().startswith("//"):
        line = lines.pop()
        place -= len(line)
        lead = place + len(line) - len(line.lstrip())
    return lead
