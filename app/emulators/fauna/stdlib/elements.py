"""What arrays and sets share: asking predicates, reducing, sorting and telling elements apart."""

import functools
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.emulators.fauna.fql.compare import fields_of
from app.emulators.fauna.fql.natural import distinct_key, natural
from app.emulators.fauna.fql.types import type_display
from app.emulators.fauna.fql.values import Function, Null, Struct, Value
from app.emulators.fauna.stdlib.registry import check_callback

if TYPE_CHECKING:
    from app.emulators.fauna.fql.errors import RuntimeFailure
    from app.emulators.fauna.fql.runtime import Context


def mismatch(context: "Context", expected: str, value: Value) -> "RuntimeFailure":
    """The error of a callback's result, or an element, of the wrong type."""
    return context.fail("type_mismatch", f"expected type: {expected}, received {type_display(value)}")


def too_large(context: "Context", reason: str) -> "RuntimeFailure":
    """The error of a value beyond a limit."""
    return context.fail("value_too_large", f"Value too large: {reason}.")


def holds(context: "Context", predicate: Function, element: Value) -> bool:
    """Whether the predicate is true of the element; null counts as false."""
    context.tick()
    result = predicate.call(context, [element])
    if type(result) is bool:
        return result
    if type(result) is Null:
        return False
    raise mismatch(context, "Boolean", result)


def pairwise(context: "Context", combiner: Function, elements: list[Value]) -> Value:
    """Neighbours combined, then their results, until one is left."""
    while len(elements) > 1:
        pairs = [elements[index : index + 2] for index in range(0, len(elements), 2)]
        elements = [combiner.call(context, pair) if len(pair) > 1 else pair[0] for pair in pairs]
    return elements[0]


def fold(context: "Context", reducer: Function, seed: Value, elements: Iterable[Value]) -> Value:
    """The elements taken into the seed one by one."""
    for element in elements:
        context.tick()
        seed = reducer.call(context, [seed, element])
    return seed


@dataclass(frozen=True, slots=True)
class Ordering:
    """One criterion of `order`."""

    key: Function
    descending: bool = False


def orderings_of(context: "Context", values: Iterable[Value]) -> list[Ordering]:
    """The arguments of `order`: functions, `asc(…)` and `desc(…)`."""
    return [_ordering(context, f"ordering{index}", value) for index, value in enumerate(values)]


def _ordering(context: "Context", name: str, value: Value) -> Ordering:
    function, descending = value, False
    if type(value) in (dict, Struct) and len(fields := fields_of(value)) == 1:
        direction, found = next(iter(fields.items()))
        if direction in ("asc", "desc"):
            function, descending = found, direction == "desc"
    if type(function) is not Function:
        message = f"expected value for `{name}` of type Function, received {type_display(value)}"
        raise context.fail("invalid_argument", message)
    check_callback(context, name, function, 1)
    return Ordering(function, descending)


def in_order(context: "Context", orderings: list[Ordering], elements: Iterable[Value]) -> list[Value]:
    """The elements sorted by each criterion in turn; without any, by themselves."""
    if not orderings:
        return sorted(elements, key=functools.cmp_to_key(lambda a, b: natural(context, a, b)))
    keyed = []
    for element in elements:
        context.tick()
        keyed.append(([ordering.key.call(context, [element]) for ordering in orderings], element))

    def compare(a: Any, b: Any) -> int:
        for ordering, x, y in zip(orderings, a[0], b[0], strict=True):
            result = natural(context, x, y)
            if result:
                return -result if ordering.descending else result
        return 0

    return [element for _, element in sorted(keyed, key=functools.cmp_to_key(compare))]


def distinct(context: "Context", elements: Iterable[Value]) -> list[Value]:
    """The elements without repetitions, first ones kept."""
    found: dict[Hashable, Value] = {}
    for element in elements:
        context.tick()
        found.setdefault(distinct_key(element, context.pace), element)
    return list(found.values())
