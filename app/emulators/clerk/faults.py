"""Faults on demand: `POST /faults/rotate_signing_key` with the instance's secret key. Clerk has nothing of the kind."""

from typing import Any

from app.emulators.clerk.errors import wrong_type
from app.emulators.clerk.keys import SigningKey

ROTATE = "/faults/rotate_signing_key"


def rotate(key: SigningKey, body: dict[str, Any]) -> dict[str, Any]:
    """Sign with a new key from now on; the old one stays published, as in a planned rotation, unless told otherwise."""
    keep_old = body.get("keep_old", True)
    if not isinstance(keep_old, bool):
        raise wrong_type("keep_old", "boolean")
    before = key.kid
    key.rotate(keep_old=keep_old)
    return {"before": before, "kid": key.kid, "published": [entry["kid"] for entry in key.jwks()["keys"]]}
