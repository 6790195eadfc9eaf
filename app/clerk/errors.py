"""What can go wrong with Clerk.

ClerkError
├── ClerkUnavailable  no answer, or a fault of its own
├── RateLimited       too many requests; try again after `retry_after` seconds
├── KeyRefused        the secret key is not accepted
├── TemplateMissing   there is no JWT template of that name
├── SessionEnded      the session is signed out, revoked or expired
├── TokenRefused      a session token that does not count
└── RequestRefused    anything else it refuses, with its code
"""


class ClerkError(Exception):
    """A failure, its code, and in its text what to do."""

    code = "clerk_error"
    side = "Clerk"


class ClerkUnavailable(ClerkError):
    """Clerk did not answer."""

    code = "clerk_unavailable"


class RateLimited(ClerkError):
    """Too many requests."""

    code = "too_many_requests"

    def __init__(self, retry_after: float) -> None:
        self.retry_after = retry_after
        super().__init__(f"Clerk asks to wait {retry_after:g} seconds.")


class KeyRefused(ClerkError):
    """The secret key is wrong."""

    code = "clerk_key_invalid"


class TemplateMissing(ClerkError):
    """No JWT template of that name."""

    code = "jwt_template_not_found"


class SessionEnded(ClerkError):
    """The session is over."""

    code = "session_ended"


class TokenRefused(ClerkError):
    """A token that is no valid session token; the text names the rule, never the token."""

    code = "token_refused"


class RequestRefused(ClerkError):
    """Another refusal."""

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        super().__init__(message)
