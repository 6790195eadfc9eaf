"""Clerk's errors: a status and a list of problems, with the codes and texts of its error catalogue."""

import secrets
from typing import Any


class ClerkError(Exception):
    """One problem with a request; `param` places it under a field, `retry_after` is in seconds."""

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        long_message: str | None = None,
        *,
        param: str | None = None,
        meta: dict[str, Any] | None = None,
        retry_after: int | None = None,
    ) -> None:
        self.status = status
        self.code = code
        self.message = message
        self.long_message = long_message or message
        self.meta = meta or ({"param_name": param} if param else {})
        self.headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
        super().__init__(self.long_message)

    def body(self) -> dict[str, Any]:
        """The JSON of the answer."""
        problem = {"message": self.message, "long_message": self.long_message, "code": self.code}
        shown = {**problem, "meta": self.meta} if self.meta else problem
        return {"errors": [shown], "clerk_trace_id": secrets.token_hex(16)}


def not_found(long_message: str, message: str = "not found") -> ClerkError:
    """404: there is no such resource."""
    return ClerkError(404, "resource_not_found", message, long_message)


def user_not_found(user_id: str) -> ClerkError:
    """404: no such user."""
    return not_found(f"No user was found with id {user_id}")


def session_not_found(session_id: str) -> ClerkError:
    """404: no such session, or one that is over."""
    return not_found(f"No session was found with id {session_id}", "Session not found")


def template_not_found(attribute: str, value: str) -> ClerkError:
    """404: no such JWT template."""
    return not_found(f"No JWT template exists with {attribute}: {value}", "JWT template not found")


def identification_not_found() -> ClerkError:
    """404: no such e-mail address."""
    return not_found("Resource not found", "Resource not found")


def missing(param: str) -> ClerkError:
    """422: a parameter is required."""
    return ClerkError(422, "form_param_missing", "is missing", f"{param} must be included.", param=param)


def nil(param: str) -> ClerkError:
    """422: a parameter is there and empty."""
    return ClerkError(422, "form_param_nil", f"Enter {param.replace('_', ' ')}.", param=param)


def unknown(param: str) -> ClerkError:
    """422: this operation has no such parameter."""
    message = f"{param} is not a valid parameter for this request."
    return ClerkError(422, "form_param_unknown", "is unknown", message, param=param)


def duplicate(param: str) -> ClerkError:
    """422: a parameter is there twice."""
    message = f"{param} included multiple times. There should only be one."
    return ClerkError(422, "form_param_duplicate", "is duplicate", message, param=param)


def wrong_type(param: str, kind: str) -> ClerkError:
    """422: a parameter has another JSON type."""
    return ClerkError(422, "form_param_type_invalid", "is invalid", f"`{param}` must be a `{kind}`.", param=param)


def invalid(param: str, long_message: str | None = None) -> ClerkError:
    """422: a parameter has no usable value."""
    return ClerkError(422, "form_param_value_invalid", "is invalid", long_message or f"{param} is invalid", param=param)


def not_allowed(param: str, value: object) -> ClerkError:
    """422: a parameter has none of its allowed values."""
    return invalid(param, f"{value} does not match one of the allowed values for parameter {param}")


def too_large(param: str, most: int) -> ClerkError:
    """422: a number is too large."""
    message = f"The value of {param} can't be greater than {most}"
    return ClerkError(422, "form_param_value_too_large", "Value too large", message, param=param)


def too_long(param: str, most: int) -> ClerkError:
    """422: a text is too long."""
    message = f"{param} should not exceed {most} characters."
    return ClerkError(422, "form_param_max_length_exceeded", "exceeds maximum length", message, param=param)


def bad_encoding(param: str) -> ClerkError:
    """422: a text is not Unicode."""
    message = f"{param} contains invalid UTF-8 characters"
    return ClerkError(422, "form_param_value_invalid", "invalid character encoding", message, param=param)


def taken(param: str, noun: str) -> ClerkError:
    """422: another user has this identifier."""
    return ClerkError(422, "form_identifier_exists", f"That {noun} is taken. Please try another.", param=param)


def bad_body() -> ClerkError:
    """400: the body cannot be read."""
    message = "The request body is invalid. Please consult the API documentation for more information."
    return ClerkError(400, "request_body_invalid", "Request body invalid", message)


def bad_request_parameters() -> ClerkError:
    """400: the parameters contradict each other."""
    message = "The request parameters are malformed and could not be parsed"
    return ClerkError(400, "malformed_request_parameters", "Malformed request parameters", message)


def already_verified() -> ClerkError:
    """400: what was to be proved has been proved."""
    message = "This verification has already been verified."
    return ClerkError(400, "verification_already_verified", "already verified", message)


def session_exists() -> ClerkError:
    """400: this browser is signed in."""
    return ClerkError(400, "session_exists", "Session already exists", "You're already signed in.")


def signed_out() -> ClerkError:
    """401: there is no active session."""
    return ClerkError(401, "signed_out", "Signed out", "You are signed out")


def user_banned() -> ClerkError:
    """403: this user may not sign in."""
    message = "You have been banned. If you think this was by mistake, please contact support."
    return ClerkError(403, "user_banned", "User banned", message)


def user_locked(minutes: int) -> ClerkError:
    """403: too many wrong passwords."""
    wait = f"{minutes} minute" + ("" if minutes == 1 else "s")
    message = (
        f"Your account is locked. You will be able to try again in {wait}. "
        "For more information, please contact support."
    )
    return ClerkError(403, "user_locked", "Account locked", message)


def unavailable(operation: str) -> ClerkError:
    """501: the emulator does not have this operation."""
    message = f"This emulator does not have the operation {operation}."
    return ClerkError(501, "operation_not_available", "operation not available", message)


def unexpected() -> ClerkError:
    """500: a fault of the emulator itself."""
    message = "There was an internal error on our servers. We've been notified and are working on fixing it."
    return ClerkError(500, "internal_clerk_error", "Oops, an unexpected error occurred", message)


def too_many_requests(seconds: int) -> ClerkError:
    """429: wait so many seconds."""
    message = f"Too many requests. Please try again in {seconds} seconds."
    return ClerkError(429, "too_many_requests", "Too many requests", message, retry_after=seconds)
