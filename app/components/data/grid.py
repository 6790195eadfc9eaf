"""The grid of documents; its JavaScript lies beside this file."""

from typing import Any

import reflex as rx

from app.scripts import script

GRID = script(__name__, "grid.jsx")


class DataGrid(rx.Component):
    """Rows that come in batches: `batch` has `seq`, `reset`, `columns`, `rows` and whether there are `more`.

    It may also have rows that `changed` and the ids of those that are `gone`. Columns have `name`, `type`, `kind` and
    `note`; rows `id` and, for each column, `cells` of kind and text. When no more than `ahead` rows lie below those on
    screen, `on_more` asks for those after the batch `seq`.
    """

    library = GRID
    tag = "DataGrid"
    lib_dependencies: list[str] = ["@tanstack/react-virtual@3.14.26"]
    batch: rx.Var[dict[str, Any]]
    ahead: rx.Var[int]
    waiting: rx.Var[bool]
    sort: rx.Var[dict[str, Any]]
    label: rx.Var[str]
    on_open: rx.EventHandler[rx.event.passthrough_event_spec(str)]
    on_sort: rx.EventHandler[rx.event.passthrough_event_spec(str)]
    on_more: rx.EventHandler[rx.event.passthrough_event_spec(str)]
