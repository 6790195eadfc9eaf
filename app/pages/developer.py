"""Handlers that exist for developers only: where DEV_TOOLS is off, no client can call them."""

from collections.abc import Callable
from typing import Any, TypeVar

_MARK = "_developer_only"
Handler = TypeVar("Handler", bound=Callable[..., Any])


def developer_only(handler: Handler) -> Handler:
    """Mark a handler, beneath `@rx.event`; the function itself stays as it is, so any kind of handler will do."""
    setattr(handler, _MARK, True)
    return handler


def is_developer_only(handler: Callable[..., Any]) -> bool:
    """Whether a handler's function is marked."""
    return getattr(handler, _MARK, False)
