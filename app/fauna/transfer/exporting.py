"""Writing the documents of a database into a file: all as they were at one moment, page by page."""

import contextlib
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from app.fauna.client import FaunaClient
from app.fauna.errors import QueryRefused
from app.fauna.paging import next_page
from app.fauna.transfer.errors import TransferError
from app.fauna.transfer.rows import line_of
from app.fauna.transfer.statements import COLLECTIONS, OPTIONS, first_page, module
from app.fauna.transfer.tagged import as_stored, fields_of

PAGE = 500
TOO_LARGE = ("value_too_large", "limit_exceeded")


@dataclass(frozen=True, slots=True)
class Exported:
    """How far an export is: documents written, and how many of this collection there are if that is known."""

    collection: str
    documents: int
    total: int | None


async def collections_of(client: FaunaClient, secret: str, wanted: Iterable[str] = ()) -> tuple[list[str], int]:
    """The wanted collections, or all, and the time of asking in microseconds. Raises `TransferError`, `FaunaError`."""
    answer = await client.query(COLLECTIONS, secret=secret, options=OPTIONS)
    known: list[str] = answer.data
    for name in wanted:
        if name not in known:
            raise TransferError(f"There is no collection {name}.")
    return [name for name in known if name in wanted] if wanted else known, answer.txn_ts


async def lines(client: FaunaClient, secret: str, collection: str, at: int) -> AsyncIterator[list[str]]:
    """The lines of a collection's documents at a time in microseconds, a page at a time. Raises `FaunaError`."""
    size, after = PAGE, None
    while True:
        query = first_page(collection, size, at) if after is None else f"Set.paginate(cursor, {size})"
        arguments = None if after is None else {"cursor": after}
        try:
            answer = await client.query(query, secret=secret, arguments=arguments, options=OPTIONS)
        except QueryRefused as error:
            if error.code not in TOO_LARGE or size == 1:
                raise
            size = max(1, size // 4)
            continue
        page = next_page(answer.raw)
        yield [_line(collection, member) for member in page.members]
        if not page.after:
            return
        after = page.after


async def export(
    client: FaunaClient,
    secret: str,
    path: Path,
    collections: Iterable[str] = (),
    report: Callable[[Exported], None] = lambda progress: None,
) -> int:
    """Write the documents of the named collections, or of all, into a file; returns how many.

    The file appears when it is whole. Raises `TransferError` and what Fauna refuses with.
    """
    part = path.with_name(path.name + ".part")
    try:
        with part.open("w", encoding="utf-8", errors="surrogatepass") as file:
            count = await write(client, secret, file, collections, report)
        part.replace(path)
    except OSError as error:
        raise TransferError(f"{path} cannot be written: {error.strerror}.") from error
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
    return count


async def write(
    client: FaunaClient,
    secret: str,
    file: IO[str],
    collections: Iterable[str] = (),
    report: Callable[[Exported], None] = lambda progress: None,
) -> int:
    """`export` into an open file."""
    names, at = await collections_of(client, secret, tuple(collections))
    count = 0
    for name in names:
        total, written = await _count(client, secret, name), 0
        report(Exported(name, 0, total))
        async for page in lines(client, secret, name, at):
            file.writelines(page)
            written += len(page)
            report(Exported(name, written, total))
        count += written
    return count


async def _count(client: FaunaClient, secret: str, collection: str) -> int | None:
    try:
        return (await client.query(f"{module(collection)}.all().count()", secret=secret, options=OPTIONS)).data
    except QueryRefused:
        return None


def _line(collection: str, member: dict[str, Any]) -> str:
    fields = {name: as_stored(value) for name, value in fields_of(member["data"]).items()}
    return line_of(collection, member["id"], member.get("ttl"), fields)
