"""What a watched set holds: a pure reducer over a snapshot and the events after it.

`apply(view, event)` gives the next view. A stream tells events in the order of their transactions, so what is older
than the view has been told before, and changes nothing when it is told again.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from app.fauna.events import Event, Row


@dataclass(frozen=True, slots=True)
class View:
    """The rows by key, and the time of the last change in microseconds."""

    rows: Mapping[str, Row] = field(default_factory=lambda: MappingProxyType({}))
    ts: int = 0


def snapshot(rows: Iterable[Row], ts: int) -> View:
    """The view as it was at a time."""
    return View(MappingProxyType({row.key: row for row in rows}), ts)


def is_news(view: View, event: Event) -> bool:
    """Whether an event changes the view."""
    if event.row is None or event.txn_ts < view.ts:
        return False
    known = view.rows.get(event.row.key)
    if event.kind == "remove":
        return known is not None and known.ts <= event.txn_ts
    return known is None or known.ts < event.txn_ts


def apply(view: View, event: Event) -> View:
    """The view after an event."""
    if event.row is None or not is_news(view, event):
        return View(view.rows, max(view.ts, event.txn_ts))
    rows = dict(view.rows)
    if event.kind == "remove":
        del rows[event.row.key]
    else:
        rows[event.row.key] = event.row
    return View(MappingProxyType(rows), max(view.ts, event.txn_ts))


def difference(old: View, new: View) -> tuple[list[Row], list[str]]:
    """What must be put and which keys removed to get from one view to the other."""
    put = [row for key, row in new.rows.items() if (known := old.rows.get(key)) is None or known.data != row.data]
    return put, [key for key in old.rows if key not in new.rows]
