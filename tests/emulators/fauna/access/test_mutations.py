"""A hundred thousand tokens that are nearly right: none is taken, none breaks anything."""

import base64
from collections import Counter

from app.emulators.fauna.access import tokens
from tests.emulators.fauna.access.conftest import Door
from tests.emulators.fauna.access.mutating import mutations
from tests.emulators.fauna.access.providing import JWKS, NOW, header

COUNT = 100_000


def test_no_mutated_token_is_taken_and_none_breaks_the_verifier(door: Door):
    token, payload = door.fauna.token(), door.fauna.claims()
    signature = base64.urlsafe_b64decode(token.rpartition(".")[2] + "==")
    keys, refusals = door.fauna.app.sessions.keys, Counter[str]()

    async def refuse_all() -> None:
        await tokens.verify(tokens.read(token), JWKS, keys, strict_exp=False, now=lambda: NOW)
        for changed in mutations(6, COUNT, token, header(), payload, signature):
            try:
                await tokens.verify(tokens.read(changed), JWKS, keys, strict_exp=False, now=lambda: NOW)
            except tokens.Refused as refusal:
                refusals[str(refusal)] += 1
            else:
                raise AssertionError(f"taken: {changed}")

    door.run(refuse_all())
    assert refusals.total() == COUNT
    assert {"signature", "kid: no such key", "aud", "alg", "not JSON", "not canonical base64url"} <= refusals.keys()
