"""The steps of one query, filled in as they happen."""

from collections.abc import Sequence
from dataclasses import dataclass

import reflex as rx

from app.components.code import code_block


@dataclass(frozen=True)
class StepView:
    """One step as shown: `state` is waiting, running, done or failed; `took` is a text such as `12 ms`."""

    name: str
    title: str
    state: str = "waiting"
    note: str = ""
    took: str = ""
    detail: str = ""


def _mark(step: StepView) -> rx.Component:
    return rx.el.div(
        rx.match(
            step.state,
            ("done", rx.icon("check", size=13, stroke_width=3)),
            ("failed", rx.icon("x", size=13, stroke_width=3)),
            ("running", rx.spinner(size="1")),
            rx.el.div(class_name="step-dot"),
        ),
        class_name="step-mark",
        aria_hidden=True,
    )


def _step(step: StepView) -> rx.Component:
    heading = rx.fragment(
        rx.el.span(
            rx.el.span(step.title, class_name="step-title"),
            rx.el.span(step.note, class_name="step-note"),
            class_name="step-heading",
        ),
        rx.el.span(step.took, class_name="step-took"),
    )
    return rx.el.li(
        _mark(step),
        rx.cond(
            step.detail != "",
            rx.el.details(
                rx.el.summary(heading, rx.icon("chevron-right", size=14, class_name="step-chevron")),
                code_block(step.detail, "Detail: " + step.title),
                class_name="step-body",
            ),
            rx.el.div(rx.el.div(heading, class_name="step-plain"), class_name="step-body"),
        ),
        class_name="step",
        custom_attrs={"data-testid": "timeline-step", "data-state": step.state, "data-step": step.name},
    )


def timeline(steps: rx.Var[Sequence[StepView]]) -> rx.Component:
    """The steps in order; each keeps its place from the start, so nothing moves when it is filled."""
    return rx.el.ol(rx.foreach(steps, _step), class_name="timeline", aria_label="Steps of the query")
