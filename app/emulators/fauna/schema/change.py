"""Pushing schema files: what differs from before, what is refused, what waits for its commit."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from app.emulators.fauna.schema.cache import Schemas
from app.emulators.fauna.schema.definitions import definition_of
from app.emulators.fauna.schema.diff import ItemDiff, diff_items
from app.emulators.fauna.schema.drafts import Drafts, Fault, Refused, outlines
from app.emulators.fauna.schema.items import Item, Schema, items_of
from app.emulators.fauna.schema.keeping import keep_collections
from app.emulators.fauna.schema.read import SchemaFailure, read_schema
from app.emulators.fauna.store.records import ROOT, SchemaFiles
from app.emulators.fauna.store.transaction import Transaction

Key = tuple[str, str]
Renames = Mapping[Key, str]
NONE: Renames = {}


@dataclass(frozen=True, slots=True)
class Proposal:
    """New files beside those they are compared with, and the items that differ; `renames` as in `diff_items`."""

    before: dict[str, str]
    after: dict[str, str]
    schema: Schema
    renames: Renames = field(default_factory=dict)

    def diffs(self) -> list[ItemDiff]:
        """The differences, part by part."""
        return diff_items(outlines(self.before).values(), outlines(self.after).values(), self.renames)


def propose(
    stored: SchemaFiles, files: dict[str, str], *, staged: bool, override: bool, renames: Renames = NONE
) -> Proposal:
    """New files against the active schema or, with `staged`, the latest one. Raises `SchemaFailure`.

    Without `override` the files that are not given stay.
    """
    before = (stored.latest if staged else stored).files
    after = files if override else {**before, **files}
    schema = read_schema(after)
    if schema.providers and stored.id == ROOT:
        raise SchemaFailure("Access providers need a database of their own; the root database has none.")
    return Proposal(before, {name: text for name, text in after.items() if text.strip()}, schema, renames)


def push(
    transaction: Transaction, schemas: Schemas, stored: SchemaFiles, proposal: Proposal, fault: Fault
) -> SchemaFiles:
    """Take new files: what differs from the active schema changes in the latest one. Raises `SchemaFailure`.

    Items that stay keep their time. `fault` is as in `Drafts`.
    """
    before, after = items_of(schemas.of(stored)), items_of(proposal.schema)
    drafts = Drafts(transaction, stored.id, schemas.latest(stored), fault=fault)
    origins = {key: (key[0], proposal.renames.get(key, key[1])) for key in after}
    try:
        for key, item in after.items():
            if origins[key] not in before:
                _write(drafts, key, key, item)
        for kind, name in before.keys() - set(origins.values()):
            draft = drafts.latest(kind, name)
            if draft is not None:
                (drafts.drop if drafts.is_staged else drafts.remove)(draft)
        for key, item in after.items():
            old = before.get(origins[key])
            if old is not None and old != item:
                _write(drafts, origins[key], key, item)
        return drafts.settle(proposal.after)
    except Refused as refused:
        raise SchemaFailure(refused.text) from refused


def _write(drafts: Drafts, old: Key, new: Key, item: Item) -> None:
    fields = {"name": new[1], **definition_of(item)}
    draft = drafts.latest(*old)
    if draft is None:
        drafts.create(new[0], fields)
        return
    if "data" in draft.fields:
        fields["data"] = draft.fields["data"]
    drafts.change(draft, fields)


def stage(transaction: Transaction, stored: SchemaFiles) -> SchemaFiles:
    """From now on changes wait for a commit."""
    if stored.staged is not None:
        return stored
    pinned = replace(stored, staged=stored.parts)
    transaction.put(pinned)
    return pinned


def commit(transaction: Transaction, stored: SchemaFiles) -> None:
    """Make what waits the active schema. Raises `SchemaFailure`."""
    if stored.staged is None:
        raise SchemaFailure("There is no staged schema to commit")
    latest = replace(stored.latest, version=transaction.now)
    schema = read_schema(latest.files)
    transaction.put(latest)
    keep_collections(transaction, stored.id, schema)


def abandon(transaction: Transaction, stored: SchemaFiles) -> None:
    """Forget what waits. Raises `SchemaFailure`."""
    if stored.staged is None:
        raise SchemaFailure("There is no staged schema to abandon")
    transaction.put(replace(stored, version=transaction.now, staged=None))
