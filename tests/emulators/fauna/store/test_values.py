import pytest
from hypothesis import given

from app.emulators.fauna.fql.values import ID, NULL, Function, Long, Time, TransactionTime, Value
from app.emulators.fauna.store.values import decode, encode, settle
from tests.emulators.fauna.store.values import same, stored


@given(stored)
def test_what_is_stored_comes_back_with_its_types(value: Value) -> None:
    assert same(decode(encode(value)), value)


def test_objects_keep_the_order_of_their_fields() -> None:
    assert list(decode(encode({"b": 1, "a": 2, "@c": 3}))) == ["b", "a", "@c"]


@pytest.mark.parametrize(
    "value",
    [
        {"@now": 1},
        {"@object": []},
        {"@id": 1, "x": 2},
        {"x": {"@": NULL}},
        '{"@now":1}',
        {"k": '{"@now":1}'},
        [Long(2), 2, 2.0],
        "\ud800",
        ID(-1),
    ],
)
def test_nothing_a_user_writes_is_taken_for_another_type(value: Value) -> None:
    assert same(decode(settle(encode(value), 5)), value)


def test_the_time_of_the_transaction_is_put_in_when_it_is_known() -> None:
    data = encode({"at": TransactionTime(), "list": [TransactionTime(), NULL]})
    assert decode(data) == {"at": TransactionTime(), "list": [TransactionTime(), NULL]}
    time = Time(1_700_000_000, 123_456_000)
    assert decode(settle(data, 1_700_000_000_123_456)) == {"at": time, "list": [time, NULL]}


def test_what_cannot_be_stored_is_refused_by_its_class() -> None:
    with pytest.raises(KeyError):
        encode({"f": Function})
