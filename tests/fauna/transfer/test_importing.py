"""A file is imported as a whole or not at all, and what is wrong with it is said with the line."""

import asyncio
import re
from pathlib import Path

import httpx
import pytest

from app.fauna.errors import FaunaUnavailable
from app.fauna.transfer import batches
from app.fauna.transfer.errors import BrokenLine, TransferError
from app.fauna.transfer.importing import Imported, import_file

from .conftest import SECRET, Base

GOOD = '{"coll": "A", "id": "1", "data": {"n": {"@int": "1"}}}'
SCHEMA = """Collection.create({
  name: "A", fields: { n: { signature: "Int" } }, wildcard: "Any",
  constraints: [{ unique: ["u"] }, { check: { name: "small", body: "d => d.n < 10" } }]
})"""


@pytest.fixture(autouse=True)
async def collection(base: Base, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "MOST_ROWS", 3)
    await base.query(SCHEMA)


def line(n: object, **more: str) -> str:
    fields = "".join(f', "{name}": {value}' for name, value in more.items())
    return f'{{"coll": "A", "data": {{"n": {{"@int": "{n}"}}{fields}}}}}'


async def nothing_is_left(base: Base) -> bool:
    base.interfere = None
    return await base.query("A.all().count()") == 0 and not base.journal.exists()


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        ("{", "this is no JSON: Expecting property name enclosed in double quotes at column 2"),
        ("[]", "this is no document: it needs a coll (text) and data (an object)"),
        ('{"coll": "A", "data": 5}', "data is no object"),
        ('{"coll": "A", "data": {}, "n": 1}', "`n` is not known here: fields of the document belong into data"),
        ('{"coll": "A", "data": {"n": 5}}', 'data.n is a number without its type: write {"@int": "5"}'),
        ('{"coll": "A", "data": {"n": [0.5]}}', 'data.n[0] is a number without its type: write {"@double": "0.5"}'),
        ('{"coll": "A", "data": {"n": NaN}}', 'NaN is no JSON: write {"@double": "NaN"}'),
        ('{"coll": "A", "data": {"n": {"@int": "x"}}}', "data.n is no int"),
        ('{"coll": "A", "data": {"n": {"@int": "3000000000"}}}', "data.n is no int"),
        ('{"coll": "A", "data": {"n": {"@time": "yesterday"}}}', "data.n is no time"),
        ('{"coll": "A", "data": {"n": {"@set": "x"}}}', "data.n has the tag @set, which cannot be stored"),
        ('{"coll": "A", "data": {"n": {"@ref": {"id": "1"}}}}', "data.n is no reference: it needs a coll and an id"),
        (
            '{"coll": "A", "data": {"n": {"@int": "1", "x": "y"}}}',
            "data.n has a tag and other names: names with @ belong into an @object",
        ),
        ('{"coll": "A", "data": {"n": null, "n": null}}', "`n` is there twice"),
        ('{"coll": "A", "id": 5, "data": {}}', 'the id is none: write it as text, such as "123"'),
        ('{"coll": "A", "ttl": "x", "data": {}}', 'the ttl is no time: write {"@time": "2030-01-01T00:00:00Z"}'),
        ('{"coll": "Z", "data": {}}', "there is no collection Z"),
        (GOOD, "document 1 of A is on line 1 already"),
        (line(3, x='{"@ref": {"id": "1", "coll": {"@mod": "Nothing"}}}'), "no such module 'Nothing'"),
        (
            '{"coll": "A", "data": {"n": "x"}}',
            "Failed to create document in collection `A`. n: Expected Int, provided String",
        ),
        (line(11), "Failed to create document in collection `A`. Document failed check constraint `small`"),
    ],
)
async def test_a_broken_line_is_named_and_nothing_of_the_file_is_there(base: Base, broken: str, reason: str) -> None:
    with pytest.raises(BrokenLine) as caught:
        await base.take(base.file(GOOD, "", *[line(2)] * 3, broken, line(3)))
    assert caught.value.number == 6
    assert reason in caught.value.reason
    assert await nothing_is_left(base)


