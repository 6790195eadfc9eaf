"""`/setup`: the guide's steps as checks with their evidence."""

import reflex as rx

from app.clerk.state import AuthState
from app.components.checks import check_card
from app.components.code import code_block
from app.components.shell import page_heading, shell
from app.pages.checks import ChecksState
from app.settings import get_settings

HIDDEN = "Evidence and mending are shown with developer tools only: set DEV_TOOLS=true where this is no public site."


def setup_page() -> rx.Component:
    """The page."""
    return shell(
        "/setup",
        page_heading(
            "Setup",
            "What must hold between Clerk and Fauna, checked now, with what shows it.",
            rx.button(
                rx.icon("refresh-cw", size=14, aria_hidden="true"),
                "Check again",
                variant="soft",
                size="2",
                loading=ChecksState.checking,
                on_click=ChecksState.again,
            ),
        ),
        rx.cond(AuthState.is_signed_in, rx.fragment(rx.box(on_mount=ChecksState.load, display="none"))),
        rx.text(
            rx.cond(ChecksState.verdict != "", ChecksState.verdict, "Checking…"),
            size="2",
            weight="medium",
            role="status",
            class_name="verdict",
        ),
        *([] if get_settings().dev_tools else [rx.text(HIDDEN, size="2", color_scheme="gray", margin_bottom="1rem")]),
        rx.cond(
            ChecksState.problem != "",
            rx.callout(
                ChecksState.problem, icon="triangle-alert", color_scheme="red", role="alert", margin_bottom="1rem"
            ),
        ),
        rx.foreach(ChecksState.checks, lambda check: check_card(check, ChecksState.fixing, ChecksState.fix)),
        rx.heading("In a terminal", as_="h2", size="3", margin="2rem 0 0.25rem"),
        rx.text("The same checks, and the same mending where nobody can sign in yet:", size="2", color_scheme="gray"),
        rx.el.div(
            code_block("python -m app doctor", "Command that checks"),
            code_block("python -m app setup", "Command that mends"),
            class_name="commands",
        ),
    )
