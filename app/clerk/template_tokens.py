"""Tokens of the JWT template, kept in this module and nowhere else until shortly before they expire."""

import asyncio
import time
from dataclasses import dataclass, field
from typing import Any

from app.clerk.backend import BackendApi
from app.clerk.errors import ClerkUnavailable
from app.clerk.segments import SegmentError, read_object, split
from app.settings import Settings, get_settings

MARGIN_SECONDS = 10
SHORT_LIFE_SECONDS, SHORT_LIFE_SHARE = 30, 0.05


@dataclass(frozen=True, slots=True)
class TemplateToken:
    """A token, its claims and its end in Unix seconds; printing it shows no secret."""

    jwt: str = field(repr=False)
    claims: dict[str, Any]
    expires_at: float

    @property
    def header(self) -> dict[str, Any]:
        """The token's header."""
        return read_object(split(self.jwt)[0])

    @property
    def renew_at(self) -> float:
        """From when on the next one is due, in Unix seconds: shortly before the end, so that each is pulled once."""
        issued = self.claims.get("iat")
        life = self.expires_at - issued if isinstance(issued, int | float) else MARGIN_SECONDS
        margin = MARGIN_SECONDS if life >= SHORT_LIFE_SECONDS else life * SHORT_LIFE_SHARE
        return self.expires_at - margin


_tokens: dict[tuple[str, str, str], TemplateToken] = {}
_pulls: dict[tuple[str, str, str], asyncio.Task[TemplateToken]] = {}


async def template_token(
    session_id: str, template: str | None = None, *, settings: Settings | None = None
) -> TemplateToken:
    """The token of a session: from the cache, or pulled once for all who wait. Raises `ClerkError`."""
    settings = settings or get_settings()
    kept = kept_token(session_id, template, settings=settings)
    if kept is not None:
        return kept
    key = (settings.clerk_backend_api, session_id, template or settings.clerk_jwt_template)
    pull = _pulls.get(key)
    if pull is None or pull.get_loop() is not asyncio.get_running_loop():
        pull = _pulls[key] = asyncio.create_task(_pull(settings, key))
        pull.add_done_callback(lambda done: _finished(key, done))
    return await asyncio.shield(pull)


def kept_token(session_id: str, template: str | None = None, *, settings: Settings) -> TemplateToken | None:
    """The token in the cache, if there is one that is not due to be renewed."""
    kept = _tokens.get((settings.clerk_backend_api, session_id, template or settings.clerk_jwt_template))
    return kept if kept is not None and kept.renew_at > time.time() else None


def forget(session_id: str) -> None:
    """Drop the tokens of a session, those on their way included."""
    for held in (_tokens, _pulls):
        for key in [key for key in held if key[1] == session_id]:
            del held[key]


def refuse(session_id: str, jwt: str) -> None:
    """Drop one token that does not count any more, unless another has taken its place already."""
    for key in [key for key, kept in _tokens.items() if key[1] == session_id and kept.jwt == jwt]:
        del _tokens[key]


async def _pull(settings: Settings, key: tuple[str, str, str]) -> TemplateToken:
    async with BackendApi(settings) as api:
        text = await api.template_token(key[1], key[2])
    try:
        header, payload, _ = split(text)
        read_object(header)
        claims = read_object(payload)
    except SegmentError as error:
        raise ClerkUnavailable("Clerk's answer holds no readable token.") from error
    ends = claims.get("exp")
    return TemplateToken(text, claims, float(ends) if isinstance(ends, int | float) else 0.0)


def _finished(key: tuple[str, str, str], pull: asyncio.Task[TemplateToken]) -> None:
    if _pulls.get(key) is not pull:
        return
    del _pulls[key]
    if pull.cancelled() or pull.exception() is not None:
        return
    now = time.time()
    for old in [old for old, kept in _tokens.items() if kept.expires_at < now]:
        del _tokens[old]
    _tokens[key] = pull.result()
