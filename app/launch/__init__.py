"""Starts the emulators beside the app and ends them with it."""

from app.launch.first_start import check_registry
from app.launch.lifespan import emulators_lifespan
from app.launch.orphans import run_ends_with_main
from app.launch.ports import choose_port

__all__ = ["check_registry", "choose_port", "emulators_lifespan", "run_ends_with_main"]
