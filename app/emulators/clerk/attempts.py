"""How often a secret may be guessed: three wrong guesses in ten seconds, then a wait."""

from collections import deque

from app.emulators.clerk.config import ClerkConfig
from app.emulators.clerk.errors import ClerkError

BURST, WINDOW_MS = 3, 10_000


class Attempts:
    """Counts guesses per account or address; a guess counts before it is checked, a right one clears the count."""

    def __init__(self, config: ClerkConfig) -> None:
        self._config = config
        self._recent: dict[str, deque[int]] = {}

    def begin(self, key: str) -> None:
        """Count a guess. Raises 429 with `Retry-After` when there were too many just now."""
        now = int(self._config.clock() * 1000)
        recent = self._recent.setdefault(key, deque())
        while recent and recent[0] <= now - WINDOW_MS:
            recent.popleft()
        if len(recent) >= BURST:
            wait = max(1, -(-(recent[0] + WINDOW_MS - now) // 1000))
            message = f"Too many requests. Please try again in {wait} seconds."
            raise ClerkError(429, "too_many_requests", "Too many requests", message, retry_after=wait)
        recent.append(now)

    def succeeded(self, key: str) -> None:
        """Forget the guesses after a right one."""
        self._recent.pop(key, None)
