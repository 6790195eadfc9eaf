"""How far back a database can be read."""

import time
from dataclasses import dataclass

from app.developer.identities import admin_secret
from app.fauna.client import FaunaClient
from app.fauna.errors import FaunaError
from app.settings import Settings, SettingsError

DAY_SECONDS, GRACE_SECONDS = 86_400, 15 * 60
KEPT = "Collection.all().take(200).map(c => { days: c.history_days, since: c.ts.toMicros() }).toArray()"


@dataclass(frozen=True, slots=True)
class History:
    """The first and the last instant that can be read, in Unix milliseconds; equal where there is nothing to read."""

    earliest: int
    latest: int


async def history(settings: Settings) -> History:
    """From the longest history of a collection, or from when the first was made, until now; nothing on failure.

    Fauna keeps a quarter of an hour beyond `history_days`.
    """
    now = time.time()
    try:
        async with FaunaClient(settings.fauna_endpoint) as client:
            kept = (await client.query(KEPT, secret=admin_secret(settings))).data
        days = max((item["days"] or 0 for item in kept), default=0)
        since = min((item["since"] for item in kept), default=now * 1_000_000) / 1_000_000
    except (FaunaError, SettingsError):
        return History(int(now * 1000), int(now * 1000))
    # A minute of margin: the bound moves on while somebody looks at it.
    earliest = max(since, now - days * DAY_SECONDS - GRACE_SECONDS + 60)
    return History(int(min(earliest, now) * 1000) + 1, int(now * 1000))
