"""Java's regular expressions in the spelling of `regex`; mistakes are told in Java's words (those of 17)."""

from typing import NamedTuple

import regex

from app.emulators.fauna.stdlib.java_classes import (
    SPACE,
    Brackets,
    RegexError,
    is_class,
    literal,
    read_character,
    read_class,
)

QUANTIFIER = regex.compile(r"[*+?][+?]?")
COUNT = regex.compile(r"\{(\d+)(?:(,)(\d*))?")
NAME = regex.compile(r"[a-zA-Z][a-zA-Z0-9]*")
FLAGS = "imsducxU"
MOST = 2**31 - 1
LINE_END = r"\n\r\u0085\u2028\u2029"
ANY_END = rf"(?:\r\n|[{LINE_END}])"
ASSERTIONS = {
    "A": r"\A", "z": r"\Z", "Z": rf"(?=(?!(?<=\r)\n){ANY_END}?\Z)", "b": r"\b", "B": r"\B", "G": r"\G",
    "R": r"(?>\r\n|[\n\x0B\f\r\x85\u2028\u2029])", "X": r"\X",
}  # fmt: skip
DOLLAR = {
    (False, False): ASSERTIONS["Z"], (True, False): rf"(?=(?!(?<=\r)\n){ANY_END}|\Z)",
    (False, True): r"(?=\n?\Z)", (True, True): r"(?=\n|\Z)",
}  # fmt: skip
NEVER = "(?!)"
QUOTE = regex.compile(r"\\(?:Q(.*?)(?:\\E|\Z)|[^Q])", regex.DOTALL)


def _unquoted(match: "regex.Match[str]") -> str:
    """A quoted part with each sign behind a backslash; other escapes as they are."""
    if match[1] is None:
        return match[0]
    return "".join(f"\\{sign}" if sign.isascii() and not sign.isalnum() else sign for sign in match[1])


class _Flags(NamedTuple):
    multiline: bool = False
    dotall: bool = False
    unix: bool = False
    comments: bool = False


FIELDS = {"m": "multiline", "s": "dotall", "d": "unix", "x": "comments"}


