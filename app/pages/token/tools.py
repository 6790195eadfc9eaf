"""What developers get beside the token: the decision trace of a query, and the fault buttons."""

import reflex as rx

from app.components.controls import sample, samples, unfold
from app.components.problem import problem_box
from app.components.trace_tree import trace_tree
from app.developer.faults import FAULTS, Fault, missing
from app.pages.token.faults import CallView, FaultState, ToldView
from app.pages.token.tracing import ABSENT, SAMPLES, TraceState
from app.settings import get_settings

KINDS = {"fault": "zap", "seen": "eye", "good": "check", "bad": "x"}
EMPTY = (
    "Access provider, roles, predicates, and the privileges that they gave or refused for each document appear here."
)


def trace_card() -> rx.Component:
    """A query, and why Fauna decided as it did."""
    absent = [] if get_settings().fauna_emulated else [rx.callout(ABSENT, icon="info", size="1")]
    return rx.card(
        rx.heading("Why Fauna allows or denies", as_="h2", size="3"),
        rx.text("A query as you, and each decision that led to its answer.", size="2", color_scheme="gray"),
        *absent,
        rx.form(
            samples(*[sample(text, TraceState.load_sample(text)) for text in SAMPLES]),
            rx.el.div(
                rx.el.label("Query to explain", html_for="explained", class_name="only-read-aloud"),
                rx.input(
                    id="explained",
                    name="query",
                    default_value=TraceState.text,
                    key=TraceState.loaded,
                    size="2",
                    max_length=10_000,
                    spell_check=False,
                    class_name="explained",
                    auto_complete=False,
                ),
                rx.button("Explain", type="submit", size="2", loading=TraceState.explaining),
                class_name="explain-line",
            ),
            on_submit=TraceState.explain,
            reset_on_submit=False,
            class_name="explain",
        ),
        rx.box(
            problem_box(TraceState.problem),
            rx.cond(
                TraceState.trace.verdict != "",
                rx.fragment(
                    rx.cond(
                        TraceState.answer != "",
                        rx.text("Answer: ", rx.code(TraceState.answer), size="2", class_name="evidence"),
                    ),
                    trace_tree(TraceState.trace),
                ),
                rx.text(
                    EMPTY,
                    size="2",
                    color_scheme="gray",
                ),
            ),
            class_name="explained-area",
            tab_index=0,
            role="region",
            aria_label="Why",
        ),
        size="3",
        class_name="token-card",
        id="why",
    )


def fault_card() -> rx.Component:
    """The fault buttons, and what happened after the last."""
    lacking = missing(get_settings())
    return rx.card(
        rx.heading("Let something fail", as_="h2", size="3"),
        rx.text(
            "Each button causes a fault for real and shows what the app does about it.", size="2", color_scheme="gray"
        ),
        *([rx.callout(lacking, icon="info", size="1", margin_top=".5rem")] if lacking else []),
        rx.el.div(*[_fault(fault, bool(lacking)) for fault in FAULTS], class_name="faults"),
        rx.box(
            rx.cond(
                FaultState.told.length() > 0,
                rx.fragment(
                    rx.heading(FaultState.title, as_="h3", size="2"),
                    rx.el.ol(rx.foreach(FaultState.told, _told), class_name="told"),
                    rx.cond(
                        FaultState.provoking != "", rx.el.p(rx.spinner(size="1"), " Watching…", class_name="part-note")
                    ),
                    rx.cond(
                        FaultState.calls.length() > 0,
                        unfold(
                            "The app's calls meanwhile",
                            rx.el.ul(rx.foreach(FaultState.calls, _call), class_name="fault-calls"),
                        ),
                    ),
                ),
                rx.text("What happened is told here, with the app's calls as evidence.", size="2", color_scheme="gray"),
            ),
            class_name="fault-area",
            role="log",
            aria_label="What happened",
        ),
        size="3",
        class_name="token-card",
        id="faults",
    )


def _fault(fault: Fault, disabled: bool) -> rx.Component:
    return rx.el.div(
        rx.button(
            rx.icon("zap", size=14, aria_hidden="true"),
            fault.title,
            size="2",
            variant="soft",
            color_scheme="red" if fault.name == "revoke" else "amber",
            disabled=disabled or FaultState.provoking != "",
            loading=FaultState.provoking == fault.name,
            aria_describedby=f"fault-{fault.name}",
            on_click=FaultState.provoke(fault.name),
        ),
        rx.text(fault.description, size="1", color_scheme="gray", id=f"fault-{fault.name}"),
        class_name="fault",
    )


def _told(told: ToldView) -> rx.Component:
    cases = [(kind, rx.icon(icon, size=13, aria_hidden="true")) for kind, icon in KINDS.items()]
    return rx.el.li(
        rx.match(told.kind, *cases, rx.icon("eye", size=13, aria_hidden="true")),
        rx.el.span(told.text),
        custom_attrs={"data-kind": told.kind},
    )


def _call(call: CallView) -> rx.Component:
    return rx.el.li(rx.el.code(call.what), rx.el.span(call.status), rx.el.span(call.took))
