"""Undoing migrations from the last to the first: the shape that they begin with, their steps, and what is wrong."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from app.emulators.fauna.fql.ast import Expr
from app.emulators.fauna.fql.errors import Diagnostic, Hint
from app.emulators.fauna.fql.source import NULL_SPAN, Span
from app.emulators.fauna.schema.items import Collection, Migration, Path
from app.emulators.fauna.schema.migrations import steps
from app.emulators.fauna.schema.migrations.literals import mistyped
from app.emulators.fauna.schema.migrations.shape import (
    ANY,
    FieldState,
    Inner,
    Origin,
    Shape,
    Wildcard,
    path_text,
)
from app.emulators.fauna.schema.migrations.steps import Step, Target
from app.emulators.fauna.schema.migrations.suggestions import at_end, suggest
from app.emulators.fauna.schema.shown import shown
from app.emulators.fauna.schema.subtypes import NULL, is_schema_subtype, plain
from app.emulators.fauna.schema.types import ObjectType, Type, UnionType

ANYTHING = ObjectType(NULL_SPAN, (), ANY)


class Rewinding:
    """Undoes migrations on `shape`; `steps` then lead back, `errors` say what cannot be."""

    def __init__(self, collection: Collection, shape: Shape) -> None:
        self.shape = shape
        self.errors: list[Diagnostic] = []
        self._collection = collection
        self._steps: list[Step] = []
        self._has_conflicts = False
        self._undo: dict[str, Callable[[Migration], None]] = {
            "backfill": self._backfill,
            "drop": self._drop,
            "move": self._move,
            "split": self._split,
            "add": self._add,
            "move_conflicts": self._move_conflicts,
            "move_wildcard": self._move_wildcard,
            "add_wildcard": self._add_wildcard,
        }

    def run(self, migrations: Sequence[Migration]) -> list[Step]:
        """Undo them all; the steps in the order in which they are to be done."""
        for migration in reversed(migrations):
            self._undo[migration.kind](migration)
        for migration in migrations:
            if migration.kind == "backfill":
                state = self.shape.get(migration.paths[0])
                if isinstance(state, FieldState) and state.origin.kind == "backfill":
                    field = path_text(migration.paths[0])
                    message = f"Field `{field}` is backfilled without being declared by an `add` or `split` migration"
                    self._fail(message, migration.span)
        return self._steps[::-1]

    def _fail(self, message: str, span: Span, *hints: Hint) -> None:
        self.errors.append(Diagnostic("error", message, span, None, hints))

    def _backfill(self, migration: Migration) -> None:
        path, span = migration.paths[0], migration.path_spans[0]
        name = path_text(path)
        state = self.shape.get(path)
        if state == "wildcard":
            self._fail(f"Cannot backfill field, as there is a wildcard in the same struct as `{name}`", span)
            return
        if not isinstance(state, FieldState):
            self._fail(f"Cannot backfill field `{name}`, as it is not in the submitted schema", span)
            return
        self._check_literal(migration, state.type)
        other, kind = state.origin.migration, state.origin.kind
        match kind:
            case "backfill":
                self._fail(
                    f"Cannot backfill field `{name}` multiple times",
                    other.path_spans[0],
                    Hint("Earlier backfill defined here", span),
                    Hint("Delete the later backfill", other.span, suggestion=""),
                )
            case "split into":
                text = "" if migration.value is None else migration.value.text
                self._fail(
                    f"Cannot split field `{name}`: cannot split into a field after it's backfilled",
                    span,
                    Hint("Field is an output of a split", state.origin.target),
                    Hint("Move the backfill after the split", other.span, suggestion=f"backfill {name} = {text}"),
                    Hint("Remove the backfill", migration.span, suggestion=""),
                    Hint("Remove the split", other.span, suggestion=""),
                )
            case "add":
                hint = Hint("Field backfilled here", migration.span)
                self._fail(f"Cannot add field `{name}` after it's backfilled", other.span, hint)
            case "moved into":
                self._fail(f"Cannot backfill field `{name}, as it is not in the submitted schema", span)
            case _:
                self.shape.put(path, state.of(Origin("backfill", migration)))

    def _check_literal(self, migration: Migration, type_: Type) -> None:
        """A literal must be of the field's type; of other values only their evaluation tells."""
        value = None if migration.value is None else migration.value.tree
        wrong = None if value is None else mistyped(value, type_)
        if wrong is not None:
            span, found, expected = wrong
            hint = Hint("Field type defined here", type_.span)
            self._fail(f"Type `{found}` is not a subtype of `{expected}`", span, hint)

    def _drop(self, migration: Migration) -> None:
        path, span = migration.paths[0], migration.path_spans[0]
        name = path_text(path)
        self._steps.append(steps.Drop(path))
        state = self.shape.get(path)
        if isinstance(state, FieldState) and state.present:
            hint = Hint("Field defined here", state.span)
            self._fail(f"Cannot drop field `{name}`. Dropped fields must be removed from schema", span, hint)
            return
        parent = self.shape.get(path[:-1]) if len(path) > 1 else None
        if isinstance(parent, str):
            self._fail(f"Cannot drop field `{name}`, as the parent object was removed", span)
        elif parent is not None and not isinstance(parent.value, Inner):
            self._fail(f"Cannot drop field `{name}`, as the parent is not an object", span)
        else:
            self.shape.put(path, FieldState(_name(path), _last(path, span), ANY, Origin("drop", migration)))

    def _move(self, migration: Migration) -> None:
        path, to = migration.paths
        span, to_span = migration.path_spans
        name = path_text(path)
        target = self.shape.get(to)
        if target == "wildcard":
            self._fail(f"Cannot move field `{path_text(to)}` into a struct with a wildcard definition", to_span)
            return
        if not isinstance(target, FieldState):
            self._fail(f"Cannot move field `{name}`, as it is not in the live schema", span)
            return
        if path == to:
            hint = Hint("Remove the futile `move`", migration.span, suggestion="")
            self._fail("Cannot move a field to itself", span, hint)
            return
        self._check_source(migration, self.shape.get(path))
        parent = self.shape.get(path[:-1]) if len(path) > 1 else None
        moved = target.of(Origin("moved into", migration))
        if isinstance(parent, str):
            self._fail(f"Cannot move field `{name}`, as the parent object was removed.", span)
        elif parent is not None and not isinstance(parent.value, Inner) and parent.origin.kind != "drop":
            self._fail(f"Cannot move field `{name}`, as the parent value is not an object.", span)
        else:
            self._steps.append(steps.Move(path, to))
            self.shape.put(path, replace(target, name=_name(path), span=_last(path, span)))
        self.shape.put(to, moved)

    def _check_source(self, migration: Migration, state: FieldState | str) -> None:
        """A field that is moved away may only be there again if it can do without a value."""
        path, to = migration.paths
        span, to_span = migration.path_spans
        name = path_text(path)
        if state == "wildcard":
            self._fail(f"Cannot move field `{name}` out of a struct with a wildcard definition", span)
        if not isinstance(state, FieldState) or not state.present:
            return
        if state.required:
            again = f"To move `{name}` to `{path_text(to)}` and add a new field named `{state.name}`"
            self._fail(
                f"Cannot move field `{name}`, as it is in the submitted schema",
                span,
                Hint("Field defined here", state.span),
                Hint(f"{again}, add an `add` migration", at_end(to_span), suggestion=f"\n    add {name}"),
            )
        elif state.origin.kind == "schema" and state.origin.default is not None:
            self._steps.append(steps.Add(Target(path, state.type, state.origin.default)))

    def _split(self, migration: Migration) -> None:
        source, *targets = migration.paths
        span = migration.path_spans[0]
        state = self.shape.get(source)
        if state == "wildcard":
            message = f"Cannot split field `{path_text(source)}`, which is in a struct with a wildcard definition"
            self._fail(message, span)
        elif isinstance(state, FieldState) and state.present and source not in targets:
            self._refuse_split(migration, state)
        found = [
            self._target(migration, path, where) for path, where in zip(targets, migration.path_spans[1:], strict=True)
        ]
        self._steps.append(steps.Split(source, tuple(each for each in found if each is not None)))
        parents = [self.shape.get(source[:length]) for length in range(1, len(source))]
        if all(isinstance(parent, FieldState) and isinstance(parent.value, Inner) for parent in parents):
            types = [ANY if each is None else each.type for each in found]
            union = UnionType(NULL_SPAN, (*types, NULL))
            self.shape.put(source, FieldState(_name(source), _last(source, span), union, Origin("split", migration)))

    def _refuse_split(self, migration: Migration, state: FieldState) -> None:
        span, other = migration.path_spans[0], state.origin.migration
        match state.origin.kind:
            case "split":
                self._fail(
                    "Cannot split field twice",
                    other.path_spans[0],
                    Hint("Field is also split here", span),
                    Hint("Remove this split", migration.span, suggestion=""),
                    Hint("Remove the later split", other.span, suggestion=""),
                )
            case "drop":
                hint = Hint("Remove the `drop`", other.span, suggestion="")
                self._fail("Cannot drop field that was split", span, hint)
            case _:
                hint = Hint("Field defined here", state.span)
                self._fail("Cannot split field: field is still present in submitted schema", span, hint)

    def _target(self, migration: Migration, path: Path, span: Span) -> Target | None:
        """A field that a split fills; None where there is no such field."""
        name = path_text(path)
        state = self.shape.get(path)
        if state == "wildcard":
            self._fail(f"Cannot split into field `{name}`, which is in a struct with a wildcard definition", span)
            return None
        if not isinstance(state, FieldState):
            self._fail(f"Cannot split field, as `{name}` is not in the submitted schema", span)
            return None
        other = state.origin.migration
        match state.origin.kind:
            case "add":
                self._fail(
                    "Cannot add a field that is also created by a split",
                    span,
                    Hint("Field is added here", other.path_spans[0]),
                    Hint("Remove the add", other.span, suggestion=""),
                )
            case "split into":
                self._fail(
                    "Cannot split into a field that is already split into",
                    state.origin.target,
                    Hint("Field is also split into here", span),
                    Hint("Remove the later split", other.span, suggestion=""),
                )
            case "moved into":
                self._fail("Cannot move into a field that is also a split target", other.span)
        value = self._taken_backfill(state, path, span)
        self.shape.put(path, state.of(Origin("split into", migration, target=span)))
        return Target(path, state.type, value)

    def _taken_backfill(self, state: FieldState, path: Path, span: Span) -> Expr | None:
        """What documents without a value get, which there must be."""
        origin = state.origin
        if origin.kind == "backfill":
            return None if origin.migration.value is None else origin.migration.value.tree
        if origin.kind != "schema":
            return None
        if origin.default is None and not state.nullable:
            end = at_end(state.type.span)
            self._fail(
                f"Cannot declare non-nullable field `{path_text(path)}`: it has no default and no backfill value",
                span,
                Hint("Make the field nullable", end, suggestion="?"),
                Hint("Add a default value to this field", end, suggestion=" = <expr>"),
                suggest(self._collection, None, "Add a `backfill` migration", f"backfill {path_text(path)} = <expr>"),
            )
        return origin.default

    def _add(self, migration: Migration) -> None:
        path, span = migration.paths[0], migration.path_spans[0]
        name = path_text(path)
        state = self.shape.get(path)
        if state == "wildcard":
            self._fail(f"Cannot add field, as there is a wildcard in the same struct as `{name}`", span)
            return
        if not isinstance(state, FieldState):
            self._fail(f"Cannot add field, as `{name}` is not in the submitted schema", span)
            return
        other = state.origin.migration
        match state.origin.kind:
            case "split into":
                self._fail(
                    f"Cannot split field: field `{name}` cannot both be added and be a split output",
                    span,
                    Hint("Field is an output of a split", state.origin.target),
                    Hint("Remove the add", migration.span, suggestion=""),
                    Hint("Remove the split", other.span, suggestion=""),
                )
            case "add":
                self._fail(
                    f"Cannot add field `{name}` twice",
                    other.path_spans[0],
                    Hint("Field added here", span),
                    Hint("Remove the extra add", other.span, suggestion=""),
                )
            case "moved into":
                self._fail(
                    f"Cannot move into field `{name}` as it was also added",
                    other.span,
                    Hint("Field moved into here", other.path_spans[1]),
                    Hint("Remove the add", migration.span, suggestion=""),
                    Hint("Remove the move", other.span, suggestion=""),
                )
            case _:
                value = self._taken_backfill(state, path, span)
                wildcard = self.shape.wildcard
                if wildcard is None or len(path) > 1 or self._has_conflicts:
                    self._steps.append(steps.Add(Target(path, state.type, value)))
                elif not is_schema_subtype(UnionType(NULL_SPAN, (wildcard.type, NULL)), state.type):
                    text = "\n    move_conflicts .conflicts"
                    hint = Hint("Add a `move_conflicts` migration", at_end(migration.span), suggestion=text)
                    self._fail(f"Cannot add field, as `{name}` conflicts with the wildcard", span, hint)
                self.shape.put(path, state.of(Origin("add", migration)))

    def _move_conflicts(self, migration: Migration) -> None:
        path, span = migration.paths[0], migration.path_spans[0]
        name = path_text(path)
        wildcard = self.shape.wildcard
        if wildcard is None or not wildcard.present:
            fields = self._collection.fields
            place = at_end(fields[-1].span if fields else self._collection.span)
            self._fail(
                "Cannot move wildcard conflicts, as there is no wildcard in the submitted schema",
                span,
                Hint("Add a wildcard constraint", place, suggestion="\n  *: Any"),
                suggest(
                    self._collection,
                    None,
                    "Move the extra fields into a conflicts field with `move_wildcard`",
                    f"move_wildcard {name}",
                ),
            )
            return
        state = self.shape.get(path)
        if state == "wildcard":
            message = "Cannot move wildcard conflicts to field, as there is a wildcard in the same struct as"
            self._fail(f"{message} `{name}`", span)
        elif not isinstance(state, FieldState) or not state.present:
            message = f"Cannot move wildcard conflicts to field `{name}`, as it is not in the submitted schema"
            self._fail(message, span)
        elif state.origin.kind != "drop":
            expected = UnionType(NULL_SPAN, (ObjectType(NULL_SPAN, (), wildcard.type), NULL))
            if plain(state.type) != expected:
                self._fail(f"Wildcard conflicts field must have the type `{shown(expected)}`", span)
        self._has_conflicts = True
        self._steps.append(steps.MoveConflicts(path))

    def _move_wildcard(self, migration: Migration) -> None:
        path, span = migration.paths[0], migration.path_spans[0]
        before = self.shape.wildcard
        if before is not None and before.present:
            self._fail("Cannot move wildcard, as there is still a wildcard in the submitted schema", span)
            return
        type_ = self._moved_wildcard(path, span)
        kept = tuple(state.name for state in self.shape.fields.values() if state.present)
        self._steps.append(steps.MoveWildcard(path, kept))
        self.shape.wildcard = Wildcard(type_, NULL_SPAN, "move_wildcard")

    def _moved_wildcard(self, path: Path, span: Span) -> Type:
        """The type of the fields that are moved into an object."""
        name = path_text(path)
        state = self.shape.get(path)
        if state == "wildcard":
            message = "Cannot move wildcard conflicts to field, as there is a wildcard in the same struct as"
            self._fail(f"{message} `{name}`", span)
        elif not isinstance(state, FieldState) or not state.present:
            message = f"Cannot move wildcard conflicts to field `{name}`, as it is not in the submitted schema"
            self._fail(message, span)
        else:
            union = plain(state.type)
            members = union.members if isinstance(union, UnionType) else ()
            objects = [each for each in members if isinstance(each, ObjectType) and each.wildcard is not None]
            found = objects[0] if len(members) == 2 and len(objects) == 1 and NULL in members else None
            if (found is None or found.fields) and state.origin.kind != "drop":
                expected = UnionType(NULL_SPAN, (ANYTHING, NULL))
                self._fail(f"Wildcard conflicts field must have the type `{shown(expected)}`", span)
            if found is not None and found.wildcard is not None:
                return found.wildcard
        return ANY

    def _add_wildcard(self, migration: Migration) -> None:
        wildcard = self.shape.wildcard
        if wildcard is None:
            self._fail("Cannot add wildcard, as the submitted schema lacks a wildcard", migration.span)
        elif not wildcard.present:
            hint = Hint("Remove the duplicate `add_wildcard` migration", wildcard.span, suggestion="")
            self._fail("Cannot add a wildcard twice", wildcard.span, hint)
        else:
            self._steps.append(steps.AddWildcard())
            self.shape.wildcard = replace(wildcard, kind="add_wildcard", span=migration.span)


def _name(path: Path) -> str:
    *_, last = path
    return str(last)


def _last(path: Path, span: Span) -> Span:
    """Where the last name of a path stands."""
    return Span(max(span.start, span.end - len(_name(path))), span.end, span.source)
