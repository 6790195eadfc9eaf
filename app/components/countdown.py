"""How long something is still good for, counted down in the browser."""

import reflex as rx

from app.scripts import script


class Countdown(rx.Component):
    """From `since` to `until`, both in Unix seconds by the server's clock, which read `now` when it sent them."""

    library = script(__name__, "countdown.jsx")
    tag = "Countdown"
    since: rx.Var[float]
    until: rx.Var[float]
    now: rx.Var[float]


def countdown(since: rx.Var[float], until: rx.Var[float], now: rx.Var[float]) -> rx.Component:
    """The bar and its words."""
    return Countdown.create(since=since, until=until, now=now)
