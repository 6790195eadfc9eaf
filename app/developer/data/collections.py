"""The collections of the database as their definitions tell them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.developer.data.database import Database
from app.fauna.errors import QueryRefused

MOST = 500
COUNT_MS = 5_000
DEFINITIONS = """
Collection.all().take(most).toArray().map(c => {
  name: c.name, history_days: c.history_days, ttl_days: c.ttl_days,
  fields: c.fields, computed_fields: c.computed_fields, indexes: c.indexes
})
"""


@dataclass(frozen=True, slots=True)
class IndexInfo:
    """An index: the fields of its terms and values as in `.author`, values with their direction as in `desc(.ts)`."""

    name: str
    terms: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    status: str = "complete"


@dataclass(frozen=True, slots=True)
class CollectionInfo:
    """A collection; fields by name with their type as written, empty where there is none."""

    name: str
    fields: Mapping[str, str]
    computed: Mapping[str, str]
    indexes: tuple[IndexInfo, ...] = ()
    history_days: int = 0


async def collections(database: Database) -> list[CollectionInfo]:
    """All collections by name, the first `MOST` of them. Raises `FaunaError`."""
    answer = await database.ask(DEFINITIONS, most={"@int": str(MOST)})
    return sorted((_info(definition) for definition in answer.raw or []), key=lambda info: info.name)


async def count(database: Database, collection: str) -> int | None:
    """How many documents; None when Fauna cannot say in time or the collection waits for its commit."""
    try:
        answer = await database.ask("Collection(coll).all().count()", timeout_ms=COUNT_MS, coll=collection)
    except QueryRefused:
        return None
    return int(answer.data)


def _info(definition: Mapping[str, Any]) -> CollectionInfo:
    return CollectionInfo(
        definition["name"],
        _signatures(definition.get("fields")),
        _signatures(definition.get("computed_fields")),
        tuple(_index(name, index) for name, index in sorted((definition.get("indexes") or {}).items())),
        _number(definition.get("history_days")),
    )


def _signatures(fields: Mapping[str, Any] | None) -> dict[str, str]:
    return {name: str(field.get("signature") or "") for name, field in (fields or {}).items()}


def _index(name: str, index: Mapping[str, Any]) -> IndexInfo:
    terms = tuple(term["field"] for term in index.get("terms") or [])
    values = tuple(
        f"desc({value['field']})" if value.get("order") == "desc" else value["field"]
        for value in index.get("values") or []
    )
    return IndexInfo(name, terms, values, str(index.get("status") or "complete"))


def _number(value: Any) -> int:
    return int(next(iter(value.values()))) if isinstance(value, dict) and value else 0
