from collections.abc import Iterator
from pathlib import Path

import pytest

from app.emulators.fauna.store import upkeep
from app.emulators.fauna.store.documents import Range, Version
from app.emulators.fauna.store.errors import Contended
from app.emulators.fauna.store.file import LOG_BYTES
from app.emulators.fauna.store.records import ROOT, CollectionRecord, Database, new_global_id
from app.emulators.fauna.store.store import Store
from tests.emulators.fauna.store.running import ALPHA, CATS, data, ids, keys, put, saved

LENGTHS = 1003
TABLES = ("versions", "entries", "past_entries", "changes", "expiries", "drops")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(tmp_path / "fauna.sqlite", "off")
    yield opened
    opened.close()


@pytest.fixture
def no_streams(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upkeep, "STREAM_MICROS", 0)


def rows(store: Store) -> dict[str, int]:
    return {table: store.file.read(f"select count(*) from {table}")[0][0] for table in TABLES}


def test_what_nobody_can_see_any_more_is_removed(store: Store, no_streams: None) -> None:
    for content in (b"a", b"b", b"c"):
        saved(store, {1: content, 2: content})
    saved(store, {2: None})
    store.upkeep.run()
    assert rows(store) == {"versions": 1, "entries": 2, "past_entries": 0, "changes": 0, "expiries": 0, "drops": 0}
    transaction = store.begin(ROOT)
    assert ([data(transaction, 1), data(transaction, 2)], keys(transaction)) == ([b"c", None], [b"c"])


def test_more_is_removed_than_one_step_takes(store: Store, no_streams: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upkeep, "STEP", 3)
    for content in (b"a", b"b", None):
        saved(store, dict.fromkeys(range(10), content))
    store.upkeep.run()
    assert set(rows(store).values()) == {0}


def test_the_last_quarter_of_an_hour_is_kept_for_event_streams(store: Store) -> None:
    ts = saved(store, {1: b"a"})
    saved(store, {1: b"b"})
    store.upkeep.run()
    assert data(store.begin(ROOT), 1, at=ts) == b"a"


def test_as_many_days_of_history_are_kept_as_the_collection_says(store: Store, no_streams: None) -> None:
    ts = saved(store, {1: b"a"})
    saved(store, {1: b"b"})
    store.upkeep.retention = lambda collection: 1 if collection == CATS else 0
    store.upkeep.run()
    past = store.begin(ROOT)
    assert (data(past, 1, at=ts), keys(past, at=ts)) == (b"a", [b"a"])
    del past
    store.upkeep.retention = lambda collection: 0
    store.upkeep.run()
    assert data(store.begin(ROOT), 1, at=ts) is None


def test_nothing_goes_that_a_transaction_under_way_may_read(store: Store, no_streams: None) -> None:
    saved(store, {1: b"a", 2: b"b"})
    reader = store.begin(ROOT)
    saved(store, {1: b"x", 2: None})
    store.upkeep.run()
    assert (data(reader, 1), data(reader, 2), keys(reader)) == (b"a", b"b", [b"a", b"b"])


def test_documents_past_their_ttl_become_deleted_at_that_time(store: Store) -> None:
    ttl = store.begin(ROOT).now + 50_000
    ts = saved(store, {1: b"a", 2: b"b"}, ttl=ttl)
    before = store.begin(ROOT)
    while store.begin(ROOT).now <= ttl:
        pass
    store.upkeep.run()
    after = store.begin(ROOT)
    assert (ids(after), rows(store)["entries"], rows(store)["expiries"]) == ([], 0, 0)
    assert after.documents.history(CATS, 1) == [Version(ts, b"a", ttl), Version(ttl, None)]
    assert (data(before, 1), keys(before)) == (b"a", [b"a", b"b"])
    saved(store, {1: b"new"})
    assert keys(store.begin(ROOT)) == [b"new"]


def test_a_ttl_that_was_taken_back_does_nothing(store: Store) -> None:
    ttl = store.begin(ROOT).now + 1000
    saved(store, {1: b"a"}, ttl=ttl)
    saved(store, {1: b"b"})
    while store.begin(ROOT).now <= ttl:
        pass
    store.upkeep.run()
    assert data(store.begin(ROOT), 1) == b"b"


