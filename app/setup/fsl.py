"""Bringing the app's schema items into files that may hold other items, which stay as they are."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

HEAD = re.compile(r"(access\s+provider|role)\s+([A-Za-z_]\w*)\s*\Z")
TOKEN = re.compile(r"//[^\n]*|/\*.*?\*/|\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'|[{};]", re.DOTALL)
ADDRESS = re.compile(r"\b(issuer|jwks_uri)(\s+)(\"[^\"]*\"|'[^']*')")
ROLE = re.compile(r"^\s*role\s+\w+", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Item:
    """An access provider or role and where it stands in its file."""

    kind: str
    name: str
    start: int
    end: int


def items(text: str) -> Iterator[Item]:
    """Access providers and roles at the top level; comments and strings are not looked into."""
    level, start, head = 0, 0, ""
    for token in TOKEN.finditer(text):
        mark = token[0]
        if mark == "{":
            if level == 0:
                head = text[start : token.start()]
            level += 1
        elif mark == "}":
            level -= 1
            if level == 0 and (found := HEAD.search(head)):
                yield Item(" ".join(found[1].split()), found[2], start + found.start(), token.end())
        if level == 0:
            start = token.end()


def merge(files: Mapping[str, str], wanted: str, file: str) -> dict[str, str]:
    """The files with the wanted items in them: missing ones added to `file`, a provider's addresses corrected."""
    merged = dict(files)
    missing = []
    for item in items(wanted):
        text = wanted[item.start : item.end]
        place = _find(merged, item)
        if place is None:
            missing.append(text)
        elif item.kind != "role":
            name, found = place
            body = merged[name]
            merged[name] = body[: found.start] + _readdressed(body[found.start : found.end], text) + body[found.end :]
    if missing:
        before = merged.get(file, "")
        is_new = not before.strip() and len(missing) == len([*items(wanted)])
        merged[file] = wanted if is_new else _joined(before, missing)
    return merged


def _find(files: Mapping[str, str], wanted: Item) -> tuple[str, Item] | None:
    for name, text in files.items():
        for item in items(text):
            if (item.kind, item.name) == (wanted.kind, wanted.name):
                return name, item
    return None


def _readdressed(provider: str, wanted: str) -> str:
    """The provider with the wanted addresses; one without a role or an address is replaced."""
    addresses = {match[1]: match[3] for match in ADDRESS.finditer(wanted)}
    present = {match[1] for match in ADDRESS.finditer(provider)}
    if present != set(addresses) or not ROLE.search(provider):
        return wanted
    return ADDRESS.sub(lambda match: match[1] + match[2] + addresses[match[1]], provider)


def _joined(before: str, missing: list[str]) -> str:
    return "\n\n".join([*([before.rstrip("\n")] if before.strip() else []), *missing]) + "\n"
