"""What the entries of an index say of documents: fields that are known without reading them."""

from collections.abc import Callable
from dataclasses import dataclass
from operator import eq
from typing import TYPE_CHECKING

from app.emulators.fauna.fql.source import Span
from app.emulators.fauna.fql.values import Null, Value
from app.emulators.fauna.schema.items import IndexValue, Path, Term
from app.emulators.fauna.stdlib.definitions import Definition, MissingDefinition
from app.emulators.fauna.stdlib.documents.collections import StoredIndex
from app.emulators.fauna.store import keys

if TYPE_CHECKING:
    from app.emulators.fauna.fql.runtime import Context

LINK = "https://docs.fauna.com/performance_hint/"
DATA, OWN = ("data",), ("id", "coll", "ts", "ttl")
NOT_COVERED = "non_covered_document_read"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a document came from: the index as errors name it, and its call."""

    index: str
    span: Span


class Covered:
    """An entry that led to a document; its key is decoded when somebody looks. `exact` tells whether 1 may be 1.0."""

    __slots__ = ("_exact", "_index", "_key", "_terms", "_values", "origin")

    def __init__(
        self,
        index: StoredIndex,
        terms: tuple[Value, ...],
        key: bytes,
        origin: Origin | None,
        exact: Callable[[], bool],
    ) -> None:
        self._index = index
        self._exact = exact
        self._terms = terms
        self._key = key
        self._values: dict[Path, Value] | None = None
        self.origin = origin

    def value(self, path: Path) -> Value | None:
        """The field at a path; None when the entry does not tell, as of fields without a value."""
        if self._values is None:
            self._values = self._read()
        value = self._values.get(located(path))
        return None if type(value) is int and not self._exact() else value

    def may_lead(self, path: Path) -> bool:
        """Whether a covered field is at the path, within it or around it."""
        items: tuple[Term | IndexValue, ...] = (*self._index.terms, *self._index.values)
        if path == DATA:
            return any(item.path[0] not in OWN for item in items)
        path = located(path)
        return any(all(map(eq, located(item.path), path)) for item in items if _is_plain(item))

    def _read(self) -> dict[Path, Value]:
        items: tuple[Term | IndexValue, ...] = (*self._index.terms, *self._index.values)
        values = [*self._terms, *keys.decode(self._key)[1 if self._index.terms else 0 :]]
        return {
            located(item.path): value
            for item, value in zip(items, values, strict=True)
            if _is_plain(item) and not isinstance(value, Null | dict | list | Definition | MissingDefinition)
        }


def located(path: Path) -> Path:
    """The path of a field as it is without `data` before it."""
    return path[1:] if len(path) > 1 and path[0] == "data" else path


def _is_plain(item: Term | IndexValue) -> bool:
    """Whether the value in the key is the field's: not one of several, and no reference for an id."""
    return not item.mva and item.path != ("id",) and all(isinstance(step, str) for step in item.path)


def hint_field(context: "Context", covered: Covered | None, path: Path, span: Span) -> None:
    """Remark that a field of a document found by an index is not in the index."""
    if covered is None or covered.origin is None or not context.hinting or covered.may_lead(path):
        return
    name = ".".join(map(str, located(path)))
    context.hint(
        f"{NOT_COVERED} - .{name} is not covered by the {covered.origin.index} index. See {LINK}{NOT_COVERED}.", span
    )


def hint_document(context: "Context", origin: object) -> None:
    """Remark that a whole document is read that was found by an index."""
    if context.hinting and isinstance(origin, Origin):
        message = f"{NOT_COVERED} - Full documents returned from {origin.index}. See {LINK}{NOT_COVERED}."
        context.hint(message, origin.span)
