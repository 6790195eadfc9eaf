"""Which documents came into a watched set, changed in it or left it, in the order of events."""

from dataclasses import dataclass
from enum import Enum

from app.emulators.fauna.store.committed import Stored
from app.emulators.fauna.store.log import Change
from app.emulators.fauna.store.packing import unpack
from app.emulators.fauna.streams.cursors import Cursor
from app.emulators.fauna.streams.sources import Watched


class Action(Enum):
    """What happened to a document, as the set sees it."""

    CREATE = "create"
    UPDATE = "update"
    DELETE = "delete"


@dataclass(frozen=True, slots=True)
class Happening:
    """A document that took an action at the cursor's time."""

    id: int
    action: Action
    cursor: Cursor


def happenings(watched: Watched, changes: list[Change]) -> list[Happening]:
    """What changes, of whole transactions, mean for the set."""
    found: list[tuple[tuple[object, ...], Change, Action]] = []
    for change in changes:
        if change.is_expiry:
            continue
        before, after = _valid(change.before, change.ts - 1), _valid(change.after, change.ts)
        if watched.index is None:
            action, place = _action(before is not None, after is not None), ()
        elif watched.index == -watched.collection:
            action = _action(before is not None, after is not None)
            place = (before is None, change.ts if before is None else before.version.ts)
        else:
            old, new = _keys(watched, before), _keys(watched, after)
            action = _moved(before, after, old, new, several=watched.several)
            place = (not old - new, min(old - new or new, default=b""))
        if action is not None:
            found.append(((change.ts, *place, change.id), change, action))
    found.sort(key=lambda item: item[0])
    return _placed(found)


def _placed(found: list[tuple[tuple[object, ...], Change, Action]]) -> list[Happening]:
    placed: list[Happening] = []
    for _, change, action in found:
        previous = placed[-1].cursor if placed else None
        ordinal = previous.ordinal + 1 if previous is not None and previous.ts == change.ts else 0
        placed.append(Happening(change.id, action, Cursor(change.ts, ordinal)))
    return placed


def _valid(stored: Stored | None, at: int) -> Stored | None:
    if stored is None or stored.version.data is None:
        return None
    return None if stored.version.ttl is not None and stored.version.ttl <= at else stored


def _keys(watched: Watched, stored: Stored | None) -> frozenset[bytes]:
    pairs = () if stored is None else unpack(stored.pairs)
    return frozenset(key for index, key in pairs if index == watched.index and key.startswith(watched.prefix))


def _moved(
    before: Stored | None, after: Stored | None, old: frozenset[bytes], new: frozenset[bytes], *, several: bool
) -> Action | None:
    """The action of a document whose entries changed; with several entries it is the document's own."""
    if old == new:
        return None
    if several:
        return _action(before is not None, after is not None)
    return _action(bool(old), bool(new))


def _action(before: bool, after: bool) -> Action | None:
    if before:
        return Action.UPDATE if after else Action.DELETE
    return Action.CREATE if after else None
