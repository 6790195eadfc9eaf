"""A stream that is dropped, and how the app takes it up again."""

import asyncio
import contextlib
import time
from collections.abc import AsyncGenerator

from fauna import fql

from app.calls import Call, Log
from app.calls.log import current_log
from app.clerk.template_tokens import TemplateToken, refuse, template_token
from app.developer.faults.emulators import fail_fauna
from app.developer.faults.told import Told
from app.fauna.upstream import Update, Upstream
from app.settings import Settings

PATIENCE_SECONDS = 8.0
STREAM = "/stream/1"


async def drop_stream(session_id: str, settings: Settings) -> AsyncGenerator[Told, None]:
    """Open a stream as a session's user, let Fauna end it, and watch; the evidence is in the task's log of calls."""
    log = current_log() or Log()
    live, last = asyncio.Event(), ""

    async def pull(refused: str) -> TemplateToken:
        if refused:
            refuse(session_id, refused)
        return await template_token(session_id, settings=settings)

    def tell(update: Update) -> None:
        nonlocal last
        last = update.health.reason or update.health.state
        if update.health.state == "live":
            live.set()

    upstream = Upstream(fql("Note.all()"), settings.fauna_endpoint, pull, tell)
    following = asyncio.create_task(upstream.run())
    try:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(live.wait(), PATIENCE_SECONDS)
        if not live.is_set():
            yield Told("bad", f"No stream could be opened as you: {last or 'Fauna does not answer.'}")
            return
        yield Told(
            "seen", f"Before: a stream of Note.all() is live as you, with {len(upstream.view.rows)} notes in view."
        )
        since, started = log.last, time.perf_counter()
        dropped = (await fail_fauna(settings, {"drop_streams": True}))["dropped"]
        yield Told(
            "fault", f"Fauna has ended {'the stream' if dropped == 1 else f'{dropped} streams'}, without a word."
        )
        call = await _reopened(log, since)
        if call is None:
            yield Told("bad", f"The app has not opened it again within {PATIENCE_SECONDS:g} s.")
            return
        took = (time.perf_counter() - started) * 1000
        is_resumed = '"cursor"' in call.curl
        resumed = "at the cursor where it had ended" if is_resumed else "from a new snapshot"
        yield Told("seen", f"The app opened it again, {resumed}; Fauna answered {call.status}.")
        whole = "and no event between was missed" if is_resumed else "and the notes were read anew"
        yield Told("good", f"The stream was back after {took:,.0f} ms, {whole}.")
    finally:
        following.cancel()
        await asyncio.wait([following])


async def _reopened(log: Log, since: int) -> Call | None:
    """The call that opened the stream again."""
    ends = time.monotonic() + PATIENCE_SECONDS
    seen = since
    while await log.wait(seen, max(0.0, ends - time.monotonic())):
        for call in log.after(seen):
            if call.path == STREAM and call.status == 200:
                return call
        seen = log.last
    return None
