"""Writing a stream's lines into a response until it ends or its reader is gone."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from app.emulators.fauna.streams.subscription import Subscription

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


async def serve(subscription: Subscription, receive: Receive, send: Send) -> None:
    """One JSON object a line; a subscription that is cut leaves its response without an end, as a broken line does."""
    tasks = [
        asyncio.create_task(body) for body in (_write(subscription, send), _gone(receive), subscription.cut.wait())
    ]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        if tasks[0].done():
            tasks[0].result()
    finally:
        for task in tasks:
            task.cancel()


async def _write(subscription: Subscription, send: Send) -> None:
    headers = [
        (b"content-type", b"application/json;charset=utf-8"),
        (b"x-fauna-stream-id", str(secrets.randbits(63)).encode()),
    ]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    while (lines := await subscription.take()) is not None:
        await send({"type": "http.response.body", "body": lines, "more_body": True})
    if not subscription.cut.is_set():
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
