"""Verification of an access provider's JWTs."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey, RSAPublicNumbers
from jwt.algorithms import RSAAlgorithm

from app.emulators.fauna.access.jwks import KeySets
from app.emulators.fauna.access.segments import decode, read_json

RS256 = RSAAlgorithm(RSAAlgorithm.SHA256)
DATABASES = "https://db.fauna.com/db/"
EXTENSIONS = ("crit", "b64", "zip", "enc", "jwk", "jku", "x5u", "x5c")
LAST_SECOND = 31_556_889_864_403_199
"""The last second that the service can tell."""
LONGEST = 16_384
REMEMBERED = 256


class Refused(Exception):
    """The token does not count; why is for tests and traces, never for the client."""


class Check(NamedTuple):
    """One thing looked at in a token: what was found and what it should be; `ok` says whether it is."""

    name: str
    ok: bool
    found: Any
    expected: str


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
    header, payload = take_apart(text)
    _refuse(header_checks(header))
    audiences = databases_in(payload.get("aud"))
    if len(audiences) != 1:
        raise Refused("aud")
    return Claimed(text, header, payload, audiences[0])


def take_apart(text: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Header and payload, neither looked at. Raises `Refused`."""
    if len(text) > LONGEST:
        raise Refused("too long")
    segments = text.split(".")
    if len(segments) != 3:
        raise Refused("not three segments")
    try:
        header, payload, _ = map(decode, segments)
    except ValueError as error:
        raise Refused(str(error)) from error
    return _object(header), _object(payload)


def header_checks(header: dict[str, Any]) -> Iterator[Check]:
    """What a header must be before a key is looked for."""
    algorithm, kind, kid = header.get("alg"), header.get("typ", "JWT"), header.get("kid")
    yield Check("alg", algorithm == "RS256", algorithm, "RS256")
    yield Check("typ", kind == "JWT", kind, "JWT")
    extensions = [name for name in EXTENSIONS if name in header]
    yield Check("extensions", not extensions, extensions, "none")
    yield Check("kid", isinstance(kid, str), kid, "a string")


def time_checks(payload: dict[str, Any], now: float, *, strict_exp: bool) -> Iterator[Check]:
    """Whether it is the token's time; no leeway, and without `exp` it never ends unless that is strict."""
    expires, starts = payload.get("exp"), payload.get("nbf")
    ends = not strict_exp if expires is None else _is_time(expires) and now < expires
    yield Check("exp", ends, expires, f"later than {now:.3f}")
    yield Check("nbf", starts is None or (_is_time(starts) and starts < now), starts, f"earlier than {now:.3f}")


def databases_in(audience: Any) -> list[str]:
    """What an `aud` says after the address that all databases share: global ids, if they are any."""
    listed = audience if isinstance(audience, list) else [audience]
    if not all(isinstance(item, str) for item in listed):
        return []
    return [item.removeprefix(DATABASES) for item in listed if item.startswith(DATABASES)]


async def verify(
    claimed: Claimed, jwks_uri: str, keys: KeySets, *, strict_exp: bool, now: Callable[[], float] = time.time
) -> None:
    """Check signature and times against the provider's keys. Raises `Refused`."""
    key = await keys.of(jwks_uri).key(claimed.header["kid"])
    if key is None:
        raise Refused("kid: no such key")
    check_signature(claimed.text, key.public_numbers())
    _refuse(time_checks(claimed.payload, now(), strict_exp=strict_exp))


def _refuse(checks: Iterator[Check]) -> None:
    for check in checks:
        if not check.ok:
            raise Refused(check.name)


@lru_cache(maxsize=REMEMBERED)
def check_signature(text: str, key: RSAPublicNumbers) -> None:
    """A right signature stays right for the very same key; only times and the key set have to be looked at again."""
    signed, _, signature = text.rpartition(".")
    if not RS256.verify(signed.encode(), _public_key(key), decode(signature)):
        raise Refused("signature")


@lru_cache(maxsize=REMEMBERED)
def _public_key(numbers: RSAPublicNumbers) -> RSAPublicKey:
    return numbers.public_key()


def _is_time(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= LAST_SECOND


def _object(raw: bytes) -> dict[str, Any]:
    try:
        value = read_json(raw)
    except ValueError as error:
        raise Refused("not JSON") from error
    if not isinstance(value, dict):
        raise Refused("not JSON objects")
    return value
