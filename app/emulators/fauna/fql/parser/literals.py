"""Numbers and strings, as the text writes them."""

import re

from app.emulators.fauna.fql import ast
from app.emulators.fauna.fql.errors import Diagnostic
from app.emulators.fauna.fql.parser.scanner import UNDISPLAYED, Scanner
from app.emulators.fauna.fql.values import LONG_MAX, LONG_MIN

ESCAPES = {
    "\\": "\\", "0": "\0", "'": "'", '"': '"', "`": "`", "n": "\n", "r": "\r", "v": "\v", "t": "\t", "b": "\b",
    "f": "\f", "#": "#",
}  # fmt: skip
WRITABLE = "\\0'\"nrvtbf#"
RADIX = {"x": (16, "0-9a-fA-F_"), "o": (8, "0-7_"), "b": (2, "01_")}
DECIMAL = re.compile(r"0|[1-9][0-9_]*")
FRACTION = re.compile(r"\.[0-9][0-9_]*")
EXPONENT = re.compile(r"[eE][+-]?[0-9][0-9_]*")
HEX = re.compile(r"[0-9a-fA-F]")


class Literals(Scanner):
    """Reads numbers and quoted strings; the expressions within strings are the subclass's."""

    whole_end = -1
    """Where the last whole number ended: a digit could follow a dot there."""

    def interpolation(self) -> ast.Expr:
        """The expression within `#{…}`."""
        raise TypeError("the expression parser reads interpolations")

    def number(self) -> ast.Expr | None:
        """A number with its sign; None if none starts here."""
        start = self.pos
        pos = self._behind_sign()
        negative = self.starts("-")
        if self.text[pos : pos + 1] == "0" and self.text[pos + 1 : pos + 2].lower() in RADIX and self.text[pos + 1 :]:
            return self._radix(start, pos, negative)
        whole = DECIMAL.match(self.text, pos)
        if whole is None:
            return None
        self.cuts += 1
        self.pos = whole.end()
        fraction = FRACTION.match(self.text, self.pos)
        if fraction:
            self.pos = fraction.end()
        if self.text[self.pos : self.pos + 1] in ("e", "E"):
            exponent = EXPONENT.match(self.text, self.pos)
            if exponent is None:
                self.pos += 1
                signed = self.text[self.pos : self.pos + 1] in ("+", "-")
                self.pos += signed
                self.expected("[0-9]", besides=() if signed else ("[+\\\\-]",))
            self.pos = exponent.end()
        digits = self.text[pos : self.pos].replace("_", "")
        if self.pos == whole.end():
            self.whole_end = self.pos
            return self._whole(start, int(digits), negative)
        digits = f"-{digits}" if negative else digits
        return ast.Float(self.span(start, self.pos), float(digits), digits)

    def _behind_sign(self) -> int:
        start = self.pos
        if self.starts("+") or self.starts("-"):
            self.pos += 1
            self.blanks()
        pos, self.pos = self.pos, start
        return pos

    def _radix(self, start: int, pos: int, negative: bool) -> ast.Expr:
        radix, allowed = RADIX[self.text[pos + 1].lower()]
        match = re.compile(f"[{allowed}]+").match(self.text, pos + 2)
        if match is None:
            self.expected(f"[{allowed}]", at=pos + 2)
        self.cuts += 1
        self.pos = match.end()
        digits = match[0].replace("_", "")
        return self._whole(start, int(digits, radix) if digits else 0, negative)

    def _whole(self, start: int, value: int, negative: bool) -> ast.Expr:
        value = -value if negative else value
        span = self.span(start, self.pos)
        if LONG_MIN <= value <= LONG_MAX:
            return ast.Int(span, value)
        try:
            return ast.Float(span, float(value), str(value))
        except (OverflowError, ValueError):
            digits = self.text[start : self.pos].replace("_", "")
            return ast.Float(span, float("-inf") if negative else float("inf"), digits)

    def plain_string(self) -> str | None:
        """A string in single quotes; None, with nothing read, if it does not end."""
        start, cuts = self.pos, self.cuts
        self.pos += 1
        parts: list[str] = []
        while self.pos < len(self.text):
            char = self.text[self.pos]
            if char == "'":
                self.pos += 1
                return "".join(parts)
            if not self._text_part(char, parts):
                break
        if self.cuts > cuts:
            self.expected('"\'"')
        self.pos = start
        return None

    def quoted_string(self) -> tuple[list["str | ast.Expr"], int] | None:
        """A string in double quotes as its parts and where the first interpolation starts (−1: none)."""
        start, cuts = self.pos, self.cuts
        self.pos += 1
        parts: list[str | ast.Expr] = []
        run: list[str] = []
        first = -1
        while self.pos < len(self.text):
            char = self.text[self.pos]
            if char == '"':
                self.pos += 1
                if run:
                    parts.append("".join(run))
                return parts, first
            if self.starts("#{"):
                first = self.pos if first < 0 else first
                if run:
                    parts.append("".join(run))
                    run = []
                parts.append(self.interpolated())
            elif not self._text_part(char, run):
                break
        if self.cuts > cuts:
            self.expected('`"`', besides=("`#`",) if first >= 0 else ())
        self.pos = start
        return None

    def interpolated(self) -> ast.Expr:
        """`#{…}` with its braces."""
        self.pos += 2
        self.cuts += 1
        inner = self.interpolation()
        self.close("}")
        return inner

    def _text_part(self, char: str, parts: list[str]) -> bool:
        if char == "\\":
            parts.append(self._escape())
        elif UNDISPLAYED.match(char):
            return False
        else:
            parts.append(char)
            self.pos += 1
        return True

    def _escape(self) -> str:
        start = self.pos
        code = self.text[start + 1 : start + 2]
        self.pos = start + 1
        self.cuts += 1
        if code and code in WRITABLE:
            self.pos += 1
            return ESCAPES[code]
        if code == "x":
            return self._code_point(start, self._hex_digits(start + 2, 2))
        if code == "u" and self.text[start + 2 : start + 3] == "{":
            end = start + 3
            while end < start + 9 and HEX.match(self.text, end):
                end += 1
            if end == start + 3:
                self.expected("hex digit", at=end)
            self.pos = end
            self.close("}", *(("hex digit",) if end < start + 9 else ()))
            return self._code_point(start, self.text[start + 3 : end])
        if code == "u":
            return self._code_point(start, self._hex_digits(start + 2, 4))
        self.expected("escape code")

    def _hex_digits(self, at: int, count: int) -> str:
        for pos in range(at, at + count):
            if not HEX.match(self.text, pos):
                self.expected("hex digit", *(("`{`",) if count == 4 and pos == at else ()), at=pos)
        self.pos = at + count
        return self.text[at : at + count]

    def _code_point(self, start: int, digits: str) -> str:
        value = int(digits, 16)
        if value > 0x10FFFF or 0xD800 <= value <= 0xDFFF:
            why = "outside of valid unicode range" if value > 0x10FFFF else "surrogates are disallowed"
            self.stop(Diagnostic("error", "Invalid escape", self.span(start, self.pos), why))
        return chr(value)
