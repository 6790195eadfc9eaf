"""The definitions of collections, functions, roles and access providers while they are being changed.

Definitions are written one by one; the schema files follow at the end, all changes at once.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.emulators.fauna.fql.errors import ConstraintFailure
from app.emulators.fauna.fql.source import Source
from app.emulators.fauna.schema.definition_checks import (
    COLLECTION,
    Definition,
    complaints_about,
    doubles,
    protected,
    unknown_role,
)
from app.emulators.fauna.schema.definitions import definition_of, outline_of
from app.emulators.fauna.schema.diff import ItemDiff, diff_item
from app.emulators.fauna.schema.index_keys import index_keys
from app.emulators.fauna.schema.items import Schema, items_of
from app.emulators.fauna.schema.keeping import keep_collections, stamp
from app.emulators.fauna.schema.outline import Outline, outline
from app.emulators.fauna.schema.parser import FslParser
from app.emulators.fauna.schema.patch import patched
from app.emulators.fauna.schema.read import read_schema
from app.emulators.fauna.schema.shapes import Complaint
from app.emulators.fauna.store.records import SchemaFiles
from app.emulators.fauna.store.transaction import Transaction

Code = Callable[[Any], Any]
Fault = Callable[[str, str], str | None]
Look = Callable[[Schema, Mapping[str, str]], None]
CONFLICT = "Cannot modify a document and its collection in the same query."
DELETION = "Cannot delete collection: destructive change forbidden because database is in protected mode."
STAGED = "Cannot {} a {} when schema is staged"


class Refused(Exception):
    """A change of a definition that is not taken; `code` is the error's."""

    def __init__(self, message: str, complaints: list[Complaint], code: str = "constraint_failure") -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.failures: tuple[ConstraintFailure, ...] = tuple(complaint.failure for complaint in complaints)

    @property
    def text(self) -> str:
        """Message and failures as schema endpoints answer them."""
        if not self.failures:
            return self.message
        lines = (f"{each.label}: {each.message}" if each.label else each.message for each in self.failures)
        return f"{self.message}\nconstraint failures:" + "".join(
            "\n  " + line.replace("\n", "\n      ") for line in lines
        )


@dataclass(slots=True, eq=False)
class Draft:
    """A definition; `origin` is its name when the query began, None for one that the query made."""

    kind: str
    name: str
    fields: Definition
    ts: int
    origin: str | None
    written: bool = False
    removed: bool = False

    @property
    def named(self) -> Definition:
        """The fields with the name among them."""
        return {"name": self.name, **self.fields}


