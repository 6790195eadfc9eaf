"""Lets only whole Socket.IO packets of a page through; for others the server library logs a traceback."""

import json
import re

from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEARTBEAT = re.compile(r"[23](probe)?")
PACKET = re.compile(r"4(?P<kind>[012])(?P<namespace>/_event),(?P<body>.*)", re.DOTALL)
CONNECT, EVENT = "0", "2"
POLICY_VIOLATION = 1008


def is_whole(text: object) -> bool:
    """Whether this is a heartbeat, or a page's packet whose body can be read."""
    if not isinstance(text, str):
        return False
    if HEARTBEAT.fullmatch(text):
        return True
    packet = PACKET.fullmatch(text)
    if packet is None:
        return False
    kind, body = packet["kind"], packet["body"]
    if not body:
        return kind != EVENT
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return False
    if kind == EVENT:
        return isinstance(value, list) and bool(value) and isinstance(value[0], str)
    return kind == CONNECT and isinstance(value, dict)


class WholePacketsOnly:
    """An ASGI app whose websockets end at the first message that no page sends."""

    def __init__(self, inner: ASGIApp) -> None:
        self._inner = inner

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand on the connection, each message after a look at it."""
        if scope["type"] != "websocket":
            await self._inner(scope, receive, send)
            return
        is_over = False

        async def checked() -> Message:
            nonlocal is_over
            message = await receive()
            if message["type"] != "websocket.receive" or is_whole(message.get("text")):
                return message
            is_over = True
            await send({"type": "websocket.close", "code": POLICY_VIOLATION})
            return {"type": "websocket.disconnect", "code": POLICY_VIOLATION}

        async def until_over(message: Message) -> None:
            if not is_over:
                await send(message)

        await self._inner(scope, checked, until_over)
