"""`Set`: the methods that read elements at once."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from app.emulators.fauna.fql.natural import same
from app.emulators.fauna.fql.nulls import no_such_element
from app.emulators.fauna.fql.values import Function, Null, Value
from app.emulators.fauna.stdlib.elements import fold, holds, pairwise
from app.emulators.fauna.stdlib.registry import check_callback, method
from app.emulators.fauna.stdlib.sets.building import TEST, filtered
from app.emulators.fauna.stdlib.sets.hints import hint_full_read
from app.emulators.fauna.stdlib.sets.ordered import ReverseSource
from app.emulators.fauna.stdlib.sets.source import Source, materialize, pages
from app.emulators.fauna.stdlib.sets.values import SetValue

if TYPE_CHECKING:
    from app.emulators.fauna.fql.runtime import Context

FOLD = "<A, B> (seed: B, reducer: (B, A) => B) => B"
REDUCE = "<A> (reducer: ((A, A) => A)) => A | Null"


def _elements(context: "Context", source: Source) -> Iterator[Value]:
    for page in pages(context, source):
        for element in page.elements:
            context.tick()
            yield element


def _folded(context: "Context", source: Source) -> Iterator[Value]:
    """The elements up to the first empty page."""
    for page in pages(context, source):
        if not page.elements:
            return
        yield from page.elements


def _first_of(context: "Context", source: Source) -> Value:
    elements = source.page(context, 1, None).elements
    return elements[0] if elements else no_such_element(context, "empty set")


@method("Set", "first", "<A> () => A | Null")
def _first(context: "Context", value: SetValue) -> Value:
    return _first_of(context, value.source)


@method("Set", "last", "<A> () => A | Null")
def _last(context: "Context", value: SetValue) -> Value:
    return _first_of(context, value.source.reverse())


@method("Set", "firstWhere", f"<A> {TEST} => A | Null")
def _first_where(context: "Context", value: SetValue, predicate: Function) -> Value:
    return _first_of(context, filtered(context, value.source, predicate))


@method("Set", "lastWhere", f"<A> {TEST} => A | Null")
def _last_where(context: "Context", value: SetValue, predicate: Function) -> Value:
    return _first_of(context, filtered(context, ReverseSource(value.source), predicate))


@method("Set", "isEmpty", "() => Boolean")
def _is_empty(context: "Context", value: SetValue) -> bool:
    return not value.source.page(context, 1, None).elements


@method("Set", "nonEmpty", "() => Boolean")
def _non_empty(context: "Context", value: SetValue) -> bool:
    return bool(value.source.page(context, 1, None).elements)


@method("Set", "includes", "<A> (element: A) => Boolean")
def _includes(context: "Context", value: SetValue, element: Value) -> bool:
    hint_full_read(context, value.source, "includes")
    return any(same(context, each, element) for each in _elements(context, value.source))


@method("Set", "any", f"<A> {TEST} => Boolean")
def _any(context: "Context", value: SetValue, predicate: Function) -> bool:
    check_callback(context, "predicate", predicate, 1)
    return any(holds(context, predicate, element) for element in _elements(context, value.source))


@method("Set", "every", f"<A> {TEST} => Boolean")
def _every(context: "Context", value: SetValue, predicate: Function) -> bool:
    hint_full_read(context, value.source, "every")
    check_callback(context, "predicate", predicate, 1)
    return all(holds(context, predicate, element) for element in _elements(context, value.source))


@method("Set", "toArray", "<A> () => Array<A>")
def _to_array(context: "Context", value: SetValue) -> list[Value]:
    hint_full_read(context, value.source, "toArray")
    elements = materialize(context, value.source)
    context.steps += len(elements)
    return elements


@method("Set", "count", "() => Number")
def _count(context: "Context", value: SetValue) -> int:
    hint_full_read(context, value.source, "count")
    count = sum(1 for _ in _folded(context, value.source))
    context.steps += count
    return count


@method("Set", "forEach", "<A> (callback: (A => Any)) => Null")
def _for_each(context: "Context", value: SetValue, callback: Function) -> Null:
    hint_full_read(context, value.source, "forEach")
    check_callback(context, "func", callback, 1)
    for element in _elements(context, value.source):
        callback.call(context, [element])
    return Null("literal", context.span)


@method("Set", "aggregate", "<A> (seed: A, combiner: (A, A) => A) => A")
def _aggregate(context: "Context", value: SetValue, seed: Value, combiner: Function) -> Value:
    hint_full_read(context, value.source, "aggregate")
    check_callback(context, "combiner", combiner, 2)
    return _aggregated(context, pages(context, value.source), seed, combiner)


def _aggregated(context: "Context", rest: Iterator, seed: Value, combiner: Function) -> Value:
    """Each page's result is the seed of the pages behind it."""
    page = next(rest, None)
    if page is None or not page.elements:
        return seed
    result = pairwise(context, combiner, page.elements)
    if page.after is not None:
        result = _aggregated(context, rest, result, combiner)
    return combiner.call(context, [result, seed])


@method("Set", "fold", FOLD)
def _fold(context: "Context", value: SetValue, seed: Value, reducer: Function) -> Value:
    hint_full_read(context, value.source, "fold")
    check_callback(context, "reducer", reducer, 2)
    return fold(context, reducer, seed, _folded(context, value.source))


@method("Set", "foldRight", FOLD)
def _fold_right(context: "Context", value: SetValue, seed: Value, reducer: Function) -> Value:
    hint_full_read(context, value.source, "foldRight")
    check_callback(context, "reducer", reducer, 2)
    return fold(context, reducer, seed, _folded(context, value.source.reverse()))


def _reduced(context: "Context", source: Source, reducer: Function) -> Value:
    check_callback(context, "reducer", reducer, 2)
    elements = _folded(context, source)
    for first in elements:
        return fold(context, reducer, first, elements)
    return no_such_element(context, "empty set")


@method("Set", "reduce", REDUCE)
def _reduce(context: "Context", value: SetValue, reducer: Function) -> Value:
    hint_full_read(context, value.source, "reduce")
    return _reduced(context, value.source, reducer)


@method("Set", "reduceRight", REDUCE)
def _reduce_right(context: "Context", value: SetValue, reducer: Function) -> Value:
    hint_full_read(context, value.source, "reduceRight")
    return _reduced(context, value.source.reverse(), reducer)
