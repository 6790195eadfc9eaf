"""An async client for Fauna: the official driver's encoder, decoder and query builder on `httpx.AsyncClient`."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any

import httpx
from fauna import fql
from fauna.encoding import FaunaDecoder, FaunaEncoder
from fauna.query.query_builder import Query

from app.connections import kept_client
from app.fauna.errors import (
    AnswerTooDeep,
    ConstraintFailure,
    FaunaError,
    FaunaUnavailable,
    QueryRefused,
    SchemaMoved,
    SchemaRefused,
    Unauthorized,
)
from app.fauna.options import QueryOptions

RETRIES = 3
BACKOFF_SECONDS = 0.02
TIMEOUT_SECONDS = 15.0
USUAL = QueryOptions()


@dataclass(frozen=True, slots=True)
class QuerySuccess:
    """A query's answer: the decoded value, the wire's JSON, and what Fauna says about the work.

    `trace` is the decision trace as it came, for queries that ask with a trace secret; None where there is none.
    """

    data: Any
    raw: Any
    summary: str
    static_type: str | None
    stats: Mapping[str, Any]
    txn_ts: int
    schema_version: int
    query_tags: str = ""
    trace: Any = None


@dataclass(frozen=True, slots=True)
class ResultPage:
    """A page of a set: decoded members, and the same as the wire's JSON."""

    data: list[Any]
    raw: list[Any]


class SchemaFiles(dict[str, str]):
    """Schema files by name, as they were at a version."""

    def __init__(self, version: int) -> None:
        super().__init__()
        self.version = version


class FaunaClient:
    """Queries and schema calls; each call brings its own secret, so one client serves all users."""

    def __init__(self, endpoint: str, transport: httpx.AsyncBaseTransport | None = None) -> None:
        try:
            self._address = str(httpx.URL(endpoint)).rstrip("/")
        except httpx.InvalidURL as error:
            raise FaunaUnavailable("FAUNA_ENDPOINT is not an address.") from error
        self._own = None if transport is None else httpx.AsyncClient(transport=transport)
        self._http = self._own or kept_client(local=endpoint.startswith("http://127.0.0.1"))

    async def __aenter__(self) -> "FaunaClient":
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._own is not None:
            await self._own.aclose()

    async def query(
        self,
        query: Query | str,
        *,
        secret: str,
        arguments: Mapping[str, Any] | None = None,
        tagged: Mapping[str, Any] | None = None,
        options: QueryOptions = USUAL,
        trace_secret: str | None = None,
        raw_only: bool = False,
    ) -> QuerySuccess:
        """Run FQL; a contended transaction is tried again. Raises `FaunaError`.

        `tagged` are arguments that are in the wire's format already. An admin's `trace_secret` asks for the decision
        trace, which answers and errors carry as `trace`.
        With `raw_only` the answer is not decoded, `data` is None: who shows thousands of rows needs `raw` alone.
        """
        body: dict[str, Any] = {"query": query if isinstance(query, str) else FaunaEncoder.encode(query)}
        if arguments or tagged:
            body["arguments"] = {**FaunaEncoder.encode(dict(arguments or {})), **(tagged or {})}
        headers = {**_bearer(secret), "X-Format": "tagged", "X-Driver-Env": "driver=python-async", **options.headers()}
        if trace_secret is not None:
            headers["X-Decision-Trace"] = trace_secret
        patience = options.patience_seconds(TIMEOUT_SECONDS)
        answer = await self._send("POST", "/query/1", json=body, headers=headers, patience=patience)
        for attempt in range(RETRIES):
            if answer.status_code != 409:
                break
            await asyncio.sleep(BACKOFF_SECONDS * 2**attempt)
            answer = await self._send("POST", "/query/1", json=body, headers=headers, patience=patience)
        data = _json(answer)
        if not answer.is_success:
            raise _query_error(answer.status_code, data)
        if "data" not in data:
            raise _foreign(answer)
        return QuerySuccess(
            data=None if raw_only else _decoded(data["data"]),
            raw=data["data"],
            summary=data.get("summary", ""),
            static_type=data.get("static_type"),
            stats=data.get("stats", {}),
            txn_ts=data.get("txn_ts", 0),
            schema_version=data.get("schema_version", 0),
            query_tags=data.get("query_tags") or "",
            trace=data.get("decision_trace"),
        )

    async def pages(self, query: Query | str, *, secret: str, limit: int = 1000) -> AsyncIterator[ResultPage]:
        """The pages of the set that a query gives, as they come; any other value is one page of one."""
        value = (await self.query(query, secret=secret)).raw
        if not (isinstance(value, dict) and value.keys() == {"@set"}):
            yield ResultPage([_decoded(value)], [value])
            return
        page: Any = value["@set"] if isinstance(value["@set"], dict) else {"after": value["@set"]}
        for number in range(limit):
            if number > 0 or "data" not in page:
                page = (await self.query(fql("Set.paginate(${after})", after=page["after"]), secret=secret)).raw
            members = page.get("data", []) if isinstance(page, dict) else []
            yield ResultPage(_decoded(members), members)
            if not isinstance(page, dict) or page.get("after") is None:
                return

    async def environment(self, *, secret: str) -> dict[str, Any]:
        """Globals and types that queries may use, with their signatures; for admins and servers only."""
        answer = await self._send("GET", "/environment/1", headers=_bearer(secret))
        data = _json(answer)
        if not answer.is_success:
            raise _query_error(answer.status_code, {"error": data})
        found = data.get("environment")
        return found if isinstance(found, dict) else {}

    async def schema_files(self, *, secret: str) -> "SchemaFiles":
        """The schema files by name, and their version."""
        listed = await self.schema_call("GET", "/schema/1/files", secret=secret)
        files = SchemaFiles(listed.get("version", 0))
        for entry in listed.get("files", []):
            name = entry["filename"]
            files[name] = (await self.schema_call("GET", f"/schema/1/files/{name}", secret=secret))["content"]
        return files

    async def push_schema(self, files: Mapping[str, str], *, secret: str, version: int | None = None) -> int:
        """Replace the schema files, those of a `version` only while it is the newest; returns the new version.

        Raises `SchemaMoved` when somebody has pushed meanwhile, `SchemaRefused` for a schema with a mistake.
        """
        newest = "force=true" if version is None else f"version={version}"
        answer = await self.schema_call("POST", f"/schema/1/update?{newest}", secret=secret, files=files)
        return answer.get("version", 0)

    async def schema_call(
        self, method: str, path: str, *, secret: str, files: Mapping[str, str] | None = None
    ) -> dict[str, Any]:
        """One call of the schema endpoints, with files if it takes any. Raises `FaunaError`."""
        parts = [(name, (name, body.encode(), "application/octet-stream")) for name, body in (files or {}).items()]
        options: dict[str, Any] = {"files": parts} if parts else {}
        answer = await self._send(method, path, headers=_bearer(secret), **options)
        data = _json(answer)
        if answer.is_success:
            return data
        message = str(_error(data).get("message") or data.get("message") or "The schema was refused.")
        refusals = {401: Unauthorized, 409: SchemaMoved}
        raise refusals.get(answer.status_code, SchemaRefused)(message)

    async def _send(
        self, method: str, path: str, *, patience: float = TIMEOUT_SECONDS, **options: Any
    ) -> httpx.Response:
        try:
            return await self._http.request(method, self._address + path, timeout=patience, **options)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise FaunaUnavailable("Fauna does not answer. Check that it runs, then try again.") from error


