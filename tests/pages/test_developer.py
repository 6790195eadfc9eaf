"""Handlers for developers: called like any other where developer tools are on, not there where they are off."""

import inspect
from typing import Any

import pytest
import reflex as rx

from app.pages import guard, wire
from app.pages.developer import developer_only
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
