"""Starts the emulators beside the app and ends them with it."""

from app.launch.early import start_emulators
from app.launch.first_start import check_registry
from app.launch.garbage import collect_seldom
from app.launch.kept_build import keeps_build
from app.launch.lifespan import emulators_lifespan
from app.launch.orphans import run_ends_with_main
from app.launch.ports import choose_port

__all__ = [
    "check_registry",
    "choose_port",
    "collect_seldom",
    "emulators_lifespan",
    "keeps_build",
    "run_ends_with_main",
    "start_emulators",
]
