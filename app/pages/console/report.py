"""A reply as its pane shows it."""

from datetime import UTC, datetime, timedelta
from typing import Any

from app.components.answer_pane import Fact, PaneView, Read
from app.components.literal import seen
from app.components.trace import read_trace
from app.developer.asking import Asked, Reply
from app.developer.reading import findings
from app.pages.run import reason_of, took

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NO_TRACE = "This database gives no decision trace: that is something of the Fauna emulator."
COUNTS = (
    ("compute_ops", "Compute ops"),
    ("read_ops", "Read ops"),
    ("write_ops", "Write ops"),
    ("storage_bytes_read", "Bytes read"),
    ("storage_bytes_write", "Bytes written"),
    ("contention_retries", "Contention retries"),
)


def view_of(reply: Reply, asked: Asked, who: str) -> PaneView:
    """All of a pane but its rows."""
    refusal = reply.refusal
    shared: dict[str, Any] = {
        "who": who,
        "short": _short(reply),
        "facts": _facts(reply, asked),
        "reads": tuple(Read(item.kind, seen(item.text)) for item in findings(asked.text, reply.summary)),
        "trace": read_trace(reply.trace),
        "no_trace": NO_TRACE if asked.with_trace and reply.trace is None else "",
    }
    if refusal is None:
        return PaneView("good", message=_message(reply), log=seen(reply.summary), **shared)
    reason = reason_of(
        {"side": refusal.side, "code": refusal.code, "message": refusal.message, "summary": refusal.summary}
    )
    if refusal.code in ("signed_out", "session_ended"):
        return PaneView("signed-out", message="No token found", reason=reason, **shared)
    return PaneView("bad", message="Error occurred", reason=reason, log=seen(refusal.summary), **shared)


def _message(reply: Reply) -> str:
    if reply.members is None:
        return f"One value in {took(reply.milliseconds)}"
    if reply.after:
        return f"First page in {took(reply.milliseconds)}"
    count = len(reply.members)
    return f"{count:,} {'value' if count == 1 else 'values'} in {took(reply.milliseconds)}"


def _short(reply: Reply) -> str:
    counts = [
        f"{reply.stats[name]:,} {label.lower()}" for name, label in COUNTS[:3] if isinstance(reply.stats.get(name), int)
    ]
    at = _time(reply.txn_ts)
    return " · ".join(filter(None, [took(reply.milliseconds), *counts, at, seen(reply.static_type), reply.query_tags]))


def _facts(reply: Reply, asked: Asked) -> tuple[Fact, ...]:
    found = [Fact("From asking to answer", took(reply.milliseconds))]
    spent = reply.stats.get("query_time_ms")
    if isinstance(spent, int | float):
        found.append(Fact("Fauna's own time", f"{spent:,} ms"))
    found += [Fact(label, f"{reply.stats[name]:,}") for name, label in COUNTS if isinstance(reply.stats.get(name), int)]
    limits = reply.stats.get("rate_limits_hit")
    if isinstance(limits, list) and limits:
        found.append(Fact("Rate limits hit", ", ".join(map(str, limits))))
    if reply.txn_ts:
        found.append(Fact("Transaction time", f"{_time(reply.txn_ts)} ({reply.txn_ts} µs)"))
    if reply.schema_version:
        found.append(Fact("Schema version", f"{_time(reply.schema_version)}"))
    if asked.at:
        found.append(Fact("Read at", asked.at))
    if reply.refusal is None:
        found.append(Fact("Static type", seen(reply.static_type) or "not given: the query was not typechecked"))
    if reply.query_tags:
        found.append(Fact("Query tags", reply.query_tags))
    return tuple(found)


def _time(micros: int) -> str:
    if not micros:
        return ""
    try:
        return f"{EPOCH + timedelta(microseconds=micros):%Y-%m-%d %H:%M:%S.%f}"[:-3] + " UTC"
    except OverflowError:
        return str(micros)
