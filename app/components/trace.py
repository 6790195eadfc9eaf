"""A decision trace, as Fauna's emulator gives it, in the form that pages show; odd or missing parts are left out."""

from dataclasses import dataclass, field
from typing import Any, Literal

from app.components.literal import cut, seen

LONGEST = 300
MOST_SHOWN = 200
Mark = Literal["yes", "no", "fault", "none"]
MARKS: dict[str, Mark] = {
    "accepted": "yes", "granted": "yes", "allowed": "yes", "true": "yes",
    "refused": "no", "denied": "no", "false": "no",
    "error": "fault",
}  # fmt: skip
KINDS = {
    "access_provider": "Token of an access provider",
    "key": "Key",
    "token": "Token of a document",
    "scoped": "Scoped secret",
}
SOURCES = {
    "access_provider": "from the access provider",
    "membership": "by membership",
    "key": "the key's own",
    "scope": "the secret's scope",
}


@dataclass(frozen=True)
class TraceLine:
    """One reason: a check, a predicate or a privilege, and how it came out; `code` is FQL or a value."""

    mark: str
    title: str
    note: str = ""
    code: str = ""


@dataclass(frozen=True)
class TraceNode:
    """A decision and the reasons for it."""

    mark: str
    title: str
    note: str = ""
    code: str = ""
    lines: tuple[TraceLine, ...] = ()


@dataclass(frozen=True)
class TraceSection:
    """One of the stages: secret, access provider, roles, privileges; `empty` is said where it holds nothing."""

    name: str
    title: str
    empty: str = ""
    nodes: tuple[TraceNode, ...] = ()


@dataclass(frozen=True)
class Trace:
    """All stages; none where there is no trace. `verdict` is the whole in a sentence."""

    verdict: str = ""
    sections: tuple[TraceSection, ...] = field(default=())


def read_trace(raw: Any) -> Trace:
    """The trace from the answer's `decision_trace`."""
    if not isinstance(raw, dict):
        return Trace()
    nodes = tuple(_decision(item) for item in _dicts(raw.get("decisions"))[:MOST_SHOWN])
    return Trace(
        _verdict(raw),
        (
            TraceSection("secret", "Secret", nodes=(_secret(_dict(raw.get("secret"))),)),
            TraceSection("provider", "Access provider", "No access provider had a part in it.", _provider(raw)),
            TraceSection("roles", "Roles", "No role was granted.", tuple(map(_role, _dicts(raw.get("roles"))))),
            TraceSection("privileges", "Privileges", "Nothing was asked for that a role decides.", nodes),
        ),
    )


def _verdict(raw: dict[str, Any]) -> str:
    if _dict(raw.get("secret")).get("outcome") == "refused":
        return "Fauna refused the secret, so nothing was read."
    roles = [_text(role.get("name")) for role in _dicts(raw.get("roles")) if role.get("outcome") == "granted"]
    decisions = _dicts(raw.get("decisions"))
    allowed, denied = (
        sum(_count(item) for item in decisions if item.get("outcome") == outcome) for outcome in ("allowed", "denied")
    )
    acting = f"Acting as {', '.join(roles)}" if roles else "Acting without a role"
    more = "; the trace was cut here" if raw.get("truncated") or len(decisions) > MOST_SHOWN else ""
    return f"{acting}: {allowed} allowed, {denied} denied{more}."


def _secret(secret: dict[str, Any]) -> TraceNode:
    kind = _text(secret.get("kind"))
    return TraceNode(_mark(secret), KINDS.get(kind, kind or "Secret"), _text(secret.get("reason")))


def _provider(raw: dict[str, Any]) -> tuple[TraceNode, ...]:
    provider = _dict(raw.get("provider"))
    if not provider:
        return ()
    checks = tuple(
        TraceLine(
            "yes" if check.get("ok") else "no", _text(check.get("name")), _expected(check), _value(check, "found")
        )
        for check in _dicts(provider.get("checks"))
    )
    mark = "yes" if all(check.mark == "yes" for check in checks) else "no"
    return (TraceNode(mark, _text(provider.get("name")), _text(provider.get("issuer")), lines=checks),)


def _expected(check: dict[str, Any]) -> str:
    expected = _value(check, "expected")
    return f"expected {expected}" if expected and not check.get("ok") else ""


def _role(role: dict[str, Any]) -> TraceNode:
    source, error = _text(role.get("source")), _text(role.get("error"))
    notes = (SOURCES.get(source, source), error)
    return TraceNode(
        _mark(role), _text(role.get("name")), " · ".join(filter(None, notes)), _text(role.get("predicate"))
    )


def _decision(item: dict[str, Any]) -> TraceNode:
    document, count = _dict(item.get("document")), _count(item)
    about = _text(item.get("resource"))
    if document:
        about = f"{_text(document.get('coll')) or about}({_text(document.get('id'))})"
    times = f"{count} times" if count > 1 else ""
    lines = tuple(_because(reason) for reason in _dicts(item.get("because")))
    return TraceNode(_mark(item), f"{_text(item.get('action'))} {about}".strip(), times, lines=lines)


def _because(reason: dict[str, Any]) -> TraceLine:
    outcome, predicate, error = reason.get("outcome"), _text(reason.get("predicate")), _text(reason.get("error"))
    if outcome == "none":
        note = "the role has no such privilege"
    elif predicate:
        note = {"true": "its predicate is true", "false": "its predicate is false"}.get(
            str(outcome), "its predicate failed"
        )
    else:
        note = "granted without a predicate" if outcome == "true" else "not granted"
    role, privilege = _text(reason.get("role")), _text(reason.get("privilege"))
    title = f"{role}: {privilege}" if privilege else role
    return TraceLine(_mark(reason), title, f"{note}: {error}" if error else note, predicate)


def _mark(item: dict[str, Any]) -> Mark:
    return MARKS.get(str(item.get("outcome")), "none")


def _count(item: dict[str, Any]) -> int:
    count = item.get("count")
    return count if isinstance(count, int) and count > 0 else 1


def _value(item: dict[str, Any], name: str) -> str:
    value = item.get(name)
    if value is None:
        return ""
    return _text(value if isinstance(value, str) else str(value))


def _text(value: Any) -> str:
    if value is None:
        return ""
    return cut(seen(value if isinstance(value, str) else str(value)), LONGEST)


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
