"""Strings and bytes as bytes that sort as they do and tell where they end."""

import struct
import threading

from icu import Collator, Locale  # type: ignore[attr-defined] - the package has no stubs

LOCAL = threading.local()
"""A collator belongs to one thread."""
STOP = b"\0\0"


def pack_bytes(value: bytes) -> bytes:
    """The bytes, with zeros marked, and two zeros behind."""
    return value.replace(b"\0", b"\0\xff") + STOP


def unpack_bytes(buffer: bytes, place: int) -> tuple[bytes, int]:
    """The bytes at a place and the place behind them."""
    end = buffer.index(STOP, place)
    return buffer[place:end].replace(b"\0\xff", b"\0"), end + len(STOP)


def pack_text(value: str) -> bytes:
    """A string: its UTF-16 units, each as UTF-8 writes a character of that number, since Java sorts by units."""
    if value.isascii():
        return pack_bytes(value.encode("ascii"))
    if max(value) > "\uffff":
        units = value.encode("utf-16-be", "surrogatepass")
        value = "".join(map(chr, struct.unpack(f">{len(units) // 2}H", units)))
    return pack_bytes(value.encode("utf-8", "surrogatepass"))


def pack_collated(value: str) -> bytes:
    """A string that sorts as the service sorts them in indexes: by the root collation, then by its bytes."""
    collator = getattr(LOCAL, "collator", None)
    if collator is None:
        collator = LOCAL.collator = Collator.createInstance(Locale.getRoot())
    text = value.encode("utf-8", "surrogatepass")
    return pack_bytes(collator.getSortKey(text.decode("utf-8", "replace"))) + pack_bytes(text)


def unpack_collated(buffer: bytes, place: int) -> tuple[str, int]:
    """The string at a place and the place behind it."""
    _, place = unpack_bytes(buffer, place)
    text, place = unpack_bytes(buffer, place)
    return text.decode("utf-8", "surrogatepass"), place


def unpack_text(buffer: bytes, place: int) -> tuple[str, int]:
    """The string at a place and the place behind it."""
    raw, place = unpack_bytes(buffer, place)
    text = raw.decode("utf-8", "surrogatepass")
    if b"\xed" in raw:
        text = text.encode("utf-16-be", "surrogatepass").decode("utf-16-be", "surrogatepass")
    return text, place
