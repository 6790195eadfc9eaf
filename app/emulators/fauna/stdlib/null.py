"""Null: every access of it ends in null or an error."""

from typing import TYPE_CHECKING, Never

from app.emulators.fauna.fql.nulls import NullReceiver
from app.emulators.fauna.fql.values import Null, Value
from app.emulators.fauna.stdlib.registry import access

if TYPE_CHECKING:
    from app.emulators.fauna.fql.runtime import Context


@access("Null", "(key: Any) => Never")
def _access(context: "Context", value: Null, key: Value) -> Never:
    raise NullReceiver(value)
