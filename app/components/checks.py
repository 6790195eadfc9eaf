"""The guide's steps with a tick: as a short list beside the query, as cards with evidence on Setup."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import reflex as rx

from app.components.code import code_block, value_line


@dataclass(frozen=True)
class CheckView:
    """One step of the guide as checked: `state` is waiting, ok, failed or open (not to be told yet).

    Evidence is pairs of words and a value to copy; either may be empty.
    """

    name: str
    title: str
    state: str = "waiting"
    evidence: list[list[str]] = field(default_factory=list)
    fix: str = ""
    to_paste: list[list[str]] = field(default_factory=list)
    can_apply: bool = False


def _mark(check: CheckView) -> rx.Component:
    return rx.box(
        rx.match(
            check.state,
            ("ok", rx.icon("check", size=13, stroke_width=3)),
            ("failed", rx.icon("x", size=13, stroke_width=3)),
            ("open", rx.box(class_name="step-dot")),
            rx.spinner(size="1"),
        ),
        class_name="step-mark",
        role="img",
        aria_label=rx.match(check.state, ("ok", "done"), ("failed", "not done"), ("open", "open"), "being checked"),
    )


def _evidence(pair: Sequence[str]) -> rx.Component:
    return rx.cond(
        pair[1] == "",
        rx.text(pair[0], size="2", color_scheme="gray", class_name="value-line"),
        value_line(pair[0], pair[1]),
    )


def check_list(checks: rx.Var[Sequence[CheckView]]) -> rx.Component:
    """Titles and ticks."""
    return rx.el.ol(
        rx.foreach(
            checks,
            lambda check: rx.el.li(
                _mark(check),
                rx.text(check.title, size="2"),
                class_name="check-row",
                custom_attrs={"data-state": check.state, "data-check": check.name},
            ),
        ),
        class_name="check-list",
        aria_label="Steps of the guide",
    )


def check_card(check: CheckView, on_fix: Callable[..., rx.event.EventSpec | rx.event.EventCallback]) -> rx.Component:
    """One step with its evidence and, where it fails, the way to mend it."""
    return rx.card(
        rx.flex(
            _mark(check),
            rx.heading(check.title, as_="h2", size="3"),
            rx.spacer(),
            rx.cond(
                (check.state == "failed") & check.can_apply,
                rx.button("Fix it", size="1", variant="soft", on_click=on_fix(check.name)),
            ),
            align="center",
            spacing="3",
        ),
        rx.cond(
            check.state == "waiting",
            rx.skeleton(rx.text("Evidence of the step", size="2"), loading=True, class_name="check-body"),
            rx.box(
                rx.foreach(check.evidence, _evidence),
                rx.cond(check.fix != "", rx.callout(check.fix, icon="wrench", size="1", class_name="check-fix")),
                rx.foreach(check.to_paste, lambda pair: code_block(pair[1], pair[0])),
                class_name="check-body",
            ),
        ),
        class_name="check-card",
        custom_attrs={"data-testid": "setup-check", "data-state": check.state, "data-check": check.name},
    )
