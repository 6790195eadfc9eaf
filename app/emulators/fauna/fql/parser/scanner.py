"""The ground of the parser: a position in a text, white space, words, and what was expected where."""

import re
from collections.abc import Callable, Mapping
from typing import NoReturn, TypeVar

from app.emulators.fauna.fql.errors import CheckFailure, Diagnostic
from app.emulators.fauna.fql.source import Source, Span

KEYWORDS = frozenset(("if", "else", "at", "match", "case", "let", "null", "true", "false", "isa", "join", "on", "of"))
WORD = re.compile(r"[a-zA-Z_][a-zA-Z0-9_']*")
BLANKS = re.compile(r"[ \t]*")
LINES = re.compile(r"[ \t\r\n]*")
UNDISPLAYED = re.compile("[\x00-\x08\x0e-\x1f\x7f\ufff0-\uffff\ufeff\u2000-\u200f\u2028-\u202f\u2060-\u206f]")

T = TypeVar("T")


class Scanner:
    """Reads a source from left to right; `cuts` counts the tokens after which no other reading is tried."""

    def __init__(self, source: Source, insertions: Mapping[int, int], nesting: int) -> None:
        self.source = source
        self.text = source.body
        self.pos = 0
        self.cuts = 0
        self.depth = 0
        self.nesting = nesting
        self.insertions = insertions
        self.errors: list[Diagnostic] = []
        self.later: tuple[str, ...] | None = None
        self.colon = -1

    def span(self, start: int, end: int) -> Span:
        """A span of this source."""
        return Span(start, end, self.source)

    def report(self, diagnostic: Diagnostic) -> None:
        """Note an error after which reading goes on."""
        self.errors.append(diagnostic)

    def stop(self, diagnostic: Diagnostic) -> NoReturn:
        """Give up with this error after those noted before."""
        raise CheckFailure(*self.errors, diagnostic)

    def further(self, labels: tuple[str, ...], read: Callable[[], T]) -> T:
        """Read what is not the first of its list or block: errors in it name fewer things, but also these.

        The service forgets what else was possible once it has begun to repeat; the outermost repetition decides.
        """
        if self.later is not None:
            return read()
        self.later = labels
        result = read()
        self.later = None
        return result

    def expected(self, *labels: str, besides: tuple[str, ...] = (), at: int | None = None) -> NoReturn:
        """Give up since none of these stands here; errors noted before say more and come instead.

        `besides` were possible too, and are told only where nothing is being repeated.
        """
        if self.errors:
            raise CheckFailure(*self.errors)
        where = self.pos if at is None else at
        if where == self.colon:
            besides = (*besides, "`:`")
        names = sorted({*labels, *(besides if self.later is None else self.later)})
        text = ", ".join(names[:-1]) + ", or " + names[-1] if len(names) > 2 else " or ".join(names)
        raise CheckFailure(Diagnostic("error", f"Expected {text}", self.span(where, where + 1)))

    def nested(self, read: Callable[[], T]) -> T:
        """Read one level deeper; ends the parse past the limit."""
        self.depth += 1
        if self.depth > self.nesting:
            self.refuse_nesting()
        result = read()
        self.depth -= 1
        return result

    def refuse_nesting(self) -> NoReturn:
        """End the parse here: brackets and operands are too deep."""
        message = f"The query is nested more than {self.nesting} levels deep."
        self.stop(Diagnostic("error", message, self.span(self.pos, self.pos + 1)))

    def starts(self, token: str) -> bool:
        """Whether the text goes on with the token."""
        return self.text.startswith(token, self.pos)

    def take(self, token: str) -> bool:
        """Step over the token and what is blank behind it, newlines included, if it stands here."""
        if not self.text.startswith(token, self.pos):
            return False
        self.pos += len(token)
        self.cuts += 1
        self.lines()
        return True

    def close(self, token: str, *besides: str, at: int | None = None) -> None:
        """Step over a closing token, which must stand here; blanks behind it are left."""
        if not self.text.startswith(token, self.pos):
            self.expected(f"`{token}`", besides=besides, at=at)
        self.pos += len(token)
        self.cuts += 1

    def keyword(self, word: str) -> bool:
        """Step over a keyword that is not the start of a longer word."""
        match = WORD.match(self.text, self.pos)
        if match is None or match[0] != word:
            return False
        self.pos = match.end()
        self.cuts += 1
        return True

    def blanks(self) -> None:
        """Step over blanks and block comments of this line."""
        while True:
            self.pos = BLANKS.match(self.text, self.pos).end()  # pyright: ignore[reportOptionalMemberAccess]
            if not (self.starts("/*") and self._block_comment()):
                return

    def lines(self) -> None:
        """Step over blanks, newlines and comments."""
        while True:
            self.pos = LINES.match(self.text, self.pos).end()  # pyright: ignore[reportOptionalMemberAccess]
            if self.starts("//"):
                self._line_comment()
            elif not (self.starts("/*") and self._block_comment()):
                return

    def separator(self) -> bool:
        """Step over what separates statements: newlines, semicolons, line comments."""
        start = self.pos
        self.blanks()
        found = False
        while self.pos < len(self.text):
            if self.text[self.pos] in ";\r\n":
                self.pos += 1
            elif not (self.starts("//") and self._line_comment()):
                break
            found = True
            self.blanks()
        if not found:
            self.pos = start
        return found

    def _line_comment(self) -> bool:
        end = self.text.find("\n", self.pos)
        stop = len(self.text) if end < 0 else end + 1
        bad = UNDISPLAYED.search(self.text, self.pos, stop)
        self.pos = stop if bad is None else bad.start()
        return True

    def _block_comment(self) -> bool:
        level, pos = 0, self.pos
        while True:
            opening, closing = self.text.find("/*", pos), self.text.find("*/", pos)
            if closing < 0 and opening < 0:
                return False
            if 0 <= opening < closing or closing < 0:
                level, pos = level + 1, opening + 2
            else:
                level, pos = level - 1, closing + 2
                if level == 0:
                    self.pos = pos
                    return True
