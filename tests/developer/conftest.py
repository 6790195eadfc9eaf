"""Emulators with the app's setup applied, shared by the tests of a module: setting them up takes a second or two."""

import json
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from app import setup
from app.settings import Settings
from tests.clerk.conftest import SET_BY_USERS
from tests.setup.conftest import CLERK_SECRET, ROOT_SECRET, serving


def settings_in(folder: Path) -> Settings:
    """Settings for emulators of a folder's own on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    (folder / "emulators").mkdir()
    secrets = {"clerk_secret_key": CLERK_SECRET, "fauna_root_secret": ROOT_SECRET}
    (folder / "emulators" / "secrets.json").write_text(json.dumps(secrets))
    with pytest.MonkeyPatch.context() as patch:
        for name in SET_BY_USERS:
            patch.delenv(name, raising=False)
        return Settings(_env_file=None, local_dir=folder, emulators_port=port)  # pyright: ignore[reportCallIssue]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def ready(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Settings]:
    """The settings of emulators on which set-up has been applied."""
    found = settings_in(tmp_path_factory.mktemp("emulators"))
    async with serving(found):
        assert all(item.result.ok for item in await setup.apply(found))
        yield found
