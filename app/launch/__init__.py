"""Starts the emulators beside the app and ends them with it."""

from app.launch.lifespan import emulators_lifespan
from app.launch.ports import choose_port

__all__ = ["choose_port", "emulators_lifespan"]
