"""Clerk's two keys must be of one instance."""

import pytest

from app.settings import Settings
from app.setup import check_step
from app.setup.clerk_steps import keys_step
from tests.emulators.running import emulators, free_port


def settings_for(port: int, **changed: str) -> Settings:
    return Settings(_env_file=None, emulators_port=port, **changed)  # pyright: ignore[reportCallIssue, reportArgumentType]


async def test_a_publishable_key_of_another_instance_is_found_out(monkeypatch: pytest.MonkeyPatch):
    mine, other = free_port(), free_port()
    secret = ("--memory", "--clerk-secret-key", "sk_test_mine")
    monkeypatch.setattr(Settings, "_emulator_secret", lambda *_: "sk_test_mine")
    with emulators("--port", str(mine), *secret), emulators("--port", str(other), *secret):
        assert (await check_step(keys_step(settings_for(mine)))).ok
        address = f"http://127.0.0.1:{other}/__clerk"
        monkeypatch.setattr(Settings, "clerk_frontend_api", property(lambda _: address))
        found = await check_step(keys_step(settings_for(mine)))
    assert not found.ok
    assert found.evidence == ("The keys belong to different instances.",)
    assert found.fix == "Copy both keys of one instance."


async def test_a_secret_key_that_clerk_refuses_is_told(monkeypatch: pytest.MonkeyPatch):
    port = free_port()
    monkeypatch.setattr(Settings, "_emulator_secret", lambda *_: "sk_test_other")
    with emulators("--port", str(port), "--memory", "--clerk-secret-key", "sk_test_mine"):
        found = await check_step(keys_step(settings_for(port)))
    assert not found.ok
    assert found.evidence == ("Clerk refuses the secret key. Compare CLERK_SECRET_KEY with the dashboard.",)
