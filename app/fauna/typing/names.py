"""Fauna's names as Python writes them."""

import keyword
import re
from collections.abc import Iterable

from app.fauna.typing.imports import TAKEN

PARTS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")


def snake(name: str) -> str:
    """`byAuthor` as `by_author`, fit for an argument or a function."""
    return safe("_".join(part.lower() for part in PARTS.findall(name)))


def pascal(*names: str) -> str:
    """`Note` and `meta` as `NoteMeta`, fit for a class."""
    parts = [part for name in names for part in PARTS.findall(name)]
    return safe("".join(part[:1].upper() + part[1:] for part in parts))


def attribute(name: str) -> str:
    """A field's own name where Python and the annotations beside it allow it."""
    plain = re.sub(r"\W", "_", name)
    return safe(f"{plain}_" if plain in ("read", "ref") else plain)


def safe(name: str) -> str:
    """An identifier that hides neither a keyword nor what the module needs."""
    name = name if name.isidentifier() else f"f_{name}"
    return f"{name}_" if keyword.iskeyword(name) or name in TAKEN else name


def unique(names: Iterable[str]) -> list[str]:
    """The names fit for arguments, no two the same."""
    found: list[str] = []
    for name in map(snake, names):
        found.append(name if name not in found else f"{name}_{len(found) + 1}")
    return found
