"""Sets of documents: all of a collection, or those that an index finds."""

from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING, ClassVar

from app.emulators.fauna.fql.values import Value
from app.emulators.fauna.stdlib.documents.access import documents_of
from app.emulators.fauna.stdlib.documents.checks import label
from app.emulators.fauna.stdlib.documents.coverage import Covered, Origin
from app.emulators.fauna.stdlib.documents.entries import all_index, mark_index
from app.emulators.fauna.stdlib.documents.ranges import FIRST, LAST, Bound
from app.emulators.fauna.stdlib.documents.values import Document
from app.emulators.fauna.stdlib.sets.source import IN_THE_PAST, Cursor, FieldPath, Page, Source, Token, unwatchable
from app.emulators.fauna.stdlib.sets.values import EventSource
from app.emulators.fauna.store.documents import Entry, Range
from app.emulators.fauna.store.keys import above

if TYPE_CHECKING:
    from app.emulators.fauna.fql.runtime import Context
    from app.emulators.fauna.stdlib.documents.session import QueryDocuments


PARTITIONS = 8
"""Into how many parts the service spreads an index without terms; each is a read operation."""


@dataclass(frozen=True, slots=True)
class IndexSource(Source):
    """Documents of a collection in the order of an index, as of `valid_time`.

    All their keys begin with `prefix`. It is read from `start` to `end`, backwards if `reversed`; cursors are the key
    and the id to go on from. `terms` are what `prefix` was made of; `name` is the index's, empty for all documents.
    """

    scans: ClassVar[bool] = True
    collection: int
    index: int
    prefix: bytes
    start: Bound | None = None
    end: Bound | None = None
    valid_time: int | None = None
    reversed: bool = False
    terms: tuple[Value, ...] = ()
    name: str = field(default="", compare=False)
    origin: Origin | None = field(default=None, compare=False)

    def page(self, context: "Context", count: int, cursor: Cursor) -> Page:
        """Reads only what the session may see."""
        documents = documents_of(context)
        collection = documents.collections.get(self.collection)
        index = None if collection is None else collection.stored_by_id.get(self.index)
        if collection is None or (index is None and self.index != all_index(collection.id)):
            return Page([], lambda index: Token(self))
        exact = lru_cache(lambda: self._is_exact(documents, at))
        covering = None if index is None or collection.changes or context.system_time is not None else index
        elements: list[Value] = []
        places: list[tuple[bytes, int]] = []
        at = context.read_time if self.valid_time is None else self.valid_time
        documents.check_time(collection, at)
        for entry in documents.store.scan(self._range(cursor), reverse=self.reversed, at=at):
            context.pace()
            document = Document(self.collection, entry.id, self.valid_time, origin=self.origin)
            if covering is not None:
                documents.cover(document, at, Covered(covering, self.terms, entry.key, self.origin, exact))
            if not documents.permissions.may_read(context, collection, document, history=self.valid_time is not None):
                continue
            places.append((entry.key, entry.id))
            if len(elements) == count:
                break
            elements.append(document)
        after = Token(self, places[count]) if len(places) > count else None
        return Page(elements, lambda index: Token(self, places[index]), after)

    def _is_exact(self, documents: "QueryDocuments", at: int | None) -> bool:
        """Whether all keys tell 1 from 1.0."""
        marks = mark_index(self.index)
        low, high = Entry(self.prefix, self.collection, FIRST), Entry(above(self.prefix), self.collection, LAST)
        return next(documents.store.scan(Range(marks, low, high, 0), at=at), None) is None

    def _range(self, cursor: Cursor) -> Range:
        start, end = (self.start if cursor is None else (cursor[0], cursor[1])), self.end
        low, high = (end, start) if self.reversed else (start, end)
        key, number = low or (self.prefix, None)
        lowest = Entry(key, self.collection, FIRST if number is None else number)
        key, number = high or (self.prefix, None)
        highest = Entry(above(key), self.collection, LAST) if number is None else Entry(key, self.collection, number)
        return Range(self.index, lowest, highest, 1 if self.prefix else PARTITIONS)

    def reverse(self) -> Source:
        """The same from the other end; what was reversed stays so, and only its ends change places."""
        return replace(self, start=self.end, end=self.start, reversed=True)

    def admit(self, context: "Context") -> None:
        """An index may be used by who may read any document of its collection; `all` by everybody."""
        if self.index != all_index(self.collection):
            self._refuse_unreadable(context)

    def _refuse_unreadable(self, context: "Context") -> None:
        documents = documents_of(context)
        collection = documents.collections.get(self.collection)
        if collection is not None and not documents.permissions.may_read_collection(context, collection):
            message = f"Insufficient privileges to read from collection {collection.name}."
            raise context.fail("permission_denied", message)

    def page_size(self, context: "Context") -> int:
        """The default."""
        return context.limits.page_size

    def event_source(self, context: "Context", method: str) -> EventSource:
        """The events of its documents; not of the past, of a part or of the reverse."""
        if self.valid_time is not None:
            raise unwatchable(context, method, IN_THE_PAST)
        if self.reversed:
            raise unwatchable(context, method, "streaming is not supported on sets that have been reversed.")
        if self.start is not None or self.end is not None:
            reason = "range queries are not supported yet, use `.where()` method instead."
            raise unwatchable(context, method, reason)
        self._refuse_unreadable(context)
        return EventSource(self)

    def watch(self, context: "Context", fields: tuple[FieldPath, ...]) -> None:
        """Fields must be covered by the index, unless that changes with the document anyway."""
        collection = documents_of(context).collections.get(self.collection)
        index = (
            None if collection is None else next((each for each in collection.stored if each.id == self.index), None)
        )
        if collection is None or index is None:
            return
        covered = {each.path for each in (*index.terms, *index.values)}
        missing = [path for path in fields if path != ("id",) and path not in covered]
        if missing and ("ts",) not in covered:
            listed = ", ".join(f"`{label(path)}`" for path in missing)
            name = collection.name_of(index)
            message = f"invalid argument `fields`: {listed} not covered by the `{name}` index."
            raise context.fail("invalid_argument", message)
