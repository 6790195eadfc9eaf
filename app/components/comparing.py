"""Two results side by side: which values are in both, which differ, which only one has."""

import json
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal

from app.components.values import TOO_DEEP, fields_of, is_deep

Mark = Literal["", "only", "changed", "gap"]


@dataclass(frozen=True, slots=True)
class Side:
    """A row of one side: its value, unless `mark` is gap; `changed` names the fields that differ."""

    value: Any = None
    mark: Mark = ""
    changed: tuple[str, ...] = ()


GAP = Side(mark="gap")


def align(left: list[Any], right: list[Any]) -> tuple[list[Side], list[Side]]:
    """Both sides at equal length, the same document or value in the same row; order is kept."""
    matcher = SequenceMatcher(None, _keys(left), _keys(right), autojunk=False)
    sides: tuple[list[Side], list[Side]] = ([], [])
    for tag, left_from, left_to, right_from, right_to in matcher.get_opcodes():
        if tag == "equal":
            pairs = zip(left[left_from:left_to], right[right_from:right_to], strict=True)
            for mine, theirs in pairs:
                _pair(sides, mine, theirs)
            continue
        for value in left[left_from:left_to]:
            _add(sides, Side(value, "only"), GAP)
        for value in right[right_from:right_to]:
            _add(sides, GAP, Side(value, "only"))
    return sides


def differ(left: Any, right: Any) -> tuple[Side, Side]:
    """Two single values as one row."""
    sides: tuple[list[Side], list[Side]] = ([], [])
    _pair(sides, left, right)
    return sides[0][0], sides[1][0]


def _pair(sides: tuple[list[Side], list[Side]], left: Any, right: Any) -> None:
    if is_deep(left) or is_deep(right):
        _add(sides, Side(left), Side(right))
        return
    mine, theirs = fields_of(left), fields_of(right)
    if mine is not None and theirs is not None:
        names = dict.fromkeys([*mine, *theirs])
        changed = tuple(name for name in names if name not in mine or name not in theirs or mine[name] != theirs[name])
        mark: Mark = "changed" if changed else ""
        _add(sides, Side(left, mark, changed), Side(right, mark, changed))
        return
    mark = "" if left == right else "changed"
    _add(sides, Side(left, mark), Side(right, mark))


def _add(sides: tuple[list[Side], list[Side]], left: Side, right: Side) -> None:
    sides[0].append(left)
    sides[1].append(right)


def _keys(members: list[Any]) -> list[str]:
    """What makes a value the same on both sides: a document's or object's id, else the whole value."""
    return [_key(member) for member in members]


def _key(member: Any) -> str:
    if is_deep(member):
        return TOO_DEEP
    fields = fields_of(member)
    if isinstance(member, dict) and "@ref" in member and isinstance(member["@ref"], dict):
        fields = member["@ref"]
    if fields is not None and "id" in fields:
        return json.dumps([fields.get("coll"), fields["id"]], sort_keys=True)
    return json.dumps(member, sort_keys=True)
