"""Why documents of a live collection would not be of the submitted one."""

from collections.abc import Iterator

from app.emulators.fauna.fql.errors import Diagnostic, Hint
from app.emulators.fauna.fql.source import Source, Span
from app.emulators.fauna.schema.items import Collection, Path
from app.emulators.fauna.schema.migrations.shape import FieldState, Inner, Shape, Wildcard, path_text
from app.emulators.fauna.schema.migrations.suggestions import at_end, at_start, suggest
from app.emulators.fauna.schema.shown import shown, shown_without
from app.emulators.fauna.schema.subtypes import is_subtype

IMPLICIT = (
    "Collections with no fields defined allow arbitrary fields by default. To keep this behavior, add a wildcard"
    " declaration to the schema definition"
)
REINTRODUCED = (
    "All fields from the live schema are dropped, reintroducing the implicit wildcard that requires an `add_wildcard`"
    " migration. Are you sure you meant to do this?"
)


class Explaining:
    """Compares shapes that do not follow each other; places are in the submitted files."""

    def __init__(self, collection: Collection, target: Shape) -> None:
        self._collection = collection
        self._target = target

    def errors(self, live: Shape) -> list[Diagnostic]:
        """Everything that is wrong; at least that something is."""
        found = [*self._changed(live), *self._new(live), *self._wildcards(live)]
        message = "Submitted schema is not compatible with the live schema"
        return found or [_error(message, self._collection.span)]

    def _changed(self, live: Shape) -> Iterator[Diagnostic]:
        for state in live.fields.values():
            target = self._target.fields.get(state.name)
            name = f".{state.name}"
            in_live = f"Field `{name}` is in the live schema, so it cannot be added or backfilled"
            if target is None:
                hint = suggest(
                    self._collection, None, "Drop the field and its data with a `drop` migration", f"drop {name}"
                )
                yield _error(f"Field `{name}` is missing from the submitted schema", self._collection.span, hint)
            elif not target.present:
                yield _error(in_live, target.span)
            elif target.origin.kind == "backfill":
                yield _error(in_live, target.origin.migration.span)
            elif not is_subtype(state.type, target.type):
                yield self._narrowed(state, target)

    def _narrowed(self, state: FieldState, target: FieldState) -> Diagnostic:
        name = f".{state.name}"
        rest = shown_without(state.type, target.type)
        text = f"tmp: {rest}\n  migrations {{\n    split {name} -> {name}, .tmp\n  }}\n"
        place = at_start(self._moved(state.span))
        hint = Hint("Add a migration to split the invalid types into another field", place, suggestion=text)
        types = f"`{shown(target.type)}` does not match the live type `{shown(state.type)}`"
        return _error(f"Field `{name}` of type {types}", target.type.span, hint)

    def _moved(self, span: Span) -> Span:
        """A place in the live files as one in the submitted file of the same name."""
        source = self._collection.span.source
        if span.source.name != source.name:
            return span
        start, end = (min(each, len(source.body)) for each in (span.start, span.end))
        return Span(start, end, Source(source.name, source.body))

    def _new(self, live: Shape) -> Iterator[Diagnostic]:
        for state in self._target.fields.values():
            if state.name in live.fields:
                continue
            name = f".{state.name}"
            if state.origin.kind == "drop":
                yield _error(f"Field `{name}` was dropped but it doesn't exist in the live schema", state.span)
            elif state.origin.kind == "schema" and (state.nullable or state.origin.default is not None):
                hint = suggest(self._collection, None, "Provide an `add` migration for this field", f"add {name}")
                yield _error(f"Field `{name}` is not present in the live schema", state.span, hint)
            elif state.origin.kind == "schema":
                yield _not_added(state)

    def _wildcards(self, live: Shape) -> Iterator[Diagnostic]:
        before, after = live.wildcard, self._target.wildcard
        if before is not None and after is None:
            yield _error("Missing wildcard definition", self._collection.span, *self._keep(before))
        if before is None and after is not None:
            if after.kind == "implicit":
                yield _error(REINTRODUCED, self._collection.span)
            elif after.present:
                hint = suggest(
                    self._collection, None, "Add the wildcard with an `add_wildcard` migration", "add_wildcard"
                )
                yield _error("Wildcard was not present in the live schema", after.span, hint)

    def _keep(self, before: Wildcard) -> Iterator[Hint]:
        place = at_start(next(iter(self._target.fields.values())).span)
        if before.kind == "implicit":
            yield Hint(IMPLICIT, place, suggestion="*: Any\n")
            return
        move = "move_wildcard .conflicts"
        yield Hint("Add the wildcard back", place, suggestion="*: Any\n")
        yield suggest(self._collection, place, "Move the extra fields with a `move_wildcard` migration", move)
        both = "Drop the extra fields with a `move_wildcard` and `drop` migration"
        yield suggest(self._collection, place, both, move, "drop .conflicts")


def _error(message: str, span: Span, *hints: Hint) -> Diagnostic:
    return Diagnostic("error", message, span, None, hints)


def _not_added(state: FieldState) -> Diagnostic:
    missing = list(_parts_not_added((), state))
    path, field = missing[0] if len(missing) == 1 else ((state.name,), state)
    text = f"migrations {{\n    add .{field.name}\n    backfill .{field.name} = <expr>\n  }}\n"
    return _error(
        f"Field `{path_text(path)}` is not present in the live schema",
        field.span,
        Hint("Provide an `add` migration for this field", at_start(field.span), suggestion=text),
        Hint("Add a default value to this field", at_end(field.type.span), suggestion=" = <expr>"),
        Hint("Make the field nullable", at_end(field.type.span), suggestion="?"),
    )


def _parts_not_added(path: Path, state: FieldState) -> Iterator[tuple[Path, FieldState]]:
    inner = (*path, state.name)
    if state.origin.kind == "add":
        return
    if state.origin.kind != "schema" or not isinstance(state.value, Inner):
        yield inner, state
    elif not state.value.wildcard:
        for each in state.value.fields.values():
            yield from _parts_not_added(inner, each)
