"""Each fault: what it is, how it is caused, and what is watched afterwards."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from dataclasses import dataclass

from app.clerk.backend import BackendApi
from app.clerk.errors import ClerkError
from app.clerk.template_tokens import forget, template_token
from app.developer.faults.asking import Asked, Asker
from app.developer.faults.emulators import fail_fauna, rotate_signing_key
from app.developer.faults.streaming import drop_stream
from app.developer.faults.told import Told
from app.fauna.client import FaunaClient
from app.fauna.errors import FaunaError, Unauthorized
from app.settings import Settings

SLOW_MS, SLOW_SECONDS = 1_500, 3
PAUSE_SECONDS = 0.6


@dataclass(frozen=True, slots=True)
class Fault:
    """What a button offers."""

    name: str
    title: str
    description: str
    run: Callable[[Asker], AsyncIterator[Told]]


async def provoke(name: str, *, user_id: str, session_id: str, settings: Settings) -> AsyncIterator[Told]:
    """Cause a fault for a user's session, and tell what happens; failures of the watching itself are told, too."""
    fault = next((item for item in FAULTS if item.name == name), None)
    if fault is None:
        return
    asker = Asker(user_id, session_id, settings)
    try:
        async for told in fault.run(asker):
            yield told
    except (ClerkError, FaunaError) as error:
        yield Told("bad", f"{error.side} refused: {error}")


async def _expire(asker: Asker) -> AsyncIterator[Told]:
    yield _before(await asker.ask())
    token = await template_token(asker.session_id, settings=asker.settings)
    jti = str(token.claims.get("jti"))
    await fail_fauna(asker.settings, {"expire": jti})
    yield Told("fault", f"Fauna counts your token {jti} as expired now; the app still keeps it as good.")
    after = await asker.ask()
    for line in after.lines:
        yield Told("seen", line)
    if after.answered and after.pulls > 1:
        yield Told(
            "good", f"The app recovered in {after.took}: one refusal, another token, and the query was answered."
        )
    else:
        yield _failed(after)


async def _rotate(asker: Asker, *, keep_old: bool) -> AsyncIterator[Told]:
    yield _before(await asker.ask())
    settings, old = asker.settings, await template_token(asker.session_id, settings=asker.settings)
    rotated = await rotate_signing_key(settings, keep_old=keep_old)
    stays = "stays published, so what it has signed counts until it expires" if keep_old else "is no longer published"
    yield Told("fault", f"Clerk signs with the key {rotated['kid']} now; the old one {stays}.")
    first = await asker.ask()
    yield Told("seen", f"The token of the old key: {first.verdict}, since Fauna keeps a key set for some minutes.")
    forget(asker.session_id)
    renewed = await asker.ask()
    if renewed.code == "unauthorized":
        yield Told("seen", "A new token was refused: Fauna fetches no key set twice within half a second.")
        await asyncio.sleep(PAUSE_SECONDS)
        renewed = await asker.ask()
    kid = (await template_token(asker.session_id, settings=settings)).header.get("kid")
    yield Told(
        "seen", f"A new token, signed by {kid}: {renewed.verdict}. Its key was unknown, so Fauna fetched the set."
    )
    accepted = await _is_accepted(old.jwt, settings)
    yield Told("seen", f"The old token after that: {'still accepted' if accepted else 'refused, its key is gone'}.")
    if renewed.answered and kid == rotated["kid"] and accepted is keep_old:
        yield Told("good", f"The app went on with the new key in {renewed.took}, and nobody had to sign in again.")
    else:
        yield _failed(renewed)


async def _revoke(asker: Asker) -> AsyncIterator[Told]:
    yield _before(await asker.ask())
    async with BackendApi(asker.settings) as api:
        await api.revoke_session(asker.session_id)
    yield Told("fault", "Clerk has revoked your session; the app still keeps a token that Fauna would take.")
    after = await asker.ask()
    for line in after.lines:
        yield Told("seen", line)
    if after.code == "session_ended":
        forget(asker.session_id)
        text = f"The app asked nothing of Fauna any more: it noticed in {after.took}, and signs this page out."
        yield Told("good", text, sign_out=True)
    else:
        yield _failed(after)


async def _slow(asker: Asker) -> AsyncIterator[Told]:
    before = await asker.ask()
    yield _before(before)
    await fail_fauna(asker.settings, {"slow": {"milliseconds": SLOW_MS, "seconds": SLOW_SECONDS}})
    started = time.monotonic()
    yield Told("fault", f"Every query of the database takes {SLOW_MS:,} ms longer for {SLOW_SECONDS} seconds.")
    during = await asker.ask()
    yield Told(
        "seen", f"Meanwhile a query was {during.verdict} in {during.took}; the page waited and showed that it did."
    )
    await asyncio.sleep(max(0.0, started + SLOW_SECONDS - time.monotonic()))
    after = await asker.ask()
    if during.answered and after.answered and after.milliseconds < SLOW_MS:
        yield Told("good", f"No query was lost, and afterwards the next one took {after.took}.")
    else:
        yield _failed(after)


async def _drop(asker: Asker) -> AsyncIterator[Told]:
    async with aclosing(drop_stream(asker.session_id, asker.settings)) as telling:
        async for told in telling:
            yield told


async def _is_accepted(jwt: str, settings: Settings) -> bool:
    async with FaunaClient(settings.fauna_endpoint) as client:
        try:
            await client.query("1", secret=jwt)
        except Unauthorized:
            return False
    return True


def _before(asked: Asked) -> Told:
    return Told("seen", f"Before: a query as you was {asked.verdict} in {asked.took}.")


def _failed(asked: Asked) -> Told:
    return Told("bad", f"The app did not recover: the last query was {asked.verdict}.")


FAULTS = (
    Fault("expire", "Expire the token", "Fauna takes your token for expired, although the app does not.", _expire),
    Fault(
        "rotate",
        "Rotate the signing key",
        "Clerk signs with another key; the old one stays published for a while.",
        lambda asker: _rotate(asker, keep_old=True),
    ),
    Fault(
        "replace",
        "Replace the signing key",
        "As after a leak: Clerk signs with another key, and the old one is gone at once.",
        lambda asker: _rotate(asker, keep_old=False),
    ),
    Fault("revoke", "Revoke the session", "An administrator ends your session. You are signed out.", _revoke),
    Fault("drop", "Drop the stream", "Every open event stream ends, as when Fauna restarts.", _drop),
    Fault("slow", "Slow the database", f"Each query takes {SLOW_MS:,} ms longer for {SLOW_SECONDS} seconds.", _slow),
)
