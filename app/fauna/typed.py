"""Queries that know what they answer: what `python -m app types` writes is made of these."""

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypedDict, TypeVar

from fauna import Document, DocumentReference, NullDocument, fql
from fauna import Page as RawPage
from fauna.query.query_builder import Query

from app.fauna.client import FaunaClient
from app.fauna.errors import QueryRefused

T = TypeVar("T")
Read = Callable[[Any], T]
Ref = DocumentReference | NullDocument | Document
Range = TypedDict("Range", {"from": Any, "to": Any}, total=False)


@dataclass(frozen=True, slots=True)
class TypedQuery(Generic[T]):
    """FQL and how to read its answer; it can stand in other queries as `.query`."""

    query: Query
    read: Read[T]

    async def run(self, client: FaunaClient, *, secret: str) -> T:
        """The answer. Raises `FaunaError`."""
        return self.read((await client.query(self.query, secret=secret)).data)


@dataclass(frozen=True, slots=True)
class TypedPage(Generic[T]):
    """Some members of a set, and the cursor of the next ones; None after the last."""

    data: list[T]
    after: str | None


@dataclass(frozen=True, slots=True)
class TypedSet(Generic[T]):
    """FQL that gives a set, and how to read its members."""

    query: Query
    read: Read[T]

    def first(self) -> TypedQuery[T | None]:
        """The first member, or None."""
        return TypedQuery(fql("(${set}).first()", set=self.query), optional(self.read))

    def count(self) -> TypedQuery[int]:
        """How many there are."""
        return TypedQuery(fql("(${set}).count()", set=self.query), int)

    def page(self, size: int = 16) -> TypedQuery[TypedPage[T]]:
        """The first members, 16,000 at most."""
        return TypedQuery(fql("(${set}).paginate(${size})", set=self.query, size=size), page_of(self.read))

    async def pages(self, client: FaunaClient, *, secret: str) -> AsyncIterator[list[T]]:
        """All members, page by page as they come. Raises `FaunaError`."""
        async for page in client.pages(self.query, secret=secret):
            yield [self.read(member) for member in page.data]


def same(value: Any) -> Any:
    """What needs no reading."""
    return value


def optional(read: Read[T]) -> Read[T | None]:
    """Reads a value that may be null, or a document that may be missing or unreadable."""
    return lambda value: None if value is None or isinstance(value, NullDocument) else read(value)


def each(read: Read[T]) -> Read[list[T]]:
    """Reads the members of an array."""
    return lambda values: [read(value) for value in values]


def page_of(read: Read[T]) -> Read[TypedPage[T]]:
    """Reads a page: a set in an answer, or what `paginate` gives."""

    def read_page(value: Any) -> TypedPage[T]:
        data, after = (value.data, value.after) if isinstance(value, RawPage) else (value["data"], value.get("after"))
        return TypedPage([read(member) for member in data or []], after)

    return read_page


def fields_of(value: Any) -> Document:
    """The document that an answer holds. Raises `QueryRefused` for one that is not there or may not be read."""
    if isinstance(value, Document):
        return value
    cause = value.cause if isinstance(value, NullDocument) else f"{type(value).__name__} is none"
    raise QueryRefused("document_not_found", f"The answer holds no document: {cause}.")


def nothing(_: Any) -> None:
    """Reads an answer that does not matter."""


def call(name: str, *arguments: Any, before: Sequence[Any] = ()) -> Query:
    """A function or method called by name; `${a0}` and so on in the name stand for `before`."""
    values = {f"a{number}": value for number, value in enumerate([*before, *arguments])}
    taken = ", ".join(f"${{a{number}}}" for number in range(len(before), len(values)))
    return fql(f"{name}({taken})", **values)


def indexed(name: str, terms: Sequence[Any], between: Range | None) -> Query:
    """An index called by name with its terms, and a range if there is one."""
    return call(name, *terms, *([] if between is None else [dict(between)]))
