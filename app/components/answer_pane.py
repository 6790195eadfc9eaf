"""One identity's answer in the console: rows, why, how it was read, what it logged."""

from dataclasses import dataclass, field

import reflex as rx

from app.components.code import copy_button
from app.components.console_widgets import ResultRows
from app.components.outcome import Reason, reason_box
from app.components.trace import Trace
from app.components.trace_tree import trace_tree

KINDS = (
    ("hint", rx.icon("lightbulb", size=14, aria_hidden="true")),
    ("scan", rx.icon("triangle-alert", size=14, aria_hidden="true")),
    ("index", rx.icon("list-tree", size=14, aria_hidden="true")),
)


@dataclass(frozen=True)
class Fact:
    """A named figure."""

    name: str
    value: str


@dataclass(frozen=True)
class Read:
    """A way in which the query reads: `kind` is hint, scan, index or read."""

    kind: str
    text: str


@dataclass(frozen=True)
class PaneView:
    """An answer as shown; `tone` is idle, running, good, signed-out, bad or stopped; `short` is the line of figures."""

    tone: str = "idle"
    who: str = ""
    message: str = ""
    short: str = ""
    reason: Reason = field(default_factory=Reason)
    facts: tuple[Fact, ...] = ()
    reads: tuple[Read, ...] = ()
    log: str = ""
    trace: Trace = field(default_factory=Trace)
    no_trace: str = ""


def answer_pane(
    pane: int, view: PaneView, *, run: int | rx.Var[int], on_need: rx.event.EventType, with_trace: bool
) -> rx.Component:
    """The pane of number `pane`; `on_need` is asked for the rows that follow."""
    label = rx.cond(view.who != "", "Values for " + view.who, "Values")
    return rx.el.section(
        rx.flex(
            _icon(view.tone),
            rx.text(view.message, size="2", weight="medium", custom_attrs={"data-testid": f"answer-message-{pane}"}),
            rx.spacer(),
            rx.cond(view.who != "", rx.badge(view.who, variant="soft", class_name="answer-who")),
            align="center",
            spacing="2",
            role="status",
            class_name="answer-line",
        ),
        rx.tabs.root(
            rx.tabs.list(
                rx.tabs.trigger("Result", value="result"),
                *([rx.tabs.trigger("Why?", value="why")] if with_trace else []),
                rx.tabs.trigger("Explain", value="explain"),
                rx.tabs.trigger(
                    "Log",
                    rx.cond(view.log != "", rx.el.span(class_name="answer-dot", aria_label="has lines", role="img")),
                    value="log",
                ),
                size="1",
            ),
            rx.tabs.content(
                rx.cond(view.reason.code != "", reason_box(view.reason)),
                rx.cond(view.tone == "idle", _teaching()),
                rx.box(
                    ResultRows.create(pane=pane, label=label, run=run, on_need=on_need),
                    class_name=rx.cond((view.reason.code != "") | (view.tone == "idle"), "answer-away", "answer-rows"),
                ),
                value="result",
                force_mount=True,
                class_name="answer-tab",
            ),
            *([rx.tabs.content(_why(view), value="why", class_name="answer-tab answer-scroll")] if with_trace else []),
            rx.tabs.content(_explained(view), value="explain", class_name="answer-tab answer-scroll"),
            rx.tabs.content(_log(view), value="log", class_name="answer-tab answer-scroll"),
            default_value="result",
            class_name="answer-tabs",
        ),
        rx.text(view.short, size="1", class_name="facts answer-short", custom_attrs={"data-testid": f"facts-{pane}"}),
        class_name="answer-pane",
        aria_label=rx.cond(view.who != "", "Answer for " + view.who, "Answer"),
        custom_attrs={"data-tone": view.tone, "data-pane": str(pane)},
    )


def _icon(tone: str) -> rx.Component | rx.Var:
    return rx.match(
        tone,
        ("good", rx.icon("circle-check", size=16, class_name="trace-yes", aria_hidden="true")),
        ("signed-out", rx.icon("log-in", size=16, aria_hidden="true")),
        ("bad", rx.icon("circle-alert", size=16, class_name="trace-no", aria_hidden="true")),
        ("stopped", rx.icon("circle-stop", size=16, aria_hidden="true")),
        ("running", rx.spinner(size="1", class_name="late")),
        rx.icon("circle-dashed", size=16, aria_hidden="true"),
    )


def _teaching() -> rx.Component:
    return rx.el.div(
        rx.text("Write FQL above and run it: the answer stands here, page by page.", size="2"),
        rx.text(
            "The editor completes what Fauna's table of signatures knows, and marks the place that an error names.",
            size="2",
            color_scheme="gray",
        ),
        class_name="answer-teaching",
    )


def _why(view: PaneView) -> rx.Component:
    return rx.cond(
        view.trace.verdict != "",
        trace_tree(view.trace),
        rx.text(
            rx.cond(view.no_trace != "", view.no_trace, "Tick “Why?” and run: each allow and deny with its reason."),
            size="2",
            color_scheme="gray",
        ),
    )


def _explained(view: PaneView) -> rx.Component:
    return rx.cond(
        view.facts.length() > 0,
        rx.el.div(
            rx.cond(
                view.reads.length() > 0,
                rx.el.ul(
                    rx.foreach(
                        view.reads,
                        lambda read: rx.el.li(
                            rx.match(read.kind, *KINDS, rx.icon("search", size=14, aria_hidden="true")),
                            rx.el.span(read.text),
                            custom_attrs={"data-kind": read.kind},
                        ),
                    ),
                    class_name="answer-reads",
                    aria_label="How documents were found",
                ),
            ),
            rx.el.dl(
                rx.foreach(view.facts, lambda fact: rx.fragment(rx.el.dt(fact.name), rx.el.dd(fact.value))),
                class_name="answer-facts",
            ),
        ),
        rx.text("Run a query to see what it read and what it cost.", size="2", color_scheme="gray"),
    )


def _log(view: PaneView) -> rx.Component:
    return rx.cond(
        view.log != "",
        rx.el.div(
            rx.el.pre(view.log, tab_index=0, role="region", aria_label="Log of the query", class_name="log"),
            copy_button(view.log, "the log"),
            class_name="answer-log",
        ),
        rx.text("Lines of log() and dbg(), and Fauna's summary, stand here.", size="2", color_scheme="gray"),
    )
