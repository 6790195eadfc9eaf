"""Codes that prove an e-mail address: sent to the outbox, kept as digests, good for ten minutes and five attempts."""

import secrets

from app.emulators.clerk.config import ClerkConfig
from app.emulators.clerk.errors import ClerkError, missing
from app.emulators.clerk.store import Record, Store, digest, new_id

TEST_CODE, TEST_MARK = "424242", "+clerk_test@"
CODE_MS, ATTEMPTS = 600_000, 5
KEPT_MESSAGES = 200


class Codes:
    """Sends and checks codes; times are milliseconds."""

    def __init__(self, config: ClerkConfig, store: Store) -> None:
        self._config = config
        self._store = store

    def send(self, address: str, strategy: str, earlier: Record | None) -> Record:
        """A code for an address, in the outbox or fixed for test addresses; an earlier usable one is kept instead."""
        now = int(self._config.clock() * 1000)
        usable = earlier is not None and earlier["expire_at"] >= now and earlier["attempts"] < ATTEMPTS
        if earlier is not None and usable and earlier["strategy"] == strategy:
            return earlier
        code = TEST_CODE if TEST_MARK in address else f"{secrets.randbelow(1_000_000):06}"
        if TEST_MARK not in address:
            self._store.put("messages", {"id": new_id("ema"), "to": address, "code": code, "created_at": now})
            for old in self._store.all("messages")[:-KEPT_MESSAGES]:
                self._store.delete("messages", old["id"])
        return {"digest": digest(code), "strategy": strategy, "attempts": 0, "expire_at": now + CODE_MS}

    def check(self, sent: Record | None, strategy: str, code: str | None) -> None:
        """Raise unless it is the code that was sent, in time and within the attempts; counts the attempt."""
        if sent is None:
            message = "You need to send a verification code before attempting to verify."
            raise ClerkError(400, "verification_not_sent", "not sent", message)
        if sent["strategy"] != strategy:
            message = "The strategy is not valid for the current verification."
            raise ClerkError(400, "verification_strategy_invalid", "has invalid strategy", message)
        if not code:
            raise missing("code")
        if sent["expire_at"] < int(self._config.clock() * 1000):
            message = "This verification has expired. You must create a new one."
            raise ClerkError(400, "verification_expired", "expired", message)
        if sent["attempts"] >= ATTEMPTS:
            message = "Too many failed attempts. You have to try again with the same or another method."
            raise ClerkError(400, "verification_failed", "failed", message)
        sent["attempts"] += 1
        if not secrets.compare_digest(digest(code), sent["digest"]):
            raise ClerkError(422, "form_code_incorrect", "is incorrect", "Incorrect code", param="code")


def status(sent: Record, now: int) -> str:
    """How a verification stands that is not verified: `unverified`, `expired` or `failed`."""
    if sent["attempts"] >= ATTEMPTS:
        return "failed"
    return "expired" if sent["expire_at"] < now else "unverified"
