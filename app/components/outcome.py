"""The answer: the guide's three outcomes in its own words, and beneath them the value or the reason."""

from dataclasses import dataclass

import reflex as rx

from app.components.code import copy_button


@dataclass(frozen=True)
class Reason:
    """Why a query was not answered: who refused (`side`), the machine's code, its summary and the way out.

    The excerpt is Fauna's printed summary: it points into the query with a caret and keeps its lines. The summary is
    empty where the excerpt says the same.
    """

    side: str = ""
    code: str = ""
    summary: str = ""
    excerpt: str = ""
    advice: str = ""
    href: str = ""
    link: str = ""


@dataclass(frozen=True)
class Answer:
    """What came back: one value as text, or the members of a set; logs, and figures worth a glance.

    `first` is the number of the first row; `more` says whether the next values can be asked for.
    """

    text: str = ""
    rows: tuple[str, ...] = ()
    first: int = 1
    log: str = ""
    facts: str = ""
    more: bool = False


def reason_box(reason: Reason) -> rx.Component:
    """Why it was refused and what to do."""
    return rx.box(
        rx.flex(
            rx.badge(reason.side, color_scheme="gray", variant="surface"),
            rx.code(reason.code, size="2", variant="ghost", class_name="reason-code"),
            copy_button(reason.code + ": " + reason.summary + "\n" + reason.excerpt, "the reason"),
            align="center",
            spacing="2",
            wrap="wrap",
        ),
        rx.cond(reason.summary != "", rx.text(reason.summary, size="2", class_name="reason-summary")),
        rx.cond(
            reason.excerpt != "",
            rx.el.pre(
                reason.excerpt, tab_index=0, role="region", aria_label="Where in the query", class_name="excerpt"
            ),
        ),
        rx.text(reason.advice, size="2", class_name="reason-advice"),
        rx.cond(
            reason.href != "",
            rx.link(reason.link, href=reason.href, size="2", weight="medium", class_name="reason-link"),
        ),
        class_name="reason",
        role="alert",
        custom_attrs={"data-testid": "query-reason"},
    )


def _rows(answer: Answer) -> rx.Component:
    return rx.el.ol(
        rx.foreach(answer.rows, rx.el.li),
        start=answer.first,
        class_name="rows",
        aria_label="Values",
        tab_index=0,
        custom_attrs={"data-testid": "query-rows"},
    )


def _text(answer: Answer) -> rx.Component:
    return rx.el.pre(
        answer.text,
        tab_index=0,
        role="region",
        aria_label="Value",
        class_name="value",
        custom_attrs={"data-testid": "query-value"},
    )


def _answer(answer: Answer, *more: rx.Component) -> rx.Component:
    shown = rx.cond(answer.text != "", answer.text, answer.rows.join("\n"))
    return rx.box(
        rx.cond(
            shown != "",
            rx.box(
                rx.cond(answer.text != "", _text(answer), _rows(answer)),
                copy_button(shown, "the value"),
                class_name="shown",
            ),
        ),
        rx.cond(
            answer.log != "",
            rx.el.pre(answer.log, tab_index=0, role="region", aria_label="Log of the query", class_name="log"),
        ),
        rx.flex(
            rx.text(answer.facts, size="1", class_name="facts"),
            rx.spacer(),
            rx.cond(answer.more, rx.fragment(*more)),
            align="center",
            spacing="3",
            class_name="answer-foot",
        ),
        class_name="answer",
    )


def _teaching() -> rx.Component:
    lines = (
        ("Message: …", "Fauna took your token and answered."),
        ("No token found", "nobody is signed in, or the session has ended."),
        ("Error occurred", "Clerk, Fauna or the network refused; the reason stands here."),
    )
    return rx.el.dl(
        *[part for words, meaning in lines for part in (rx.el.dt(words), rx.el.dd(meaning))], class_name="teaching"
    )


def _icon(tone: str) -> rx.Component | rx.Var:
    return rx.match(
        tone,
        ("good", rx.icon("circle-check", size=20, aria_hidden="true")),
        ("signed-out", rx.icon("log-in", size=20, aria_hidden="true")),
        ("bad", rx.icon("circle-alert", size=20, aria_hidden="true")),
        ("stopped", rx.icon("circle-stop", size=20, aria_hidden="true")),
        ("running", rx.spinner(size="2", class_name="late")),
        rx.icon("circle-dashed", size=20, aria_hidden="true"),
    )


def outcome(message: str, tone: str, reason: Reason, answer: Answer, *more: rx.Component) -> rx.Component:
    """The message as one element's text and what explains it, in a panel whose size does not depend on them.

    `tone` is idle, running, good, signed-out, bad or stopped; `more` stands where more values can be asked for.
    """
    return rx.box(
        rx.flex(
            _icon(tone),
            rx.cond(
                message != "",
                rx.text(message, size="4", weight="medium", custom_attrs={"data-testid": "query-message"}),
                rx.cond(
                    tone == "running",
                    rx.skeleton(rx.text("Message: Hello World!", size="4"), loading=True, class_name="late"),
                    rx.text("The answer will stand here.", size="3"),
                ),
            ),
            align="center",
            spacing="3",
            role="status",
            aria_live="polite",
            class_name="outcome-line",
        ),
        rx.cond(
            reason.code != "",
            reason_box(reason),
            rx.cond(answer.facts != "", _answer(answer, *more), rx.cond(tone == "idle", _teaching())),
        ),
        class_name="outcome",
        custom_attrs={"data-tone": tone},
    )
