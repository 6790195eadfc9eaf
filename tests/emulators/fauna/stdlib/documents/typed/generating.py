"""Types and values of them, for property tests."""

from hypothesis import strategies as st

from app.emulators.fauna.fql.values import NULL, Date, Time, Value
from app.emulators.fauna.stdlib.documents.typed.shapes import (
    ANY,
    ArrayOf,
    DocumentOf,
    FieldShape,
    OneOf,
    Record,
    Scalar,
    Shape,
    Singleton,
    TupleOf,
    takes_null,
)
from app.emulators.fauna.stdlib.documents.values import Document

NAMES = st.sampled_from(["a", "b", "c", "d", "_a", "__a"])
SCALARS: dict[str, st.SearchStrategy[Value]] = {
    "Null": st.just(NULL),
    "Int": st.integers(-(2**31), 2**31 - 1),
    "Long": st.integers(-(2**63), 2**63 - 1),
    "Double": st.floats(allow_nan=False),
    "Number": st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False),
    "Boolean": st.booleans(),
    "String": st.text(max_size=3),
    "Bytes": st.binary(max_size=3),
    "Time": st.builds(Time, st.integers(0, 10**9), st.integers(0, 999_999_999)),
    "Date": st.builds(Date, st.integers(0, 10**5)),
}
DOCUMENTS = st.builds(Document, st.integers(1, 2), st.integers(0, 9))
LEAVES = st.one_of(*(values for name, values in SCALARS.items() if name != "Null"), DOCUMENTS)


def _larger(inner: st.SearchStrategy[Value]) -> st.SearchStrategy[Value]:
    return st.lists(inner | st.just(NULL), max_size=3) | st.dictionaries(NAMES, inner, max_size=3)


VALUES = st.recursive(LEAVES, _larger, max_leaves=8)
DATA = st.dictionaries(NAMES, VALUES, max_size=5)


def _composed(inner: st.SearchStrategy[Shape]) -> st.SearchStrategy[Shape]:
    fields = st.dictionaries(NAMES, inner.map(FieldShape), max_size=3)
    return st.one_of(
        inner.map(ArrayOf),
        st.lists(inner, max_size=3).map(lambda elements: TupleOf(tuple(elements))),
        st.builds(Record, fields, st.none() | inner),
        st.lists(inner, min_size=1, max_size=3).map(lambda members: OneOf(tuple(members))),
    )


SHAPES: st.SearchStrategy[Shape] = st.recursive(
    st.one_of(
        st.sampled_from([ANY, *map(Scalar, SCALARS)]),
        st.sampled_from([1, "a", True, False]).map(Singleton),
        st.builds(DocumentOf, st.integers(1, 2), st.just("A")),
    ),
    _composed,
    max_leaves=6,
)
RECORDS = st.builds(Record, st.dictionaries(NAMES, SHAPES.map(FieldShape), max_size=4), st.none() | st.just(ANY))


def values_of(shape: Shape) -> st.SearchStrategy[Value]:
    """Values of a type."""
    match shape:
        case Scalar(name="Any"):
            return VALUES
        case Scalar(name=name):
            return SCALARS[name]
        case Singleton(value=value):
            return st.just(value)
        case DocumentOf(collection=collection):
            return st.builds(Document, st.just(collection), st.integers(0, 9))
        case ArrayOf(element=element):
            return st.lists(values_of(element), max_size=3)
        case TupleOf(elements=elements):
            return st.tuples(*map(values_of, elements)).map(list)
        case Record(fields=fields):
            kept = {name: values_of(field.type) for name, field in fields.items()}
            absent = {name for name, field in fields.items() if takes_null(field.type)}
            needed = {name: values for name, values in kept.items() if name not in absent}
            return st.fixed_dictionaries(needed, optional={name: kept[name] for name in absent})
        case OneOf(members=members):
            return st.one_of(*map(values_of, members))
