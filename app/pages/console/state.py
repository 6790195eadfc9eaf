"""The console's events: a run as somebody, its pages, and what there is to choose from.

Rows never stand in the state: they are kept by the server and pushed page by page to the widget that shows them.
"""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from typing import Any

import reflex as rx

from app.clerk.state import AuthState
from app.components.answer_pane import PaneView
from app.components.comparing import Side
from app.components.console_widgets import push_environment, push_rows
from app.components.outcome import Reason
from app.components.spans import Spot, read_spots
from app.components.values import VIEWS, View
from app.developer.asking import PAGE_SIZE, Asked, Refusal, Reply, ask_on
from app.developer.choices import choices
from app.developer.history import history
from app.developer.identities import Me
from app.developer.signatures import signatures
from app.pages.console.answers import answers, ended, summary_of
from app.pages.console.kept import Kept, drop, keep, recall
from app.pages.console.order import Order, OrderError, read_order, shown_name
from app.pages.console.report import view_of
from app.pages.console.windows import window
from app.pages.developer import developer_only
from app.pages.tasks import cancel, running
from app.settings import get_settings

SIGN_OUT = "window.appSignOut && window.appSignOut()"
WAIT_SECONDS, TURN_SECONDS = 3.0, 0.05
SIGNED_OUT = Refusal("Clerk", "signed_out", "Nobody is signed in on this page.")
NOBODY = Asked("", Me(""))
STOPPED = PaneView("stopped", message="Stopped")


@dataclass(frozen=True)
class Choice:
    """Somebody to act as: what the form sends, and what people read."""

    value: str
    label: str


