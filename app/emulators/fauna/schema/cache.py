"""Parsed schemas, kept by version."""

from app.emulators.fauna.schema.items import EMPTY, Schema
from app.emulators.fauna.schema.read import read_schema
from app.emulators.fauna.store.records import SchemaFiles


class Schemas:
    """The parsed schema of each database."""

    def __init__(self) -> None:
        self._parsed: dict[int, tuple[int, Schema]] = {}

    def of(self, stored: SchemaFiles | None) -> Schema:
        """What the stored files define."""
        if stored is None or not stored.files:
            return EMPTY
        version, schema = self._parsed.get(stored.id, (-1, EMPTY))
        if version != stored.version:
            schema = read_schema(stored.files)
            self._parsed[stored.id] = (stored.version, schema)
        return schema