class Drafts:
    """All definitions of a database; `settle` writes what changed. `schema` is what the stored files define.

    `decode` and `encode` turn stored definitions, which are plain JSON, into fields and back. `fault` says why a field
    cannot have a default, given the name of the one and the text of the other.
    """

    def __init__(
        self,
        transaction: Transaction,
        database: int,
        schema: Schema,
        *,
        decode: Code = lambda stored: stored,
        encode: Code = lambda fields: fields,
        fault: Fault = lambda name, text: None,
    ) -> None:
        self._fault = fault
        self._transaction = transaction
        self._database = database
        self._encode = encode
        self._stored = transaction.schema(database).latest
        self._drafts = list(stored_drafts(self._stored, schema, decode))

    def all(self, kind: str) -> list[Draft]:
        """Those of a kind that are there, in the order of their making."""
        return [draft for draft in self._drafts if draft.kind == kind and not draft.removed]

    def named(self, kind: str, name: str) -> Draft | None:
        """The definition that had this name when the query began, if it is still there."""
        return next((draft for draft in self.all(kind) if draft.origin == name), None)

    def latest(self, kind: str, name: str) -> Draft | None:
        """The definition that is called so now or, if none is, was when the query began."""
        return next((draft for draft in self.all(kind) if draft.name == name), None) or self.named(kind, name)

    def create(self, kind: str, fields: Definition) -> Draft:
        """Make a definition. Raises `Refused`."""
        self._check(kind, fields, None)
        draft = Draft(kind, fields["name"], _without_name(fields), self._transaction.now, None, written=True)
        self._drafts.append(draft)
        return draft

    def change(self, draft: Draft, fields: Definition) -> None:
        """Give a definition other fields. Raises `Refused`."""
        self._check(draft.kind, fields, draft)
        self._touch(draft)
        if fields["name"] != draft.name:
            if self.is_staged:
                raise _failed(draft, "update", STAGED.format("rename", COLLECTION[draft.kind]))
            self._rename(draft.kind, draft.name, fields["name"])
        draft.name, draft.fields = fields["name"], _without_name(fields)
        draft.ts, draft.written = self._transaction.now, True

    def remove(self, draft: Draft) -> None:
        """Remove a definition. Raises `Refused`."""
        if draft.kind == "collection" and self._is_protected:
            raise _failed(draft, "delete", DELETION)
        if self.is_staged:
            raise _failed(draft, "delete", STAGED.format("delete", COLLECTION[draft.kind]))
        self.drop(draft)

    def drop(self, draft: Draft) -> None:
        """Remove a definition also from what is staged. Raises `Refused`."""
        if draft.kind == "role":
            self._refuse_used_role(draft)
        self._touch(draft)
        draft.removed = draft.written = True

    @property
    def is_staged(self) -> bool:
        """Whether changes wait for a commit."""
        return self._transaction.schema(self._database).staged is not None

    @property
    def _is_protected(self) -> bool:
        options = self._transaction.get("databases", self._database).options
        return options.get("protected") is True and not self.is_staged

    def _check(self, kind: str, fields: Definition, draft: Draft | None) -> None:
        others = {
            (each.kind, each.name): each.fields for each in self._drafts if each is not draft and not each.removed
        }
        complaints = complaints_about(kind, fields, None if draft is None else draft.named, others)
        if not complaints and kind == "collection" and draft is not None and self._is_protected:
            keys = [_index_keys(draft.name, each) for each in (draft.fields, fields)]
            complaints = protected(draft.fields, fields, *keys)
        complaints = complaints or list(self._faults(fields))
        if complaints:
            what = f"create {COLLECTION[kind]}" if draft is None else f"update {COLLECTION[kind]} `{draft.name}`"
            raise Refused(f"Failed to {what}.", complaints)
        double = doubles(kind, fields, others)
        if double is not None:
            raise Refused("Failed unique constraint.", [Complaint((double,), "Failed unique constraint")])

    def _faults(self, fields: Definition) -> Iterator[Complaint]:
        for name, field in (fields.get("fields") or {}).items():
            fault = None if field.get("default") is None else self._fault(name, field["default"])
            if fault is not None:
                yield Complaint((name,), fault)

    def _touch(self, draft: Draft) -> None:
        """Note that a collection changes; its documents must not have changed in this transaction."""
        if draft.kind != "collection" or draft.origin is None:
            return
        record = self._transaction.collections(self._database).get(draft.origin)
        if record is None:
            return
        if record.id in self._transaction.documented:
            raise Refused(CONFLICT, [], "invalid_write")
        self._transaction.redefined.add(record.id)

    def _refuse_used_role(self, role: Draft) -> None:
        used = [f"function `{each.name}`" for each in self.all("function") if each.fields.get("role") == role.name]
        keys = self._transaction.keys(self._database)
        used += [f"key `{key.id}`" for key in keys if key.role == role.name]
        if used:
            message = "The {} refers to this document by its previous identifier `{}`."
            complaints = [Complaint(("name",), message.format(user, role.name)) for user in used]
            raise Refused(f"Failed to delete Role `{role.name}`.", complaints)

    def _rename(self, kind: str, old: str, new: str) -> None:
        """What refers to the name refers to the new one."""
        for draft in self._drafts:
            fields = draft.fields
            if kind in ("collection", "function") and draft.kind == "role":
                for part in ("privileges", "membership"):
                    changed = _renamed(fields.get(part), "resource", old, new)
                    if changed != fields.get(part):
                        fields, draft.written = {**fields, part: changed}, True
            elif kind == "role" and draft.kind == "access provider":
                changed = _renamed(fields.get("roles"), "role", old, new)
                if changed != fields.get("roles"):
                    fields, draft.written = {**fields, "roles": changed}, True
            elif kind == "role" and draft.kind == "function" and fields.get("role") == old:
                fields, draft.written = {**fields, "role": new}, True
            draft.fields = fields

    def settle(self, files: dict[str, str] | None = None, check: Look = lambda schema, renamed: None) -> SchemaFiles:
        """Write the schema files, from `files` if given, and the records of collections.

        `check` sees the new schema, and old names by new ones, before. Raises `SchemaFailure`, `Refused`.
        """
        if files is None and not any(draft.written for draft in self._drafts):
            return self._stored
        self._check_roles()
        transaction, number = self._transaction, self._database
        changed = patched(self._stored.files, self._diffs()) if files is None else self._merged(files)
        schema = read_schema(changed)
        kept = [draft for draft in self._drafts if not draft.removed]
        definitions = {stamp(draft.kind, draft.name): self._encode(draft.fields) for draft in kept}
        stamps = {stamp(draft.kind, draft.name): draft.ts for draft in kept}
        new = SchemaFiles(number, transaction.now, changed, stamps, definitions)
        if (new.files, new.definitions) == (self._stored.files, self._stored.definitions):
            return self._stored
        renamed = {
            draft.name: draft.origin
            for draft in kept
            if draft.kind == "collection" and draft.origin is not None and draft.origin != draft.name
        }
        check(schema, renamed)
        before = transaction.schema(number)
        transaction.put(before.with_latest(new))
        if not self.is_staged:
            keep_collections(transaction, number, schema, renamed)
        return new

    def _check_roles(self) -> None:
        roles = {("role", role.name): role.fields for role in self.all("role")}
        for draft in self.all("function"):
            complaint = unknown_role(draft.fields, roles) if draft.written else None
            if complaint is not None:
                what = "create Function" if draft.origin is None else f"update Function `{draft.origin}`"
                raise Refused(f"Failed to {what}.", [complaint])

    def _merged(self, files: dict[str, str]) -> dict[str, str]:
        """Files that were pushed, with what is defined otherwise than they have it."""
        pushed = outlines(files)
        diffs = []
        for draft in self._drafts:
            old = pushed.get((draft.kind, draft.name))
            if draft.removed:
                continue
            new = outline_of(draft.kind, draft.name, draft.fields)
            changes = () if old is None else tuple(diff_item(old, new))
            if old is None or changes:
                diffs.append(ItemDiff(old, new, changes))
        return patched(files, diffs) if diffs else {name: text for name, text in files.items() if text.strip()}

    def _diffs(self) -> Iterator[ItemDiff]:
        before = outlines(self._stored.files)
        for draft in self._drafts:
            if not draft.written:
                continue
            old = None if draft.origin is None else before.get((draft.kind, draft.origin))
            if draft.removed:
                if old is not None:
                    yield ItemDiff(old, None)
                continue
            new = outline_of(draft.kind, draft.name, draft.fields)
            changes = () if old is None else tuple(diff_item(old, new))
            if old is None or changes:
                yield ItemDiff(old, new, changes)


