"""What travels to the browser of a result: some rows from a place on, written for the view that is shown."""

import json
from typing import Any

from app.components.comparing import Side
from app.components.values import LONGEST_VALUE, MOST_COLUMNS, View, cells, columns, fields_of, text
from app.developer.asking import PAGE_SIZE
from app.pages.console.kept import Pane

MOST_CHARACTERS = 256_000


def window(pane: Pane, run: int, start: int, view: View, *, failed: bool = False) -> str:
    """A page of rows as JSON; the first page of a table decides its columns, later ones add theirs.

    One that `failed` is not asked for again but by the user.
    """
    rows = _fields(pane.rows[0]) if pane.is_single and view == "table" else pane.rows
    chosen = rows[start : start + PAGE_SIZE] if rows is pane.rows else rows
    if view == "table":
        values = [row.value for row in chosen if row.mark != "gap"]
        pane.columns = columns(values, [] if start == 0 else pane.columns)
    written: list[dict[str, Any]] = []
    left = MOST_CHARACTERS
    for number, row in enumerate(chosen, start + 1):
        written.append(_row(row, number, pane, view))
        left -= sum(len(cell[0]) for cell in written[-1].get("cells", ())) + len(written[-1].get("text", ""))
        if left < 0:
            break
    batch = {
        "run": run,
        "start": start,
        "view": view,
        "columns": pane.columns,
        "rows": written,
        "more": start + len(written) < len(rows) or pane.after != "",
        "failed": failed,
        "isSingle": pane.is_single,
    }
    return json.dumps(batch)


def _row(row: Side, number: int, pane: Pane, view: View) -> dict[str, Any]:
    if row.mark == "gap":
        return {"n": 0, "mark": "gap"}
    shown: dict[str, Any] = {"n": number, "mark": row.mark}
    if view == "table":
        shown["cells"] = [[cell.text, cell.kind] for cell in cells(row.value, pane.columns)]
        shown["changed"] = row.changed
    else:
        shown["text"] = text(row.value, view, LONGEST_VALUE) if pane.is_single else text(row.value, view)
    return shown


def _fields(row: Side) -> list[Side]:
    """A single object or document as a table: one row for each field."""
    found = fields_of(row.value)
    if not found:
        return [row]
    return [
        Side(
            {"field": name, "value": value},
            "changed" if name in row.changed else "",
            ("value",) if name in row.changed else (),
        )
        for name, value in found.items()
    ][:MOST_COLUMNS]
