"""One authenticated query as the page sees it: a pure reducer over the steps that happened.

`apply(run, step)` gives the next `Run`; nothing here waits, asks or knows the page.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from app.components.literal import cut, headline, literal, pretty, rows, seen
from app.components.outcome import Answer, Reason
from app.components.timeline import StepView
from app.fauna.as_user import Step

LONGEST_VALUE = 50_000
LONGEST_ROW = 2_000
LONGEST_DETAIL = 4_000
DEEPEST = 100
TITLES = {"session": "Session verified", "token": "Token pulled", "query": "Query sent", "result": "Result"}
ORDER = tuple(TITLES)
OPS = ("compute", "read", "write")

Tone = Literal["idle", "running", "good", "signed-out", "bad", "stopped"]

SIGN_IN, SETUP = ("/sign-in", "Sign in"), ("/setup", "Open Setup")
CORRECT = ("Correct the query at the marked place, then click again.", "", "")
ADVICE = {
    "signed_out": ("Sign in, then click again.", *SIGN_IN),
    "session_ended": ("Sign in again; this page has signed you out.", *SIGN_IN),
    "jwt_template_not_found": ("Setup creates the template or shows what to paste.", *SETUP),
    "clerk_key_invalid": ("Compare CLERK_SECRET_KEY with Clerk's dashboard, then start the app again.", "", ""),
    "clerk_unavailable": ("Click again in a moment; nothing on this page needs a reload.", "", ""),
    "too_many_requests": ("Wait for the time that it names, then click again.", "", ""),
    "fauna_unavailable": ("Click again once Fauna answers; nothing on this page needs a reload.", "", ""),
    "unauthorized": ("Setup compares the access provider's issuer, audience and keys with your token.", *SETUP),
    "permission_denied": ("Your role lacks a privilege; the roles are in the database's schema.", "", ""),
    "abort": ("The query ended itself; change what it checks or what you give it.", "", ""),
    "contended_transaction": ("Others wrote the same documents; click again.", "", ""),
    "limit_exceeded": ("Fauna is busy; click again in a moment.", "", ""),
    "time_out": ("Ask for less in one query, then click again.", "", ""),
}
OTHER_ADVICE = ("Setup checks every part.", *SETUP)
NETWORK = ("clerk_unavailable", "fauna_unavailable")
TOO_DEEP = "too deeply nested to be shown"
SIGNED_OUT = {"side": "Clerk", "code": "signed_out", "message": "Nobody is signed in on this page."}


@dataclass(frozen=True)
class Run:
    """What the page shows of a query; `first` is the number of its first value, `after` the cursor behind the last."""

    tone: Tone = "idle"
    message: str = ""
    reason: Reason = field(default_factory=Reason)
    steps: tuple[StepView, ...] = tuple(StepView(name, title) for name, title in TITLES.items())
    answer: Answer = field(default_factory=Answer)
    milliseconds: float = 0.0
    pages: int = 0
    ops: tuple[int, ...] = ()
    after: str = ""
    sign_out: bool = False


def start(first: int = 1) -> Run:
    """The button was clicked; or more values were asked for, the next being number `first`."""
    return _change(Run(tone="running", answer=Answer(first=first)), "session", state="running")


def nobody() -> Run:
    """The button was clicked and nobody is signed in."""
    return _refuse(start(), reason_of(SIGNED_OUT))


def stop(run: Run) -> Run:
    """The user stopped it; values that have come stay."""
    steps = tuple(
        replace(step, state="failed", note="stopped") if step.state == "running" else step for step in run.steps
    )
    answer = replace(run.answer, more=False, facts=run.answer.facts or "Fauna may still finish what it had begun.")
    return replace(run, tone="stopped", message="Stopped", steps=steps, answer=answer, after="")


def apply(run: Run, step: Step) -> Run:
    """The run after a step."""
    run = replace(run, milliseconds=run.milliseconds + step.milliseconds)
    match step.kind:
        case "failure":
            return _refuse(run, reason_of(step.detail), took(step.milliseconds))
        case "result":
            return _settle(_answer(_done(run, step), step.detail), step.detail)
        case "page":
            return _settle(_more(run, step.detail), step.detail)
    following = ORDER[ORDER.index(step.kind) + 1]
    return _change(_done(run, step), following, state="running")


def took(milliseconds: float) -> str:
    """A duration as shown: tenths below ten."""
    if milliseconds < 0.05:
        return "< 0.1 ms"
    return f"{milliseconds:.1f} ms" if milliseconds < 10 else f"{milliseconds:,.0f} ms"


def _done(run: Run, step: Step) -> Run:
    _, _, note = step.title.partition("(")
    shown = {"note": note.removesuffix(")"), "took": took(step.milliseconds), "detail": _detail(step)}
    return _change(run, step.kind, state="done", **shown)


def _answer(run: Run, detail: dict[str, Any]) -> Run:
    data = detail.get("data")
    members = rows(data)
    text = "" if members else _shown(pretty, data, LONGEST_VALUE)
    answer = replace(run.answer, text=text, rows=_rows(members or []), log=seen(str(detail.get("summary") or "")))
    return replace(run, answer=answer, pages=1, message=f"Message: {_shown(headline, data, LONGEST_ROW)}")


def _more(run: Run, detail: dict[str, Any]) -> Run:
    members = rows(detail.get("data")) or []
    answer = replace(run.answer, text="", rows=(*run.answer.rows, *_rows(members)))
    return replace(run, answer=answer, pages=run.pages + 1)


def _settle(run: Run, detail: dict[str, Any]) -> Run:
    """What follows from how many values there are, and whether more come or could come."""
    goes_on, after = bool(detail.get("goes_on")), str(detail.get("after") or "")
    count, first = len(run.answer.rows), run.answer.first
    message = run.message
    if first > 1:
        message = f"Message: values {first} to {first + count - 1}" if count else "Message: no further values"
    elif after:
        message = f"Message: {count} values so far" if goes_on else f"Message: the first {count} values"
    elif run.pages > 1:
        message = f"Message: {count} values"
    pages = f"{run.pages} pages" if run.pages > 1 else ""
    ops = _added(run.ops, detail.get("stats") or {})
    named = [f"{count} {name} {'op' if count == 1 else 'ops'}" for name, count in zip(OPS, ops, strict=False) if count]
    facts = " · ".join(filter(None, (pages, *named, f"{took(run.milliseconds)} in all")))
    answer = replace(run.answer, facts=facts, more=bool(after) and not goes_on)
    settled = replace(run, answer=answer, message=message, after=after, ops=ops, tone="running" if goes_on else "good")
    return _change(settled, "result", state="running" if goes_on else "done", note=pages)


def _added(ops: tuple[int, ...], stats: dict[str, Any]) -> tuple[int, ...]:
    counts = [stats.get(f"{name}_ops") for name in OPS]
    return tuple(
        before + (count if isinstance(count, int) else 0)
        for before, count in zip(ops or (0,) * len(OPS), counts, strict=True)
    )


def _refuse(run: Run, reason: Reason, taken: str = "") -> Run:
    running = next((step.name for step in run.steps if step.state == "running"), "session")
    failed = _change(run, running, state="failed", note=reason.code, took=taken)
    failed = replace(failed, reason=reason, answer=Answer(), after="")
    if reason.code in ("signed_out", "session_ended"):
        ended = reason.code == "session_ended"
        return replace(failed, tone="signed-out", message="No token found", sign_out=ended)
    return replace(failed, tone="bad", message="Error occurred")


def reason_of(detail: dict[str, Any]) -> Reason:
    """Why somebody refused, with what to do: from a side, a code, a message and Fauna's printed summary."""
    code = str(detail.get("code", "error"))
    message, printed = str(detail.get("message") or ""), str(detail.get("summary") or "")
    is_excerpt = "\n" in printed
    if is_excerpt:
        message = "" if printed.startswith(f"error: {message}") else message
    else:
        message = message or printed or "It gave no reason."
    advice, href, link = ADVICE.get(code) or (CORRECT if is_excerpt else OTHER_ADVICE)
    side = "Network" if code in NETWORK else str(detail.get("side", ""))
    return Reason(side, code, seen(message), seen(printed) if is_excerpt else "", advice, href, link)


