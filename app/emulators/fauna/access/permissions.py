"""What a session may do with documents and functions: built-in roles by rule, others by privilege and predicate."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from app.emulators.fauna.access.verdicts import Verdict, failed, verdict_on
from app.emulators.fauna.fql.errors import QueryFailure
from app.emulators.fauna.fql.lambdas import function_of
from app.emulators.fauna.fql.runtime import Context, Effect, EffectLimit
from app.emulators.fauna.fql.values import Value
from app.emulators.fauna.schema.items import Grant, Predicate, Role, Schema, UserFunction
from app.emulators.fauna.stdlib.documents.access import documents_of
from app.emulators.fauna.stdlib.documents.values import Document, State
from app.emulators.fauna.stdlib.java_time import from_micros

if TYPE_CHECKING:
    from app.emulators.fauna.stdlib.documents.collections import UserCollection

READING = frozenset({"read", "history_read"})
WRITING = frozenset({"write", "create", "create_with_id", "delete", "history_write"})
INTERNAL = "internal-readonly"
"""Who predicates run as: they may read documents as they are, and call functions."""
BUILT_IN: dict[str, frozenset[str]] = {
    "admin": READING | WRITING | {"call"},
    "server": READING | WRITING | {"call"},
    "server-readonly": READING,
    INTERNAL: frozenset({"read", "call"}),
}
ADMINISTRATIVE = ("Database", "Key", "Role", "AccessProvider")
PREDICATES = EffectLimit(Effect.READ, "auth predicates")


class Permissions:
    """Decides for the roles of a session; a document may be used if any of them allows it."""

    _remembers = True

    def __init__(self, roles: Iterable[str], schema: Schema, identity: tuple[int, int] | None = None) -> None:
        self._schema = schema
        self._roles = tuple(roles)
        self._identity = identity
        self._always = _always(self._roles)
        self._known: dict[tuple[str, str], list[tuple[str, Grant]]] | None = None
        self._seen: dict[tuple[int, int, str, int | None, int], tuple[bool, int]] = {}

    def _grants(self, context: Context) -> dict[tuple[str, str], list[tuple[str, Grant]]]:
        """What each user role grants, by resource and action; a token's document has those it is a member of."""
        if self._known is None:
            self._known = {}
            roles = {*self._roles, *self._memberships(context)}
            for name, role in self._schema.roles.items():
                for privilege in role.privileges if name in roles else ():
                    for action in privilege.actions:
                        self._known.setdefault((privilege.name, action.name), []).append((name, action))
        return self._known

    def _memberships(self, context: Context) -> set[str]:
        if self._identity is None:
            return set()
        document = Document(*self._identity)
        documents = documents_of(context)
        collection = documents.collections.get(document.collection)
        if collection is None:
            return set()
        names = _names(collection)
        with documents.uncounted():
            return {
                name for name, role in self._schema.roles.items() if self._is_member(context, role, names, document)
            }

    def _is_member(self, context: Context, role: Role, names: tuple[str, ...], document: Document) -> bool:
        return any(member.name in names and self._holds(context, member, [document]) for member in role.memberships)

    def with_role(self, role: str) -> "Permissions":
        """What somebody may do who acts with that role instead."""
        return Permissions((role,), self._schema)

    def may(self, context: Context, resource: str, action: str, args: list[Value]) -> bool:
        """Whether the action may be taken on a collection of definitions; only admins see keys, databases and roles."""
        if action in self._always and self._may_administer(resource):
            return True
        return self._allows(context, (resource,), action, args)

    def _may_administer(self, resource: str) -> bool:
        return resource not in ADMINISTRATIVE or "admin" in self._roles

    def may_read(
        self,
        context: Context,
        collection: "UserCollection",
        document: Document,
        *,
        history: bool = False,
        at: int | None = None,
    ) -> bool:
        """Whether the document may be seen: as it is, or with `history` as it was at a time that the query chose.

        Predicates see it as it is or, where a cursor sets the time, as it was `at` that time. Each is asked once until
        the query writes something, and counts whenever its answer is needed.
        """
        action = "history_read" if history else "read"
        if action in self._always:
            return True
        place = (collection.id, document.id, action, at, documents_of(context).store.writes)
        if place not in self._seen or not self._remembers:
            before = context.steps
            allowed = self._allows(context, _names(collection), action, [Document(collection.id, document.id)], at)
            self._seen[place] = allowed, context.steps - before
            return allowed
        allowed, steps = self._seen[place]
        context.steps += steps
        return allowed

    def may_read_collection(self, context: Context, collection: "UserCollection") -> bool:
        """Whether any document of the collection could be seen."""
        grants = self._grants(context)
        return "read" in self._always or any((name, "read") in grants for name in _names(collection))

    def may_create(
        self, context: Context, collection: "UserCollection", number: int, state: State, *, with_id: bool
    ) -> bool:
        """Whether a document may be made; `with_id` when the query chose its id."""
        if "create" in self._always:
            return True
        made = [Document(collection.id, number, given=state)]
        names = _names(collection)
        if with_id and not self._allows(context, names, "create_with_id", made):
            times = [*made, from_micros(context.now), "create", dict(state.data)]
            if not self._allows(context, names, "history_write", times):
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

    def _allows(
        self, context: Context, names: Sequence[str], action: str, args: list[Value], at: int | None = None
    ) -> bool:
        grants = self._granted(context, names, action)
        return any(grant.predicate is None for _, grant in grants) or any(
            self._holds(context, grant, args, at) for _, grant in grants
        )

    def _granted(self, context: Context, names: Sequence[str], action: str) -> list[tuple[str, Grant]]:
        known = self._grants(context)
        return [granted for name in names for granted in known.get((name, action), ())]

    def _holds(self, context: Context, grant: Grant, args: list[Value], at: int | None = None) -> bool:
        return grant.predicate is None or self._judge(context, grant.predicate, args, at).holds

    def _judge(self, context: Context, predicate: Predicate, args: list[Value], at: int | None = None) -> Verdict:
        """What the predicate says; one that fails, or is not boolean, counts as false."""
        documents = documents_of(context)
        inner = Context(context.environment, context.limits, context.now, context.deadline, allowed=PREDICATES)
        inner.system_time = at
        before, documents.permissions = documents.permissions, Permissions((INTERNAL,), self._schema)
        try:
            return verdict_on(function_of(inner, "*predicate*", predicate.source).call(inner, args))
        except QueryFailure as failure:
            if failure.code == "time_out":
                raise
            return failed(failure.code, failure.message)
        finally:
            documents.permissions = before
            context.steps += inner.steps


@lru_cache
def _always(roles: tuple[str, ...]) -> frozenset[str]:
    """The actions that built-in ones among the roles may take on everything."""
    return frozenset[str]().union(*(BUILT_IN.get(role, frozenset()) for role in roles))


def _names(collection: "UserCollection") -> tuple[str, ...]:
    alias = collection.item.alias
    return (collection.name, alias) if alias else (collection.name,)
