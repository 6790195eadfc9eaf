"""The request log's supply: which calls a tab's page has not seen yet."""

import asyncio
from dataclasses import asdict
from typing import Any

import reflex as rx
from reflex.middleware.middleware import Middleware
from reflex.state import BaseState, StateUpdate
from reflex_base.event import Event

from app.calls import EPOCH, begin, log_of
from app.components.call_log import call_log
from app.pages.developer import developer_only
from app.settings import get_settings

LEASE_SECONDS, TURN_SECONDS = 20.0, 0.1


class RecordsCalls(Middleware):
    """What a handler asks of Clerk and Fauna is noted in its tab's log."""

    async def preprocess(self, app: rx.App, state: BaseState, event: Event) -> StateUpdate | None:
        """Goes on with the event in any case."""
        begin(state.router.session.client_token)
        return None


class CallsState(rx.State):
    """The newest calls, for a component that keeps what it was given before.

    A batch has `epoch`, the number `since` which its `rows` are complete, and the rows.
    """

    batch: rx.Field[dict[str, Any]] = rx.field(default_factory=dict)

    @rx.event(background=True, supersedes=True)
    @developer_only
    async def follow(self, epoch: str, after: int) -> None:
        """Send the calls after a number, and for a while those that come; the page asks again while it looks."""
        log = log_of(self.router.session.client_token)
        after = after if epoch == EPOCH else 0
        ends = asyncio.get_running_loop().time() + LEASE_SECONDS
        is_first = True
        while True:
            fresh = log.after(after)
            if fresh or is_first:
                async with self:
                    self.batch = {"epoch": EPOCH, "since": after, "rows": [asdict(call) for call in fresh]}
                is_first, after = False, max(after, log.last)
            left = ends - asyncio.get_running_loop().time()
            if left <= 0 or not await log.wait(after, left):
                return
            await asyncio.sleep(TURN_SECONDS)


def request_log(stateful: bool) -> rx.Component | None:
    """The app wrap that brings the log to every page; none without developer tools."""
    if not stateful or not get_settings().dev_tools:
        return None
    settings = get_settings()
    return rx.fragment(call_log(CallsState.batch, CallsState.follow, settings.clerk_frontend_api))