def _rows(members: list[Any]) -> tuple[str, ...]:
    return tuple(_shown(literal, member, LONGEST_ROW) for member in members)


def _shown(write: Callable[[Any], str], data: Any, longest: int) -> str:
    return TOO_DEEP if _is_deep(data) else _shortened(write(data), longest)


def _is_deep(data: Any) -> bool:
    layer = [data]
    for _ in range(DEEPEST):
        collections = [item for item in layer if isinstance(item, dict | list)]
        if not collections:
            return False
        layer = [child for item in collections for child in (item.values() if isinstance(item, dict) else item)]
    return True


def _shortened(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{cut(text, longest)} ({len(text):,} characters)"


def _detail(step: Step) -> str:
    if step.kind == "query":
        head = f"POST {step.detail.get('endpoint', '')}/query/1\nAuthorization: Bearer <the token pulled above>"
        return _shortened(seen(f"{head}\n\n{step.detail.get('query', '')}"), LONGEST_DETAIL)
    shown = step.detail
    if step.kind == "token":
        shown = shown.get("claims", shown)
    elif step.kind == "result":
        shown = {name: shown[name] for name in ("data", "summary", "static_type", "stats", "txn_ts") if name in shown}
    return _shown(
        lambda value: seen(json.dumps(value, indent=2, ensure_ascii=False, default=str)), shown, LONGEST_DETAIL
    )


def _change(run: Run, name: str, **changes: str) -> Run:
    return replace(run, steps=tuple(replace(step, **changes) if step.name == name else step for step in run.steps))
