"""Verification of an access provider's JWTs."""

import base64
import json
import math
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers

from app.emulators.fauna.access.jwks import KeySets

AUDIENCE = re.compile(r"https://db\.fauna\.com/db/([a-z0-9]+)")
SEGMENT = re.compile(r"[A-Za-z0-9_-]+")
LONGEST = 16_384
REMEMBERED = 256


class Refused(Exception):
    """The token does not count; why is for tests and traces, never for the client."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """An unverified token: its header, payload and the global id of the database it names."""

    text: str
    header: dict[str, Any]
    payload: dict[str, Any]
    global_id: str


@lru_cache(maxsize=REMEMBERED)
def read(text: str) -> Claimed:
    """Take a token apart without believing it. Raises `Refused`."""
    if len(text) > LONGEST:
        raise Refused("too long")
    segments = text.split(".")
    if len(segments) != 3 or not all(SEGMENT.fullmatch(segment) for segment in segments):
        raise Refused("not three base64url segments")
    header, payload = _object(segments[0]), _object(segments[1])
    if header.get("alg") != "RS256" or header.get("typ", "JWT") != "JWT" or "crit" in header or "b64" in header:
        raise Refused("header")
    if not isinstance(header.get("kid"), str) or "zip" in header or "enc" in header:
        raise Refused("header")
    return Claimed(text, header, payload, _database(payload.get("aud")))


async def verify(
    claimed: Claimed, jwks_uri: str, keys: KeySets, *, strict_exp: bool, now: Callable[[], float] = time.time
) -> None:
    """Check signature and times against the provider's keys; no leeway. Raises `Refused`."""
    key = await keys.of(jwks_uri).key(claimed.header["kid"])
    if key is None:
        raise Refused("unknown kid")
    _check_signature(claimed.text, key.public_numbers())
    expires, starts = claimed.payload.get("exp"), claimed.payload.get("nbf")
    if expires is None and strict_exp:
        raise Refused("no exp")
    if expires is not None and not (_is_time(expires) and now() < expires):
        raise Refused("expired")
    if starts is not None and not (_is_time(starts) and starts <= now()):
        raise Refused("not yet valid")


@lru_cache(maxsize=REMEMBERED)
def _check_signature(text: str, key: RSAPublicNumbers) -> None:
    """A right signature stays right for the very same key; only times and the key set have to be looked at again."""
    try:
        jwt.api_jws.decode(text, key.public_key(), algorithms=["RS256"])
    except jwt.PyJWTError as error:
        raise Refused("signature") from error


def _is_time(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _object(segment: str) -> dict[str, Any]:
    try:
        raw = base64.urlsafe_b64decode(segment + "=" * (-len(segment) % 4))
        value = json.loads(raw.decode(), object_pairs_hook=_once, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise Refused("not JSON") from error
    if base64.urlsafe_b64encode(raw).rstrip(b"=").decode() != segment or not isinstance(value, dict):
        raise Refused("not canonical")
    return value


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise ValueError("a member stands twice")
    return value


def _no_constant(text: str) -> float:
    raise ValueError(f"{text} is no JSON")


def _database(audience: Any) -> str:
    listed = audience if isinstance(audience, list) else [audience]
    ours = [match[1] for item in listed if isinstance(item, str) and (match := AUDIENCE.fullmatch(item))]
    if len(ours) != 1:
        raise Refused("aud")
    return ours[0]
