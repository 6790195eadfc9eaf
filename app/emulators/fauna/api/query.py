"""`POST /query/1`: one query, from body and headers to the answer."""

import math
import sys
import threading
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from app.emulators.fauna.access.session import Session
from app.emulators.fauna.access.trace import Trace
from app.emulators.fauna.api.body import QueryBody, read_body
from app.emulators.fauna.api.brief import HURRIED_SECONDS, BriefQueries, NotBrief
from app.emulators.fauna.api.decode import Decoder
from app.emulators.fauna.api.encode import ENCODERS, stamp
from app.emulators.fauna.api.errors import OUT_OF_TIME, ContendedTransaction, InvalidRequest
from app.emulators.fauna.api.headers import QueryHeaders
from app.emulators.fauna.api.turns import Turn
from app.emulators.fauna.environment import DatabaseEnvironment
from app.emulators.fauna.fql.errors import Aborted, CheckFailure, QueryFailure, RuntimeFailure
from app.emulators.fauna.fql.evaluate import Outcome, evaluate
from app.emulators.fauna.fql.render import summary
from app.emulators.fauna.fql.runtime import Limits
from app.emulators.fauna.fql.values import Value
from app.emulators.fauna.schema.cache import Schemas
from app.emulators.fauna.settling import settle
from app.emulators.fauna.stdlib.documents.filling import fill_indexes
from app.emulators.fauna.stdlib.java_time import format_time, from_micros
from app.emulators.fauna.store.errors import Contended, TooOld
from app.emulators.fauna.store.retry import attempt
from app.emulators.fauna.store.store import Store
from app.emulators.fauna.store.transaction import Transaction

STACK_BYTES = 512 * 1024 * 1024
RECURSION = 60_000
SWITCH_SECONDS = 0.0005
STATUS = {"contended_transaction": 409, "time_out": 440}


def query_threads(count: int, name: str = "query") -> ThreadPoolExecutor:
    """Threads that queries run in: deep stacks, and handing over often so that none stalls the others."""
    sys.setrecursionlimit(max(sys.getrecursionlimit(), RECURSION))
    sys.setswitchinterval(SWITCH_SECONDS)
    before = threading.stack_size(STACK_BYTES)
    try:
        pool = ThreadPoolExecutor(count, thread_name_prefix=name)
        for _ in range(count):
            pool.submit(time.sleep, 0.001)
        return pool
    finally:
        threading.stack_size(before)


class QueryEndpoint:
    """Runs queries over one store; safe to use from several threads."""

    def __init__(self, store: Store, schemas: Schemas, limits: Limits) -> None:
        self._store = store
        self._schemas = schemas
        self._limits = limits
        self.brief = BriefQueries()

    def environment(self, session: Session) -> DatabaseEnvironment:
        """A fresh transaction and what a query sees in it."""
        return DatabaseEnvironment(self._store.begin(session.database.id), session, self._schemas)

    def answer(
        self, session: Session, body: QueryBody, headers: QueryHeaders, turn: Turn, trace: Trace | None = None
    ) -> tuple[int, dict[str, Any]]:
        """Status and JSON of a query; what it changed is durable. Raises `RequestError` when it cannot be read.

        The trace, if there is one, learns what the session was allowed and why. Raises `NotBrief` for a hurried turn.
        """
        started = time.perf_counter()

        def body_of(transaction: Transaction, retried: int) -> tuple[int, dict[str, Any]]:
            environment = DatabaseEnvironment(transaction, session, self._schemas, trace)
            status, parts, ops = self._attempt(environment, body, headers, turn)
            return status, _finish(parts, environment, headers, started, ops, retried)

        try:
            return attempt(self._store, session.database.id, headers.retries, body_of)
        except Contended as contended:
            raise ContendedTransaction from contended
        except TooOld as error:
            asked, earliest = (format_time(from_micros(time)) for time in (error.at, error.earliest))
            message = f"Requested timestamp {asked} less than minimum allowed timestamp {earliest}."
            raise InvalidRequest(message) from error

    def _attempt(
        self, environment: DatabaseEnvironment, body: QueryBody, headers: QueryHeaders, turn: Turn
    ) -> tuple[int, dict[str, Any], int]:
        decoder = Decoder(environment.module, environment.definition)
        try:
            query, arguments = read_body(body, decoder, headers.format)
        except CheckFailure as failure:
            return 400, {"error": _error(failure), "summary": summary(failure.diagnostics)}, 1
        began = time.perf_counter()
        seconds = headers.timeout_ms / 1000 if headers.timeout_ms else self._limits.seconds
        if turn.is_hurried:
            seconds = min(seconds, HURRIED_SECONDS)
        now = environment.transaction.now
        outcome = evaluate(
            query,
            arguments,
            environment,
            self._limits,
            now=now,
            seconds=seconds,
            stand_back=turn.stand_back,
            hinting=headers.hints,
        )
        if environment.trace is not None:
            environment.note_memberships(outcome.context)
        if headers.is_hopeless and outcome.failure is None:
            outcome = Outcome(None, outcome.context.fail("time_out", OUT_OF_TIME, status=440), outcome.context)
        if outcome.failure is None:
            try:
                settle(environment)
                fill_indexes(environment.transaction, environment.session, self._schemas)
            except RuntimeFailure as failure:
                outcome = Outcome(None, failure, outcome.context)
        if not environment.session.is_trusted:
            outcome.redact()
        called = outcome.context.ticks
        status, parts = _parts(outcome, headers)
        if turn.is_hurried and status == STATUS["time_out"]:
            raise NotBrief
        checked = environment.typechecked() if headers.typecheck is None else headers.typecheck
        if status == 200 and checked and outcome.static_type is not None:
            parts["static_type"] = outcome.static_type
        ops = outcome.compute_ops
        if status == 200:
            environment.transaction.commit()
            if environment.transaction.now != now:
                parts["data"] = _timed(outcome, headers, environment.transaction, parts["data"])
        if status == 200 and not turn.is_hurried and not environment.transaction.defines:
            calls = called + environment.transaction.documents.read_ops > 0
            self.brief.note(body, time.perf_counter() - began, calls=calls)
        return status, parts, ops


