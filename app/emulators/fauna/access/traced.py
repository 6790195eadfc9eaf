"""Permissions that note what they decide; a request without a trace never comes here."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from app.emulators.fauna.access.permissions import BUILT_IN, INTERNAL, Permissions
from app.emulators.fauna.access.trace import Because, Decision, Trace
from app.emulators.fauna.access.verdicts import failed
from app.emulators.fauna.fql.errors import QueryFailure
from app.emulators.fauna.fql.runtime import Context
from app.emulators.fauna.fql.values import Value
from app.emulators.fauna.schema.items import Role, Schema
from app.emulators.fauna.stdlib.documents.values import Document

if TYPE_CHECKING:
    from app.emulators.fauna.stdlib.documents.collections import UserCollection

ON_DOCUMENTS = frozenset({"read", "history_read", "write", "create", "create_with_id", "delete"})


class TracedPermissions(Permissions):
    """Decides as `Permissions` does, in the same order; built-in roles go the long way too, to be noted."""

    _remembers = False  # the trace counts how often something was decided

    def __init__(
        self, trace: Trace, roles: Iterable[str], schema: Schema, identity: tuple[int, int] | None = None
    ) -> None:
        super().__init__(roles, schema, identity)
        self._trace = trace
        self._always = frozenset()

    def with_role(self, role: str) -> Permissions:
        """What somebody may do who acts with that role instead; also traced."""
        return TracedPermissions(self._trace, (role,), self._schema)

    def may_read_collection(self, context: Context, collection: "UserCollection") -> bool:
        """Whether any document could be seen; only a refusal says more than the documents' own decisions."""
        built_in = any("read" in BUILT_IN.get(role, ()) for role in self._roles)
        allowed = built_in or super().may_read_collection(context, collection)
        if not allowed:
            self._trace.decide(Decision("read", collection.name, None, allowed=False, because=()))
        return allowed

    def settle(self, context: Context) -> None:
        """Decide the memberships of a token's document, also when the query never asked for them."""
        try:
            self._grants(context)
        except QueryFailure as failure:
            self._trace.add_member("*", None, failed(failure.code, failure.message))

    def _is_member(self, context: Context, role: Role, names: tuple[str, ...], document: Document) -> bool:
        for member in role.memberships:
            if member.name in names:
                verdict = member.predicate and self._judge(context, member.predicate, [document])
                self._trace.add_member(role.name, member.predicate, verdict)
                if verdict is None or verdict.holds:
                    return True
        return False

    def _allows(
        self, context: Context, names: Sequence[str], action: str, args: list[Value], at: int | None = None
    ) -> bool:
        because = self._built_in(names[0], action) or self._reasons(context, names, action, args, at)
        allowed = bool(because) and because[-1].outcome in ("none", "true")
        document = args[0] if args and action in ON_DOCUMENTS else None
        place = (str(document.id), names[0]) if isinstance(document, Document) else None
        self._trace.decide(Decision(action, names[0], place, allowed, tuple(because)))
        return allowed

    def _built_in(self, resource: str, action: str) -> list[Because]:
        mighty = [role for role in self._roles if action in BUILT_IN.get(role, ()) and role != INTERNAL]
        return [Because(role, action) for role in mighty[:1]] if self._may_administer(resource) else []

    def _reasons(
        self, context: Context, names: Sequence[str], action: str, args: list[Value], at: int | None
    ) -> list[Because]:
        """The first privilege without predicate or, if there is none, all that were asked until one said yes."""
        granted = self._granted(context, names, action)
        free = next((role for role, grant in granted if grant.predicate is None), None)
        if free is not None:
            return [Because(free, action)]
        reasons: list[Because] = []
        for role, grant in granted:
            assert grant.predicate is not None  # noqa: S101 - none is free
            verdict = self._judge(context, grant.predicate, args, at)
            reasons.append(Because.of(role, action, grant.predicate, verdict))
            if verdict.holds:
                break
        return reasons
