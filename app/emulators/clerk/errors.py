"""Clerk's errors: a status and a list of problems, printed as its API prints them."""

import secrets
from typing import Any


def _retry(seconds: int | None) -> dict[str, str]:
    return {} if seconds is None else {"Retry-After": str(seconds)}


class ClerkError(Exception):
    """One problem with a request; `param` places it under a form field, `retry_after` is in seconds."""

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        long_message: str | None = None,
        *,
        param: str | None = None,
        retry_after: int | None = None,
    ) -> None:
        self.status = status
        self.code = code
        self.message = message
        self.long_message = long_message or message
        self.param = param
        self.headers = _retry(retry_after)
        super().__init__(self.long_message)

    def body(self, client: dict[str, Any] | None = None) -> dict[str, Any]:
        """The JSON of the answer; `client` replaces the browser's copy."""
        meta = {"param_name": self.param} if self.param else {}
        problem = {"message": self.message, "long_message": self.long_message, "code": self.code, "meta": meta}
        shown = {} if client is None else {"client": client}
        return {"errors": [problem], "clerk_trace_id": secrets.token_hex(16), "meta": shown}


def not_found(what: str, long_message: str) -> ClerkError:
    """404: there is no such resource."""
    return ClerkError(404, "resource_not_found", f"{what} not found", long_message)


def missing(param: str) -> ClerkError:
    """422: a parameter is required."""
    return ClerkError(422, "form_param_missing", "is missing", f"{param} must be included.", param=param)


def invalid(param: str, long_message: str) -> ClerkError:
    """422: a parameter has no usable value."""
    return ClerkError(422, "form_param_value_invalid", "is invalid", long_message, param=param)


def already_verified() -> ClerkError:
    """400: what was to be proved has been proved."""
    message = "This verification has already been verified."
    return ClerkError(400, "verification_already_verified", "already verified", message)


def signed_out() -> ClerkError:
    """401: there is no active session."""
    return ClerkError(401, "signed_out", "Signed out", "You are signed out")
