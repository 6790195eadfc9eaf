"""The order in which the service goes through fields that it keeps in hash maps; clients see it in errors."""

from collections.abc import Collection, Iterable, Mapping
from typing import TypeVar

T = TypeVar("T")
SMALL = 4
LEVEL_BITS = 5
LOAD = 0.75


def map_order(fields: Mapping[str, T]) -> dict[str, T]:
    """The fields as an immutable map has them: up to four as they were put in, more of them by their hashes."""
    if len(fields) <= SMALL:
        return dict(fields)
    return {name: fields[name] for name in trie_order(fields)}


def trie_order(names: Iterable[str]) -> list[str]:
    """The names as an immutable set has them."""
    return _branches(list(names), 0)


def table_order(names: Collection[str]) -> list[str]:
    """The names as a mutable map has them that was made for so many."""
    size = 4
    while size < int((len(names) + 1) / LOAD):
        size *= 2
    size = max(size, 8)
    return sorted(names, key=lambda name: (_hash(name) & (size - 1), _signed(_hash(name))))


def _branches(names: list[str], level: int) -> list[str]:
    """Names alone in their slot come first, then, slot by slot, those that share one."""
    slots: dict[int, list[str]] = {}
    for name in names:
        slots.setdefault(_hash(name) >> level & 31, []).append(name)
    ordered = [slots[slot] for slot in sorted(slots)]
    found = [slot[0] for slot in ordered if len(slot) == 1]
    for slot in ordered:
        if len(slot) > 1:
            found += _branches(slot, level + LEVEL_BITS) if level < 30 else slot
    return found


def _hash(name: str) -> int:
    code = 0
    data = name.encode("utf-16-be", "surrogatepass")
    for high, low in zip(data[::2], data[1::2], strict=True):
        code = (31 * code + (high << 8 | low)) & 0xFFFFFFFF
    return code ^ (code >> 16)


def _signed(code: int) -> int:
    return code - (1 << 32) if code >> 31 else code
