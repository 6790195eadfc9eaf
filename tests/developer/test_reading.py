"""How a query reads, told from its text and from Fauna's hints."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.developer.reading import Finding, findings

HINT = (
    "performance_hint: collection_scan - Using where() on collection Note can cause a read of every document.\n"
    "at *query*:1:11\n  |\n1 | Note.where(true)\n  |           ^\n  |"
)


@pytest.mark.parametrize(
    ("query", "kinds"),
    [
        ('Note.byId("1")', ["read"]),
        ("Note.all()", ["read"]),
        ("Note.all().first()", ["read"]),
        ("Note.all().map(.text)", ["read"]),
        ('Note.where(.author == "x")', ["scan"]),
        ("Note.all()\n  .where(.x)", ["scan"]),
        ("Note.all().order(desc(.ts))", ["scan"]),
        ("Note.all().count()", ["scan"]),
        ('Note.byAuthor("x")', ["index"]),
        ('Note.byAuthor("x").where(.y)', ["index"]),
        ("Note.create({ text: Time.now().toString() })", []),
        ("Math.max(1, 2)", []),
        ("Collection.all()", []),
        ('"Note.all()" // Note.byX()', []),
        ("Note.byAuthor(Query.token()!.sub).first()!.update({})", ["index"]),
        ("let a = Note.all()\nlet b = Note.all()\na", ["read"]),
    ],
)
def test_the_way_to_documents_is_told_from_the_text(query: str, kinds: list[str]) -> None:
    assert [finding.kind for finding in findings(query, "")] == kinds


def test_faunas_own_hints_come_first() -> None:
    first, second = findings("Note.where(true)", HINT)
    assert first == Finding("hint", "Using where() on collection Note can cause a read of every document.")
    assert second.kind == "scan"


def test_an_index_is_named_and_what_filters_after_it() -> None:
    (finding,) = findings('Note.byAuthor("x").where(.y)', "")
    assert "index `byAuthor`" in finding.text and "filters" in finding.text


@given(st.text(alphabet="Note.alwhr()[]{}\"'\\/ \n*"))
def test_any_text_is_read_without_fail(query: str) -> None:
    assert len(findings(query, "")) <= 30
