"""Documents as rows."""

from typing import Any

from app.developer.data.collections import CollectionInfo
from app.pages.data.rows import LONGEST_CELL, MOST_COLUMNS, documents_of, first_columns, row, with_found

THING = CollectionInfo("Thing", {"title": "String"}, {"loud": "String"})


def document(**fields: Any) -> dict[str, Any]:
    return {"id": "1", "coll": {"@mod": "Thing"}, "ts": {"@time": "2026-01-01T00:00:00Z"}, **fields}


def cells(**fields: Any) -> dict[str, list[str]]:
    shown = document(**fields)
    columns = with_found(first_columns(THING), [shown])
    return {column["name"]: cell for column, cell in zip(columns, row(shown, columns)["cells"], strict=True)}


def test_defined_and_computed_fields_come_first_and_found_ones_after_them() -> None:
    columns = with_found(first_columns(THING), [document(title="t", new=True), document(other=1, ttl=None)])
    assert [column["name"] for column in columns] == ["id", "title", "loud", "ts", "new", "other", "ttl"]
    assert [column["kind"] for column in columns] == ["id", "defined", "computed", "ts", "found", "found", "found"]


def test_a_later_page_only_adds_columns_at_the_end() -> None:
    first = with_found(first_columns(THING), [document(b=1)])
    assert with_found(first, [document(a=1)])[: len(first)] == first


def test_cells_tell_their_kind() -> None:
    shown = cells(
        title="t", n={"@int": "5"}, at={"@date": "2026-01-31"}, yes=True, no=None, many=[{"@int": "1"}], o={"a": "b"},
        owner={"@ref": {"id": "7", "coll": {"@mod": "User"}}}, whole={"@doc": document(title="u")},
    )  # fmt: skip
    assert shown["loud"] == ["absent", ""]
    assert [shown[name] for name in ("title", "n", "at", "yes", "no")] == [
        ["string", "t"], ["number", "5"], ["time", "2026-01-31"], ["boolean", "true"], ["null", "null"],
    ]  # fmt: skip
    assert [shown[name] for name in ("many", "o", "owner", "whole")] == [
        ["array", "[1]"], ["object", '{ a: "b" }'], ["reference", 'User("7")'], ["reference", 'Thing("1")'],
    ]  # fmt: skip


def test_long_and_invisible_text_stays_short_and_visible() -> None:
    shown = cells(title="x" * 1_000_000, mark="a\u202eb")
    assert len(shown["title"][1]) == LONGEST_CELL and shown["title"][1].endswith("…")
    assert shown["mark"] == ["string", "a\\u202eb"]


def test_fields_with_names_that_documents_keep_are_shown_unless_they_would_hide_those() -> None:
    shown = cells(data={"ts": {"@int": "5"}, "coll": "c"})
    assert shown["ts"] == ["time", "2026-01-01T00:00:00Z"]


def test_there_are_no_more_columns_than_somebody_can_look_at() -> None:
    wide = document(**{f"f{number}": number for number in range(500)})
    assert len(with_found(first_columns(THING), [wide])) == MOST_COLUMNS


def test_what_is_no_document_is_left_out() -> None:
    assert documents_of([None, {"@ref": {"id": "1"}}, {"@doc": document()}, "x"]) == [document()]
