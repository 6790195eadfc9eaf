"""One Frontend API call: its effective method, form, browser and origin."""

import asyncio
import secrets
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar
from urllib.parse import urlsplit

from starlette.requests import Request

from app.emulators.clerk.accounts import Accounts
from app.emulators.clerk.activity import read_activity
from app.emulators.clerk.attempts import Attempts
from app.emulators.clerk.body import read_form
from app.emulators.clerk.codes import Codes
from app.emulators.clerk.config import ClerkConfig
from app.emulators.clerk.errors import ClerkError, session_not_found, signed_out, unknown
from app.emulators.clerk.objects import Objects
from app.emulators.clerk.sessions import Sessions
from app.emulators.clerk.store import Record, Store, digest, new_id
from app.emulators.clerk.tokens import Tokens

COOKIE, DEV_BROWSER = "__client", "__clerk_db_jwt"
YEAR = 365 * 86_400
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Services:
    """What every handler works with."""

    config: ClerkConfig
    store: Store
    accounts: Accounts
    sessions: Sessions
    codes: Codes
    tokens: Tokens
    objects: Objects
    attempts: Attempts


@dataclass(slots=True)
class Call:
    """A request taken apart; a browser has no client before its first sign-in."""

    services: Services
    method: str
    origin: str | None
    form: dict[str, str]
    query: dict[str, str]
    path: dict[str, str]
    activity: Record
    client_id: str | None = None
    dev_browser: str | None = None
    cookie: str | None = field(default=None, repr=False)

    @property
    def client(self) -> Record | None:
        """The browser's client as it is now."""
        return self.services.store.get("clients", self.client_id)

    def ensure_client(self) -> Record:
        """The browser's client, made now if there is none yet."""
        client = self.client
        if client is None:
            now = self.services.accounts.now()
            client = {
                "id": new_id("client"),
                "cookie": None,
                "sign_in": None,
                "sign_up": None,
                "last_active_session_id": None,
                "last_authentication_strategy": None,
                "created_at": now,
                "updated_at": now,
            }
            self.services.store.put("clients", client)
            self.client_id = client["id"]
            self.rotate()
        return client

    def rotate(self) -> None:
        """Give the browser another secret, so that one planted before a sign-in is worth nothing after it."""
        if self.client_id is None:
            return
        if self.dev_browser is not None:
            self.services.store.change("browsers", self.dev_browser, client_id=self.client_id)
            return
        self.cookie = secrets.token_urlsafe(32)
        self.services.store.change("clients", self.client_id, cookie=digest(self.cookie))

    def save_client(self, **changes: Any) -> None:
        """Store the client with these changes."""
        if self.client_id is not None:
            self.services.store.change("clients", self.client_id, **changes, updated_at=self.services.accounts.now())

    def shown_client(self) -> dict[str, Any] | None:
        """The client as ClerkJS wants it."""
        client = self.client
        return None if client is None else self.services.objects.client(client, self.origin)

    def answer(self, response: Any) -> dict[str, Any]:
        """The envelope of a mutation."""
        return {"response": response, "client": self.shown_client()}

    def check_fields(self, allowed: Collection[str]) -> None:
        """Raise for a form field that this operation does not have."""
        for name in self.form:
            if name not in allowed:
                raise unknown(name[:100])

    def own_session(self, session_id: str) -> Record:
        """A session of this browser, active or not. Raises as the service does for others."""
        if self.client is None:
            raise signed_out()
        session = self.services.store.get("sessions", session_id)
        if session is None:
            raise session_not_found(session_id)
        if session["client_id"] != self.client_id:
            message = f"Not authorized to perform requested action on session {session_id}"
            raise ClerkError(401, "action_for_session_not_authorized", "Unauthorized action for session", message)
        return session

    def session(self, session_id: str) -> Record:
        """An active session of this browser."""
        session = self.own_session(session_id)
        if not self.services.sessions.is_active(session):
            raise signed_out()
        return session

    def user(self) -> Record:
        """The signed-in user of a `/me` call."""
        client = self.client
        session_id = self.query.get("_clerk_session_id") or (client or {}).get("last_active_session_id")
        session = self.services.store.get("sessions", session_id)
        wrong = session is None or client is None or session["client_id"] != client["id"]
        user = None if wrong or session is None else self.services.store.get("users", session["user_id"])
        if user is None or session is None or not self.services.sessions.is_active(session):
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
    try:
        referrer = urlsplit(request.headers.get("referer", ""))
    except ValueError:
        return "null"
    return f"{referrer.scheme}://{referrer.netloc}" if referrer.netloc else None


def check_caller(request: Request, config: ClerkConfig) -> str | None:
    """The page's origin. Raises for pages that may not call, and for host names that are none of ours."""
    if not config.is_allowed_origin(f"http://{request.headers.get('host', '')}"):
        message = (
            "We were unable to attribute this request to an instance running on Clerk. "
            "Make sure that your Clerk Publishable Key is correct."
        )
        raise ClerkError(400, "host_invalid", "Invalid host", message)
    for name in ("Origin", "Authorization"):
        if len(request.headers.getlist(name)) > 1:
            code = f"multiple_{name.lower()}_header_values_forbidden"
            message = f"Setting multiple values in the '{name}' header is forbidden"
            raise ClerkError(400, code, f"Multiple '{name}' header values", message)
    origin = page_origin(request)
    if origin is not None and not config.is_allowed_origin(origin):
        message = "The Request HTTP Origin header must be equal to or a subdomain of the requesting URL."
        raise ClerkError(400, "origin_invalid", "Invalid HTTP Origin header", message)
    return origin


def check_headers(request: Request) -> None:
    """Raise for a browser's call that carries an `Authorization` header, which is for native applications."""
    if "origin" in request.headers and "authorization" in request.headers:
        message = (
            "For security purposes, only one of the 'Origin' and 'Authorization' headers should be provided, "
            "but not both. In browser contexts, the 'Origin' header is set automatically by the browser. "
            "In native application contexts (e.g. mobile apps), set the 'Authorization' header."
        )
        summary = "Setting both the 'Origin' and 'Authorization' headers is forbidden"
        raise ClerkError(400, "origin_authorization_headers_conflict", summary, message)


async def read_call(request: Request, services: Services) -> Call:
    """Take a request apart. Raises `ClerkError` for one that may not be made."""
    origin = check_caller(request, services.config)
    check_headers(request)
    query = dict(request.query_params)
    method = "GET" if request.method == "HEAD" else request.method
    if method == "POST" and query.get("_method", "").upper() in ("PATCH", "PUT", "DELETE"):
        method = query["_method"].upper()
    form = await read_form(request) if request.method not in ("GET", "HEAD") else {}
    call = Call(services, method, origin, form, query, dict(request.path_params), read_activity(request))
    if DEV_BROWSER in query:
        call.dev_browser = digest(query[DEV_BROWSER])
        browser = services.store.get("browsers", call.dev_browser)
        if browser is None:
            message = (
                "Unable to authenticate this browser for your development instance. Check your Clerk cookies and "
                "try again. If the issue persists reach out to support@clerk.com."
            )
            raise ClerkError(401, "dev_browser_unauthenticated", "Browser unauthenticated", message)
        call.client_id = browser["client_id"]
    elif cookie := request.cookies.get(COOKIE):
        client = services.store.find("clients", cookie=digest(cookie))
        call.client_id = client["id"] if client else None
    return call
