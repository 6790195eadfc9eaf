"""Sources of FQL text and the spans that point into them."""

from dataclasses import dataclass


def utf16_length(text: str) -> int:
    """The length that columns and limits of strings count: astral characters are two."""
    return len(text) + astral(text)


def astral(text: str) -> int:
    """How many characters count twice."""
    return 0 if text.isascii() else sum(character > "\uffff" for character in text)


@dataclass(frozen=True, slots=True)
class Source:
    """A named body of FQL: `*query*`, `*udf:name*`, `main.fsl` and so on."""

    name: str
    body: str

    def line_column(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset, both counted from 1; columns in UTF-16 units."""
        before = self.body[:offset]
        start = before.rfind("\n") + 1
        return before.count("\n") + 1, offset - start + astral(before[start:]) + 1

    def line_text(self, line: int) -> str:
        """The text of a line, counted from 1, without its newline."""
        return self.body.split("\n")[line - 1]


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open range of code points in a source."""

    start: int
    end: int
    source: Source

    def to(self, other: "Span") -> "Span":
        """The span from the start of this one to the end of another."""
        return Span(self.start, other.end, self.source)


NULL_SOURCE = Source("", "")
NULL_SPAN = Span(0, 0, NULL_SOURCE)
QUERY = "*query*"
