"""The FQL that moves documents: what is asked when a file is written, and what is sent when one is read."""

import json
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from app.fauna.options import QueryOptions
from app.fauna.transfer.rows import Row
from app.fauna.transfer.tagged import object_of

OPTIONS = QueryOptions(typecheck=False, timeout_ms=60_000)
COLLECTIONS = "Collection.all().map(.name).toArray()"
NEW_IDS = "Array.sequence(0, count).map(_ => newId())"
CHECKED = "checked"
RESERVED = frozenset(
    ("id", "coll", "ts", "ttl", "data", "delete", "update", "replace", "updateData", "replaceData", "exists")
)
"""Names that fields can have through `createData` and its kin alone."""
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
Statement = tuple[str, dict[str, Any]]


def module(collection: str) -> str:
    """The collection in FQL, whatever it is called."""
    return collection if NAME.fullmatch(collection) else f"Collection({json.dumps(collection)})"


def first_page(collection: str, size: int, at: int) -> str:
    """The first page of a collection as it was at a time in microseconds."""
    when = f'Time.epoch({at}, "microseconds")'
    parts = "d => { id: d.id, ttl: d.ttl, data: d.data }"
    return f"at ({when}) {{ {module(collection)}.all().map({parts}).paginate({size}) }}"


def creations(rows: Sequence[Row], *, check: bool) -> Statement:
    """Creates the rows' documents; with `check` everything is undone by an abort at the end."""
    plain: dict[str, list[Any]] = defaultdict(list)
    odd: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        fields = {name: value for name, value in row.data.items() if name not in RESERVED}
        head = {name: value for name, value in (("id", row.id), ("ttl", row.ttl)) if value is not None}
        if len(fields) == len(row.data):
            plain[row.collection].append(object_of(head | fields))
        else:
            ttl = None if row.ttl is None else {"ttl": row.ttl}
            odd[row.collection].append([object_of(head | fields), object_of(row.data), ttl])
    lines, arguments = [], {}
    for collection, documents in plain.items():
        arguments[name := f"rows{len(arguments)}"] = documents
        lines.append(f"{name}.forEach(row => {module(collection)}.create(row))")
    for collection, documents in odd.items():
        arguments[name := f"rows{len(arguments)}"] = documents
        later = "if (row[2] != null) { d.update(row[2]) } else { d }"
        lines.append(
            f"{name}.forEach(row => {{ let d = {module(collection)}.create(row[0])\nd.replaceData(row[1])\n{later} }})"
        )
    lines.append(f'abort("{CHECKED}")' if check else "null")
    return "\n".join(lines), arguments


def deletions(ids: Mapping[str, Sequence[str]]) -> Statement:
    """Deletes those of the documents, by collection, that are there."""
    lines, arguments = [], {}
    for collection, numbers in ids.items():
        arguments[name := f"ids{len(arguments)}"] = list(numbers)
        lines.append(
            f"{name}.forEach(id => {{ let d = {module(collection)}.byId(id)\nif (d.exists()) {{ d.delete() }} }})"
        )
    return "\n".join([*lines, "null"]), arguments
