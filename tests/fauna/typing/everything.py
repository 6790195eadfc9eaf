"""The schema's types and queries, written by `python -m app types`: change the schema, not this file."""

# ruff: noqa: A002, E501, RUF100 - lines are as long and arguments named as the schema has them
# fmt: off

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal, NotRequired, Self

from fauna import DocumentReference
from fauna.query.query_builder import Query
from typing_extensions import TypedDict

from app.fauna.typed import Range, Ref, TypedQuery, TypedSet, call, each, fields_of, indexed, nothing, optional, same


class LooseCreate(TypedDict, extra_items=Any):
    """What a new document of `Loose` is made of."""

    id: NotRequired[str]
    ttl: NotRequired[datetime | None]


class LooseUpdate(TypedDict, total=False, extra_items=Any):
    """What is to change in a document of `Loose`."""

    ttl: datetime | None


class PersonCreate(TypedDict, extra_items=Any):
    """What a new document of `Person` is made of."""

    age: NotRequired[int | None]
    name: str
    id: NotRequired[str]
    ttl: NotRequired[datetime | None]


class PersonUpdate(TypedDict, total=False, extra_items=Any):
    """What is to change in a document of `Person`."""

    age: int | None
    name: str
    ttl: datetime | None


class ThingItemsItemSize(TypedDict):
    """What is at `Thing.items.item.size`."""

    w: int
    h: NotRequired[int | None]


class ThingItemsItem(TypedDict):
    """What is at `Thing.items.item`."""

    name: str
    size: ThingItemsItemSize
    tags: list[str]


ThingMaybeDeep = TypedDict(
    "ThingMaybeDeep",
    {
        "odd key": NotRequired[int | None],
        "when": datetime,
    },
)


class ThingMaybe(TypedDict):
    """What is at `Thing.maybe`."""

    deep: ThingMaybeDeep


ThingMixedDeep = TypedDict(
    "ThingMixedDeep",
    {
        "odd key": NotRequired[int | None],
    },
)


class ThingMixed(TypedDict, extra_items=Any):
    """What is at `Thing.mixed`."""

    a: int
    deep: ThingMixedDeep


ThingCreate = TypedDict(
    "ThingCreate",
    {
        "_no": NotRequired[None],
        "any": Any,
        "anything": dict[str, Any],
        "bytes": NotRequired[bytes | bytearray | None],
        "class": NotRequired[str | None],
        "counts": dict[str, int],
        "day": date,
        "double": float,
        "flag": NotRequired[bool],
        "grid": list[list[int | float]],
        "items": NotRequired[list[ThingItemsItem]],
        "long": int,
        "maybe": NotRequired[ThingMaybe | None],
        "mixed": ThingMixed,
        "nullable": list[int | None],
        "owner": Ref,
        "owners": NotRequired[list[Ref] | None],
        "pair": list[int | str],
        "second_owner": NotRequired[Ref | None],
        "state": NotRequired[Literal["new", "done", 3, True] | None],
        "text": NotRequired[int | str | None],
        "time": NotRequired[datetime],
        "id": NotRequired[str],
        "ttl": NotRequired[datetime | None],
    },
)


ThingUpdate = TypedDict(
    "ThingUpdate",
    {
        "_no": None,
        "any": Any,
        "anything": dict[str, Any],
        "bytes": bytes | bytearray | None,
        "class": str | None,
        "counts": dict[str, int],
        "day": date,
        "double": float,
        "flag": bool,
        "grid": list[list[int | float]],
        "items": list[ThingItemsItem],
        "long": int,
        "maybe": ThingMaybe | None,
        "mixed": ThingMixed,
        "nullable": list[int | None],
        "owner": Ref,
        "owners": list[Ref] | None,
        "pair": list[int | str],
        "second_owner": Ref | None,
        "state": Literal["new", "done", 3, True] | None,
        "text": int | str | None,
        "time": datetime,
        "ttl": datetime | None,
    },
    total=False,
)


class DescribeX(TypedDict):
    """What is at `describe.x`."""

    a: int
    b: NotRequired[str | None]


class DescribeYItem(TypedDict):
    """What is at `describe.y.item`."""

    c: datetime


class DescribeResultFirst(TypedDict):
    """What is at `describe.result.first`."""

    c: datetime


