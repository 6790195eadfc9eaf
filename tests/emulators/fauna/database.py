"""A database in tests: files pushed and queries run as their endpoints do it, without HTTP."""

import json
from typing import Any

from app.emulators.fauna.access.session import Session
from app.emulators.fauna.api.headers import read_headers
from app.emulators.fauna.api.query import QueryEndpoint
from app.emulators.fauna.api.schema import SchemaEndpoints, SchemaRequest
from app.emulators.fauna.api.turns import Turn, Turns
from app.emulators.fauna.fql.runtime import Limits
from app.emulators.fauna.schema.cache import Schemas
from app.emulators.fauna.store.records import ROOT
from app.emulators.fauna.store.store import Store

BOUNDARY = "part"
MULTIPART = {"content-type": f"multipart/form-data; boundary={BOUNDARY}"}


class QueryError(Exception):
    """An error that a query ended in; `failures` are those of constraints, as `path: message`."""

    def __init__(self, body: dict[str, Any]) -> None:
        error = body["error"]
        super().__init__(f"{error['code']}: {error['message']}")
        self.summary: str = body["summary"]
        self.failures = [
            f"{','.join('.'.join(map(str, path)) for path in item['paths'])}: {item['message']}"
            for item in error.get("constraint_failures", [])
        ]


class SchemaRefused(Exception):
    """Files that were not taken."""


class TestDatabase:
    """The root database of an install of its own, opened as admin."""

    __test__ = False

    def __init__(self, text: str = "") -> None:
        self.store = Store(None)
        schemas = Schemas()
        self._queries = QueryEndpoint(self.store, schemas, Limits())
        self._files = SchemaEndpoints(self.store, schemas)
        self._admin = Session(self.store.catalog.get("databases", ROOT), ("admin",))
        if text:
            self.push(text)

    def close(self) -> None:
        """Close the store."""
        self.store.close()

    def push(self, text: str) -> None:
        """Make this the schema. Raises `SchemaRefused`."""
        part = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="main.fsl"; filename="main.fsl"\r\n\r\n{text}\r\n'
        body = f"{part}--{BOUNDARY}--\r\n".encode()
        status, answer = self._files.answer(
            self._admin, SchemaRequest("POST", "/update", "force=true", MULTIPART, body)
        )
        if status != 200:
            raise SchemaRefused(answer["error"]["message"])

    def query(self, text: str, *roles: str, tagged: bool = False) -> Any:
        """A query's data as JSON, run with roles instead of as admin if there are any. Raises `QueryError`."""
        session = Session(self._admin.database, roles) if roles else self._admin
        headers = read_headers({"x-format": "tagged" if tagged else "simple"})
        status, body = self._queries.answer(session, json.dumps({"query": text}).encode(), headers, Turn(Turns()))
        if status != 200:
            raise QueryError(body)
        return body["data"]

    def error(self, text: str, *roles: str) -> QueryError:
        """The error that a query ends in."""
        try:
            data = self.query(text, *roles)
        except QueryError as error:
            return error
        raise AssertionError(f"it came to {data!r}")

    def failures(self, text: str) -> list[str]:
        """The constraints that a query violates, as `path: message`."""
        return self.error(text).failures
