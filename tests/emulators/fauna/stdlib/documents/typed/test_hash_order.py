"""The order of fields in the service's maps."""

from hypothesis import given
from hypothesis import strategies as st

from app.emulators.fauna.stdlib.documents.typed.hash_order import map_order, table_order, trie_order

NAMES = st.lists(st.text(max_size=8), unique=True, max_size=80)


def test_up_to_four_fields_stay_as_they_were_written() -> None:
    assert list(map_order(dict.fromkeys(["d", "b", "a", "c"]))) == ["d", "b", "a", "c"]


def test_more_fields_are_sorted_by_their_hashes() -> None:
    assert list(map_order(dict.fromkeys(["e", "d", "b", "a", "c"]))) == ["a", "b", "c", "d", "e"]


def test_the_fields_of_a_table_are_sorted_by_their_buckets() -> None:
    order = table_order(["issuer", "jwks_uri", "name", "roles", "data", "ttl", "ts"])
    assert order.index("jwks_uri") < order.index("issuer")
    assert table_order(["b", "a"]) == ["a", "b"]


def test_reserved_names_are_reported_in_the_order_that_a_real_node_gave() -> None:
    assert trie_order(["exists", "update"]) == ["update", "exists"]


@given(NAMES)
def test_no_name_is_lost_and_the_order_is_that_of_the_names_alone(names: list[str]) -> None:
    for order in (trie_order, table_order):
        assert sorted(order(names)) == sorted(names)
        assert set(order(names)) == set(order(names[::-1]))
    assert trie_order(names) == trie_order(names[::-1])
