"""How often something may be tried: so many times in ten seconds, then a wait."""

from collections import deque

from app.emulators.clerk.config import ClerkConfig
from app.emulators.clerk.errors import too_many_requests

GUESSES, WINDOW_MS, MOST_KEYS = 3, 10_000, 10_000


class Attempts:
    """Counts tries by key; a guess counts before it is checked, a right one clears the count."""

    def __init__(self, config: ClerkConfig, most: int = GUESSES) -> None:
        self._config = config
        self._most = most
        self._recent: dict[str, deque[int]] = {}

    def begin(self, key: str) -> None:
        """Count a try. Raises 429 with `Retry-After` when there were too many just now."""
        now = int(self._config.clock() * 1000)
        if len(self._recent) > MOST_KEYS:
            self._recent = {name: times for name, times in self._recent.items() if times[-1] > now - WINDOW_MS}
        recent = self._recent.setdefault(key, deque())
        while recent and recent[0] <= now - WINDOW_MS:
            recent.popleft()
        if len(recent) >= self._most:
            raise too_many_requests(max(1, -(-(recent[0] + WINDOW_MS - now) // 1000)))
        recent.append(now)

    def succeeded(self, key: str) -> None:
        """Forget the tries after a right one."""
        self._recent.pop(key, None)
