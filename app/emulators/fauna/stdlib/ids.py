"""`ID` and new ids: times in milliseconds with a counter, so that later ids are larger."""

import threading
import time
from typing import TYPE_CHECKING

from app.emulators.fauna.fql.text import debug
from app.emulators.fauna.fql.types import REFUSED, as_id
from app.emulators.fauna.fql.values import ID, Module, Value
from app.emulators.fauna.stdlib.registry import apply

if TYPE_CHECKING:
    from app.emulators.fauna.fql.runtime import Context

EPOCH_MS = 1_400_000_000_000
COUNTER_BITS = 20


class IdSource:
    """Gives out ids, none twice, each larger than the one before."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last = 0

    def __call__(self) -> ID:
        """An id that this process has not given out before."""
        with self._lock:
            self._last = max(self._last + 1, int(time.time() * 1000) - EPOCH_MS << COUNTER_BITS)
            return ID(self._last)


new_id = IdSource()


@apply("ID", "((id: String) => ID) & ((id: Number) => ID)")
def _id(context: "Context", module: Module, value: Value) -> ID:
    result = as_id(value)
    if result is REFUSED:
        raise context.fail("invalid_id", f"`{debug(context, value)}` is not a valid ID.")
    return result
