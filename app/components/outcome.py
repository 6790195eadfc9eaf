"""The guide's three outcomes in its own words, with the reason below."""

from dataclasses import dataclass

import reflex as rx

from app.components.code import copy_button


@dataclass(frozen=True)
class Reason:
    """Why a query was not answered: who refused (`side`), the machine's code, its summary and the way out.

    An excerpt is a summary that points into the query with a caret: it keeps its lines.
    """

    side: str = ""
    code: str = ""
    summary: str = ""
    advice: str = ""
    is_excerpt: bool = False


def _reason(reason: Reason) -> rx.Component:
    return rx.box(
        rx.flex(
            rx.badge(reason.side, color_scheme="gray", variant="surface"),
            rx.code(reason.code, size="2", variant="soft", color_scheme="gray"),
            copy_button(reason.code + ": " + reason.summary, "the reason"),
            align="center",
            spacing="2",
            wrap="wrap",
        ),
        rx.cond(
            reason.is_excerpt,
            rx.el.pre(reason.summary, tab_index=0),
            rx.text(reason.summary, size="2", class_name="reason-summary"),
        ),
        rx.text(reason.advice, size="2", color_scheme="gray"),
        class_name="reason",
        custom_attrs={"data-testid": "query-reason"},
    )


def outcome(message: str, tone: str, reason: Reason, *after: rx.Component) -> rx.Component:
    """The message as one element's text, and what explains it; `tone` is idle, running, good, signed-out or bad."""
    return rx.box(
        rx.flex(
            rx.match(
                tone,
                ("good", rx.icon("circle-check", size=20, aria_hidden="true")),
                ("signed-out", rx.icon("log-in", size=20, aria_hidden="true")),
                ("bad", rx.icon("circle-alert", size=20, aria_hidden="true")),
                ("running", rx.spinner(size="2")),
                rx.icon("circle-dashed", size=20, aria_hidden="true"),
            ),
            rx.cond(
                message != "",
                rx.text(message, size="4", weight="medium", custom_attrs={"data-testid": "query-message"}),
                rx.cond(
                    tone == "running",
                    rx.skeleton(rx.text("Message: Hello World!", size="4"), loading=True),
                    rx.text("The answer will stand here.", size="3", color_scheme="gray"),
                ),
            ),
            align="center",
            spacing="3",
            role="status",
            aria_live="polite",
            class_name="outcome-line",
        ),
        rx.cond(reason.summary != "", _reason(reason)),
        *after,
        class_name="outcome",
        custom_attrs={"data-tone": tone},
    )
