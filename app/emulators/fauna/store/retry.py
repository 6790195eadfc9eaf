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

    One that keeps losing gets its turn alone, if it is short or builds an index. Raises `Contended` after `retries`.
    """
    alone, transaction = False, None
    for tried in range(retries + 1):
        started = time.monotonic()
        try:
            with store.exclusively() if alone else nullcontext():
                transaction = store.begin(database)
                return body(transaction, tried)
        except Contended as contended:
            if tried == retries:
                raise
            store.wait(contended.ts)
            short = time.monotonic() - started < SHORT_SECONDS
            alone = tried + 1 >= PATIENCE and (short or (transaction is not None and transaction.builds))
    raise ValueError(f"a number of retries is not negative, got {retries}")
