"""The token's report as shown; the token itself is never here."""

import asyncio
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import reflex as rx

from app.clerk.errors import ClerkError, SessionEnded
from app.clerk.state import AuthState
from app.clerk.template_tokens import forget
from app.components.literal import cut, seen
from app.components.problem import ProblemView
from app.developer.token import Check, Part, inspect_token
from app.settings import get_settings

LONGEST_VALUE, LONGEST_NOTE = 2_000, 600
PATIENCE_SECONDS, TURN_SECONDS = 1.5, 0.1
TIMES = ("exp", "nbf", "iat", "oiat")
SIGNED_OUT = ProblemView(
    "Clerk", "signed_out", "Nobody is signed in on this page.", advice="Sign in to see your token."
)


@dataclass(frozen=True)
class PartView:
    """A member of header or payload; `also` says a time in words."""

    name: str
    value: str
    also: str
    meaning: str
    source: str
    mark: str
    check: str


@dataclass(frozen=True)
class StepView:
    """A step of the verification."""

    title: str
    mark: str
    evidence: str
    code: str


class TokenState(rx.State):
    """The parts and checks of the token that the user's queries use at this moment."""

    loading: bool = True
    problem: ProblemView = ProblemView()
    header: rx.Field[list[PartView]] = rx.field(default_factory=list)
    claims: rx.Field[list[PartView]] = rx.field(default_factory=list)
    steps: rx.Field[list[StepView]] = rx.field(default_factory=list)
    notes: rx.Field[list[str]] = rx.field(default_factory=list)
    issued_at: float = 0.0
    expires_at: float = 0.0
    now: float = 0.0

    @rx.event(background=True, supersedes=True)
    async def load(self) -> None:
        """Take the token apart that the next query would use; a page that has just loaded may have no session yet."""
        async with self:
            self.loading = True
        for _ in range(int(PATIENCE_SECONDS / TURN_SECONDS)):
            async with self:
                session = (await self.get_state(AuthState)).session()
            if session is not None:
                break
            await asyncio.sleep(TURN_SECONDS)
        await self._inspect()

    @rx.event(background=True, supersedes=True)
    async def pull_anew(self) -> None:
        """Forget the kept token and take apart another."""
        async with self:
            self.loading = True
            session = (await self.get_state(AuthState)).session()
        if session is not None:
            forget(session[1])
        await self._inspect()

    async def _inspect(self) -> None:
        settings = get_settings()
        async with self:
            session = (await self.get_state(AuthState)).session()
        report, problem = None, SIGNED_OUT
        if session is not None:
            try:
                report = await inspect_token(session[1], settings, with_definitions=settings.dev_tools)
            except SessionEnded as error:
                problem = ProblemView("Clerk", error.code, str(error), advice="Sign in again.")
            except ClerkError as error:
                problem = ProblemView("Clerk", error.code, str(error), advice="Setup checks every part.")
        async with self:
            self.loading = False
            if report is None:
                self.problem, self.header, self.claims, self.steps, self.notes = problem, [], [], [], []
                return
            self.problem, self.notes = ProblemView(), list(report.problems)
            self.header, self.claims = ([part_view(part) for part in parts] for parts in (report.header, report.claims))
            self.steps = [step_view(check) for check in report.checks]
            self.issued_at, self.expires_at, self.now = report.issued_at, report.expires_at, report.now


def part_view(part: Part) -> PartView:
    """A part as shown; nothing in it stays invisible or turns the line around."""
    texts = (part.meaning, part.source, part.check)
    meaning, source, check = (cut(seen(text), LONGEST_NOTE) for text in texts)
    return PartView(cut(seen(part.name), 100), _value(part.value), _time(part), meaning, source, part.mark, check)


def step_view(check: Check) -> StepView:
    """A check as shown."""
    title, evidence, code = (cut(seen(text), LONGEST_NOTE) for text in (check.title, check.evidence, check.code))
    return StepView(title, check.mark, evidence, code)


def _value(value: Any) -> str:
    return cut(seen(json.dumps(value, ensure_ascii=False)), LONGEST_VALUE)


def _time(part: Part) -> str:
    if part.name not in TIMES or not isinstance(part.value, int | float):
        return ""
    try:
        return datetime.fromtimestamp(part.value, UTC).strftime("%H:%M:%S UTC, %-d %b %Y")
    except (ValueError, OverflowError, OSError):
        return ""
