"""Values as bytes that sort as the values do.

Numbers, bytes, strings, arrays, objects, documents, times, dates, UUIDs, booleans, null: so go the kinds, each with a
first byte of its own. Every value's key ends by itself, so keys of several values may simply follow each other.
"""

import math
import struct
import threading
import uuid
from collections.abc import Callable, Sequence
from typing import Any

from icu import Collator, Locale  # type: ignore[attr-defined]

from app.emulators.fauna.fql.values import Date, Long, Null, Time, Value

END, ESCAPED = b"\x00\x01", b"\x00\xff"
CLOSE = b"\x01"
BEYOND = b"\xff"
"""Behind a key it is above all keys that begin so."""
FLIP = bytes(255 - byte for byte in range(256))
SIGN = 1 << 63
DOCUMENT = b"\x60"
LOCAL = threading.local()
"""A collator belongs to one thread."""


def order_key(values: Sequence[Value], descending: Sequence[bool] = ()) -> bytes:
    """The key of values, each of which may sort the other way round."""
    parts = [_key(value) for value in values]
    for index, turned in enumerate(descending):
        if turned:
            parts[index] = parts[index].translate(FLIP)
    return b"".join(parts)


def signed_key(value: int) -> bytes:
    """Eight bytes that sort as signed 64-bit numbers do."""
    return (value + SIGN).to_bytes(8, "big")


def _key(value: Value) -> bytes:
    return KEYS[type(value)](value)


def _number(value: float) -> bytes:
    """The nearest double below, and for whole numbers how far above it they are."""
    if isinstance(value, float):
        return b"\x10" + _double(value) + b"\x00\x00"
    nearest = float(value)
    if int(nearest) > value:
        nearest = math.nextafter(nearest, -math.inf)
    return b"\x10" + _double(nearest) + (value - int(nearest)).to_bytes(2, "big")


def _double(value: float) -> bytes:
    bits = int.from_bytes(struct.pack(">d", math.nan if math.isnan(value) else value), "big")
    return (bits ^ (2**64 - 1) if bits & SIGN else bits | SIGN).to_bytes(8, "big")


def _text(data: bytes) -> bytes:
    return data.replace(b"\x00", ESCAPED) + END


def _string(value: str) -> bytes:
    """Strings sort as people expect; those that differ in nothing people see, by their bytes."""
    collator = getattr(LOCAL, "collator", None)
    if collator is None:
        collator = LOCAL.collator = Collator.createInstance(Locale.getRoot())
    data = value.encode("utf-8", "surrogatepass")
    return b"\x30" + _text(collator.getSortKey(data.decode("utf-8", "replace"))) + _text(data)


def _object(value: dict[str, Value]) -> bytes:
    fields = sorted((_string(name), _key(field)) for name, field in value.items())
    return b"\x50" + b"".join(name + field for name, field in fields) + CLOSE


def _uuid(value: uuid.UUID) -> bytes:
    """Java compares the halves of a UUID as signed numbers."""
    data = bytearray(value.bytes)
    data[0] ^= 0x80
    data[8] ^= 0x80
    return b"\x90" + bytes(data)


KEYS: dict[type, Callable[[Any], bytes]] = {
    int: _number,
    Long: _number,
    float: _number,
    bytes: lambda value: b"\x20" + _text(value),
    str: _string,
    list: lambda value: b"\x40" + b"".join(_key(element) for element in value) + CLOSE,
    dict: _object,
    Time: lambda value: b"\x70" + signed_key(value.seconds) + value.nanos.to_bytes(4, "big"),
    Date: lambda value: b"\x80" + signed_key(value.days),
    uuid.UUID: _uuid,
    bool: lambda value: b"\xa0" + bytes([value]),
    Null: lambda value: b"\xf0",
}
"""The key by the value's class; whoever makes references to documents adds theirs, beginning with `DOCUMENT`."""
