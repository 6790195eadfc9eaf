"""What a signed-out client reaches by calling any handler with anything."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
import reflex as rx
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reflex.state import BaseState

from app import setup
from app.clerk.state import AuthState
from app.fauna import live as fauna_live
from app.fauna.live import AsUser
from app.pages import checks, live, query, sign_in  # noqa: F401 - their states register themselves
from app.pages.guard import is_open
from app.pages.tasks import running
from app.setup.model import CheckResult, Step
from tests.pages.driving import TAB, send

HIDDEN = "hidden-evidence-7431"

names = st.text(max_size=8) | st.just("query")
junk = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from(["provider", "keys"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8) | st.just("query"), inner, max_size=3)
    ),
    max_leaves=6,
)


def own_states(base: type[BaseState] = rx.State) -> Iterator[type[BaseState]]:
    for state in base.get_substates():
        if state.__module__.startswith("app."):
            yield state
        yield from own_states(state)


def own_handlers() -> list[tuple[str, list[str]]]:
    found = []
    for state in own_states():
        for name, handler in state.event_handlers.items():
            parameters = list(handler.fn.__code__.co_varnames[1 : handler.fn.__code__.co_argcount])
            found.append((f"{state.get_full_name()}.{name}", parameters))
    return sorted(found)


@pytest.fixture
def effects(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    done: list[str] = []

    async def check() -> CheckResult:
        return CheckResult(False, (HIDDEN,), HIDDEN, {HIDDEN: HIDDEN})

    async def apply() -> None:
        done.append("applied")

    async def run(*_: Any, **__: Any) -> AsyncIterator[Any]:
        done.append("asked")
        for step in ():
            yield step

    async def run_nothing() -> AsyncIterator[Any]:
        for change in ():
            yield change

    steps = [Step(name, name, check, apply) for name in checks.GUIDE]
    monkeypatch.setattr(setup, "steps", lambda _: steps)
    monkeypatch.setattr(checks, "run_as_user", run)
    monkeypatch.setattr(query, "run_as_user", run)
    monkeypatch.setattr(checks, "_recent", checks.Recent())
    monkeypatch.setattr(AsUser, "changes", lambda *_: run_nothing())
    monkeypatch.setattr(fauna_live, "FaunaClient", lambda *_: done.append("asked"))
    return done


@pytest.fixture
def without_dev_tools(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(checks.get_settings()), "dev_tools", property(lambda _: False))


def test_every_page_handler_is_looked_at():
    names = {name.rpartition(".")[2] for name, _ in own_handlers()}
    assert {
        "ask",
        "more",
        "stop",
        "load_sample",
        "welcome",
        "load",
        "again",
        "fix",
        "watch",
        "add",
        "edit",
        "remove",
    } <= names


@pytest.mark.parametrize(("name", "parameters"), own_handlers())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_signed_out_client_changes_nothing_and_learns_nothing(
    name: str, parameters: list[str], data: st.DataObject, effects: list[str], without_dev_tools: None
):
    payload = {parameter: data.draw(junk) for parameter in parameters}
    deltas, _ = asyncio.run(send(name, payload))
    assert effects == []
    assert HIDDEN not in json.dumps(deltas, default=str)


async def test_no_client_can_say_who_is_signed_in():
    name = AuthState.get_full_name()
    deltas, _ = await send(f"{name}.remember", {"user_id": "user_1", "session_id": "sess_1", "expires_at": 9e9})
    assert not any(name in delta and delta[name].get("is_signed_in_rx_state_") for delta in deltas)
    assert not is_open(f"{name}.remember")
    assert not is_open(f"{name}.setvar")
    assert is_open(f"{query.QueryState.get_full_name()}.ask")


@pytest.mark.parametrize("name", ["provider", "keys", "no such step", ""])
async def test_mending_a_step_is_refused_without_a_session_even_with_developer_tools(effects: list[str], name: str):
    _, pushed = await send(f"{checks.ChecksState.get_full_name()}.fix", {"name": name})
    assert effects == []
    assert "Sign in first" in str(pushed)


async def test_signed_out_the_button_answers_no_token_found(effects: list[str]):
    deltas, _ = await send(f"{query.QueryState.get_full_name()}.ask", {"form": {"query": "'Hello World!'"}})
    shown: dict[str, Any] = {}
    for delta in deltas:
        shown |= delta.get(query.QueryState.get_full_name(), {})
    assert shown["message_rx_state_"] == "No token found"
    assert shown["tone_rx_state_"] == "signed-out"
    assert effects == []


async def test_while_a_query_runs_a_second_click_is_ignored(effects: list[str]):
    name = f"{query.QueryState.get_full_name()}.ask"
    with running(TAB):
        deltas, _ = await send(name, {"form": {"query": "1"}})
        assert "No token" not in str(deltas)
    deltas, _ = await send(name, {"form": {"query": "1"}})
    assert "No token" in str(deltas)


async def test_a_browser_that_only_claims_a_session_is_answered_no_token_found(
    effects: list[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(query, "WAIT_SECONDS", 0.1)
    form = {"query": "1", "signed_in": "true"}
    deltas, _ = await send(f"{query.QueryState.get_full_name()}.ask", {"form": form})
    assert "No token found" in str(deltas)
    assert effects == []


async def test_a_stop_with_nothing_running_changes_nothing(effects: list[str]):
    deltas, _ = await send(f"{query.QueryState.get_full_name()}.stop", {})
    assert "Stopped" not in str(deltas)


async def test_a_form_without_a_query_is_ignored(effects: list[str]):
    for form in ({}, {"query": None}, {"query": "x" * 60_000}):
        deltas, _ = await send(f"{query.QueryState.get_full_name()}.ask", {"form": form})
        assert not any("message_rx_state_" in str(delta) and "No token" in str(delta) for delta in deltas)


async def test_only_the_samples_can_be_loaded(effects: list[str]):
    deltas, _ = await send(f"{query.QueryState.get_full_name()}.load_sample", {"text": "Key.all()"})
    assert "Key.all()" not in str(deltas)
