"""Differences of schemas as text: semantic, summary and textual; plain or in ANSI colours."""

import difflib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from app.emulators.fauna.fql.source import NULL_SPAN, Span
from app.emulators.fauna.schema.diff import (
    Add,
    Change,
    DropDefault,
    ItemDiff,
    Modify,
    Nested,
    Remove,
    Rename,
    Resign,
    Retype,
    Rewrite,
    diff_item,
    empty,
)
from app.emulators.fauna.schema.migrations.steps import Step
from app.emulators.fauna.schema.migrations.telling import step_lines
from app.emulators.fauna.schema.outline import Element, Outline

KINDS = ("collection", "function", "role", "access provider")
CATEGORIES = ("Computed fields", "Indexes", "Constraints", "Configuration")
CATEGORY = {"index": "Indexes", "unique": "Constraints", "check": "Constraints", "migrations": None}
AROUND, SPLIT = 3, 7
"""Unchanged lines shown around a change, and how many of them part two changes."""
RED, GREEN, YELLOW, BLUE, CYAN = "31", "32", "33", "34", "36"
StepsByName = Mapping[str, Sequence[Step]]
"""The steps of migrations by the name that their collection has afterwards."""
NO_STEPS: StepsByName = {}
Files = dict[str, str]


class Paint:
    """Colours parts of lines, or leaves them as they are."""

    def __init__(self, *, ansi: bool) -> None:
        self._ansi = ansi

    def __call__(self, text: str, *codes: str, end: str = "0") -> str:
        """The text in a colour."""
        return f"\x1b[{';'.join(codes)}m{text}\x1b[{end}m" if self._ansi and codes else text


def semantic(diffs: Iterable[ItemDiff], *, ansi: bool, steps: StepsByName = NO_STEPS) -> str:
    """What each change means; `steps` is what documents of the collections go through."""
    paint = Paint(ansi=ansi)
    return "".join(f"{line}\n" for diff in _sorted(diffs) for line in _meaning(diff, paint, steps))


def summary(diffs: Iterable[ItemDiff], *, ansi: bool) -> str:
    """A line for each item."""
    paint = Paint(ansi=ansi)
    return "".join(f"{_title(diff, paint)}\n" for diff in _sorted(diffs))


def _sorted(diffs: Iterable[ItemDiff]) -> list[ItemDiff]:
    def order(diff: ItemDiff) -> tuple[int, int, str]:
        category = 0 if diff.before is None else 1 if diff.after is None else 2
        return category, KINDS.index(diff.item.kind), diff.item.name.text

    return sorted(diffs, key=order)


def _title(diff: ItemDiff, paint: Paint) -> str:
    what = f"{diff.item.kind} `{diff.item.name.text}`"
    if diff.after is None:
        return f"{paint(f'* Removing {what}', '1', BLUE)} from {_place(diff.item.span)}"
    if diff.before is None:
        return f"{paint(f'* Adding {what}', '1', BLUE)} to {_place(diff.item.span)}"
    text = f"{paint(f'* Modifying {what}', '1', BLUE)} at {_place(diff.after.span)}"
    moved = diff.before.span.source.name != diff.after.span.source.name
    return f"{text} (previously defined at {_place(diff.before.span)})" if moved else text


def _place(span: Span) -> str:
    line, column = span.source.line_column(span.start)
    return f"{span.source.name}:{line}:{column}"


def _meaning(diff: ItemDiff, paint: Paint, steps: StepsByName) -> Iterator[str]:
    title = _title(diff, paint)
    changes = list(diff.changes)
    if diff.before is None or diff.after is None:
        bare = empty(diff.item)
        old, new = (bare, diff.item) if diff.before is None else (diff.item, bare)
        changes = list(diff_item(old, new))
        if not changes:
            yield title
            yield ""
            return
    yield f"{title}:"
    migrations = steps.get(diff.item.name.text, ()) if diff.item.kind == "collection" and diff.before else ()
    if migrations:
        yield "  * Defined fields:"
        yield from (paint(f"  {line}", *codes) for step in migrations for line, codes in step_lines(step))
        yield ""
    yield from _changes(diff.item, changes, paint, changed=bool(migrations))


def _changes(item: Outline, changes: list[Change], paint: Paint, *, changed: bool) -> Iterator[str]:
    if item.kind != "collection":
        for change in changes:
            yield from _change(change, paint, 1)
        yield ""
        return
    found = changed
    for category in CATEGORIES:
        here = [change for change in changes if _category(change) == category]
        if here:
            found = True
            yield f"  * {category}:"
            for change in here:
                yield from _change(change, paint, 1)
            yield ""
    if not found:
        yield "  No semantic changes."
        yield ""


def _category(change: Change) -> str | None:
    match change:
        case Rename() | DropDefault():
            return "Configuration"
        case Add(element) | Remove(element) | Modify(element, _) | Nested(element, _):
            if element.group == "field":
                return "Computed fields" if element.kind == "compute" else None
            return CATEGORY.get(element.kind, "Configuration")
    return None


