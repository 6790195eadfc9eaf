"""A store in memory and one in a file, each test with both."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.emulators.fauna.store.store import Store


@pytest.fixture(params=["file", "memory"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """An empty store."""
    opened = Store(tmp_path / "fauna.sqlite" if request.param == "file" else None, "off")
    yield opened
    opened.close()
