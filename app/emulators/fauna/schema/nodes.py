"""The shape of FSL before it means anything: keyword, name, value."""

from dataclasses import dataclass

from app.emulators.fauna.fql.ast import Expr, Name
from app.emulators.fauna.fql.source import Span


@dataclass(frozen=True, slots=True)
class Block:
    """`{ … }`."""

    span: Span
    nodes: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Node:
    """`keyword name value`; name and value may be missing. A value is a block or an expression."""

    keyword: Name
    name: Name | None
    value: Block | Expr | None

    @property
    def span(self) -> Span:
        """From the keyword to the end of the value."""
        last = self.value or self.name or self.keyword
        return self.keyword.span.to(last.span)
