"""What travels to the browser of a result: some rows from a place on, written for the view that is shown."""

import json
from typing import Any

from app.components.values import LONGEST_VALUE, View, cells, columns, text
from app.developer.asking import PAGE_SIZE
from app.pages.console.kept import Pane

MOST_CHARACTERS = 256_000


def window(pane: Pane, run: int, start: int, view: View) -> str:
    """A page of rows as JSON; the first page of a table decides its columns, later ones add theirs."""
    rows = pane.rows[start : start + PAGE_SIZE]
    if view == "table":
        values = [row.value for row in rows if row.mark != "gap"]
        pane.columns = columns(values, [] if start == 0 else pane.columns)
    written: list[dict[str, Any]] = []
    left = MOST_CHARACTERS
    for number, row in enumerate(rows, start + 1):
        shown: dict[str, Any] = {"n": number, "mark": row.mark}
        if row.mark == "gap":
            shown["n"] = 0
        elif view == "table":
            shown["cells"] = [[cell.text, cell.kind] for cell in cells(row.value, pane.columns)]
            left -= sum(len(cell[0]) for cell in shown["cells"])
        else:
            shown["text"] = text(row.value, view, LONGEST_VALUE) if pane.is_single else text(row.value, view)
            left -= len(shown["text"])
        if row.changed:
            shown["changed"] = row.changed
        written.append(shown)
        if left < 0:
            break
    batch = {
        "run": run,
        "start": start,
        "view": view,
        "columns": pane.columns,
        "rows": written,
        "more": start + len(written) < len(pane.rows) or pane.after != "",
        "isSingle": pane.is_single,
    }
    return json.dumps(batch)
