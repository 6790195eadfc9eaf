"""The request log's supply, asked as pages ask."""

import asyncio
from typing import Any

import httpx
import pytest

from app.calls import EPOCH, RecordingClient, log_of, recording
from app.pages import calls
from tests.pages.driving import TAB, send

FOLLOW = f"{calls.CallsState.get_full_name()}.follow"


async def ask(path: str) -> None:
    with recording(TAB):
        async with RecordingClient(transport=httpx.MockTransport(lambda _: httpx.Response(200, json={}))) as http:
            await http.get(f"http://127.0.0.1{path}")


def batches(deltas: list[dict[str, Any]]) -> list[dict[str, Any]]:
    found = (delta.get(calls.CallsState.get_full_name(), {}).get("batch_rx_state_") for delta in deltas)
    return [batch for batch in found if batch]


@pytest.fixture(autouse=True)
def short_lease(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calls, "LEASE_SECONDS", 0.3)
    monkeypatch.setattr(calls, "TURN_SECONDS", 0.01)


async def test_a_page_gets_what_it_lacks_and_then_what_comes():
    await ask("/seen")
    seen = log_of(TAB).last
    await ask("/missed")
    following = asyncio.create_task(send(FOLLOW, {"epoch": EPOCH, "after": seen}))
    await asyncio.sleep(0.1)
    await ask("/comes")
    first, second = batches((await following)[0])
    assert [row["path"] for row in first["rows"]] == ["/missed"]
    assert [row["path"] for row in second["rows"]] == ["/comes"]
    assert (first["since"], second["since"]) == (seen, first["rows"][-1]["number"])


async def test_a_page_from_before_a_restart_gets_all():
    await ask("/kept")
    batch = batches((await send(FOLLOW, {"epoch": "before", "after": 10**9}))[0])[0]
    assert (batch["epoch"], batch["since"]) == (EPOCH, 0)
    assert "/kept" in [row["path"] for row in batch["rows"]]


async def test_without_developer_tools_there_is_no_log(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(type(calls.get_settings()), "dev_tools", property(lambda _: False))
    assert calls.request_log(True) is None
    assert batches((await send(FOLLOW, {"epoch": EPOCH, "after": 0}))[0]) == []
