"""`/live`: a board of notes that is the same on every screen that may see it."""

import re
from collections.abc import AsyncIterator
from typing import Any

import reflex as rx
from fauna import fql
from fauna.query.query_builder import Query
from reflex_base.event import Event

from app.clerk.components import OpenAs
from app.clerk.errors import ClerkError
from app.components.board import Composer, Notes
from app.components.feed import FeedHealth, FeedLog, reject, settle, show
from app.components.shell import page_heading, shell
from app.fauna.errors import FaunaError, QueryRefused
from app.fauna.events import row_of
from app.fauna.live import as_user
from app.settings import get_settings
from app.setup.demo import DEMO_USERS

NOTES = "notes"
SHOWN = "{ id, text, author, author_name, visibility, created_at }"
WATCHED = fql(f"Note.all() {SHOWN}")
ADDED = f"addNote(${{text}}, ${{visibility}}) {SHOWN}"
EDITED = f"Note.byId(${{id}})!.update({{ text: ${{text}}, visibility: ${{visibility}} }}) {SHOWN}"
REMOVED = "Note.byId(${id})!.delete()"
ACT = re.compile(r"op-[\w.-]{1,60}", re.ASCII)
DOCUMENT = re.compile(r"\d{1,20}", re.ASCII)
LONGEST_TEXT = 4_000


def live_page() -> rx.Component:
    """The page."""
    return shell(
        "/live",
        page_heading(
            "Live notes",
            "One event source, read as you: what others share appears as they write it; what they keep never comes.",
            FeedHealth.create(name=NOTES),
        ),
        rx.box(
            rx.card(Composer.create(name=NOTES, on_add=LiveState.add), size="2"),
            *_others(),
            class_name="live-head",
        ),
        Notes.create(name=NOTES, order="-created_at", on_edit=LiveState.edit, on_remove=LiveState.remove),
        FeedLog.create(name=NOTES),
    )


def _others() -> list[rx.Component]:
    """Ways to be somebody else in a second window, where Clerk is emulated."""
    if not get_settings().clerk_emulated:
        return []
    users = [{"role": user.role, "name": user.full_name, "initials": user.first_name[:2]} for user in DEMO_USERS]
    return [rx.card(OpenAs.create(users=users), size="2")]


class LiveState(rx.State):
    """Nothing is kept here: rows go to the browser as they come, and each handler asks who is signed in."""

    @rx.event(background=True)
    async def watch(self) -> Any:
        """Follow the notes for as long as the page is open."""
        async for change in as_user(self).changes(WATCHED):
            yield show(NOTES, change)

    @rx.event(background=True)
    async def add(self, op: str, text: str, visibility: str) -> Any:
        """Add a note in the user's name."""
        if _is_act(op) and _is_note(text, visibility):
            async for event in self._write(op, fql(ADDED, text=text.strip(), visibility=visibility)):
                yield event

    @rx.event(background=True)
    async def edit(self, op: str, note: str, text: str, visibility: str) -> Any:
        """Change a note's text and who may read it."""
        if _is_act(op) and _is_id(note) and _is_note(text, visibility):
            query = fql(EDITED, id=note, text=text.strip(), visibility=visibility)
            async for event in self._write(op, query):
                yield event

    @rx.event(background=True)
    async def remove(self, op: str, note: str) -> Any:
        """Delete a note."""
        if _is_act(op) and _is_id(note):
            async for event in self._write(op, fql(REMOVED, id=note), removed=note):
                yield event

    async def _write(self, op: str, query: Query, removed: str = "") -> AsyncIterator[Event]:
        try:
            answer = await as_user(self).query(query)
            row = None if removed else row_of(answer.raw, answer.txn_ts)
        except (ClerkError, FaunaError) as error:
            yield reject(NOTES, op, _why(error))
            return
        key = row.key if row else removed
        yield settle(NOTES, op, (key, row.data if row else None, answer.txn_ts))


def _why(error: ClerkError | FaunaError) -> str:
    """Which side refused, and in its own words why: a broken constraint says more than that one is broken."""
    broken: dict[str, list[str]] = {}
    for failure in error.failures if isinstance(error, QueryRefused) else ():
        broken.setdefault(failure.message, []).append(".".join(map(str, failure.path)) or "the note")
    words = "; ".join(f"{message} ({', '.join(fields)})" for message, fields in broken.items()) or str(error)
    return f"{error.side} refused ({error.code}): {words}"


def _is_act(op: object) -> bool:
    return isinstance(op, str) and ACT.fullmatch(op) is not None


def _is_id(note: object) -> bool:
    return isinstance(note, str) and DOCUMENT.fullmatch(note) is not None


def _is_note(text: object, visibility: object) -> bool:
    return isinstance(text, str) and 0 < len(text.strip()) <= LONGEST_TEXT and visibility in ("private", "shared")
