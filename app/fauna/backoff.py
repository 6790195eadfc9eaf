"""How long to wait before the next try: twice as long each time, never quite the same, and no longer than needed."""

import asyncio
import random
from collections.abc import Callable
from urllib.parse import urlsplit

FIRST_SECONDS, LONGEST_SECONDS = 0.25, 8.0
PROBE_SECONDS = 0.5


def delay(attempt: int, chance: Callable[[], float] = random.random) -> float:
    """Seconds before the next try after so many failed ones (from 1): between half and the whole of 0.25 to 8."""
    whole = min(LONGEST_SECONDS, FIRST_SECONDS * 2 ** min(attempt - 1, 16))
    return whole * (1 + chance()) / 2


async def wait(seconds: float, endpoint: str) -> None:
    """Wait, but not on when an endpoint that took no connection takes them again."""
    loop = asyncio.get_running_loop()
    end = loop.time() + seconds
    was_away = not await _takes_connections(endpoint)
    while (left := end - loop.time()) > 0:
        await asyncio.sleep(min(PROBE_SECONDS, left))
        is_away = not await _takes_connections(endpoint)
        if was_away and not is_away:
            return
        was_away = was_away or is_away


async def _takes_connections(endpoint: str) -> bool:
    parts = urlsplit(endpoint)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        async with asyncio.timeout(PROBE_SECONDS):
            _, writer = await asyncio.open_connection(parts.hostname, port)
    except (OSError, TimeoutError):
        return False
    writer.close()
    return True
