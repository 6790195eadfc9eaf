"""Why something was refused: which side said it, its code, its words, and what to do next."""

from dataclasses import dataclass

import reflex as rx

from app.components.code import copy_button


@dataclass(frozen=True)
class ProblemView:
    """A refusal; `excerpt` is a printed text that keeps its lines. Nothing is wrong while `message` is empty."""

    side: str = ""
    code: str = ""
    message: str = ""
    excerpt: str = ""
    advice: str = ""


def problem_box(problem: ProblemView, *beside: rx.Component) -> rx.Component:
    """The refusal, or nothing; `beside` are ways out."""
    return rx.cond(
        problem.message != "",
        rx.box(
            rx.flex(
                rx.badge(problem.side, color_scheme="gray", variant="surface"),
                rx.code(problem.code, size="2", variant="ghost", class_name="reason-code"),
                copy_button(problem.code + ": " + problem.message + "\n" + problem.excerpt, "the problem"),
                align="center",
                spacing="2",
                wrap="wrap",
            ),
            rx.text(problem.message, size="2", class_name="reason-summary"),
            rx.cond(
                problem.excerpt != "",
                rx.el.pre(problem.excerpt, tab_index=0, role="region", aria_label="Excerpt", class_name="excerpt"),
            ),
            rx.cond(problem.advice != "", rx.text(problem.advice, size="2", class_name="reason-advice")),
            *beside,
            class_name="reason problem",
            role="alert",
        ),
    )
