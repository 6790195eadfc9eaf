"""Reading, comparing, pushing and staging the schema."""

import pytest

from app.developer.data import schema
from app.developer.data.database import Database
from app.developer.data.schema import Mistake, mistakes
from app.fauna.errors import SchemaMoved, SchemaRefused
from tests.developer.data.conftest import SCHEMA

ADDED = "* Adding collection `Leaf` to leaf.fsl:1:1:\n  No semantic changes.\n\n"
LEAF = "collection Leaf {\n  n: Int\n}\n"


async def test_the_files_are_read_with_their_version(database: Database) -> None:
    found = await schema.read(database)
    assert found.files == {"main.fsl": SCHEMA}
    assert found.version > 0


async def test_a_difference_is_told_and_nothing_is_changed(database: Database) -> None:
    files = {"main.fsl": SCHEMA, "leaf.fsl": LEAF}
    assert await schema.difference(database, files, "semantic") == ADDED
    assert "+ collection Leaf {" in await schema.difference(database, files, "textual")
    assert "leaf.fsl" not in (await schema.read(database)).files
    assert await schema.difference(database, {"main.fsl": SCHEMA}, "semantic") == ""


async def test_a_push_replaces_the_files_and_never_what_others_pushed(database: Database) -> None:
    before = await schema.read(database)
    version = await schema.push(database, {"main.fsl": SCHEMA, "leaf.fsl": LEAF}, before.version)
    assert (await schema.read(database)).version == version
    with pytest.raises(SchemaMoved):
        await schema.push(database, {"main.fsl": SCHEMA}, before.version)
    await schema.push(database, {"main.fsl": SCHEMA}, version)
    assert (await schema.read(database)).files == {"main.fsl": SCHEMA}


async def test_what_is_staged_waits_until_it_is_committed(database: Database) -> None:
    before = await schema.read(database)
    files = {"main.fsl": SCHEMA, "leaf.fsl": LEAF}
    await schema.push(database, files, before.version, staged=True)
    waiting = await schema.staged_status(database)
    assert (waiting.status, waiting.diff) == ("ready", ADDED)
    assert "leaf.fsl" not in (await schema.read(database)).files
    assert (await schema.read(database, staged=True)).files == files
    await schema.commit(database, waiting.version)
    assert (await schema.read(database)).files == files
    assert (await schema.staged_status(database)).status == "none"


async def test_what_is_staged_can_be_abandoned(database: Database) -> None:
    before = await schema.read(database)
    await schema.push(database, {"main.fsl": SCHEMA, "leaf.fsl": LEAF}, before.version, staged=True)
    await schema.abandon(database, (await schema.staged_status(database)).version)
    assert (await schema.read(database, staged=True)).files == before.files


async def test_a_mistake_is_placed_where_fauna_sees_it(database: Database) -> None:
    text = 'collection Leaf {\n  x: Strin\n  y: Int = "a"\n}\n'
    with pytest.raises(SchemaRefused) as caught:
        await schema.difference(database, {"main.fsl": SCHEMA, "leaf.fsl": text}, "semantic")
    assert mistakes(str(caught.value)) == [
        Mistake("Unknown type `Strin`", "leaf.fsl", 2, 6, 5),
        Mistake("Type `String` is not a subtype of `Int`", "leaf.fsl", 3, 12, 3),
    ]


def test_hints_belong_to_their_mistake_and_move_no_place() -> None:
    text = (
        "error: Field `.x` is not present in the live schema\nat big.fsl:2:3\n  |\n2 |   x: String\n  |   ^\n  |\n"
        "hint: Add a default value to this field\nat big.fsl:9:9\n  |\n2 |   x: String = 1\n  |            +++\n  |"
    )
    assert mistakes(text) == [
        Mistake(
            "Field `.x` is not present in the live schema", "big.fsl", 2, 3, 1, ["Add a default value to this field"]
        )
    ]


@pytest.mark.parametrize("text", ["Stale schema version provided", "", "error in nothing"])
def test_a_refusal_of_another_form_is_one_mistake_without_a_place(text: str) -> None:
    assert mistakes(text) == [Mistake(text)]
