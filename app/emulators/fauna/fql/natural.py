"""How collections tell and sort values: `includes`, `indexOf`, `distinct` and `order`, which differ from `==` and `<`.

Here a number never equals an id, a missing document is not null, NaN is nobody's equal, and 0.0 is -0.0;
arrays and objects that run out at the same time are equal.
"""

import struct
from collections.abc import Callable, Hashable, Sequence
from typing import TYPE_CHECKING, Any

from app.emulators.fauna.fql.compare import COMPARISONS, compare_numbers, compare_strings, fields_of, sorted_fields
from app.emulators.fauna.fql.types import KINDS, parse_id, position
from app.emulators.fauna.fql.values import ID, INT_MAX, INT_MIN, Function, Value

if TYPE_CHECKING:
    from app.emulators.fauna.fql.runtime import Context

SORTED = ("Boolean", "Bytes", "ID", "Time", "Date", "UUID", "Doc", "String", "Number")


def same(context: "Context", a: Value, b: Value) -> bool:
    """Whether a collection takes two values for one."""
    context.pace()
    kind, other = KINDS[type(a)].name, KINDS[type(b)].name
    if kind != other:
        return _spells(a, b) or _spells(b, a)
    match kind:
        case "Null":
            return True
        case "Number":
            return a == b if isinstance(a, int) and isinstance(b, int) else float(a) == float(b)
        case "Array":
            return len(a) == len(b) and all(same(context, x, y) for x, y in zip(a, b, strict=True))
        case "Object":
            left, right = fields_of(a), fields_of(b)
            return left.keys() == right.keys() and all(same(context, left[name], right[name]) for name in left)
        case "Function":
            return _same_function(context, a, b)
        case "Doc":
            return COMPARISONS[kind](context, a, b) == 0 if kind in COMPARISONS else a == b
        case _:
            return a == b


def _spells(a: Value, b: Value) -> bool:
    return type(a) is ID and type(b) is str and parse_id(b) == a.value


def _same_function(context: "Context", a: Function, b: Function) -> bool:
    if a is b:
        return True
    if a.origin is None or b.origin is None:
        return a.origin is b.origin and a.name == b.name and same(context, a.receiver, b.receiver)
    left, right = a.origin.captures(), b.origin.captures()
    return (
        a.origin.body is b.origin.body
        and a.origin.names == b.origin.names
        and left.keys() == right.keys()
        and all(same(context, left[name], right[name]) for name in left)
    )


def natural(context: "Context", a: Value, b: Value) -> int:
    """The order that sorting follows: -1, 0 or 1; unlike kinds by their position."""
    context.pace()
    kind, other = KINDS[type(a)].name, KINDS[type(b)].name
    if kind != other:
        return _sign(position(a), position(b))
    match kind:
        case "Number":
            return compare_numbers(a, b)
        case "String":
            return compare_strings(a, b)
        case "Array":
            return _in_turn(a, b, lambda x, y: natural(context, x, y))
        case "Object":
            return _in_turn(sorted_fields(a), sorted_fields(b), lambda x, y: _natural_field(context, x, y))
        case "Module":
            return compare_strings(a.name, b.name)
        case _:
            comparison = COMPARISONS.get(kind) if kind in SORTED else None
            order = comparison(context, a, b) if comparison else 0
            return order or 0


def _natural_field(context: "Context", a: tuple[str, Value], b: tuple[str, Value]) -> int:
    return compare_strings(a[0], b[0]) or natural(context, a[1], b[1])


def _in_turn(a: Sequence[Any], b: Sequence[Any], order: Callable[[Any, Any], int]) -> int:
    for x, y in zip(a, b, strict=False):
        result = order(x, y)
        if result:
            return result
    return _sign(len(a), len(b))


def _sign(a: int, b: int) -> int:
    return (a > b) - (a < b)


def distinct_key(value: Value, pace: Callable[[], None] | None = None) -> Hashable:
    """What tells elements apart for `distinct`: equal numbers of different types only if their hashes differ.

    `pace` is called for each part of the value.
    """
    if pace is not None:
        pace()
    kind = KINDS[type(value)].name
    match kind:
        case "Number":
            return (kind, _number_key(value))
        case "Null":
            return (kind,)
        case "Array":
            return (kind, tuple(distinct_key(element, pace) for element in value))
        case "Object":
            return (kind, frozenset((name, distinct_key(field, pace)) for name, field in fields_of(value).items()))
        case _:
            return (kind, value)


def _number_key(value: float) -> Hashable:
    if value != value:  # noqa: PLR0124 - only NaN differs from itself
        return object()
    return (_java_hash(value), value)


def _java_hash(value: float) -> int:
    if type(value) is int and INT_MIN <= value <= INT_MAX:
        return value & 0xFFFFFFFF
    packed = struct.pack(">q", value) if isinstance(value, int) else struct.pack(">d", value)
    bits = int.from_bytes(packed)
    return (bits ^ bits >> 32) & 0xFFFFFFFF
