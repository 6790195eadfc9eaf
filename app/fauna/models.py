"""The schema's types and queries, written by `python -m app types`: change the schema, not this file."""

# ruff: noqa: A002, E501, RUF100 - lines are as long and arguments named as the schema has them
# fmt: off

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, NotRequired, Self, TypedDict

from fauna import DocumentReference
from fauna.query.query_builder import Query

from app.fauna.typed import Range, TypedQuery, TypedSet, call, fields_of, indexed, nothing, optional, same


class NoteCreate(TypedDict):
    """What a new document of `Note` is made of."""

    author: str
    author_name: str
    created_at: NotRequired[datetime]
    text: str
    visibility: NotRequired[Literal["private", "shared"]]
    id: NotRequired[str]
    ttl: NotRequired[datetime | None]


class NoteUpdate(TypedDict, total=False):
    """What is to change in a document of `Note`."""

    author: str
    author_name: str
    created_at: datetime
    text: str
    visibility: Literal["private", "shared"]
    ttl: datetime | None


class NoteCountsResult(TypedDict):
    """What is at `noteCounts.result`."""

    shared: int | float
    mine: int | float


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A document of the collection `Note`."""

    id: str
    ts: datetime
    ttl: datetime | None
    author: str
    author_name: str
    created_at: datetime
    preview: str
    text: str
    visibility: Literal["private", "shared"]
    words: int | float

    @property
    def ref(self) -> DocumentReference:
        """A reference to it, as fields and functions take it."""
        return DocumentReference("Note", self.id)

    @classmethod
    def read(cls, value: Any) -> Self:
        """The document in an answer. Raises `QueryRefused` if it is not there or may not be read."""
        found = fields_of(value)
        return cls(
            id=found.id,
            ts=found.ts,
            ttl=found.get("ttl"),
            author=found["author"],
            author_name=found["author_name"],
            created_at=found["created_at"],
            preview=found["preview"],
            text=found["text"],
            visibility=found["visibility"],
            words=found["words"],
        )


class NoteCollection:
    """Queries on the collection `Note`."""

    @staticmethod
    def all() -> TypedSet[Note]:
        """All documents."""
        return TypedSet(call("Note.all"), Note.read)

    @staticmethod
    def where(predicate: Query) -> TypedSet[Note]:
        """The documents for which a predicate such as `fql('.x == ${x}', x=1)` holds."""
        return TypedSet(call("Note.where", predicate), Note.read)

    @staticmethod
    def by_id(id: str) -> TypedQuery[Note | None]:
        """The document of this id; None if it is not there or may not be read."""
        return TypedQuery(call("Note.byId", id), optional(Note.read))

    @staticmethod
    def create(data: NoteCreate) -> TypedQuery[Note]:
        """Create a document."""
        return TypedQuery(call("Note.create", {**data}), Note.read)

    @staticmethod
    def update(id: str, data: NoteUpdate) -> TypedQuery[Note]:
        """Change fields of a document; None removes one."""
        return TypedQuery(call("Note.byId(${a0})!.update", {**data}, before=[id]), Note.read)

    @staticmethod
    def delete(id: str) -> TypedQuery[None]:
        """Delete a document."""
        return TypedQuery(call("Note.byId(${a0})!.delete", before=[id]), nothing)

    @staticmethod
    def by_author(author: str, *, between: Range | None = None) -> TypedSet[Note]:
        """Documents by `.author`."""
        return TypedSet(indexed("Note.byAuthor", [author], between), Note.read)

    @staticmethod
    def by_visibility(visibility: Literal["private", "shared"], *, between: Range | None = None) -> TypedSet[Note]:
        """Documents by `.visibility`."""
        return TypedSet(indexed("Note.byVisibility", [visibility], between), Note.read)


def add_note(text: str, visibility: Literal["private", "shared"]) -> TypedQuery[Note]:
    """Call the function `addNote`."""
    return TypedQuery(call("addNote", text, visibility), Note.read)


def note_counts() -> TypedQuery[NoteCountsResult]:
    """Call the function `noteCounts`."""
    return TypedQuery(call("noteCounts"), same)
