"""The steps from one version of a collection to the next."""

from collections.abc import Sequence
from dataclasses import replace

from app.emulators.fauna.fql.errors import Diagnostic
from app.emulators.fauna.fql.parser import NESTING
from app.emulators.fauna.fql.render import render
from app.emulators.fauna.fql.source import NULL_SOURCE, NULL_SPAN, Source
from app.emulators.fauna.schema.items import Collection, Field, Migration
from app.emulators.fauna.schema.migrations.explain import Explaining
from app.emulators.fauna.schema.migrations.rewind import Rewinding
from app.emulators.fauna.schema.migrations.shape import shape_of
from app.emulators.fauna.schema.migrations.steps import Step
from app.emulators.fauna.schema.read import SchemaFailure
from app.emulators.fauna.schema.type_parser import TypeParser
from app.emulators.fauna.schema.types import Type


class MigrationsRefused(SchemaFailure):
    """Migrations that do not lead from the live schema to the submitted one."""

    def __init__(self, diagnostics: Sequence[Diagnostic]) -> None:
        self.diagnostics = tuple(map(_without_suggestions, diagnostics))
        super().__init__("\n".join(render(diagnostic) for diagnostic in self.diagnostics))


def plan(live: Collection | None, submitted: Collection) -> list[Step]:
    """What has to be done to the documents; without a live collection there are none. Raises `MigrationsRefused`."""
    target = shape_of(submitted)
    rewinding = Rewinding(submitted, target.copy())
    if live is None:
        rewinding.run(submitted.migrations)
        found: list[Step] = []
    else:
        found = rewinding.run(new_migrations(live.migrations, submitted.migrations))
    if rewinding.errors:
        raise MigrationsRefused(rewinding.errors)
    if live is None:
        return []
    before = shape_of(live)
    if not rewinding.shape.follows(before):
        target.fields |= {state.name: state for state in rewinding.shape.fields.values()}
        raise MigrationsRefused(Explaining(submitted, target).errors(before))
    return found


def new_migrations(live: Sequence[Migration], submitted: Sequence[Migration]) -> Sequence[Migration]:
    """What follows the longest beginning of the block that the live one ends with."""
    for length in range(len(submitted), 0, -1):
        if tuple(live[-length:]) == tuple(submitted[:length]):
            return submitted[length:]
    return submitted


def unplaced(collection: Collection) -> Collection:
    """The collection as a query defines it: nothing of it stands in a file, but types have texts of their own."""
    name = collection.name
    return replace(
        collection,
        fields=tuple(_unplaced(name, field) for field in collection.fields),
        wildcard_tree=None if collection.wildcard_tree is None else _type(f"*field:{name}:<wildcard>*", "Any"),
        migrations=tuple(
            replace(each, span=NULL_SPAN, path_spans=tuple(NULL_SPAN for _ in each.paths))
            for each in collection.migrations
        ),
        span=NULL_SPAN,
        migrations_span=NULL_SPAN,
    )


def _unplaced(collection: str, field: Field) -> Field:
    return replace(field, span=NULL_SPAN, tree=_type(f"*field:{collection}:{field.name}*", field.type))


def _type(name: str, text: str) -> Type:
    return TypeParser(Source(name, text), {}, NESTING).type_tree()


def _without_suggestions(diagnostic: Diagnostic) -> Diagnostic:
    """Nothing can be written where there is no text."""
    hints = (replace(hint, suggestion=None) if hint.span.source is NULL_SOURCE else hint for hint in diagnostic.hints)
    return replace(diagnostic, hints=tuple(hints))
