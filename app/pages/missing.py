"""What stands where no page is."""

import reflex as rx

from app.components.shell import page_heading, shell


def missing_page() -> rx.Component:
    """The page for unknown addresses."""
    return shell(
        "",
        page_heading("This page does not exist", "The address may be mistyped, or the page has moved."),
        rx.link("Back to the query", href="/"),
    )
