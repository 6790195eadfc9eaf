"""What a new document starts from, and how versions of one are told apart on the page."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from app.components.literal import cut, literal, seen
from app.components.typed_json import written
from app.developer.data.collections import CollectionInfo
from app.developer.data.documents import Stored
from app.developer.data.history import changes

LONGEST_SIDE = 300
MOST_CHANGES = 40
WRITERS = ("updated_by", "edited_by", "changed_by")
_EMPTY: dict[str, Any] = {
    "String": "",
    "Int": {"@int": "0"},
    "Long": {"@int": "0"},
    "Number": {"@int": "0"},
    "Double": {"@double": "0.0"},
    "Boolean": False,
    "Time": {"@time": "2026-01-01T00:00:00Z"},
    "Date": {"@date": "2026-01-01"},
}


@dataclass(frozen=True)
class ChangeView:
    """A field that changed: its path, and both values as text; empty where there was or is none."""

    path: str
    before: str
    after: str


@dataclass(frozen=True)
class VersionView:
    """A version: when it was written, by whom as far as the document says, and what it changed."""

    ts: str
    who: str = ""
    note: str = ""
    changes: list[ChangeView] = field(default_factory=list)
    is_current: bool = False


def draft(info: CollectionInfo) -> str:
    """A document with the fields that the definition demands."""
    return written({name: _start(signature) for name, signature in info.fields.items() if _is_needed(signature)})


def version_views(versions: Sequence[Stored], *, is_whole: bool, is_first: bool = True) -> list[VersionView]:
    """The versions, newest first, of which the first is current if `is_first`.

    Of the oldest it is known what it changed only when `is_whole`: when there is none before it.
    """
    shown = []
    for place, version in enumerate(versions):
        before = versions[place + 1] if place + 1 < len(versions) else None
        found = [] if before is None else _changes(before, version)
        note = ""
        if before is None:
            note = "The oldest that Fauna has." if is_whole else "Show older versions to see what changed here."
        elif not found:
            note = "Written without a change."
        shown.append(VersionView(version.ts, _writer(version.data), note, found, is_current=is_first and place == 0))
    return shown


def _changes(before: Stored, after: Stored) -> list[ChangeView]:
    both = [({**each.data, "ttl": {"@time": each.ttl}} if each.ttl else each.data) for each in (before, after)]
    found = [ChangeView(seen(change.path), _side(change.before), _side(change.after)) for change in changes(*both)]
    return found[:MOST_CHANGES]


def _side(value: Any) -> str:
    return "" if value is None else cut(literal(value), LONGEST_SIDE)


def _writer(data: Any) -> str:
    found = next((data[name] for name in WRITERS if isinstance(data, dict) and isinstance(data.get(name), str)), "")
    return cut(seen(found), 60)


def _is_needed(signature: str) -> bool:
    return bool(signature) and not signature.endswith("?") and "Null" not in signature and "=" not in signature


def _start(signature: str) -> Any:
    first = signature.partition("|")[0].strip()
    return _EMPTY.get(first, first.strip('"') if first.startswith('"') else None)
