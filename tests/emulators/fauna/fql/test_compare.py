import uuid
from functools import cmp_to_key

from hypothesis import given
from hypothesis import strategies as st

from app.emulators.fauna.fql.compare import compare, compare_numbers, compare_strings, equal, total
from app.emulators.fauna.fql.runtime import Context, Limits
from app.emulators.fauna.fql.values import ID, NULL, Date, Module, Time
from tests.emulators.fauna.running import EmptyDatabase

CONTEXT = Context(EmptyDatabase(), Limits(), 0, float("inf"))
scalars = (
    st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats() | st.text(max_size=3) | st.binary(max_size=3)
    | st.just(NULL) | st.builds(Time, st.integers(-9, 9), st.integers(0, 9)) | st.builds(Date, st.integers(-9, 9))
    | st.uuids() | st.sampled_from([Module("Math"), Module("Query")])
)  # fmt: skip
values = st.recursive(
    scalars | st.builds(ID, st.integers(-9, 9)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=2), inner, max_size=3),
    max_leaves=6,
)


@given(scalars, scalars)
def test_the_total_order_of_scalars_has_two_directions(a: object, b: object) -> None:
    assert total(CONTEXT, a, b) == -total(CONTEXT, b, a)


@given(st.lists(scalars, max_size=8))
def test_scalars_sort_by_kind(items: list[object]) -> None:
    ranks = {int: 0, float: 0, bytes: 1, str: 2, Time: 7, Date: 9, uuid.UUID: 10, bool: 11, Module: 12}
    ordered = sorted(items, key=cmp_to_key(lambda a, b: total(CONTEXT, a, b)))
    kinds = [ranks.get(type(item), 18) for item in ordered]
    assert kinds == sorted(kinds)


@given(values, values)
def test_equality_goes_both_ways(a: object, b: object) -> None:
    assert equal(CONTEXT, a, b) == equal(CONTEXT, b, a)


@given(st.lists(scalars, max_size=4), st.dictionaries(st.text(max_size=2), scalars, max_size=4))
def test_copies_are_equal(items: list[object], fields: dict[str, object]) -> None:
    assert equal(CONTEXT, items, list(items))
    assert equal(CONTEXT, fields, dict(reversed(fields.items())))


def test_kinds_without_relation_have_no_order() -> None:
    assert compare(CONTEXT, 1, "1") is None
    assert compare(CONTEXT, ID(1), "x") is None
    assert compare(CONTEXT, ID(1), "2") == -1
    assert compare(CONTEXT, 3, ID(2)) == 1


@given(st.floats() | st.integers(-(2**63), 2**63 - 1), st.floats())
def test_nan_is_the_largest_number_and_negative_zero_below_zero(a: float, b: float) -> None:
    assert compare_numbers(float("nan"), a) == int(a == a)  # noqa: PLR0124
    assert compare_numbers(-0.0, 0.0) == -1
    assert compare_numbers(a, b) == -compare_numbers(b, a)


def test_strings_compare_by_utf16_units() -> None:
    assert compare_strings("\U0001f600", "\uffee") == -1
    assert compare_strings("é", "f") == 1


def test_halves_of_uuids_compare_as_signed_numbers() -> None:
    low, high = uuid.UUID(int=1), uuid.UUID(int=2**128 - 1)
    assert compare(CONTEXT, low, high) == 1
