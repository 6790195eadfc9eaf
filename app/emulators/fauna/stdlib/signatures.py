"""Reading FQL signatures such as `<A> ((at: Number) => A) & ((at: Number, or: A) => A)`."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

TAGS = frozenset(
    (
        "Any",
        "Number",
        "String",
        "Boolean",
        "ID",
        "Null",
        "Bytes",
        "Time",
        "TransactionTime",
        "Date",
        "UUID",
        "SetCursor",
    )
)
OPENING, CLOSING = "([{<", ")]}>"


@dataclass(frozen=True, slots=True)
class Parameter:
    """One declared parameter: its name and the runtime type that its argument must have."""

    name: str
    type: str
    variadic: bool = False


def parameters_of(signature: str, tags: Mapping[str, str]) -> tuple[tuple[Parameter, ...], ...]:
    """The parameters of each overload; `tags` gives runtime types that differ from the printed ones by name."""
    text = re.sub(r"^<[^()]*?> (?=\()", "", signature)
    return tuple(_overload(part, tags) for part in _split(text, "&"))


def _overload(text: str, tags: Mapping[str, str]) -> tuple[Parameter, ...]:
    text = text.strip()
    inside, after = _parenthesised(text)
    if not after:
        inside, after = _parenthesised(inside)
    return tuple(_parameter(part, tags) for part in _split(inside, ",") if part.strip())


def _parameter(text: str, tags: Mapping[str, str]) -> Parameter:
    name, _, kind = text.partition(":")
    name, kind = name.strip(), kind.strip()
    variadic = kind.startswith("...")
    return Parameter(name, tags.get(name) or _tag(kind.removeprefix("...").strip()), variadic)


def _tag(kind: str) -> str:
    """The runtime type of a printed one; unions, type variables and the like accept anything."""
    if kind in TAGS:
        return kind
    if _is_arrow(kind):
        return "Function"
    if len(list(_split(kind, "|"))) > 1 or len(list(_split(kind, "&"))) > 1:
        return "Any"
    if "=>" in kind:
        return "Function"
    if kind.startswith(("Array<", "[")):
        return "Array"
    if kind.startswith("Set<"):
        return "Set"
    return "Struct" if kind.startswith("{") else "Any"


def _is_arrow(kind: str) -> bool:
    depth = 0
    for index, character in enumerate(kind):
        if depth == 0 and kind.startswith("=>", index):
            return True
        depth += (character in OPENING) - (character in CLOSING and kind[index - 1] != "=")
    return False


def _parenthesised(text: str) -> tuple[str, str]:
    """What the leading parentheses hold, and what follows them."""
    depth = 0
    for index, character in enumerate(text):
        depth += (character in OPENING) - (character in CLOSING and text[index - 1] != "=")
        if depth == 0:
            return text[1:index], text[index + 1 :].strip()
    return text, ""


def _split(text: str, separator: str) -> Iterator[str]:
    depth = start = 0
    for index, character in enumerate(text):
        depth += (character in OPENING) - (character in CLOSING and text[index - 1] != "=")
        if character == separator and depth == 0:
            yield text[start:index]
            start = index + 1
    yield text[start:]
