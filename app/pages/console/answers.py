"""A run's replies as panes of rows, lined up where two are compared."""

import asyncio

from app.clerk.backend import BackendApi
from app.clerk.errors import ClerkError
from app.components.comparing import Side, align, differ
from app.developer.asking import Refusal, Reply, ask, ask_on
from app.pages.console.kept import Pane
from app.pages.console.order import Order
from app.settings import Settings, SettingsError

MOST_COMPARED = 500


async def answers(order: Order, settings: Settings) -> tuple[list[Reply], list[Pane]]:
    """Ask for every identity at once; what fails is a reply too."""
    replies = list(await asyncio.gather(*[ask(asked, settings) for asked in order.asked]))
    panes = [Pane(asked, *_rows(reply)) for asked, reply in zip(order.asked, replies, strict=True)]
    if len(panes) == 2 and all(reply.refusal is None for reply in replies):
        await _compare(panes[0], panes[1], settings)
    return replies, panes


async def ended(session: tuple[str, str], settings: Settings) -> Refusal | None:
    """Why the session counts no longer: a cached token outlives it, so Clerk is asked at each run."""
    try:
        async with BackendApi(settings) as api:
            await api.require_active(session[1])
    except ClerkError as error:
        return Refusal(error.side, error.code, str(error))
    except SettingsError as error:
        return Refusal("Settings", "settings", str(error))
    return None


def _rows(reply: Reply) -> tuple[list[Side], str, bool]:
    if reply.refusal is not None:
        return [], "", False
    if reply.members is None:
        return [Side(reply.raw)], "", True
    return [Side(value) for value in reply.members], reply.after, False


async def _compare(left: Pane, right: Pane, settings: Settings) -> None:
    """Line up both sides' first values; the rest of longer sets is not compared."""
    await asyncio.gather(_fill(left, settings), _fill(right, settings))
    if left.is_single and right.is_single:
        mine, theirs = differ(left.rows[0].value, right.rows[0].value)
        left.rows, right.rows = [mine], [theirs]
        return
    left.rows, right.rows = align([side.value for side in left.rows], [side.value for side in right.rows])
    left.is_single = right.is_single = False


async def _fill(pane: Pane, settings: Settings) -> None:
    while pane.after and len(pane.rows) < MOST_COMPARED:
        reply = await ask_on(pane.asked, pane.after, settings)
        pane.rows += [Side(value) for value in reply.members or []]
        pane.after = reply.after
    pane.rows, pane.after = pane.rows[:MOST_COMPARED], ""


def summary_of(reply: Reply) -> str:
    """What Fauna printed about a query that ran or failed."""
    return reply.refusal.summary if reply.refusal is not None else reply.summary