def _change(change: Change, paint: Paint, level: int) -> Iterator[str]:
    indent = "  " * level
    match change:
        case Add(element):
            yield paint(f"{indent}+ add {_element(element)}", GREEN)
        case Remove(element):
            yield paint(f"{indent}- remove {_element(element)}", RED)
        case Rename(_, after):
            yield paint(f"{indent}~ rename to `{after.text}`", YELLOW)
        case Modify(before, after):
            yield paint(f"{indent}~ change {_modified(before, after)}", YELLOW)
        case Nested(before, changes):
            yield paint(f"{indent}~ change {_element(before)}", YELLOW)
            for inner in changes:
                yield from _change(inner, paint, level + 1)
        case Rewrite():
            yield paint(f"{indent}~ change body", YELLOW)
        case Resign():
            yield paint(f"{indent}~ change signature", YELLOW)
        case DropDefault(before):
            yield paint(f"{indent}- remove default value from field `.{before.name}`", RED)
        case Retype():
            return


def _element(element: Element) -> str:
    if element.group == "annotation":
        return f"{element.kind} set to {element.config}"
    if element.group == "field":
        return _field(element)
    name = _member(element)
    if element.kind == "unique":
        return f"{name}{element.config}"
    plain = element.children is None and element.kind not in ("check", "migrations") and not _is_predicate(element)
    return f"{name} set to {element.config}" if plain and element.config is not None else name


def _field(element: Element) -> str:
    if element.kind == "wildcard":
        return "implicit wildcard" if element.span is NULL_SPAN else "wildcard"
    return f"{'computed field' if element.kind == 'compute' else 'field'} `{element.name}`"


def _member(element: Element) -> str:
    match element.kind:
        case "unique":
            return "unique constraint on "
        case "check":
            return f"check constraint `{element.name}`"
        case "membership" | "privileges":
            return f"{element.kind} on `{element.name}`"
    return element.kind if element.name is None else f"{element.kind} `{element.name}`"


def _is_predicate(element: Element) -> bool:
    return element.config is not None and element.config.startswith("{\n  predicate ")


def _modified(before: Element, after: Element) -> str:
    if before.group == "annotation":
        return f"{before.kind} set to {before.config}"
    if before.group == "field":
        return _field(before)
    name = _member(before)
    if before.kind == "check":
        return f"{name} body"
    if before.kind == "migrations":
        return name
    if before.config is None:
        return f"{name} by adding a predicate"
    if after.config is None:
        return f"{name} by removing a predicate"
    if _is_predicate(before):
        return f"{name} by modifying its predicate"
    return f"{name} from {before.config} to {after.config}"


def textual(before: Files, after: Files, *, ansi: bool) -> str:
    """Line by line, file by file."""
    paint = Paint(ansi=ansi)
    names = sorted(before.keys() | after.keys())
    changed = [name for name in names if before.get(name, "") != after.get(name, "")]
    parts = []
    for name in changed:
        lines = [paint(name, "1", end="22"), *_hunks(before.get(name, ""), after.get(name, ""), paint)]
        parts.append("".join(f"{line}\n" for line in lines))
    return "\n".join(parts)


Row = tuple[str, str, str]
"""Equal, insert, delete or change; the old line and the new one."""


def _rows(before: list[str], after: list[str]) -> Iterator[Row]:
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    for tag, low, high, start, end in matcher.get_opcodes():
        old, new = before[low:high], after[start:end]
        if tag == "equal":
            yield from (("equal", line, line) for line in old)
            continue
        both = min(len(old), len(new))
        yield from (("change", *pair) for pair in zip(old, new, strict=False))
        yield from (("delete", line, "") for line in old[both:])
        yield from (("insert", "", line) for line in new[both:])


def _hunks(before: str, after: str, paint: Paint) -> Iterator[str]:
    rows = list(_rows(before.splitlines(), after.splitlines()))
    row = line = 0
    while row < len(rows):
        distance = _count(rows[row:], lambda tag: tag == "equal")
        size, lines = _extent(rows[row + distance :])
        if size == 0:
            return
        first, last = max(row + distance - AROUND, 0), min(row + distance + size + AROUND, len(rows))
        start, end = max(line + distance - AROUND, 0), min(line + distance + lines + AROUND, len(rows))
        yield paint(f"@ line {start + 1} to {end}", CYAN)
        for each in rows[first:last]:
            yield from _row(each, paint)
        row, line = last, end


def _count(rows: list[Row], holds: Callable[[str], bool]) -> int:
    return next((index for index, row in enumerate(rows) if not holds(row[0])), len(rows))


def _extent(rows: list[Row]) -> tuple[int, int]:
    """How many rows a hunk has, and how many lines of the new text."""
    size = lines = unchanged = 0
    for tag, _, _ in rows:
        if tag == "equal":
            unchanged += 1
            if unchanged >= SPLIT:
                break
            continue
        size, lines = size + unchanged + 1, lines + unchanged + (tag != "delete")
        unchanged = 0
    return size, lines


def _row(row: Row, paint: Paint) -> Iterator[str]:
    tag, old, new = row
    if tag == "equal":
        yield f"  {old}" if old else ""
    if tag in ("change", "delete"):
        yield paint(f"- {old}" if old else "-", RED)
    if tag in ("change", "insert"):
        yield paint(f"+ {new}" if new else "+", GREEN)
