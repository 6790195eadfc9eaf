"""`Set`: making sets, and sets from sets; nothing is read here."""

from typing import TYPE_CHECKING

from app.emulators.fauna.fql.values import Function, Module, Value
from app.emulators.fauna.stdlib.elements import orderings_of
from app.emulators.fauna.stdlib.registry import check_callback, method, static
from app.emulators.fauna.stdlib.sets.computed import FlatMapSource, ProjectedSource, WhereSource
from app.emulators.fauna.stdlib.sets.hints import hint_full_read
from app.emulators.fauna.stdlib.sets.literal import ArraySource, SequenceSource, SingleSource
from app.emulators.fauna.stdlib.sets.ordered import DistinctSource, OrderedSource
from app.emulators.fauna.stdlib.sets.pages import check_size
from app.emulators.fauna.stdlib.sets.shaped import ConcatSource, DropSource, PagedSource, TakeSource
from app.emulators.fauna.stdlib.sets.values import EventSource, SetValue

if TYPE_CHECKING:
    from app.emulators.fauna.fql.runtime import Context
    from app.emulators.fauna.stdlib.sets.source import Source

TEST = "(predicate: (A => Boolean | Null))"
INTS = {"from": "Int", "until": "Int"}


@static("Set", "single", "<A> (element: A) => Set<A>")
def _single(context: "Context", module: Module, element: Value) -> SetValue:
    return SetValue(SingleSource(element))


@static("Set", "sequence", "(from: Number, until: Number) => Set<Number>", **INTS)
def _sequence(context: "Context", module: Module, start: int, until: int) -> SetValue:
    return SetValue(SequenceSource(start, until))


@method("Array", "toSet", "<A> () => Set<A>")
def _array_to_set(context: "Context", array: list[Value]) -> SetValue:
    return SetValue(ArraySource(array))


@method("Set", "toSet", "<A> () => Set<A>")
def _to_set(context: "Context", value: SetValue) -> SetValue:
    return value


@method("Set", "map", "<A, B> (mapper: (A => B)) => Set<B>")
def _map(context: "Context", value: SetValue, mapper: Function) -> SetValue:
    return SetValue(projected(context, value.source, mapper))


def projected(context: "Context", source: "Source", mapper: Function) -> ProjectedSource:
    """The source of what `mapper` makes; it must take one parameter."""
    check_callback(context, "mapper", mapper, 1)
    return ProjectedSource(source, mapper, context.valid_time, tuple(context.frames))


@method("Set", "where", f"<A> {TEST} => Set<A>")
def _where(context: "Context", value: SetValue, predicate: Function) -> SetValue:
    return SetValue(filtered(context, value.source, predicate))


def filtered(context: "Context", source: "Source", predicate: Function) -> WhereSource:
    """The source of what `predicate` lets through; it must take one parameter."""
    check_callback(context, "pred", predicate, 1)
    return WhereSource(source, predicate, context.valid_time, tuple(context.frames))


@method("EventSource", "map", "<A, B> (mapper: (A => B)) => EventSource<B>")
def _map_events(context: "Context", value: EventSource, mapper: Function) -> EventSource:
    return EventSource(projected(context, value.source, mapper), value.watched)


@method("EventSource", "where", f"<A> {TEST} => EventSource<A>")
def _where_events(context: "Context", value: EventSource, predicate: Function) -> EventSource:
    return EventSource(filtered(context, value.source, predicate), value.watched)


@method("Set", "flatMap", "<A, B> (mapper: (A => Set<B>)) => Set<B>")
def _flat_map(context: "Context", value: SetValue, mapper: Function) -> SetValue:
    check_callback(context, "mapper", mapper, 1)
    return SetValue(FlatMapSource(value.source, None, mapper, False, context.valid_time, tuple(context.frames)))


@method("Set", "order", "<A> (ordering: ...(A => Any) & {}) => Set<A>")
def _order(context: "Context", value: SetValue, *orderings: Value) -> SetValue:
    hint_full_read(context, value.source, "order")
    return SetValue(OrderedSource(value.source, tuple(orderings_of(context, orderings)), tuple(context.frames)))


@method("Set", "distinct", "<A> () => Set<A>")
def _distinct(context: "Context", value: SetValue) -> SetValue:
    hint_full_read(context, value.source, "distinct")
    return SetValue(DistinctSource(value.source))


@method("Set", "reverse", "<A> () => Set<A>")
def _reverse(context: "Context", value: SetValue) -> SetValue:
    return SetValue(value.source.reverse())


@method("Set", "concat", "<A, B> (other: Set<B>) => Set<A | B>")
def _concat(context: "Context", value: SetValue, other: SetValue) -> SetValue:
    return SetValue(ConcatSource(value.source, other.source))


@method("Set", "drop", "<A> (amount: Number) => Set<A>", amount="Int")
def _drop(context: "Context", value: SetValue, amount: int) -> SetValue:
    return SetValue(DropSource(value.source, amount))


@method("Set", "take", "<A> (limit: Number) => Set<A>", limit="Int")
def _take(context: "Context", value: SetValue, limit: int) -> SetValue:
    if limit < 0:
        raise context.fail("invalid_bounds", f"expected `limit` to be greater than 0, received {limit}")
    return SetValue(TakeSource(value.source, limit) if limit else ArraySource([]))


@method("Set", "pageSize", "<A> (size: Number) => Set<A>", size="Int")
def _page_size(context: "Context", value: SetValue, size: int) -> SetValue:
    check_size(context, size)
    return SetValue(PagedSource(value.source, size))
