"""Evaluating a query: parse and compile (cached by text), run, and say what happened."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from app.emulators.fauna.fql.compiler import Code, compile_query
from app.emulators.fauna.fql.errors import QueryFailure, RuntimeFailure
from app.emulators.fauna.fql.literal_types import literal_type
from app.emulators.fauna.fql.parser import parse
from app.emulators.fauna.fql.render import render, render_log
from app.emulators.fauna.fql.runtime import Context, Environment, Limits, Log
from app.emulators.fauna.fql.source import QUERY, Source
from app.emulators.fauna.fql.template import Query
from app.emulators.fauna.fql.values import Value
from app.emulators.fauna.stdlib import library  # noqa: F401 - fills the table

CACHED_QUERIES = 1024
CACHED_LENGTH = 50_000
STEPS_PER_OP = 50


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a query came to: a value or a failure, the printed summary, the price; its static type where that is known.

    `context` serves who writes the value to the wire: sets in it are still to be read.
    """

    value: Value
    failure: QueryFailure | None
    context: Context = field(repr=False)
    static_type: str | None = None

    @property
    def summary(self) -> str:
        """Errors, then logs, as the wire's `summary`."""
        if self.failure is None and not self.context.logs:
            return ""
        errors = [render(diagnostic) for diagnostic in self.failure.diagnostics] if self.failure else []
        return "\n\n".join(errors + [_log_text(log) for log in self.context.logs])

    def redact(self) -> None:
        """Leave only what happened in the query's own text: errors in functions seem to be their calls'."""
        failure = self.failure
        if isinstance(failure, RuntimeFailure):
            failure.trace = tuple(span for span in failure.trace if span.source.name == QUERY)
        self.context.logs[:] = [log for log in self.context.logs if log.diagnostic.span.source.name == QUERY]

    @property
    def compute_ops(self) -> int:
        """The price in compute operations, at least one."""
        return max(1, -(-self.context.steps // STEPS_PER_OP))


def evaluate(
    query: Query,
    arguments: Mapping[str, Value],
    environment: Environment,
    limits: Limits,
    *,
    now: int,
    seconds: float | None = None,
    stand_back: Callable[[], None] | None = None,
    hinting: bool = False,
) -> Outcome:
    """Run a query at the time `now` (microseconds) within `seconds`; failures of the query are in the outcome.

    With `hinting` its logs hold what makes it slow. `stand_back` is called now and then while it runs.
    """
    deadline = time.monotonic() + (limits.seconds if seconds is None else seconds)
    context = Context(environment, limits, now, deadline, inserted=query.values, stand_back=stand_back)
    context.hinting = hinting
    try:
        names = tuple(sorted(arguments)) if arguments else ()
        compiled = _cached if len(query.body) <= CACHED_LENGTH else _compiled
        code, static_type = compiled(query.body, query.insertions, names, limits.source_length, limits.nesting)
        return Outcome(code.run(context, arguments), None, context, static_type)
    except QueryFailure as failure:
        return Outcome(None, failure, context)
    except RecursionError:
        return Outcome(None, context.too_deep(), context)


def _compiled(
    body: str, insertions: tuple[int, ...], names: tuple[str, ...], length: int, nesting: int
) -> tuple[Code, str | None]:
    offsets = {offset: index for index, offset in enumerate(insertions)}
    tree = parse(Source(QUERY, body), offsets, source_length=length, nesting=nesting)
    return compile_query(tree, names), literal_type(tree)


_cached = lru_cache(maxsize=CACHED_QUERIES)(_compiled)


def _log_text(log: Log) -> str:
    return render(log.diagnostic) if log.excerpt else render_log(log.diagnostic.message, log.diagnostic.span)
