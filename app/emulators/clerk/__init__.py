"""A Clerk that runs on this machine: Frontend API, Backend API, JWKS and JWT templates."""

from starlette.applications import Starlette

from app.emulators.clerk.app import ClerkApp
from app.emulators.clerk.config import ClerkConfig


def create_app(config: ClerkConfig) -> Starlette:
    """The ASGI application for a configuration."""
    return ClerkApp(config).app


__all__ = ["ClerkConfig", "create_app"]
