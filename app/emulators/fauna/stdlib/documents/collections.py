"""The user collections of a database: their definitions joined with what the store calls them."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from app.emulators.fauna.schema.index_keys import index_key
from app.emulators.fauna.schema.items import Collection, Computed, Index, IndexValue, Schema, Term
from app.emulators.fauna.stdlib.documents.typed.migrating import Change
from app.emulators.fauna.stdlib.documents.typed.recording import from_record
from app.emulators.fauna.stdlib.documents.typed.resolving import record_of
from app.emulators.fauna.stdlib.documents.typed.shapes import Record
from app.emulators.fauna.stdlib.documents.values import CollectionModule
from app.emulators.fauna.store.records import CollectionRecord


@dataclass(frozen=True, slots=True)
class StoredIndex:
    """An index, or a unique constraint, and the store's number of it."""

    id: int
    terms: tuple[Term, ...]
    values: tuple[IndexValue, ...]
    unique: bool


@dataclass(frozen=True)
class UserCollection:
    """A collection that queries may use."""

    record: CollectionRecord
    item: Collection

    @cached_property
    def id(self) -> int:
        """The store's number of it, which is also that of the index of all its documents."""
        return self.record.id

    @cached_property
    def name(self) -> str:
        """Its name, never its alias."""
        return self.item.name

    @cached_property
    def module(self) -> CollectionModule:
        """The collection as a value."""
        return CollectionModule(self.id, self.name)

    @cached_property
    def computed(self) -> dict[str, Computed]:
        """The computed fields by name."""
        return {field.name: field for field in self.item.computed}

    @cached_property
    def indexes(self) -> dict[str, Index]:
        """The indexes by name."""
        return {index.name: index for index in self.item.indexes}

    @cached_property
    def stored(self) -> tuple[StoredIndex, ...]:
        """All that has entries in the store: every index once, then the unique constraints."""
        found: dict[int, StoredIndex] = {}
        for index in self.item.indexes:
            number = self.number(index.terms, index.values)
            found.setdefault(number, StoredIndex(number, index.terms, index.values, unique=False))
        for constraint in self.item.uniques:
            number = self.number(constraint.terms)
            found[number] = StoredIndex(number, constraint.terms, (), unique=True)
        return tuple(found.values())

    @cached_property
    def stored_by_id(self) -> dict[int, StoredIndex]:
        """The same by the store's numbers."""
        return {index.id: index for index in self.stored}

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """What migrations do to its documents."""
        return tuple(from_record(record) for record in self.record.migrations)

    def name_of(self, stored: StoredIndex) -> str:
        """The name of the first index that has its entries there; empty for a unique constraint."""
        indexes = self.item.indexes
        return next((each.name for each in indexes if self.number(each.terms, each.values) == stored.id), "")

    def number(self, terms: tuple[Term, ...], values: tuple[IndexValue, ...] = ()) -> int:
        """The store's number of an index."""
        return self.record.indexes[index_key(self.item, terms, values)]


class Collections:
    """The collections of one database."""

    def __init__(self, schema: Schema, records: Iterable[CollectionRecord]) -> None:
        numbers = {record.name: record for record in records}
        self._all = [
            UserCollection(numbers[name], item) for name, item in schema.collections.items() if name in numbers
        ]
        self._by_id = {collection.id: collection for collection in self._all}
        self._modules = {each.name: each.module for each in self._all}
        self._modules |= {
            each.item.alias: CollectionModule(each.id, each.item.alias) for each in self._all if each.item.alias
        }
        self._records: dict[int, Record] = {}

    def get(self, number: int) -> UserCollection | None:
        """The collection that the store knows by this number."""
        return self._by_id.get(number)

    def named(self, name: str) -> CollectionModule | None:
        """The collection of that name or alias, as a value."""
        return self._modules.get(name)

    def record(self, collection: UserCollection) -> Record:
        """What the collection's documents look like."""
        found = self._records.get(collection.id)
        if found is None:
            found = self._records[collection.id] = record_of(collection.item, self.number)
        return found

    def number(self, name: str) -> int | None:
        """What the store calls the collection of that name or alias."""
        module = self._modules.get(name)
        return None if module is None else module.id

    def all(self) -> list[UserCollection]:
        """All of them in the order of their definitions."""
        return list(self._all)
