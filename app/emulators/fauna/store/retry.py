"""Trying a transaction again when others got in its way."""

import time
from collections.abc import Callable
from contextlib import nullcontext
from typing import TypeVar

from app.emulators.fauna.store.errors import Contended
from app.emulators.fauna.store.store import Store
from app.emulators.fauna.store.transaction import Transaction

Result = TypeVar("Result")
PATIENCE = 2
SHORT_SECONDS = 0.1


def attempt(store: Store, database: int, retries: int, body: Callable[[Transaction, int], Result]) -> Result:
    """What `body` returns for a fresh transaction, and how often it was tried before; it commits.

    A short one that keeps losing gets its turn alone. Raises `Contended` after so many retries.
    """
    alone = False
    for tried in range(retries + 1):
        started = time.monotonic()
        try:
            with store.exclusively() if alone else nullcontext():
                return body(store.begin(database), tried)
        except Contended as contended:
            if tried == retries:
                raise
            store.wait(contended.ts)
            alone = tried + 1 >= PATIENCE and time.monotonic() - started < SHORT_SECONDS
    raise ValueError(f"a number of retries is not negative, got {retries}")
