"""What the Data page's handlers do, and whom they refuse."""

import json
from typing import Any

import pytest
import reflex as rx

from app.developer.data import documents as stored
from app.developer.data import history as looking_back
from app.developer.data.database import Database
from app.pages import guard
from app.pages.data.document import DocumentState
from app.pages.data.documents import DocumentsState
from app.pages.data.history import HistoryState
from app.pages.data.schema import SchemaState
from app.pages.guard import is_open
from app.settings import Settings
from tests.pages.data.conftest import Tab

STATES = (DocumentsState, DocumentState, HistoryState, SchemaState)


def handlers() -> list[str]:
    return [
        f"{state.get_full_name()}.{name}"
        for state in STATES
        for name in state.event_handlers
        if name not in ("setvar",) and state.event_handlers[name].fn.__module__.startswith("app.pages.data")
    ]


@pytest.mark.parametrize("dev_tools", [True, False])
def test_every_handler_is_there_with_developer_tools_only(dev_tools: bool, monkeypatch: pytest.MonkeyPatch):
    settings = Settings(dev_tools=dev_tools)  # pyright: ignore[reportCallIssue] - other fields are optional
    monkeypatch.setattr(guard, "get_settings", lambda: settings)
    assert len(handlers()) > 12
    assert {name: is_open(name) for name in handlers()} == dict.fromkeys(handlers(), dev_tools)


@pytest.mark.parametrize("state", [DocumentsState, DocumentState, SchemaState])
async def test_who_is_not_signed_in_is_told_so_and_shown_nothing(tab: Tab, state: type[rx.State]):
    name, payload = ("open", {"doc_id": "1"}) if state is DocumentState else ("load", {})
    shown = await tab.call(state, name, **payload)
    assert shown["problem"].code == "signed_out"
    assert "advice='Sign in, then come back.'" in repr(shown["problem"])


async def loaded(tab: Tab, database: Database, *titles: str) -> list[stored.Written]:
    made = [await stored.create(database, "Thing", {"title": title}) for title in titles]
    await tab.call(DocumentsState, "load")
    await tab.call(DocumentsState, "choose", name="Thing")
    return made


def rows(shown: Any) -> list[list[str]]:
    return [[text for _, text in row["cells"]] for row in shown["batch"]["rows"]]


async def test_the_first_page_of_the_first_collection_is_shown_at_once(tab: Tab, signed_in: Database):
    await stored.create(signed_in, "Thing", {"title": "a"})
    shown = await tab.call(DocumentsState, "load")
    assert [(each.name, each.count) for each in shown["collections"]] == [("Empty", "0"), ("Thing", "1")]
    assert shown["chosen"] == "Empty"
    await tab.call(DocumentsState, "choose", name="Thing")
    shown = await tab.call(DocumentsState, "refresh")
    assert rows(shown)[0][1] == "a"
    assert shown["batch"]["reset"] and not shown["batch"]["more"]


async def test_pages_come_one_by_one_and_never_twice(tab: Tab, signed_in: Database, monkeypatch: pytest.MonkeyPatch):
    from app.pages.data import documents

    monkeypatch.setattr(documents, "PAGE", 2)
    await loaded(tab, signed_in, "a", "b", "c")
    first = tab.shown(DocumentsState)
    assert [row[1] for row in rows(first)] == ["a", "b"]
    seq = first["batch"]["seq"]
    second = await tab.call(DocumentsState, "more", seq=seq)
    assert [row[1] for row in rows(second)] == ["c"]
    assert (second["loaded"], second["batch"]["more"]) == (3, False)
    for stale in (seq, second["batch"]["seq"], "", "9.9"):
        await tab.call(DocumentsState, "more", seq=stale)
        assert "batch" not in tab.sent


