"""Arrays: elements, parts and positions; what takes functions is apart."""

from typing import TYPE_CHECKING

from app.emulators.fauna.fql.natural import same
from app.emulators.fauna.fql.nulls import no_such_element
from app.emulators.fauna.fql.values import Module, Value
from app.emulators.fauna.stdlib.elements import distinct, in_order, mismatch, orderings_of, too_large
from app.emulators.fauna.stdlib.registry import access, field, method, static

if TYPE_CHECKING:
    from app.emulators.fauna.fql.runtime import Context

Array = list[Value]


def index_in(context: "Context", array: Array, index: int) -> int:
    """The index, which must be one of the array's."""
    if not 0 <= index < len(array):
        raise context.fail("index_out_of_bounds", f"index {index} out of bounds for length {len(array)}")
    return index


def not_found(context: "Context") -> Value:
    """The null of a search without result."""
    return no_such_element(context, "no element found")


@static("Array", "sequence", "(from: Number, until: Number) => Array<Number>", **{"from": "Int", "until": "Int"})
def _sequence(context: "Context", module: Module, start: int, until: int) -> Array:
    size = max(0, until - start)
    if size > context.limits.elements:
        raise too_large(context, f"range size {size} exceeds limit {context.limits.elements}")
    return list(range(start, until))


@field("Array", "length", "Number")
def _length(context: "Context", array: Array) -> int:
    return len(array)


@access("Array", "<A> (index: Number) => A", index="Int")
@method("Array", "at", "<A> (index: Number) => A", index="Int")
def _at(context: "Context", array: Array, index: int) -> Value:
    return array[index_in(context, array, index)]


@method("Array", "append", "<A> (element: A) => Array<A>")
def _append(context: "Context", array: Array, element: Value) -> Array:
    return [*array, element]


@method("Array", "prepend", "<A> (element: A) => Array<A>")
def _prepend(context: "Context", array: Array, element: Value) -> Array:
    return [element, *array]


@method("Array", "concat", "<A, B> (other: Array<B>) => Array<A | B>")
def _concat(context: "Context", array: Array, other: Array) -> Array:
    return array + other


@method("Array", "distinct", "<A> () => Array<A>")
def _distinct(context: "Context", array: Array) -> Array:
    return distinct(context, array)


@method("Array", "drop", "<A> (amount: Number) => Array<A>", amount="Int")
def _drop(context: "Context", array: Array, amount: int) -> Array:
    return array[max(0, amount) :]


@method("Array", "take", "<A> (limit: Number) => Array<A>", limit="Int")
def _take(context: "Context", array: Array, limit: int) -> Array:
    return array[: max(0, limit)]


SLICE = "<A> ((from: Number) => Array<A>) & ((from: Number, until: Number) => Array<A>)"


@method("Array", "slice", SLICE, **{"from": "Int", "until": "Int"})
def _slice(context: "Context", array: Array, start: int, until: int | None = None) -> Array:
    return array[max(0, start) : len(array) if until is None else max(0, until)]


@method("Array", "entries", "<A> () => Array<[Number, A]>")
def _entries(context: "Context", array: Array) -> Array:
    return [[index, element] for index, element in enumerate(array)]


@method("Array", "first", "<A> () => A | Null")
def _first(context: "Context", array: Array) -> Value:
    return array[0] if array else no_such_element(context, "empty array")


@method("Array", "last", "<A> () => A | Null")
def _last(context: "Context", array: Array) -> Value:
    return array[-1] if array else no_such_element(context, "empty array")


@method("Array", "flatten", "() => Array<Any>")
def _flatten(context: "Context", array: Array) -> Array:
    result: Array = []
    for element in array:
        if type(element) is not list:
            raise mismatch(context, "Array<Any>", element)
        result += element
    return result


INDEX_OF = "<A> ((element: A) => Number | Null) & ((element: A, start: Number) => Number | Null)"
LAST_INDEX_OF = "<A> ((element: A) => Number | Null) & ((element: A, end: Number) => Number | Null)"


@method("Array", "indexOf", INDEX_OF, start="Int")
def _index_of(context: "Context", array: Array, element: Value, start: int | None = None) -> Value:
    first = 0 if start is None else index_in(context, array, start)
    for index in range(first, len(array)):
        if same(context, element, array[index]):
            return index
    return not_found(context)


@method("Array", "lastIndexOf", LAST_INDEX_OF, end="Int")
def _last_index_of(context: "Context", array: Array, element: Value, end: int | None = None) -> Value:
    last = len(array) - 1 if end is None else index_in(context, array, end)
    for index in range(last, -1, -1):
        if same(context, element, array[index]):
            return index
    return not_found(context)


@method("Array", "includes", "<A> (element: A) => Boolean")
def _includes(context: "Context", array: Array, element: Value) -> bool:
    return any(same(context, each, element) for each in array)


@method("Array", "isEmpty", "() => Boolean")
def _is_empty(context: "Context", array: Array) -> bool:
    return not array


@method("Array", "nonEmpty", "() => Boolean")
def _non_empty(context: "Context", array: Array) -> bool:
    return bool(array)


@method("Array", "reverse", "<A> () => Array<A>")
def _reverse(context: "Context", array: Array) -> Array:
    return array[::-1]


@method("Array", "order", "<A> (ordering: ...(A => Any) & {}) => Array<A>")
def _order(context: "Context", array: Array, *orderings: Value) -> Array:
    return in_order(context, orderings_of(context, orderings), array)
