"""The (index, key) pairs of a document's entries as one blob beside its version."""

import struct
from collections.abc import Iterable

Pairs = frozenset[tuple[int, bytes]]
HEAD = struct.Struct(">qI")


def pack(pairs: Iterable[tuple[int, bytes]]) -> bytes | None:
    """The blob; None for no pairs."""
    parts = [part for index, key in pairs for part in (HEAD.pack(index, len(key)), key)]
    return b"".join(parts) or None


def unpack(blob: bytes | None) -> Pairs:
    """The pairs of a blob."""
    pairs, place = [], 0
    while blob is not None and place < len(blob):
        index, length = HEAD.unpack_from(blob, place)
        place += HEAD.size + length
        pairs.append((index, blob[place - length : place]))
    return frozenset(pairs)
