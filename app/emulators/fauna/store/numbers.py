"""Numbers as bytes that sort by value, whole numbers and doubles among each other exactly.

Eight bytes are the greatest double not above the number, two more what is missing to it where doubles are sparse.
NaN is above all, -0.0 below 0.
"""

import math
import struct

from app.emulators.fauna.fql.values import INT_MAX, INT_MIN, LONG_MAX, LONG_MIN, Long

DOUBLE, BITS, REST = struct.Struct(">d"), struct.Struct(">Q"), struct.Struct(">H")
SIGN, ALL = 1 << 63, 2**64 - 1
SPARSE = 2.0**53
AS_VALUE, AS_DOUBLE, AS_LONG = 0, 1, 2


def number_type(value: float) -> int:
    """What the bytes do not tell: 0 for an int, a long beyond ints, or a double that is no whole number."""
    if type(value) is float:
        return AS_DOUBLE if _is_whole(value) else AS_VALUE
    return AS_LONG if type(value) is Long and INT_MIN <= value <= INT_MAX else AS_VALUE


def pack_number(value: float) -> bytes:
    """The bytes of a number; they tell where they end."""
    if type(value) is float:
        return _pack(math.nan if math.isnan(value) else value, 0)
    below = float(value)
    if int(below) > value:
        below = math.nextafter(below, -math.inf)
    return _pack(below, int(value) - int(below))


def unpack_number(buffer: bytes, place: int, kind: int) -> tuple[float, int]:
    """The number at a place and the place behind it; `kind` is its `number_type`."""
    bits = BITS.unpack_from(buffer, place)[0]
    value: float = DOUBLE.unpack(BITS.pack(bits ^ SIGN if bits & SIGN else bits ^ ALL))[0]
    place += BITS.size
    rest = 0
    if _is_sparse(value):
        rest = REST.unpack_from(buffer, place)[0]
        place += REST.size
    if kind == AS_DOUBLE or not _is_whole(value):
        return value, place
    whole = int(value) + rest
    return (Long(whole) if kind == AS_LONG else whole), place


def _pack(value: float, rest: int) -> bytes:
    bits: int = BITS.unpack(DOUBLE.pack(value))[0]
    ordered = BITS.pack(bits ^ ALL if bits & SIGN else bits ^ SIGN)
    return ordered + REST.pack(rest) if _is_sparse(value) else ordered


def _is_sparse(value: float) -> bool:
    return SPARSE <= abs(value) < math.inf


def _is_whole(value: float) -> bool:
    """Whether the bytes could be those of a whole number."""
    return LONG_MIN <= value <= LONG_MAX and value.is_integer() and (value != 0 or math.copysign(1.0, value) > 0)
