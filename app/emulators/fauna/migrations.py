"""Taking documents along when the schema changes: migrations are checked, recorded, and applied by whoever reads.

A document keeps its data and its time as they were written; the record of its collection knows what has become of the
fields since. Indexes that it changes become new ones, to be filled. All of it belongs to the transaction of the change.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from app.emulators.fauna.environment import DatabaseEnvironment
from app.emulators.fauna.fql.errors import QueryFailure
from app.emulators.fauna.fql.render import summary
from app.emulators.fauna.fql.runtime import Context, Limits
from app.emulators.fauna.schema.index_keys import index_key
from app.emulators.fauna.schema.items import Collection, IndexValue, Path, Schema, Term
from app.emulators.fauna.schema.migrations.plan import MigrationsRefused, plan, unplaced
from app.emulators.fauna.schema.migrations.steps import Step
from app.emulators.fauna.schema.read import SchemaFailure
from app.emulators.fauna.stdlib.documents.collections import UserCollection
from app.emulators.fauna.stdlib.documents.entries import all_index
from app.emulators.fauna.stdlib.documents.session import QueryDocuments
from app.emulators.fauna.stdlib.documents.typed.converting import changes_of
from app.emulators.fauna.stdlib.documents.typed.migrating import (
    AddField,
    Change,
    DropField,
    MoveConflicts,
    MoveField,
    MoveWildcard,
    SplitField,
)
from app.emulators.fauna.stdlib.documents.typed.recording import to_record
from app.emulators.fauna.store.documents import Range
from app.emulators.fauna.store.transaction import Transaction

NOT_RENAMED: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Plans:
    """What a change of schema asks of documents: steps by the store's number of a collection, and by its new name."""

    steps: Mapping[int, list[Step]]
    named: Mapping[str, list[Step]]


def plan_migrations(
    transaction: Transaction,
    database: int,
    old: Schema,
    new: Schema,
    renamed: Mapping[str, str] = NOT_RENAMED,
    *,
    in_files: bool = True,
) -> Plans:
    """Find out while the records are still those of the old schema. Raises `MigrationsRefused`.

    `renamed` gives the old name by the new one; errors show places `in_files` unless a query made the change. A
    collection without documents may change in any way.
    """
    records = transaction.collections(database)
    steps: dict[int, list[Step]] = {}
    named: dict[str, list[Step]] = {}
    refused: list[MigrationsRefused] = []
    for name, item in new.collections.items():
        before = renamed.get(name, name)
        live, record = old.collections.get(before), records.get(before)
        if live == item:
            continue
        filled = record is not None and not _is_empty(transaction, record.id)
        try:
            found = plan(live if filled else None, item if in_files else unplaced(item))
        except MigrationsRefused as error:
            refused.append(error)
        else:
            if record is not None and found:
                steps[record.id] = named[name] = found
    if refused:
        raise MigrationsRefused([diagnostic for error in refused for diagnostic in error.diagnostics])
    return Plans(steps, named)


def migrate_documents(environment: DatabaseEnvironment, plans: Plans) -> None:
    """Do it once the records are those of the new schema, in an environment made after that. Raises `SchemaFailure`."""
    transaction, documents = environment.transaction, environment.documents
    documents.permissions = documents.permissions.with_role("admin")
    context = Context(environment, Limits(), transaction.now, math.inf)
    for collection in documents.collections.all():
        steps = plans.steps.get(collection.id)
        if steps is not None:
            _record(context, transaction, documents, collection, steps)


def _is_empty(transaction: Transaction, collection: int) -> bool:
    return next(iter(transaction.documents.scan(Range(all_index(collection)))), None) is None


def _record(
    context: Context,
    transaction: Transaction,
    documents: QueryDocuments,
    collection: UserCollection,
    steps: Iterable[Step],
) -> None:
    """Note the changes, and which indexes are not what they were."""
    try:
        changes = changes_of(context, steps, documents.collections.number)
    except QueryFailure as failure:
        raise SchemaFailure(summary(failure.diagnostics)) from failure
    record = collection.record
    indexes = dict(record.indexes)
    for key, paths in _paths(collection.item).items():
        if _touched(collection.item, paths, changes):
            indexes[key] = transaction.next_id()
    migrations = [*record.migrations, *map(to_record, changes)]
    transaction.put(replace(record, indexes=indexes, migrations=migrations, ts=transaction.now))


def _paths(item: Collection) -> dict[str, list[Path]]:
    """The paths that each stored index looks at, by its key."""
    listed: list[tuple[tuple[Term, ...], tuple[IndexValue, ...]]] = [
        *((index.terms, index.values) for index in item.indexes),
        *((unique.terms, ()) for unique in item.uniques),
    ]
    return {index_key(item, terms, values): [each.path for each in (*terms, *values)] for terms, values in listed}


def _touched(item: Collection, paths: Iterable[Path], changes: Iterable[Change]) -> bool:
    """Whether the changes may alter what is at the paths; computed fields may depend on anything."""
    computed = {field.name for field in item.computed}
    heads = {path[0] for path in paths}
    if heads & (computed | {"data"}):
        return True
    for change in changes:
        match change:
            case AddField(path=path) | DropField(path=path):
                changed = {path[0]}
            case MoveField(path=path, to=to) | SplitField(path=path, to=to):
                changed = {path[0], to[0]}
            case MoveConflicts(into=into):
                changed = {into[0]}
            case MoveWildcard():
                return True
        if heads & changed:
            return True
    return False
