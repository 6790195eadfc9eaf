"""What tests of the emulator share."""

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
def database(db: Install) -> Opening:
    """Gives the test's database its first schema."""
    return lambda text: TestDatabase(db, text)
