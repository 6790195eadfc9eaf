"""Definitions that live in schema files: when they changed, and taking them out of their file."""

from typing import TYPE_CHECKING

from app.emulators.fauna.environment import DatabaseEnvironment
from app.emulators.fauna.fql.values import Time
from app.emulators.fauna.schema.change import items_of, replace_files, stamp
from app.emulators.fauna.schema.read import SchemaFailure
from app.emulators.fauna.stdlib.definition_access import gone, require_admin
from app.emulators.fauna.stdlib.definitions import OWNERS, Definition, MissingDefinition
from app.emulators.fauna.stdlib.java_time import from_micros
from app.emulators.fauna.stdlib.registry import method

if TYPE_CHECKING:
    from app.emulators.fauna.fql.runtime import Context


def changed_at(env: DatabaseEnvironment, kind: str, name: str) -> Time:
    """When the item was last changed."""
    stored = env.transaction.schema(env.session.database.id)
    return from_micros(stored.stamps.get(stamp(kind, name), stored.version))


def delete_item(collection: str, kind: str) -> None:
    """Give a collection's definitions `delete`, which cuts the item out of its file."""

    def delete(context: "Context", receiver: Definition) -> MissingDefinition:
        env = require_admin(context)
        item = items_of(env.schema).get((kind, str(receiver.key)))
        if item is None:
            raise gone(context, MissingDefinition(collection, receiver.key))
        files = dict(env.transaction.schema(env.session.database.id).files)
        name, span = item.span.source.name, item.span
        rest = (span.source.body[: span.start].rstrip() + "\n" + span.source.body[span.end :].lstrip("\n")).strip()
        if rest:
            files[name] = rest + "\n"
        else:
            del files[name]
        try:
            replace_files(env.transaction, env.session.database.id, env.schema, files)
        except SchemaFailure as failure:
            text = str(failure).replace("\n", "\n    ")
            raise context.fail("invalid_schema", f"Invalid database schema update.\n    {text}") from None
        return MissingDefinition(collection, receiver.key, "deleted", context.span)

    method(OWNERS[collection], "delete", f"() => Null{collection}")(delete)
