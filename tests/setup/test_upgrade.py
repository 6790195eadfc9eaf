"""A newer schema of the app comes into a database in which the older one is at work."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app import setup
from app.fauna.client import FaunaClient
from app.settings import Settings
from app.setup import fauna_steps
from app.setup.memory import recall, remember

PINNED = "  pinned: Boolean = false\n"
MIGRATIONS = "\n  migrations {\n    add .pinned\n  }\n}\n"
Change = Callable[[str], str]


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The app's schema files, to be changed."""
    copied = tmp_path / "schema"
    shutil.copytree(fauna_steps.SCHEMA, copied)
    monkeypatch.setattr(fauna_steps, "SCHEMA", copied)
    return copied


def add_pinned(text: str, *, migrated: bool) -> str:
    head, rest = text.split("  visibility:", 1)
    text = f"{head}{PINNED}  visibility:{rest}"
    return text.replace("  history_days 7\n}\n", f"  history_days 7\n{MIGRATIONS}") if migrated else text


def change(files: Path, name: str, edit: Change) -> None:
    path = files / name
    assert edit(path.read_text()) != path.read_text()
    path.write_text(edit(path.read_text()))


async def ask(settings: Settings, query: str) -> object:
    async with FaunaClient(settings.fauna_endpoint) as client:
        return (await client.query(query, secret=recall(settings)["secret"])).data


async def edit_database(settings: Settings, name: str, edit: Change) -> None:
    async with FaunaClient(settings.fauna_endpoint) as client:
        secret = recall(settings)["secret"]
        there = await client.schema_files(secret=secret)
        await client.push_schema({**there, name: edit(there.get(name, ""))}, secret=secret)


async def results(settings: Settings, *, apply: bool) -> dict[str, setup.CheckResult]:
    done = await (setup.apply if apply else setup.check)(settings)
    return {item.step.id: item.result for item in done}


async def test_new_fields_come_with_their_migrations_to_the_notes_that_are_there(
    emulators: Settings, files: Path
) -> None:
    await setup.apply(emulators)
    change(files, "notes.fsl", lambda text: add_pinned(text, migrated=True))
    stale = (await results(emulators, apply=False))["schema"]
    assert (stale.ok, stale.evidence) == (False, ("Not as the app has it: collection Note.",))
    assert all(result.ok for result in (await results(emulators, apply=True)).values())
    assert await ask(emulators, "Note.all().map(.pinned).toArray()") == [False] * 4


async def test_a_new_database_takes_a_schema_that_has_migrations(emulators: Settings, files: Path) -> None:
    change(files, "notes.fsl", lambda text: add_pinned(text, migrated=True))
    assert all(result.ok for result in (await results(emulators, apply=True)).values())
    assert await ask(emulators, "Note.all().map(.pinned).toArray()") == [False] * 4


async def test_a_change_without_its_migrations_is_refused_with_faunas_hint_and_nothing_is_lost(
    emulators: Settings, files: Path
) -> None:
    await setup.apply(emulators)
    change(files, "notes.fsl", lambda text: add_pinned(text, migrated=False))
    change(
        files,
        "main.fsl",
        lambda text: text + "\nrole more {\n}\n",
    )
    refused = (await results(emulators, apply=True))["schema"]
    assert not refused.ok
    assert "Field `.pinned` is not present in the live schema" in refused.evidence[0]
    assert "add .pinned" in refused.evidence[0]
    assert await ask(emulators, "Note.all().count()") == 4
    assert await ask(emulators, 'Role.byName("more").exists()') is False


async def test_roles_and_functions_follow_the_app_and_a_developers_own_items_stay(
    emulators: Settings, files: Path
) -> None:
    await setup.apply(emulators)
    await edit_database(emulators, "mine.fsl", lambda _: "collection Mine {\n  *: Any\n}\n")
    await edit_database(
        emulators, "main.fsl", lambda text: text + "\nrole auditor {\n  privileges Mine {\n    read\n  }\n}\n"
    )
    change(
        files,
        "main.fsl",
        lambda text: text.replace("\nrole manager {", "\nrole manager {\n  privileges Mine {\n    read\n  }"),
    )
    change(files, "notes.fsl", lambda text: text.replace("{ shared: Note", "{ shared: 1 + Note"))
    assert all(result.ok for result in (await results(emulators, apply=True)).values())
    assert await ask(emulators, 'Role.byName("manager")!.privileges.map(.resource).includes("Mine")') is True
    assert await ask(emulators, '[Role.byName("auditor").exists(), Collection.byName("Mine").exists()]') == [True, True]
    assert "1 + Note" in str(await ask(emulators, 'Function.byName("noteCounts")!.body'))


async def test_what_a_developer_changed_stays_and_the_step_says_so(emulators: Settings, files: Path) -> None:
    await setup.apply(emulators)
    await edit_database(
        emulators, "main.fsl", lambda text: text.replace("    delete {", "    create_with_id\n    delete {", 1)
    )
    change(
        files,
        "main.fsl",
        lambda text: text.replace("\nrole member {", "\nrole member {\n  privileges Mine {\n    read\n  }", 1),
    )
    kept = (await results(emulators, apply=True))["schema"]
    assert kept.ok
    assert kept.evidence[1:] == ("Kept as you changed it: role member.",)
    assert "create_with_id" in str(await ask(emulators, 'Role.byName("member")!.privileges.map(.actions)'))


async def test_a_database_set_up_by_an_earlier_version_gets_notes_and_full_roles(emulators: Settings) -> None:
    await setup.apply(emulators)
    earlier = 'access provider Clerk {\n  issuer "https://x.test"\n  jwks_uri "https://x.test"\n  role member\n}\n\n'
    earlier += "role member {\n}\n\nrole manager {\n}\n"
    async with FaunaClient(emulators.fauna_endpoint) as client:
        await client.push_schema({"main.fsl": earlier}, secret=recall(emulators)["secret"])
    remember(emulators, schema={}, seeded=[])
    assert all(result.ok for result in (await results(emulators, apply=True)).values())
    assert await ask(emulators, "Note.all().count()") == 4


async def test_what_somebody_pushes_meanwhile_is_not_lost(emulators: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    push, pushed = FaunaClient.push_schema, []

    async def push_after_another(self: FaunaClient, files: dict[str, str], **options: Any) -> int:
        if not pushed:
            pushed.append(options["version"])
            await push(self, {"mine.fsl": "collection Mine {\n}\n"}, secret=options["secret"])
        return await push(self, files, **options)

    monkeypatch.setattr(FaunaClient, "push_schema", push_after_another)
    assert all(result.ok for result in (await results(emulators, apply=True)).values())
    assert await ask(emulators, "Collection.all().map(.name).toArray()") == ["Mine", "Note"]
