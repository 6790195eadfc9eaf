"""Documents of a collection: pages of them by index and order, one of them, and the three writes.

Values are in the wire's tagged format both ways. A write names the `ts` it was made against and does nothing when the
document has changed since.
"""

import re
from dataclasses import dataclass
from typing import Any, Literal

from app.developer.data.database import Database
from app.fauna.paging import RawPage, next_page

NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_']{0,127}")
ID = re.compile(r"[0-9]{1,19}")
_READ = """
let found = Collection(coll).byId(doc_id)
if (found.exists()) { { id: found!.id, ts: found!.ts, ttl: found!.ttl, data: found!.data } } else { null }
"""
_REPLACE = """
let found = Collection(coll).byId(doc_id)
if (!found.exists()) { { outcome: "gone", now: null } }
else if (found!.ts != seen) { { outcome: "changed", now: null } }
else {
  let written = found!.replaceData(data)
  let kept = if (expires == null) { written } else { written.update({ ttl: expires }) }
  { outcome: "done", now: kept { id, ts } }
}
"""
_DELETE = """
let found = Collection(coll).byId(doc_id)
if (!found.exists()) { { outcome: "gone", now: null } }
else if (found!.ts != seen) { { outcome: "changed", now: null } }
else {
  let gone = found!.delete()
  { outcome: "done", now: null }
}
"""
_CREATE = """
let written = if (doc_id == null) { Collection(coll).createData(data) }
  else { Collection(coll).create(Object.assign({ id: doc_id }, data)) }
let kept = if (expires == null) { written } else { written.update({ ttl: expires }) }
{ outcome: "done", now: kept { id, ts } }
"""

Outcome = Literal["done", "changed", "gone"]


@dataclass(frozen=True, slots=True)
class View:
    """Which documents and in what order: those of an index (none: all), at its terms, within `lower` and `upper`.

    Bounds are inclusive; `order` is a field's name, empty for the index's own order. Raises `ValueError` for what
    cannot be a name.
    """

    collection: str
    index: str = ""
    terms: tuple[Any, ...] = ()
    lower: Any = None
    upper: Any = None
    order: str = ""
    descending: bool = False

    def __post_init__(self) -> None:
        if not NAME.fullmatch(self.collection) or (self.index and not NAME.fullmatch(self.index)):
            raise ValueError("That is no name of a collection or an index.")


@dataclass(frozen=True, slots=True)
class Stored:
    """A document as stored: computed fields are not among its data."""

    id: str
    ts: str
    data: Any
    ttl: str | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """What became of a write, and the document's id and time after it."""

    outcome: Outcome
    id: str = ""
    ts: str = ""


async def first_page(database: Database, view: View, size: int) -> RawPage:
    """The first documents. Raises `FaunaError`."""
    names = [f"term{number}" for number in range(len(view.terms))]
    arguments = dict(zip(names, view.terms, strict=True))
    bounds = {name: value for name, value in (("from", view.lower), ("to", view.upper)) if value is not None}
    if bounds:
        names.append("{ " + ", ".join(f"{name}: bound_{name}" for name in bounds) + " }")
        arguments |= {f"bound_{name}": value for name, value in bounds.items()}
    query = f"Collection(coll).{view.index or 'all'}({', '.join(names)})"
    if view.order:
        query += f".order({'desc' if view.descending else 'asc'}(doc => doc[by]))"
        arguments["by"] = view.order
    answer = await database.ask(f"{query}.paginate(size)", coll=view.collection, size={"@int": str(size)}, **arguments)
    return next_page(answer.raw)


async def following_page(database: Database, after: str, size: int) -> RawPage:
    """The documents behind a cursor. Raises `FaunaError`."""
    answer = await database.ask("Set.paginate(after, size)", after=after, size={"@int": str(size)})
    return next_page(answer.raw)


async def read(database: Database, collection: str, doc_id: str) -> Stored | None:
    """One document; None when there is none. Raises `FaunaError`."""
    raw = (await database.ask(_READ, coll=collection, doc_id=doc_id)).raw
    return None if raw is None else stored(raw)


async def read_shown(database: Database, collection: str, doc_id: str) -> dict[str, Any] | None:
    """One document as pages of a set hold it, computed fields included. Raises `FaunaError`."""
    raw = (await database.ask("Collection(coll).byId(doc_id)", coll=collection, doc_id=doc_id)).raw
    return raw.get("@doc") if isinstance(raw, dict) else None


async def replace(
    database: Database, collection: str, doc_id: str, seen: str, data: Any, ttl: str | None = None
) -> Written:
    """Put `data` in place of what was there at the time `seen`. Raises `FaunaError`."""
    answer = await database.ask(
        _REPLACE, coll=collection, doc_id=doc_id, seen={"@time": seen}, data=data, expires=_time(ttl)
    )
    return _written(answer.raw)


async def create(
    database: Database, collection: str, data: Any, doc_id: str | None = None, ttl: str | None = None
) -> Written:
    """A new document, under a given id if there is one. Raises `FaunaError`."""
    answer = await database.ask(_CREATE, coll=collection, doc_id=doc_id, data=data, expires=_time(ttl))
    return _written(answer.raw)


async def delete(database: Database, collection: str, doc_id: str, seen: str) -> Written:
    """Delete what was there at the time `seen`. Raises `FaunaError`."""
    answer = await database.ask(_DELETE, coll=collection, doc_id=doc_id, seen={"@time": seen})
    return _written(answer.raw)


def stored(raw: dict[str, Any]) -> Stored:
    """A document from the wire's object of id, ts, ttl and data."""
    ttl = raw.get("ttl")
    return Stored(raw["id"], raw["ts"]["@time"], raw["data"], ttl["@time"] if ttl else None)


def _time(text: str | None) -> dict[str, str] | None:
    return None if text is None else {"@time": text}


def _written(raw: dict[str, Any]) -> Written:
    now = raw.get("now")
    return Written(raw["outcome"], now["id"], now["ts"]["@time"]) if now else Written(raw["outcome"])
