"""What a session may do with documents and functions: built-in roles by rule, others by privilege and predicate."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from app.emulators.fauna.fql.errors import QueryFailure
from app.emulators.fauna.fql.lambdas import function_of
from app.emulators.fauna.fql.runtime import Context, Effect, EffectLimit
from app.emulators.fauna.fql.values import Value
from app.emulators.fauna.schema.items import Grant, Schema, UserFunction
from app.emulators.fauna.stdlib.documents.values import Document, State

if TYPE_CHECKING:
    from app.emulators.fauna.stdlib.documents.collections import UserCollection
    from app.emulators.fauna.stdlib.documents.session import QueryDocuments

READING = frozenset({"read", "history_read"})
WRITING = frozenset({"write", "create", "create_with_id", "delete", "history_write"})
INTERNAL = "internal-readonly"
"""Who predicates run as: they may read everything and call functions."""
BUILT_IN: dict[str, frozenset[str]] = {
    "admin": READING | WRITING | {"call"},
    "server": READING | WRITING | {"call"},
    "server-readonly": READING,
    INTERNAL: frozenset({"read", "history_read", "call"}),
}
PREDICATES = EffectLimit(Effect.READ, "auth predicates")


class Permissions:
    """Decides for the roles of a session; a document may be used if any of them allows it."""

    def __init__(self, roles: Iterable[str], schema: Schema) -> None:
        self._schema = schema
        roles = tuple(roles)
        self._always = frozenset[str]().union(*(BUILT_IN.get(role, frozenset()) for role in roles))
        self._grants: dict[tuple[str, str], list[Grant]] = {}
        for role in roles:
            for privilege in schema.roles[role].privileges if role in schema.roles else ():
                for action in privilege.actions:
                    self._grants.setdefault((privilege.name, action.name), []).append(action)

    def with_role(self, role: str) -> "Permissions":
        """What somebody may do who acts with that role instead."""
        return Permissions((role,), self._schema)

    def may_read(
        self, context: Context, collection: "UserCollection", document: Document, at: int | None = None
    ) -> bool:
        """Whether the document may be seen, now or, with `at`, as it was."""
        action = "read" if at is None else "history_read"
        return action in self._always or self._allows(context, _names(collection), action, [document])

    def may_read_collection(self, collection: "UserCollection") -> bool:
        """Whether any document of the collection could be seen."""
        return "read" in self._always or any((name, "read") in self._grants for name in _names(collection))

    def may_create(
        self, context: Context, collection: "UserCollection", number: int, state: State, *, with_id: bool
    ) -> bool:
        """Whether a document may be made; `with_id` when the query chose its id."""
        if "create" in self._always:
            return True
        made = [Document(collection.id, number, given=state)]
        names = _names(collection)
        if with_id and not self._allows(context, names, "create_with_id", made):
            return False
        return self._allows(context, names, "create", made)

    def may_write(self, context: Context, collection: "UserCollection", document: Document, after: State) -> bool:
        """Whether the document may be changed so; the predicate sees it as it is and as it would be."""
        if "write" in self._always:
            return True
        now = Document(document.collection, document.id)
        then = Document(document.collection, document.id, given=after)
        return self._allows(context, _names(collection), "write", [now, then])

    def may_delete(self, context: Context, collection: "UserCollection", document: Document) -> bool:
        """Whether the document may be deleted."""
        return "delete" in self._always or self._allows(context, _names(collection), "delete", [document])

    def may_call(self, context: Context, function: UserFunction, args: list[Value]) -> bool:
        """Whether the function may be called with these arguments."""
        names = (function.name, function.alias) if function.alias else (function.name,)
        return "call" in self._always or self._allows(context, names, "call", args)

    def _allows(self, context: Context, names: Iterable[str], action: str, args: list[Value]) -> bool:
        grants = [grant for name in names for grant in self._grants.get((name, action), ())]
        return any(grant.predicate is None for grant in grants) or any(
            self._holds(context, grant, args) for grant in grants
        )

    def _holds(self, context: Context, grant: Grant, args: list[Value]) -> bool:
        """Whether the predicate is true; one that fails, or is anything else, is not."""
        if grant.predicate is None:
            return True
        documents: QueryDocuments = context.environment.documents  # type: ignore[attr-defined]
        inner = Context(context.environment, context.limits, context.now, context.deadline, allowed=PREDICATES)
        before, documents.permissions = documents.permissions, Permissions((INTERNAL,), self._schema)
        try:
            return function_of(inner, "*predicate*", grant.predicate.text).call(inner, args) is True
        except QueryFailure as failure:
            if failure.code == "time_out":
                raise
            return False
        finally:
            documents.permissions = before
            context.steps += inner.steps


def _names(collection: "UserCollection") -> tuple[str, ...]:
    alias = collection.item.alias
    return (collection.name, alias) if alias else (collection.name,)
