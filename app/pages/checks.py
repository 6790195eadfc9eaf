"""The guide's steps as checked, for the pages that show them."""

import asyncio
import re
import time
from collections.abc import Sequence
from typing import Any

import reflex as rx

from app import setup
from app.clerk.errors import ClerkError
from app.clerk.state import AuthState
from app.components.checks import CheckView
from app.fauna.as_user import Step, run_as_user
from app.fauna.errors import FaunaError
from app.settings import Settings, SettingsError, get_settings

KEPT_SECONDS = 2.0
OWN_TITLE = "Fauna takes your token"
COPIED = re.compile(r"://|^(ins|user|sess)_")
GUIDE = ("keys", "database", "provider", "template")
LINES = {"keys": 2, "provider": 2, "template": 2, "users": 2, "notes": 2}


class Recent:
    """The latest results, kept so briefly that many visitors cost no more requests than one."""

    def __init__(self) -> None:
        self._results: list[setup.Checked] = []
        self._until = 0.0
        self._lock = asyncio.Lock()

    async def results(self, settings: Settings) -> list[setup.Checked]:
        """How the steps stand, at most two seconds old."""
        async with self._lock:
            if time.monotonic() >= self._until:
                self._results = await setup.check(settings)
                self._until = time.monotonic() + KEPT_SECONDS
            return self._results

    def forget(self) -> None:
        """Check afresh next time."""
        self._until = 0.0


_recent = Recent()


def waiting(steps: Sequence[setup.Step]) -> list[CheckView]:
    """The steps before anything is known."""
    names = [*((step.id, _title(step)) for step in steps), ("own", OWN_TITLE)]
    return [CheckView(name, title, lines=[*range(LINES.get(name, 1))]) for name, title in names]


def verdict(checks: Sequence[CheckView]) -> str:
    """All steps in one sentence; empty before they are checked."""
    failed, unknown = (sum(check.state == state for check in checks) for state in ("failed", "open"))
    if not checks or any(check.state == "waiting" for check in checks):
        return ""
    held = len(checks) - failed - unknown
    counts = [f"{held} of {len(checks)} steps hold"]
    counts += [f"{failed} {'does' if failed == 1 else 'do'} not"] if failed else []
    counts += [f"{unknown} cannot be known yet"] if unknown else []
    return ", ".join(counts) + "." if failed or unknown else f"All {len(checks)} steps hold."


def checked(results: Sequence[setup.Checked], *, with_evidence: bool) -> list[CheckView]:
    """The steps with their results; without developer tools only ticks are shown."""
    return [
        _view(item) if with_evidence else CheckView(item.step.id, _title(item.step), _state(item)) for item in results
    ]


def own_token(steps: Sequence[Step], *, with_evidence: bool) -> CheckView:
    """The last check: whether Fauna takes the token of the user who looks; no steps when nobody is signed in."""
    if not steps:
        return CheckView("own", OWN_TITLE, "open", [["Sign in to see whether Fauna takes your token.", ""]])
    last = steps[-1]
    state = "ok" if last.kind == "result" else "failed"
    if not with_evidence:
        return CheckView("own", OWN_TITLE, state)
    if state == "failed":
        return CheckView("own", OWN_TITLE, state, [[f"{last.title}: {last.detail['message']}", ""]])
    claims = next((step.detail["claims"] for step in steps if step.kind == "token"), {})
    shown = [[name, str(claims[name])] for name in ("iss", "aud", "sub") if name in claims]
    return CheckView("own", OWN_TITLE, state, shown)


def evidence(line: str) -> list[str]:
    """A line of evidence as words and, where it ends in one, the value that somebody wants to copy."""
    words, _, value = line.rpartition(" ")
    return [words.replace("`", ""), value] if words and COPIED.search(value) else [line.replace("`", ""), ""]


def _title(step: setup.Step) -> str:
    return step.title.replace("`", "")


def _state(item: setup.Checked) -> str:
    if item.result.ok:
        return "ok"
    return "failed" if item.result.known else "open"


def _view(item: setup.Checked) -> CheckView:
    return CheckView(
        item.step.id,
        _title(item.step),
        _state(item),
        [evidence(line) for line in item.result.evidence],
        item.result.fix.replace("`", ""),
        [list(pair) for pair in item.result.values.items()],
        item.step.apply is not None,
    )


class ChecksState(rx.State):
    """The checks as shown."""

    checks: rx.Field[list[CheckView]] = rx.field(default_factory=lambda: waiting(setup.steps(get_settings())))
    checking: bool = False
    fixing: str = ""
    problem: str = ""

    @rx.var
    def guide(self) -> list[CheckView]:
        """The guide's own four steps."""
        return [check for check in self.checks if check.name in GUIDE]

    @rx.var
    def verdict(self) -> str:
        """How all stands, in a sentence."""
        return verdict(self.checks)

    @rx.event(background=True, supersedes=True)
    async def load(self) -> None:
        """Check every step."""
        await self._check(get_settings())

    @rx.event(background=True)
    async def again(self) -> None:
        """Check every step once more."""
        async with self:
            self.checking, self.problem = True, ""
        try:
            await self._check(get_settings())
        finally:
            async with self:
                self.checking = False

    @rx.event(background=True)
    async def fix(self, name: str) -> Any:
        """Apply one step; only with developer tools and for who is signed in."""
        settings = get_settings()
        step = next((step for step in setup.steps(settings) if step.id == name), None)
        async with self:
            session = (await self.get_state(AuthState)).session()
        if not settings.dev_tools or session is None:
            yield rx.toast.error("Sign in first; developer tools must be on.")
            return
        if step is None or step.apply is None:
            return
        problem = ""
        async with self:
            self.fixing = step.id
        try:
            await step.apply()
        except (ClerkError, FaunaError, SettingsError) as error:
            problem = f"{_title(step)}: {error}"
        finally:
            async with self:
                self.fixing, self.problem = "", problem
        _recent.forget()
        await self._check(settings)

    async def _check(self, settings: Settings) -> None:
        results = await _recent.results(settings)
        async with self:
            session = (await self.get_state(AuthState)).session()
        steps = [] if session is None else await _ask_once(session, settings)
        views = [
            *checked(results, with_evidence=settings.dev_tools),
            own_token(steps, with_evidence=settings.dev_tools),
        ]
        async with self:
            if self.checks != views:
                self.checks = views


async def _ask_once(session: tuple[str, str], settings: Settings) -> list[Step]:
    user_id, session_id = session
    return [step async for step in run_as_user("true", user_id=user_id, session_id=session_id, settings=settings)]
