"""How a Clerk emulator is set up."""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

LOOPBACK = re.compile(r"http://(localhost|127\.0\.0\.1|\[::1\])(:\d+)?")


def is_loopback_origin(origin: str) -> bool:
    """Whether a page of this machine sends the request, on any port."""
    return LOOPBACK.fullmatch(origin) is not None


@dataclass(frozen=True, slots=True)
class ClerkConfig:
    """Addresses, keys and folders; `data` None keeps everything in memory; times are seconds.

    `backend_limit` is how many Backend API requests ten seconds may have; a development instance has 100.
    """

    issuer: str
    secret_key: str
    publishable_key: str
    data: Path | None = None
    bundles: Path | None = None
    is_allowed_origin: Callable[[str], bool] = is_loopback_origin
    session_token_seconds: int = 60
    template_token_seconds: int = 0
    clock: Callable[[], float] = time.time
    application_name: str = "Clerk + Fauna"
    backend_limit: int | None = None
