"""What members and managers may do with notes, each with a real token of theirs."""

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fauna import fql
from fauna.query.query_builder import Query

from app import setup
from app.clerk.backend import BackendApi
from app.developer.identities import Key, Role, User, secret_for
from app.fauna.client import FaunaClient
from app.fauna.errors import QueryRefused
from app.settings import Settings
from app.setup.demo import DEMO_USERS
from app.setup.memory import remember
from app.setup.seed import notes_step
from tests.emulators.running import emulators, free_port

SECRETS = ("--clerk-secret-key", "sk_test_board", "--root-secret", "root")


class Board:
    """Notes as the demo users see them; `who` is manager, member, or a role's or key's name."""

    def __init__(self, settings: Settings, people: dict[str, str]) -> None:
        self.settings, self.people = settings, people

    async def ask(self, who: str, query: str | Query, **arguments: Any) -> Any:
        known = self.people.get(who)
        identity = User(known) if known else Key("admin") if who == "admin" else Role(who.removeprefix("role:"))
        async with FaunaClient(self.settings.fauna_endpoint) as client:
            secret = await secret_for(identity, self.settings)
            sent = fql(query, **arguments) if isinstance(query, str) else query
            return (await client.query(sent, secret=secret)).data

    async def note(self, author: str, visibility: str) -> str:
        """The id of the demo note of this author and visibility."""
        found = "Note.byAuthor(${a}).where(.visibility == ${v}).first()!.id"
        return await self.ask("admin", found, a=self.people[author], v=visibility)

    async def refused(self, who: str, query: str, **arguments: Any) -> str:
        with pytest.raises(QueryRefused) as caught:
            await self.ask(who, query, **arguments)
        return caught.value.code


@pytest.fixture(scope="module")
def served() -> Iterator[Settings]:
    """Emulators that serve all tests here, set up once."""
    port = free_port()
    with tempfile.TemporaryDirectory() as folder, emulators("--port", str(port), "--memory", *SECRETS):
        (Path(folder) / "emulators").mkdir()
        secrets = {"clerk_secret_key": "sk_test_board", "fauna_root_secret": "root"}
        (Path(folder) / "emulators" / "secrets.json").write_text(json.dumps(secrets))
        settings = Settings(_env_file=None, local_dir=Path(folder), emulators_port=port)  # pyright: ignore[reportCallIssue]
        yield settings


@pytest.fixture
async def board(served: Settings) -> Board:
    """The board with the demo notes and no others."""
    done = await setup.apply(served)
    assert [item.result.evidence for item in done if not item.result.ok] == []
    async with BackendApi(served) as api:
        people = {user.role: (await api.users(user.email))[0]["id"] for user in DEMO_USERS}
    board = Board(served, people)
    await board.ask("admin", "Note.all().forEach(note => note.delete())")
    remember(served, seeded=[])
    assert (await setup.apply_step(notes_step(served))).ok
    return board


def names(notes: list[dict[str, str]]) -> list[tuple[str, str]]:
    return [(note["author_name"], note["visibility"]) for note in notes]


SEEN = "Note.all().toArray() { author_name, visibility }"
MARA, MILO = "Mara Manager", "Milo Member"


async def test_everybody_sees_shared_notes_and_the_own_ones(board: Board) -> None:
    assert names(await board.ask("member", SEEN)) == [(MARA, "shared"), (MILO, "shared"), (MILO, "private")]
    assert names(await board.ask("manager", SEEN)) == [(MARA, "shared"), (MARA, "private"), (MILO, "shared")]
    for role in ("role:member", "role:manager"):
        assert names(await board.ask(role, SEEN)) == [(MARA, "shared"), (MILO, "shared")]


@pytest.mark.parametrize("reader", ["member", "manager"])
async def test_a_private_note_of_somebody_else_is_nowhere(board: Board, reader: str) -> None:
    other = "manager" if reader == "member" else "member"
    private = await board.note(other, "private")
    assert await board.ask(reader, "Note.byId(${id}).exists()", id=private) is False
    for listed in (
        "Note.byAuthor(${a})",
        'Note.byVisibility("private").where(.author == ${a})',
        "Note.where(.author == ${a})",
    ):
        found = await board.ask(reader, f"{listed}.map(.visibility).toArray()", a=board.people[other])
        assert "private" not in found
    counts = await board.ask(reader, "noteCounts()")
    assert counts == {"shared": 2, "mine": 2}


