"""Reading documents from a file into a database: all of them, or none."""

import asyncio
import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from app.fauna.client import FaunaClient
from app.fauna.errors import FaunaError, QueryRefused, Unauthorized
from app.fauna.transfer.batches import Target, batches, ids_of
from app.fauna.transfer.errors import BrokenLine, TransferError
from app.fauna.transfer.exporting import collections_of
from app.fauna.transfer.journal import Journal
from app.fauna.transfer.rows import Row
from app.fauna.transfer.statements import creations, deletions

LEFT = "Part of the file is in the database; the next import of it, with the same key, begins by taking that back."
Phase = Literal["reading", "checking", "writing", "taking back"]


@dataclass(frozen=True, slots=True)
class Imported:
    """How far an import is: `done` of `total` bytes in this phase, and the documents that makes."""

    phase: Phase
    done: int
    total: int
    documents: int


Report = Callable[[Imported], None]


@dataclass(frozen=True, slots=True)
class Source:
    """A file as it was when the import began, and the collections that are wanted of it; none for all."""

    path: Path
    wanted: frozenset[str]
    size: int
    mtime: int

    @classmethod
    def of(cls, path: Path, wanted: Iterable[str]) -> "Source":
        """The file now. Raises `TransferError`."""
        try:
            status = path.stat()
        except OSError as error:
            raise TransferError(f"{path} cannot be read: {error.strerror}.") from error
        return cls(path, frozenset(wanted), status.st_size, status.st_mtime_ns)

    def check(self) -> None:
        """Refuse a file that has changed. Raises `TransferError`."""
        if Source.of(self.path, self.wanted) != self:
            raise TransferError(f"{self.path} has changed meanwhile.")


async def import_file(
    client: FaunaClient,
    endpoint: str,
    secret: str,
    path: Path,
    journal: Path,
    collections: Iterable[str] = (),
    report: Report = lambda progress: None,
) -> int:
    """Create the documents of a file, those of the named collections alone or all; returns how many.

    `journal` is a file of this import's own; what an import before left in it is taken back first. Raises `BrokenLine`,
    `TransferError` and what Fauna refuses with, and whatever it raises, nothing of the file is in the database then:
    unless Fauna is gone, in which case the next import of the file takes it back.
    """
    source, target = Source.of(path, collections), Target(client, secret)
    notes = Journal(journal, endpoint, secret)
    clean = False
    try:
        await _take_back(target, notes, report)
        try:
            count = await _import(source, target, notes, report)
        except (FaunaError, asyncio.CancelledError):
            await asyncio.shield(_take_back(target, notes, report))
            clean = True
            raise
        clean = True
        return count
    except FaunaError as error:
        if clean or not notes.holds_any:
            raise
        raise TransferError(f"{error} {LEFT}") from error
    finally:
        notes.close(clean=clean)


async def _import(source: Source, target: Target, notes: Journal, report: Report) -> int:
    known, _ = await collections_of(target.client, target.secret, source.wanted)
    await _read(source, set(known), report)
    await _check(source, target, report)
    return await _write(source, target, notes, report)


async def _read(source: Source, known: set[str], report: Report) -> None:
    """Every line for itself."""
    documents = 0
    with _Seen() as seen:
        async for batch in batches(source.path, source.wanted):
            for row in batch:
                if row.collection not in known:
                    raise BrokenLine(row.number, f"there is no collection {row.collection}")
                seen.add(row)
            documents += len(batch)
            report(Imported("reading", batch[-1].end, source.size, documents))


async def _check(source: Source, target: Target, report: Report) -> None:
    """Every batch against the database, without a trace."""
    source.check()
    documents = 0
    async for batch in batches(source.path, source.wanted):
        try:
            await target.check(batch)
        except QueryRefused as error:
            raise await target.first_broken(batch, error) from error
        documents += len(batch)
        report(Imported("checking", batch[-1].end, source.size, documents))


async def _write(source: Source, target: Target, notes: Journal, report: Report) -> int:
    source.check()
    documents = 0
    async for found in batches(source.path, source.wanted):
        batch = await target.with_ids(found)
        notes.sending(ids_of(batch))
        try:
            await target.run(creations(batch, check=False))
        except (QueryRefused, Unauthorized) as error:
            notes.refused()
            if isinstance(error, Unauthorized):
                raise
            raise await target.first_broken(batch, error) from error
        documents += len(batch)
        report(Imported("writing", batch[-1].end, source.size, documents))
    return documents


async def _take_back(target: Target, notes: Journal, report: Report) -> None:
    documents, known = 0, None
    for ids in notes.batches():
        if known is None:
            known, _ = await collections_of(target.client, target.secret)
        await target.run(deletions({name: numbers for name, numbers in ids.items() if name in known}))
        documents += sum(map(len, ids.values()))
        report(Imported("taking back", 0, 0, documents))
    notes.clear()


class _Seen:
    """The ids met so far, with their lines, on disk once they are many."""

    def __enter__(self) -> "_Seen":
        self._sql = sqlite3.connect("", isolation_level=None)
        self._sql.executescript(
            "pragma journal_mode=off; pragma cache_size=-4096; begin;"
            "create table seen (collection text, id integer, line integer, primary key (collection, id)) without rowid"
        )
        return self

    def __exit__(self, *_: object) -> None:
        self._sql.close()

    def add(self, row: Row) -> None:
        """Note a row's id. Raises `BrokenLine` when a line before has it."""
        if row.id is None:
            return
        values = (row.collection, int(row.id))
        try:
            self._sql.execute("insert into seen values (?, ?, ?)", (*values, row.number))
        except sqlite3.IntegrityError:
            line = self._sql.execute("select line from seen where collection = ? and id = ?", values).fetchone()[0]
            message = f"document {row.id} of {row.collection} is on line {line} already"
            raise BrokenLine(row.number, message) from None