class DescribeResult(TypedDict):
    """What is at `describe.result`."""

    total: int | float
    first: NotRequired[DescribeResultFirst | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Loose:
    """A document of the collection `Loose`."""

    id: str
    ts: datetime
    ttl: datetime | None
    extra: dict[str, Any]

    @property
    def ref(self) -> DocumentReference:
        """A reference to it, as fields and functions take it."""
        return DocumentReference("Loose", self.id)

    @classmethod
    def read(cls, value: Any) -> Self:
        """The document in an answer. Raises `QueryRefused` if it is not there or may not be read."""
        found = fields_of(value)
        return cls(
            id=found.id,
            ts=found.ts,
            ttl=found.get("ttl"),
            extra={name: item for name, item in found.items() if name not in {"ttl"}},
        )


class LooseCollection:
    """Queries on the collection `Loose`."""

    @staticmethod
    def all() -> TypedSet[Loose]:
        """All documents."""
        return TypedSet(call("Loose.all"), Loose.read)

    @staticmethod
    def where(predicate: Query) -> TypedSet[Loose]:
        """The documents for which a predicate such as `fql('.x == ${x}', x=1)` holds."""
        return TypedSet(call("Loose.where", predicate), Loose.read)

    @staticmethod
    def by_id(id: str) -> TypedQuery[Loose | None]:
        """The document of this id; None if it is not there or may not be read."""
        return TypedQuery(call("Loose.byId", id), optional(Loose.read))

    @staticmethod
    def create(data: LooseCreate) -> TypedQuery[Loose]:
        """Create a document."""
        return TypedQuery(call("Loose.create", {**data}), Loose.read)

    @staticmethod
    def update(id: str, data: LooseUpdate) -> TypedQuery[Loose]:
        """Change fields of a document; None removes one."""
        return TypedQuery(call("Loose.byId(${a0})!.update", {**data}, before=[id]), Loose.read)

    @staticmethod
    def delete(id: str) -> TypedQuery[None]:
        """Delete a document."""
        return TypedQuery(call("Loose.byId(${a0})!.delete", before=[id]), nothing)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A document of the collection `Person`."""

    id: str
    ts: datetime
    ttl: datetime | None
    age: int | None
    name: str
    extra: dict[str, Any]

    @property
    def ref(self) -> DocumentReference:
        """A reference to it, as fields and functions take it."""
        return DocumentReference("Person", self.id)

    @classmethod
    def read(cls, value: Any) -> Self:
        """The document in an answer. Raises `QueryRefused` if it is not there or may not be read."""
        found = fields_of(value)
        return cls(
            id=found.id,
            ts=found.ts,
            ttl=found.get("ttl"),
            age=found.get("age"),
            name=found["name"],
            extra={name: item for name, item in found.items() if name not in {"ttl", "age", "name"}},
        )


class PersonCollection:
    """Queries on the collection `Person`."""

    @staticmethod
    def all() -> TypedSet[Person]:
        """All documents."""
        return TypedSet(call("Person.all"), Person.read)

    @staticmethod
    def where(predicate: Query) -> TypedSet[Person]:
        """The documents for which a predicate such as `fql('.x == ${x}', x=1)` holds."""
        return TypedSet(call("Person.where", predicate), Person.read)

    @staticmethod
    def by_id(id: str) -> TypedQuery[Person | None]:
        """The document of this id; None if it is not there or may not be read."""
        return TypedQuery(call("Person.byId", id), optional(Person.read))

    @staticmethod
    def create(data: PersonCreate) -> TypedQuery[Person]:
        """Create a document."""
        return TypedQuery(call("Person.create", {**data}), Person.read)

    @staticmethod
    def update(id: str, data: PersonUpdate) -> TypedQuery[Person]:
        """Change fields of a document; None removes one."""
        return TypedQuery(call("Person.byId(${a0})!.update", {**data}, before=[id]), Person.read)

    @staticmethod
    def delete(id: str) -> TypedQuery[None]:
        """Delete a document."""
        return TypedQuery(call("Person.byId(${a0})!.delete", before=[id]), nothing)


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """A document of the collection `Thing`."""

    id: str
    ts: datetime
    ttl: datetime | None
    _no: None
    any: Any
    anything: dict[str, Any]
    bytes_: bytes | bytearray | None
    class_: str | None
    counts: dict[str, int]
    day: date
    double: float
    flag: bool
    grid: list[list[int | float]]
    items: list[ThingItemsItem]
    label: Any
    long: int
    maybe: ThingMaybe | None
    mixed: ThingMixed
    nullable: list[int | None]
    owner: Ref
    owners: list[Ref] | None
    pair: list[int | str]
    second_owner: Ref | None
    size: int | float
    state: Literal["new", "done", 3, True] | None
    text: int | str | None
    time: datetime

    @property
    def ref(self) -> DocumentReference:
        """A reference to it, as fields and functions take it."""
        return DocumentReference("Thing", self.id)

    @classmethod
    def read(cls, value: Any) -> Self:
        """The document in an answer. Raises `QueryRefused` if it is not there or may not be read."""
        found = fields_of(value)
        return cls(
            id=found.id,
            ts=found.ts,
            ttl=found.get("ttl"),
            _no=found.get("_no"),
            any=found.get("any"),
            anything=found["anything"],
            bytes_=found.get("bytes"),
            class_=found.get("class"),
            counts=found["counts"],
            day=found["day"],
            double=found["double"],
            flag=found["flag"],
            grid=found["grid"],
            items=found["items"],
            label=found.get("label"),
            long=found["long"],
            maybe=found.get("maybe"),
            mixed=found["mixed"],
            nullable=found["nullable"],
            owner=found["owner"],
            owners=found.get("owners"),
            pair=found["pair"],
            second_owner=found.get("second_owner"),
            size=found["size"],
            state=found.get("state"),
            text=found.get("text"),
            time=found["time"],
        )


class ThingCollection:
    """Queries on the collection `Thing`."""

    @staticmethod
    def all() -> TypedSet[Thing]:
        """All documents."""
        return TypedSet(call("Thing.all"), Thing.read)

    @staticmethod
    def where(predicate: Query) -> TypedSet[Thing]:
        """The documents for which a predicate such as `fql('.x == ${x}', x=1)` holds."""
        return TypedSet(call("Thing.where", predicate), Thing.read)

    @staticmethod
    def by_id(id: str) -> TypedQuery[Thing | None]:
        """The document of this id; None if it is not there or may not be read."""
        return TypedQuery(call("Thing.byId", id), optional(Thing.read))

    @staticmethod
    def create(data: ThingCreate) -> TypedQuery[Thing]:
        """Create a document."""
        return TypedQuery(call("Thing.create", {**data}), Thing.read)

    @staticmethod
    def update(id: str, data: ThingUpdate) -> TypedQuery[Thing]:
        """Change fields of a document; None removes one."""
        return TypedQuery(call("Thing.byId(${a0})!.update", {**data}, before=[id]), Thing.read)

    @staticmethod
    def delete(id: str) -> TypedQuery[None]:
        """Delete a document."""
        return TypedQuery(call("Thing.byId(${a0})!.delete", before=[id]), nothing)

    @staticmethod
    def by_deep_key_and_state(mixed_deep_odd_key: int, state: Literal["new", "done", 3, True], nullable: int | None, *, between: Range | None = None) -> TypedSet[Thing]:
        """Documents by `.mixed.deep["odd key"]`, `.state`, `.nullable`."""
        return TypedSet(indexed("Thing.byDeepKeyAndState", [mixed_deep_odd_key, state, nullable], between), Thing.read)

    @staticmethod
    def by_owner(owner: Ref, *, between: Range | None = None) -> TypedSet[Thing]:
        """Documents by `.owner`."""
        return TypedSet(indexed("Thing.byOwner", [owner], between), Thing.read)

    @staticmethod
    def sorted(*, between: Range | None = None) -> TypedSet[Thing]:
        """Documents in the index's order."""
        return TypedSet(indexed("Thing.sorted", [], between), Thing.read)


def add(a: int, b: int) -> TypedQuery[int | float]:
    """Call the function `add`."""
    return TypedQuery(call("add", a, b), same)


def describe(x: DescribeX, y: list[DescribeYItem] | None) -> TypedQuery[DescribeResult]:
    """Call the function `describe`."""
    return TypedQuery(call("describe", x, y), same)


def everyone() -> TypedSet[Person]:
    """Call the function `everyone`."""
    return TypedSet(call("everyone"), Person.read)


def lambda_(test: Any, from_: int) -> TypedQuery[Any]:
    """Call the function `lambda`."""
    return TypedQuery(call("lambda", test, from_), same)


def oldest() -> TypedQuery[Person | None]:
    """Call the function `oldest`."""
    return TypedQuery(call("oldest"), optional(Person.read))


def persons(*ids: str) -> TypedQuery[list[Person]]:
    """Call the function `persons`."""
    return TypedQuery(call("persons", *ids), each(Person.read))


def pick(id: str) -> TypedQuery[Person | None]:
    """Call the function `pick`."""
    return TypedQuery(call("pick", id), optional(Person.read))


def tags() -> TypedSet[str]:
    """Call the function `tags`."""
    return TypedSet(call("tags"), same)


def untyped(x: Any, y: Any) -> TypedQuery[Any]:
    """Call the function `untyped`."""
    return TypedQuery(call("untyped", x, y), same)
