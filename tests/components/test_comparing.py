"""The same query under two identities: what is the same, what differs, what only one sees."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.components.comparing import GAP, Side, align, differ


def note(number: int, **fields: Any) -> dict[str, Any]:
    return {"@doc": {"id": str(number), "coll": {"@mod": "Note"}, **fields}}


def test_what_only_one_side_has_faces_a_gap() -> None:
    left, right = align([note(1), note(2), note(3)], [note(2)])
    assert left == [Side(note(1), "only"), Side(note(2)), Side(note(3), "only")]
    assert right == [GAP, Side(note(2)), GAP]


def test_a_document_with_other_fields_is_marked_by_their_names() -> None:
    left, right = align([note(1, text="a", n=1)], [note(1, text="b")])
    assert left == [Side(note(1, text="a", n=1), "changed", ("text", "n"))]
    assert right == [Side(note(1, text="b"), "changed", ("text", "n"))]


def test_a_document_that_one_may_not_read_faces_its_reference() -> None:
    hidden = {"@ref": {"id": "1", "coll": {"@mod": "Note"}, "exists": False, "cause": "permission denied"}}
    left, right = align([note(1)], [hidden])
    assert (left[0].mark, right[0].mark) == ("changed", "changed")


def test_two_single_values_are_one_row() -> None:
    assert differ("a", "a") == (Side("a"), Side("a"))
    assert differ("a", None) == (Side("a", "changed"), Side(None, "changed"))
    assert differ({"a": 1, "b": 2}, {"a": 1, "b": 3})[0].changed == ("b",)


def test_values_nested_too_deeply_are_put_side_by_side_as_they_are() -> None:
    deep: Any = "x"
    for _ in range(5_000):
        deep = [deep]
    left, right = align([deep, 1], [deep, 2])
    assert [side.mark for side in left] == ["", "only", "gap"] and len(left) == len(right)
    assert differ(deep, 1)[0].mark == ""


@given(st.lists(st.integers(0, 8), max_size=12), st.lists(st.integers(0, 8), max_size=12))
def test_both_sides_are_whole_in_order_and_of_equal_length(one: list[int], other: list[int]) -> None:
    left, right = align(one, other)
    assert len(left) == len(right)
    assert [side.value for side in left if side.mark != "gap"] == one
    assert [side.value for side in right if side.mark != "gap"] == other
    assert all((mine.mark == "gap") == (theirs.mark == "only") for mine, theirs in zip(left, right, strict=True))
