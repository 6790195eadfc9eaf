"""Diagnostics as text: message, place, source excerpt with a caret, hints below."""

from collections.abc import Iterable

from app.emulators.fauna.fql.errors import Diagnostic, Hint
from app.emulators.fauna.fql.source import NULL_SOURCE, Source, Span, astral, utf16_length

LABELS = {"hint": "hint", "cause": "cause", "trace": ""}


def summary(diagnostics: Iterable[Diagnostic]) -> str:
    """All of them, a blank line between two."""
    return "\n\n".join(render(diagnostic) for diagnostic in diagnostics)


def render(diagnostic: Diagnostic) -> str:
    """One diagnostic with its hints; a log line (`info`) without hints stays on one line."""
    span = diagnostic.span
    lines = [_heading(diagnostic.level, diagnostic.message)]
    lines += _place(span, None)
    lines += excerpt(span, diagnostic.annotation or "", "^")
    parent = (span.source.line_column(span.start)[0], span.source)
    named = False
    for index, hint in enumerate(diagnostic.hints):
        label = LABELS[hint.kind]
        if hint.kind == "trace" and not named:
            named = True
            label = "trace" if index else ""
        lines += _hint(hint, label, parent)
    return "\n".join(lines)


def render_log(message: str, span: Span) -> str:
    """A `log()` line: `info at *query*:1: message`."""
    return f"info at {span.source.name}:{span.source.line_column(span.start)[0]}: {message}"


def _heading(label: str, message: str) -> str:
    return f"{label}: {message}" if message else f"{label}:"


def _place(span: Span, parent: tuple[int, Source] | None) -> list[str]:
    if span.source is NULL_SOURCE:
        return ["at <no source>"]
    span = _visible(span)
    line, column = span.source.line_column(span.start)
    if parent == (line, span.source):
        return []
    return [f"at {span.source.name}:{line}:{column}"]


def _hint(hint: Hint, label: str, parent: tuple[int, Source]) -> list[str]:
    span, mark = hint.span, "^"
    if hint.suggestion is not None and span.source is not NULL_SOURCE:
        body = span.source.body
        mark = "-" if not hint.suggestion else "+" if span.start == span.end else "~"
        if hint.suggestion:
            edited = Source(span.source.name, body[: span.start] + hint.suggestion + body[span.end :])
            span = Span(span.start, span.start + len(hint.suggestion), edited)
            parent = (parent[0], edited) if parent[1] == hint.span.source else parent
    heading = [_heading(label, hint.message)] if label else []
    return heading + _place(span, parent) + excerpt(span, "", mark)


def excerpt(span: Span, annotation: str, mark: str) -> list[str]:
    """The lines of source that a span covers, numbered, marked below, or bracketed when they are several."""
    if span.source is NULL_SOURCE:
        return []
    span = _visible(span)
    lines = [line + "\n" for line in (span.source.body.rstrip() or " ").split("\n")]
    lines[-1] = lines[-1][:-1]
    number, column = span.source.line_column(span.start)
    covered = span.source.body[span.start : span.end]
    indent, length = column - 1, span.end - span.start + astral(covered)
    line = lines[number - 1]
    rows = [("| ", "", ""), (f"{number} | ", "", line)]
    if indent + length <= utf16_length(line) or number == len(lines):
        rows.append(("| ", "", " " * indent + mark * length + (f" {annotation}" if annotation else "")))
    else:
        rows.append(("| ", " _", "_" * indent + mark))
        left = length - (utf16_length(line) - indent)
        while left > 0:
            number += 1
            line = lines[number - 1]
            rows.append((f"{number} | ", "| ", line))
            if left <= utf16_length(line) or number == len(lines):
                rows.append(("| ", "|_", "_" * (left - 1) + "^"))
                break
            left -= utf16_length(line)
    rows.append(("| ", "", ""))
    return _aligned(rows)


def _visible(span: Span) -> Span:
    """The same span, moved back to the last visible character if it starts behind it."""
    over = span.start - len(span.source.body.rstrip())
    return Span(span.start - over, span.end - over, span.source) if over > 0 else span


def _aligned(rows: list[tuple[str, str, str]]) -> list[str]:
    prefix = max(len(row[0]) for row in rows)
    gutter = max(len(row[1]) for row in rows)
    return [f"{row[0].rjust(prefix)}{row[1].rjust(gutter)}{row[2]}".rstrip() for row in rows]
