"""Keys of indexes: bytes that sort as the values do, and from which the values can be read again.

A key is a sequence of components, each of which ends by itself; behind them stand the types of numbers that their
place among the others does not tell (`1.0` sorts as `1`). A descending component is the complement of an ascending
one. Object fields come back in the order of their names; times of transactions under way become times by `settle`.
"""

import hashlib
import struct
import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from app.emulators.fauna.fql.types import POSITIONS
from app.emulators.fauna.fql.values import ID, NULL, Date, Long, Module, Null, Time, TransactionTime, Value
from app.emulators.fauna.store import values as stored
from app.emulators.fauna.store.numbers import number_type, pack_number, unpack_number
from app.emulators.fauna.store.words import (
    pack_bytes,
    pack_collated,
    pack_text,
    unpack_bytes,
    unpack_collated,
    unpack_text,
)

Unpacked = tuple[Value, int]
END, FIELD, TYPES = 0x00, 0x01, 0x02
FIRST_TAG, PENDING_TERMS, DESCENDING = 0x10, b"\x7f", 0x80
TERM_BYTES = 16
COMPLEMENT = bytes(255 - byte for byte in range(256))
SIGN = 1 << 63
LONG, TIME, HALVES = struct.Struct(">Q"), struct.Struct(">QI"), struct.Struct(">QQ")
PENDING = b"\xfe\x01pending\x01\xfe\xfd"
PENDING_DOWN = PENDING.translate(COMPLEMENT)


@dataclass(frozen=True, slots=True)
class PendingTerms:
    """Terms among which is the time of a transaction under way, so that their hash is not known yet."""

    text: bytes


class _Types:
    """The types of the numbers met so far, or those still to come."""

    def __init__(self, codes: bytes = b"") -> None:
        self.codes = bytearray(codes)
        self.met = 0

    def next(self) -> int:
        """The type of the next number; 0 is the one its value suggests."""
        self.met += 1
        return self.codes[self.met - 1] if self.met <= len(self.codes) else 0


Pack = Callable[[Any, _Types], bytes]
Unpack = Callable[[bytes, int, _Types], Unpacked]
PACKERS: dict[type, tuple[bytes, Pack]] = {}
UNPACKERS: dict[int, Unpack] = {}


def tag_of(kind: str) -> bytes:
    """The byte that keys of values of a kind begin with (see `fql.types.ORDER`)."""
    return bytes((FIRST_TAG + POSITIONS[kind],))


def register(cls: type, kind: str, pack: Pack, unpack: Unpack) -> None:
    """Let values of a class stand in keys, at the place of their kind (see `fql.types.ORDER`).

    `pack` gives bytes that sort as the values do and of which none begins another; `unpack` reads them from a place in
    a buffer and returns the value and the place behind it.
    """
    tag = tag_of(kind)
    PACKERS[cls] = (tag, pack)
    UNPACKERS[tag[0]] = unpack


def register_fixed(
    cls: type, kind: str, size: int, pack: Callable[[Any], bytes], unpack: Callable[[bytes], Value]
) -> None:
    """`register` for values whose bytes are of one size."""
    register(
        cls,
        kind,
        lambda value, types: pack(value),
        lambda buffer, place, types: (unpack(buffer[place : place + size]), place + size),
    )


def encode(values: Iterable[Value], descending: Sequence[bool] = ()) -> bytes:
    """The key of the values; `descending` says which components are reversed, none by default."""
    types = _Types()
    key = _pack_all(values, descending, types)
    codes = bytes(types.codes).rstrip(b"\0")
    return key + bytes((TYPES,)) + codes if codes else key


def prefix(values: Iterable[Value], descending: Sequence[bool] = ()) -> bytes:
    """What all keys begin with whose first components equal these values; it sorts before all of them."""
    return _pack_all(values, descending, _Types())


def terms_prefix(terms: Sequence[Value]) -> bytes:
    """What all keys of documents with these terms begin with: a hash, to which 1 and 1.0 are different."""
    if not terms:
        return b""
    text = b"\0".join(stored.encode(term) for term in terms)
    return prefix([PendingTerms(text) if stored.NOW in text else _hash(text)])


def _hash(terms: bytes) -> bytes:
    return hashlib.blake2b(terms, digest_size=TERM_BYTES).digest()


def above(start: bytes) -> bytes:
    """A key that sorts behind all that begin with `start`, which ends with a component."""
    return start + b"\xff"


def decode(key: bytes) -> list[Value]:
    """The values of a key."""
    return [value for value, _ in _components(key)]


