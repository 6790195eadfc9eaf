"""Databases for tests, closed when they end."""

from collections.abc import Callable, Iterator

import pytest

from tests.emulators.fauna.database import TestDatabase

Opening = Callable[[str], TestDatabase]


@pytest.fixture
def database() -> Iterator[Opening]:
    """Opens databases with a schema."""
    opened: list[TestDatabase] = []

    def open_with(text: str) -> TestDatabase:
        opened.append(TestDatabase(text))
        return opened[-1]

    yield open_with
    for each in opened:
        each.close()
