"""Events through Reflex's own processor, as a client sends them."""

import asyncio
import dataclasses
import functools
from collections.abc import Mapping
from typing import Any

import reflex as rx
from reflex_base.constants import RouteVar
from reflex_base.event import Event
from reflex_base.event.processor import BaseStateEventProcessor

from app.pages.guard import PageHandlersOnly

TAB = "6f0c1f0e-0000-4000-8000-000000000001"


@functools.cache
def guarded() -> rx.App:
    """An app with the middleware of the real one and none of its pages."""
    app = rx.App()
    app.add_middleware(PageHandlersOnly())
    return app


async def send(name: str, payload: Mapping[str, Any]) -> tuple[list[dict[str, Any]], list[Any]]:
    """The deltas and follow-up events that the client would get; a handler's exception is left to the processor."""
    deltas: list[dict[str, Any]] = []
    pushed: list[Any] = []

    async def on_delta(token: str, delta: dict[str, Any], **_: Any) -> None:
        deltas.append(delta)

    async def on_event(token: str, *events: Any, **_: Any) -> None:
        pushed.extend(events)

    processor = BaseStateEventProcessor(middleware=guarded(), graceful_shutdown_timeout=2).configure()
    context = processor._root_context
    assert context is not None
    processor._root_context = dataclasses.replace(context, emit_delta_impl=on_delta, emit_event_impl=on_event)
    async with processor:
        event = Event(name=name, payload=dict(payload), router_data={RouteVar.CLIENT_TOKEN: TAB})
        future = await processor.enqueue(TAB, event)
        await asyncio.wait_for(future.wait_all(), 5)
    return deltas, pushed
