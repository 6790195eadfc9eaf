"""The console's view."""

import json

import reflex as rx

from app.clerk.components import SignedInField
from app.clerk.state import AuthState
from app.components.answer_pane import answer_pane
from app.components.console_widgets import FqlEditor, QueryShelf, TimeSlider
from app.components.controls import run_keys, sample, samples, stop_button, unfold
from app.components.shell import page_heading, shell
from app.developer.identities import KEYS
from app.pages.console.state import Choice, ConsoleState
from app.settings import get_settings

FORM = "console-form"
INITIAL = "Note.all()"
SAMPLES = ("Note.all()", "Query.token()", "Set.sequence(0, 5000)", "Role.all()")
STOP_ON_ESCAPE = rx.Var(
    "(e) => { if (e.key === 'Escape' && !e.defaultPrevented) document.getElementById('console-stop')?.click(); }"
)
VIEWS = {"table": "Table", "json": "JSON", "fql": "FQL"}


def console_page() -> rx.Component:
    """The page."""
    tools = get_settings().dev_tools
    on_sign_in = [ConsoleState.load, *([ConsoleState.load_choices] if tools else [])]
    return shell(
        "/console",
        page_heading("Console", "Ask Fauna anything as who you are." if not tools else LEAD),
        # What one user saw goes with the sign-out, and with the page.
        rx.cond(
            AuthState.is_signed_in,
            rx.fragment(rx.box(on_mount=on_sign_in, on_unmount=ConsoleState.clear, display="none")),
        ),
        rx.el.div(
            rx.card(_form(tools=tools), size="2", class_name="console-card"),
            rx.card(QueryShelf.create(form_id=FORM), size="2", class_name="console-shelf"),
            class_name="console-grid",
        ),
        _answers(tools=tools),
    )


LEAD = "Ask Fauna anything, as yourself or as anybody, now or back then, and see why it answers so."


def _form(*, tools: bool) -> rx.Component:
    editor = FqlEditor.create(
        name="query", label="FQL", initial=INITIAL, spots=ConsoleState.spots, spots_for=ConsoleState.spots_for
    )
    return rx.form(
        rx.el.h2("Query", class_name="only-read-aloud"),
        *([_identities()] if tools else []),
        editor,
        SignedInField.create(),
        rx.flex(
            rx.button(
                rx.icon("play", size=14, aria_hidden="true"),
                "Run",
                type="submit",
                title="Run the query (Ctrl or ⌘ + Enter)",
            ),
            run_keys(),
            stop_button(ConsoleState.stop, button_id="console-stop"),
            rx.spacer(),
            samples(*[sample(text, _load(text)) for text in SAMPLES]),
            align="center",
            spacing="3",
            wrap="wrap",
        ),
        _options(),
        id=FORM,
        on_submit=ConsoleState.run_as if tools else ConsoleState.run,
        reset_on_submit=False,
        class_name="console-form",
        custom_attrs={"onKeyDown": STOP_ON_ESCAPE, "data-tone": ConsoleState.left.tone},
    )


def _identities() -> rx.Component:
    return rx.el.div(
        _select("identity", "Run as", rx.el.option("Me", value="me")),
        _select("other", "Compare with", rx.el.option("Nobody", value=""), rx.el.option("Me", value="me")),
        rx.el.label(rx.el.input(type="checkbox", name="why"), " Why?", class_name="check"),
        TimeSlider.create(name="at", earliest=ConsoleState.earliest, latest=ConsoleState.latest),
        rx.cond(ConsoleState.problem != "", rx.text(ConsoleState.problem, size="1", role="alert")),
        class_name="console-identities",
    )


def _select(name: str, label: str, *first: rx.Component) -> rx.Component:
    return rx.el.label(
        rx.el.span(label),
        rx.el.select(
            *first,
            rx.el.optgroup(rx.foreach(ConsoleState.users, _option), label="Users"),
            rx.el.optgroup(rx.foreach(ConsoleState.roles, _option), label="Roles"),
            rx.el.optgroup(*[rx.el.option(f"{key} key", value=f"key:{key}") for key in KEYS], label="Keys"),
            name=name,
            class_name="native",
        ),
        class_name="choice",
    )


def _option(choice: Choice) -> rx.Component:
    return rx.el.option(choice.label, value=choice.value)


def _options() -> rx.Component:
    return unfold(
        "Options",
        rx.el.div(
            rx.el.label(
                rx.el.span("Typecheck"),
                rx.el.select(
                    rx.el.option("As the database is set", value=""),
                    rx.el.option("On", value="on"),
                    rx.el.option("Off", value="off"),
                    name="typecheck",
                    class_name="native",
                ),
                class_name="choice",
            ),
            _field("timeout", "Time-out in ms", "5000"),
            _field("tags", "Query tags", "feature=notes,page=1"),
            rx.el.label(
                rx.el.input(type="checkbox", name="hints", default_checked=True),
                " Performance hints",
                class_name="check",
            ),
            class_name="console-options",
        ),
    )


def _field(name: str, label: str, example: str) -> rx.Component:
    return rx.el.label(
        rx.el.span(label),
        rx.el.input(name=name, placeholder=example, auto_complete="off", class_name="native"),
        class_name="choice",
    )


def _load(text: str) -> rx.event.EventSpec:
    return rx.call_script(f"window.appEditorLoad && window.appEditorLoad({json.dumps(text)})")


def _answers(*, tools: bool) -> rx.Component:
    second = answer_pane(
        1, ConsoleState.right, run=ConsoleState.run_number, on_need=ConsoleState.need, with_trace=tools
    )
    return rx.card(
        rx.flex(
            rx.heading("Answer", as_="h2", size="3"),
            rx.spacer(),
            rx.segmented_control.root(
                *[rx.segmented_control.item(label, value=value) for value, label in VIEWS.items()],
                value=ConsoleState.view,
                on_change=ConsoleState.show,
                size="1",
                aria_label="View",
            ),
            align="center",
            class_name="answer-head",
        ),
        rx.el.div(
            answer_pane(0, ConsoleState.left, run=ConsoleState.run_number, on_need=ConsoleState.need, with_trace=tools),
            *([rx.cond(ConsoleState.comparing, second)] if tools else []),
            class_name=rx.cond(ConsoleState.comparing, "answers answers-two", "answers"),
        ),
        size="2",
        class_name="console-card",
    )
