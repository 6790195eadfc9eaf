"""A file's documents in batches that fit one transaction, and the line at which one fails."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from app.fauna.client import FaunaClient
from app.fauna.errors import QueryRefused
from app.fauna.transfer.errors import BrokenLine
from app.fauna.transfer.journal import Ids
from app.fauna.transfer.rows import Row, rows_of
from app.fauna.transfer.statements import CHECKED, NEW_IDS, OPTIONS, Statement, creations

MOST_ROWS, MOST_BYTES = 500, 512 * 1024
NOT_THE_LINES = ("contended_transaction", "time_out", "limit_exceeded", "forbidden", "internal_error")


@dataclass(frozen=True, slots=True)
class Target:
    """A database to write to: with this client, and the secret of a key that may."""

    client: FaunaClient
    secret: str

    async def run(self, statement: Statement) -> None:
        """Send a statement. Raises `FaunaError`."""
        text, arguments = statement
        await self.client.query(text, secret=self.secret, options=OPTIONS, tagged=arguments)

    async def check(self, rows: Sequence[Row]) -> None:
        """Create the documents in a transaction that ends in an abort. Raises `FaunaError`."""
        try:
            await self.run(creations(rows, check=True))
        except QueryRefused as error:
            if error.code != "abort" or error.abort != CHECKED:
                raise

    async def with_ids(self, rows: Sequence[Row]) -> list[Row]:
        """The rows, those without an id given one. Raises `FaunaError`."""
        count = sum(row.id is None for row in rows)
        if not count:
            return list(rows)
        found = await self.client.query(NEW_IDS, secret=self.secret, options=OPTIONS, arguments={"count": count})
        fresh = iter(found.data)
        return [replace(row, id=next(fresh)) if row.id is None else row for row in rows]

    async def first_broken(self, rows: Sequence[Row], error: QueryRefused) -> BrokenLine | QueryRefused:
        """What to say of rows that cannot be created together: the first line that does not go with those before it."""
        if error.code in NOT_THE_LINES:
            return error
        works, fails = 0, len(rows)
        while fails - works > 1:
            middle = (works + fails) // 2
            try:
                await self.check(rows[:middle])
                works = middle
            except QueryRefused as narrower:
                fails, error = middle, narrower
        return BrokenLine(rows[fails - 1].number, explained(error))


async def batches(path: Path, collections: Collection[str]) -> AsyncIterator[list[Row]]:
    """A file's rows of the named collections, or all. Raises `TransferError`."""
    for batch in _batches(path, collections):
        yield batch
        await asyncio.sleep(0)


def _batches(path: Path, collections: Collection[str]) -> Iterator[list[Row]]:
    batch: list[Row] = []
    size = end = 0
    for row in rows_of(path):
        length, end = row.end - end, row.end
        if collections and row.collection not in collections:
            continue
        if batch and (len(batch) == MOST_ROWS or size + length > MOST_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(row)
        size += length
    if batch:
        yield batch


def ids_of(rows: Sequence[Row]) -> Ids:
    """The documents of rows that have ids."""
    found: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        found[row.collection].append(row.id or "")
    return found


def explained(error: QueryRefused) -> str:
    """What Fauna says, with the constraints that failed."""
    failures = []
    for failure in error.failures:
        path = ".".join(map(str, failure.path))
        failures.append(f"{path}: {failure.message}" if path else failure.message)
    return f"{error} {'; '.join(failures)}".rstrip()
