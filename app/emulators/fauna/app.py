"""The HTTP face: paths, sessions, threads."""

import asyncio
import gc
import json
import logging
import secrets
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import replace
from typing import Any

from app.emulators.fauna.access import verdicts
from app.emulators.fauna.access.jwks import KeySets
from app.emulators.fauna.access.session import Session, Sessions
from app.emulators.fauna.access.trace import Trace
from app.emulators.fauna.access.tracing import HEADER, Tracing
from app.emulators.fauna.access.verdicts import Verdict
from app.emulators.fauna.api.body import QueryBody
from app.emulators.fauna.api.brief import NotBrief
from app.emulators.fauna.api.environment import environment
from app.emulators.fauna.api.errors import RequestError, Unauthorized
from app.emulators.fauna.api.events import EventEndpoints, EventSources
from app.emulators.fauna.api.headers import QueryHeaders, read_headers
from app.emulators.fauna.api.query import QueryEndpoint, failed, query_threads
from app.emulators.fauna.api.schema import SchemaEndpoints
from app.emulators.fauna.api.schema_request import SchemaRequest
from app.emulators.fauna.api.snapshot import reach
from app.emulators.fauna.api.turns import Turn, Turns
from app.emulators.fauna.config import FaunaConfig
from app.emulators.fauna.environment import claims
from app.emulators.fauna.faults import PATH as FAULTS_PATH
from app.emulators.fauna.faults import Faults
from app.emulators.fauna.fql.evaluate import evaluate
from app.emulators.fauna.fql.template import Query
from app.emulators.fauna.schema.cache import Schemas
from app.emulators.fauna.store.catalog import Catalog
from app.emulators.fauna.store.records import Database
from app.emulators.fauna.store.store import Store
from app.emulators.fauna.streams.registry import Streams

log = logging.getLogger(__name__)
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
STREAM_THREADS = 2
BODY_LIMIT = 16 * 1024 * 1024
REFUSING_SECONDS = 0.01
"""For an unreadable query, about what a real node takes for any: the JavaScript suite has it time out in 1 ms."""
encode_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode
NOT_FOUND = {"errors": [{"code": "not found", "description": "Not Found"}]}
PING = {"write": "write", "node": "node"}


