"""The step on the demo users' notes, so that what roles let through can be seen at once."""

from dataclasses import dataclass

from fauna import fql
from fauna.query.query_builder import Query

from app.clerk.backend import BackendApi
from app.fauna.client import FaunaClient
from app.settings import Settings
from app.setup.database import needed_secret
from app.setup.demo import DEMO_USERS, DemoUser
from app.setup.memory import recall, remember
from app.setup.model import CheckResult, Step


@dataclass(frozen=True, slots=True)
class DemoNote:
    """A note of the demo user with this role, written some hours ago; `first` is how it read before it was changed."""

    role: str
    visibility: str
    text: str
    hours: int
    first: str = ""


DEMO_NOTES = (
    DemoNote("manager", "shared", "Welcome! Whoever signs in can read this note: it is shared.", 5, "Welcome!"),
    DemoNote("manager", "private", "Only its author reads a private note, and Mara wrote this one.", 4),
    DemoNote("member", "shared", "Members change their own notes; managers change every shared one.", 3),
    DemoNote("member", "private", "Milo's to do: ask Mara to share her plan. She cannot read this.", 2),
)


def notes_step(settings: Settings) -> Step:
    """Demo users have written notes; one who has deleted them all gets no new ones."""

    async def check() -> CheckResult:
        people, secret = await _people(settings), await needed_secret(settings)
        missing = [user for user in DEMO_USERS if user not in people]
        if missing:
            return CheckResult(
                False, tuple(f"{user.email} is missing." for user in missing), "Make the demo users first."
            )
        counts = {user: await _count(settings, secret, author) for user, author in people.items()}
        seeded = recall(settings).get("seeded", [])
        without = [user for user in people if counts[user] == 0 and people[user] not in seeded]
        if without:
            evidence = tuple(f"{user.full_name} has written no notes." for user in without)
            return CheckResult(False, evidence, "Write the demo notes.")
        return CheckResult(True, tuple(f"{user.full_name}: {count} notes" for user, count in counts.items()))

    async def apply() -> None:
        people, secret = await _people(settings), await needed_secret(settings)
        async with FaunaClient(settings.fauna_endpoint) as client:
            for user, author in people.items():
                notes = [note for note in DEMO_NOTES if note.role == user.role]
                await client.query(_written(notes, user, author), secret=secret)
                for note in notes:
                    if note.first:
                        await client.query(_reworded(note, author), secret=secret)
        remember(settings, seeded=sorted({*recall(settings).get("seeded", []), *people.values()}))

    return Step("notes", "Demo notes: shared and private ones", check, apply)


async def _people(settings: Settings) -> dict[DemoUser, str]:
    """The demo users that there are, and their Clerk ids."""
    async with BackendApi(settings) as api:
        found = {user: next(iter(await api.users(user.email)), None) for user in DEMO_USERS}
    return {user: stored["id"] for user, stored in found.items() if stored is not None}


async def _count(settings: Settings, secret: str, author: str) -> int:
    async with FaunaClient(settings.fauna_endpoint) as client:
        return (await client.query(fql("Note.byAuthor(${author}).count()", author=author), secret=secret)).data


def _written(notes: list[DemoNote], user: DemoUser, author: str) -> Query:
    """All of a user's notes in one transaction, unless there is one already."""
    created = [_created(note, user, author) for note in notes]
    body = "\n".join(f"${{note{number}}}" for number in range(len(created)))
    text = f"if (Note.byAuthor(${{author}}).isEmpty()) {{\n{body}\nnull\n}}"
    return fql(text, author=author, **{f"note{number}": query for number, query in enumerate(created)})


def _created(note: DemoNote, user: DemoUser, author: str) -> Query:
    text = """Note.create({
      text: ${text},
      visibility: ${visibility},
      author: ${author},
      author_name: ${name},
      created_at: Time.now().subtract(${hours}, "hours")
    })"""
    fields = {"text": note.first or note.text, "visibility": note.visibility, "hours": note.hours}
    return fql(text, author=author, name=user.full_name, **fields)


def _reworded(note: DemoNote, author: str) -> Query:
    """The change that gives a note its history; nothing if it is worded otherwise already."""
    found = "Note.byAuthor(${author}).where(.text == ${first}).forEach(note => note.update({ text: ${text} }))"
    return fql(found, author=author, first=note.first, text=note.text)
