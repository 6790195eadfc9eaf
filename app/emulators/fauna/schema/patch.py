"""Changes written into the text of schema files; comments and layout around them stay."""

import re
from collections.abc import Iterable

from app.emulators.fauna.fql.source import Span
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
)
from app.emulators.fauna.schema.display import display_name
from app.emulators.fauna.schema.outline import INDENT, Element

MAIN = "main.fsl"
PREAMBLE = (
    "// The following schema is auto-generated.\n// This file contains FSL for FQL10-compatible schema items.\n\n"
)
LEADING_NEWLINES = re.compile(r"(?:[\t ]*\n)+")
TRAILING_NEWLINES = re.compile(r"(?:\n[\t ]*)+\Z")
NEWLINE_BEFORE_WORD = re.compile(r"\n(?=[\t ]*\S)")


def patched(files: dict[str, str], diffs: Iterable[ItemDiff]) -> dict[str, str]:
    """The files with the changes in them; new items go to the end of `main.fsl`, files left blank are dropped."""
    result = dict(files)
    by_file: dict[str, list[ItemDiff]] = {}
    for each in diffs:
        by_file.setdefault(MAIN if each.before is None else each.before.span.source.name, []).append(each)
    for name, changes in by_file.items():
        text = result.get(name, "")
        for each in sorted(changes, key=lambda change: 0 if change.before is None else -change.before.span.end):
            text = _apply(text, each)
        result[name] = text
    if MAIN in result and MAIN not in files:
        result[MAIN] = PREAMBLE + result[MAIN]
    return {name: text for name, text in result.items() if text.strip()}


def _apply(text: str, diff: ItemDiff) -> str:
    if diff.before is None and diff.after is not None:
        return append(text, diff.after.text)
    if diff.before is None:
        return text
    if diff.after is None:
        return replace(text, diff.before.span, "")
    span, comment = diff.before.span, diff.before.comment
    start = span if comment is None else Span(comment.end, span.end, span.source)
    return _changes(text, diff.changes, start, 0)


def append(text: str, item: str) -> str:
    """An item at the end of a file, a blank line before it."""
    if not text.strip():
        return item
    last = text[max(text.rfind("\n"), 0) :]
    return f"{text}\n" + ("\n" if last.strip() else "") + item


def replace(text: str, span: Span, new: str) -> str:
    """The text with something else in a span; nothing there takes its blank lines along."""
    before, after = text[: span.start], text[span.end :]
    if not new:
        return f"{before.rstrip()}{after}" if LEADING_NEWLINES.match(after) else f"{before}{after.lstrip()}"
    if "\n" in new and TRAILING_NEWLINES.search(before):
        indent = before[len(before.rstrip("\t ")) :]
        new = NEWLINE_BEFORE_WORD.sub(f"\n{indent}", new)
    return f"{before}{new}{after}"


def _changes(text: str, changes: tuple[Change, ...], span: Span, level: int) -> str:
    for change in sorted(changes, key=lambda each: -_end(each, span)):
        text = _change(text, change, span, level)
    return text


def _end(change: Change, span: Span) -> int:
    match change:
        case Add(element):
            return span.start if element.group == "annotation" else span.end
        case Nested(_, changes):
            return max(_end(each, change.before.span) for each in changes)
        case Remove(element):
            return element.span.end
    return change.before.span.end


def _change(text: str, change: Change, span: Span, level: int) -> str:
    match change:
        case Rename(before, after):
            return replace(text, before.span, display_name(after.text))
        case Add(element):
            return _add(text, element, span, level)
        case Remove(element):
            return replace(text, element.span, "")
        case Modify(before, after):
            return _modify(text, before, after, level)
        case Nested(before, changes):
            return _changes(text, changes, before.span, level + 1)
        case Retype(before, type_):
            return _retype(text, before, type_)
        case DropDefault(before):
            return _drop_default(text, before)
        case Resign(before, after) | Rewrite(before, after):
            return replace(text, before.span, after.text)


def _add(text: str, element: Element, span: Span, level: int) -> str:
    is_annotation = element.group == "annotation"
    start = span.start if is_annotation else span.end - 1
    indent = "" if is_annotation else INDENT * (level + 1)
    before, after = text[:start].rstrip(), text[start:]
    result = f"{before}\n" if before else ""
    result += "\n".join(indent + line for line in element.text.split("\n"))
    if not LEADING_NEWLINES.match(after):
        result += "\n" + ("" if is_annotation else INDENT * level)
    return result + after


def _modify(text: str, before: Element, after: Element, level: int) -> str:
    config = after.config or ""
    new = config.replace("\n", "\n" + INDENT * (level + 1))
    if before.kind == "migrations":
        return replace(text, before.span, f"migrations {new}")
    if before.config_span is None:
        end = before.span.end
        sign = " = " if before.group == "field" else " "
        return replace(text, Span(end, end, before.span.source), sign + new)
    return replace(text, before.config_span, new)


def _retype(text: str, before: Element, type_: str) -> str:
    if before.type_span is None:
        return text
    return replace(text, before.type_span, type_)


def _drop_default(text: str, before: Element) -> str:
    if before.type_span is None or before.config_span is None:
        return text
    return replace(text, Span(before.type_span.end, before.config_span.end, before.span.source), "")
