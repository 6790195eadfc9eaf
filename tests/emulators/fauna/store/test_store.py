import sqlite3
import threading
from pathlib import Path

import pytest

from app.emulators.fauna.store import commits
from app.emulators.fauna.store import store as module
from app.emulators.fauna.store.changes import DOCUMENT_BYTES, ENTRY_BYTES
from app.emulators.fauna.store.documents import Entry, Range, Version
from app.emulators.fauna.store.errors import Contended, StoreBusy
from app.emulators.fauna.store.records import ROOT, CollectionRecord, Database, new_global_id
from app.emulators.fauna.store.retry import attempt
from app.emulators.fauna.store.store import Store
from app.emulators.fauna.store.transaction import Transaction
from app.emulators.fauna.store.values import encode
from tests.emulators.fauna.store.running import ALL, ALPHA, CATS, data, delete, ids, keys, put, saved


def test_a_transaction_sees_its_own_writes_and_others_do_once_it_is_committed(store: Store):
    writer = store.begin(ROOT)
    put(writer, 1, b"a")
    assert (data(writer, 1), ids(writer)) == (b"a", [1])
    reader = store.begin(ROOT)
    writer.commit()
    assert (data(reader, 1), ids(reader)) == (None, [])
    later = store.begin(ROOT)
    assert (data(later, 1), ids(later)) == (b"a", [1])
    assert later.documents.read(CATS, 1) == Version(writer.now, b"a")


def test_what_a_transaction_sees_stays_while_others_write(store: Store):
    saved(store, {1: b"a", 2: b"b", 3: b"c"})
    reader = store.begin(ROOT)
    entries = reader.documents.scan(Range(ALPHA))
    assert next(entries).key == b"a"
    saved(store, {1: b"x", 2: None, 4: b"b"})
    assert [entry.key for entry in entries] == [b"b", b"c"]
    assert [data(reader, document) for document in (1, 2, 3, 4)] == [b"a", b"b", b"c", None]
    assert keys(reader) == [b"a", b"b", b"c"]
    assert keys(reader, reverse=True) == [b"c", b"b", b"a"]
    assert keys(store.begin(ROOT)) == [b"b", b"c", b"x"]


def test_a_scan_keeps_to_its_range_in_both_directions(store: Store):
    saved(store, {number: b"%03d" % number for number in range(200)})
    transaction = store.begin(ROOT)
    put(transaction, 500, b"050")
    put(transaction, 60, b"900")
    delete(transaction, 61)
    low, high = Entry(b"050", CATS, 0), Entry(b"070", CATS, 70)
    expected = [b"050", b"050", *(b"%03d" % number for number in range(51, 71) if number not in (60, 61))]
    assert keys(transaction, low, high) == expected
    assert keys(transaction, low, high, reverse=True) == expected[::-1]
    assert len(keys(transaction)) == 200
    assert keys(transaction, low=Entry(b"199", CATS, 199)) == [b"199", b"900"]
    assert keys(transaction, high=Entry(b"000", CATS, 0)) == [b"000"]


def test_a_scan_does_not_see_what_is_written_while_it_runs(store: Store):
    saved(store, {number: b"%03d" % number for number in range(100)})
    transaction = store.begin(ROOT)
    for entry in transaction.documents.scan(Range(ALPHA)):
        put(transaction, entry.id, b"z" + entry.key)
        put(transaction, entry.id + 1000, b"z")
    assert len(keys(transaction)) == 200
    assert all(key.startswith(b"z") for key in keys(transaction))


def test_the_past_can_be_read_as_it_was(store: Store):
    first = saved(store, {1: b"a", 2: b"b"})
    second = saved(store, {1: b"x", 2: None})
    third = saved(store, {2: b"y"})
    transaction = store.begin(ROOT)
    put(transaction, 3, b"own")
    seen = [[data(transaction, document, at) for document in (1, 2, 3)] for at in (first - 1, first, second, third)]
    assert seen == [[None, None, None], [b"a", b"b", None], [b"x", None, None], [b"x", b"y", None]]
    assert [keys(transaction, at=at) for at in (first - 1, first, second, third)] == [
        [],
        [b"a", b"b"],
        [b"x"],
        [b"x", b"y"],
    ]
    assert [(version.ts, version.data) for version in transaction.documents.history(CATS, 2)] == [
        (first, b"b"),
        (second, None),
        (third, b"y"),
    ]


