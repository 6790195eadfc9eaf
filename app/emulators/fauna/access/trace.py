"""The decision trace of one request: which secret, provider, roles, privileges and predicates let it through or not."""

import json
from dataclasses import dataclass, field
from typing import Any

from app.emulators.fauna.access.tokens import Check
from app.emulators.fauna.access.verdicts import Verdict
from app.emulators.fauna.schema.items import Predicate

DISTINCT = 1000
"""How many different decisions are kept; further ones only count if they are known."""
LONGEST_TEXT = 1000
NONE = "none"
GRANTED = {"true": "granted", "false": "refused", "error": "error", NONE: "granted"}


@dataclass(frozen=True, slots=True)
class Because:
    """A privilege that was looked at for a decision; the outcome is `none` where it has no predicate."""

    role: str
    privilege: str
    predicate: str | None = None
    outcome: str = NONE
    error: str | None = None

    @staticmethod
    def of(role: str, privilege: str, predicate: Predicate | None, verdict: Verdict | None) -> "Because":
        """What a role's privilege said."""
        text = predicate and clipped(predicate.text)
        outcome, error = verdict or (NONE, None)
        return Because(role, privilege, text, outcome, error and clipped(error))

    def shown(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "role": self.role,
            "privilege": self.privilege,
            "predicate": self.predicate,
            "outcome": self.outcome,
            "error": self.error,
        }


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether an action on a resource, and if there is one on a document, was allowed; ids are written as text."""

    action: str
    resource: str
    document: tuple[str, str] | None
    allowed: bool
    because: tuple[Because, ...]

    def shown(self, count: int) -> dict[str, Any]:
        """As JSON; it was made that many times."""
        return {
            "action": self.action,
            "resource": self.resource,
            "document": self.document and {"id": self.document[0], "coll": self.document[1]},
            "outcome": "allowed" if self.allowed else "denied",
            "because": [each.shown() for each in self.because],
            "count": count,
        }


@dataclass(slots=True)
class Trace:
    """Filled while a request is answered; an attempt that starts over forgets the decisions of the one before."""

    kind: str
    refused: str | None = None
    provider: dict[str, Any] | None = None
    roles: list[dict[str, Any]] = field(default_factory=list)
    _members: list[dict[str, Any]] = field(default_factory=list)
    _decisions: dict[Decision, int] = field(default_factory=dict)
    _truncated: bool = False

    def begin(self) -> None:
        """A new attempt."""
        self._members.clear()
        self._decisions.clear()
        self._truncated = False

    def add_role(
        self, name: str, source: str, predicate: Predicate | None = None, verdict: Verdict | None = None
    ) -> None:
        """A role that the session might have, and whether it does."""
        self.roles.append(_role(name, source, predicate, verdict))

    def add_member(self, role: str, predicate: Predicate | None, verdict: Verdict | None) -> None:
        """A role that a token's document might have by its membership."""
        self._members.append(_role(role, "membership", predicate, verdict))

    def decide(self, decision: Decision) -> None:
        """Note a decision."""
        count = self._decisions.get(decision, 0)
        if count or len(self._decisions) < DISTINCT:
            self._decisions[decision] = count + 1
        else:
            self._truncated = True

    def shown(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "secret": {
                "kind": self.kind,
                "outcome": "accepted" if self.refused is None else "refused",
                "reason": self.refused,
            },
            "provider": self.provider,
            "roles": [*self.roles, *self._members],
            "decisions": [decision.shown(count) for decision, count in self._decisions.items()],
            "truncated": self._truncated,
        }


def provider_shown(name: str | None, issuer: Any, kid: Any, audience: Any, checks: list[Check]) -> dict[str, Any]:
    """What an access provider, or None if none has that issuer, had to say of a token, as JSON."""
    return {
        "name": name,
        "issuer": _found(issuer),
        "kid": _found(kid),
        "audience": _found(audience),
        "checks": [
            {"name": check.name, "ok": check.ok, "found": _found(check.found), "expected": clipped(check.expected)}
            for check in checks
        ],
    }


def clipped(text: str) -> str:
    """The text, or its beginning if it is long."""
    return text if len(text) <= LONGEST_TEXT else f"{text[:LONGEST_TEXT]}…"


def _found(value: Any) -> Any:
    """Claims are anybody's words: scalars as they are, the rest as JSON, and clipped."""
    if value is None or isinstance(value, bool | int | float):
        return value
    return clipped(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))


def _role(name: str, source: str, predicate: Predicate | None, verdict: Verdict | None) -> dict[str, Any]:
    outcome, error = verdict or (NONE, None)
    return {
        "name": name,
        "source": source,
        "predicate": predicate and clipped(predicate.text),
        "outcome": GRANTED[outcome],
        "error": error and clipped(error),
    }
