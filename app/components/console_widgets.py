"""The console's client-side widgets as Reflex components; their JavaScript lies beside this file."""

import reflex as rx

from app.clerk.components import PACKAGE as CLERK
from app.components.spans import Spot
from app.scripts import script

CODEMIRROR = (
    "@codemirror/autocomplete@6.20.4",
    "@codemirror/commands@6.11.1",
    "@codemirror/language@6.13.1",
    "@codemirror/lint@6.9.8",
    "@codemirror/state@6.7.6",
    "@codemirror/view@6.43.15",
    "@lezer/highlight@1.2.5",
)


# What the widgets import from each other lies beside them in the built app too.
for _name in ("fql_mode.js", "fql_help.js", "fql_types.js"):
    script(__name__, _name)


class FqlEditor(rx.Component):
    """An editor for FQL that sends its text with its form as `name`; it marks `spots` while the text is `spots_for`."""

    library = script(__name__, "fql_editor.jsx")
    tag = "FqlEditor"
    lib_dependencies: list[str] = [*CODEMIRROR]
    name: rx.Var[str]
    label: rx.Var[str]
    initial: rx.Var[str]
    spots: rx.Var[list[Spot]]
    spots_for: rx.Var[str]


class QueryShelf(rx.Component):
    """Queries that ran and that were saved, kept by the browser; `form_id` is the form whose runs are noted."""

    library = script(__name__, "query_shelf.jsx")
    tag = "QueryShelf"
    lib_dependencies: list[str] = [*CODEMIRROR, CLERK]
    form_id: rx.Var[str]


def _needed(pane: rx.Var[int], start: rx.Var[int]) -> tuple[rx.Var[int], rx.Var[int]]:
    return pane, start


class ResultRows(rx.Component):
    """The rows of pane 0 or 1; `run` is the number of the run whose rows count.

    `on_need` gets the pane and the number of the row that is wanted next.
    """

    library = script(__name__, "result_rows.jsx")
    tag = "ResultRows"
    pane: rx.Var[int]
    label: rx.Var[str]
    run: rx.Var[int]
    on_need: rx.EventHandler[_needed]


class TimeSlider(rx.Component):
    """An instant between two, in Unix milliseconds; the form gets it as `name`, empty for now."""

    library = script(__name__, "time_slider.jsx")
    tag = "TimeSlider"
    name: rx.Var[str]
    earliest: rx.Var[int]
    latest: rx.Var[int]


def push_rows(pane: int, batch: str) -> rx.event.EventSpec:
    """Hand a batch of rows, as JSON, to the rows of a pane."""
    return rx.call_script(f"window.appRows && window.appRows({pane}, {batch})")


def push_environment(environment: str) -> rx.event.EventSpec:
    """Hand the table of signatures, as the text of its JSON, to the editor."""
    return rx.call_script(f"window.appFqlEnvironment && window.appFqlEnvironment({environment})")
