"""From the arguments of an index to the entries between which it looks."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.emulators.fauna.fql.errors import RuntimeFailure
from app.emulators.fauna.fql.types import REFUSED, as_id, parse_id
from app.emulators.fauna.fql.values import ID, NULL, Long, Null, Value
from app.emulators.fauna.schema.items import IndexValue
from app.emulators.fauna.stdlib.documents.shaping import storable
from app.emulators.fauna.stdlib.documents.values import Document
from app.emulators.fauna.store import keys

if TYPE_CHECKING:
    from app.emulators.fauna.fql.runtime import Context

FIRST, LAST = -(2**63), 2**63 - 1
Bound = tuple[bytes, int | None]
"""The beginning of a key, and an id if the range ends at a document."""
Bounds = tuple[Bound | None, Bound | None]


def lookup_terms(context: "Context", args: Sequence[Value]) -> bytes:
    """What the keys of documents with these terms begin with. Raises `invalid_argument`."""
    terms = []
    for position, arg in enumerate(args, 1):
        try:
            terms.append(storable(context, arg))
        except RuntimeFailure:
            message = "Argument cannot be used as lookup term"
            raise context.fail("invalid_argument", f"invalid argument `term{position}`: {message}") from None
    return keys.terms_prefix(terms)


def bounds(
    context: "Context", collection: int, prefix: bytes, values: tuple[IndexValue, ...], wanted: Value | None
) -> Bounds:
    """The first and the last key and id; None is an open end. Raises `invalid_argument`."""
    if wanted is None:
        return None, None
    if not isinstance(wanted, dict) or not ("from" in wanted or "to" in wanted):
        raise _refused(context, "should be an object contining `{ from }`, `{ to }`, or `{ from, to }` fields")
    low, high = (
        _bound(context, collection, prefix, values, name, wanted[name]) if name in wanted else None
        for name in ("from", "to")
    )
    return low, high


def _bound(
    context: "Context", collection: int, prefix: bytes, values: tuple[IndexValue, ...], name: str, value: Value
) -> Bound:
    if not values:
        return prefix, _document_id(context, name, value)
    if isinstance(value, list) and len(values) == 1:
        elements = [[*value, NULL] if name == "to" else value]
    else:
        elements = value if isinstance(value, list) else [value]
    if len(elements) > len(values):
        raise _refused(context, f"The field `{name}` can have at most {len(values)} values")
    covered = [
        _covered(context, collection, name, element, index) for element, index in zip(elements, values, strict=False)
    ]
    return prefix + keys.prefix(covered, [index.descending for index in values[: len(covered)]]), None


def _covered(context: "Context", collection: int, name: str, element: Value, index: IndexValue) -> Value:
    if index.path == ("id",):
        if isinstance(element, Document):
            return element
        number = FIRST if isinstance(element, Null) else as_id(element)
        if isinstance(number, ID):
            number = number.value
        return Document(collection, LAST if number is REFUSED else number)
    try:
        return storable(context, element)
    except RuntimeFailure:
        message = f"The `{name}` field should be either an indexable value or an array of values"
        raise _refused(context, message) from None


def _document_id(context: "Context", name: str, value: Value) -> int:
    if isinstance(value, Document):
        return value.id
    if isinstance(value, ID):
        return value.value
    if type(value) in (int, Long):
        return int(value)
    parsed = parse_id(value) if isinstance(value, str) else None
    if parsed is None:
        raise _refused(context, f"The `{name}` field must be a document id.")
    return parsed


def _refused(context: "Context", message: str) -> RuntimeFailure:
    return context.fail("invalid_argument", f"invalid argument `range`: {message}")
