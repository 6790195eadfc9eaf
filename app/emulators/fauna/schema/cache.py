"""Parsed schemas, kept by version."""

from collections.abc import Callable
from typing import TypeVar

from app.emulators.fauna.schema.items import EMPTY, Schema
from app.emulators.fauna.schema.read import read_schema
from app.emulators.fauna.schema.wording import as_written
from app.emulators.fauna.store.records import SchemaFiles

Made = TypeVar("Made")


class Schemas:
    """The parsed schema of each database, the active one and the one that waits for its commit."""

    def __init__(self) -> None:
        self._parsed: dict[tuple[int, bool], tuple[int, Schema]] = {}
        self._worded: dict[int, tuple[int, Schema]] = {}
        self._made: dict[int, tuple[int, object, object]] = {}

    def of(self, stored: SchemaFiles | None) -> Schema:
        """What the active files define."""
        return self._read(stored, staged=False)

    def worded(self, stored: SchemaFiles) -> Schema:
        """What the active files define, in the words of whoever defined it: for running it."""
        version, schema = self._worded.get(stored.id, (-1, EMPTY))
        if version != stored.version:
            schema = as_written(self.of(stored), stored.definitions)
            self._worded[stored.id] = (stored.version, schema)
        return schema

    def made(self, stored: SchemaFiles, other: object, make: Callable[[], Made]) -> Made:
        """What is made of the active files and of something else that is never changed, only replaced."""
        version, known, made = self._made.get(stored.id, (-1, None, None))
        if version != stored.version or known is not other:
            made = make()
            self._made[stored.id] = (stored.version, other, made)
        return made  # pyright: ignore[reportReturnType] - what the same caller made before

    def latest(self, stored: SchemaFiles | None) -> Schema:
        """What the files define that wait for their commit or, if none do, the active ones."""
        return self._read(stored, staged=stored is not None and stored.staged is not None)

    def _read(self, stored: SchemaFiles | None, *, staged: bool) -> Schema:
        files = None if stored is None else (stored.latest if staged else stored).files
        if stored is None or not files:
            return EMPTY
        key = (stored.id, staged)
        version, schema = self._parsed.get(key, (-1, EMPTY))
        if version != stored.version:
            schema = read_schema(files)
            self._parsed[key] = (stored.version, schema)
        return schema