class FaunaApp:
    """An ASGI application; one per data folder."""

    def __init__(self, config: FaunaConfig) -> None:
        self.config = config
        if config.data is not None:
            config.data.mkdir(parents=True, exist_ok=True)
        self.store = Store(None if config.data is None else config.data / "fauna.sqlite", config.synchronous)
        schemas = self.schemas = Schemas()
        self.store.upkeep.retention = lambda collection: history_days(self.store.catalog, schemas, collection)
        self.schema_endpoints = SchemaEndpoints(self.store, schemas)
        self.queries = QueryEndpoint(self.store, schemas, config.limits)
        self.keys = KeySets()
        self.sessions = Sessions(
            self.store,
            config.root_secret,
            lambda database: schemas.of(self.store.catalog.get("schemas", database.id)),
            self._judge,
            keys=self.keys,
            strict_exp=config.strict_exp,
        )
        self.tracing = Tracing(self.sessions)
        self.threads = query_threads(config.workers)
        self.turns = Turns()
        self.streams = Streams(self.store, schemas, query_threads(STREAM_THREADS, "streams"))
        sources = EventSources(self.store, schemas, config.limits)
        self.events = EventEndpoints(self.sessions, sources, self.streams, self.threads)
        self.faults = Faults(config.root_secret, self.streams.drop)
        self.sessions.now_for = lambda payload: self.faults.now_for(payload, self.sessions.now())

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Serve one request, or the lifespan."""
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
            return
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        path: str = scope["path"].removeprefix(scope.get("root_path", ""))
        try:
            if path == "/stream/1":
                await self.events.stream(headers, await _body(receive), receive, send)
                return
            status, data = await self._route(scope["method"], path, scope, headers, receive)
        except RequestError as error:
            body = {"message": error.message} if path.startswith("/schema/") else None
            status = error.status
            data = {"error": body} if body else failed(error.code, error.message)
        except Exception:
            log.exception("A request to %s failed", path)
            status, data = 500, failed("internal_error", "The emulator failed on this request; its log says where.")
        await _respond(send, status, data, headers.get("traceparent"))

    async def _route(
        self, method: str, path: str, scope: Message, headers: dict[str, str], receive: Receive
    ) -> tuple[int, dict[str, Any]]:
        if path == "/query/1":
            with self.turns.take() as turn:
                return await self._query(headers, receive, turn)
        if path == "/environment/1":
            session = await self.sessions.open(headers.get("authorization"))
            stored = self.store.begin(session.database.id).schema(session.database.id)
            return environment(session, self.schemas.of(stored), stored.version)
        if path == FAULTS_PATH and method == "POST":
            return 200, self.faults.answer(headers.get("authorization"), await _body(receive))
        if path == "/feed/1":
            return await self.events.feed(headers, await _body(receive))
        if path == "/ping":
            return _ping(method, scope.get("query_string", b"").decode())
        if path == "/schema/1" or path.startswith("/schema/1/"):
            session = await self.sessions.open(headers.get("authorization"))
            body = await _body(receive)
            query = scope.get("query_string", b"").decode("latin-1")
            request = SchemaRequest(method, path.removeprefix("/schema/1"), query, headers, body)
            with self.turns.busy():
                return await asyncio.get_running_loop().run_in_executor(
                    self.threads, self.schema_endpoints.answer, session, request
                )
        return 404, NOT_FOUND

    async def _query(self, headers: dict[str, str], receive: Receive, turn: Turn) -> tuple[int, dict[str, Any]]:
        """The session is opened while the body is still on its way; what is wrong with the body is said first."""
        try:
            options = read_headers(headers)
        except RequestError:
            await _body(receive)
            raise
        await self.faults.delay()
        session, trace = await self._open(headers)
        body = QueryBody(await _body(receive))
        _check_json(body.raw)
        try:
            if isinstance(session, Unauthorized):
                raise session
            status, data = await self._answer(session, body, await self._caught_up(options, turn), turn, trace)
            if status == 400 and data["error"]["code"] == "invalid_query":
                turn.end()
                await asyncio.sleep(REFUSING_SECONDS)
        except RequestError as error:
            if trace is None:
                raise
            status, data = error.status, failed(error.code, error.message)
        return status, data if trace is None else {**data, "decision_trace": trace.shown()}

    async def _open(self, headers: dict[str, str]) -> tuple[Session | Unauthorized, Trace | None]:
        """The session or its refusal, and a trace for an admin who asked for one."""
        authorization = headers.get("authorization")
        if HEADER in headers and (admin := await self.tracing.admin(headers[HEADER])):
            return await self.tracing.open(admin, authorization)
        try:
            return await self.sessions.open(authorization), None
        except Unauthorized as refusal:
            return refusal, None

    async def _answer(
        self, session: Session, body: QueryBody, options: QueryHeaders, turn: Turn, trace: Trace | None
    ) -> tuple[int, dict[str, Any]]:
        if trace is None and self.queries.brief.is_brief(body, alone=turn.is_alone):
            turn.is_hurried = True
            try:
                return self.queries.answer(session, body, options, turn)
            except NotBrief:
                turn.is_hurried = False
                self.queries.brief.forget(body)
        run = asyncio.get_running_loop().run_in_executor
        return await run(self.threads, self.queries.answer, session, body, options, turn, trace)

    async def _caught_up(self, options: QueryHeaders, turn: Turn) -> QueryHeaders:
        """The options once a snapshot shows what the client has seen; waiting takes from the query's time."""
        seen = options.last_txn_ts
        if seen is None or seen <= self.store.horizon():
            return options
        turn.end()
        seconds = options.timeout_ms / 1000 if options.timeout_ms else self.config.limits.seconds
        left = await reach(self.store.horizon, seen, seconds)
        return replace(options, timeout_ms=max(1, round(left * 1000)))

    async def _judge(self, database: Database, predicate: str, payload: dict[str, Any]) -> Verdict:
        environment = self.queries.environment(Session(database, ("server-readonly",), payload))
        query, arguments = Query(f"({predicate})(token)"), {"token": claims(payload)}

        def decide() -> Verdict:
            now = environment.transaction.now
            outcome = evaluate(query, arguments, environment, self.config.limits, now=now)
            if outcome.failure is not None:
                return verdicts.failed(outcome.failure.code, outcome.failure.message)
            return verdicts.FALSE if environment.transaction.writes else verdicts.verdict_on(outcome.value)

        return await asyncio.get_running_loop().run_in_executor(self.threads, decide)

    def close(self) -> None:
        """End all streams and queries, and close the store."""
        self.streams.close()
        self.threads.shutdown(wait=False, cancel_futures=True)
        self.store.close()

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                gc.freeze()
                await send({"type": "lifespan.startup.complete"})
            else:
                await self.keys.close()
                self.close()
                await send({"type": "lifespan.shutdown.complete"})
                return


def history_days(catalog: Catalog, schemas: Schemas, collection: int) -> int:
    """The days of history that a collection keeps, by its number."""
    record = catalog.get("collections", collection)
    stored = record and catalog.get("schemas", record.database)
    item = schemas.of(stored).collections.get(record.name) if stored else None
    return 0 if item is None else item.history_days


def _check_json(body: bytes) -> None:
    """The body is looked at before the secret: broken JSON is 400 with or without one."""
    if body[:1] in (b"{", b"["):
        return
    if body.strip():
        try:
            json.loads(body)
        except ValueError as error:
            raise _bad_body() from error


def _bad_body() -> RequestError:
    return RequestError("Invalid request body")


def _ping(method: str, query: str) -> tuple[int, dict[str, Any]]:
    if method != "GET":
        return 405, {"errors": [{"code": "method not allowed", "description": "Allowed methods are GET."}]}
    scope = query.partition("scope=")[2] or "write"
    return 200, {"resource": f"Scope {PING.get(scope, 'node')} is OK"}


async def _body(receive: Receive) -> bytes:
    message = await receive()
    body = message.get("body", b"")
    if not message.get("more_body"):
        return body
    chunks, size = [body], len(body)
    while message.get("more_body"):
        message = await receive()
        chunks.append(message.get("body", b""))
        size += len(chunks[-1])
        if size > BODY_LIMIT:
            raise RequestError(f"Invalid request body: larger than {BODY_LIMIT} bytes")
    return b"".join(chunks)


async def _respond(send: Send, status: int, data: dict[str, Any], traceparent: str | None) -> None:
    body = encode_json(data).encode("utf-8", "surrogatepass")
    headers = [
        (b"content-type", b"application/json;charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        (b"traceparent", (traceparent or _trace()).encode("latin-1")),
    ]
    if status == Unauthorized.status:
        headers.append((b"www-authenticate", b"Bearer"))
    if status == 405:
        headers.append((b"allow", b"GET"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _trace() -> str:
    return f"00-{secrets.token_hex(16)}-{secrets.token_hex(8)}-01"
