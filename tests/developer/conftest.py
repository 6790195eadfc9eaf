"""Emulators with the app's setup applied."""

import pytest

from app import setup
from app.settings import Settings
from tests.setup.conftest import emulators, settings

__all__ = ["emulators", "ready", "settings"]


@pytest.fixture
async def ready(emulators: Settings) -> Settings:
    """The settings of emulators on which set-up has been applied."""
    assert all(item.result.ok for item in await setup.apply(emulators))
    return emulators
