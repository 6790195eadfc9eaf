"""Bringing the app's schema items into a database's files, where a developer's own items and changes stay."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from app.setup.fsl import Item, digest, items

ADDRESS = re.compile(r"\b(issuer|jwks_uri)(\s+)(\"[^\"]*\"|'[^']*')")
ROLE = re.compile(r"^\s*role\s+\w+", re.MULTILINE)
HOLLOW = re.compile(r"role\s+\w+\s*\{\s*\}")


@dataclass(frozen=True, slots=True)
class Merged:
    """The files as they should be, which of the app's items are in them (by digest), and which differ and were kept.

    `known` names items as `kind name`; it is what the next merge needs as `installed`.
    """

    files: dict[str, str]
    known: dict[str, str] = field(default_factory=dict)
    kept: tuple[str, ...] = ()


def merge(files: Mapping[str, str], wanted: Mapping[str, str], installed: Mapping[str, str]) -> Merged:
    """The files with the wanted items: missing ones added, those unchanged since they were `installed` replaced.

    What a developer changed stays, but for a provider's addresses. Items that are not wanted any more go if
    nobody changed them, except collections, which hold data.
    """
    merged, kept = dict(files), []
    known: dict[str, str] = {}
    for file, text in wanted.items():
        missing = []
        for item in items(text):
            ours = text[item.start : item.end]
            place = find(merged, item.key)
            if place is None:
                missing.append(text[item.lead : item.end])
                known[_name(item)] = _mark(item, ours)
                continue
            name, there = place
            theirs = merged[name][there.start : there.end]
            fresh = _settled(item, theirs, ours, installed.get(_name(item)))
            merged[name] = merged[name][: there.start] + fresh + merged[name][there.end :]
            if _mark(item, fresh) == _mark(item, ours):
                known[_name(item)] = _mark(item, ours)
            else:
                kept.append(_name(item))
                known |= {_name(item): installed[_name(item)]} if _name(item) in installed else {}
        if missing:
            before = merged.get(file, "")
            is_new = not before.strip() and len(missing) == len([*items(text)])
            merged[file] = text if is_new else _joined(before, missing)
    _remove_unwanted(merged, wanted, installed)
    return Merged(
        {name: text for name, text in merged.items() if name not in files or text.strip()}, known, tuple(kept)
    )


def find(files: Mapping[str, str], key: tuple[str, str]) -> tuple[str, Item] | None:
    """The file and the place of an item."""
    return next(((name, item) for name, text in files.items() for item in items(text) if item.key == key), None)


def _settled(item: Item, theirs: str, ours: str, installed: str | None) -> str:
    mark = _mark(item, theirs)
    if mark != _mark(item, ours) and (mark == installed or HOLLOW.fullmatch(theirs)):
        return ours
    return _readdressed(theirs, ours) if item.kind == "access provider" else theirs


def _remove_unwanted(merged: dict[str, str], wanted: Mapping[str, str], installed: Mapping[str, str]) -> None:
    names = {_name(item) for text in wanted.values() for item in items(text)}
    for file, text in [*merged.items()]:
        for item in reversed([*items(text)]):
            body = text[item.start : item.end]
            if item.kind == "collection" or _name(item) in names or installed.get(_name(item)) != _mark(item, body):
                continue
            parts = merged[file][: item.lead].rstrip(), merged[file][item.end :].lstrip()
            merged[file] = "\n\n".join(filter(None, parts))


def _mark(item: Item, text: str) -> str:
    """An item's digest; a provider's addresses do not count."""
    return digest(ADDRESS.sub(r"\1", text) if item.kind == "access provider" else text)


def _name(item: Item) -> str:
    return f"{item.kind} {item.name}"


def _readdressed(provider: str, wanted: str) -> str:
    """The provider with the wanted addresses; one without a role or an address is replaced."""
    addresses = {match[1]: match[3] for match in ADDRESS.finditer(wanted)}
    present = {match[1] for match in ADDRESS.finditer(provider)}
    if present != set(addresses) or not ROLE.search(provider):
        return wanted
    return ADDRESS.sub(lambda match: match[1] + match[2] + addresses[match[1]], provider)


def _joined(before: str, missing: list[str]) -> str:
    return "\n\n".join([*([before.rstrip("\n")] if before.strip() else []), *missing]) + "\n"
