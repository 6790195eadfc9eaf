"""The Data page's handlers over a database in this process, for somebody signed in."""

import asyncio
import dataclasses
from collections.abc import AsyncIterator
from typing import Any

import pytest
import reflex as rx
from reflex_base.constants import RouteVar
from reflex_base.event import Event
from reflex_base.event.processor import BaseStateEventProcessor

from app.developer.data.database import Database
from app.pages.data import document, documents, history, schema
from tests.developer.data.conftest import database
from tests.pages.driving import TAB, guarded

__all__ = ["database"]
MODULES = (documents, document, history, schema)


class Tab:
    """A browser's tab: it sends events and knows what the page shows."""

    def __init__(self) -> None:
        self._shown: dict[str, dict[str, Any]] = {}
        self.sent: list[str] = []
        self._processor = BaseStateEventProcessor(middleware=guarded(), graceful_shutdown_timeout=2).configure()
        context = self._processor._root_context
        assert context is not None
        self._processor._root_context = dataclasses.replace(
            context, emit_delta_impl=self._take, emit_event_impl=self._ignore
        )

    async def __aenter__(self) -> "Tab":
        await self._processor.__aenter__()
        return self

    async def __aexit__(self, *error: Any) -> None:
        await self._processor.__aexit__(*error)

    async def call(self, state: type[rx.State], name: str, /, **payload: Any) -> dict[str, Any]:
        """What the page shows of the state after an event and those it leads to; `sent` has what came meanwhile."""
        self.sent = []
        event = Event(name=f"{state.get_full_name()}.{name}", payload=payload, router_data={RouteVar.CLIENT_TOKEN: TAB})
        future = await self._processor.enqueue(TAB, event)
        await asyncio.wait_for(future.wait_all(), 10)
        return self.shown(state)

    def shown(self, state: type[rx.State]) -> dict[str, Any]:
        """The state's vars as the browser knows them."""
        return self._shown.get(state.get_full_name(), {})

    async def _take(self, token: str, delta: dict[str, dict[str, Any]], **_: Any) -> None:
        for state, changed in delta.items():
            plain = {name.removesuffix("_rx_state_"): value for name, value in changed.items()}
            self.sent += plain
            self._shown.setdefault(state, {}).update(plain)

    async def _ignore(self, token: str, *events: Any, **_: Any) -> None:
        pass


@pytest.fixture
async def tab() -> AsyncIterator[Tab]:
    async with Tab() as made:
        yield made


@pytest.fixture
def signed_in(database: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    """Handlers find this database."""

    async def found(_: rx.State) -> Database:
        return database

    for module in MODULES:
        monkeypatch.setattr(module, "database_for", found)
    return database
