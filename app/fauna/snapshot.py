"""A set as it is now, together with the source of its events from that very moment on."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from fauna import fql
from fauna.query.models import EventSource
from fauna.query.query_builder import Query

from app.fauna.client import FaunaClient
from app.fauna.errors import FaunaUnavailable
from app.fauna.events import Row, row_of
from app.fauna.paging import next_page
from app.fauna.view import View, snapshot

PAGE_SIZE = 1000
WATCHED = "let watched = (${set})\n{ page: watched.paginate(${size}), events: watched.eventSource() }"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The view at one time, where its events come from, and the schema's version by which it was read."""

    view: View
    source: EventSource
    schema_version: int


async def take_snapshot(
    client: FaunaClient, query: Query, secret: str, renewed: Callable[[], Awaitable[str]]
) -> Snapshot:
    """The set that a query gives. Raises `FaunaError`; some sets, such as ordered ones, have no events.

    Later pages may tell of changes after the first: their events come again and change nothing. A large set takes
    longer than a token lives, so each of them is asked for with the secret that `renewed` gives by then.
    """
    first = await client.query(fql(WATCHED, set=query, size=PAGE_SIZE), secret=secret)
    raw: Any = first.raw if isinstance(first.raw, dict) else {}
    source = first.data.get("events") if isinstance(first.data, dict) else None
    if not isinstance(source, EventSource):
        raise FaunaUnavailable("Fauna's answer holds no event source.")
    page = next_page(raw.get("page"))
    rows: list[Row] = [row_of(member, first.txn_ts) for member in page.members]
    while page.after:
        following = fql("Set.paginate(${after}, ${size})", after=page.after, size=PAGE_SIZE)
        page = next_page((await client.query(following, secret=await renewed())).raw)
        rows += [row_of(member, first.txn_ts) for member in page.members]
    return Snapshot(snapshot(rows, first.txn_ts), source, first.schema_version)