def _timed(outcome: Outcome, headers: QueryHeaders, transaction: Transaction, data: Any) -> Any:
    """The data with the time at which the transaction was committed."""
    if outcome.context.is_timed or transaction.defines:
        return _again(outcome, headers, transaction.now, data)
    stamp(outcome.context, transaction.now)
    return data


def _again(outcome: Outcome, headers: QueryHeaders, committed: int, before: Any) -> Any:
    """The data written once more with the time of the commit.

    What cannot be written anew, as a computed field may fail the second time, stays as `before`: it is committed.
    """
    context = outcome.context
    context.committed, context.deadline, context.ticks, context.written = committed, math.inf, 0, 0
    try:
        return _encoded(outcome.value, outcome, headers)
    except RuntimeFailure:
        return before


def _encoded(value: Value, outcome: Outcome, headers: QueryHeaders) -> Any:
    """JSON of a value, for which functions may still have to run. Raises `RuntimeFailure`."""
    try:
        return ENCODERS[headers.format](outcome.context, value)
    except RecursionError:
        raise outcome.context.too_deep() from None


def _parts(outcome: Outcome, headers: QueryHeaders) -> tuple[int, dict[str, Any]]:
    failure = outcome.failure
    if failure is None:
        try:
            return 200, {"data": _encoded(outcome.value, outcome, headers), "summary": outcome.summary}
        except RuntimeFailure as late:
            failure = late
            outcome = Outcome(None, late, outcome.context)
    error = _error(failure)
    if isinstance(failure, Aborted):
        try:
            error["abort"] = _encoded(failure.abort, outcome, headers)
        except RuntimeFailure as late:
            failure, outcome = late, Outcome(None, late, outcome.context)
            error = _error(late)
    status = STATUS.get(failure.code, 400)
    if isinstance(failure, RuntimeFailure) and failure.status != 400:
        status = failure.status
    return status, {"error": error, "summary": outcome.summary}


def _error(failure: QueryFailure) -> dict[str, Any]:
    error: dict[str, Any] = {"code": failure.code, "message": failure.message}
    if isinstance(failure, RuntimeFailure) and failure.constraint_failures:
        error["constraint_failures"] = [
            {"paths": [list(path) for path in item.paths], "message": item.message}
            for item in failure.constraint_failures
        ]
    return error


def _finish(
    parts: dict[str, Any],
    environment: DatabaseEnvironment,
    headers: QueryHeaders,
    started: float,
    compute_ops: int,
    retried: int,
) -> dict[str, Any]:
    database, transaction = environment.session.database, environment.transaction
    usage = transaction.usage
    parts["txn_ts"] = transaction.now
    parts["stats"] = {
        "compute_ops": compute_ops,
        "read_ops": usage.read_ops,
        "write_ops": usage.write_ops if "data" in parts else 0,
        "query_time_ms": max(1, round((time.perf_counter() - started) * 1000)),
        "contention_retries": retried,
        "storage_bytes_read": usage.bytes_read,
        "storage_bytes_write": usage.bytes_written if "data" in parts else 0,
        "rate_limits_hit": [],
    }
    parts["schema_version"] = transaction.schema(database.id).version
    if headers.tags:
        parts["query_tags"] = ",".join(f"{key}={value}" for key, value in reversed(headers.tags))
    return parts


def failed(code: str, message: str, extra: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The body of an error that is no query's."""
    return {"error": {"code": code, "message": message, **(extra or {})}}
