"""Importing this fills the table: every module of the standard library is loaded."""

import importlib
import pkgutil

from app.emulators.fauna import stdlib

for _module in pkgutil.walk_packages(stdlib.__path__, f"{stdlib.__name__}."):
    importlib.import_module(_module.name)
