"""Ending a stream when the token that follows its own has been pulled."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Awaitable, Callable

from app.clerk.errors import ClerkError, ClerkUnavailable, RateLimited
from app.clerk.template_tokens import TemplateToken
from app.fauna import backoff

Pull = Callable[[str], Awaitable[TemplateToken]]


@contextlib.asynccontextmanager
async def until_renewed(token: TemplateToken, pull: Pull) -> AsyncIterator[asyncio.Timeout]:
    """The block is left, without an error, once the next token is there or known to be refused: then it `expired`.

    While Clerk cannot be reached the block goes on: Fauna ends it when the token has expired.
    """
    scope = asyncio.timeout(None)
    renewing = asyncio.create_task(_renew(token, pull, scope))
    try:
        async with scope:
            yield scope
    except TimeoutError:
        if not scope.expired():
            raise
    finally:
        renewing.cancel()


async def _renew(token: TemplateToken, pull: Pull, scope: asyncio.Timeout) -> None:
    await asyncio.sleep(max(0.0, token.renew_at - time.time()))
    attempt = 0
    while True:
        attempt += 1
        try:
            await pull("")
            break
        except (ClerkUnavailable, RateLimited):
            await asyncio.sleep(backoff.delay(attempt))
        except ClerkError:
            break
    scope.reschedule(asyncio.get_running_loop().time())
