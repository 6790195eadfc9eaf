"""One stream from Fauna for one identity and query, kept going: resumed at its cursor, with a fresh token in time."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from fauna.query.models import EventSource
from fauna.query.query_builder import Query

from app.clerk.errors import ClerkError, ClerkUnavailable, RateLimited, SessionEnded
from app.clerk.template_tokens import TemplateToken
from app.fauna import backoff
from app.fauna.client import FaunaClient
from app.fauna.errors import CursorRefused, FaunaError, FaunaUnavailable, PermissionLost, QueryRefused, Unauthorized
from app.fauna.events import Event
from app.fauna.health import CATCHING_UP, LIVE, Health
from app.fauna.renewal import Pull, until_renewed
from app.fauna.snapshot import take_snapshot
from app.fauna.streams import Streams
from app.fauna.view import View, apply, is_news

GRACE_SECONDS = 0.75
STEADY_SECONDS = 1.0
PASSING_CODES = ("internal_error", "stream_error")
PASSING_STATUSES = (408, 409, 429, 440)
DENYING_CODES = ("permission_denied", "forbidden")
NOT_OF_ONE_TOKEN = ("exp", "iat", "nbf", "jti")


@dataclass(frozen=True, slots=True)
class Update:
    """What subscribers hear: an event, a whole new view (`is_whole`), or a change of health.

    `view` is the one after.
    """

    view: View
    health: Health
    event: Event | None = None
    is_whole: bool = False


class Upstream:
    """A watched query; `pull` gives the identity's token, and never the one that is its argument: it was refused.

    `run` ends when the session has ended or the query is wrong, and otherwise when it is cancelled.
    """

    def __init__(self, query: Query, endpoint: str, pull: Pull, tell: Callable[[Update], None]) -> None:
        self.view, self.health = View(), CATCHING_UP
        self.is_filled = False
        self._query, self._endpoint, self._pull, self._tell = query, endpoint, pull, tell
        self._streams, self._client = Streams(endpoint), FaunaClient(endpoint)
        self._source: EventSource | None = None
        self._cursor = ""
        self._claims: dict[str, Any] = {}
        self._schema_version = 0
        self._refused_jwt = ""
        self._failures, self._opened = 0, 0.0
        self._trouble: asyncio.TimerHandle | None = None

    async def run(self) -> None:
        """Follow the set."""
        try:
            while not self.health.over:
                await self._turn()
        finally:
            self._calm()

    async def _turn(self) -> None:
        """One token's life, or until something ends it earlier."""
        token, self._opened = None, 0.0
        try:
            token = await self._pull(self._refused_jwt)
            self._refused_jwt = ""
            await self._see(token)
            if not await self._follow(token):
                await self._ended()
        except SessionEnded as error:
            self._lose(Health("signed_out", str(error)))
        except PermissionLost as error:
            await self._permission_lost(token, str(error))
        except CursorRefused as error:
            self._source, self._cursor = None, ""
            await self._ended(str(error))
        except Unauthorized as error:
            self._refused_jwt = token.jwt if token else ""
            if self._failed() > 1:
                await self._denied(str(error))
        except (FaunaUnavailable, ClerkUnavailable) as error:
            await self._retry(str(error))
        except RateLimited as error:
            await self._retry(str(error), error.retry_after)
        except (FaunaError, ClerkError) as error:
            await self._refused(error)

    async def _see(self, token: TemplateToken) -> None:
        """Take a snapshot where there is none, or where the identity has other claims now."""
        claims = {name: value for name, value in token.claims.items() if name not in NOT_OF_ONE_TOKEN}
        if self._source is None or claims != self._claims:
            taken = await take_snapshot(self._client, self._query, token.jwt, self._jwt)
            self.view, self._source, self._schema_version = taken.view, taken.source, taken.schema_version
            self._cursor, self._claims, self.is_filled = "", claims, True
            self._tell(Update(self.view, self.health, is_whole=True))

    async def _jwt(self) -> str:
        return (await self._pull("")).jwt

    async def _follow(self, token: TemplateToken) -> bool:
        """Read events until the stream ends or the next token is there; whether that was it."""
        assert self._source is not None  # noqa: S101 - `_see` has taken one
        async with (
            self._streams.stream(self._source, secret=token.jwt, cursor=self._cursor) as events,
            until_renewed(token, self._pull) as renewal,
        ):
            async for event in events:
                if not self._opened and not await self._is_current(token):
                    self._source = None
                    return False
                self._opened = self._opened or time.monotonic()
                self._cursor = event.cursor
                news = is_news(self.view, event)
                self.view = apply(self.view, event)
                if self.health != LIVE or self._trouble is not None:
                    self._say(LIVE)
                if news:
                    self._tell(Update(self.view, self.health, event))
        return renewal.expired()

    async def _is_current(self, token: TemplateToken) -> bool:
        """Whether no role can have changed since the snapshot without the stream's notice, which has just begun."""
        return (await self._client.query("null", secret=token.jwt)).schema_version == self._schema_version

    async def _ended(self, reason: str = "The stream ended.") -> None:
        """Go on at once, unless the streams before have not lasted either."""
        if self._failed() > 1:
            await self._wait(reason, backoff.delay(self._failures - 1))

    async def _permission_lost(self, token: TemplateToken | None, reason: str) -> None:
        """An expired token and a lost permission look alike: only a fresh token tells."""
        if token is not None:
            self._refused_jwt = token.jwt
        if token is not None and token.expires_at > time.time() + STEADY_SECONDS:
            self._source, self._cursor = None, ""
        await self._ended(reason)

    async def _refused(self, error: FaunaError | ClerkError) -> None:
        status = error.status if isinstance(error, QueryRefused) else 0
        if status in PASSING_STATUSES or status >= 500 or error.code in PASSING_CODES:
            await self._retry(str(error))
        elif isinstance(error, QueryRefused) and error.code in DENYING_CODES:
            self._failed()
            await self._denied(str(error))
        else:
            self._lose(Health("failed", f"{error.code}: {error}"))

    async def _retry(self, reason: str, seconds: float = 0.0) -> None:
        await self._wait(reason, max(seconds, backoff.delay(self._failed())))

    async def _wait(self, reason: str, seconds: float) -> None:
        self._say(Health("retrying", reason, time.time() + seconds))
        await backoff.wait(seconds, self._endpoint)

    async def _denied(self, reason: str) -> None:
        """Nothing may be seen for now; a change of roles can end that any moment."""
        self._lose(Health("not_permitted", reason))
        await asyncio.sleep(backoff.delay(self._failures))

    def _failed(self) -> int:
        """How many turns have failed one after the other, this one included."""
        if self._opened and time.monotonic() - self._opened > STEADY_SECONDS:
            self._failures = 0
        self._failures += 1
        return self._failures

    def _lose(self, health: Health) -> None:
        """What was shown goes."""
        self._calm()
        self._source, self._cursor = None, ""
        if self.view.rows or health != self.health:
            self.view, self.health = View(), health
            self._tell(Update(self.view, health, is_whole=True))

    def _say(self, health: Health) -> None:
        """Tell of health; of trouble only when it lasts: what is over at once is none."""
        self._calm()
        if self.health == LIVE and health != LIVE:
            loop = asyncio.get_running_loop()
            self._trouble = loop.call_later(GRACE_SECONDS, self._become, health)
        elif health != self.health:
            self._become(health)

    def _become(self, health: Health) -> None:
        self._trouble, self.health = None, health
        self._tell(Update(self.view, health))

    def _calm(self) -> None:
        if self._trouble is not None:
            self._trouble.cancel()
            self._trouble = None