def test_a_write_to_a_document_that_expires_meanwhile_is_contended(store: Store) -> None:
    ttl = store.begin(ROOT).now + 20_000
    saved(store, {1: b"a"}, ttl=ttl)
    transaction = store.begin(ROOT)
    assert data(transaction, 1) == b"a"
    put(transaction, 2, b"b")
    while store.begin(ROOT).now <= ttl:
        pass
    store.upkeep.run()
    with pytest.raises(Contended):
        transaction.commit()


def build(store: Store) -> int:
    transaction = store.begin(ROOT)
    transaction.documents.build(LENGTHS, CATS, lambda document, version: [b"%d" % len(version.data or b"")])
    transaction.commit()
    return transaction.now


def test_a_new_index_holds_what_is_there_already_and_what_was(store: Store) -> None:
    first = saved(store, {1: b"a", 2: b"bb", 3: b"ccc", 4: b"d"})
    second = saved(store, {1: b"aaaa", 2: b"xx", 4: None})
    build(store)
    now = store.begin(ROOT)
    assert [entry.id for entry in now.documents.scan(Range(LENGTHS))] == [2, 3, 1]
    assert keys(now, index=LENGTHS) == [b"2", b"3", b"4"]
    assert keys(now, index=LENGTHS, at=first) == [b"1", b"1", b"2", b"3"]
    assert keys(now, index=LENGTHS, at=second) == [b"2", b"3", b"4"]


def test_documents_written_after_an_index_was_built_leave_their_old_entries(store: Store) -> None:
    saved(store, {1: b"a", 2: b"bb"})
    build(store)
    transaction = store.begin(ROOT)
    transaction.documents.write(CATS, 1, Version(None, b"new"), [(LENGTHS, b"3")])
    transaction.documents.write(CATS, 2, Version(None, None), [])
    transaction.commit()
    assert keys(store.begin(ROOT), index=LENGTHS) == [b"3"]


