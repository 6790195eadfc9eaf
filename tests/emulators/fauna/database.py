"""A database in tests, and the errors that its queries and pushes end in."""

from typing import Any

from app.emulators.fauna.api.headers import QueryHeaders
from tests.emulators.fauna.installs import SIMPLE, Install

TAGGED = QueryHeaders(format="tagged")


class QueryError(Exception):
    """An error that a query ended in; `failures` are those of constraints, as `path: message`."""

    def __init__(self, answer: dict[str, Any]) -> None:
        error = answer["error"]
        super().__init__(f"{error['code']}: {error['message']}")
        self.summary: str = answer["summary"]
        self.failures = [
            f"{','.join('.'.join(map(str, path)) for path in item['paths'])}: {item['message']}"
            for item in error.get("constraint_failures", [])
        ]


class SchemaRefused(Exception):
    """Files that were not taken."""


class TestDatabase:
    """A database with a schema."""

    __test__ = False

    def __init__(self, install: Install, text: str) -> None:
        self._install = install
        self.push(text)

    def push(self, text: str) -> None:
        """Make this the schema. Raises `SchemaRefused`."""
        status, answer = self._install.request("POST", "/update", {"main.fsl": text}, force="true")
        if status != 200:
            raise SchemaRefused(answer["error"]["message"])

    def query(self, text: str, role: str = "admin", *, tagged: bool = False) -> Any:
        """A query's data as JSON. Raises `QueryError`."""
        answer = self._install.answer(text, role, TAGGED if tagged else SIMPLE)
        if "error" in answer:
            raise QueryError(answer)
        return answer["data"]

    def error(self, text: str, role: str = "admin") -> QueryError:
        """The error that a query ends in."""
        try:
            data = self.query(text, role)
        except QueryError as error:
            return error
        raise AssertionError(f"it came to {data!r}")

    def failures(self, text: str) -> list[str]:
        """The constraints that a query violates, as `path: message`."""
        return self.error(text).failures
