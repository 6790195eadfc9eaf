"""One Frontend API call: its effective method, form, browser and origin."""

import asyncio
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar
from urllib.parse import parse_qsl, urlsplit

from starlette.requests import Request

from app.emulators.clerk.accounts import Accounts
from app.emulators.clerk.attempts import Attempts
from app.emulators.clerk.config import ClerkConfig
from app.emulators.clerk.errors import ClerkError, not_found, signed_out
from app.emulators.clerk.objects import Objects
from app.emulators.clerk.store import Record, Store, digest, new_id
from app.emulators.clerk.tokens import Tokens

COOKIE = "__client"
YEAR = 365 * 86_400
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Services:
    """What every handler works with."""

    config: ClerkConfig
    store: Store
    accounts: Accounts
    tokens: Tokens
    objects: Objects
    attempts: Attempts


@dataclass(slots=True)
class Call:
    """A request taken apart; `client` is the browser's, None before its first sign-in."""

    services: Services
    method: str
    origin: str | None
    form: dict[str, str]
    query: dict[str, str]
    path: dict[str, str]
    client: Record | None
    cookie: str | None = field(default=None, repr=False)

    def ensure_client(self) -> Record:
        """The browser's client, made now if there is none yet."""
        if self.client is None:
            now = self.services.accounts.now()
            self.cookie = secrets.token_urlsafe(32)
            self.client = {
                "id": new_id("client"),
                "cookie": digest(self.cookie),
                "sign_in": None,
                "sign_up": None,
                "last_active_session_id": None,
                "last_authentication_strategy": None,
                "created_at": now,
                "updated_at": now,
            }
            self.save_client()
        return self.client

    def save_client(self, **changes: Any) -> None:
        """Store the client with these changes."""
        if self.client is not None:
            self.client.update(changes, updated_at=self.services.accounts.now())
            self.services.store.put("clients", self.client)

    def shown_client(self) -> dict[str, Any] | None:
        """The client as ClerkJS wants it."""
        return None if self.client is None else self.services.objects.client(self.client, self.origin)

    def answer(self, response: Any) -> dict[str, Any]:
        """The envelope of a mutation."""
        return {"response": response, "client": self.shown_client()}

    def session(self, session_id: str) -> Record:
        """An active session of this browser. Raises as the service does for others."""
        if self.client is None:
            raise signed_out()
        session = self.services.store.get("sessions", session_id)
        if session is None:
            raise not_found("Session", f"No session was found with id {session_id}")
        if session["client_id"] != self.client["id"]:
            message = f"Not authorized to perform requested action on session {session_id}"
            raise ClerkError(401, "action_for_session_not_authorized", "Unauthorized action for session", message)
        if not self.services.accounts.is_active(session):
            raise signed_out()
        return session

    def user(self) -> Record:
        """The signed-in user of a `/me` call."""
        session_id = self.query.get("_clerk_session_id") or (self.client or {}).get("last_active_session_id")
        session = self.services.store.get("sessions", session_id)
        wrong = session is None or self.client is None or session["client_id"] != self.client["id"]
        user = None if wrong or session is None else self.services.store.get("users", session["user_id"])
        if user is None or session is None or not self.services.accounts.is_active(session):
            message = "Unable to authenticate the request, you need to supply an active session"
            raise ClerkError(401, "authentication_invalid", "Invalid authentication", message)
        return user


async def in_thread(work: Callable[..., T], *args: Any) -> T:
    """Run slow work, such as hashing a password, beside the event loop."""
    return await asyncio.get_running_loop().run_in_executor(None, partial(work, *args))


def page_origin(request: Request) -> str | None:
    """The origin of the page that sends a request; same-origin GETs tell it by their referrer only."""
    origin = request.headers.get("origin")
    if origin is not None:
        return origin
    referrer = urlsplit(request.headers.get("referer", ""))
    return f"{referrer.scheme}://{referrer.netloc}" if referrer.netloc else None


def check_caller(request: Request, config: ClerkConfig) -> str | None:
    """The page's origin. Raises for pages that may not call, and for host names that are none of ours."""
    if not config.is_allowed_origin(f"http://{request.headers.get('host', '')}"):
        message = "The request names a host that is not this machine."
        raise ClerkError(400, "host_invalid", "Invalid host", message)
    origin = page_origin(request)
    if origin is not None and not config.is_allowed_origin(origin):
        message = "The Request HTTP Origin header must be equal to or a subdomain of the requesting URL."
        raise ClerkError(400, "origin_invalid", "Invalid HTTP Origin header", message)
    return origin


async def read_call(request: Request, services: Services) -> Call:
    """Take a request apart. Raises `ClerkError` for one that may not be made."""
    origin = check_caller(request, services.config)
    query = dict(request.query_params)
    method = request.method
    if method == "POST" and query.get("_method", "").upper() in ("PATCH", "PUT", "DELETE"):
        method = query["_method"].upper()
    body = (await request.body()).decode("utf-8", "replace") if request.method == "POST" else ""
    form = dict(parse_qsl(body, keep_blank_values=True))
    cookie = request.cookies.get(COOKIE)
    client = services.store.find("clients", cookie=digest(cookie)) if cookie else None
    return Call(services, method, origin, form, query, dict(request.path_params), client)
