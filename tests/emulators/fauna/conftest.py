"""What tests of the emulator share."""

from collections.abc import Iterator

import pytest

from tests.emulators.fauna.installs import Install, install


@pytest.fixture
def db() -> Iterator[Install]:
    """A database in an install of its own."""
    with install() as made:
        yield made
