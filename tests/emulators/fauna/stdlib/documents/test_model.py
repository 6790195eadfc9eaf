"""Any sequence of writes, schema changes and queries on a collection, compared with a dictionary."""

import json
from dataclasses import dataclass
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, multiple, precondition, rule

from tests.emulators.fauna.database import TestDatabase
from tests.emulators.fauna.installs import Install

Fields = dict[str, Any]
State = dict[int, Fields]
INDEXES = {
    "byK": "index byK { terms [.k]; values [.n] }",
    "byKDown": "index byKDown { terms [.k]; values [desc(.n), .m] }",
    "sorted": "index sorted { values [.n, desc(.m)] }",
    "byTag": "index byTag { terms [mva(.tags)]; values [.n] }",
}
numbers = st.integers(1, 8)
terms = st.sampled_from([1, 2, "a"])
values = st.sampled_from([None, -1, 0, 0.5, 7, "a", "b", True])
fields = st.fixed_dictionaries(
    {"k": terms, "n": values, "m": values, "tags": st.lists(st.sampled_from(["x", "y"]), max_size=2)}
)
Ordering = tuple[tuple[str, bool], ...]
ORDERS: dict[str, Ordering] = {
    "byK": (("n", False),),
    "byKDown": (("n", True), ("m", False)),
    "sorted": (("n", False), ("m", True)),
    "byTag": (("n", False),),
}


def rank(value: Any) -> tuple[int, Any]:
    """Where a value stands: numbers, strings, booleans, nothing."""
    if value is None:
        return 3, 0
    return (2, value) if isinstance(value, bool) else (1, value) if isinstance(value, str) else (0, value)


def ordered(state: State, index: str, term: Any) -> list[int]:
    """The ids in the order of an index."""
    if index in ("byK", "byKDown"):
        found = [number for number, data in state.items() if rank(data["k"]) == rank(term)]
    elif index == "byTag":
        found = [number for number, data in state.items() if term in data["tags"]]
    else:
        found = list(state)
    found.sort()
    for name, descending in reversed(ORDERS[index]):
        found.sort(key=lambda number: rank(state[number].get(name)), reverse=descending)
    return found


@dataclass(eq=False)
class Reading:
    """A set that somebody is paging through: its index and cursor, and the ids and values that are to come."""

    index: str
    after: str
    coming: list[list[Any]]


