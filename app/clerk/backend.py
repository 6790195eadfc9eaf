"""Clerk's Backend API."""

from typing import Any
from urllib.parse import quote

import httpx

from app.clerk.errors import (
    ClerkError,
    ClerkUnavailable,
    KeyRefused,
    RateLimited,
    RequestRefused,
    SessionEnded,
    TemplateMissing,
)
from app.connections import kept_client
from app.settings import Settings

VERSION = "2026-05-12"
PAUSE_SECONDS = 10.0
TIMEOUT_SECONDS = 10.0


class BackendApi:
    """Calls with the secret key; raises the errors of `app.clerk.errors`."""

    def __init__(self, settings: Settings, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._address = settings.clerk_backend_api
        self._headers = {
            "Authorization": f"Bearer {settings.clerk_secret_key.get_secret_value()}",
            "Clerk-API-Version": VERSION,
        }
        self._own = None if transport is None else httpx.AsyncClient(transport=transport)
        self._http = self._own or kept_client(local=settings.clerk_emulated)

    async def __aenter__(self) -> "BackendApi":
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._own is not None:
            await self._own.aclose()

    async def template_token(self, session_id: str, template: str) -> str:
        """A token of a JWT template for a session; refused when the session is over."""
        path = f"/sessions/{_part(session_id)}/tokens/{_part(template)}"
        answer = await self._send("POST", path, json={})
        if answer.status_code == 404 and "jwt template" in _message(answer).lower():
            raise TemplateMissing(f"Clerk has no JWT template `{template}`; the Setup page creates it.")
        if 400 <= answer.status_code < 500:
            raise SessionEnded("The session is signed out or revoked. Sign in again.")
        return self._field(answer, "jwt")

    async def require_active(self, session_id: str) -> None:
        """Raise `SessionEnded` unless the session is active at this moment."""
        answer = await self._send("GET", f"/sessions/{quote(session_id, safe='')}")
        if answer.status_code == 404 or (answer.is_success and answer.json().get("status") != "active"):
            raise SessionEnded("The session is signed out or revoked. Sign in again.")
        self._ok(answer)

    async def jwks(self) -> dict[str, Any]:
        """The instance's keys, as the secret key's owner sees them."""
        return await self._get("/jwks")

    async def latest_users(self, limit: int, search: str = "") -> list[dict[str, Any]]:
        """The users who signed in last; with a search only those whose name, address or id has the text."""
        params: dict[str, Any] = {"limit": limit, "order_by": "-last_sign_in_at"}
        return await self._get("/users", params=params | ({"query": search} if search else {}))

    async def users(self, email: str) -> list[dict[str, Any]]:
        """Users who have this address."""
        return await self._get("/users", params={"email_address": email})

    async def user(self, user_id: str) -> dict[str, Any]:
        """One user."""
        return await self._get(f"/users/{_part(user_id)}")

    async def create_user(self, fields: dict[str, Any]) -> dict[str, Any]:
        """A new user."""
        return self._ok(await self._send("POST", "/users", json=fields))

    async def merge_metadata(self, user_id: str, public_metadata: dict[str, Any]) -> dict[str, Any]:
        """Change some of a user's public metadata."""
        body = {"public_metadata": public_metadata}
        return self._ok(await self._send("PATCH", f"/users/{_part(user_id)}/metadata", json=body))

    async def create_session(self, user_id: str) -> dict[str, Any]:
        """An active session without a sign-in; Clerk offers that for development instances only."""
        return self._ok(await self._send("POST", "/sessions", json={"user_id": user_id}))

    async def active_sessions(self, user_id: str) -> list[dict[str, Any]]:
        """A user's active sessions."""
        return await self._get("/sessions", params={"user_id": user_id, "status": "active"})

    async def revoke_session(self, session_id: str) -> dict[str, Any]:
        """End a session."""
        return self._ok(await self._send("POST", f"/sessions/{_part(session_id)}/revoke"))

    async def templates(self) -> list[dict[str, Any]]:
        """All JWT templates."""
        found = await self._get("/jwt_templates")
        return found.get("data", []) if isinstance(found, dict) else found

    async def create_template(self, fields: dict[str, Any]) -> dict[str, Any]:
        """A new JWT template."""
        return self._ok(await self._send("POST", "/jwt_templates", json=fields))

    async def update_template(self, template_id: str, fields: dict[str, Any]) -> dict[str, Any]:
        """A changed JWT template."""
        return self._ok(await self._send("PATCH", f"/jwt_templates/{_part(template_id)}", json=fields))

    async def sign_in_token(self, user_id: str, seconds: int) -> str:
        """A ticket that signs the user in once, within so many seconds."""
        body = {"user_id": user_id, "expires_in_seconds": seconds}
        return self._field(await self._send("POST", "/sign_in_tokens", json=body), "token")

    async def _get(self, path: str, **options: Any) -> Any:
        return self._ok(await self._send("GET", path, **options))

    async def _send(self, method: str, path: str, **options: Any) -> httpx.Response:
        try:
            answer = await self._http.request(
                method, self._address + path, headers=self._headers, timeout=TIMEOUT_SECONDS, **options
            )
        except httpx.HTTPError as error:
            raise ClerkUnavailable("Clerk does not answer. Try again in a moment.") from error
        if answer.status_code == 401:
            raise KeyRefused("Clerk refuses the secret key. Compare CLERK_SECRET_KEY with the dashboard.")
        if answer.status_code == 429:
            after = answer.headers.get("Retry-After", "")
            raise RateLimited(float(after) if after.isdecimal() else PAUSE_SECONDS)
        if answer.status_code >= 500:
            raise ClerkUnavailable(f"Clerk answers with an error of its own ({answer.status_code}).")
        return answer

    def _ok(self, answer: httpx.Response) -> Any:
        if not answer.is_success:
            raise _refusal(answer)
        try:
            return answer.json()
        except ValueError as error:
            raise ClerkUnavailable("Something that is not Clerk answers there.") from error

    def _field(self, answer: httpx.Response, name: str) -> str:
        data = self._ok(answer)
        text = data.get(name) if isinstance(data, dict) else None
        if not isinstance(text, str):
            raise ClerkUnavailable(f"Clerk's answer holds no {name}.")
        return text


def _part(text: str) -> str:
    return quote(text, safe="")


def _message(answer: httpx.Response) -> str:
    try:
        return answer.json()["errors"][0].get("long_message", "")
    except (ValueError, LookupError, TypeError):
        return ""


def _refusal(answer: httpx.Response) -> ClerkError:
    try:
        problem = answer.json()["errors"][0]
        return RequestRefused(problem["code"], problem.get("long_message") or problem["message"])
    except (ValueError, LookupError, TypeError):
        return RequestRefused(f"http_{answer.status_code}", "Clerk refuses the request.")
