"""A request and its answer as one `Call`: nothing here fails, whatever either of them holds."""

import asyncio
import base64
import json
import shlex
from typing import Any

import httpx

from app.calls.masking import masked, masked_text, masked_url
from app.calls.noted import Call, Ops, Service

FAUNA = ("/query/1", "/stream/1", "/feed/1", "/schema/1", "/environment/1")
UNREMARKABLE = ("host", "accept", "accept-encoding", "connection", "user-agent", "content-length", "authorization")
TRACE_IDS = ("x-clerk-trace-id", "traceparent", "cf-ray")
TRACE_SECRET = "x-decision-trace"  # noqa: S105 - a header's name
LONGEST_BODY, LONGEST_SUBJECT, LONGEST_NAME, LONGEST_STATS = 4_000, 400, 80, 1_000
STATS = b'"stats":'


def described(request: httpx.Request, end: httpx.Response | BaseException, at: float, milliseconds: float) -> Call:
    """The call that a request and its answer, or what was raised instead, make."""
    service: Service = "Fauna" if request.url.path.startswith(FAUNA) else "Clerk"
    body = _body(request)
    answer = end if isinstance(end, httpx.Response) else None
    address = masked_url(request.url)
    return Call(
        service=service,
        at=at,
        method=request.method,
        path=_cut(masked_text(address.raw_path.decode("ascii", "replace")), LONGEST_SUBJECT),
        status=answer.status_code if answer is not None else 0,
        milliseconds=milliseconds,
        identity=_cut(identity(request.headers.get("authorization", ""), service), LONGEST_NAME),
        request_id=_request_id(answer),
        outcome=_failure(end) if answer is None else _refusal(answer),
        subject=_cut(_subject(body), LONGEST_SUBJECT),
        curl=_curl(request, address, service, body),
        ops=_ops(answer) if answer is not None and service == "Fauna" else None,
    )


def identity(authorization: str, service: Service) -> str:
    """As whom a request was made, read off its `Authorization` header without believing it or keeping it."""
    secret = authorization.partition(" ")[2].strip()
    if not secret:
        return "nobody"
    if service == "Clerk":
        return "secret key"
    if secret.count(".") == 2:
        claims = _claims(secret)
        role = claims.get("role")
        who = str(claims.get("sub", "a user"))
        return f"{who} · {role}" if isinstance(role, str) else who
    _, *scope = secret.split(":")
    if not scope:
        return "key"
    last = scope[-1]
    return f"role {last.removeprefix('@role/')}" if last.startswith("@role/") else f"key as {last}"


def _claims(token: str) -> dict[str, Any]:
    part = token.split(".")[1]
    try:
        value = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _body(request: httpx.Request) -> Any:
    """The request's JSON without secrets; None when it has none."""
    if not request.headers.get("content-type", "").startswith("application/json"):
        return None
    try:
        return masked(json.loads(request.content))
    except (ValueError, RecursionError, httpx.RequestNotRead):
        return None


def _subject(body: Any) -> str:
    """The query in a body; values that were interpolated are dots."""
    query = body.get("query") if isinstance(body, dict) else None
    if isinstance(query, dict):
        parts = query.get("fql")
        query = "".join(part if isinstance(part, str) else "…" for part in parts) if isinstance(parts, list) else None
    return query if isinstance(query, str) else ""


def _curl(request: httpx.Request, address: httpx.URL, service: Service, body: Any) -> str:
    parts = [f"curl -X {request.method} {shlex.quote(masked_text(str(address)))}"]
    if "authorization" in request.headers:
        parts.append(f'-H "Authorization: Bearer ${"CLERK_SECRET_KEY" if service == "Clerk" else "FAUNA_TOKEN"}"')
    for name, value in request.headers.items():
        if name == TRACE_SECRET:
            parts.append('-H "X-Decision-Trace: $FAUNA_SECRET"')
        elif name not in UNREMARKABLE:
            parts.append(f"-H {shlex.quote(f'{name}: {masked_text(value)}')}")
    if body is not None:
        parts.append(f"-d {shlex.quote(_cut(json.dumps(body, ensure_ascii=False), LONGEST_BODY))}")
    return " \\\n  ".join(parts)


def _request_id(answer: httpx.Response | None) -> str:
    found = (answer.headers.get(name) for name in TRACE_IDS) if answer is not None else ()
    return _cut(next((text for text in found if text), ""), LONGEST_NAME)


def _failure(error: Any) -> str:
    if isinstance(error, asyncio.CancelledError):
        return "stopped"
    return "timed out" if isinstance(error, httpx.TimeoutException) else "no answer"


def _refusal(answer: httpx.Response) -> str:
    """The code of an error, as Fauna or Clerk write it."""
    if answer.is_success:
        return ""
    try:
        data = answer.json()
        problem = data["error"] if "error" in data else data["errors"][0]
        return _cut(masked_text(str(problem["code"])), LONGEST_NAME)
    except (ValueError, LookupError, TypeError, RecursionError, httpx.ResponseNotRead):
        return ""


def _ops(answer: httpx.Response) -> Ops | None:
    """The operations in an answer: its last member of that name is its own, whatever stands in the data."""
    try:
        start = answer.content.rfind(STATS) + len(STATS)
        rest = answer.content[start : start + LONGEST_STATS].decode("utf-8", "replace").lstrip()
        stats = json.JSONDecoder().raw_decode(rest)[0] if start >= len(STATS) else None
    except (ValueError, httpx.ResponseNotRead):
        return None
    if not isinstance(stats, dict):
        return None
    names = ("compute_ops", "read_ops", "write_ops", "query_time_ms")
    return Ops(*(value if isinstance(value := stats.get(name), int) else 0 for name in names))


def _cut(text: str, longest: int) -> str:
    """At most so many characters, all of which can be sent on: half characters cannot."""
    text = text[: longest + 1].encode("utf-8", "replace").decode()
    return text if len(text) <= longest else text[: longest - 1] + "…"
