"""Pages of sets in the wire's JSON."""

from typing import Any

import pytest

from app.fauna.paging import RawPage, next_page, page_of


@pytest.mark.parametrize(
    ("raw", "page"),
    [
        ({"@set": {"data": [1], "after": "c"}}, RawPage([1], "c")),
        ({"@set": {"data": [1]}}, RawPage([1], "")),
        ({"@set": "cursor"}, RawPage([], "cursor")),
        ({"@set": {"data": [1], "after": {"@set": "c"}}}, RawPage([1], "c")),
        ({"data": [1], "after": "c"}, None),
        ([1], None),
        ("text", None),
    ],
)
def test_only_sets_have_pages(raw: Any, page: RawPage | None):
    assert page_of(raw) == page


@pytest.mark.parametrize(
    ("raw", "page"),
    [({"data": [1], "after": "c"}, RawPage([1], "c")), ({"data": None}, RawPage([], "")), ("junk", RawPage([], ""))],
)
def test_a_following_page_comes_as_an_object(raw: Any, page: RawPage):
    assert next_page(raw) == page


def test_a_page_is_written_as_the_set_it_is_of():
    assert page_of(RawPage([1], "c").raw) == RawPage([1], "c")
    assert page_of(RawPage([], "").raw) == RawPage([], "")
