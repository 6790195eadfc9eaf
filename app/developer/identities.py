"""Identities that developer tools act as, each with a real token or secret of its own; none of them leaves the server.

Another user's token comes from a session that the Backend API makes for them, which Clerk allows in development
instances only. A role's secret is the app database's admin key, scoped.
"""

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from app.clerk.backend import BackendApi
from app.clerk.errors import ClerkUnavailable, SessionEnded
from app.clerk.template_tokens import template_token
from app.fauna.errors import Unauthorized
from app.settings import Settings, get_settings
from app.setup.memory import recall

MOST_SESSIONS = 100
KEYS = ("admin", "server", "server-readonly")
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_']{0,127}")
USER_ID = re.compile(r"[A-Za-z0-9_-]{1,128}")
KeyRole = Literal["admin", "server", "server-readonly"]


@dataclass(frozen=True, slots=True)
class Me:
    """The signed-in user, by the verified session."""

    session_id: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class User:
    """Another Clerk user."""

    user_id: str


@dataclass(frozen=True, slots=True)
class Role:
    """A role of the app's database, held by nobody in particular."""

    name: str


@dataclass(frozen=True, slots=True)
class Key:
    """A key of the app's database."""

    role: KeyRole


Identity = Me | User | Role | Key


def read_identity(text: object, session: tuple[str, str]) -> Identity:
    """The identity that a page names: `me`, `user:ID`, `role:NAME` or `key:ROLE`. Raises `ValueError`."""
    kind, _, name = text.partition(":") if isinstance(text, str) else ("", "", "")
    match kind:
        case "me" if not name:
            return Me(session[1])
        case "user" if USER_ID.fullmatch(name):
            return Me(session[1]) if name == session[0] else User(name)
        case "role" if NAME.fullmatch(name):
            return Role(name)
        case "key":
            for role in KEYS:
                if role == name:
                    return Key(role)
    raise ValueError("That is no identity.")


async def secret_for(identity: Identity, settings: Settings | None = None) -> str:
    """The token or secret to query with. Raises `ClerkError` or `FaunaError`."""
    settings = settings or get_settings()
    match identity:
        case Me(session_id):
            return (await template_token(session_id, settings=settings)).jwt
        case User(user_id):
            return await _token_of(user_id, settings)
        case Role(name):
            return f"{admin_secret(settings)}:@role/{name}"
        case Key("admin"):
            return admin_secret(settings)
        case Key(role):
            return f"{admin_secret(settings)}:{role}"


def admin_secret(settings: Settings) -> str:
    """The admin key of the app's database that set-up keeps. Raises `Unauthorized` while there is none."""
    secret = recall(settings).get("secret", "")
    if not secret:
        raise Unauthorized("There is no admin key of the app's database yet; the Setup page makes it.")
    return secret


_sessions: dict[tuple[str, str], asyncio.Task[str]] = {}


async def _token_of(user_id: str, settings: Settings) -> str:
    """A token of a user's made session; a session that has ended meanwhile is made anew, once."""
    session = await _session_of(user_id, settings)
    try:
        return (await template_token(session, settings=settings)).jwt
    except SessionEnded:
        _sessions.pop((settings.clerk_backend_api, user_id), None)
    return (await template_token(await _session_of(user_id, settings), settings=settings)).jwt


async def _session_of(user_id: str, settings: Settings) -> str:
    key = (settings.clerk_backend_api, user_id)
    making = _sessions.get(key)
    if making is None or making.get_loop() is not asyncio.get_running_loop():
        making = _sessions[key] = asyncio.create_task(_make(user_id, settings))
        making.add_done_callback(_dropping(key))
        while len(_sessions) > MOST_SESSIONS:
            del _sessions[next(iter(_sessions))]
    return await asyncio.shield(making)


def _dropping(key: tuple[str, str]) -> Callable[[asyncio.Task[str]], None]:
    def drop(done: asyncio.Task[str]) -> None:
        if (done.cancelled() or done.exception() is not None) and _sessions.get(key) is done:
            del _sessions[key]

    return drop


async def _make(user_id: str, settings: Settings) -> str:
    async with BackendApi(settings) as api:
        session = (await api.create_session(user_id)).get("id")
    if not isinstance(session, str):
        raise ClerkUnavailable("Clerk's answer holds no session.")
    return session
