"""Garbage collection waits until the app has started: nearly all that importing and compiling make stays."""

import gc

SELDOM = 500_000
"""Objects more than before; so a process that never comes to the end of its start collects too."""
USUAL = gc.get_threshold()


def collect_seldom() -> None:
    """Called before the app is imported; saves a tenth of a start."""
    gc.set_threshold(SELDOM, *gc.get_threshold()[1:])


def collect_as_usual() -> None:
    """Called by a worker that has started; what it has made so far is left out for good."""
    gc.freeze()
    gc.set_threshold(*USUAL)
