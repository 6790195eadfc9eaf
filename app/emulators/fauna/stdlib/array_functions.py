"""Arrays: the methods that take functions."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from app.emulators.fauna.fql.nulls import no_such_element
from app.emulators.fauna.fql.values import Function, Null, Value
from app.emulators.fauna.stdlib.arrays import Array, index_in, not_found
from app.emulators.fauna.stdlib.elements import fold, holds, mismatch, pairwise
from app.emulators.fauna.stdlib.registry import check_callback, method

if TYPE_CHECKING:
    from app.emulators.fauna.fql.runtime import Context

TEST = "(predicate: (A => Boolean | Null))"
FOLD = "<A, B> (seed: B, reducer: (B, A) => B) => B"
REDUCE = "<A> (reducer: ((A, A) => A)) => A | Null"
INDEX_WHERE = (
    "<A> ((predicate: (A => Boolean | Null)) => Number | Null)"
    " & ((predicate: A => Boolean | Null, {bound}: Number) => Number | Null)"
)


@method("Array", "map", "<A, B> (mapper: (A => B)) => Array<B>")
def _map(context: "Context", array: Array, mapper: Function) -> Array:
    check_callback(context, "mapper", mapper, 1)
    result = []
    for element in array:
        context.tick()
        result.append(mapper.call(context, [element]))
    return result


@method("Array", "flatMap", "<A, B> (mapper: (A => Array<B>)) => Array<B>")
def _flat_map(context: "Context", array: Array, mapper: Function) -> Array:
    check_callback(context, "mapper", mapper, 1)
    result: Array = []
    for element in array:
        context.tick()
        part = mapper.call(context, [element])
        if type(part) is not list:
            raise mismatch(context, "Array<Any>", part)
        result += part
    return result


@method("Array", "forEach", "<A> (callback: (A => Any)) => Null")
def _for_each(context: "Context", array: Array, callback: Function) -> Null:
    check_callback(context, "fn", callback, 1)
    for element in array:
        context.tick()
        callback.call(context, [element])
    return Null("literal", context.span)


@method("Array", "filter", f"<A> {TEST} => Array<A>")
def _filter(context: "Context", array: Array, predicate: Function) -> Array:
    check_callback(context, "predicate", predicate, 1)
    kept = []
    for element in array:
        context.tick()
        result = predicate.call(context, [element])
        if type(result) is not bool and type(result) is not Null:
            raise mismatch(context, "Boolean", element)
        if result is True:
            kept.append(element)
    return kept


@method("Array", "where", f"<A> {TEST} => Array<A>")
def _where(context: "Context", array: Array, predicate: Function) -> Array:
    check_callback(context, "pred", predicate, 1)
    return [element for element in array if holds(context, predicate, element)]


@method("Array", "firstWhere", f"<A> {TEST} => A | Null")
def _first_where(context: "Context", array: Array, predicate: Function) -> Value:
    found = _where(context, array, predicate)
    return found[0] if found else not_found(context)


@method("Array", "lastWhere", f"<A> {TEST} => A | Null")
def _last_where(context: "Context", array: Array, predicate: Function) -> Value:
    found = _where(context, array, predicate)
    return found[-1] if found else not_found(context)


@method("Array", "any", f"<A> {TEST} => Boolean")
def _any(context: "Context", array: Array, predicate: Function) -> bool:
    check_callback(context, "predicate", predicate, 1)
    return any(holds(context, predicate, element) for element in array)


@method("Array", "every", f"<A> {TEST} => Boolean")
def _every(context: "Context", array: Array, predicate: Function) -> bool:
    check_callback(context, "predicate", predicate, 1)
    return all(holds(context, predicate, element) for element in array)


@method("Array", "indexWhere", INDEX_WHERE.format(bound="start"), start="Int")
def _index_where(context: "Context", array: Array, predicate: Function, start: int | None = None) -> Value:
    first = 0 if start is None else index_in(context, array, start)
    return _search(context, array, predicate, range(first, len(array)))


@method("Array", "lastIndexWhere", INDEX_WHERE.format(bound="end"), end="Int")
def _last_index_where(context: "Context", array: Array, predicate: Function, end: int | None = None) -> Value:
    last = len(array) - 1 if end is None else index_in(context, array, end)
    return _search(context, array, predicate, range(last, -1, -1))


def _search(context: "Context", array: Array, predicate: Function, indexes: Iterable[int]) -> Value:
    check_callback(context, "predicate", predicate, 1)
    for index in indexes:
        if holds(context, predicate, array[index]):
            return index
    return not_found(context)


@method("Array", "aggregate", "<A> (seed: A, combiner: (A, A) => A) => A")
def _aggregate(context: "Context", array: Array, seed: Value, combiner: Function) -> Value:
    check_callback(context, "combiner", combiner, 2)
    return combiner.call(context, [pairwise(context, combiner, array), seed]) if array else seed


@method("Array", "fold", FOLD)
def _fold(context: "Context", array: Array, seed: Value, reducer: Function) -> Value:
    check_callback(context, "reducer", reducer, 2)
    return fold(context, reducer, seed, array)


@method("Array", "foldRight", FOLD)
def _fold_right(context: "Context", array: Array, seed: Value, reducer: Function) -> Value:
    check_callback(context, "reducer", reducer, 2)
    return fold(context, reducer, seed, reversed(array))


@method("Array", "reduce", REDUCE)
def _reduce(context: "Context", array: Array, reducer: Function) -> Value:
    check_callback(context, "reducer", reducer, 2)
    return fold(context, reducer, array[0], array[1:]) if array else no_such_element(context, "empty array")


@method("Array", "reduceRight", REDUCE)
def _reduce_right(context: "Context", array: Array, reducer: Function) -> Value:
    return _reduce(context, array[::-1], reducer)
