"""What goes out together on a connection."""

import asyncio

from app.emulators.joined import Joined

HEAD = b"HTTP/1.1 200 OK\r\n\r\n"


class Sent(asyncio.Transport):
    """Remembers what it was to send."""

    def __init__(self) -> None:
        super().__init__()
        self.packets: list[bytes] = []
        self.is_closed = False

    def write(self, data: bytes | bytearray | memoryview) -> None:
        assert not self.is_closed
        self.packets.append(bytes(data))

    def close(self) -> None:
        self.is_closed = True


async def test_an_answer_s_head_goes_out_with_its_body():
    joined = Joined(sent := Sent())
    for part in (HEAD, b"first", b"second", HEAD, b"third"):
        joined.write(part)
    assert sent.packets == [HEAD + b"first", b"second", HEAD + b"third"]
    await asyncio.sleep(0)
    assert len(sent.packets) == 3


async def test_a_head_whose_body_is_still_to_come_does_not_wait_for_it():
    joined = Joined(sent := Sent())
    joined.write(HEAD)
    await asyncio.sleep(0)
    joined.write(b"later")
    assert sent.packets == [HEAD, b"later"]


async def test_a_head_without_a_body_goes_out_before_the_end():
    joined = Joined(sent := Sent())
    joined.write(HEAD)
    joined.close()
    await asyncio.sleep(0)
    assert sent.packets == [HEAD] and sent.is_closed
