"""Who a signed-in user is, for display: asked from Clerk with the secret key, never taken from the page."""

import asyncio
import time
from dataclasses import dataclass
from typing import Any

from app.clerk.backend import BackendApi
from app.clerk.errors import ClerkError
from app.settings import Settings, SettingsError

FRESH_SECONDS, PATIENCE_SECONDS, MOST_KEPT = 300.0, 3.0, 1000


@dataclass(frozen=True, slots=True)
class Person:
    """A user's name and primary e-mail address; empty texts for what Clerk does not know."""

    name: str = ""
    email: str = ""


_known: dict[tuple[str, str], tuple[float, Person]] = {}


async def person(user_id: str, settings: Settings) -> Person:
    """The person behind a verified user id; what was known last, or nothing, while Clerk does not answer."""
    key, now = (settings.clerk_backend_api, user_id), time.monotonic()
    asked, known = _known.get(key, (float("-inf"), Person()))
    if now - asked < FRESH_SECONDS:
        return known
    try:
        async with asyncio.timeout(PATIENCE_SECONDS), BackendApi(settings) as api:
            found = read_person(await api.user(user_id))
    except (ClerkError, SettingsError, TimeoutError):
        return known
    while len(_known) >= MOST_KEPT:
        del _known[next(iter(_known))]
    _known[key] = (now, found)
    return found


def forget(user_id: str) -> None:
    """Ask again next time."""
    for key in [key for key in _known if key[1] == user_id]:
        del _known[key]


def read_person(user: Any) -> Person:
    """Name and address from a user of the Backend API."""
    if not isinstance(user, dict):
        return Person()
    name = " ".join(part for part in (user.get("first_name"), user.get("last_name")) if isinstance(part, str) and part)
    addresses = user.get("email_addresses")
    primary = user.get("primary_email_address_id")
    email = next(
        (
            item["email_address"]
            for item in (addresses if isinstance(addresses, list) else [])
            if isinstance(item, dict) and item.get("id") == primary and isinstance(item.get("email_address"), str)
        ),
        "",
    )
    username = user.get("username")
    return Person(name or (username if isinstance(username, str) else ""), email)
