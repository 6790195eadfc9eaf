"""The Token page's handlers, called as any client can call them."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from app.components.trace import Trace
from app.developer.faults import Told
from app.developer.token import Check, Part
from app.pages import guard
from app.pages.token import faults, state, tracing
from app.pages.token.state import part_view, step_view
from app.settings import Settings
from tests.pages.driving import send

TOKEN, TRACE, FAULT = (one.get_full_name() for one in (state.TokenState, tracing.TraceState, faults.FaultState))


@pytest.fixture
def effects(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    done: list[str] = []

    async def provoke(name: str, **_: Any) -> AsyncIterator[Told]:
        done.append(name)
        yield Told("good", "done")

    async def ask(query: str, session_id: str) -> tuple[str, Any, Any]:
        done.append(query)
        raise AssertionError

    async def inspect(*_: Any, **__: Any) -> None:
        done.append("inspected")

    monkeypatch.setattr(faults, "provoke", provoke)
    monkeypatch.setattr(tracing, "_ask", ask)
    monkeypatch.setattr(state, "inspect_token", inspect)
    monkeypatch.setattr(state, "PATIENCE_SECONDS", 0.0)
    return done


def shown(deltas: list[dict[str, Any]], of: str) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for delta in deltas:
        values |= delta.get(of, {})
    return {name.removesuffix("_rx_state_"): value for name, value in values.items()}


async def test_signed_out_there_is_no_token_to_see(effects: list[str]):
    for name in ("load", "pull_anew"):
        seen = shown((await send(f"{TOKEN}.{name}", {}))[0], TOKEN)
        assert seen["problem"].code == "signed_out"
        assert seen["loading"] is False
    assert effects == []


async def test_signed_out_nothing_fails_and_nothing_is_explained(effects: list[str]):
    seen = shown((await send(f"{FAULT}.provoke", {"name": "revoke"}))[0], FAULT)
    assert [told.text for told in seen["told"]] == ["Sign in first: faults meet your own session."]
    seen = shown((await send(f"{TRACE}.explain", {"form": {"query": "1"}}))[0], TRACE)
    assert seen["problem"].message == "Sign in first."
    assert effects == []


@pytest.mark.parametrize(
    ("name", "payload"),
    [
        (f"{FAULT}.provoke", {"name": "revoke"}),
        (f"{TRACE}.explain", {"form": {"query": "1"}}),
        (f"{TRACE}.load_sample", {"text": "Role.all()"}),
    ],
)
async def test_without_developer_tools_the_tools_refuse(
    effects: list[str], monkeypatch: pytest.MonkeyPatch, name: str, payload: dict[str, Any]
):
    settings = Settings(dev_tools=False)  # pyright: ignore[reportCallIssue] - other fields are optional
    monkeypatch.setattr(guard, "get_settings", lambda: settings)
    deltas, _ = await send(name, payload)
    assert not shown(deltas, FAULT).get("told")
    assert shown(deltas, TRACE).get("loaded", 0) == 0
    assert "Sign in first" not in str(deltas)
    assert effects == []


@pytest.mark.parametrize("payload", [{"name": "meteor"}, {"name": ""}])
async def test_what_is_no_fault_is_ignored(effects: list[str], payload: dict[str, Any]):
    assert not shown((await send(f"{FAULT}.provoke", payload))[0], FAULT).get("told")
    assert effects == []


async def test_real_services_are_left_alone(effects: list[str], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(faults, "missing", lambda _: "Faults need the emulators.")
    assert not shown((await send(f"{FAULT}.provoke", {"name": "revoke"}))[0], FAULT).get("told")
    assert effects == []


async def test_only_samples_are_loaded_and_only_queries_explained(effects: list[str]):
    deltas, _ = await send(f"{TRACE}.load_sample", {"text": "Key.all()"})
    assert "Key.all()" not in str(deltas)
    for form in ({}, {"query": None}, {"query": "x" * 20_000}):
        seen = shown((await send(f"{TRACE}.explain", {"form": form}))[0], TRACE)
        assert seen.get("problem", tracing.ProblemView()).message == ""
    assert effects == []


def test_what_a_token_holds_is_shown_inert():
    part = part_view(Part("a\u202eb", "<script>\u200f\u202e", "m", "{{user.\u202ex}}", "none", "c"))
    assert (part.name, part.value, part.source) == ("a\\u202eb", '"<script>\\u200f\\u202e"', "{{user.\\u202ex}}")
    assert len(part_view(Part("x", "y" * 10**6, "", "", "none", "")).value) == state.LONGEST_VALUE
    assert part_view(Part("exp", 0, "", "", "none", "")).also == "00:00:00 UTC, 1 Jan 1970"
    assert part_view(Part("exp", 10**30, "", "", "none", "")).also == ""
    assert step_view(Check("t", "no", "\u202e", "c")).evidence == "\\u202e"
    assert tracing.read_trace(None) == Trace()
