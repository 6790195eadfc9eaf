"""Whom the app talks to, whether the page still hears it, and the light it is seen in."""

import reflex as rx
from reflex_components_core.core.banner import has_connection_errors


def service_label(label: str) -> rx.Component:
    """The services behind this page, such as `Emulators`."""
    return rx.badge(
        rx.icon("server", size=12, aria_hidden="true"),
        rx.el.span(label),
        variant="surface",
        color_scheme="gray",
        radius="full",
        title="What this app talks to",
        class_name="service-label",
    )


def connection_health() -> rx.Component:
    """A dot and a word: whether the page's connection to its server holds."""
    return rx.flex(
        rx.box(class_name="health-dot", aria_hidden="true"),
        rx.cond(
            has_connection_errors,
            rx.text("Reconnecting…", size="1"),
            rx.cond(rx.State.is_hydrated, rx.text("Connected", size="1"), rx.text("Connecting…", size="1")),
        ),
        align="center",
        spacing="2",
        role="status",
        class_name="health",
        custom_attrs={
            "data-health": rx.cond(has_connection_errors, "lost", rx.cond(rx.State.is_hydrated, "live", "waiting"))
        },
    )


def theme_switch() -> rx.Component:
    """Light or dark."""
    return rx.icon_button(
        rx.color_mode_cond(rx.icon("moon", size=16), rx.icon("sun", size=16)),
        on_click=rx.toggle_color_mode,
        variant="ghost",
        color_scheme="gray",
        size="2",
        aria_label="Switch between light and dark",
        title="Switch between light and dark",
    )
