"""Wire templates: `{"fql": ["a + ", {"value": …}]}` put together to one text with a placeholder for each value."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from app.emulators.fauna.fql.errors import CheckFailure, Diagnostic
from app.emulators.fauna.fql.source import QUERY, Source, Span
from app.emulators.fauna.fql.text import escape
from app.emulators.fauna.fql.values import Value

PLACEHOLDER = "<value>"
WANTED = "Unexpected JSON Object Field Name. Expected an object with a single key 'fql', 'value', 'array', or 'object'."
LABELS = {bool: "Boolean", int: "Integer", float: "Double", str: "String", list: "Array Start", dict: "Object Start"}


class MalformedTemplateError(ValueError):
    """The JSON is no template; the text is the wire's, after `Invalid request body: `."""


@dataclass(frozen=True, slots=True)
class Query:
    """A query to evaluate: its text, where values stand in it, and the values."""

    body: str
    insertions: tuple[int, ...] = ()
    values: tuple[Value, ...] = ()


@dataclass(slots=True)
class _Raw:
    """JSON data that stands for a value, not yet decoded."""

    data: Any
    offset: int


@dataclass(slots=True)
class _Assembly:
    """The text so far; `container` while directly inside an array or object, where queries get parentheses."""

    text: str = ""
    raws: list[_Raw] = field(default_factory=list)
    queried: bool = False
    container: bool = False

    def add(self, node: Any) -> None:
        if isinstance(node, str):
            if "\0" in node:
                raise MalformedTemplateError("FQL strings cannot contain NUL characters")
            self.queried = True
            self.text += f"({node})" if self.container else node
        elif isinstance(node, dict):
            self._add_node(node)
        else:
            raise MalformedTemplateError(f"{unexpected(node)} Expected query template.")

    def _add_node(self, node: dict[str, Any]) -> None:
        if not node:
            raise MalformedTemplateError("Unexpected JSON Object End.")
        kind, content = next(iter(node.items()))
        if kind not in ("fql", "value", "array", "object"):
            raise MalformedTemplateError(WANTED)
        before = self.container
        if kind == "value":
            self._insert(content, len(self.text))
        elif kind == "fql":
            self._fragments(content, before)
        else:
            self.container = True
            self._collection(kind, content)
        self.container = before
        if len(node) > 1:
            raise MalformedTemplateError(WANTED)

    def _insert(self, data: Any, offset: int) -> None:
        self.raws.append(_Raw(data, offset))
        self.text = self.text[:offset] + PLACEHOLDER

    def _fragments(self, content: Any, parentheses: bool) -> None:
        if not isinstance(content, list):
            raise MalformedTemplateError(unexpected(content))
        self.container = False
        self.text += "(" if parentheses else ""
        for part in content:
            self.add(part)
        self.text += ")" if parentheses else ""

    def _collection(self, kind: str, content: Any) -> None:
        """An array or object; one that holds no query text is a single value."""
        offset, first, outer, self.queried = len(self.text), len(self.raws), self.queried, False
        if kind == "array" and isinstance(content, list):
            self._separated([("", element) for element in content], "[", "]")
        elif kind == "object" and isinstance(content, dict):
            self._separated([(f"{escape(key)}: ", element) for key, element in content.items()], "{ ", " }")
        else:
            raise MalformedTemplateError(unexpected(content))
        if not self.queried:
            inner = [raw.data for raw in self.raws[first:]]
            del self.raws[first:]
            self._insert(inner if kind == "array" else {"@object": dict(zip(content, inner, strict=True))}, offset)
        self.queried |= outer

    def _separated(self, parts: list[tuple[str, Any]], opening: str, closing: str) -> None:
        self.text += opening
        for index, (label, node) in enumerate(parts):
            self.text += (", " if index else "") + label
            self.add(node)
        self.text += closing


def unexpected(node: Any) -> str:
    """What a JSON reader says about a node of the wrong kind."""
    return f"Unexpected JSON {'Null' if node is None else LABELS[type(node)]}."


def read_query(data: Any, decode: Callable[[Any], Value]) -> Query:
    """The query that the `query` of a request body holds; `decode` reads tagged values and raises `ValueError`.

    Raises `MalformedTemplateError` for what is no template, `CheckFailure` for values that cannot be decoded.
    """
    assembly = _Assembly()
    assembly.add(data)
    values = []
    for raw in assembly.raws:
        try:
            values.append(decode(raw.data))
        except ValueError as error:
            span = Span(raw.offset, raw.offset + len(PLACEHOLDER), Source(QUERY, assembly.text))
            raise CheckFailure(Diagnostic("error", str(error), span)) from None
    return Query(assembly.text, tuple(raw.offset for raw in assembly.raws), tuple(values))
