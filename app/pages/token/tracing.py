"""Why Fauna allows and denies what a query of the user asks: the decision trace."""

from typing import Any

import reflex as rx

from app.clerk.errors import ClerkError
from app.clerk.state import AuthState
from app.clerk.template_tokens import template_token
from app.components.literal import cut, headline, seen
from app.components.problem import ProblemView
from app.components.trace import Trace, read_trace
from app.developer.identities import admin_secret
from app.fauna.client import FaunaClient
from app.fauna.errors import FaunaError, QueryRefused
from app.pages.developer import developer_only
from app.settings import get_settings

SAMPLES = ("Note.all()", "Note.where(.visibility == 'private')", "Query.token()!.role", "Role.all()")
LONGEST_QUERY = 10_000
LONGEST_EXCERPT = 2_000
ABSENT = "This Fauna tells no decision trace: that needs the emulator."


class TraceState(rx.State):
    """The trace of the last query that was explained."""

    text: str = SAMPLES[0]
    loaded: int = 0
    explaining: bool = False
    asked: str = ""
    answer: str = ""
    trace: Trace = Trace()
    problem: ProblemView = ProblemView()

    @rx.event
    @developer_only
    def load_sample(self, text: str) -> None:
        """Put a sample into the field."""
        if text in SAMPLES:
            self.text = text
            self.loaded += 1

    @rx.event(background=True, supersedes=True)
    @developer_only
    async def explain(self, form: dict[str, Any]) -> None:
        """Run a query as the user and show why Fauna decided as it did."""
        query = form.get("query")
        if not isinstance(query, str) or len(query) > LONGEST_QUERY:
            return
        async with self:
            session = (await self.get_state(AuthState)).session()
            self.explaining = session is not None
            self.problem = ProblemView() if session else ProblemView("Clerk", "signed_out", "Sign in first.")
        if session is None:
            return
        answer, raw, problem = await _ask(query, session[1])
        trace = read_trace(raw)
        if raw is None and not problem.message:
            problem = ProblemView("Fauna", "no_trace", ABSENT)
        async with self:
            self.asked, self.answer = cut(seen(query), LONGEST_QUERY), answer
            self.trace, self.problem, self.explaining = trace, problem, False


async def _ask(query: str, session_id: str) -> tuple[str, Any, ProblemView]:
    """What the query came to in a line, its trace, and why it was refused."""
    settings = get_settings()
    try:
        token = await template_token(session_id, settings=settings)
        async with FaunaClient(settings.fauna_endpoint) as client:
            answer = await client.query(query, secret=token.jwt, trace_secret=admin_secret(settings))
    except (ClerkError, FaunaError) as error:
        printed = error.summary if isinstance(error, QueryRefused) else ""
        excerpt = cut(seen(printed), LONGEST_EXCERPT) if "\n" in printed else ""
        problem = ProblemView(error.side, error.code, cut(seen(str(error)), LONGEST_EXCERPT), excerpt)
        return "", getattr(error, "trace", None), problem
    return headline(answer.raw), answer.trace, ProblemView()
