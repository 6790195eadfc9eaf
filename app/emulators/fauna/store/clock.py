"""Transaction times."""

import threading
import time


class Clock:
    """Microseconds since the epoch, strictly increasing, after `last` in any case."""

    def __init__(self, last: int = 0) -> None:
        self._last = last
        self._lock = threading.Lock()

    @property
    def last(self) -> int:
        """The latest of the times given out."""
        return self._last

    def tick(self) -> int:
        """The next transaction time."""
        with self._lock:
            self._last = max(self._last + 1, time.time_ns() // 1000)
            return self._last
