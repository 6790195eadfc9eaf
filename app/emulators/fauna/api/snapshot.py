"""Reading no earlier than a client has already seen: what `X-Last-Txn-Ts` asks for."""

import asyncio
import time
from collections.abc import Callable

from app.emulators.fauna.api.errors import TimedOut

SHORTEST_NAP = 0.001


async def reach(horizon: Callable[[], int], seen: int, seconds: float) -> float:
    """Wait until a snapshot shows the time `seen` (microseconds); returns how many of the seconds are left.

    Only a time that no transaction of this store has told is ahead of it, one of a clock that was further on: it is
    waited for as the service does. Raises `TimedOut`.
    """
    until = time.monotonic() + seconds
    while (ahead := seen - horizon()) > 0:
        left = until - time.monotonic()
        if left <= 0:
            raise TimedOut
        await asyncio.sleep(min(left, max(SHORTEST_NAP, ahead / 1e6)))
    return until - time.monotonic()
