"""Fault buttons: one fault at a time for a tab, told as it happens, with the calls that the app made meanwhile."""

from contextlib import aclosing
from dataclasses import dataclass

import reflex as rx

from app.calls import Call, log_of
from app.clerk.state import AuthState
from app.components.literal import cut, seen
from app.developer.faults import FAULTS, missing, provoke
from app.pages.developer import developer_only
from app.pages.tasks import is_running, running
from app.settings import get_settings

MOST_CALLS = 12
LONGEST = 600
SIGN_OUT = "window.appSignOut && window.appSignOut({ redirectUrl: window.location.href })"


@dataclass(frozen=True)
class ToldView:
    """One thing that happened; `kind` is fault, seen, good or bad."""

    kind: str
    text: str


@dataclass(frozen=True)
class CallView:
    """One call that the app made meanwhile."""

    what: str
    status: str
    took: str


class FaultState(rx.State):
    """The last fault: what was told of it and which calls were made."""

    provoking: str = ""
    title: str = ""
    told: rx.Field[list[ToldView]] = rx.field(default_factory=list)
    calls: rx.Field[list[CallView]] = rx.field(default_factory=list)

    @rx.event(background=True)
    @developer_only
    async def provoke(self, name: str) -> object:
        """Cause a fault for the session of this tab, and show what the app does about it."""
        settings = get_settings()
        fault = next((item for item in FAULTS if item.name == name), None)
        tab = self.router.session.client_token
        if fault is None or missing(settings) or is_running(_key(tab)):
            return
        async with self:
            session = (await self.get_state(AuthState)).session()
            self.told = [] if session else [ToldView("bad", "Sign in first: faults meet your own session.")]
            self.title, self.calls, self.provoking = fault.title, [], name if session else ""
        if session is None:
            return
        log = log_of(tab)
        since = log.last
        try:
            with running(_key(tab)):
                telling = provoke(name, user_id=session[0], session_id=session[1], settings=settings)
                async with aclosing(telling):
                    async for told in telling:
                        async with self:
                            self.told = [*self.told, ToldView(told.kind, cut(seen(told.text), LONGEST))]
                            self.calls = [_shown(call) for call in log.after(since)[-MOST_CALLS:]]
                        if told.sign_out:
                            async with self:
                                (await self.get_state(AuthState)).forget()
                            yield rx.call_script(SIGN_OUT)
        finally:
            async with self:
                self.provoking = ""


def _key(tab: str) -> str:
    return f"{tab} fault"


def _shown(call: Call) -> CallView:
    what = f"{call.service} {call.method} {call.path}"
    status = " ".join(filter(None, (str(call.status or "no answer"), call.outcome)))
    return CallView(cut(seen(what), 200), status, f"{call.milliseconds:,.0f} ms")
