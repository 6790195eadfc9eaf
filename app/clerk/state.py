"""Who is signed in, as the backend has verified it."""

import time

import reflex as rx

from app.clerk.people import Person

GRACE_SECONDS = 15.0


class AuthState(rx.State):
    """The verified session of this tab; ids stay on the backend, tokens are never here.

    `user_name` and `user_email` are for display, as Clerk's Backend API tells them.
    """

    is_signed_in: bool = False
    user_name: str = ""
    user_email: str = ""
    _user_id: str = ""
    _session_id: str = ""
    _expires_at: float = 0.0

    def session(self) -> tuple[str, str] | None:
        """User id and session id while the last verified token is fresh; None when signed out."""
        if not self._session_id or time.time() > self._expires_at + GRACE_SECONDS:
            return None
        return self._user_id, self._session_id

    def holds(self, session_id: str) -> bool:
        """Whether this is the tab's session still, heard of lately or not: a sleeping browser is not signed out."""
        return self._session_id == session_id

    def remember(self, user_id: str, session_id: str, expires_at: float, person: Person | None = None) -> None:
        """Take over a verified session and whose it is; times are Unix seconds."""
        self._user_id, self._session_id, self._expires_at = user_id, session_id, expires_at
        shown = person or Person()
        self.user_name, self.user_email = shown.name, shown.email
        self.is_signed_in = True

    def forget(self) -> None:
        """Signed out."""
        self._user_id, self._session_id, self._expires_at = "", "", 0.0
        self.user_name, self.user_email = "", ""
        self.is_signed_in = False
