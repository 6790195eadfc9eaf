"""What comes in over the websocket, checked before Reflex reads it: Reflex would log what it cannot take.

Only events that a page could have sent go on: an open handler's name, its arguments by name and type, a page's
address. Of all others one line is logged for each connection, with nothing of what they carry.
"""

import asyncio
import functools
import inspect
import logging
import re
import typing
from collections.abc import Callable, Mapping
from typing import Any

import reflex as rx
from pydantic import TypeAdapter
from reflex.app import EventNamespace
from reflex.state import State
from reflex_base.registry import RegistrationContext
from reflex_base.utils.form import form_data_as_dict
from typing_extensions import TypedDict

from app.fauna.runs import leave
from app.pages.guard import is_open

log = logging.getLogger(__name__)
LONGEST_REPORT = 300
SECRET = re.compile(r"eyJ[\w.-]{8,}|(sk_(test|live)_|fn)[\w-]{16,}|__clerk_[\w]+=[^&\s]+")


class Router(TypedDict, total=False):
    """A page's address as the browser tells it."""

    pathname: str
    asPath: str
    query: dict[str, str | list[str]]


class Envelope(TypedDict, total=False):
    """An event; what else it brings, Reflex leaves aside."""

    name: typing.Required[str]
    payload: dict[str, Any]
    router_data: Router


ENVELOPE = TypeAdapter(Envelope)


def is_acceptable(data: object) -> bool:
    """Whether a page could have sent this event."""
    try:
        event = ENVELOPE.validate_python(data, strict=True)
        if not is_open(event["name"]):
            return False
        handler = RegistrationContext.get().event_handlers[event["name"]].handler
        payload = event.get("payload", {})
        inspect.signature(handler.fn).bind(None, **payload)
        for name, adapter in _adapters(handler.fn).items():
            if name in payload:
                adapter.validate_python(form_data_as_dict(payload[name]))
    except (ValueError, TypeError, LookupError, RecursionError):
        return False
    return _is_storage(payload.get("vars")) if "vars" in _adapters(handler.fn) else True


def report(exception: Exception) -> None:
    """Log an error that a page reports as one short line: any client can report anything."""
    line = "".join(letter if letter.isprintable() else " " for letter in str(exception)[: 4 * LONGEST_REPORT])
    log.error("A page reports: %s", SECRET.sub("…", line)[:LONGEST_REPORT])


@functools.cache
def _adapters(function: Callable[..., Any]) -> Mapping[str, TypeAdapter[Any]]:
    hints = typing.get_type_hints(function)
    return {
        name: TypeAdapter(hints[name])
        for name in inspect.signature(function).parameters
        if name != "self" and name in hints
    }


def _is_storage(values: Any) -> bool:
    """Whether all these vars are kept in browsers, as cookies and local storage are."""
    states = RegistrationContext.get().base_states
    for full_name in values or {}:
        state_name, _, name = full_name.rpartition(".")
        state = states.get(state_name)
        if state is None or not issubclass(state, State) or not state._is_client_storage(name):
            return False
    return True


class PageEvents(EventNamespace):
    """Reflex's events, of which only acceptable ones get in."""

    def __init__(self, namespace: str, app: rx.App) -> None:
        super().__init__(namespace, app)
        self._noted: set[str] = set()

    async def trigger_event(self, event: Any, *args: Any) -> Any:
        """Hand on what the server itself triggers, and what a page sends."""
        sid = args[0]
        server = self.app.sio
        if server is None or not self._is_expected(server, event, args):
            return self._refuse(sid)
        try:
            return await super().trigger_event(event, *args)
        finally:
            if event == "disconnect":
                self._noted.discard(sid)

    async def on_event(self, sid: str, data: Any) -> None:
        """Take an acceptable event of a connected page."""
        if sid not in self.sid_to_token or not is_acceptable(data):
            return self._refuse(sid)
        try:
            await super().on_event(sid, data)
        except Exception as error:
            log.warning("An event could not be taken: %s.", type(error).__name__)

    def on_disconnect(self, sid: str) -> asyncio.Task | None:
        """End what the tab watches; not when it has come back under another connection already."""
        token = self.sid_to_token.get(sid)
        if token is not None and self.token_to_sid.get(token) == sid:
            leave(token)
        return super().on_disconnect(sid)

    def _is_expected(self, server: Any, event: Any, args: tuple[Any, ...]) -> bool:
        sid, *others = args
        if event == "connect":
            return bool(others) and others[0] is server.get_environ(sid, self.namespace)
        if event == "disconnect":
            return not server.manager.is_connected(sid, self.namespace)
        return event in ("event", "ping", "client_error") and len(others) == (event != "ping")

    def _refuse(self, sid: str) -> None:
        if sid not in self._noted:
            self._noted.add(sid)
            log.warning("A client sent what no page sends; it was dropped.")


def guard_events(app: rx.App) -> None:
    """Put the check in front of an app's events."""
    if app.event_namespace is None or app.sio is None:
        raise RuntimeError("The app has no state, hence no events.")
    namespace = PageEvents(app.event_namespace.namespace, app)
    app._event_namespace = namespace
    app.sio.register_namespace(namespace)
