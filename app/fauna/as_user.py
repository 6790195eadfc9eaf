"""A query as the signed-in user, step by step: session, token, query, result."""

import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any, Literal

from app.clerk.backend import BackendApi
from app.clerk.errors import ClerkError
from app.clerk.template_tokens import TemplateToken, template_token
from app.fauna.client import FaunaClient
from app.fauna.errors import FaunaError
from app.settings import Settings

Kind = Literal["session", "token", "query", "result", "failure"]


@dataclass(frozen=True, slots=True)
class Step:
    """Something that happened, how long it took in milliseconds, and details worth unfolding; never a secret."""

    kind: Kind
    title: str
    milliseconds: float
    detail: dict[str, Any] = field(default_factory=dict)


async def run_as_user(fql: str, *, user_id: str, session_id: str, settings: Settings) -> AsyncIterator[Step]:
    """Run FQL with the user's own token; failures are the last step, not exceptions."""
    started = time.perf_counter()
    try:
        # A cached token outlives a revoked session by up to its own life; asking first ends it at this very click.
        async with BackendApi(settings) as api:
            await api.require_active(session_id)
        yield Step("session", "Session verified", _since(started), {"user": user_id, "session": session_id})
        started = time.perf_counter()
        token = await template_token(session_id, settings=settings)
        yield Step("token", _token_title(token, settings), _since(started), {"claims": token.claims})
        started = time.perf_counter()
        yield Step("query", "Query sent", _since(started), {"endpoint": settings.fauna_endpoint, "query": fql})
        started = time.perf_counter()
        async with FaunaClient(settings.fauna_endpoint) as client:
            answer = await client.query(fql, secret=token.jwt)
        detail = {"data": answer.raw, "summary": answer.summary, "stats": dict(answer.stats), "txn_ts": answer.txn_ts}
        yield Step("result", "Result", _since(started), detail)
    except (ClerkError, FaunaError) as error:
        detail = {"side": error.side, "code": error.code, "message": str(error)}
        detail["summary"] = error.summary if isinstance(error, FaunaError) else ""
        yield Step("failure", f"{error.side} refused", _since(started), detail)


def _since(started: float) -> float:
    return (time.perf_counter() - started) * 1000


def _token_title(token: TemplateToken, settings: Settings) -> str:
    left = max(0, int(token.expires_at - time.time()))
    return f"Token pulled (template {settings.clerk_jwt_template}, {left} s left)"
