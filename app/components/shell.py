"""The frame of every page: places, whom the app talks to, who is signed in."""

import reflex as rx

from app.clerk.components import AccountButton
from app.components.call_log import CallLogButton
from app.components.navigation import bottom_bar, sidebar
from app.components.status import connection_health, service_label, theme_switch
from app.settings import get_settings

# The address stays as it is: Clerk's forms keep their own place in the hash.
SKIP = rx.Var("(e) => { e.preventDefault(); document.getElementById('content').focus(); }")


def shell(here: str, *content: rx.Component) -> rx.Component:
    """`content` in the frame; `here` is the page's path."""
    return rx.box(
        rx.el.a("Skip to the content", href="#content", class_name="skip-link", custom_attrs={"onClick": SKIP}),
        sidebar(here),
        rx.el.div(
            rx.el.header(
                service_label(get_settings().service_label),
                connection_health(),
                *_log_button(),
                theme_switch(),
                rx.el.div(AccountButton.create(), class_name="identity"),
                class_name="top-bar",
            ),
            rx.el.main(*content, id="content", class_name="page", tab_index=-1),
            class_name="main-column",
        ),
        bottom_bar(here),
        class_name="shell",
    )


def _log_button() -> list[rx.Component]:
    if not get_settings().dev_tools:
        return []
    return [CallLogButton.create(rx.icon("activity", size=16, aria_hidden="true"), rx.el.span("Requests"))]


def page_heading(title: str, lead: str, *beside: rx.Component) -> rx.Component:
    """A page's title, what it is for, and what stands at its right."""
    return rx.el.div(
        rx.flex(rx.heading(title, as_="h1", size="7"), rx.spacer(), *beside, align="center", spacing="3"),
        rx.text(lead, color_scheme="gray", size="3"),
        class_name="page-heading",
    )
