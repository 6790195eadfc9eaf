"""What the Schema tab's handlers do."""

import pytest

from app.developer.data import schema
from app.developer.data.database import Database
from app.pages.data.differences import NO_CHANGE, DiffLine, diff_lines
from app.pages.data.schema import SchemaState
from tests.developer.data.conftest import SCHEMA
from tests.pages.data.conftest import Tab

LEAF = "collection Leaf {\n  n: Int\n}\n"


async def test_files_are_read_once_and_drafts_are_kept_until_they_are_dropped(tab: Tab, signed_in: Database):
    shown = await tab.call(SchemaState, "load")
    assert (shown["files"], shown["current"], shown["text"]) == (["main.fsl"], "main.fsl", SCHEMA)
    await tab.call(SchemaState, "add", form={"name": "leaf.fsl"})
    await tab.call(SchemaState, "type", name="leaf.fsl", text=LEAF)
    shown = await tab.call(SchemaState, "load")
    assert (shown["files"], shown["changed"]) == (["leaf.fsl", "main.fsl"], ["leaf.fsl"])
    shown = await tab.call(SchemaState, "reload")
    assert (shown["files"], shown["changed"]) == (["main.fsl"], [])


async def test_a_file_that_is_added_while_the_others_are_read_is_kept(
    tab: Tab, signed_in: Database, monkeypatch: pytest.MonkeyPatch
):
    read = schema.read

    async def slowly(database: Database, *, staged: bool = False) -> schema.Schema:
        for name in ("leaf.fsl", "main.fsl"):
            await tab.call(SchemaState, "add", form={"name": name})
        return await read(database, staged=staged)

    monkeypatch.setattr(schema, "read", slowly)
    shown = await tab.call(SchemaState, "load")
    assert (shown["files"], shown["changed"], shown["current"]) == (["leaf.fsl", "main.fsl"], ["leaf.fsl"], "main.fsl")
    assert shown["text"] == SCHEMA


async def test_mistakes_stand_in_their_file_and_others_beside_it(tab: Tab, signed_in: Database):
    await tab.call(SchemaState, "load")
    await tab.call(SchemaState, "add", form={"name": "leaf.fsl"})
    shown = await tab.call(SchemaState, "type", name="leaf.fsl", text="collection Leaf {\n  n: Nope\n}")
    assert shown["problems"] == [{"line": 2, "column": 6, "length": 4, "message": "Unknown type `Nope`"}]
    assert shown["verdict"] == "1 mistake"
    shown = await tab.call(SchemaState, "choose", name="main.fsl")
    assert (shown["problems"], shown["elsewhere"]) == ([], ["leaf.fsl:2: Unknown type `Nope`"])
    shown = await tab.call(SchemaState, "type", name="leaf.fsl", text=LEAF)
    assert (shown["elsewhere"], shown["verdict"]) == ([], "Fauna would take these files.")


async def test_what_would_change_is_shown_before_it_is_pushed(tab: Tab, signed_in: Database):
    await tab.call(SchemaState, "load")
    await tab.call(SchemaState, "add", form={"name": "leaf.fsl"})
    shown = await tab.call(SchemaState, "review", form={"fsl": LEAF})
    assert shown["reviewing"]
    assert shown["semantic"][0] == DiffLine("* Adding collection `Leaf` to leaf.fsl:1:1:", "head")
    assert DiffLine("+   n: Int", "added") in shown["textual"]
    assert "leaf.fsl" not in (await schema.read(signed_in)).files
    shown = await tab.call(SchemaState, "push", staged=False)
    assert (shown["reviewing"], shown["changed"], shown["problem"].message) == (False, [], "")
    assert (await schema.read(signed_in)).files == {"main.fsl": SCHEMA, "leaf.fsl": LEAF}


async def test_what_others_pushed_meanwhile_is_not_taken_back_until_told_so(tab: Tab, signed_in: Database):
    before = (await tab.call(SchemaState, "load"))["version"]
    theirs = SCHEMA + "collection Theirs {}\n"
    await schema.push(signed_in, {"main.fsl": theirs}, before)
    await tab.call(SchemaState, "add", form={"name": "leaf.fsl"})
    await tab.call(SchemaState, "type", name="leaf.fsl", text=LEAF)
    shown = await tab.call(SchemaState, "push", staged=False)
    assert (shown["has_moved"], shown["problem"].code) == (True, "schema_moved")
    assert (await schema.read(signed_in)).files == {"main.fsl": theirs}
    shown = await tab.call(SchemaState, "keep")
    assert shown["changed"] == ["leaf.fsl", "main.fsl"]
    await tab.call(SchemaState, "push", staged=False)
    assert (await schema.read(signed_in)).files == {"main.fsl": SCHEMA, "leaf.fsl": LEAF}


async def test_a_staged_schema_is_shown_and_committed_or_abandoned(tab: Tab, signed_in: Database):
    for word, files in (("abandon", ["main.fsl"]), ("commit", ["leaf.fsl", "main.fsl"])):
        await tab.call(SchemaState, "reload")
        await tab.call(SchemaState, "add", form={"name": "leaf.fsl"})
        await tab.call(SchemaState, "type", name="leaf.fsl", text=LEAF)
        shown = await tab.call(SchemaState, "push", staged=True)
        assert (shown["staged"], shown["files"]) == ("ready", ["leaf.fsl", "main.fsl"])
        assert shown["staged_diff"][0].text == "* Adding collection `Leaf` to leaf.fsl:1:1:"
        assert sorted((await schema.read(signed_in)).files) == ["main.fsl"]
        shown = await tab.call(SchemaState, word)
        assert (shown["staged"], shown["problem"].message) == ("none", "")
        assert sorted((await schema.read(signed_in)).files) == files


async def test_a_file_can_be_left_out(tab: Tab, signed_in: Database):
    await tab.call(SchemaState, "load")
    shown = await tab.call(SchemaState, "remove")
    assert (shown["files"], shown["changed"], shown["current"]) == ([], ["main.fsl"], "")


async def test_names_of_files_are_plain(tab: Tab, signed_in: Database):
    await tab.call(SchemaState, "load")
    for name in ("", "main.fsl", "../x.fsl", "x.txt", "a b.fsl", "x?staged=true.fsl"):
        shown = await tab.call(SchemaState, "add", form={"name": name})
        assert shown["name_problem"] != "" and shown["files"] == ["main.fsl"]


def test_no_difference_is_said_in_words_and_a_long_one_is_cut():
    assert diff_lines("\n") == [DiffLine(NO_CHANGE)]
    assert [line.kind for line in diff_lines("* a\n+ b\n- c\n  d\n")] == ["head", "added", "removed", "same"]
    assert diff_lines("x\n" * 2_000)[-1] == DiffLine("… 1400 more lines", "head")
