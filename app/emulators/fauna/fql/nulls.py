"""Nulls that know why they are null, and the errors that say so."""

from typing import TYPE_CHECKING, Protocol

from app.emulators.fauna.fql.errors import Hint, RuntimeFailure
from app.emulators.fauna.fql.source import Span
from app.emulators.fauna.fql.values import Null, Value

if TYPE_CHECKING:
    from app.emulators.fauna.fql.runtime import Context

CREATED = "Null value created here"
DENIED = "permission denied"


class Absent(Protocol):
    """What the null of a missing document has for a subject."""

    @property
    def absence(self) -> str:
        """That there is no such document, in a sentence."""
        ...


class NullReceiver(Exception):
    """Raised by a dynamic field or access whose receiver stands for nothing; carries the null."""

    def __init__(self, null: Null) -> None:
        self.null = null
        super().__init__()


def missing_field(receiver: Value, name: str, span: Span) -> Null:
    """The null that a missing field gives."""
    return Null("missing_field", span, name, receiver)


def no_such_element(context: "Context", reason: str) -> Null:
    """The null of a native function that found nothing; `reason` continues "Null value, due to …"."""
    return Null("no_such_element", context.span, reason)


def invalid_number(context: "Context", text: str) -> Null:
    """The null of a text that is no number."""
    return Null("invalid_number", context.span, text)


def created(null: Null) -> tuple[Hint, ...]:
    """The hint that points to where a null came from."""
    return (Hint(CREATED, null.span),)


def invalid_access(context: "Context", name: str, null: Null, span: Span, receiver: Span) -> RuntimeFailure:
    """The error of `.name` or `[…]` on null; on a missing document it is about the receiver."""
    if null.kind == "document":
        if null.detail == DENIED:
            message = "Insufficient privileges to perform the action."
            return context.fail_at(receiver, "permission_denied", message)
        return context.fail_at(receiver, "document_not_found", null.subject.absence)
    message = f"Cannot access `{name}` on null."
    return context.fail_at(span, "invalid_null_access", message, hints=created(null))


def null_value(context: "Context", null: Null, span: Span) -> RuntimeFailure:
    """The error of `!` on null."""
    code = "null_value"
    match null.kind:
        case "document" if null.detail != DENIED:
            code, message = "document_not_found", null.subject.absence
        case "literal":
            message = "Null literal value"
        case "invalid_number":
            message = "Null value, due to invalid number"
        case "missing_field":
            message = f"Null value, due to missing field `{null.detail}`"
        case _:
            message = f"Null value, due to {null.detail}"
    hints = () if null.kind == "document" or overlaps(span, null.span) else created(null)
    return context.fail_at(span, code, message, hints=hints)


def overlaps(outer: Span, inner: Span) -> bool:
    """Whether either end of `inner` lies within `outer`, ends included."""
    return outer.source == inner.source and (
        outer.start <= inner.start <= outer.end or outer.start <= inner.end <= outer.end
    )