def test_a_document_past_its_ttl_is_gone_with_its_entries(store: Store):
    ttl = store.begin(ROOT).now + 10_000_000
    ts = saved(store, {1: b"a"}, ttl=ttl)
    saved(store, {2: b"b"}, ttl=ts + 1)
    transaction = store.begin(ROOT)
    assert transaction.documents.read(CATS, 1) == Version(ts, b"a", ttl)
    assert (data(transaction, 2), ids(transaction), keys(transaction)) == (None, [1], [b"a"])
    put(transaction, 3, b"c", ttl=1)
    assert (data(transaction, 3), ids(transaction)) == (None, [1])


def test_a_new_ttl_holds_for_entries_that_stay(store: Store):
    ts = saved(store, {1: b"a"})
    later = saved(store, {1: b"a"}, ttl=ts + 1)
    transaction = store.begin(ROOT)
    assert (keys(transaction), keys(transaction, at=ts), later > ts) == ([], [b"a"], True)
    saved(store, {1: b"a"})
    assert keys(store.begin(ROOT)) == [b"a"]


@pytest.mark.parametrize(
    "read",
    [
        pytest.param(lambda t: data(t, 1), id="a document"),
        pytest.param(lambda t: data(t, 9), id="that there is none"),
        pytest.param(keys, id="a whole index"),
        pytest.param(lambda t: keys(t, Entry(b"a", 0, 0), Entry(b"a\xff", 0, 0)), id="a range that lost an entry"),
        pytest.param(lambda t: keys(t, Entry(b"x", 0, 0), Entry(b"x\xff", 0, 0)), id="a range that gained an entry"),
        pytest.param(lambda t: next(t.documents.scan(Range(ALPHA))), id="the first entry"),
        pytest.param(lambda t: next(t.documents.scan(Range(ALPHA), reverse=True)), id="the last entry"),
        pytest.param(lambda t: put(t, 1, b"mine"), id="a document it overwrites"),
        pytest.param(lambda t: t.documents.history(CATS, 1), id="a history"),
        pytest.param(lambda t: t.documents.build(77, CATS, lambda document, version: []), id="a collection"),
    ],
)
def test_a_commit_is_refused_when_something_read_is_not_so_any_more(store: Store, read):
    saved(store, {1: b"a", 2: b"m", 3: b"v"})
    transaction = store.begin(ROOT)
    read(transaction)
    put(transaction, 50, b"n")
    saved(store, {1: b"x", 9: b"z", 4: b"0"})
    with pytest.raises(Contended):
        transaction.commit()
    assert data(store.begin(ROOT), 50) is None


@pytest.mark.parametrize(
    "read",
    [
        pytest.param(lambda t: data(t, 2), id="another document"),
        pytest.param(lambda t: keys(t, Entry(b"b", 0, 0), Entry(b"w", 0, 0)), id="another range"),
        pytest.param(lambda t: next(t.documents.scan(Range(ALPHA, Entry(b"b", 0, 0)))), id="the part before"),
        pytest.param(lambda t: t.documents.scan(Range(ALPHA)), id="a scan never begun"),
        pytest.param(lambda t: data(t, 1, at=5), id="the past"),
    ],
)
def test_a_commit_is_not_refused_for_what_it_has_not_read(store: Store, read):
    saved(store, {1: b"a", 2: b"m", 3: b"v"})
    transaction = store.begin(ROOT)
    read(transaction)
    put(transaction, 50, b"n")
    saved(store, {1: b"x", 9: b"z"})
    transaction.commit()
    assert data(store.begin(ROOT), 50) == b"n"


def test_who_only_reads_is_never_refused(store: Store):
    saved(store, {1: b"a"})
    transaction = store.begin(ROOT)
    assert data(transaction, 1) == b"a"
    saved(store, {1: b"b"})
    transaction.commit()


def test_changed_definitions_contend_only_within_their_database(store: Store):
    one, other = (new_database(store, name) for name in ("one", "other"))
    writer = store.begin(one)
    put(writer, 1, b"a")
    neighbour = store.begin(other)
    neighbour.put(CollectionRecord(neighbour.next_id(), other, "Dog", neighbour.now))
    neighbour.commit()
    writer.commit()
    late = store.begin(one)
    put(late, 2, b"b")
    neighbour = store.begin(one)
    neighbour.put(CollectionRecord(neighbour.next_id(), one, "Dog", neighbour.now))
    neighbour.commit()
    with pytest.raises(Contended):
        late.commit()


