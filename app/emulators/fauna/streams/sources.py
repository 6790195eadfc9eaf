"""Event sources as text: what clients hold of them, and what is watched once one comes back."""

import base64
import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from app.emulators.fauna.fql.errors import RuntimeFailure
from app.emulators.fauna.fql.values import Function, Value
from app.emulators.fauna.stdlib.documents.access import documents_of
from app.emulators.fauna.stdlib.documents.entries import all_index
from app.emulators.fauna.stdlib.documents.naming import Missing, collection_name
from app.emulators.fauna.stdlib.documents.sources import IndexSource
from app.emulators.fauna.stdlib.documents.values import Document
from app.emulators.fauna.stdlib.sets.codec import DAMAGED, pack_part, unpack_part
from app.emulators.fauna.stdlib.sets.computed import ProjectedSource, WhereSource
from app.emulators.fauna.stdlib.sets.literal import SingleSource
from app.emulators.fauna.stdlib.sets.shaped import PagedSource
from app.emulators.fauna.stdlib.sets.source import Source
from app.emulators.fauna.stdlib.sets.values import EventSource
from app.emulators.fauna.streams.cursors import Cursor

if TYPE_CHECKING:
    from app.emulators.fauna.fql.runtime import Context

Path = tuple[str | int, ...]
Wrapping = WhereSource | ProjectedSource | PagedSource


class InvalidSource(ValueError):
    """A text that is no event source."""


class Unbound(Exception):
    """What the source names is not there any more; the text is what the service says of it."""


@dataclass(frozen=True, slots=True)
class Token:
    """An event source as it came from a client: unread parts, its collection's name, and where its events begin."""

    parts: Any
    name: str
    watched: tuple[Path, ...]
    start: Cursor

    @property
    def shape(self) -> str:
        """The same for all sources that were made in the same way."""
        return json.dumps([self.parts, self.watched], sort_keys=True)


@dataclass(frozen=True, slots=True)
class Watched:
    """What to look at: documents of a collection in an index, of which `prefix` is the terms, or one document.

    `source` makes events' data of a document; `watched` are the fields whose changes count, none for all. `several`
    says that a document can have several entries in the index under the same terms.
    """

    source: Source
    collection: int
    index: int | None
    prefix: bytes = b""
    document: int | None = None
    watched: tuple[Path, ...] = ()
    several: bool = False

    def of(self, document: Document) -> Source:
        """The source with that document for its only element."""
        return _rebased(self.source, document)


def write_source(context: "Context", source: EventSource) -> str:
    """The text of an event source that a query returns: its events begin behind what the query sees and writes."""
    context.is_timed = True
    base = _base(source.source)
    name = collection_name(context, base.collection if isinstance(base, IndexSource) else base.value.collection)
    at = context.transaction_time if context.system_time is None else context.system_time
    parts = [pack_part(context, source.source), name, source.watched, at]
    text = json.dumps(parts, separators=(",", ":"), ensure_ascii=False)
    return base64.b64encode(text.encode("utf-8", "surrogatepass")).decode()


def read_token(text: str) -> Token:
    """The token of an event source's text. Raises `InvalidSource`."""
    try:
        parts, name, watched, start = json.loads(base64.b64decode(text, validate=True).decode("utf-8", "surrogatepass"))
        paths = tuple(tuple(step if isinstance(step, int) else str(step) for step in path) for path in watched)
        return Token(parts, str(name), paths, Cursor(int(start)))
    except DAMAGED as error:
        raise InvalidSource(text) from error


def bind(context: "Context", token: Token) -> Watched:
    """What a token's source watches in this database. Raises `InvalidSource` and `Unbound`."""
    try:
        source = unpack_part(context, token.parts)
        base = _base(source)
    except DAMAGED as error:
        raise InvalidSource(token.parts) from error
    except Missing as missing:
        if missing.index:
            message = f"The function `{missing.index}` does not exist on `{missing.collection}Collection`"
            raise Unbound(message) from None
        raise Unbound(f"Unbound variable `{missing.collection}`") from None
    except RuntimeFailure as failure:
        raise Unbound(failure.message) from None
    number = base.collection if isinstance(base, IndexSource) else base.value.collection
    collection = documents_of(context).collections.get(number)
    if collection is None:
        raise Unbound(f"Unbound variable `{token.name}`")
    if isinstance(base, SingleSource):
        return Watched(source, number, None, document=base.value.id, watched=token.watched)
    if base.index == all_index(number):
        return Watched(source, number, base.index, watched=token.watched)
    index = collection.stored_by_id[base.index]
    several = any(value.mva for value in index.values)
    return Watched(source, number, index.id, base.prefix, watched=token.watched, several=several)


def _base(source: Value) -> "IndexSource | SingleSource":
    """The set that is watched, below what filters and maps it. Raises `ValueError` for what no client can have got."""
    while isinstance(source, Wrapping):
        function = source.predicate if isinstance(source, WhereSource) else getattr(source, "mapper", None)
        if not isinstance(source, PagedSource) and not isinstance(function, Function):
            raise ValueError("a filter or a projection needs a function")
        source = source.inner
    if isinstance(source, SingleSource) and isinstance(source.value, Document):
        return source
    if isinstance(source, IndexSource) and isinstance(source.prefix, bytes) and type(source.collection) is int:
        return source
    raise ValueError(f"{type(source).__name__} has no events")


def _rebased(source: Source, document: Document) -> Source:
    if isinstance(source, Wrapping):
        return replace(source, inner=_rebased(source.inner, document))
    return SingleSource(document)
