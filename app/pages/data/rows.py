"""Documents as the grid's rows: a cell is a kind and a short text, columns are only ever added at the end."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.components.literal import cut, literal, seen
from app.developer.data.collections import CollectionInfo

LONGEST_CELL = 120
MOST_COLUMNS = 60
Column = dict[str, str]
_KINDS = {
    "@int": "number", "@long": "number", "@double": "number", "@time": "time", "@date": "time",
    "@ref": "reference", "@doc": "reference", "@bytes": "bytes",
}  # fmt: skip


def first_columns(info: CollectionInfo) -> list[Column]:
    """The columns that a collection has whatever its documents hold."""
    return [
        _column("id", "", "id", "the document's id"),
        *(_column(name, signature, "defined", "defined field") for name, signature in info.fields.items()),
        *(_column(name, signature, "computed", "computed field") for name, signature in info.computed.items()),
        _column("ts", "", "ts", "when it was written last"),
    ][:MOST_COLUMNS]


def with_found(columns: Sequence[Column], documents: Sequence[Mapping[str, Any]]) -> list[Column]:
    """The columns and those of fields that only the documents tell of."""
    known = {column["name"]: column for column in columns}
    for document in documents:
        for name in _fields(document):
            if len(known) < MOST_COLUMNS:
                note = "when Fauna deletes it" if name == "ttl" else "found in documents"
                known.setdefault(name, _column(name, "", "found", note))
    return list(known.values())


def row(document: Mapping[str, Any], columns: Sequence[Column]) -> dict[str, Any]:
    """A document's id and cells, one a column."""
    fields = _fields(document)
    return {"id": str(document["id"]), "cells": [_cell(fields, column["name"]) for column in columns]}


def documents_of(members: Sequence[Any]) -> list[dict[str, Any]]:
    """What a page's members hold of documents; null and vanished ones are left out."""
    return [member["@doc"] for member in members if isinstance(member, dict) and "@doc" in member]


def _column(name: str, signature: str, kind: str, note: str) -> Column:
    return {"name": name, "type": cut(signature, 24), "kind": kind, "note": note}


def _fields(document: Mapping[str, Any]) -> dict[str, Any]:
    """A document's fields; those with names that documents keep for themselves lie under `data`."""
    own = {name: value for name, value in document.items() if name not in ("coll", "data")}
    inner = document.get("data")
    return {**(inner if isinstance(inner, dict) else {}), **own}


def _cell(fields: Mapping[str, Any], name: str) -> list[str]:
    if name not in fields:
        return ["absent", ""]
    value = fields[name]
    match value:
        case str():
            return ["string", cut(seen(value[: LONGEST_CELL + 1]), LONGEST_CELL)]
        case bool():
            return ["boolean", str(value).lower()]
        case None:
            return ["null", "null"]
        case {"@time": str(text)} | {"@date": str(text)}:
            return ["time", cut(seen(text), LONGEST_CELL)]
        case {"@doc": {"id": str(key), "coll": coll}}:
            return ["reference", literal({"@ref": {"id": key, "coll": coll}})]
        case dict() if len(value) == 1:
            return [_KINDS.get(next(iter(value)), "object"), _short(value)]
        case list():
            return ["array", _short(value)]
    return ["object", _short(value)]


def _short(value: Any) -> str:
    try:
        return cut(literal(value), LONGEST_CELL)
    except RecursionError:
        return "too deeply nested to be shown"
