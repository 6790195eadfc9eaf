"""The steps from one version of a collection to the next."""

from collections.abc import Sequence

from app.emulators.fauna.fql.errors import Diagnostic
from app.emulators.fauna.fql.render import render
from app.emulators.fauna.schema.items import Collection, Migration
from app.emulators.fauna.schema.migrations.explain import Explaining
from app.emulators.fauna.schema.migrations.rewind import Rewinding
from app.emulators.fauna.schema.migrations.shape import shape_of
from app.emulators.fauna.schema.migrations.steps import Step
from app.emulators.fauna.schema.read import SchemaFailure


class MigrationsRefused(SchemaFailure):
    """Migrations that do not lead from the live schema to the submitted one."""

    def __init__(self, diagnostics: Sequence[Diagnostic]) -> None:
        super().__init__("\n".join(render(diagnostic) for diagnostic in diagnostics))
        self.diagnostics = tuple(diagnostics)


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
