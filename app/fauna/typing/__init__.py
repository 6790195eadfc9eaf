"""Typed Python from a database's schema.

`definitions` asks Fauna for its collections and functions, which are data: fields and functions carry signatures.
`signature` reads those, `python_types` says each type in Python, and `module` writes all as a module that stands on
`app.fauna.typed`. The same schema always gives the same text.
"""

from app.fauna.typing.definitions import Schema, read_schema
from app.fauna.typing.module import module_text

__all__ = ["Schema", "module_text", "read_schema"]
