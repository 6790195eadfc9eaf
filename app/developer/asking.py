"""One query as somebody: with whose secret, at which instant, and everything that came back, failures included."""

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from fauna import fql
from fauna.query.query_builder import Query

from app.clerk.errors import ClerkError
from app.developer.identities import Identity, admin_secret, secret_for
from app.fauna.client import USUAL, FaunaClient, QuerySuccess
from app.fauna.errors import FaunaError
from app.fauna.options import QueryOptions
from app.settings import Settings, SettingsError

PAGE_SIZE = 50
NUMBERED = re.compile(r"^(?P<before>(?:info )?at \*query\*:| *)(?P<line>\d+)(?=:| \| )", re.MULTILINE)
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z")


@dataclass(frozen=True, slots=True)
class Asked:
    """FQL, whose it is, and how to ask; `at` is an instant such as `2026-01-31T12:00:00Z`, empty for now."""

    text: str
    identity: Identity
    at: str = ""
    options: QueryOptions = USUAL
    with_trace: bool = False

    @property
    def wrapped(self) -> str:
        """What is sent: the text, at its instant."""
        return f'at (Time("{self.at}")) {{\n{self.text}\n}}' if self.at else self.text


@dataclass(frozen=True, slots=True)
class Refusal:
    """Who refused, the machine's code, what happened, and Fauna's printed summary."""

    side: str
    code: str
    message: str
    summary: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back: the members of a page (`after` leads to the next), or one value; or a refusal.

    `milliseconds` is the time from asking for the secret to the answer.
    """

    raw: Any = None
    members: list[Any] | None = None
    after: str = ""
    refusal: Refusal | None = None
    summary: str = ""
    static_type: str = ""
    stats: Mapping[str, Any] = field(default_factory=dict)
    txn_ts: int = 0
    schema_version: int = 0
    query_tags: str = ""
    trace: Any = None
    milliseconds: float = 0.0


async def ask(asked: Asked, settings: Settings) -> Reply:
    """Run a query; what fails is the reply too."""
    return await _reply(asked.wrapped, asked, settings)


async def ask_on(asked: Asked, after: str, settings: Settings) -> Reply:
    """The page behind a cursor, as the same identity."""
    query = fql("Set.paginate(${after}, ${size})", after=after, size=PAGE_SIZE)
    return await _reply(query, replace(asked, with_trace=False), settings)


async def _reply(query: str | Query, asked: Asked, settings: Settings) -> Reply:
    started = time.perf_counter()
    try:
        trace_secret = admin_secret(settings) if asked.with_trace else None
        secret = await secret_for(asked.identity, settings)
        async with FaunaClient(settings.fauna_endpoint) as client:
            answer = await client.query(
                query, secret=secret, options=asked.options, trace_secret=trace_secret, raw_only=True
            )
    except FaunaError as error:
        refusal = Refusal(error.side, error.code, str(error), _unwrapped(error.summary, asked))
        return Reply(refusal=refusal, stats=error.stats, trace=error.trace, milliseconds=_since(started))
    except (ClerkError, SettingsError) as error:
        side, code = (error.side, error.code) if isinstance(error, ClerkError) else ("Settings", "settings")
        return Reply(refusal=Refusal(side, code, str(error)), milliseconds=_since(started))
    return _answered(answer, _unwrapped(answer.summary, asked), _since(started))


def _answered(answer: QuerySuccess, summary: str, milliseconds: float) -> Reply:
    members, after = page(answer.raw)
    return Reply(
        answer.raw,
        members,
        after,
        summary=summary,
        static_type=answer.static_type or "",
        stats=answer.stats,
        txn_ts=answer.txn_ts,
        schema_version=answer.schema_version,
        query_tags=answer.query_tags,
        trace=answer.trace,
        milliseconds=milliseconds,
    )


def page(raw: Any) -> tuple[list[Any] | None, str]:
    """The members of an array, a set or what `paginate` gives, and the cursor behind them; None for one value."""
    if isinstance(raw, list):
        return raw, ""
    if not isinstance(raw, dict):
        return None, ""
    inner = raw.get("@set", raw)
    if isinstance(inner, str):
        return [], inner
    if not isinstance(inner, dict) or not isinstance(inner.get("data"), list) or not inner.keys() <= {"data", "after"}:
        return None, ""
    after = inner.get("after")
    if isinstance(after, dict):
        after = after.get("@set")
    return inner["data"], after if isinstance(after, str) else ""


def _unwrapped(summary: str, asked: Asked) -> str:
    """The summary with the lines of the text as it was written, not as it was sent."""
    if not asked.at:
        return summary
    return NUMBERED.sub(lambda found: f"{found['before']}{max(1, int(found['line']) - 1)}", summary)


def _since(started: float) -> float:
    return (time.perf_counter() - started) * 1000
