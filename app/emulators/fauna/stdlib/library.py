"""Importing this fills the table: every module of the standard library is loaded."""

import importlib
import pkgutil

from app.emulators.fauna import stdlib
from app.emulators.fauna.stdlib.definition_effects import limit_definitions

for _module in pkgutil.walk_packages(stdlib.__path__, f"{stdlib.__name__}."):
    importlib.import_module(_module.name)
limit_definitions()