async def test_documents_are_looked_up_by_index_and_ordered_by_column(tab: Tab, signed_in: Database):
    await loaded(tab, signed_in, "b", "a")
    await tab.call(DocumentsState, "sort_by", name="title")
    assert [row[1] for row in rows(tab.shown(DocumentsState))] == ["a", "b"]
    await tab.call(DocumentsState, "sort_by", name="title")
    assert [row[1] for row in rows(tab.shown(DocumentsState))] == ["b", "a"]
    await tab.call(DocumentsState, "choose_index", name="byTitle")
    await tab.call(DocumentsState, "filter", form={"term0": "a", "lower": "", "upper": ""})
    assert [row[1] for row in rows(tab.shown(DocumentsState))] == ["a"]
    shown = await tab.call(DocumentsState, "filter", form={"term0": "a", "lower": "[", "upper": ""})
    assert shown["mistake"].startswith("Expecting value")


@pytest.mark.parametrize("name", ["Key", "Nope", "Thing.all()", ""])
async def test_only_collections_that_are_listed_can_be_chosen(tab: Tab, signed_in: Database, name: str):
    await loaded(tab, signed_in)
    shown = await tab.call(DocumentsState, "choose", name=name)
    assert shown["chosen"] == "Thing"


async def test_a_document_is_opened_edited_and_its_row_changed_in_place(tab: Tab, signed_in: Database):
    (made,) = await loaded(tab, signed_in, "a")
    shown = await tab.call(DocumentState, "open", doc_id=made.id)
    assert json.loads(shown["text"]) == {"title": "a"}
    shown = await tab.call(DocumentState, "save", form={"text": '{"title": "b", "n": 5.0}', "ttl": ""})
    assert shown["problems"] == [{"path": ["n"], "message": "Expected Int | Null, provided Double"}]
    assert shown["problem"].code == "constraint_failure"
    shown = await tab.call(
        DocumentState, "save", form={"text": '{"title": "b", "n": 5}', "ttl": "2100-01-01T00:00:00Z"}
    )
    assert shown["is_open"] is False
    found = await stored.read(signed_in, "Thing", made.id)
    assert found is not None
    assert (found.data, found.ttl) == ({"title": "b", "n": {"@int": "5"}}, "2100-01-01T00:00:00Z")


@pytest.mark.parametrize(
    ("form", "message"),
    [
        ({"text": "{"}, "Expecting property name"),
        ({"text": "[]"}, "A document is an object"),
        ({"text": "{}", "ttl": "soon"}, "Expires (ttl) is a time"),
        ({"text": "", "text_too_long": "true"}, "The text is longer"),
        ({"text": '{"t": {"@time": "soon"}}'}, "That is no value for @time"),
        ({}, "Expecting value"),
    ],
)
async def test_what_cannot_be_a_document_is_not_sent(tab: Tab, signed_in: Database, form: dict[str, str], message: str):
    (made,) = await loaded(tab, signed_in, "a")
    await tab.call(DocumentState, "open", doc_id=made.id)
    shown = await tab.call(DocumentState, "save", form=form)
    assert shown["problems"][0]["message"].startswith(message)
    found = await stored.read(signed_in, "Thing", made.id)
    assert found is not None and found.ts == made.ts


async def test_a_document_that_others_changed_is_not_overwritten_until_told_so(tab: Tab, signed_in: Database):
    (made,) = await loaded(tab, signed_in, "a")
    await tab.call(DocumentState, "open", doc_id=made.id)
    theirs = await stored.replace(signed_in, "Thing", made.id, made.ts, {"title": "theirs"})
    shown = await tab.call(DocumentState, "save", form={"text": '{"title": "mine"}'})
    assert (shown["conflict"], shown["problem"].code) == (True, "conflict")
    found = await stored.read(signed_in, "Thing", made.id)
    assert found is not None and found.ts == theirs.ts
    await tab.call(DocumentState, "keep")
    await tab.call(DocumentState, "save", form={"text": '{"title": "mine"}'})
    found = await stored.read(signed_in, "Thing", made.id)
    assert found is not None and found.data == {"title": "mine"}


async def test_a_conflict_can_be_left_by_taking_what_others_wrote(tab: Tab, signed_in: Database):
    (made,) = await loaded(tab, signed_in, "a")
    await tab.call(DocumentState, "open", doc_id=made.id)
    await stored.replace(signed_in, "Thing", made.id, made.ts, {"title": "theirs"})
    await tab.call(DocumentState, "save", form={"text": '{"title": "mine"}'})
    shown = await tab.call(DocumentState, "reload")
    assert json.loads(shown["text"]) == {"title": "theirs"}
    assert shown["conflict"] is False


