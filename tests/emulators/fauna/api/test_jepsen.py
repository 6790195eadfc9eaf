"""Jepsen's Bank, Register and Set over whole queries: 8 writers at once, and what they were told fits one order."""

import json
import random
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from app.emulators.fauna.access.session import Session
from app.emulators.fauna.api.body import QueryBody
from app.emulators.fauna.api.errors import ContendedTransaction
from app.emulators.fauna.api.headers import QueryHeaders
from app.emulators.fauna.api.query import QueryEndpoint, query_threads
from app.emulators.fauna.api.turns import Turns
from app.emulators.fauna.fql.runtime import Limits
from app.emulators.fauna.schema.cache import Schemas
from app.emulators.fauna.store.records import ROOT
from app.emulators.fauna.store.store import Store

WRITERS = 8
Run = Callable[[str], Any]
SCHEMA = """
Collection.create({ name: "Account" })
Collection.create({ name: "Register" })
Collection.create({ name: "Element", indexes: { sorted: { values: [{ field: "n" }] } } })
Collection.create({ name: "User", constraints: [{ unique: ["name"] }] })
"""


@pytest.fixture
def run(tmp_path: Any) -> Iterator[Run]:
    """Answers a query: its data, its error's code, or None where others got in its way too often."""
    store = Store(tmp_path / "fauna.sqlite")
    endpoint, turns = QueryEndpoint(store, Schemas(), Limits()), Turns()

    def answer(fql: str) -> Any:
        session = Session(store.catalog.get("databases", ROOT), ("admin",))
        try:
            with turns.take() as turn:
                _, parts = endpoint.answer(
                    session, QueryBody(json.dumps({"query": fql}).encode()), QueryHeaders(), turn
                )
        except ContendedTransaction:
            return None
        return parts["data"] if "data" in parts else parts["error"]["code"]

    answer(SCHEMA)
    yield answer
    store.close()


def together(work: Callable[[int, random.Random], None]) -> None:
    pool = query_threads(WRITERS)
    try:
        for done in [pool.submit(work, number, random.Random(number)) for number in range(WRITERS)]:
            done.result(60)
    finally:
        pool.shutdown()


def test_bank_the_sum_of_all_accounts_never_changes(run: Run) -> None:
    run("Set.sequence(0, 6).forEach(i => Account.create({ id: ID(i), balance: 100 }))")
    sums = []

    def work(number: int, chance: random.Random) -> None:
        for _ in range(12):
            giver, taker = chance.sample(range(6), 2)
            amount = chance.randint(1, 60)
            run(f"""let from = Account.byId({giver})!
                let to = Account.byId({taker})!
                if (from.balance < {amount}) abort("poor")
                from.update({{ balance: from.balance - {amount} }})
                to.update({{ balance: to.balance + {amount} }})""")
            sums.append(run("Account.all().map(.balance).toArray()"))

    together(work)
    assert {sum(balances) for balances in sums} == {600}
    assert all(balance >= 0 for balances in sums for balance in balances)
    assert len({tuple(balances) for balances in sums}) > WRITERS


def test_register_reads_writes_and_compare_and_set_fit_one_order(run: Run) -> None:
    """Each change remembers what it replaced: the changes form one chain, and nobody sees it go back."""
    run('Register.create({ id: 1, value: "0", before: null })')
    written, seen = [], {number: [] for number in range(WRITERS)}

    def work(number: int, chance: random.Random) -> None:
        for step in range(15):
            value = f"{number}-{step}"
            now = run("Register.byId(1)!.value")
            seen[number].append(now)
            guard = f'if (r.value != "{now}") abort("changed")' if chance.random() < 0.5 else ""
            done = run(f'let r = Register.byId(1)!\n{guard}\nlet b = r.value\nr.update({{ value: "{value}" }})\nb')
            if done not in (None, "abort"):
                written.append((done, value))
                assert not guard or done == now

    together(work)
    following = dict(written)
    assert len(following) == len(written), "one value was replaced twice"
    chain = ["0"]
    while chain[-1] in following:
        chain.append(following[chain[-1]])
    assert len(chain) == len(written) + 1
    places = {value: place for place, value in enumerate(chain)}
    for reads in seen.values():
        assert [places[value] for value in reads] == sorted(places[value] for value in reads)
    assert run("Register.byId(1)!.value") == chain[-1]


def test_set_every_element_that_was_added_is_there_from_then_on(run: Run) -> None:
    added: set[int] = set()

    def work(number: int, chance: random.Random) -> None:
        for step in range(15):
            element = number * 1000 + step
            known = set(added)
            assert known <= set(run("Element.sorted().map(.n).toArray()"))
            if run(f"Element.create({{ n: {element} }}).n") == element:
                added.add(element)

    together(work)
    assert run("Element.sorted().map(.n).toArray()") == sorted(added)
    assert len(added) == WRITERS * 15


def test_unique_exactly_one_of_those_who_race_for_a_name_gets_it(run: Run) -> None:
    outcomes: dict[str, list[Any]] = {f"n{place}": [] for place in range(15)}
    barrier = threading.Barrier(WRITERS)

    def work(number: int, chance: random.Random) -> None:
        for name, told in outcomes.items():
            barrier.wait(30)
            told.append(run(f'User.create({{ name: "{name}" }}).name'))

    together(work)
    for name, told in outcomes.items():
        assert told.count(name) == 1
        assert set(told) <= {name, "constraint_failure", None}
    assert sorted(run("User.all().map(.name).toArray()")) == sorted(outcomes)
