"""`/`: the guide, working; one button runs a query as the signed-in user."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from functools import reduce
from typing import Any

import reflex as rx

from app.clerk.components import SignedInField
from app.clerk.state import AuthState
from app.components.checks import check_list
from app.components.code import code_block
from app.components.controls import run_keys, sample, samples, stop_button, unfold
from app.components.outcome import Answer, Reason, outcome
from app.components.shell import page_heading, shell
from app.components.timeline import StepView, timeline
from app.fauna.as_user import run_as_user
from app.pages.checks import ChecksState
from app.pages.pace import paced
from app.pages.run import Run, apply, nobody, start, stop
from app.pages.snippet import snippet
from app.pages.tasks import cancel, is_running, running
from app.settings import get_settings

SAMPLES = {
    "'Hello World!'": "The guide's query",
    "Query.identity()": "The document that you are to Fauna; null for users of an access provider",
    "Query.token()": "The token that Fauna took",
    "Note.all()": "The notes that your role lets you read; a set comes page by page",
}
LONGEST_QUERY = 50_000
WAIT_SECONDS, TURN_SECONDS = 3.0, 0.05
SIGN_OUT = "window.appSignOut && window.appSignOut()"
SUBMIT_ON_KEYS = rx.Var(
    "(e) => { if ((e.metaKey || e.ctrlKey) && e.key === 'Enter')"
    " { e.preventDefault(); e.currentTarget.form.requestSubmit(); } }"
)
STOP_ON_ESCAPE = rx.Var("(e) => { if (e.key === 'Escape') document.getElementById('stop')?.click(); }")


def query_page() -> rx.Component:
    """The page."""
    return shell(
        "/",
        page_heading(
            "Integrate Fauna with Clerk",
            "Clerk says who you are. Fauna decides what you may read. The button asks Fauna as you.",
        ),
        rx.cond(AuthState.is_signed_in, rx.fragment(rx.box(on_mount=QueryState.welcome, display="none"))),
        rx.box(_card(), _guide(), class_name="query-grid"),
    )


def _card() -> rx.Component:
    return rx.card(
        rx.flex(
            _form(),
            outcome(QueryState.message, QueryState.tone, QueryState.reason, QueryState.answer, _more()),
            timeline(QueryState.steps),
            _code(),
            direction="column",
            spacing="4",
        ),
        size="3",
        class_name="query-card",
        tab_index=-1,
        custom_attrs={"onKeyDown": STOP_ON_ESCAPE, "data-tone": QueryState.tone},
    )


def _form() -> rx.Component:
    return rx.form(
        rx.flex(
            rx.flex(
                rx.heading(rx.el.label("Query", html_for="query"), as_="h2", size="3"),
                rx.spacer(),
                samples(*[sample(text, QueryState.load_sample(text), title=title) for text, title in SAMPLES.items()]),
                align="center",
                spacing="3",
                wrap="wrap",
            ),
            rx.el.div(_editor(), class_name="editor"),
            SignedInField.create(),
            rx.flex(
                rx.button(
                    rx.icon("play", size=16, aria_hidden="true"),
                    "Make authenticated query",
                    type="submit",
                    size="3",
                    custom_attrs={"data-testid": "query-button"},
                ),
                stop_button(QueryState.stop, button_id="stop", size="3"),
                rx.spacer(),
                run_keys(),
                align="center",
                spacing="3",
                class_name="run",
            ),
            direction="column",
            spacing="3",
        ),
        on_submit=QueryState.ask,
        reset_on_submit=False,
    )


def _editor() -> rx.Component:
    """The editor keeps its own text, so that typing never waits; a loaded sample makes it anew."""
    return rx.text_area(
        id="query",
        name="query",
        default_value=QueryState.text,
        key=QueryState.loaded,
        rows="3",
        max_length=LONGEST_QUERY,
        spell_check=False,
        custom_attrs={"data-testid": "query-editor", "onKeyDown": SUBMIT_ON_KEYS, "autoComplete": "off"},
    )


def _more() -> rx.Component:
    return rx.button("Load more", type="button", size="1", variant="soft", on_click=QueryState.more)


def _code() -> rx.Component:
    return unfold("Show the code that ran", code_block(QueryState.code, "Code that ran"))


def _guide() -> rx.Component:
    return rx.card(
        rx.heading("The guide's steps", as_="h2", size="3", margin_bottom="0.5rem"),
        check_list(ChecksState.guide),
        rx.link("Open Setup", href="/setup", size="2", margin_top="0.75rem", display="inline-block"),
        size="2",
    )


class QueryState(rx.State):
    """The last run as shown. Nothing secret is kept here: claims are shown, tokens are not."""

    text: str = next(iter(SAMPLES))
    loaded: int = 0
    asked: str = next(iter(SAMPLES))
    tone: str = "idle"
    message: str = ""
    reason: Reason = Reason()
    steps: rx.Field[list[StepView]] = rx.field(default_factory=lambda: list(Run().steps))
    answer: Answer = Answer()
    _after: str = ""

    @rx.var
    def code(self) -> str:
        """The handler that a developer would write for the query that ran."""
        return snippet(self.asked, get_settings().clerk_jwt_template)

    @rx.event
    def load_sample(self, text: str) -> None:
        """Put a sample into the editor."""
        if isinstance(text, str) and text in SAMPLES:
            self.text = text
            self.loaded += 1

    @rx.event
    def welcome(self) -> None:
        """Somebody signed in: that nobody was is no longer worth saying."""
        if self.tone == "signed-out":
            self._show(Run(), self.asked)

    @rx.event
    def stop(self) -> None:
        """End the query that runs."""
        if cancel(self.router.session.client_token) or self.tone == "running":
            run = Run("running", steps=tuple(self.steps), answer=self.answer)
            self._show(stop(run), self.asked)

    @rx.event(background=True)
    async def ask(self, form: dict[str, Any]) -> Any:
        """Run the editor's query as the user of the verified session; ignored while one runs."""
        text = form.get("query") if isinstance(form, dict) else None
        tab = self.router.session.client_token
        if not isinstance(text, str) or len(text) > LONGEST_QUERY or is_running(tab):
            return
        with running(tab):
            async for event in self._run(text, start(), is_due=form.get("signed_in") == "true"):
                yield event

    @rx.event(background=True)
    async def more(self) -> Any:
        """The next values of the set that is shown."""
        tab = self.router.session.client_token
        if is_running(tab):
            return
        with running(tab):
            async with self:
                after, first = self._after, self.answer.first + len(self.answer.rows)
            if after:
                async for event in self._run(self.asked, start(first), after=after):
                    yield event

    async def _run(self, text: str, run: Run, *, after: str = "", is_due: bool = False) -> AsyncIterator[Any]:
        async with self:
            session = (await self.get_state(AuthState)).session()
        if session is None and is_due:
            async with self:
                self._show(run, text)
            session = await self._session_to_come()
        if session is None:
            async with self:
                self._show(nobody(), text)
            return
        user_id, session_id = session
        settings = get_settings()
        steps = run_as_user(text, user_id=user_id, session_id=session_id, settings=settings, after=after)
        async with aclosing(paced(steps)) as bundles:
            async for bundle in bundles:
                run = reduce(apply, bundle, run)
                async with self:
                    self._show(run, text)
        if run.sign_out:
            async with self:
                (await self.get_state(AuthState)).forget()
            yield rx.call_script(SIGN_OUT)

    async def _session_to_come(self) -> tuple[str, str] | None:
        """The session of a browser that says it is signed in: its token may still be on the way here."""
        for _ in range(int(WAIT_SECONDS / TURN_SECONDS)):
            await asyncio.sleep(TURN_SECONDS)
            async with self:
                session = (await self.get_state(AuthState)).session()
            if session is not None:
                return session
        return None

    def _show(self, run: Run, asked: str) -> None:
        """Assign what differs: whatever is assigned is sent and drawn again."""
        shown = {name: getattr(run, name) for name in ("tone", "message", "reason", "answer")}
        shown |= {"asked": asked, "steps": list(run.steps), "_after": run.after}
        for name, value in shown.items():
            if getattr(self, name) != value:
                setattr(self, name, value)
