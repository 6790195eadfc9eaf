"""The page."""

import reflex as rx

from app.clerk.state import AuthState
from app.components.code import copy_button
from app.components.countdown import countdown
from app.components.problem import problem_box
from app.components.shell import page_heading, shell
from app.pages.token.state import PartView, StepView, TokenState
from app.pages.token.tools import fault_card, trace_card
from app.settings import get_settings

MARKS = {"yes": ("check", "passed"), "no": ("x", "failed")}
HIDDEN = "The database's roles, decision traces and faults are shown with developer tools only."


def token_page() -> rx.Component:
    """The page."""
    tools = (
        [trace_card(), fault_card()] if get_settings().dev_tools else [rx.text(HIDDEN, size="2", color_scheme="gray")]
    )
    return shell(
        "/token",
        page_heading(
            "Token",
            "What your queries are signed with: who wrote each part, and who reads it.",
            rx.button(
                rx.icon("refresh-cw", size=14, aria_hidden="true"),
                "Pull another",
                variant="soft",
                size="2",
                loading=TokenState.loading,
                on_click=TokenState.pull_anew,
            ),
        ),
        rx.cond(
            AuthState.is_signed_in,
            rx.box(key="in", on_mount=TokenState.load, display="none"),
            rx.box(key="out", on_mount=TokenState.load, display="none"),
        ),
        rx.box(_token_card(), rx.box(_verify_card(), *tools), class_name="token-grid"),
    )


def _token_card() -> rx.Component:
    return rx.card(
        rx.heading("Your Fauna token", as_="h2", size="3"),
        rx.cond(
            TokenState.claims.length() > 0,
            rx.fragment(
                countdown(TokenState.issued_at, TokenState.expires_at, TokenState.now),
                rx.heading("Header", as_="h3", size="2", class_name="token-part-title"),
                rx.el.dl(rx.foreach(TokenState.header, _part), class_name="parts", aria_label="Header"),
                rx.heading("Claims", as_="h3", size="2", class_name="token-part-title"),
                rx.el.dl(rx.foreach(TokenState.claims, _part), class_name="parts", aria_label="Claims"),
            ),
            rx.cond(
                TokenState.problem.message != "",
                rx.cond(TokenState.problem.code == "signed_out", _nobody(), problem_box(TokenState.problem)),
                _waiting(8),
            ),
        ),
        rx.foreach(TokenState.notes, lambda note: rx.text(note, size="2", class_name="evidence")),
        size="3",
        class_name="token-card",
    )


def _nobody() -> rx.Component:
    return rx.box(
        rx.text(
            "Nobody is signed in, so there is no token. Sign in, and Clerk makes one from its JWT template: it says to"
            " Fauna who you are, and lives for a minute.",
            size="2",
            color_scheme="gray",
            margin=".5rem 0",
        ),
        rx.link("Sign in", href="/sign-in", size="2", weight="medium", class_name="reason-link"),
    )


def _verify_card() -> rx.Component:
    return rx.card(
        rx.heading("How Fauna verifies it", as_="h2", size="3", margin_bottom=".5rem"),
        rx.cond(
            TokenState.steps.length() > 0,
            rx.el.ol(
                rx.foreach(TokenState.steps, _step), class_name="verify-steps", aria_label="Steps of the verification"
            ),
            rx.cond(
                TokenState.problem.message != "",
                rx.text(
                    "Signature, audience, issuer, times, roles: each is checked here once you are signed in.",
                    size="2",
                    color_scheme="gray",
                ),
                _waiting(6),
            ),
        ),
        size="3",
        class_name="token-card verify-card",
    )


def _waiting(lines: int) -> rx.Component:
    return rx.box(
        *[rx.skeleton(rx.box(height="2.25rem"), loading=True, margin_top=".5rem") for _ in range(lines)],
        role="status",
        aria_label="The token is being pulled",
    )


def _mark(mark: rx.Var[str]) -> rx.Component | rx.Var:
    cases = [
        (name, rx.icon(icon, size=13, stroke_width=3, role="img", aria_label=word, class_name=f"mark-{name}"))
        for name, (icon, word) in MARKS.items()
    ]
    return rx.match(
        mark, *cases, rx.icon("minus", size=13, role="img", aria_label="not checked", class_name="mark-none")
    )


def _part(part: PartView) -> rx.Component:
    return rx.el.div(
        rx.el.dt(_mark(part.mark), rx.code(part.name, size="2", variant="ghost")),
        rx.el.dd(
            rx.el.div(
                rx.code(part.value, size="1", variant="soft", color_scheme="gray", class_name="value-text"),
                copy_button(part.value, part.name),
                rx.cond(part.also != "", rx.el.span(part.also, class_name="part-also")),
                class_name="value-copy",
            ),
            rx.cond(part.meaning != "", rx.el.p(part.meaning, class_name="part-meaning")),
            rx.el.p(rx.el.b("From "), part.source, class_name="part-note"),
            rx.el.p(rx.el.b("Read by "), part.check, class_name="part-note"),
        ),
        class_name="part",
        custom_attrs={"data-part": part.name, "data-mark": part.mark},
    )


def _step(step: StepView) -> rx.Component:
    return rx.el.li(
        _mark(step.mark),
        rx.el.div(
            rx.el.p(step.title, class_name="verify-title"),
            rx.cond(step.evidence != "", rx.el.p(step.evidence, class_name="part-note")),
            rx.cond(step.code != "", rx.el.code(step.code, class_name="trace-code")),
        ),
        custom_attrs={"data-mark": step.mark},
    )
