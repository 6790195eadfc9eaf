"""The request log: a drawer with this tab's calls to Clerk and Fauna, and the button that opens it."""

from typing import Any

import reflex as rx
from reflex_components_recharts.recharts import Recharts

from app.scripts import script

LIBRARY = script(__name__, "call_log.jsx")
CHARTS = script(__name__, "call_charts.jsx")


def _asks(epoch: rx.Var[str], after: rx.Var[int]) -> tuple[rx.Var[str], rx.Var[int]]:
    return epoch, after


class CallLog(rx.Component):
    """The drawer; it keeps the calls of every `batch` and asks for those it lacks."""

    library = LIBRARY
    tag = "CallLog"
    lib_dependencies: list[str] = [str(Recharts.library)]
    batch: rx.Var[dict[str, Any]]
    frontend_api: rx.Var[str]
    on_follow: rx.EventHandler[_asks]


class CallLogButton(rx.Component):
    """Opens and closes the drawer."""

    library = LIBRARY
    tag = "CallLogButton"


def call_log(batch: rx.Var[dict[str, Any]], on_follow: Any, frontend_api: str) -> rx.Component:
    """The drawer; `on_follow` is given an epoch and the number of the last call that is there."""
    return CallLog.create(batch=batch, on_follow=on_follow, frontend_api=frontend_api)
