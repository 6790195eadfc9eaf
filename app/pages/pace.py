"""Showing a run of steps no more often than the eye can follow."""

import asyncio
import time
from collections.abc import AsyncGenerator, AsyncIterator
from typing import Any, TypeVar

FRAME_SECONDS = 0.016
END: Any = object()
T = TypeVar("T")


async def paced(items: AsyncIterator[T], seconds: float = FRAME_SECONDS) -> AsyncGenerator[list[T], None]:
    """The items in bundles, at least so many seconds after each other and the start; the last comes at once.

    When none has come after that time, the first bundle is empty: something is under way.
    """
    bundle: list[T] = []
    shown = False
    due = time.monotonic() + seconds
    following = asyncio.ensure_future(anext(items, END))
    try:
        while True:
            left = due - time.monotonic()
            waits = shown and not bundle
            if left <= 0 and not waits:
                yield bundle
                bundle, shown, due = [], True, time.monotonic() + seconds
                continue
            await asyncio.wait([following], timeout=None if waits else left)
            if not following.done():
                continue
            item = following.result()
            if item is END:
                break
            bundle.append(item)
            following = asyncio.ensure_future(anext(items, END))
        if bundle:
            yield bundle
    finally:
        following.cancel()
