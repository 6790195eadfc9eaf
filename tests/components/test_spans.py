"""What the editor underlines, read from real summaries."""

import pytest

from app.components.spans import Spot, read_spots

UNBOUND = "error: Unbound variable `nope`\nat *query*:2:5\n  |\n2 | 1 + nope\n  |     ^^^^\n  |"
TYPE = (
    "error: The function `!` does not exist on `Null`\nat *query*:1:1\n  |\n1 | !null\n  | ^\n  |\n"
    "hint: Null value created here\n  |\n1 | !null\n  |  ^^^^\n  |"
)
SEVERAL = "error: Too much\nat *query*:1:3\n  |\n1 |   a {\n  |  ___^\n2 | |   b\n3 | | }\n  | |_^\n  |"
HINT = (
    "performance_hint: collection_scan - Using where() on collection Note can cause a read of every document.\n"
    "at *query*:1:11\n  |\n1 | Note.where(.a == 1)\n  |           ^^^^^^^^^\n  |"
)
CONSTRAINT = (
    "error: Failed to create document in collection `T`.\nconstraint failures:\n  f: Missing required field\n"
    "at *query*:1:9\n  |\n1 | T.create({})\n  |         ^^^^\n  |"
)


def test_an_error_is_marked_where_its_carets_stand() -> None:
    assert read_spots(UNBOUND) == [Spot(2, 5, 2, 9, "error", "Unbound variable `nope`")]


def test_hints_stand_with_their_error() -> None:
    (spot,) = read_spots(TYPE)
    assert (spot.end_column, spot.message) == (
        2,
        "The function `!` does not exist on `Null`\nhint: Null value created here",
    )


def test_a_message_of_several_lines_is_whole() -> None:
    (spot,) = read_spots(CONSTRAINT)
    assert spot.message.endswith("constraint failures:\n  f: Missing required field")


def test_a_span_may_cover_lines() -> None:
    (spot,) = read_spots(SEVERAL)
    assert (spot.line, spot.column, spot.end_line, spot.end_column) == (1, 3, 3, 2)


def test_performance_hints_are_marked_as_information() -> None:
    first, second = read_spots(f"{HINT}\n\n{UNBOUND}")
    assert (first.severity, first.column, first.end_column) == ("info", 11, 20)
    assert second.severity == "error"


@pytest.mark.parametrize(
    "summary",
    ["", "info at *query*:1: hello", "error: x\nat *udf:f*:1:1", "error: x\nat <no source>", "at *query*:1:1"],
)
def test_what_points_elsewhere_marks_nothing(summary: str) -> None:
    assert read_spots(summary) == []
