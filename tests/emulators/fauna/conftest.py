"""Databases for tests, closed when they end."""

from collections.abc import Callable, Iterator

import pytest

from tests.emulators.fauna.database import TestDatabase
from tests.emulators.fauna.installs import Install, install

Opening = Callable[[str], TestDatabase]


@pytest.fixture
def db() -> Iterator[Install]:
    """A database in an install of its own."""
    with install() as made:
        yield made


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
