"""Equality and order of values, with the real service's peculiarities.

Orders are -1, 0 or 1; `compare` gives None for values of unrelated kinds.
"""

import uuid
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from app.emulators.fauna.fql.presence import is_null
from app.emulators.fauna.fql.types import KINDS, parse_id, position
from app.emulators.fauna.fql.values import ID, Function, Module, Null, Struct, TransactionTime, Value

if TYPE_CHECKING:
    from app.emulators.fauna.fql.runtime import Context

Comparison = Callable[["Context", Any, Any], int | None]
COMPARISONS: dict[str, Comparison] = {}
"""How two values of one kind compare, by the kind's name; kinds such as `Doc` are added by who defines them."""


def equal(context: "Context", a: Value, b: Value) -> bool:
    """`a == b`."""
    if a is b:
        return True
    context.pace()
    kind = KINDS[type(a)].name
    if kind == "Array":
        return type(b) is list and len(a) == len(b) and all(equal(context, x, y) for x, y in zip(a, b, strict=True))
    if kind == "Object":
        return _equal_objects(context, a, b)
    if type(a) is Null or type(b) is Null:
        return is_null(context, a, context.span) and is_null(context, b, context.span)
    if type(a) is TransactionTime and type(b) is TransactionTime:
        return True
    return compare(context, a, b) == 0


def compare(context: "Context", a: Value, b: Value) -> int | None:
    """How `a` and `b` are ordered; None when nothing relates their kinds."""
    if a is b:
        return 0
    context.pace()
    kind, other = KINDS[type(a)].name, KINDS[type(b)].name
    if kind == other:
        comparison = COMPARISONS.get(kind)
        return comparison(context, a, b) if comparison else None
    if kind == "ID":
        return _compare_id(context, a, b, other)
    if other == "ID":
        reverse = _compare_id(context, b, a, kind)
        return None if reverse is None else -reverse
    return None


def total(context: "Context", a: Value, b: Value) -> int:
    """The order over all values: unrelated kinds by their position."""
    order = compare(context, a, b)
    return _sign(position(a), position(b)) if order is None else order


def compare_numbers(a: float, b: float) -> int:
    """Numeric order as Java's: NaN is equal to itself and above all, -0.0 is below 0.0."""
    if type(a) is not float and type(b) is not float:
        return _sign(a, b)
    x, y = float(a), float(b)
    if x < y:
        return -1
    if x > y:
        return 1
    return _sign(_double_rank(x), _double_rank(y))


def compare_strings(a: str, b: str) -> int:
    """Order of strings by UTF-16 units, as Java's."""
    if a.isascii() or b.isascii():
        return _sign(a, b)
    return _sign(a.encode("utf-16-be", "surrogatepass"), b.encode("utf-16-be", "surrogatepass"))


def _double_rank(value: float) -> int:
    if value != value:  # noqa: PLR0124 - only NaN differs from itself
        return 2
    return int(str(value)[0] != "-")


def _sign(a: Any, b: Any) -> int:
    return (a > b) - (a < b)


def _compare_id(context: "Context", a: ID, b: Value, other: str) -> int | None:
    if other == "String":
        parsed = parse_id(b)
        return None if parsed is None else _sign(a.value, parsed)
    return compare_numbers(a.value, b) if other == "Number" else None


def _equal_objects(context: "Context", a: Any, b: Value) -> bool:
    if KINDS[type(b)].name != "Object":
        return False
    left, right = fields_of(a), fields_of(b)
    return len(left) == len(right) and all(
        name in right and equal(context, value, right[name]) for name, value in left.items()
    )


def fields_of(value: Any) -> Any:
    """The fields of an object or struct."""
    return value.fields if type(value) is Struct else value


def _compare_lists(a: Sequence[Any], b: Sequence[Any], order: Callable[[Any, Any], int]) -> int:
    """Lists that run out at the same time count as less: the first one's end is seen first."""
    for x, y in zip(a, b, strict=False):
        result = order(x, y)
        if result:
            return result
    return 1 if len(a) > len(b) else -1


def _compare_arrays(context: "Context", a: list[Value], b: list[Value]) -> int:
    return _compare_lists(a, b, lambda x, y: total(context, x, y))


def _compare_objects(context: "Context", a: Any, b: Any) -> int:
    def order(x: tuple[str, Value], y: tuple[str, Value]) -> int:
        return compare_strings(x[0], y[0]) or total(context, x[1], y[1])

    return _compare_lists(sorted_fields(a), sorted_fields(b), order)


def sorted_fields(value: Any) -> list[tuple[str, Value]]:
    """The fields of an object by name, in the order of strings."""
    return sorted(fields_of(value).items(), key=lambda item: item[0].encode("utf-16-be", "surrogatepass"))


def _compare_functions(context: "Context", a: Function, b: Function) -> int | None:
    if a.is_lambda != b.is_lambda:
        return None
    if a.is_lambda:
        return _compare_lists(a.params, b.params, lambda x, y: _sign(x or "", y or ""))
    return total(context, a.receiver, b.receiver) or compare_strings(a.name, b.name)


def _compare_modules(context: "Context", a: Module, b: Module) -> int:
    return _sign(a.parent or "", b.parent or "") or compare_strings(a.name, b.name)


def _compare_uuids(context: "Context", a: uuid.UUID, b: uuid.UUID) -> int:
    """Java compares the halves as signed numbers."""
    flip = 1 << 63
    high, low = a.int >> 64, a.int & (2**64 - 1)
    other_high, other_low = b.int >> 64, b.int & (2**64 - 1)
    return _sign((high ^ flip, low ^ flip), (other_high ^ flip, other_low ^ flip))


def _ordered(context: "Context", a: Any, b: Any) -> int:
    return _sign(a, b)


def _by_hash(context: "Context", a: Any, b: Any) -> int:
    return _sign(hash(a), hash(b))


COMPARISONS.update(
    {
        "Null": lambda context, a, b: 0,
        "Boolean": _ordered,
        "Number": lambda context, a, b: compare_numbers(a, b),
        "String": lambda context, a, b: compare_strings(a, b),
        "Bytes": _ordered,
        "ID": _ordered,
        "Time": _ordered,
        "Date": _ordered,
        "UUID": _compare_uuids,
        "Array": _compare_arrays,
        "Object": _compare_objects,
        "Function": _compare_functions,
        "Module": _compare_modules,
        "Set": _by_hash,
        "SetCursor": _by_hash,
        "EventSource": _by_hash,
    }
)
