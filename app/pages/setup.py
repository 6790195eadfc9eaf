"""`/setup`: the guide's steps as checks with their evidence."""

import reflex as rx

from app.components.checks import check_card
from app.components.code import code_block
from app.components.shell import page_heading, shell
from app.pages.checks import ChecksState


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
                on_click=ChecksState.load,
            ),
        ),
        rx.cond(
            ChecksState.problem != "",
            rx.callout(
                ChecksState.problem, icon="triangle-alert", color_scheme="red", role="alert", margin_bottom="1rem"
            ),
        ),
        rx.foreach(ChecksState.checks, lambda check: check_card(check, ChecksState.fix)),
        rx.text("The same checks in a terminal:", size="2", color_scheme="gray", margin="1.25rem 0 0.5rem"),
        code_block("python -m app doctor", "Command for the terminal"),
    )