def test_children_of_one_database_can_be_made_at_once_unless_their_name_is_the_same(store: Store):
    transactions = [store.begin(ROOT) for _ in range(3)]
    for transaction, name in zip(transactions, ("a", "b", "a"), strict=True):
        assert transaction.child(ROOT, name) is None
        transaction.put(Database(transaction.next_id(), ROOT, name, new_global_id(), transaction.now))
    transactions[0].commit()
    transactions[1].commit()
    with pytest.raises(Contended):
        transactions[2].commit()
    assert store.catalog.child(ROOT, "a") is not None


def test_a_database_is_not_removed_while_something_is_made_in_it(store: Store):
    database = new_database(store, "one")
    remover = store.begin(ROOT)
    remover.remove_database(remover.get("databases", database))
    maker = store.begin(database)
    maker.put(Database(maker.next_id(), database, "child", new_global_id(), maker.now))
    maker.commit()
    with pytest.raises(Contended):
        remover.commit()


def test_a_commit_is_later_than_every_time_given_out_before(store: Store):
    alone = store.begin(ROOT)
    began = alone.now
    put(alone, 1, b"a")
    alone.commit()
    assert alone.now > began
    writer, reader = store.begin(ROOT), store.begin(ROOT)
    put(writer, 2, encode({"n": 1}))
    writer.put(CollectionRecord(writer.next_id(), ROOT, "Cat", writer.now))
    writer.commit()
    assert writer.now > reader.now
    later = store.begin(ROOT)
    assert [version.ts for version in later.documents.history(CATS, 2)] == [writer.now]
    assert [record.ts for record in later.collections(ROOT).values()] == [writer.now]
    assert data(later, 2, at=reader.now) is None


def test_definitions_and_documents_are_committed_together_or_not_at_all(store: Store, monkeypatch):
    def fail(connection, work):
        write(connection, work)
        raise sqlite3.OperationalError("database or disk is full")

    write = module.write_work
    transaction = store.begin(ROOT)
    put(transaction, 1, b"a")
    transaction.put(CollectionRecord(transaction.next_id(), ROOT, "Cat", transaction.now))
    with monkeypatch.context() as patched:
        patched.setattr(module, "write_work", fail)
        with pytest.raises(sqlite3.OperationalError, match="full"):
            transaction.commit()
    after = store.begin(ROOT)
    assert (data(after, 1), keys(after), after.collections(ROOT)) == (None, [], {})
    saved(store, {1: b"b"})
    assert data(store.begin(ROOT), 1) == b"b"


