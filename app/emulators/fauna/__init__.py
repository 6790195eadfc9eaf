"""A Fauna that runs on this machine: HTTP protocol, FQL, schema and access as the real one has them."""

from app.emulators.fauna.app import FaunaApp
from app.emulators.fauna.config import FaunaConfig


def create_app(config: FaunaConfig) -> FaunaApp:
    """The ASGI application for a configuration."""
    return FaunaApp(config)


__all__ = ["FaunaApp", "FaunaConfig", "create_app"]
