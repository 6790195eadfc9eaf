"""Queries as transactions, through the endpoint: retries, and the time that answers tell."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from app.emulators.fauna.access.session import Session
from app.emulators.fauna.api import query as module
from app.emulators.fauna.api.body import QueryBody
from app.emulators.fauna.api.errors import OUT_OF_TIME, ContendedTransaction
from app.emulators.fauna.api.headers import Format, QueryHeaders
from app.emulators.fauna.api.query import QueryEndpoint
from app.emulators.fauna.api.turns import Turns
from app.emulators.fauna.fql.runtime import Limits
from app.emulators.fauna.schema.cache import Schemas
from app.emulators.fauna.stdlib.java_time import format_time, from_micros
from app.emulators.fauna.store.records import ROOT, Database, new_global_id
from app.emulators.fauna.store.store import Store

NAMED_BY_OTHERS = """
let seen = if (Database.byName("b").exists()) "b" else if (Database.byName("a").exists()) "a" else "none"
Database.create({ name: "after_#{seen}" }).name
"""
Run = Callable[..., tuple[int, dict[str, Any]]]


@pytest.fixture
def store() -> Iterator[Store]:
    opened = Store(None)
    yield opened
    opened.close()


@pytest.fixture
def run(store: Store) -> Run:
    return runner(store, Limits())


def runner(store: Store, limits: Limits, form: Format = "tagged") -> Run:
    """Runs queries within limits."""
    endpoint = QueryEndpoint(store, Schemas(), limits)

    def answer(fql: str, retries: int = 7) -> tuple[int, dict[str, Any]]:
        session = Session(store.catalog.get("databases", ROOT), ("admin",))
        headers = QueryHeaders(format=form, retries=retries)
        with Turns().take() as turn:
            return endpoint.answer(session, QueryBody(json.dumps({"query": fql}).encode()), headers, turn)

    return answer


@pytest.fixture
def meanwhile(monkeypatch: pytest.MonkeyPatch) -> list[Callable[[], object]]:
    """What happens after each of the next evaluations, before its commit."""
    coming: list[Callable[[], object]] = []
    evaluate = module.evaluate

    def evaluated(*args: Any, **options: Any) -> Any:
        outcome = evaluate(*args, **options)
        if coming:
            coming.pop(0)()
        return outcome

    monkeypatch.setattr(module, "evaluate", evaluated)
    return coming


def take(store: Store, name: str) -> None:
    transaction = store.begin(ROOT)
    transaction.put(Database(transaction.next_id(), ROOT, name, new_global_id(), transaction.now))
    transaction.commit()


def test_an_answer_tells_the_time_of_the_commit_not_of_the_beginning(
    store: Store, run: Run, meanwhile: list[Callable[[], object]]
) -> None:
    meanwhile.append(lambda: store.begin(ROOT))
    status, answer = run('Database.create({ name: "one" })\n[TransactionTime(), Time.now() == TransactionTime()]')
    assert status == 200
    assert answer["data"][0] == {"@time": format_time(from_micros(answer["txn_ts"]))}
    assert store.catalog.child(ROOT, "one").ts == answer["txn_ts"]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("form", "shown"), [("tagged", '[{{"@time": "{0}"}}, [{{"@time": "{0}"}}]]'), ("simple", '["{0}", ["{0}"]]')]
)
def test_a_document_has_the_time_of_its_commit_in_every_format(
    store: Store, meanwhile: list[Callable[[], object]], form: Format, shown: str
) -> None:
    run = runner(store, Limits(), form)
    run('Collection.create({ name: "Note" })')
    meanwhile.append(lambda: store.begin(ROOT))
    status, answer = run("let note = Note.create({})\n[note.ts, [note.ts]]")
    assert (status, answer["data"]) == (200, json.loads(shown.format(format_time(from_micros(answer["txn_ts"])))))


@pytest.mark.parametrize("form", ["tagged", "simple"])
@pytest.mark.parametrize("beside", ["null", "Note.all().pageSize(1)", "Note.all().eventSource()"])
def test_a_computed_field_sees_the_time_of_the_query_whatever_stands_beside_it(
    form: Format, beside: str, store: Store, meanwhile: list[Callable[[], object]]
) -> None:
    run = runner(store, Limits(), form)
    run("Collection.create({ name: 'Note', computed_fields: { read: { body: '_ => Time.now()' } } })")
    meanwhile.append(lambda: wait_until_later(store, 1000))
    status, answer = run(f"let now = Time.now()\nlet note = Note.create({{}})\n[now, note, {beside}]")
    now, note, _ = answer["data"]
    note = note["@doc"] if form == "tagged" else note
    committed = format_time(from_micros(answer["txn_ts"]))
    assert (status, note["read"]) == (200, now)
    assert note["ts"] == ({"@time": committed} if form == "tagged" else committed)


def test_a_cursor_made_by_a_query_that_writes_leads_on_to_what_it_wrote(run: Run) -> None:
    run('Collection.create({ name: "Note" })')
    status, answer = run("Set.sequence(0, 3).forEach(n => Note.create({ id: 3 - n }))\nNote.all().pageSize(1)")
    after = answer["data"]["@set"]["after"]
    assert status == 200
    rest = run(f"Set.paginate('{after}', 16).data.map(note => note.id)")[1]["data"]
    assert rest == ["2", "3"]


WORDS = """
Collection.create({
  name: "Note",
  computed_fields: { words: { body: "note => note.text.matches(\\"\\\\\\\\S+\\").length" } }
})
"""


def test_computed_fields_of_what_was_written_are_told_whenever_it_was_committed(
    store: Store, run: Run, meanwhile: list[Callable[[], object]]
) -> None:
    assert run(WORDS)[0] == 200
    meanwhile.append(lambda: store.begin(ROOT))
    status, answer = run('Note.create({ text: "a word or two" })')
    assert (status, answer["data"]["@doc"]["words"]) == (200, {"@int": "4"})


def test_an_answer_that_is_written_anew_counts_once_towards_its_limit(
    store: Store, meanwhile: list[Callable[[], object]]
) -> None:
    run = runner(store, Limits(result_size=1500))
    meanwhile.append(lambda: store.begin(ROOT))
    assert run(f'Database.create({{ name: "one" }})\n"{"a" * 1000}"')[0] == 200


def test_what_fails_only_when_written_anew_is_told_as_it_was(
    store: Store, run: Run, meanwhile: list[Callable[[], object]]
) -> None:
    once = """note => if (note.until == null || Time.now() < note.until) 1 else abort(null)"""
    run(f"Collection.create({{ name: 'Note', computed_fields: {{ once: {{ body: '{once}' }} }} }})")
    meanwhile.append(lambda: wait_until_later(store, 20_000))
    status, answer = run("Note.create({ until: Time.now().add(10, 'milliseconds') })")
    assert (status, answer["data"]["@doc"]["once"]) == (200, {"@int": "1"})
    assert run("Note.all().count()")[1]["data"] == {"@int": "1"}


def wait_until_later(store: Store, micros: int) -> None:
    begun = store.begin(ROOT).now
    while store.begin(ROOT).now < begun + micros:
        time.sleep(0.001)


def test_running_out_of_time_while_the_answer_is_written_is_the_querys_time_out(store: Store) -> None:
    run = runner(store, Limits(seconds=0.3))
    assert run(WORDS.replace("\\\\\\\\S+", "(a|aa)+$"))[0] == 200
    status, answer = run(f'Note.create({{ text: "{"a" * 60}!" }})')
    assert (status, answer["error"]) == (440, {"code": "time_out", "message": OUT_OF_TIME})
    assert run("Note.all().count()")[1]["data"] == {"@int": "0"}


def test_calls_without_an_end_while_the_answer_is_written_are_the_querys_stack_overflow(run: Run) -> None:
    run('Function.create({ name: "again", body: "x => again(x) + 1" })')
    run('Collection.create({ name: "Note", computed_fields: { all: { body: "note => again(1)" } } })')
    status, answer = run("Note.create({})")
    assert (status, answer["error"]["code"]) == (400, "stack_overflow")


def test_a_query_that_lost_is_tried_again_with_what_is_new(
    store: Store, run: Run, meanwhile: list[Callable[[], object]]
) -> None:
    meanwhile += [lambda: take(store, "a"), lambda: take(store, "b")]
    status, answer = run(NAMED_BY_OTHERS)
    assert (status, answer["data"], answer["stats"]["contention_retries"]) == (200, "after_b", 2)


def test_a_query_that_keeps_losing_is_given_up_after_as_many_retries_as_asked(
    store: Store, run: Run, meanwhile: list[Callable[[], object]]
) -> None:
    meanwhile += [lambda name=name: take(store, name) for name in ("a", "b", "c")]
    with pytest.raises(ContendedTransaction):
        run(NAMED_BY_OTHERS, retries=1)
    assert len(meanwhile) == 1
    assert {item.name for item in store.catalog.all("databases")} == {"", "a", "b"}


def test_a_query_that_fails_leaves_nothing_behind(store: Store, run: Run) -> None:
    status, answer = run('Database.create({ name: "one" })\nabort(1)')
    assert (status, answer["error"]["code"], answer["stats"]["write_ops"]) == (400, "abort", 0)
    assert store.catalog.child(ROOT, "one") is None


def together(run: Run, queries: list[str]) -> list[int]:
    """The statuses of queries run at once."""
    statuses: list[int] = []
    threads = [threading.Thread(target=lambda fql=fql: statuses.append(run(fql)[0])) for fql in queries]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(statuses)


def test_of_many_that_make_the_same_database_one_does(run: Run) -> None:
    assert together(run, ['Database.create({ name: "same" })'] * 8) == [200] + [400] * 7


def test_databases_can_be_made_all_at_once(store: Store, run: Run) -> None:
    assert together(run, [f'Database.create({{ name: "d{number}" }})' for number in range(8)]) == [200] * 8
    assert len(store.catalog.all("databases")) == 9