def stored_drafts(stored: SchemaFiles, schema: Schema, decode: Code) -> Iterator[Draft]:
    """The definitions of stored files, in the order of their making."""
    items = items_of(schema)
    for kind, name in sorted(items, key=lambda key: _order(stored, key)):
        key = stamp(kind, name)
        fields = stored.definitions.get(key)
        fields = definition_of(items[kind, name]) if fields is None else decode(fields)
        yield Draft(kind, name, fields, stored.stamps.get(key, stored.version), name)


def _order(stored: SchemaFiles, key: tuple[str, str]) -> int:
    names = list(stored.definitions)
    text = stamp(*key)
    return names.index(text) if text in stored.definitions else len(names)


def outlines(files: dict[str, str]) -> dict[tuple[str, str], Outline]:
    """The parts of all items of the files."""
    nodes = (node for name, text in files.items() for node in FslParser(Source(name, text)).file())
    return {each.id: each for each in map(outline, nodes)}


def _index_keys(name: str, fields: Definition) -> set[str]:
    """The keys of a collection's indexes, from its definition."""
    text = outline_of("collection", name, fields).text
    return index_keys(read_schema({"main.fsl": text}).collections[name])


def _without_name(fields: Definition) -> Definition:
    return {name: value for name, value in fields.items() if name != "name" and value is not None}


def _failed(draft: Draft, verb: str, message: str) -> Refused:
    return Refused(f"Failed to {verb} {COLLECTION[draft.kind]} `{draft.name}`.", [Complaint((), message)])


def _renamed(value: Any, name: str, old: str, new: str) -> Any:
    """References in one or several parts of a definition, to the new name."""
    if isinstance(value, list):
        return [_renamed(each, name, old, new) for each in value]
    if isinstance(value, dict):
        return {**value, name: new} if value.get(name) == old else value
    return new if value == old else value
