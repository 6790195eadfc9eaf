"""`/`: the guide, working; one button runs a query as the signed-in user."""

from functools import reduce
from typing import Any

import reflex as rx

from app.clerk.state import AuthState
from app.components.checks import check_list
from app.components.code import code_block
from app.components.outcome import Reason, outcome
from app.components.shell import page_heading, shell
from app.components.timeline import StepView, timeline
from app.fauna.as_user import run_as_user
from app.pages.checks import ChecksState
from app.pages.pace import paced
from app.pages.run import ROWS_SHOWN, Run, apply, nobody, start
from app.pages.snippet import snippet
from app.settings import get_settings

SAMPLES = ("'Hello World!'", "Query.identity()", "Query.token()", "Note.all()")
LONGEST_QUERY = 50_000
SIGN_OUT = "window.appSignOut && window.appSignOut()"
SUBMIT_ON_KEYS = rx.Var(
    "(e) => { if ((e.metaKey || e.ctrlKey) && e.key === 'Enter')"
    " { e.preventDefault(); e.currentTarget.form.requestSubmit(); } }"
)


def query_page() -> rx.Component:
    """The page."""
    return shell(
        "/",
        page_heading(
            "Integrate Fauna with Clerk",
            "Clerk says who you are. Fauna decides what you may read. The button asks Fauna as you.",
        ),
        rx.box(_card(), _guide(), class_name="query-grid"),
    )


def _card() -> rx.Component:
    return rx.card(
        rx.flex(
            _form(),
            outcome(QueryState.message, QueryState.tone, QueryState.reason, _way_in()),
            timeline(QueryState.steps),
            rx.cond(QueryState.received > 0, _results()),
            _code(),
            direction="column",
            spacing="4",
        ),
        size="3",
    )


def _form() -> rx.Component:
    samples = [_sample(text) for text in SAMPLES]
    return rx.form(
        rx.flex(
            rx.flex(
                rx.text("Query", as_="label", html_for="query", size="2", weight="medium"),
                rx.spacer(),
                rx.el.div(*samples, class_name="samples", role="group", aria_label="Samples"),
                align="center",
                spacing="3",
                wrap="wrap",
            ),
            rx.el.div(_editor(), class_name="editor"),
            rx.flex(
                rx.button(
                    rx.icon("play", size=16, aria_hidden="true"),
                    "Make authenticated query",
                    type="submit",
                    size="3",
                    custom_attrs={"data-testid": "query-button"},
                ),
                rx.text(
                    rx.el.kbd("Ctrl"), " or ", rx.el.kbd("⌘"), " + ", rx.el.kbd("Enter"), size="1", class_name="keys"
                ),
                align="center",
                spacing="3",
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
        spell_check=False,
        custom_attrs={"data-testid": "query-editor", "onKeyDown": SUBMIT_ON_KEYS, "autoComplete": "off"},
    )


def _sample(text: str) -> rx.Component:
    return rx.button(
        text,
        type="button",
        size="1",
        variant="soft",
        color_scheme="gray",
        font_family="var(--mono)",
        on_click=QueryState.load_sample(text),
    )


def _way_in() -> rx.Component:
    return rx.cond(
        QueryState.tone == "signed-out",
        rx.box(rx.link(rx.button("Sign in", size="2"), href="/sign-in"), class_name="outcome-action"),
    )


def _results() -> rx.Component:
    return rx.box(
        rx.text(QueryState.summary, size="1", color_scheme="gray", margin_bottom="0.375rem"),
        rx.el.ul(rx.foreach(QueryState.rows, rx.el.li), class_name="results", aria_label="Values", tab_index=0),
    )


def _code() -> rx.Component:
    return rx.el.details(
        rx.el.summary(rx.icon("chevron-right", size=14, class_name="step-chevron"), "Show the code that ran"),
        code_block(QueryState.code, "Code that ran"),
        class_name="unfold",
    )


def _guide() -> rx.Component:
    return rx.card(
        rx.heading("The guide's steps", as_="h2", size="3", margin_bottom="0.5rem"),
        check_list(ChecksState.guide),
        rx.link("Open Setup", href="/setup", size="2", margin_top="0.75rem", display="inline-block"),
        size="2",
    )


class QueryState(rx.State):
    """The last run as shown. Nothing secret is kept here: claims are shown, tokens are not."""

    text: str = SAMPLES[0]
    loaded: int = 0
    asked: str = SAMPLES[0]
    tone: str = "idle"
    message: str = ""
    reason: Reason = Reason()
    steps: rx.Field[list[StepView]] = rx.field(default_factory=lambda: list(Run().steps))
    rows: rx.Field[list[str]] = rx.field(default_factory=list)
    received: int = 0

    @rx.var
    def code(self) -> str:
        """The handler that a developer would write for the query that ran."""
        return snippet(self.asked, get_settings().clerk_jwt_template)

    @rx.var
    def summary(self) -> str:
        """How many values came and how many of them are shown."""
        if self.received > ROWS_SHOWN:
            return f"{self.received} values, the first {ROWS_SHOWN} shown"
        return f"{self.received} values" if self.received != 1 else "1 value"

    @rx.event
    def load_sample(self, text: str) -> None:
        """Put a sample into the editor."""
        if text in SAMPLES:
            self.text = text
            self.loaded += 1

    @rx.event(background=True, supersedes=True)
    async def ask(self, form: dict[str, Any]) -> Any:
        """Run the editor's query as the user of the verified session; a newer click replaces this one."""
        text = form.get("query") if isinstance(form, dict) else None
        if not isinstance(text, str) or len(text) > LONGEST_QUERY:
            return
        async with self:
            session = (await self.get_state(AuthState)).session()
            if session is None:
                self._show(nobody(), text)
                return
        user_id, session_id = session
        run = start()
        steps = run_as_user(text, user_id=user_id, session_id=session_id, settings=get_settings())
        async for bundle in paced(steps):
            run = reduce(apply, bundle, run)
            async with self:
                self._show(run, text)
        if run.sign_out:
            async with self:
                (await self.get_state(AuthState)).forget()
            yield rx.call_script(SIGN_OUT)

    def _show(self, run: Run, asked: str) -> None:
        """Assign what differs: whatever is assigned is sent and drawn again."""
        shown = {name: getattr(run, name) for name in ("tone", "message", "reason", "received")}
        shown |= {"asked": asked, "steps": list(run.steps), "rows": list(run.rows)}
        for name, value in shown.items():
            if getattr(self, name) != value:
                setattr(self, name, value)
