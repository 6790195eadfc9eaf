# pyright: reportOptionalSubscript=false, reportAttributeAccessIssue=false
"""Java's regular expressions, run by `regex`: the spelling translated, mistakes told in Java's words."""

import functools
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

import regex

if TYPE_CHECKING:
    from app.emulators.fauna.fql.errors import RuntimeFailure
    from app.emulators.fauna.fql.runtime import Context

NOT_LINE_END = r"[^\n\r\u0085\u2028\u2029]"
CLASSES = {
    "d": "0-9",
    "w": "a-zA-Z_0-9",
    "s": r"\ \t\n\x0B\f\r",
    "h": r"\ \t\xA0\u1680\u180e\u2000-\u200a\u202f\u205f\u3000",
    "v": r"\n\x0B\f\r\x85\u2028\u2029",
}
POSIX = {
    "Lower": "a-z", "Upper": "A-Z", "ASCII": r"\x00-\x7F", "Alpha": "a-zA-Z", "Digit": "0-9", "Alnum": "a-zA-Z0-9",
    "Punct": r"!-/:-@\[-`{-~", "Graph": "!-~", "Print": r"\ -~", "Blank": r"\ \t", "Cntrl": r"\x00-\x1F\x7F",
    "XDigit": "0-9a-fA-F", "Space": r"\ \t\n\x0B\f\r",
}  # fmt: skip
QUANTIFIER = regex.compile(r"(?:[*+?]|\{\d+(?:,\d*)?\})[+?]?")


class RegexError(ValueError):
    """A text that is no regular expression: what is wrong with it, and where."""

    def __init__(self, description: str, index: int) -> None:
        self.description, self.index = description, index
        super().__init__(description)


class _Translation:
    """One pass over a pattern."""

    def __init__(self, pattern: str) -> None:
        self.pattern, self.position, self.depth, self.in_class = pattern, 0, 0, 0
        self.out: list[str] = []
        self.dot = "." if regex.search(r"\(\?[a-zA-Z]*s", pattern) else NOT_LINE_END
        self.repeatable = False

    def run(self) -> str:
        """The pattern in `regex`'s spelling."""
        while self.position < len(self.pattern):
            if self.pattern[self.position] == "\\":
                self._escape()
            elif self.in_class:
                self._class_character()
            else:
                self._character()
        if self.in_class:
            raise RegexError("Unclosed character class", len(self.pattern) - 1)
        if self.depth:
            raise RegexError("Unclosed group", len(self.pattern))
        return "".join(self.out)

    def _take(self, text: str, length: int = 1, repeatable: bool = True) -> None:
        self.out.append(text)
        self.position += length
        self.repeatable = repeatable

    def _escape(self) -> None:
        rest = self.pattern[self.position + 1 :]
        if not rest:
            raise RegexError("Unescaped trailing backslash", len(self.pattern))
        letter = rest[0]
        if letter == "Q":
            quoted, _, _ = rest[1:].partition("\\E")
            self._take(regex.escape(quoted), min(len(quoted) + 4, len(rest) + 1))
        elif letter.lower() in CLASSES:
            self._take(self._ranges(CLASSES[letter.lower()], letter.isupper()), 2)
        elif match := regex.match(r"([pP])\{(\w+)\}", rest):
            name = match[2]
            known = self._ranges(POSIX[name], match[1] == "P") if name in POSIX else self._property(match[1], name)
            self._take(known, 1 + match.end())
        elif match := regex.match(r"x\{([0-9a-fA-F]+)\}", rest):
            self._take(f"\\U{int(match[1], 16):08x}", 1 + match.end())
        elif match := regex.match(r"k<(\w+)>", rest):
            self._take(f"(?P={match[1]})", 1 + match.end())
        elif letter == "Z":
            self._take(r"(?=\n?\Z)", 2)
        elif letter == "z":
            self._take(r"\Z", 2)
        elif letter == "e":
            self._take(r"\x1b", 2)
        elif letter.isascii() and letter.isalpha() and letter not in "AbBGkNnrtfauxcpPRX0":
            raise RegexError("Illegal/unsupported escape sequence", self.position + 1)
        else:
            self._take("\\" + letter, 2)

    def _property(self, letter: str, name: str) -> str:
        name = name.removeprefix("Is").removeprefix("In")
        return f"\\{letter}{{{name}}}"

    def _ranges(self, ranges: str, negated: bool) -> str:
        return f"[{'^' if negated else ''}{ranges}]"

    def _class_character(self) -> None:
        character = self.pattern[self.position]
        self.in_class += (character == "[") - (character == "]")
        doubled = character in "-|~" and self.pattern[self.position - 1] == character
        self._take("\\" + character if doubled else character)

    def _character(self) -> None:
        character = self.pattern[self.position]
        if character == "[":
            opening = regex.match(r"\[\^?\]?", self.pattern, pos=self.position)[0]
            self.in_class = 1
            self._take(opening.replace("]", "\\]"), len(opening))
        elif character in "*+?" and not self.repeatable:
            raise RegexError(f"Dangling meta character '{character}'", self.position)
        elif character in "*+?{":
            quantifier = QUANTIFIER.match(self.pattern, self.position)
            if quantifier is None or not self.repeatable:
                raise RegexError("Illegal repetition", self.position)
            self._take(quantifier[0], len(quantifier[0]), repeatable=False)
        elif character == "(":
            opening = regex.match(r"\((?:\?(?:<[=!]|<\w+>|[:=!>]|[a-zA-Z-]*[:)])?)?", self.pattern, pos=self.position)
            self.depth += not opening[0].endswith(")")
            self._take(opening[0], len(opening[0]), repeatable=False)
        elif character == ")":
            if not self.depth:
                raise RegexError("Unmatched closing ')'", self.position - 1)
            self.depth -= 1
            self._take(")")
        else:
            self._take(self.dot if character == "." else character, 1, repeatable=character != "|")


@functools.lru_cache(maxsize=512)
def compiled(pattern: str) -> "regex.Pattern[str]":
    """The pattern ready to run; raises `RegexError`."""
    translated = _Translation(pattern).run()
    try:
        return regex.compile(translated, regex.VERSION1)
    except regex.error as problem:
        if problem.msg == "bad character range":
            raise RegexError("Illegal character range", (problem.pos or 1) - 1) from None
        raise RegexError(problem.msg[:1].upper() + problem.msg[1:], min(problem.pos or 0, len(pattern))) from None


def parse(context: "Context", pattern: str) -> "regex.Pattern[str]":
    """The pattern ready to run; raises `invalid_regex`."""
    try:
        return compiled(pattern)
    except RegexError as problem:
        message = f"Invalid regular expression. {problem.description} at index {problem.index}"
        raise context.fail("invalid_regex", message) from None


def search(context: "Context", pattern: "regex.Pattern[str]", text: str) -> "tuple[int, int] | None":
    """Start and end of the first match, within the query's time."""
    try:
        match = pattern.search(text, timeout=_left(context))
    except TimeoutError:
        raise _late(context) from None
    return match.span() if match else None


def matches(context: "Context", pattern: "regex.Pattern[str]", text: str) -> "Iterator[tuple[int, str]]":
    """Start and text of every match, within the query's time."""
    try:
        for match in pattern.finditer(text, timeout=_left(context)):
            context.tick()
            yield match.start(), match[0]
    except TimeoutError:
        raise _late(context) from None


def _left(context: "Context") -> float:
    return max(0.001, context.deadline - time.monotonic())


def _late(context: "Context") -> "RuntimeFailure":
    return context.fail("time_out", "Query timeout of aggressive deadline exceeded.", status=440)
