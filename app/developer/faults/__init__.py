"""Faults at the push of a button, and what the app does about each: both emulators are asked over HTTP.

`provoke` causes one and tells what happens, as it happens; the last thing told is the verdict.
"""

from app.developer.faults.emulators import missing
from app.developer.faults.recovery import FAULTS, Fault, provoke
from app.developer.faults.told import Told

__all__ = ["FAULTS", "Fault", "Told", "missing", "provoke"]
