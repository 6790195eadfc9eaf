"""The emulators' control endpoints."""

from typing import Any

import httpx
from pydantic import SecretStr

from app.clerk.errors import ClerkUnavailable
from app.connections import kept_client
from app.fauna.errors import FaunaUnavailable
from app.settings import Settings

TIMEOUT_SECONDS = 10.0


def missing(settings: Settings) -> str:
    """Which emulator faults lack here; empty when both are there."""
    names = [
        name for name, there in (("Clerk", settings.clerk_emulated), ("Fauna", settings.fauna_emulated)) if not there
    ]
    if not names:
        return ""
    what = "emulator of Clerk" if names == ["Clerk"] else "emulator of Fauna" if names == ["Fauna"] else "emulators"
    return f"Faults need the {what}: a real service does not fail on demand."


async def rotate_signing_key(settings: Settings, *, keep_old: bool) -> dict[str, Any]:
    """Let Clerk sign with another key. Raises `ClerkUnavailable`."""
    address = f"{settings.clerk_frontend_api}/faults/rotate_signing_key"
    try:
        return await _post(address, settings.clerk_secret_key, {"keep_old": keep_old})
    except (httpx.HTTPError, ValueError) as error:
        raise ClerkUnavailable("Clerk's emulator does not take the fault.") from error


async def fail_fauna(settings: Settings, fault: dict[str, Any]) -> dict[str, Any]:
    """Cause one of Fauna's faults. Raises `FaunaUnavailable`."""
    try:
        return await _post(f"{settings.fauna_endpoint}/faults/1", settings.fauna_secret, fault)
    except (httpx.HTTPError, ValueError) as error:
        raise FaunaUnavailable("Fauna's emulator does not take the fault.") from error


async def _post(address: str, secret: SecretStr, body: dict[str, Any]) -> dict[str, Any]:
    headers = {"Authorization": f"Bearer {secret.get_secret_value()}"}
    answer = await kept_client(local=True).post(address, headers=headers, json=body, timeout=TIMEOUT_SECONDS)
    answer.raise_for_status()
    return answer.json()
