"""Each fault against both emulators, and what is told of the recovery."""

import pytest

from app.calls import log_of, recording
from app.developer.faults import FAULTS, Told, missing, provoke, recovery
from app.settings import Settings
from tests.developer.sessions import signed_in
from tests.setup.conftest import settings

__all__ = ["settings"]

VERDICTS = {
    "expire": "The app recovered in ",
    "rotate": "The app went on with the new key in ",
    "replace": "The app went on with the new key in ",
    "drop": "The stream was back after ",
    "slow": "No query was lost, ",
    "revoke": "The app asked nothing of Fauna any more: ",
}


async def told(name: str, settings: Settings) -> list[Told]:
    user, session = await signed_in(settings)
    with recording("a tab"):
        return [item async for item in provoke(name, user_id=user, session_id=session, settings=settings)]


@pytest.mark.asyncio(loop_scope="module")
async def test_the_app_recovers_from_each_and_it_is_told_how(ready: Settings, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(recovery, "SLOW_MS", 500)
    monkeypatch.setattr(recovery, "SLOW_SECONDS", 1)
    assert {fault.name for fault in FAULTS} == VERDICTS.keys()
    for name, verdict in VERDICTS.items():
        before = log_of("a tab").last
        items = await told(name, ready)
        assert [item.kind for item in items if item.kind in ("good", "bad")] == ["good"], items
        assert items[-1].text.startswith(verdict)
        assert sum(item.kind == "fault" for item in items) == 1
        assert items[-1].sign_out is (name == "revoke")
        assert "eyJ" not in repr(items)
        assert log_of("a tab").last > before
    assert await told("meteor", ready) == []


async def test_a_service_that_is_away_is_told(settings: Settings):
    items = [item async for item in provoke("expire", user_id="u", session_id="s", settings=settings)]
    assert [item.kind for item in items][-1] == "bad"


def test_real_services_need_the_emulators(settings: Settings):
    assert missing(settings) == ""
    real = settings.model_copy(update={"fauna_endpoint_override": "https://db.example.org"})
    assert missing(real) == "Faults need the emulator of Fauna: a real service does not fail on demand."
    real = real.model_copy(update={"clerk_publishable_key": "pk_test_x"})
    assert missing(real) == "Faults need the emulators: a real service does not fail on demand."