class Documents(RuleBasedStateMachine):
    """One collection; indexes come and go while documents are there."""

    def __init__(self) -> None:
        super().__init__()
        self.install = Install()
        self.indexes = {"byK", "sorted"}
        self.database = TestDatabase(self.install, self.schema())
        self.state: State = {}
        self.history: list[tuple[str, State]] = []

    readings = Bundle("readings")

    def teardown(self) -> None:
        self.install.store.close()

    def schema(self) -> str:
        return "collection T { history_days 1\n" + "\n".join(INDEXES[name] for name in sorted(self.indexes)) + "\n}"

    def wrote(self, query: str) -> None:
        self.history.append((self.database.query(f"{query}.ts"), {key: dict(data) for key, data in self.state.items()}))

    @rule(number=numbers, data=fields)
    def put(self, number: int, data: Fields) -> None:
        text = json.dumps(data)
        query = (
            f"T.byId({number})!.replace({text})"
            if number in self.state
            else f"T.create({{ id: {number} }}).replace({text})"
        )
        self.state[number] = data
        self.wrote(query)

    @precondition(lambda self: self.state)
    @rule(pick=st.integers(0, 99), name=st.sampled_from(["n", "m"]), value=values)
    def change(self, pick: int, name: str, value: Any) -> None:
        number = sorted(self.state)[pick % len(self.state)]
        self.state[number] = {**self.state[number], name: value}
        self.wrote(f"T.byId({number})!.update({json.dumps({name: value})})")

    @precondition(lambda self: self.state)
    @rule(pick=st.integers(0, 99))
    def delete(self, pick: int) -> None:
        number = sorted(self.state)[pick % len(self.state)]
        del self.state[number]
        self.database.query(f"T.byId({number})!.delete()")

    @rule(name=st.sampled_from(sorted(INDEXES)))
    def define(self, name: str) -> None:
        self.indexes ^= {name}
        self.database.push(self.schema())

    @precondition(lambda self: self.indexes)
    @rule(pick=st.integers(0, 99), term=terms, tag=st.sampled_from(["x", "y"]), back=st.booleans())
    def look_up(self, pick: int, term: Any, tag: str, back: bool) -> None:
        call, ids = self.called(pick, term, tag)
        shown = f"{call}.reverse()" if back else call
        expected = ids[::-1] if back else ids
        rows = [[str(number), self.state[number].get("n"), self.state[number].get("m")] for number in expected]
        assert self.database.query(f"{shown}.map(d => [d.id, d.n, d.m]).toArray()") == rows
        assert self.database.query(f"{call}.count()") == len(ids)
        strings = [str(number) for number in ids if isinstance(self.state[number].get("n"), str)]
        assert self.database.query(f"{call}.where(d => d.n isa String).map(.id).toArray()") == strings
        assert self.database.query(f"{call}.drop(1).take(2).map(.id).toArray()") == [str(n) for n in ids[1:3]]

    @precondition(lambda self: {"byK", "sorted"} & self.indexes)
    @rule(term=terms, low=values, high=values)
    def between(self, term: Any, low: Any, high: Any) -> None:
        index = "byK" if "byK" in self.indexes else "sorted"
        ids = ordered(self.state, index, term)
        kept = [n for n in ids if rank(low) <= rank(self.state[n].get("n")) <= rank(high)]
        span = f"{{ from: {json.dumps(low)}, to: {json.dumps(high)} }}"
        call = f"T.byK({json.dumps(term)}, {span})" if index == "byK" else f"T.sorted({span})"
        assert self.database.query(f"{call}.map(.id).toArray()") == [str(number) for number in kept]

    @rule()
    def list_all(self) -> None:
        assert self.database.query("T.all().map(.id).toArray()") == [str(number) for number in sorted(self.state)]

    @precondition(lambda self: self.history)
    @rule(pick=st.integers(0, 99))
    def look_back(self, pick: int) -> None:
        at, state = self.history[pick % len(self.history)]
        past = f'at (Time("{at}")) {{ T.all().map(d => [d.id, d.n]).toArray() }}'
        assert self.database.query(past) == [[str(number), state[number].get("n")] for number in sorted(state)]

    @precondition(lambda self: self.indexes)
    @rule(target=readings, pick=st.integers(0, 99), term=terms, tag=st.sampled_from(["x", "y"]), size=st.integers(1, 3))
    def begin_paging(self, pick: int, term: Any, tag: str, size: int) -> Any:
        call, ids = self.called(pick, term, tag)
        page = self.database.query(f"{call}.map(d => [d.id, d.n, d.m]).paginate({size})")
        rows = [[str(number), self.state[number].get("n"), self.state[number].get("m")] for number in ids]
        return self.paged(self.picked(pick), page, rows)

    @rule(target=readings, reading=consumes(readings))
    def go_on_paging(self, reading: Reading) -> Any:
        rest = f'Set.paginate("{reading.after}")'
        if reading.index not in self.indexes:
            assert "does not exist on `T`" in str(self.database.error(rest))
            return reading
        return self.paged(reading.index, self.database.query(rest), reading.coming)

    def paged(self, index: str, page: Any, rows: list[list[Any]]) -> Any:
        """What was there when the paging began, whatever has been written since."""
        count = len(page["data"])
        assert page["data"] == rows[:count]
        assert ("after" in page) == (count < len(rows))
        return Reading(index, page["after"], rows[count:]) if "after" in page else multiple()

    def picked(self, pick: int) -> str:
        return sorted(self.indexes)[pick % len(self.indexes)]

    def called(self, pick: int, term: Any, tag: str) -> tuple[str, list[int]]:
        index = self.picked(pick)
        term = tag if index == "byTag" else term
        call = "T.sorted()" if index == "sorted" else f"T.{index}({json.dumps(term)})"
        return call, ordered(self.state, index, term)


TestDocuments = Documents.TestCase
TestDocuments.settings = settings(max_examples=25, stateful_step_count=30, deadline=None)
