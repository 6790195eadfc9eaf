"""A query as the signed-in user, step by step: session, token, query, result, and the pages of a set that follow."""

import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any, Literal

from fauna import fql

from app.clerk.backend import BackendApi
from app.clerk.errors import ClerkError
from app.clerk.template_tokens import TemplateToken, kept_token, refuse, template_token
from app.fauna.client import FaunaClient
from app.fauna.errors import FaunaError, Unauthorized
from app.fauna.paging import next_page, page_of
from app.settings import Settings

Kind = Literal["session", "token", "query", "result", "page", "failure"]
VALUES_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Step:
    """Something that happened, how long it took in milliseconds, and details worth unfolding; never a secret.

    Results and pages say in `after` where the next page starts, and in `goes_on` whether it is being asked for.
    """

    kind: Kind
    title: str
    milliseconds: float
    detail: dict[str, Any] = field(default_factory=dict)


async def run_as_user(
    query: str, *, user_id: str, session_id: str, settings: Settings, after: str = ""
) -> AsyncIterator[Step]:
    """Run FQL with the user's own token; failures are the last step, not exceptions.

    A set is read page by page until `VALUES_AT_ONCE` values have come; `after`, a cursor, goes on from there instead
    of running `query`.
    """
    started = time.perf_counter()
    try:
        # A cached token outlives a revoked session by up to its own life; asking first ends it at this very click.
        async with BackendApi(settings) as api:
            await api.require_active(session_id)
        yield Step("session", "Session verified", _since(started), {"user": user_id, "session": session_id})
        started = time.perf_counter()
        kept = kept_token(session_id, settings=settings)
        token = await template_token(session_id, settings=settings)
        yield Step("token", _token_title(token, settings), _since(started), {"claims": token.claims})
        started = time.perf_counter()
        sent = fql("Set.paginate(${after})", after=after) if after else query
        shown = "Set.paginate(<cursor>)" if after else query
        yield Step("query", "Query sent", _since(started), {"endpoint": settings.fauna_endpoint, "query": shown})
        started = time.perf_counter()
        async with FaunaClient(settings.fauna_endpoint) as client:
            try:
                answer = await client.query(sent, secret=token.jwt)
            except Unauthorized:
                if token is not kept:
                    raise
                # It was good when it was pulled; clocks, keys or roles have changed since. A fresh one tells.
                refuse(session_id, token.jwt)
                token = await template_token(session_id, settings=settings)
                title = f"Token pulled (the one before was refused, {_left(token)})"
                yield Step("token", title, _since(started), {"claims": token.claims})
                started = time.perf_counter()
                yield Step("query", "Query sent (again)", 0.0, {"endpoint": settings.fauna_endpoint, "query": shown})
                answer = await client.query(sent, secret=token.jwt)
            page = next_page(answer.raw) if after else page_of(answer.raw)
            detail = {
                "data": page.raw if after and page else answer.raw,
                "summary": answer.summary,
                "static_type": answer.static_type,
                "stats": dict(answer.stats),
                "txn_ts": answer.txn_ts,
            }
            received = len(page.members) if page else 0
            goes_on = page is not None and page.after != "" and received < VALUES_AT_ONCE
            detail |= {"after": page.after if page else "", "goes_on": goes_on}
            yield Step("result", "Result", _since(started), detail)
            while page is not None and goes_on:
                started = time.perf_counter()
                token = await template_token(session_id, settings=settings)
                answer = await client.query(fql("Set.paginate(${after})", after=page.after), secret=token.jwt)
                page = next_page(answer.raw)
                received += len(page.members)
                goes_on = page.after != "" and received < VALUES_AT_ONCE
                detail = {"data": page.raw, "after": page.after, "goes_on": goes_on, "stats": dict(answer.stats)}
                yield Step("page", "Page", _since(started), detail)
    except (ClerkError, FaunaError) as error:
        detail = {"side": error.side, "code": error.code, "message": str(error)}
        detail["summary"] = error.summary if isinstance(error, FaunaError) else ""
        yield Step("failure", f"{error.side} refused", _since(started), detail)


def _since(started: float) -> float:
    return (time.perf_counter() - started) * 1000


def _token_title(token: TemplateToken, settings: Settings) -> str:
    return f"Token pulled (template {settings.clerk_jwt_template}, {_left(token)})"


def _left(token: TemplateToken) -> str:
    return f"{max(0, int(token.expires_at - time.time()))} s left"