def _bearer(secret: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}"}


def _json(answer: httpx.Response) -> dict[str, Any]:
    try:
        data = answer.json()
    except ValueError as error:
        raise _foreign(answer) from error
    except RecursionError as error:
        raise AnswerTooDeep from error
    return data if isinstance(data, dict) else {}


def _foreign(answer: httpx.Response) -> FaunaUnavailable:
    return FaunaUnavailable(f"Something that is not Fauna answers there ({answer.status_code}).")


def _decoded(value: Any) -> Any:
    try:
        return FaunaDecoder.decode(value)
    except (ValueError, TypeError, LookupError, AttributeError) as error:
        raise FaunaUnavailable("Fauna's answer holds a value that cannot be read.") from error
    except RecursionError as error:
        raise AnswerTooDeep from error


def _error(data: Mapping[str, Any]) -> Mapping[str, Any]:
    error = data.get("error")
    return error if isinstance(error, dict) else {}


def _query_error(status: int, data: Mapping[str, Any]) -> FaunaError:
    code = str(_error(data).get("code", f"http_{status}"))
    message = str(_error(data).get("message") or "Fauna refuses the query.")
    refused = (
        Unauthorized(message) if status == 401 else QueryRefused(code, message, str(data.get("summary") or ""), status)
    )
    if isinstance(refused, QueryRefused):
        refused.abort = _error(data).get("abort")
        refused.failures = tuple(
            ConstraintFailure(tuple(path), str(failure.get("message")))
            for failure in _error(data).get("constraint_failures") or ()
            for path in failure.get("paths") or [[]]
        )
    refused.trace, refused.stats = data.get("decision_trace"), data.get("stats") or {}
    return refused