@pytest.mark.parametrize("bad", [b'\xff{"coll": "A"}', b'{"coll": "A", "data": {"n": "' + b"x" * 9_000_000 + b'"}}'])
async def test_bytes_that_are_no_line_are_named_too(base: Base, bad: bytes) -> None:
    path = base.file(GOOD)
    path.write_bytes(GOOD.encode() + b"\r\n" + bad)
    with pytest.raises(BrokenLine, match=r"Line 2: (this is no UTF-8|it is longer than 8 MiB)"):
        await base.take(path)


async def test_a_byte_order_mark_and_windows_line_ends_do_not_matter(base: Base) -> None:
    path = base.file(GOOD)
    path.write_bytes(b"\xef\xbb\xbf" + GOOD.encode() + b"\r\n\r\n" + line(2).encode())
    assert await base.take(path) == 2


async def test_a_document_that_is_there_already_is_left_alone(base: Base) -> None:
    await base.query("A.create({ id: 1, n: 5 })")
    with pytest.raises(BrokenLine, match="Line 4: Collection `A` already contains document with id 1"):
        await base.take(base.file(line(1), line(2), line(3), GOOD))
    assert await base.query("A.all().map(.n).toArray()") == [5]
    assert not base.journal.exists()


async def test_lines_that_contradict_each_other_across_transactions_leave_nothing(base: Base) -> None:
    rows = [line(1, u='"same"'), *[line(2)] * 4, line(3, u='"same"')]
    with pytest.raises(BrokenLine, match=r"Line 6: Failed unique constraint\. u: Failed unique constraint"):
        await base.take(base.file(*rows))
    assert await nothing_is_left(base)


def writes(request: httpx.Request) -> bool:
    return b".create(row)" in request.content and b"abort(" not in request.content


async def test_an_import_that_is_cancelled_takes_itself_back(base: Base) -> None:
    writing = asyncio.Event()

    def report(step: Imported) -> None:
        if step.phase == "writing":
            writing.set()

    task = asyncio.create_task(base.take(base.file(*[line(1)] * 9), report=report))
    await writing.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await nothing_is_left(base)


async def test_what_an_import_could_not_take_back_goes_with_the_next(base: Base) -> None:
    path, sent = base.file(*[line(1)] * 9), []

    def gone(request: httpx.Request) -> None:
        sent.append(writes(request))
        if sum(sent) > 2:
            raise httpx.ConnectError("gone")

    base.interfere = gone
    with pytest.raises(TransferError, match=r"Part of the file is in the database; the next import of it"):
        await base.take(path)
    base.interfere = None
    assert await base.query("A.all().count()") == 6
    assert base.journal.stat().st_mode & 0o777 == 0o600
    assert SECRET not in re.findall("[a-z]+", base.journal.read_text())
    with pytest.raises(TransferError, match="into another database, or with another key"):
        await import_file(base.client, "http://elsewhere", SECRET, path, base.journal)
    assert await base.take(path) == 9
    assert await base.query("A.all().count()") == 9


async def test_a_request_whose_fate_is_unknown_is_taken_back_too(base: Base) -> None:
    inner = base.client

    def lost(request: httpx.Request) -> None:
        if writes(request):
            base.interfere = None
            raise httpx.ReadTimeout("lost")

    base.interfere = lost
    with pytest.raises(FaunaUnavailable):
        await base.take(base.file(*[line(1)] * 2))
    assert await nothing_is_left(base)
    assert inner is base.client


async def test_a_file_that_is_being_imported_is_not_imported_beside(base: Base) -> None:
    path, errors = base.file(*[line(1)] * 4), []

    async def again() -> None:
        try:
            await base.take(path)
        except TransferError as error:
            errors.append(str(error))

    await asyncio.gather(base.take(path), again())
    assert errors == ["This file is being imported already."]


async def test_a_file_that_changes_meanwhile_is_not_trusted(base: Base) -> None:
    path = base.file(line(1))

    def report(step: object) -> None:
        path.write_text(line(2) + "\n" + line(3))

    with pytest.raises(TransferError, match="has changed meanwhile"):
        await base.take(path, report=report)
    assert await nothing_is_left(base)


async def test_a_file_that_is_not_there_is_said_so(base: Base) -> None:
    with pytest.raises(TransferError, match="cannot be read: No such file or directory"):
        await base.take(Path("nowhere.jsonl"))
