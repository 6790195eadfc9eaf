"""Handlers for developers: called like any other where developer tools are on, not there where they are off."""

import inspect
from typing import Any

import pytest
import reflex as rx
from reflex_base.event.processor import base_state_processor
from reflex_base.registry import RegistrationContext

from app.pages import calls, console, data, guard, token, wire  # noqa: F401 - their states register themselves
from app.pages.developer import developer_only, is_developer_only
from app.settings import Settings
from tests.pages.driving import send

called: list[str] = []


class ToolState(rx.State):
    """One handler of each kind, and one that is not for developers."""

    @rx.event
    @developer_only
    def plain(self, name: str) -> None:
        called.append(name)

    @rx.event
    @developer_only
    async def in_parts(self, name: str) -> Any:
        yield
        called.append(name)

    @rx.event(background=True, supersedes=True)
    @developer_only
    async def behind(self, name: str) -> Any:
        yield rx.toast.info("begun")
        called.append(name)

    @rx.event
    def for_all(self, name: str) -> None:
        called.append(name)


KINDS = ["plain", "in_parts", "behind"]


def full(name: str) -> str:
    return f"{ToolState.get_full_name()}.{name}"


@pytest.fixture(params=[True, False], ids=["with developer tools", "without"])
def tools(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    settings = Settings(dev_tools=request.param)  # pyright: ignore[reportCallIssue] - other fields are optional
    monkeypatch.setattr(guard, "get_settings", lambda: settings)
    monkeypatch.setattr(ToolState, "__module__", "app.pages.tool")  # the guard opens the states of pages
    called.clear()
    return request.param


@pytest.mark.parametrize("name", KINDS)
async def test_a_call_reaches_a_developers_handler_only_with_developer_tools(tools: bool, name: str):
    await send(full(name), {"name": name})
    assert called == ([name] if tools else [])


@pytest.mark.parametrize("name", KINDS)
def test_an_event_for_it_is_acceptable_only_with_developer_tools(tools: bool, name: str):
    assert wire.is_acceptable({"name": full(name), "payload": {"name": "x"}}) is tools
    assert not wire.is_acceptable({"name": full(name), "payload": {"name": 1}})
    assert not wire.is_acceptable({"name": full(name), "payload": {"nam": "x"}})


async def test_other_handlers_are_open_either_way(tools: bool):
    await send(full("for_all"), {"name": "x"})
    assert called == ["x"]


def test_the_mark_keeps_a_handlers_signature():
    handler = ToolState.event_handlers["behind"].fn
    assert list(inspect.signature(handler).parameters) == ["self", "name"]
    assert inspect.isasyncgenfunction(handler)


def every_tool() -> list[str]:
    """The handlers of all pages that are for developers."""
    handlers = RegistrationContext.get().event_handlers
    return sorted(
        name
        for name, entry in handlers.items()
        if entry.states and entry.states[0].__module__.startswith("app.pages.") and is_developer_only(entry.handler.fn)
    )


def test_the_tools_are_all_there_are_of_data_faults_traces_run_as_and_calls():
    last = {name.rpartition(".")[2] for name in every_tool()}
    assert {"provoke", "explain", "follow", "run_as", "save", "delete", "push", "restore"} <= last
    of_data = [
        name
        for name, entry in RegistrationContext.get().event_handlers.items()
        if entry.states and entry.states[0].__module__.startswith("app.pages.data") and not name.endswith(guard.SETTER)
    ]
    assert of_data and set(of_data) <= set(every_tool())


@pytest.mark.parametrize("name", every_tool())
async def test_without_developer_tools_no_call_reaches_a_tool(name: str, monkeypatch: pytest.MonkeyPatch):
    reached: list[str] = []

    async def process_event(handler: Any, **_: Any) -> None:
        reached.append(handler.fn.__qualname__)

    monkeypatch.setattr(base_state_processor, "process_event", process_event)
    settings = Settings(dev_tools=False)  # pyright: ignore[reportCallIssue] - other fields are optional
    monkeypatch.setattr(guard, "get_settings", lambda: settings)
    await send(name, {})
    assert reached == []
    assert not guard.is_open(name)
    settings = Settings(dev_tools=True)  # pyright: ignore[reportCallIssue] - other fields are optional
    await send(name, {})
    assert any(each.endswith(f".{name.rpartition('.')[2]}") for each in reached)