def settle(key: bytes, ts: int) -> bytes:
    """The key with the time of the running transaction replaced by `ts` (microseconds)."""
    if PENDING not in key and PENDING_DOWN not in key:
        return key
    components = _components(key)
    time = Time(ts // 1_000_000, ts % 1_000_000 * 1000)
    values = [
        _hash(stored.settle(value.text, ts)) if isinstance(value, PendingTerms) else _settled(value, time)
        for value, _ in components
    ]
    return encode(values, [reverse for _, reverse in components])


def _settled(value: Value, time: Time) -> Value:
    if type(value) is list:
        return [_settled(element, time) for element in value]
    if type(value) is dict:
        return {name: _settled(field, time) for name, field in value.items()}
    return time if type(value) is TransactionTime else value


def _pack_all(values: Iterable[Value], descending: Sequence[bool], types: _Types) -> bytes:
    parts = []
    for place, value in enumerate(values):
        part = _pack(value, types)
        parts.append(part.translate(COMPLEMENT) if place < len(descending) and descending[place] else part)
    return b"".join(parts)


def _pack(value: Value, types: _Types) -> bytes:
    tag, pack = PACKERS[type(value)]
    return tag + pack(value, types)


def _components(key: bytes) -> list[tuple[Value, bool]]:
    found, end = _unpack_all(key, _Types())
    return found if end == len(key) else _unpack_all(key, _Types(key[end + 1 :]))[0]


def _unpack_all(key: bytes, types: _Types) -> tuple[list[tuple[Value, bool]], int]:
    found: list[tuple[Value, bool]] = []
    place, down = 0, b""
    while place < len(key) and key[place] != TYPES:
        reverse = key[place] >= DESCENDING
        if reverse and not down:
            down = key.translate(COMPLEMENT)
        value, place = _unpack(down if reverse else key, place, types)
        found.append((value, reverse))
    return found, place


def _unpack(buffer: bytes, place: int, types: _Types) -> Unpacked:
    return UNPACKERS[buffer[place]](buffer, place + 1, types)


def _pack_number(value: Any, types: _Types) -> bytes:
    types.codes.append(number_type(value))
    return pack_number(value)


def _unpack_number(buffer: bytes, place: int, types: _Types) -> Unpacked:
    return unpack_number(buffer, place, types.next())


def _pack_array(value: list[Value], types: _Types) -> bytes:
    return b"".join([_pack(element, types) for element in value]) + bytes((END,))


def _unpack_array(buffer: bytes, place: int, types: _Types) -> Unpacked:
    elements = []
    while buffer[place] != END:
        element, place = _unpack(buffer, place, types)
        elements.append(element)
    return elements, place + 1


def _pack_object(value: dict[str, Value], types: _Types) -> bytes:
    fields = sorted((pack_text(name), name) for name in value)
    return b"".join([bytes((FIELD,)) + name + _pack(value[key], types) for name, key in fields]) + bytes((END,))


def _unpack_object(buffer: bytes, place: int, types: _Types) -> Unpacked:
    fields: dict[str, Value] = {}
    while buffer[place] != END:
        name, place = unpack_text(buffer, place + 1)
        fields[name], place = _unpack(buffer, place, types)
    return fields, place + 1


def _pack_module(value: Module, types: _Types) -> bytes:
    return pack_text(value.parent or "") + pack_text(value.name)


def _unpack_module(buffer: bytes, place: int, types: _Types) -> Unpacked:
    parent, place = unpack_text(buffer, place)
    name, place = unpack_text(buffer, place)
    return Module(name, parent or None), place


def _unpack_terms(buffer: bytes, place: int, types: _Types) -> Unpacked:
    text, place = unpack_bytes(buffer, place + len(PENDING))
    return PendingTerms(text), place


def _unpack_uuid(raw: bytes) -> uuid.UUID:
    high, low = HALVES.unpack(raw)
    return uuid.UUID(int=(high ^ SIGN) << 64 | low ^ SIGN)


def _unpack_time(raw: bytes) -> Time:
    seconds, nanos = TIME.unpack(raw)
    return Time(seconds - SIGN, nanos)


def _pack_uuid(value: uuid.UUID) -> bytes:
    return HALVES.pack(value.int >> 64 ^ SIGN, (value.int & (2**64 - 1)) ^ SIGN)


def _signed(value: int) -> bytes:
    return LONG.pack(value + SIGN)


def _unsigned(raw: bytes) -> int:
    return LONG.unpack(raw)[0] - SIGN


PACKERS[PendingTerms] = (PENDING_TERMS + PENDING, lambda terms, types: pack_bytes(terms.text))
UNPACKERS[PENDING_TERMS[0]] = _unpack_terms
for _cls in (int, Long, float):
    register(_cls, "Number", _pack_number, _unpack_number)
register(bytes, "Bytes", lambda value, types: pack_bytes(value), lambda raw, place, types: unpack_bytes(raw, place))
register(
    str, "String", lambda value, types: pack_collated(value), lambda raw, place, types: unpack_collated(raw, place)
)
register(list, "Array", _pack_array, _unpack_array)
register(dict, "Object", _pack_object, _unpack_object)
register(Module, "Module", _pack_module, _unpack_module)
register_fixed(bool, "Boolean", 1, lambda value: bytes((value,)), lambda raw: raw == b"\x01")
register_fixed(Null, "Null", 0, lambda value: b"", lambda raw: NULL)
register_fixed(ID, "ID", 8, lambda value: _signed(value.value), lambda raw: ID(_unsigned(raw)))
register_fixed(Date, "Date", 8, lambda value: _signed(value.days), lambda raw: Date(_unsigned(raw)))
register_fixed(Time, "Time", 12, lambda value: TIME.pack(value.seconds + SIGN, value.nanos), _unpack_time)
register_fixed(TransactionTime, "TransactionTime", len(PENDING), lambda value: PENDING, lambda raw: TransactionTime())
register_fixed(uuid.UUID, "UUID", 16, _pack_uuid, _unpack_uuid)
