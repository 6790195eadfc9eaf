"""Both emulators on a port of their own, and settings that point at them."""

import asyncio
import contextlib
import json
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from app.emulators.server import EmulatorConfig, Emulators
from app.emulators.serving import Server, bind
from app.settings import Settings
from tests.clerk.conftest import SET_BY_USERS

CLERK_SECRET, ROOT_SECRET = "sk_test_setup", "root-secret"


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Settings:
    for name in SET_BY_USERS:
        monkeypatch.delenv(name, raising=False)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    (tmp_path / "emulators").mkdir()
    secrets = {"clerk_secret_key": CLERK_SECRET, "fauna_root_secret": ROOT_SECRET}
    (tmp_path / "emulators" / "secrets.json").write_text(json.dumps(secrets))
    return Settings(_env_file=None, local_dir=tmp_path, emulators_port=port)  # pyright: ignore[reportCallIssue]


@contextlib.asynccontextmanager
async def serving(settings: Settings, template_token_seconds: int = 0) -> AsyncIterator[None]:
    """Both emulators on the settings' port, while they answer."""
    config = EmulatorConfig(
        settings.emulators_port, ROOT_SECRET, CLERK_SECRET, None, None, template_token_seconds=template_token_seconds
    )
    emulators = Emulators(config)
    server = Server(emulators, bind(config.port))
    task = asyncio.create_task(server.serve())
    async with httpx.AsyncClient(trust_env=False, verify=False) as http:
        for _ in range(500):
            try:
                await http.get(f"{settings.fauna_endpoint}/ping")
                break
            except httpx.TransportError:
                await asyncio.sleep(0.01)
    yield
    emulators.end_streams()
    server.stop()
    await task


@pytest.fixture
async def emulators(settings: Settings) -> AsyncIterator[Settings]:
    """The settings, once the emulators answer."""
    async with serving(settings):
        yield settings
