"""One authenticated query as the page sees it: a pure reducer over the steps that happened.

`apply(run, step)` gives the next `Run`; nothing here waits, asks or knows the page.
"""

import json
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from app.components.literal import headline, literal, rows
from app.components.outcome import Reason
from app.components.timeline import StepView
from app.fauna.as_user import Step

ROWS_SHOWN = 200
TITLES = {"session": "Session verified", "token": "Token pulled", "query": "Query sent", "result": "Result"}
ORDER = tuple(TITLES)

Tone = Literal["idle", "running", "good", "signed-out", "bad"]

SIGNED_OUT = Reason("Clerk", "signed_out", "Nobody is signed in on this page.", "Sign in, then click again.")
ADVICE = {
    "session_ended": "Sign in again; this page has signed you out.",
    "jwt_template_not_found": "Open Setup: it creates the template or shows what to paste.",
    "clerk_key_invalid": "Compare CLERK_SECRET_KEY with Clerk's dashboard, then start the app again.",
    "clerk_unavailable": "Click again in a moment; nothing on this page needs a reload.",
    "too_many_requests": "Wait for the time that it names, then click again.",
    "fauna_unavailable": "Click again once Fauna answers; nothing on this page needs a reload.",
    "unauthorized": "Open Setup: it compares the access provider's issuer, audience and keys with your token.",
    "permission_denied": "Your role lacks a privilege; the roles are in the database's schema.",
    "invalid_query": "Correct the query at the marked place, then click again.",
    "invalid_syntax": "Correct the query at the marked place, then click again.",
}
OTHER_ADVICE = "Change the query or open Setup, which checks every part, then click again."


@dataclass(frozen=True)
class Run:
    """What the page shows of a query."""

    tone: Tone = "idle"
    message: str = ""
    reason: Reason = field(default_factory=Reason)
    steps: tuple[StepView, ...] = tuple(StepView(name, title) for name, title in TITLES.items())
    rows: tuple[str, ...] = ()
    received: int = 0
    sign_out: bool = False


def start() -> Run:
    """The button was clicked."""
    return _change(Run(tone="running"), "session", state="running")


def nobody() -> Run:
    """The button was clicked and nobody is signed in."""
    return _refuse(start(), SIGNED_OUT)


def apply(run: Run, step: Step) -> Run:
    """The run after a step."""
    if step.kind == "failure":
        return _refuse(run, _reason(step.detail), took(step.milliseconds))
    _, _, note = step.title.partition("(")
    done = _change(
        run,
        step.kind,
        state="done",
        note=note.removesuffix(")"),
        took=took(step.milliseconds),
        detail=_detail(step),
    )
    following = ORDER.index(step.kind) + 1
    if following < len(ORDER):
        return _change(done, ORDER[following], state="running")
    return _answer(done, step.detail.get("data"))


def took(milliseconds: float) -> str:
    """A duration as shown: tenths below ten."""
    if milliseconds < 0.05:
        return "< 0.1 ms"
    return f"{milliseconds:.1f} ms" if milliseconds < 10 else f"{milliseconds:,.0f} ms"


def _answer(run: Run, data: Any) -> Run:
    members = rows(data)
    texts = tuple(map(literal, members[:ROWS_SHOWN])) if members is not None else ()
    return replace(
        run,
        tone="good",
        message=f"Message: {headline(data)}",
        rows=texts,
        received=len(members) if members is not None else 0,
    )


def _refuse(run: Run, reason: Reason, taken: str = "") -> Run:
    running = next((step.name for step in run.steps if step.state == "running"), "session")
    failed = _change(run, running, state="failed", note=reason.code, took=taken)
    if reason.code in (SIGNED_OUT.code, "session_ended"):
        sign_out = reason.code == "session_ended"
        return replace(failed, tone="signed-out", message="No token found", reason=reason, sign_out=sign_out)
    return replace(failed, tone="bad", message="Error occurred", reason=reason)


def _reason(detail: dict[str, Any]) -> Reason:
    code = str(detail.get("code", "error"))
    summary = str(detail.get("summary") or detail.get("message") or "It gave no reason.")
    return Reason(str(detail.get("side", "")), code, summary, ADVICE.get(code, OTHER_ADVICE), "\n" in summary)


def _detail(step: Step) -> str:
    if step.kind == "query":
        return f"POST {step.detail.get('endpoint', '')}/query/1\n\n{step.detail.get('query', '')}"
    shown = step.detail.get("claims", step.detail) if step.kind == "token" else step.detail
    return json.dumps(shown, indent=2, ensure_ascii=False, default=str)


def _change(run: Run, name: str, **changes: str) -> Run:
    return replace(run, steps=tuple(replace(step, **changes) if step.name == name else step for step in run.steps))
