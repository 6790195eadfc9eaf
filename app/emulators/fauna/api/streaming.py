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
    """One JSON object a line; a slow reader slows down nobody else."""
    headers = [
        (b"content-type", b"application/json;charset=utf-8"),
        (b"x-fauna-stream-id", str(secrets.randbits(63)).encode()),
    ]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    leaving = asyncio.create_task(_gone(receive))
    leaving.add_done_callback(lambda task: subscription.end())
    try:
        while (lines := await subscription.take()) is not None and not leaving.done():
            await send({"type": "http.response.body", "body": lines, "more_body": True})
        if not leaving.done():
            await send({"type": "http.response.body", "body": b"", "more_body": False})
    finally:
        leaving.cancel()


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
