"""A connection on which an answer's head goes out with what follows it, since a client wakes up for each packet."""

import asyncio
from typing import Any

HEAD = b"HTTP/1.1 "


class Joined(asyncio.Transport):
    """Keeps the head of an answer until the next write, or until the loop comes round."""

    def __init__(self, transport: asyncio.Transport) -> None:
        super().__init__()
        self._transport = transport
        self._loop = asyncio.get_running_loop()
        self._head = b""

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Send it, or keep it if it is the head of an answer."""
        if self._head:
            head, self._head = self._head, b""
            self._transport.write(head + bytes(data))
        elif bytes(data[: len(HEAD)]) == HEAD:
            self._head = bytes(data)
            self._loop.call_soon(self._flush)
        else:
            self._transport.write(data)

    def close(self) -> None:
        """Send what was kept, and close."""
        self._flush()
        self._transport.close()

    def is_closing(self) -> bool:
        """Whether it closes, or is closed."""
        return self._transport.is_closing()

    def pause_reading(self) -> None:
        """Read no more for now."""
        self._transport.pause_reading()

    def resume_reading(self) -> None:
        """Read on."""
        self._transport.resume_reading()

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        """What is known of the connection."""
        return self._transport.get_extra_info(name, default)

    def _flush(self) -> None:
        if self._head:
            head, self._head = self._head, b""
            self._transport.write(head)