class ConsoleState(rx.State):
    """What is shown of the last run, and who can be chosen. No row, token or secret is kept here."""

    run_number: int = 0
    view: View = "table"
    comparing: bool = False
    left: PaneView = PaneView()
    right: PaneView = PaneView()
    spots: rx.Field[list[Spot]] = rx.field(default_factory=list)
    spots_for: str = ""
    users: rx.Field[list[Choice]] = rx.field(default_factory=list)
    roles: rx.Field[list[Choice]] = rx.field(default_factory=list)
    problem: str = ""
    earliest: int = 0
    latest: int = 0
    _asked: int = 0

    @rx.event(background=True)
    async def load(self) -> Any:
        """The table of signatures for the editor, for who is signed in."""
        settings = get_settings()
        if await self._session_to_come(is_due=False) is not None:
            found = await signatures(settings, with_own=settings.dev_tools)
            yield push_environment(json.dumps(json.dumps(found)))

    @rx.event(background=True)
    @developer_only
    async def load_choices(self) -> None:
        """Whom one can act as, and how far back one can read."""
        if await self._session_to_come(is_due=False) is None:
            return
        settings = get_settings()
        found, bounds = await asyncio.gather(choices(settings), history(settings))
        async with self:
            self.users = [Choice(f"user:{user_id}", label) for user_id, label in found.users]
            self.roles = [Choice(f"role:{name}", name) for name in found.roles]
            self.problem = found.problem
            self.earliest, self.latest = bounds.earliest, bounds.latest

    @rx.event(background=True)
    async def run(self, form: dict[str, Any]) -> Any:
        """Run the editor's query as the signed-in user; what runs already is stopped."""
        async for event in self._begin(form, as_anybody=False):
            yield event

    @rx.event(background=True)
    @developer_only
    async def run_as(self, form: dict[str, Any]) -> Any:
        """Run the query as the chosen identity, or as two that are compared."""
        async for event in self._begin(form, as_anybody=True):
            yield event

    @rx.event
    def stop(self) -> None:
        """End what runs; Fauna may still finish it."""
        cancel(self.router.session.client_token)
        if self.left.tone == "running":
            self._asked += 1
            self.left, self.right = STOPPED, STOPPED

    @rx.event(background=True)
    async def show(self, view: str | list[str]) -> Any:
        """Another view of the same rows."""
        chosen = next((known for known in VIEWS if known == view), None)
        if chosen is None:
            return
        async with self:
            self.view = chosen
        for pane in (0, 1):
            async for event in self._send(pane, 0):
                yield event

    @rx.event(background=True)
    async def need(self, pane: int, start: int) -> Any:
        """The rows of a pane from a number on, counted from 0."""
        if isinstance(pane, int) and isinstance(start, int) and pane in (0, 1) and start >= 0:
            async for event in self._send(pane, start):
                yield event

    async def _begin(self, form: dict[str, Any], *, as_anybody: bool) -> AsyncIterator[Any]:
        if not isinstance(form, dict):
            return
        tab = self.router.session.client_token
        cancel(tab)
        with running(tab):
            async with self:
                self._asked += 1
                number = self._asked
                self.left, self.right = _waiting(self.left), _waiting(self.right)
            session = await self._session_to_come(is_due=form.get("signed_in") == "true")
            if session is None:
                await self._refuse(number, SIGNED_OUT)
                return
            try:
                order = read_order(form, session, as_anybody=as_anybody)
            except OrderError as error:
                await self._refuse(number, Refusal("Console", "invalid_form", str(error)))
                return
            async for event in self._run(order, session, number):
                yield event

    async def _run(self, order: Order, session: tuple[str, str], number: int) -> AsyncIterator[Any]:
        settings = get_settings()
        tab = self.router.session.client_token
        over = await ended(session, settings)
        if over is not None:
            await self._refuse(number, over)
            if over.code == "session_ended":
                async with self:
                    (await self.get_state(AuthState)).forget()
                yield rx.call_script(SIGN_OUT)
            return
        replies, panes = await answers(order, settings)
        async with self:
            if self._asked != number:
                return
            keep(tab, Kept(session, number, panes))
            view = self.view
        for pane, reply in enumerate(replies):
            if reply.refusal is None:
                yield push_rows(pane, window(panes[pane], number, 0, view))
        await self._show(order, replies, number)
        if len(panes) == 1 and len(panes[0].rows) < PAGE_SIZE and panes[0].after:
            async for event in self._send(0, len(panes[0].rows)):
                yield event

    async def _show(self, order: Order, replies: list[Reply], number: int) -> None:
        async with self:
            if self._asked != number:
                return
            people = {choice.value.removeprefix("user:"): choice.label for choice in self.users}
            views = [
                view_of(reply, asked, shown_name(asked.identity, people))
                for asked, reply in zip(order.asked, replies, strict=True)
            ]
            self.run_number, self.comparing = number, len(views) == 2
            self.left, self.right = views[0], views[-1] if self.comparing else PaneView()
            self.spots = read_spots(summary_of(replies[0]))
            self.spots_for = order.text
            if self.latest:
                self.latest = int(time.time() * 1000)

    async def _refuse(self, number: int, refusal: Refusal) -> None:
        async with self:
            if self._asked == number:
                self.run_number, self.comparing = number, False
                self.left, self.right = view_of(Reply(refusal=refusal), NOBODY, ""), PaneView()

    async def _send(self, number: int, start: int) -> AsyncIterator[Any]:
        """Push the rows from a number on, fetched first where they are beyond the last page."""
        tab = self.router.session.client_token
        async with self:
            session = (await self.get_state(AuthState)).session()
            view = self.view
        kept = recall(tab, session)
        if kept is None or number >= len(kept.panes):
            return
        pane = kept.panes[number]
        async with pane.lock:
            failed = False
            if start >= len(pane.rows) and pane.after:
                reply = await ask_on(pane.asked, pane.after, get_settings())
                if reply.refusal is not None:
                    failed = True
                    yield rx.toast.error(f"{reply.refusal.side}: {reply.refusal.message}")
                else:
                    pane.rows += [Side(value) for value in reply.members or []]
                    pane.after = reply.after
            if start <= len(pane.rows):
                yield push_rows(number, window(pane, kept.run, start, view, failed=failed))

    async def _session_to_come(self, *, is_due: bool) -> tuple[str, str] | None:
        """The verified session; where the browser says that it has one, its token may still be on the way here."""
        for turn in range(int(WAIT_SECONDS / TURN_SECONDS)):
            if turn:
                await asyncio.sleep(TURN_SECONDS)
            async with self:
                session = (await self.get_state(AuthState)).session()
            if session is not None or not is_due:
                return session
        return None

    @rx.event
    def clear(self) -> None:
        """The page is left or nobody is signed in any more: what it showed is kept no longer, what runs is stopped."""
        tab = self.router.session.client_token
        cancel(tab)
        drop(tab)
        self._asked += 1
        self.run_number, self.comparing = self._asked, False
        self.left, self.right, self.spots, self.users, self.roles = PaneView(), PaneView(), [], [], []


def _waiting(pane: PaneView) -> PaneView:
    """What stood there stays until the answer comes, but for what was wrong."""
    return replace(pane, tone="running", message="Running…", reason=Reason())
