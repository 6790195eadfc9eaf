"""Heredocs: texts of several lines, ended by a word of their own."""

from app.emulators.fauna.fql import ast
from app.emulators.fauna.fql.parser.literals import Literals
from app.emulators.fauna.fql.parser.scanner import UNDISPLAYED, WORD


class Heredocs(Literals):
    """Reads heredocs."""

    def heredoc(self) -> ast.Expr:
        """`<<-END` (verbatim) or `<<+END` (interpolated), its common indentation removed."""
        start = self.pos
        interpolated = self.text[start + 2] == "+"
        self.pos += 3
        self.cuts += 1
        self.blanks()
        word = WORD.match(self.text, self.pos)
        if word is None:
            self.expected("identifier")
        self.pos = word.end()
        self._end_of_heading()
        lines: list[list[str | ast.Expr]] = []
        while not self._heredoc_end(word[0]):
            line = self._heredoc_line(interpolated, word[0])
            if line is None:
                break
            lines.append(line)
        span = self.span(start, self.pos)
        parts = _joined(_unindented(lines))
        if all(isinstance(part, str) for part in parts):
            return ast.Str(span, "".join(part for part in parts if isinstance(part, str)))
        return ast.Template(span, tuple(parts))

    def _end_of_heading(self) -> None:
        seen = False
        while True:
            start = self.pos
            self.blanks()
            if not self.text[self.pos : self.pos + 1] or self.text[self.pos] not in "\r\n":
                break
            seen = True
            self.pos += 1
        if not seen:
            self.expected("[\\n\\r]")
        self.pos = start

    def _heredoc_end(self, word: str) -> bool:
        start = self.pos
        self.blanks()
        if self.keyword(word):
            return True
        self.pos = start
        return False

    def _heredoc_line(self, interpolated: bool, word: str) -> list["str | ast.Expr"] | None:
        parts: list[str | ast.Expr] = []
        while self.pos < len(self.text) and self.text[self.pos] not in "\r\n":
            char = self.text[self.pos]
            if interpolated and self.starts("#{"):
                parts.append(self.interpolated())
            elif UNDISPLAYED.match(char):
                break
            else:
                parts.append(char)
                self.pos += 1
        end = self.pos
        while end < len(self.text) and self.text[end] in "\r\n":
            end += 1
        if end == self.pos:
            return self._last_line(interpolated, word, parts)
        parts.append(self.text[self.pos : end])
        self.pos = end
        return parts

    def _last_line(self, interpolated: bool, word: str, parts: list["str | ast.Expr"]) -> None:
        """A line without an end must start with the closing word, whatever follows it."""
        if any(not isinstance(part, str) for part in parts):
            self.expected(r"[\n\r]")
        self.pos = self.text.rfind("\n", 0, self.pos) + 1
        self.blanks()
        if self.starts(word):
            self.pos += len(word)
            return
        self.expected(f'"{word}"', besides=("().rep ~ ().rep(1)" if interpolated else "!().rep(1) ~ ().rep(1)",))


def _unindented(lines: list[list["str | ast.Expr"]]) -> list["str | ast.Expr"]:
    depths: list[int] = []
    for line in lines:
        depth = 0
        while depth < len(line) - 1 and line[depth] in (" ", "\t"):
            depth += 1
        depths.append(depth)
    cut = min(depths, default=0)
    return [part for line in lines for part in line[cut:]]


def _joined(parts: list["str | ast.Expr"]) -> list["str | ast.Expr"]:
    joined: list[str | ast.Expr] = []
    for part in parts:
        if isinstance(part, str) and joined and isinstance(joined[-1], str):
            joined[-1] += part
        else:
            joined.append(part)
    return joined
