"""Tokens that are nearly right: changed in their characters, their bytes, their JSON or their signature."""

import json
import random
from collections.abc import Callable, Iterator
from typing import Any

from tests.emulators.fauna.access.providing import base64url, encode

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
ANYTHING = ALPHABET + ".=+/ \n\t\0\"'{}\u00e9\u2028\ud800"
WORDS = ["", "RS256", "none", "HS256", "../k", "x" * 300]
VALUES = [None, True, False, 0, -1, 1.5, 2**63, *WORDS, [], {}, [1, [2, {"a": 3}]]]
Change = Callable[[random.Random, str, dict[str, Any], dict[str, Any], bytes], str]


def _character(random: random.Random, token: str, *_: Any) -> str:
    place = random.randrange(len(token))
    return token[:place] + random.choice(ALPHABET) + token[place + 1 :]


def _edit(random: random.Random, token: str, *_: Any) -> str:
    start = random.randrange(len(token))
    end = min(len(token), start + random.choice((0, 0, 1, 2, 40)))
    return token[:start] + "".join(random.choices(ANYTHING, k=random.randrange(3))) + token[end:]


def _segments(random: random.Random, token: str, *_: Any) -> str:
    parts = [*token.split("."), "", base64url(random.randbytes(256))]
    return ".".join(random.choice(parts) for _ in range(random.choice((2, 3, 3, 3, 3, 4))))


def _header(random: random.Random, token: str, header: dict[str, Any], *_: Any) -> str:
    return f"{encode(_changed(random, header))}.{token.partition('.')[2]}"


def _payload(random: random.Random, token: str, _: Any, payload: dict[str, Any], *__: Any) -> str:
    first, _, last = token.split(".")
    return f"{first}.{encode(_changed(random, payload))}.{last}"


def _signature(random: random.Random, token: str, _: Any, __: Any, signature: bytes) -> str:
    changed = bytearray(signature)
    match random.randrange(5):
        case 0:
            changed = changed[: random.randrange(len(changed))]
        case 1:
            changed.extend(random.randbytes(random.randrange(1, 300)))
        case 2:
            changed = bytearray(b"\0" * random.randrange(1, 3)) + changed
        case _:
            changed[random.randrange(len(changed))] ^= 1 << random.randrange(8)
    return f"{token.rpartition('.')[0]}.{base64url(bytes(changed))}"


def _bytes(random: random.Random, token: str, _: Any, payload: dict[str, Any], *__: Any) -> str:
    first, _, last = token.split(".")
    raw = bytearray(json.dumps(payload).encode())
    for _ in range(random.randrange(1, 4)):
        raw[random.randrange(len(raw))] = random.randrange(256)
    return f"{first}.{base64url(bytes(raw))}.{last}"


def _changed(random: random.Random, members: dict[str, Any]) -> dict[str, Any]:
    name = random.choice([*members, "crit", "jwk", "nbf", "new", ""])
    changed = dict(members)
    if name in changed and random.random() < 0.2:
        del changed[name]
    else:
        changed[name] = random.choice(VALUES)
    return changed


CHANGES: tuple[Change, ...] = (_character, _edit, _edit, _segments, _header, _header, _payload, _signature, _bytes)


def mutations(
    seed: int, count: int, token: str, header: dict[str, Any], payload: dict[str, Any], signature: bytes
) -> Iterator[str]:
    """As many changed tokens, none of them the token itself."""
    source = random.Random(seed)
    while count:
        changed = source.choice(CHANGES)(source, token, header, payload, signature)
        if changed != token:
            count -= 1
            yield changed
