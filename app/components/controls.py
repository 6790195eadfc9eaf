"""What the forms of several pages share: samples, the keys that run, the button that stops, what unfolds."""

import reflex as rx


def samples(*buttons: rx.Component) -> rx.Component:
    """A row of samples."""
    return rx.el.div(*buttons, class_name="samples", role="group", aria_label="Samples")


def sample(text: str, on_click: rx.event.EventType, *, title: str = "") -> rx.Component:
    """A query to put into the editor."""
    more = {"title": title} if title else {}
    return rx.button(
        text,
        type="button",
        size="1",
        variant="soft",
        color_scheme="gray",
        font_family="var(--mono)",
        on_click=on_click,
        **more,
    )


def run_keys() -> rx.Component:
    """The keys that run a query."""
    return rx.text(rx.el.kbd("Ctrl"), " or ", rx.el.kbd("⌘"), " + ", rx.el.kbd("Enter"), size="1", class_name="keys")


def stop_button(on_click: rx.event.EventType, *, button_id: str, size: str = "2") -> rx.Component:
    """Ends the query that runs; pages press it by its id when Escape is pressed."""
    return rx.button(
        rx.icon("square", size=12, aria_hidden="true"),
        rx.el.span("Stop"),
        type="button",
        id=button_id,
        size=size,
        variant="soft",
        color_scheme="gray",
        title="Stop the query (Esc)",
        class_name="stop",
        on_click=on_click,
        custom_attrs={"data-testid": "stop-button"},
    )


def unfold(label: str, *inside: rx.Component) -> rx.Component:
    """What is shown on demand, below its label."""
    return rx.el.details(
        rx.el.summary(rx.icon("chevron-right", size=14, class_name="step-chevron"), label),
        *inside,
        class_name="unfold",
    )
