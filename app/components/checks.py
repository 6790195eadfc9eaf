"""The guide's steps with a tick: as a short list beside the query, as cards with evidence on Setup."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import reflex as rx

from app.components.code import code_block, value_line


@dataclass(frozen=True)
class CheckView:
    """One step of the guide as checked: `state` is waiting, ok, failed or open (not to be told yet).

    Evidence is pairs of words and a value to copy; either may be empty. `lines` is how much evidence to expect.
    """

    name: str
    title: str
    state: str = "waiting"
    evidence: list[list[str]] = field(default_factory=list)
    fix: str = ""
    to_paste: list[list[str]] = field(default_factory=list)
    can_apply: bool = False
    lines: list[int] = field(default_factory=lambda: [1])


def _mark(check: CheckView) -> rx.Component:
    return rx.box(
        rx.match(
            check.state,
            ("ok", rx.icon("check", size=13, stroke_width=3)),
            ("failed", rx.icon("x", size=13, stroke_width=3)),
            ("open", rx.icon("minus", size=13, stroke_width=3)),
            rx.spinner(size="1"),
        ),
        class_name="step-mark",
        role="img",
        aria_label=rx.match(
            check.state, ("ok", "holds"), ("failed", "does not hold"), ("open", "not known"), "being checked"
        ),
    )


def _evidence(pair: Sequence[str]) -> rx.Component:
    return rx.cond(pair[1] == "", rx.text(pair[0], size="2", class_name="evidence"), value_line(pair[0], pair[1]))


def check_list(checks: rx.Var[Sequence[CheckView]]) -> rx.Component:
    """Titles and ticks; what fails says what to do."""
    return rx.el.ol(
        rx.foreach(
            checks,
            lambda check: rx.el.li(
                _mark(check),
                rx.el.div(
                    rx.text(check.title, size="2"),
                    rx.cond(
                        check.fix != "",
                        rx.text(
                            check.fix,
                            " ",
                            rx.link("Mend it", href="/setup#" + check.name),
                            size="1",
                            class_name="check-hint",
                        ),
                    ),
                ),
                class_name="check-row",
                custom_attrs={"data-state": check.state, "data-check": check.name},
            ),
        ),
        class_name="check-list",
        aria_label="Steps of the guide",
    )


def check_card(
    check: CheckView, fixing: rx.Var[str], on_fix: Callable[..., rx.event.EventSpec | rx.event.EventCallback]
) -> rx.Component:
    """One step with its evidence and, where it fails, the way to mend it; `fixing` names the step being mended."""
    return rx.card(
        rx.flex(
            _mark(check),
            rx.heading(check.title, as_="h2", size="3"),
            rx.spacer(),
            rx.cond(
                (check.state == "failed") & check.can_apply,
                rx.button(
                    rx.icon("wrench", size=14, aria_hidden="true"),
                    "Fix it",
                    size="2",
                    loading=fixing == check.name,
                    aria_label="Fix it: " + check.title,
                    on_click=on_fix(check.name),
                ),
            ),
            align="center",
            spacing="3",
            class_name="check-head",
        ),
        rx.cond(
            check.state == "waiting",
            rx.box(
                rx.foreach(check.lines, lambda _: rx.skeleton(rx.text("Evidence of the step", size="2"), loading=True)),
                class_name="check-body",
            ),
            rx.box(
                rx.foreach(check.evidence, _evidence),
                rx.cond(check.fix != "", rx.text(check.fix, size="2", class_name="check-fix")),
                rx.foreach(
                    check.to_paste,
                    lambda pair: rx.fragment(
                        rx.text(pair[0], size="1", class_name="value-name"), code_block(pair[1], pair[0])
                    ),
                ),
                class_name="check-body",
            ),
        ),
        id=check.name,
        class_name="check-card",
        custom_attrs={"data-testid": "setup-check", "data-state": check.state, "data-check": check.name},
    )