async def test_a_deleted_document_is_made_anew_on_demand(tab: Tab, signed_in: Database):
    (made,) = await loaded(tab, signed_in, "a")
    await tab.call(DocumentsState, "refresh")
    await tab.call(DocumentState, "open", doc_id=made.id)
    shown = await tab.call(DocumentState, "delete")
    assert shown["deleted"] == f"Thing {made.id}"
    assert await stored.read(signed_in, "Thing", made.id) is None
    await tab.call(DocumentState, "undo")
    found = await stored.read(signed_in, "Thing", made.id)
    assert found is not None and found.data == {"title": "a"}


async def test_a_new_document_starts_from_what_the_schema_demands(tab: Tab, signed_in: Database):
    await loaded(tab, signed_in)
    shown = await tab.call(DocumentState, "new")
    assert json.loads(shown["text"]) == {"title": ""}
    await tab.call(DocumentState, "save", form={"text": '{"title": "n"}', "id": "42"})
    found = await stored.read(signed_in, "Thing", "42")
    assert found is not None and found.data == {"title": "n"}
    await tab.call(DocumentState, "new")
    shown = await tab.call(DocumentState, "save", form={"text": "{}", "id": "x"})
    assert shown["problems"][0]["message"].startswith("The id is a number")


async def test_an_older_version_is_restored_as_a_new_one(tab: Tab, signed_in: Database):
    (made,) = await loaded(tab, signed_in, "a")
    second = await stored.replace(signed_in, "Thing", made.id, made.ts, {"title": "b", "updated_by": "Mara"})
    await tab.call(DocumentState, "open", doc_id=made.id)
    shown = await tab.call(HistoryState, "look", tab="history")
    assert [(version.ts, version.who) for version in shown["versions"]] == [(second.ts, "Mara"), (made.ts, "")]
    assert [(change.path, change.before, change.after) for change in shown["versions"][0].changes] == [
        ("title", '"a"', '"b"'),
        ("updated_by", "", '"Mara"'),
    ]
    shown = await tab.call(HistoryState, "restore", ts=made.ts)
    assert [version.is_current for version in shown["versions"]] == [True, False, False]
    assert json.loads(tab.shown(DocumentState)["text"]) == {"title": "a"}
    found = await stored.read(signed_in, "Thing", made.id)
    assert found is not None and found.data == {"title": "a"}


async def test_a_version_is_not_restored_over_what_others_wrote(tab: Tab, signed_in: Database):
    (made,) = await loaded(tab, signed_in, "a")
    second = await stored.replace(signed_in, "Thing", made.id, made.ts, {"title": "b"})
    await tab.call(DocumentState, "open", doc_id=made.id)
    await tab.call(HistoryState, "look", tab="history")
    theirs = await stored.replace(signed_in, "Thing", made.id, second.ts, {"title": "theirs"})
    await tab.call(HistoryState, "restore", ts=made.ts)
    assert tab.shown(DocumentState)["problem"].code == "conflict"
    found = await stored.read(signed_in, "Thing", made.id)
    assert found is not None and found.ts == theirs.ts


async def test_a_long_history_is_shown_piece_by_piece_and_whole_at_last(
    tab: Tab, signed_in: Database, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(looking_back, "AT_ONCE", 2)
    (made,) = await loaded(tab, signed_in, "0")
    for step in range(1, 4):
        made = await stored.replace(signed_in, "Thing", made.id, made.ts, {"title": str(step)})
    await tab.call(DocumentState, "open", doc_id=made.id)
    shown = await tab.call(HistoryState, "look", tab="history")
    assert [version.note for version in shown["versions"]] == ["", "Show older versions to see what changed here."]
    shown = await tab.call(HistoryState, "look_further")
    shown = await tab.call(HistoryState, "look_further")
    assert [change.after for version in shown["versions"] for change in version.changes] == ['"3"', '"2"', '"1"']
    assert [version.note for version in shown["versions"]] == ["", "", "", "The oldest that Fauna has."]
    assert [version.is_current for version in shown["versions"]] == [True, False, False, False]
    assert shown["older"] == ""
