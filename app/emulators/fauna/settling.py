"""Changing a schema with all that goes with it: files, records, documents and indexes, in one transaction."""

from collections.abc import Mapping

from app.emulators.fauna.access.session import Session
from app.emulators.fauna.environment import DatabaseEnvironment
from app.emulators.fauna.fql.errors import RuntimeFailure
from app.emulators.fauna.migrations import Plans, migrate_documents, plan_migrations
from app.emulators.fauna.schema.cache import Schemas
from app.emulators.fauna.schema.change import Proposal, commit, push
from app.emulators.fauna.schema.drafts import Refused
from app.emulators.fauna.schema.items import Schema
from app.emulators.fauna.schema.read import SchemaFailure
from app.emulators.fauna.store.records import SchemaFiles
from app.emulators.fauna.store.transaction import Transaction


def settle(environment: DatabaseEnvironment) -> None:
    """Write what a query defined, once it has ended well. Raises `RuntimeFailure`."""
    if "drafts" not in vars(environment):
        return
    transaction, number = environment.transaction, environment.session.database.id
    old, plans = environment.schema, list[Plans]()

    def plan(schema: Schema, renamed: Mapping[str, str]) -> None:
        plans.append(plan_migrations(transaction, number, old, schema, renamed, in_files=False))

    try:
        environment.drafts.settle(check=plan)
        if plans and not environment.drafts.is_staged:
            _migrate(transaction, environment.session, environment.schemas, plans[0])
    except Refused as refused:
        trace, failures = environment.written_at, refused.failures
        raise RuntimeFailure(refused.code, refused.message, trace, constraint_failures=failures) from None
    except SchemaFailure as failure:
        text = str(failure).replace("\n", "\n    ")
        message = f"Invalid database schema update.\n    {text}"
        raise RuntimeFailure("invalid_schema", message, environment.written_at) from None


def examine(transaction: Transaction, schemas: Schemas, stored: SchemaFiles, proposal: Proposal) -> Plans:
    """What a proposal asks of documents. Raises `SchemaFailure` if they cannot follow."""
    renamed = {new: old for (kind, new), old in proposal.renames.items() if kind == "collection"}
    return plan_migrations(transaction, stored.id, schemas.of(stored), proposal.schema, renamed)


def take(
    transaction: Transaction, session: Session, schemas: Schemas, stored: SchemaFiles, proposal: Proposal
) -> SchemaFiles:
    """Push a proposal. Raises `SchemaFailure`."""
    plans = examine(transaction, schemas, stored, proposal)
    fault = DatabaseEnvironment(transaction, session, schemas).default_fault
    taken = push(transaction, schemas, stored, proposal, fault)
    if stored.staged is None:
        _migrate(transaction, session, schemas, plans)
    return taken


def take_staged(transaction: Transaction, session: Session, schemas: Schemas, stored: SchemaFiles) -> None:
    """Commit what is staged. Raises `SchemaFailure`."""
    plans = plan_migrations(transaction, stored.id, schemas.of(stored), schemas.latest(stored))
    commit(transaction, stored)
    _migrate(transaction, session, schemas, plans)


def _migrate(transaction: Transaction, session: Session, schemas: Schemas, plans: Plans) -> None:
    migrate_documents(DatabaseEnvironment(transaction, session, schemas), plans)
