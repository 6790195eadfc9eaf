"""Queries that stay live on a page, as the user who is signed in there.

    async for change in as_user(self).changes(fql("Note.all()")):
        yield show("notes", change)

in an `on_load` background handler, and `feed("notes", …)` on the page, are all that it takes.
"""

import asyncio
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any

from fauna.query.query_builder import Query

from app.clerk.errors import SessionEnded
from app.clerk.news import listening
from app.clerk.state import AuthState
from app.clerk.template_tokens import TemplateToken, kept_token, refuse, template_token
from app.fauna.changes import Change, Numbering
from app.fauna.client import FaunaClient, QuerySuccess
from app.fauna.errors import Unauthorized
from app.fauna.health import CATCHING_UP, SIGNED_OUT
from app.fauna.hub import hub
from app.fauna.runs import Run, running
from app.settings import get_settings

PACE_SECONDS = 0.05
LOOK_SECONDS = 10.0
PATIENCE_SECONDS = 2.0
NOBODY = "Nobody is signed in on this page."


def as_user(state: Any) -> "AsUser":
    """Fauna as the user of a page's state sees it; each call looks again who that is."""
    return AsUser(state)


class AsUser:
    """What the signed-in user of a tab may ask and watch."""

    def __init__(self, state: Any) -> None:
        self._state = state
        self._tab: str = state.router.session.client_token

    async def query(self, query: Query) -> QuerySuccess:
        """Run FQL with the user's token. Raises `SessionEnded` when nobody is signed in, `ClerkError`, `FaunaError`."""
        session_id = await self._session()
        if session_id is None:
            raise SessionEnded(NOBODY)
        settings = get_settings()
        kept = kept_token(session_id, settings=settings)
        token = await template_token(session_id, settings=settings)
        async with FaunaClient(settings.fauna_endpoint) as client:
            try:
                return await client.query(query, secret=token.jwt)
            except Unauthorized:
                if token is not kept:
                    raise
            # It may have ended on its way, and nothing of the query has run: a fresh one tells.
            refuse(session_id, token.jwt)
            token = await template_token(session_id, settings=settings)
            return await client.query(query, secret=token.jwt)

    async def changes(self, query: Query) -> AsyncGenerator[Change, None]:
        """A set as the user sees it, then each change, through sign-out and sign-in, until the page is left.

        Only one watches a query for a tab: the one before ends when another begins.
        """
        ended = ""
        with running(self._tab, query) as run, listening(self._tab, run.wake):
            numbering = Numbering(run.number)
            session_id = await self._session_to_come(run)
            while not run.is_over:
                if session_id is None or session_id == ended:
                    numbering.belong_to("")
                    yield numbering.nothing(SIGNED_OUT)
                while not run.is_over and (session_id is None or session_id == ended):
                    await run.sleep(LOOK_SECONDS)
                    session_id = await self._session()
                if session_id is not None and not run.is_over:
                    async with aclosing(self._follow(query, session_id, numbering, run)) as changes:
                        async for change in changes:
                            yield change
                            ended = session_id if change.health.state == "signed_out" else ""
                    session_id = await self._session()

    async def _follow(
        self, query: Query, session_id: str, numbering: Numbering, run: Run
    ) -> AsyncGenerator[Change, None]:
        """The changes while the tab belongs to a session."""
        settings = get_settings()

        async def pull(refused: str) -> TemplateToken:
            if refused:
                refuse(session_id, refused)
            return await template_token(session_id, settings=settings)

        numbering.belong_to(session_id)
        watched = hub().subscribe(query, endpoint=settings.fauna_endpoint, identity=session_id, pull=pull)
        async with watched as run.subscription:
            while not run.is_over:
                news = await run.subscription.take(LOOK_SECONDS)
                if news is None:
                    if not await self._holds(session_id):
                        yield numbering.nothing(CATCHING_UP)
                        return
                    continue
                taken = time.monotonic()
                for change in numbering.of(news):
                    yield change
                if news.health.state == "signed_out":
                    return
                await asyncio.sleep(max(0.0, PACE_SECONDS - (time.monotonic() - taken)))

    async def _session_to_come(self, run: Run) -> str | None:
        """The tab's session; a page that has just loaded may get it a moment later."""
        session_id, end = await self._session(), time.monotonic() + PATIENCE_SECONDS
        while session_id is None and not run.is_over and (left := end - time.monotonic()) > 0:
            await run.sleep(left)
            session_id = await self._session()
        return session_id

    async def _session(self) -> str | None:
        async with self._state as state:
            session = (await state.get_state(AuthState)).session()
        return None if session is None else session[1]

    async def _holds(self, session_id: str) -> bool:
        async with self._state as state:
            return (await state.get_state(AuthState)).holds(session_id)
