"""The entries that a new index has for documents that are there already, in the past, too."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from app.emulators.fauna.store.changes import Place
from app.emulators.fauna.store.committed import Stored
from app.emulators.fauna.store.documents import Version
from app.emulators.fauna.store.packing import pack


@dataclass(slots=True)
class Built:
    """Entries as rows of the file; `keys` are versions' packed pairs with the new ones."""

    live: list[tuple[int, bytes, int, int, int, int | None]] = field(default_factory=list)
    past: list[tuple[int, bytes, int, int, int, int, int | None]] = field(default_factory=list)
    keys: list[tuple[bytes, int, int, int]] = field(default_factory=list)


def add_entries(
    built: Built,
    index: int,
    place: Place,
    versions: list[Stored],
    keys_of: Callable[[int, Version], Iterable[bytes]],
    now: int,
) -> int | None:
    """Add the entries of all versions of a document; returns the ttl of the last unless it has passed."""
    since: dict[bytes, int] = {}
    before: int | None = None
    for stored in versions:
        version = stored.version
        ts, ttl = version.ts or 0, version.ttl
        keys = set() if version.data is None else set(keys_of(place[1], version))
        anew = ttl is not None or before is not None
        for key in [key for key in since if anew or key not in keys]:
            built.past.append((index, key, *place, since.pop(key), ts, before))
        since |= {key: ts for key in keys if key not in since}
        before = ttl
    last = versions[-1]
    if before is not None and before <= now:
        built.past += [(index, key, *place, ts, before, before) for key, ts in since.items() if ts < before]
        return None
    built.live += [(index, key, *place, ts, before) for key, ts in since.items()]
    if since:
        keys = (last.pairs or b"") + (pack((index, key) for key in since) or b"")
        built.keys.append((keys, *place, last.version.ts or 0))
    return before
