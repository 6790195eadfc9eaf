"""Showing a run of steps no more often than the eye can follow."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from typing import TypeVar

PACE_SECONDS = 0.05
T = TypeVar("T")


async def paced(items: AsyncIterator[T], seconds: float = PACE_SECONDS) -> AsyncGenerator[list[T], None]:
    """The items in bundles, at least so many seconds after each other and the start; the last comes at once.

    When none has come after that time, the first bundle is empty: something is under way. What the items raise is
    raised after those before it.
    """
    bundle: list[T] = []
    came = asyncio.Event()

    async def collect() -> None:
        try:
            async for item in items:
                bundle.append(item)
                came.set()
        finally:
            came.set()

    collecting = asyncio.create_task(collect())
    try:
        while not collecting.done():
            await asyncio.wait([collecting], timeout=seconds)
            if not collecting.done():
                came.clear()
                yield _taken(bundle)
                await came.wait()
        if bundle:
            yield bundle
        await collecting
    finally:
        collecting.cancel()


def _taken(bundle: list[T]) -> list[T]:
    taken = bundle[:]
    bundle.clear()
    return taken
