"""An HTTP client that notes what it sends."""

import asyncio
import time
from typing import Any

import httpx

from app.calls.describe import described
from app.calls.log import current_log


class RecordingClient(httpx.AsyncClient):
    """Like any other; where a tab's calls are recorded, each request ends as one more in its log.

    The duration of a streamed answer is the time until it began.
    """

    async def send(self, request: httpx.Request, **options: Any) -> httpx.Response:
        """Send a request and note how it ended."""
        log = current_log()
        if log is None:
            return await super().send(request, **options)
        at, started = time.time(), time.perf_counter()
        try:
            answer = await super().send(request, **options)
        except (httpx.HTTPError, httpx.InvalidURL, asyncio.CancelledError) as error:
            log.add(described(request, error, at, (time.perf_counter() - started) * 1000))
            raise
        log.add(described(request, answer, at, (time.perf_counter() - started) * 1000))
        return answer
