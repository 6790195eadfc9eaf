"""The places of the app: a sidebar on wide screens, a bottom bar on phones."""

from typing import Any, NamedTuple

import reflex as rx

from app.settings import get_settings


class Place(NamedTuple):
    """One page that navigation leads to."""

    label: str
    href: str
    icon: str
    for_developers: bool = False


PLACES = (
    Place("Query", "/", "circle-play"),
    Place("Live", "/live", "radio"),
    Place("Console", "/console", "square-terminal"),
    Place("Data", "/data", "table-2", for_developers=True),
    Place("Token", "/token", "badge-check"),
    Place("Setup", "/setup", "list-checks"),
)


def _link(place: Place, here: str) -> rx.Component:
    current: dict[str, Any] = {"aria_current": "page"} if place.href == here else {}
    return rx.link(
        rx.icon(place.icon, size=18, aria_hidden="true"),
        rx.el.span(place.label),
        href=place.href,
        underline="none",
        class_name="place",
        **current,
    )


def places() -> list[Place]:
    """The places there are; some are there with developer tools only."""
    return [place for place in PLACES if get_settings().dev_tools or not place.for_developers]


def sidebar(here: str) -> rx.Component:
    """The column of places beside the page; `here` is the page's own path."""
    return rx.el.nav(
        rx.flex(
            rx.icon("key-round", size=20, color=rx.color("accent", 9), aria_hidden="true"),
            rx.text("Clerk + Fauna", weight="bold", size="3"),
            align="center",
            spacing="2",
            class_name="brand",
        ),
        *[_link(place, here) for place in places()],
        class_name="sidebar",
        aria_label="Pages",
    )


def bottom_bar(here: str) -> rx.Component:
    """The same places within reach of a thumb."""
    return rx.el.nav(
        *[_link(place, here) for place in places()],
        class_name="bottom-bar",
        aria_label="Pages",
    )
