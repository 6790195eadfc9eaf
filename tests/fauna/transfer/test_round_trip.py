"""What goes out of a database comes back into it as it was."""

import json

import pytest

from app.fauna.transfer import batches, exporting
from app.fauna.transfer.errors import TransferError
from app.fauna.transfer.tagged import as_stored

from .conftest import Base

VALUES = """
{ int: 1, long: 5000000000, double: 1.5, whole: 2.0, nan: Math.NaN, text: "é \\"quoted\\" #", flag: true,
  time: Time("2020-01-01T00:00:00.000001Z"), date: Date("2020-01-01"), bytes: Bytes("AQI="), list: [1, null, [2]],
  inner: { deep: { x: 1 } }, other: Note.byId(7), gone: Note.byId(99), "@at": { "@int": "5" } }
"""


async def everything(base: Base) -> object:
    query = "[Note, Odd].map(c => c.all().map(d => [d.id, d.ttl, d.data]).toArray())"
    return as_stored((await base.client.query(query, secret="secret")).raw)


async def test_every_kind_of_value_ids_and_ttl_come_back(base: Base) -> None:
    await base.query('Collection.create({ name: "Note" }); Collection.create({ name: "Odd" })')
    await base.query(f"Note.create({{ id: 7, ttl: Time('2100-01-01T00:00:00Z') }}); Note.create({VALUES}); null")
    await base.query("Odd.createData({ id: 1, ts: 2, ttl: 3, data: { x: 4 }, exists: 5, n: 6 }); null")
    before = await everything(base)
    path = await base.export("out.jsonl")
    await base.query("[Note, Odd].forEach(c => c.all().forEach(d => d.delete()))")
    assert await base.take(path) == 3
    assert await everything(base) == before


async def test_a_name_reserved_for_others_keeps_its_document_s_ttl(base: Base) -> None:
    await base.query('Collection.create({ name: "Odd" })')
    line = '{"coll":"Odd","id":"1","ttl":{"@time":"2100-01-01T00:00:00Z"},"data":{"id":{"@int":"5"},"n":null}}'
    await base.take(base.file(line))
    assert await base.query("let d = Odd.byId(1)!; [d.ttl == Time('2100-01-01T00:00:00Z'), d.data]") == [
        True,
        {"id": 5},
    ]


async def test_a_file_says_each_document_in_a_line(base: Base) -> None:
    await base.query('Collection.create({ name: "Note" }); Collection.create({ name: "Odd" })')
    await base.query("Odd.create({ id: 2, n: Note.create({ id: 1, text: 'x' }) }); null")
    path = await base.export("out.jsonl")
    assert path.read_text().splitlines() == [
        '{"coll":"Note","id":"1","data":{"text":"x"}}',
        '{"coll":"Odd","id":"2","data":{"n":{"@ref":{"id":"1","coll":{"@mod":"Note"}}}}}',
    ]


async def test_computed_fields_stay_out_even_those_that_fail(base: Base) -> None:
    await base.query('Collection.create({ name: "A", computed_fields: { c: { body: "_ => abort(1)" } } })')
    await base.query("A.create({ id: 1, n: 2 }); null")
    path = await base.export("out.jsonl")
    await base.query("A.byId(1)!.delete()")
    assert await base.take(path) == 1
    assert await base.query("A.byId(1)!.n") == 2


async def test_pages_and_batches_follow_each_other(base: Base, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporting, "PAGE", 7)
    monkeypatch.setattr(batches, "MOST_ROWS", 5)
    await base.query('Collection.create({ name: "A" })')
    await base.query("Set.sequence(0, 100).forEach(i => A.create({ n: i }))")
    path = await base.export("out.jsonl")
    assert len({json.loads(line)["id"] for line in path.read_text().splitlines()}) == 100
    await base.query("A.all().forEach(.delete())")
    seen = []
    assert await base.take(path, report=seen.append) == 100
    assert await base.query("A.all().map(.n).reduce((a, b) => a + b)") == 4950
    assert {progress.phase for progress in seen} == {"reading", "checking", "writing"}
    assert all(progress.done <= progress.total for progress in seen)
    assert not base.journal.exists()


async def test_an_export_is_of_one_moment(base: Base, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporting, "PAGE", 2)
    await base.query('Collection.create({ name: "A" }); Collection.create({ name: "B" })')
    await base.query("Set.sequence(1, 6).forEach(i => { A.create({ id: ID(i) }); B.create({ id: ID(i) }) })")
    names, at = await exporting.collections_of(base.client, "secret")
    pages = [[lines async for lines in exporting.lines(base.client, "secret", "A", at)]]
    await base.query("A.byId(5)!.delete(); B.all().forEach(.delete()); A.create({ id: 6 }); null")
    pages += [[lines async for lines in exporting.lines(base.client, "secret", name, at)] for name in names]
    assert [sum(map(len, each)) for each in pages] == [5, 5, 5]


async def test_collections_can_be_named(base: Base) -> None:
    await base.query('Collection.create({ name: "A" }); Collection.create({ name: "B" })')
    await base.query("A.create({}); B.create({})")
    assert len((await base.export("a.jsonl", "B")).read_text().splitlines()) == 1
    path = await base.export("all.jsonl")
    await base.query("A.all().forEach(.delete()); B.all().forEach(.delete())")
    assert await base.take(path, "B") == 1
    assert await base.query("[A.all().count(), B.all().count()]") == [0, 1]
    with pytest.raises(TransferError, match="There is no collection C"):
        await base.export("c.jsonl", "C")
    assert not (base.folder / "c.jsonl").exists()
