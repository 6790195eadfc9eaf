"""Who may use the Data page: somebody signed in, where developer tools are on; and how refusals are shown."""

import reflex as rx

from app.clerk.state import AuthState
from app.components.literal import cut, seen
from app.components.problem import ProblemView
from app.developer.data.database import Database, app_database
from app.fauna.errors import FaunaError, QueryRefused
from app.settings import get_settings

LONGEST_MESSAGE = 600
LONGEST_EXCERPT = 2_000
ADVICE = {
    "signed_out": "Sign in, then come back.",
    "unauthorized": "Setup makes the admin key of the app's database anew.",
    "fauna_unavailable": "Try again once Fauna answers; nothing on this page needs a reload.",
    "time_out": "Ask for less: choose an index, or order by what an index covers.",
    "contended_transaction": "Others wrote at the same time; try again.",
    "constraint_failure": "Correct the fields that are named, then save again.",
    "invalid_cursor": "The cursor has expired; refresh.",
    "limit_exceeded": "Fauna is busy; try again in a moment.",
}


class SignedOut(FaunaError):
    """Nobody is signed in on this page."""

    code = "signed_out"
    side = "Clerk"


async def database_for(state: rx.State) -> Database:
    """The app's database, for who is signed in; raises `FaunaError` otherwise. The state must be locked."""
    if (await state.get_state(AuthState)).session() is None:
        raise SignedOut("Nobody is signed in on this page.")
    return app_database(get_settings())


def shown(error: FaunaError, advice: str = "") -> ProblemView:
    """A refusal as pages show it."""
    message = cut(seen(str(error)), LONGEST_MESSAGE)
    printed = error.summary if isinstance(error, QueryRefused) and not error.failures else ""
    excerpt = cut(seen(printed), LONGEST_EXCERPT) if "\n" in printed else ""
    return ProblemView(error.side, error.code, message, excerpt, advice or ADVICE.get(error.code, ""))