class Translation:
    """One pass over a pattern."""

    def __init__(self, pattern: str) -> None:
        self.pattern, self.position = QUOTE.sub(_unquoted, pattern), 0
        self.out: list[str] = []
        self.flags = _Flags()
        self.open: list[tuple[int, _Flags]] = []
        self.groups = 0
        self.names: dict[str, int] = {}
        self.repeatable = False

    def run(self) -> str:
        """The pattern in `regex`'s spelling; raises `RegexError`."""
        while self.position < len(self.pattern):
            self._next(self.pattern[self.position])
        if self.open:
            raise RegexError("Unclosed group", len(self.pattern))
        return "".join(self.out)

    def _take(self, text: str, position: int, repeatable: bool = True) -> None:
        self.out.append(text)
        self.position = position
        self.repeatable = repeatable

    def _next(self, character: str) -> None:
        after = self.position + 1
        if self.flags.comments and character in SPACE:
            self.position = after
        elif self.flags.comments and character == "#":
            end = self.pattern.find("\n", after)
            self.position = len(self.pattern) if end < 0 else end
        elif character == "\\":
            self._escape(after)
        elif character == "[":
            brackets = Brackets(self.pattern, self.position, self.flags.comments)
            text = brackets.read()
            self._take(text, brackets.position)
        elif character in "*+?":
            self._quantifier(character)
        elif character == "{":
            self._count()
        elif character == "(":
            self._group(after)
        elif character == ")":
            if not self.open:
                raise RegexError("Unmatched closing ')'", self.position - 1)
            self.flags = self.open.pop()[1]
            self._take(")", after)
        elif character == "|":
            self._take("|", after, repeatable=False)
        else:
            self._take(self._plain(character), after)

    def _plain(self, character: str) -> str:
        match character:
            case ".":
                return r"[\s\S]" if self.flags.dotall else r"[^\n]" if self.flags.unix else f"[^{LINE_END}]"
            case "^":
                after_line = r"(?<=\n)" if self.flags.unix else rf"(?<=[{LINE_END}])(?!(?<=\r)\n)"
                return rf"(?:\A|{after_line}(?!\Z))" if self.flags.multiline else r"(?:\A)"
            case "$":
                return f"(?:{DOLLAR[self.flags.multiline, self.flags.unix]})"
            case _:
                return literal(character)

    def _quantifier(self, character: str) -> None:
        if not self.repeatable:
            raise RegexError(f"Dangling meta character '{character}'", self.position)
        match = QUANTIFIER.match(self.pattern, self.position)
        text = character if match is None else match[0]
        self._take(text, self.position + len(text), repeatable=False)

    def _count(self) -> None:
        """`{2}`, `{2,}`, `{2,3}`; where there is nothing to repeat, it repeats nothing."""
        match = COUNT.match(self.pattern, self.position)
        if match is None:
            raise RegexError("Illegal repetition", self.position + 1)
        end = match.end()
        least, most = int(match[1]), int(match[3] or match[1])
        if least > MOST or most > MOST:
            raise RegexError("Illegal repetition range", self._overflow(match))
        if self.pattern[end : end + 1] != "}":
            raise RegexError("Unclosed counted closure", end)
        if match[3] and most < least:
            raise RegexError("Illegal repetition range", end)
        kind = self.pattern[end + 1 : end + 2]
        kind = kind if kind in ("+", "?") else ""
        text = ("" if self.repeatable else "(?:)") + match[0] + "}" + kind
        self._take(text, end + 1 + len(kind), repeatable=False)

    def _overflow(self, match: "regex.Match[str]") -> int:
        """Behind the first digit too many."""
        for group in (1, 3):
            value = 0
            for index, digit in enumerate(match[group] or ""):
                value = value * 10 + int(digit)
                if value > MOST:
                    return match.start(group) + index
        return match.end()

    def _escape(self, position: int) -> None:
        letter = self.pattern[position : position + 1]
        if not letter:
            raise RegexError("Unexpected internal error", len(self.pattern))
        if is_class(letter):
            self._take(*read_class(self.pattern, position))
        elif self.pattern.startswith("b{g}", position):
            self._take(r"(?:)", position + 4)
        elif letter in ASSERTIONS:
            self._take(f"(?:{ASSERTIONS[letter]})", position + 1)
        elif letter == "k":
            self._named_reference(position)
        elif letter in "123456789":
            self._reference(position)
        else:
            character, end = read_character(self.pattern, position)
            self._take(literal(character), end)

    def _reference(self, position: int) -> None:
        end = position + 1
        while (digit := self.pattern[end : end + 1]) and digit in "0123456789":
            if int(self.pattern[position : end + 1]) > self.groups:
                break
            end += 1
        self._take(self._back(int(self.pattern[position:end])), end)

    def _back(self, group: int) -> str:
        closed = group <= self.groups and all(opened != group for opened, _ in self.open)
        return f"(?:\\g<{group}>)" if closed else NEVER

    def _named_reference(self, position: int) -> None:
        if self.pattern[position + 1 : position + 2] != "<":
            raise RegexError(r"\k is not followed by '<' for named capturing group", position + 1)
        name, end = self._name(position + 2)
        if name not in self.names:
            raise RegexError(f"named capturing group <{name}> does not exist", end)
        self._take(self._back(self.names[name]), end + 1)

    def _name(self, position: int) -> tuple[str, int]:
        """A group's name and where its `>` stands."""
        match = NAME.match(self.pattern, position)
        if match is None:
            raise RegexError("capturing group name does not start with a Latin letter", position)
        if self.pattern[match.end() : match.end() + 1] != ">":
            raise RegexError("named capturing group is missing trailing '>'", match.end())
        return match[0], match.end()

    def _group(self, position: int) -> None:
        if self.pattern[position : position + 1] != "?":
            self._capture("(", position)
            return
        kind = self.pattern[position + 1 : position + 2]
        if kind and kind in ":=!>":
            self._enter(0, f"(?{kind}", position + 2)
        elif kind == "<" and (side := self.pattern[position + 2 : position + 3]) and side in "=!":
            self._enter(0, f"(?<{side}", position + 3)
        elif kind == "<":
            name, end = self._name(position + 2)
            if name in self.names:
                raise RegexError(f"Named capturing group <{name}> is already defined", end)
            self.names[name] = self.groups + 1
            self._capture("(", end + 1)
        elif kind and kind in "$@":
            raise RegexError("Unknown group type", position + 1)
        else:
            self._modifiers(position + 1)

    def _capture(self, text: str, position: int) -> None:
        self.groups += 1
        self._enter(self.groups, text, position)

    def _enter(self, group: int, text: str, position: int) -> None:
        self.open.append((group, self.flags))
        self._take(text, position, repeatable=False)

    def _modifiers(self, position: int) -> None:
        """`(?i)`, `(?i-s:…)`: flags from here on, or in a group."""
        outer, values, on, kept = self.flags, self.flags._asdict(), True, {True: "", False: ""}
        while (letter := self.pattern[position : position + 1]) and letter in FLAGS + "-":
            if letter == "-" and not on:
                break
            if letter == "-":
                on = False
            elif letter in FIELDS:
                values[FIELDS[letter]] = on
            elif letter == "i":
                kept[on] = "i"
            position += 1
        if not letter or letter not in ":)":
            raise RegexError("Unknown inline modifier", position)
        self.flags = _Flags(**values)
        text = kept[True] + ("-i" if kept[False] else "")
        if letter == ")":
            self._take(f"(?{text})" if text else "", position + 1, repeatable=False)
        else:
            self.open.append((0, outer))
            self._take(f"(?{text}:", position + 1, repeatable=False)
