"""Who is signed in, as the backend has verified it."""

import time

import reflex as rx

GRACE_SECONDS = 15.0


class AuthState(rx.State):
    """The verified session of this tab; ids stay on the backend, tokens are never here."""

    is_signed_in: bool = False
    _user_id: str = ""
    _session_id: str = ""
    _expires_at: float = 0.0

    def session(self) -> tuple[str, str] | None:
        """User id and session id while the last verified token is fresh; None when signed out."""
        if not self._session_id or time.time() > self._expires_at + GRACE_SECONDS:
            return None
        return self._user_id, self._session_id

    def remember(self, user_id: str, session_id: str, expires_at: float) -> None:
        """Take over a verified session; times are Unix seconds."""
        self._user_id, self._session_id, self._expires_at = user_id, session_id, expires_at
        self.is_signed_in = True

    def forget(self) -> None:
        """Signed out."""
        self._user_id, self._session_id, self._expires_at = "", "", 0.0
        self.is_signed_in = False