async def test_notes_are_added_in_the_own_name_only(board: Board) -> None:
    note = await board.ask("member", 'addNote("By function", "shared")')
    assert (note["author"], note["author_name"], note["words"]) == (board.people["member"], MILO, 2)
    own = 'Note.create({ text: "Directly", author: ${me}, author_name: "Milo Member" }).visibility'
    assert await board.ask("member", own, me=board.people["member"]) == "private"
    forged = 'Note.create({ text: "x", author: ${other}, author_name: ${name} })'
    for author, name in (("manager", MARA), ("manager", MILO), ("member", MARA)):
        assert await board.refused("member", forged, other=board.people[author], name=name) == "permission_denied"


@pytest.mark.parametrize(
    ("who", "author", "visibility", "may"),
    [
        ("member", "member", "private", True),
        ("member", "member", "shared", True),
        ("member", "manager", "shared", False),
        ("manager", "manager", "private", True),
        ("manager", "member", "shared", True),
    ],
)
async def test_who_may_change_and_delete(board: Board, who: str, author: str, visibility: str, may: bool) -> None:
    found, note = "Note.byId(${id})!", await board.note(author, visibility)
    changes = ('.update({ text: "Changed" }).text', '.update({ visibility: "private" }) == null', ".delete() == null")
    if may:
        assert await board.ask(who, found + changes[0], id=note) == "Changed"
        await board.ask(who, found + changes[2], id=note)
        assert await board.ask("admin", "Note.byId(${id}).exists()", id=note) is False
    else:
        for change in changes:
            assert await board.refused(who, found + change, id=note) == "permission_denied"


async def test_what_cannot_be_read_cannot_be_changed_either(board: Board) -> None:
    private = await board.note("member", "private")
    for change in ('update({ text: "x" })', 'replace({ text: "x" })', "delete()"):
        code = await board.refused("manager", "Note.byId(${id})!." + change, id=private)
        assert code == "null_value"


@pytest.mark.parametrize("who", ["member", "manager"])
async def test_nobody_changes_who_wrote_a_note_or_when(board: Board, who: str) -> None:
    note = await board.note("member", "shared")
    for fields in ('{ author: "user_1" }', '{ author_name: "Nobody" }', "{ created_at: Time.now() }"):
        assert await board.refused(who, "Note.byId(${id})!.update(" + fields + ")", id=note) == "permission_denied"


async def test_the_constraints_hold(board: Board) -> None:
    for text in ("", " \n\t", "x" * 4001):
        assert await board.refused("member", 'addNote(${text}, "private")', text=text) == "constraint_failure"
    twice = "Members change their own notes; managers change every shared one."
    assert await board.refused("member", 'addNote(${text}, "shared")', text=twice) == "constraint_failure"
    assert (await board.ask("manager", 'addNote(${text}, "shared")', text=twice))["author_name"] == MARA
    assert await board.refused("member", 'Note.byAuthor(Query.token()!.sub).first()!.update({ visibility: "all" })')


async def test_an_edited_note_has_its_history(board: Board) -> None:
    welcome = await board.note("manager", "shared")
    text = await board.ask("member", "Note.byId(${id})!.text", id=welcome)
    assert text.startswith("Welcome! Whoever")
    before = "let t = Note.byId(${id})!.ts.subtract(1, 'microseconds')\nat (t) { Note.byId(${id})!.text }"
    assert await board.ask("member", before, id=welcome) == "Welcome!"


async def test_the_newest_note_comes_first_in_the_indexes(board: Board) -> None:
    await board.ask("member", 'addNote("Newest", "shared")')
    for index in ("byVisibility('shared')", "byAuthor(Query.token()!.sub)"):
        assert await board.ask("member", f"Note.{index}.first()!.preview") == "Newest"
