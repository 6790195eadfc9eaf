"""Collections as definitions have them: only types have places, each in a source of its own."""

from dataclasses import replace

from app.emulators.fauna.fql.source import NULL_SPAN, Source
from app.emulators.fauna.schema.items import Collection, Field, Migration, Schema
from app.emulators.fauna.schema.type_parser import TypeParser
from app.emulators.fauna.schema.types import Type

DEPTH = 200


def unplaced(schema: Schema) -> Schema:
    """The schema with collections that errors of queries can speak of, which wrote no files."""
    return replace(schema, collections={name: _collection(item) for name, item in schema.collections.items()})


def _collection(item: Collection) -> Collection:
    fields = tuple(_field(item.name, field) for field in item.fields)
    migrations = tuple(_migration(each) for each in item.migrations)
    wildcard = None if item.wildcard_tree is None else _type(item.name, "<wildcard>", item.wildcard)
    return replace(
        item,
        fields=fields,
        migrations=migrations,
        wildcard_tree=wildcard,
        span=NULL_SPAN,
        name_span=NULL_SPAN,
        migrations_span=NULL_SPAN,
    )


def _field(collection: str, field: Field) -> Field:
    tree = None if field.tree is None else _type(collection, field.name, field.type)
    return replace(field, span=NULL_SPAN, tree=tree)


def _type(collection: str, name: str, text: str | None) -> Type:
    return TypeParser(Source(f"*field:{collection}:{name}*", text or ""), {}, DEPTH).type_tree()


def _migration(migration: Migration) -> Migration:
    return replace(migration, span=NULL_SPAN, path_spans=tuple(NULL_SPAN for _ in migration.path_spans))
