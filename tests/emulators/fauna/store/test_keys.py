import math
from functools import cmp_to_key

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icu import Collator, Locale  # type: ignore[attr-defined]

from app.emulators.fauna.fql.compare import compare_strings, equal, total
from app.emulators.fauna.fql.values import ID, NULL, Date, Long, Module, Time, TransactionTime, Value
from app.emulators.fauna.store.keys import above, decode, encode, prefix, settle
from tests.emulators.fauna.store.values import CONTEXT, longs, numbers, same, scalars, values


def sign(a: object, b: object) -> int:
    return (a > b) - (a < b)  # type: ignore[operator]


def exact(a: Value, b: Value) -> int:
    """The order of keys: as `total`, but numbers exactly, and lists and objects that are alike are equal."""
    if isinstance(a, int | float) and isinstance(b, int | float) and not {type(a), type(b)} & {bool}:
        return _numbers(a, b)
    if isinstance(a, str) and isinstance(b, str):
        return _strings(a, b)
    if type(a) is list and type(b) is list:
        return next((order for order in map(exact, a, b) if order), sign(len(a), len(b)))
    if type(a) is dict and type(b) is dict:
        by_name = cmp_to_key(compare_strings)
        left, right = sorted(a, key=by_name), sorted(b, key=by_name)
        orders = (compare_strings(x, y) or exact(a[x], b[y]) for x, y in zip(left, right, strict=False))
        return next((order for order in orders if order), sign(len(a), len(b)))
    return total(CONTEXT, a, b)


def _strings(a: str, b: str) -> int:
    """As the root collation has them; those that differ in nothing people see, by their bytes."""
    one, other = (text.encode("utf-8", "surrogatepass") for text in (a, b))
    seen = [
        Collator.createInstance(Locale.getRoot()).getSortKey(text.decode("utf-8", "replace")) for text in (one, other)
    ]
    return sign(*seen) or sign(one, other)


def _numbers(a: float, b: float) -> int:
    if math.isnan(a) or math.isnan(b):
        return sign(math.isnan(a), math.isnan(b))
    return sign(a, b) or sign(math.copysign(1.0, a), math.copysign(1.0, b))


@given(scalars, scalars)
def test_keys_of_scalars_sort_as_fql_sorts_them(a: Value, b: Value) -> None:
    assert sign(prefix([a]), prefix([b])) == exact(a, b)


@given(values, values)
def test_keys_of_all_values_sort_as_fql_sorts_them(a: Value, b: Value) -> None:
    assert sign(prefix([a]), prefix([b])) == exact(a, b)


@given(values, values)
def test_descending_keys_sort_the_other_way_round(a: Value, b: Value) -> None:
    assert sign(prefix([a], [True]), prefix([b], [True])) == -exact(a, b)


@given(st.lists(st.tuples(values, values), min_size=2, max_size=2), st.lists(st.booleans(), min_size=2, max_size=2))
def test_components_count_one_after_the_other(pairs: list[tuple[Value, Value]], descending: list[bool]) -> None:
    one, other = pairs
    orders = [exact(a, b) * (-1 if down else 1) for a, b, down in zip(one, other, descending, strict=True)]
    assert sign(prefix(one, descending), prefix(other, descending)) == (orders[0] or orders[1])


@given(numbers, numbers)
def test_numbers_of_all_types_sort_by_their_exact_value(a: float, b: float) -> None:
    assert sign(prefix([a]), prefix([b])) == _numbers(a, b)


@given(st.lists(values, max_size=4), st.lists(st.booleans(), max_size=4))
def test_a_key_gives_its_values_back_with_their_types(parts: list[Value], descending: list[bool]) -> None:
    assert same(decode(encode(parts, descending)), parts)


@pytest.mark.parametrize("value", [1, 1.0, Long(1), 2**31, -0.0, 0.0, 0, 2**63 - 1, -(2**63), 2.0**53, 2.0**63, 1.5])
def test_the_kind_of_a_number_survives(value: float) -> None:
    assert same(decode(encode([value, "x", [value]])), [value, "x", [value]])


@given(st.lists(values, max_size=2), st.lists(values, max_size=2), st.lists(st.booleans(), max_size=4))
def test_a_prefix_holds_the_keys_that_begin_with_its_values(
    start: list[Value], rest: list[Value], descending: list[bool]
) -> None:
    key = encode(start + rest, descending)
    low = prefix(start, descending)
    assert low <= key < above(low)


@given(values, values)
def test_equal_values_have_equal_prefixes(a: Value, b: Value) -> None:
    if prefix([a]) == prefix([b]):
        assert equal(CONTEXT, a, b)


@given(longs.map(ID), longs.map(ID))
def test_ids_sort_with_their_sign(a: ID, b: ID) -> None:
    assert sign(encode([a]), encode([b])) == sign(a, b)


@pytest.mark.parametrize("descending", [(), (True, True), (False, True)])
def test_the_time_of_the_transaction_is_put_into_its_keys_when_it_is_known(descending: tuple[bool, ...]) -> None:
    key = encode([1.0, TransactionTime(), [TransactionTime(), "x"], {"t": TransactionTime()}], descending)
    time = Time(1_700_000_000, 123_456_000)
    assert settle(key, 1_700_000_000_123_456) == encode([1.0, time, [time, "x"], {"t": time}], descending)


@given(st.lists(values, max_size=3))
def test_settling_leaves_keys_without_that_time_alone(parts: list[Value]) -> None:
    assert settle(encode(parts), 5) == encode(parts)


def test_a_string_that_looks_like_a_pending_time_is_left_alone() -> None:
    key = encode([b"\xfe\x01pending\x01\xfe\xfd", Date(3), Module("Math"), NULL])
    assert settle(key, 5) == key