def test_one_commit_that_fails_on_the_disk_fails_alone(store: Store, monkeypatch):
    def fail(connection, work):
        if (CATS, 13) in work.documents:
            raise sqlite3.OperationalError("string or blob too big")
        write(connection, work)

    def commit(number: int) -> None:
        transaction = store.begin(ROOT)
        put(transaction, number, b"a")
        try:
            transaction.commit()
        except sqlite3.OperationalError:
            failed.append(number)

    write, failed = module.write_work, []
    monkeypatch.setattr(module, "write_work", fail)
    threads = [threading.Thread(target=commit, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == [13]
    assert ids(store.begin(ROOT)) == [number for number in range(20) if number != 13]


def test_a_contended_transaction_is_tried_again_and_then_given_up(store: Store):
    def body(transaction: Transaction, tried: int) -> int:
        tries.append(tried)
        data(transaction, 1)
        put(transaction, 2, b"mine")
        if tried < hostile:
            saved(store, {1: b"%d" % tried})
        transaction.commit()
        return tried

    tries, hostile = [], 2
    assert attempt(store, ROOT, 3, body) == 2
    tries, hostile = [], 2
    with pytest.raises(Contended):
        attempt(store, ROOT, 1, body)
    assert tries == [0, 1]


def test_everything_is_there_after_reopening(tmp_path: Path):
    store = Store(tmp_path / "fauna.sqlite")
    first = saved(store, {1: b"a", 2: b"b"})
    database = new_database(store, "one")
    ts = saved(store, {1: b"x", 2: None})
    store.close()
    store = Store(tmp_path / "fauna.sqlite")
    transaction = store.begin(ROOT)
    assert transaction.now > ts
    assert (data(transaction, 1), data(transaction, 2), data(transaction, 2, at=first)) == (b"x", None, b"b")
    assert (keys(transaction), keys(transaction, at=first)) == ([b"x"], [b"a", b"b"])
    assert transaction.get("databases", database).name == "one"
    assert transaction.next_id() > database
    store.close()


def test_an_id_is_not_given_out_again_after_what_had_it_was_removed(tmp_path: Path):
    store = Store(tmp_path / "fauna.sqlite")
    database = new_database(store, "one")
    transaction = store.begin(ROOT)
    transaction.remove_database(transaction.get("databases", database))
    transaction.commit()
    store.close()
    store = Store(tmp_path / "fauna.sqlite")
    assert store.next_id() > database
    store.close()


def test_a_file_that_is_open_is_not_opened_again(tmp_path: Path):
    store = Store(tmp_path / "fauna.sqlite")
    with pytest.raises(StoreBusy, match="is in use; stop the emulator that has it open, or choose another folder"):
        Store(tmp_path / "fauna.sqlite")
    store.close()
    Store(tmp_path / "fauna.sqlite").close()


def test_a_file_of_the_version_that_kept_definitions_only_is_taken_over(tmp_path: Path):
    with sqlite3.connect(tmp_path / "fauna.sqlite") as old:
        old.execute("create table databases (id integer primary key, record text not null)")
        record = '{"id": 0, "parent": null, "name": "", "global_id": "yabc", "ts": 5, "options": {}}'
        old.execute("insert into databases values (0, ?)", (record,))
    old.close()
    store = Store(tmp_path / "fauna.sqlite")
    assert store.catalog.get("databases", ROOT).global_id == "yabc"
    store.close()


def test_two_changes_of_one_record_contend_though_neither_read_it(store: Store):
    database = new_database(store, "one")
    transactions = [store.begin(ROOT), store.begin(ROOT)]
    for transaction in transactions:
        transaction.put(Database(database, ROOT, "one", "y", transaction.now, {"data": {}}))
    transactions[0].commit()
    with pytest.raises(Contended):
        transactions[1].commit()


def test_a_transaction_that_began_too_many_commits_ago_is_contended(store: Store, monkeypatch):
    monkeypatch.setattr(commits, "REMEMBERED", 3)
    recent, old = store.begin(ROOT), store.begin(ROOT)
    put(old, 100, b"old")
    for number in range(5):
        saved(store, {number: b"a"})
    with pytest.raises(Contended):
        old.commit()
    assert ids(recent) == []


def test_a_closed_store_says_so_in_threads_old_and_new(tmp_path: Path):
    def read() -> None:
        with pytest.raises(sqlite3.ProgrammingError, match="closed"):
            store.file.read("select 1")
        refused.append(True)

    store, refused = Store(tmp_path / "fauna.sqlite"), []
    transaction = store.begin(ROOT)
    assert data(transaction, 1) is None
    store.close()
    thread = threading.Thread(target=read)
    thread.start()
    thread.join()
    read()
    assert len(refused) == 2
    put(transaction, 1, b"a")
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        transaction.commit()


def test_usage_counts_documents_partitions_and_kilobytes(store: Store):
    saved(store, {1: b"a" * 10, 2: b"b"})
    transaction = store.begin(ROOT)
    list(transaction.documents.scan(Range(ALL, partitions=8)))
    data(transaction, 1)
    data(transaction, 1)
    put(transaction, 3, b"c" * 1500)
    put(transaction, 2, b"d")
    usage = transaction.usage
    assert (usage.read_ops, usage.write_ops) == (9, 3)
    assert usage.bytes_written == 2 * DOCUMENT_BYTES + 1500 + 1 + 4 * ENTRY_BYTES
    assert usage.bytes_read == 10


def new_database(store: Store, name: str) -> int:
    transaction = store.begin(ROOT)
    database = transaction.next_id()
    transaction.put(Database(database, ROOT, name, new_global_id(), transaction.now))
    transaction.commit()
    return database
