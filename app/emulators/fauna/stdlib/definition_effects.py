"""Where definitions may be read and written: as documents may, not in functions that are limited to less."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from app.emulators.fauna.fql.runtime import Effect
from app.emulators.fauna.fql.types import module_owner
from app.emulators.fauna.fql.values import Value
from app.emulators.fauna.stdlib.definitions import OWNERS
from app.emulators.fauna.stdlib.documents.shaping import storable
from app.emulators.fauna.stdlib.registry import STDLIB, Member

if TYPE_CHECKING:
    from app.emulators.fauna.fql.runtime import Context

READING = ("all", "where", "firstWhere", "byName", "byId", "byDocument", "verify")
WRITING = {"create": "create", "update": "update", "replace": "replace", "delete": "delete", "login": "create"}
"""What has the effect by what is called: who logs in makes a token."""


def limit_definitions() -> None:
    """Have all members of definitions ask whether they may do what they do, once all are in the table."""
    for collection, owner in OWNERS.items():
        for table in (STDLIB.table(module_owner(collection)), STDLIB.table(owner)):
            for name in (*READING, *WRITING):
                member = table.methods.get(name)
                if member is not None:
                    STDLIB.add(replace(member, body=_limited(member)))


def _limited(member: Member) -> Callable[..., Value]:
    body, action = member.body, WRITING.get(member.name)

    def read(context: "Context", receiver: Value, *args: Value) -> Value:
        context.require(Effect.READ, f"`{member.name}`")
        return body(context, receiver, *args)

    def write(context: "Context", receiver: Value, *args: Value) -> Value:
        context.require(Effect.WRITE, f"`{action}`")
        if context.read_time is not None:
            raise context.fail("invalid_write", "Cannot write at a snapshot time in the past.")
        if args and member.name != "login":
            storable(context, args[0])
        return body(context, receiver, *args)

    return read if action is None else write