def test_an_index_is_built_in_pages(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.emulators.fauna.store.committed.PAGE", 3)
    for content in (b"a", b"bb"):
        saved(store, dict.fromkeys(range(10), content))
    build(store)
    assert keys(store.begin(ROOT), index=LENGTHS) == [b"2"] * 10


def test_an_index_of_expiring_documents_lets_them_expire(store: Store) -> None:
    ttl = store.begin(ROOT).now + 10_000_000
    ts = saved(store, {1: b"a"}, ttl=ttl)
    gone = saved(store, {2: b"bb"}, ttl=ts + 1)
    build(store)
    now = store.begin(ROOT)
    assert keys(now, index=LENGTHS) == [b"1"]
    assert gone > ts
    assert store.file.read("select ttl from entries where idx = ?", (LENGTHS,)) == [(ttl,)]


def collection(store: Store, database: int, indexes: dict[str, int]) -> CollectionRecord:
    transaction = store.begin(database)
    record = CollectionRecord(CATS, database, "Cat", transaction.now, indexes)
    transaction.put(record)
    transaction.commit()
    return record


def test_the_data_of_a_removed_collection_goes_when_nobody_sees_it_any_more(store: Store) -> None:
    collection(store, ROOT, {"alpha": ALPHA})
    for content in (b"a", b"b"):
        saved(store, dict.fromkeys(range(600), content))
    reader = store.begin(ROOT)
    transaction = store.begin(ROOT)
    transaction.remove(next(iter(transaction.collections(ROOT).values())))
    transaction.commit()
    store.upkeep.run()
    assert len(keys(reader)) == 600
    del reader, transaction
    store.upkeep.run()
    assert set(rows(store).values()) == {0}


def test_the_data_of_a_removed_index_goes_alone(store: Store) -> None:
    record = collection(store, ROOT, {"alpha": ALPHA})
    saved(store, {1: b"a", 2: b"b"})
    transaction = store.begin(ROOT)
    transaction.put(CollectionRecord(record.id, ROOT, "Cat", transaction.now, {}))
    transaction.commit()
    del transaction
    store.upkeep.run()
    now = store.begin(ROOT)
    assert (keys(now), ids(now), data(now, 1)) == ([], [1, 2], b"a")


def test_the_data_of_a_removed_database_goes_with_that_of_its_children(store: Store) -> None:
    transaction = store.begin(ROOT)
    parent, child = transaction.next_id(), transaction.next_id()
    transaction.put(Database(parent, ROOT, "parent", new_global_id(), transaction.now))
    transaction.put(Database(child, parent, "child", new_global_id(), transaction.now))
    transaction.commit()
    collection(store, child, {"alpha": ALPHA})
    saved(store, {1: b"a", 2: b"b"})
    transaction = store.begin(ROOT)
    transaction.remove_database(transaction.get("databases", parent))
    transaction.commit()
    assert list(store.catalog.all("collections")) == []
    del transaction
    store.upkeep.run()
    assert set(rows(store).values()) == {0}


def test_what_is_left_to_remove_is_removed_after_reopening(tmp_path: Path) -> None:
    store = Store(tmp_path / "fauna.sqlite", "off")
    record = collection(store, ROOT, {"alpha": ALPHA})
    saved(store, {1: b"a"})
    transaction = store.begin(ROOT)
    transaction.remove(record)
    transaction.commit()
    store.close()
    store = Store(tmp_path / "fauna.sqlite", "off")
    store.upkeep.run()
    assert set(rows(store).values()) == {0}
    store.close()


@pytest.mark.parametrize(
    "limits", [{"LOG_BYTES": 10_000, "LONGEST_LOG_BYTES": 20_000}, {"LOG_BYTES": 10**9, "CHECKPOINT_COMMITS": 20}]
)
def test_the_log_goes_into_the_file_when_it_grows(
    store: Store, monkeypatch: pytest.MonkeyPatch, limits: dict[str, int]
) -> None:
    for name, value in limits.items():
        monkeypatch.setattr(f"app.emulators.fauna.store.file.{name}", value)
    for number in range(20):
        saved(store, {number: b"x" * 5000})
    log = store.file.path.with_name("fauna.sqlite-wal")  # type: ignore[union-attr]
    before = log.stat().st_size
    store.file.checkpoint()
    for number in range(10):
        saved(store, {number: b"y" * 5000})
    assert log.stat().st_size == before


def test_a_durable_log_has_its_length_before_anything_is_written_and_after_a_kill(tmp_path: Path) -> None:
    store = Store(tmp_path / "fauna.sqlite")
    collection(store, ROOT, {"alpha": ALPHA})
    saved(store, {1: b"a"})
    log = tmp_path / "fauna.sqlite-wal"
    assert log.stat().st_size == LOG_BYTES
    killed = tmp_path / "killed"
    killed.mkdir()
    for name in ("fauna.sqlite", "fauna.sqlite-wal"):
        (killed / name).write_bytes((tmp_path / name).read_bytes())
    store.close()
    store = Store(killed / "fauna.sqlite")
    assert (killed / "fauna.sqlite-wal").stat().st_size == LOG_BYTES
    assert store.file.read("pragma integrity_check") == [("ok",)]
    saved(store, {2: b"b"})
    assert rows(store)["versions"] == 2
    store.close()


@pytest.mark.parametrize("is_trimmed", [False, True])
def test_times_go_on_behind_those_of_the_file_though_the_clock_is_turned_back(
    tmp_path: Path, no_streams: None, monkeypatch: pytest.MonkeyPatch, is_trimmed: bool
) -> None:
    path = tmp_path / "fauna.sqlite"
    before = Store(path, "off")
    saved(before, {1: b"a"})
    last = saved(before, {1: None})
    if is_trimmed:
        before.upkeep.run()
        assert rows(before)["changes"] == 0
    before.close()
    monkeypatch.setattr("app.emulators.fauna.store.clock.time.time_ns", lambda: 0)
    after = Store(path, "off")
    assert after.begin(ROOT).now > last
    after.close()
