"""Differences between schemas as lines that can be coloured."""

from dataclasses import dataclass

from app.components.literal import cut, seen

MOST_LINES = 600
NO_CHANGE = "These files are the schema already."


@dataclass(frozen=True)
class DiffLine:
    """A line of a difference; `kind` is added, removed, head or same."""

    text: str
    kind: str = "same"


def diff_lines(text: str) -> list[DiffLine]:
    """A difference as lines with their kind; of a long one the beginning."""
    kinds = {"+": "added", "-": "removed", "*": "head", "@": "head"}
    lines = text.rstrip("\n").split("\n") if text.strip() else [NO_CHANGE]
    found = [DiffLine(cut(seen(line), 400), kinds.get(line.lstrip()[:1], "same")) for line in lines[:MOST_LINES]]
    return found + ([DiffLine(f"… {len(lines) - MOST_LINES} more lines", "head")] if len(lines) > MOST_LINES else [])
