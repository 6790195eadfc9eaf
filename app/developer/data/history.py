"""The versions of a document, newest first, found by looking at it just before each of its changes."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from app.developer.data.database import Database
from app.developer.data.documents import Stored, stored
from app.fauna.errors import QueryRefused

AT_ONCE = 20
_WALK = """
Set.sequence(0, steps).fold([{ before: start, version: null }], (found, _step) => {
  let last = found[found.length - 1]
  if (last.before == null) { found } else {
    let next = at (last.before) {
      let doc = Collection(coll).byId(doc_id)
      if (doc.exists()) {
        { before: doc!.ts.subtract(1, "microsecond"),
          version: { id: doc!.id, ts: doc!.ts, ttl: doc!.ttl, data: doc!.data } }
      } else { { before: null, version: null } }
    }
    found.append(next)
  }
})
"""


@dataclass(frozen=True, slots=True)
class History:
    """Versions, newest first; `before` is where older ones would be looked for, empty when there are none."""

    versions: tuple[Stored, ...]
    before: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """A place in a document that differs between two versions; None where it was or is absent."""

    path: str
    before: Any
    after: Any


async def versions(database: Database, collection: str, doc_id: str, before: str) -> History:
    """The versions up to a time. Raises `FaunaError`."""
    try:
        return await _walk(database, collection, doc_id, before, AT_ONCE)
    except QueryRefused:
        # A step beyond what is retained fails the whole walk: what is left is found step by step.
        return await _walk_singly(database, collection, doc_id, before)


async def version_at(database: Database, collection: str, doc_id: str, ts: str) -> Stored | None:
    """The version that was current at a time. Raises `FaunaError`."""
    found = await _walk(database, collection, doc_id, ts, 1)
    return found.versions[0] if found.versions else None


def changes(before: Any, after: Any, path: str = "") -> Iterator[Change]:
    """Where two values differ; objects are looked into, arrays are compared as one."""
    if _is_plain(before) and _is_plain(after):
        for name in {**before, **after}:
            inner = f"{path}.{name}" if path else name
            if name not in before:
                yield Change(inner, None, after[name])
            elif name not in after:
                yield Change(inner, before[name], None)
            else:
                yield from changes(before[name], after[name], inner)
    elif before != after:
        yield Change(path, before, after)


def _is_plain(value: Any) -> bool:
    return isinstance(value, dict) and not any(name.startswith("@") for name in value)


async def _walk(database: Database, collection: str, doc_id: str, before: str, steps: int) -> History:
    answer = await database.ask(
        _WALK, coll=collection, doc_id=doc_id, start={"@time": before}, steps={"@int": str(steps)}
    )
    found = tuple(stored(each["version"]) for each in answer.raw if each["version"] is not None)
    last = answer.raw[-1]["before"]
    return History(found, last["@time"] if last else "")


async def _walk_singly(database: Database, collection: str, doc_id: str, before: str) -> History:
    found: list[Stored] = []
    for _ in range(AT_ONCE):
        try:
            one = await _walk(database, collection, doc_id, before, 1)
        except QueryRefused:
            if not found:
                raise
            return History(tuple(found))
        found += one.versions
        before = one.before
        if not before:
            break
    return History(tuple(found), before)
