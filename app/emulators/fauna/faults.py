"""Faults on demand, so that a client can be watched while it recovers: `POST /faults/1` with the root secret.

`{"expire": jti}` makes one access-provider token count as expired, `{"slow": {"milliseconds": …, "seconds": …}}`
delays every query for a while, `{"drop_streams": true}` ends all streams as a restart would. A real node has nothing
of the kind.
"""

import asyncio
import json
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from app.emulators.fauna.access.session import secret_of
from app.emulators.fauna.api.errors import InvalidRequest, Unauthorized

PATH = "/faults/1"
MOST_EXPIRED = 1000
LONGEST_DELAY_MS, LONGEST_SLOW_SECONDS = 10_000, 60


class Faults:
    """What goes wrong at the moment; `drop` ends all streams and says how many there were."""

    def __init__(self, root_secret: str, drop: Callable[[], int] = lambda: 0) -> None:
        self._root_secret = root_secret
        self._drop = drop
        self._expired: OrderedDict[str, None] = OrderedDict()
        self._delay, self._slow_until = 0.0, 0.0

    def now_for(self, payload: dict[str, Any], now: float) -> float:
        """The time that a token is looked at: its end, if it was made to count as expired."""
        ends = payload.get("exp")
        is_expired = payload.get("jti") in self._expired if isinstance(payload.get("jti"), str) else False
        return max(now, float(ends)) if is_expired and isinstance(ends, int | float) else now

    async def delay(self) -> None:
        """Wait as long as a query takes longer than usual."""
        if time.monotonic() < self._slow_until:
            await asyncio.sleep(self._delay)

    def answer(self, authorization: str | None, body: bytes) -> dict[str, Any]:
        """Do what a request asks for. Raises `RequestError`."""
        if not secrets.compare_digest(secret_of(authorization).encode(), self._root_secret.encode()):
            raise Unauthorized("faults are for the root secret")
        try:
            asked = json.loads(body)
        except (ValueError, RecursionError) as error:
            raise InvalidRequest("Invalid request body") from error
        match asked:
            case {"expire": str(jti)}:
                return self._expire(jti)
            case {"slow": {"milliseconds": int(delay), "seconds": int(seconds)}}:
                return self._slow(delay, seconds)
            case {"drop_streams": True}:
                return {"dropped": self._drop()}
        raise InvalidRequest("There is no such fault.")

    def _expire(self, jti: str) -> dict[str, Any]:
        self._expired[jti] = None
        while len(self._expired) > MOST_EXPIRED:
            self._expired.popitem(last=False)
        return {"expired": jti}

    def _slow(self, milliseconds: int, seconds: int) -> dict[str, Any]:
        if not (0 <= milliseconds <= LONGEST_DELAY_MS and 0 <= seconds <= LONGEST_SLOW_SECONDS):
            raise InvalidRequest(f"At most {LONGEST_DELAY_MS} milliseconds for {LONGEST_SLOW_SECONDS} seconds.")
        self._delay, self._slow_until = milliseconds / 1000, time.monotonic() + seconds
        return {"milliseconds": milliseconds, "seconds": seconds}
