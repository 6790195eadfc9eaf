"""FQL itself, beside what Python does for a like text."""

import ast
import functools
import json

import pytest

from app.emulators.fauna.fql.compiler import compile_query
from app.emulators.fauna.fql.parser import parse
from app.emulators.fauna.fql.source import QUERY, Source
from tests.benchmarks.conftest import Record
from tests.benchmarks.measuring import Line, Timing, by_turns
from tests.emulators.fauna.running import value

pytestmark = pytest.mark.benchmark
ELEMENTS = 100_000
SEQUENCE = f"Set.sequence(0, {ELEMENTS}).map(x => x * 2).reduce((sum, x) => sum + x)"
FQL_STEP = """let total{0} = if (limit > {0}) {{ items.map(it => it.price * {0}).fold(0, (sum, x) => sum + x) }} else 0
let shown{0} = {{ name: "step {0}", total: total{0}, parts: [1, 2, {0}], open: total{0} != 7 && limit < 99 }}
"""
PYTHON_STEP = """total{0} = sum(map(lambda item: item.price * {0}, items), 0) if limit > {0} else 0
shown{0} = {{"name": "step {0}", "total": total{0}, "parts": [1, 2, {0}], "open": total{0} != 7 and limit < 99}}
"""
FIFTY_FQL = "let items = [{ price: 3 }, { price: 4 }]\n" + "".join(map(FQL_STEP.format, range(24))) + "shown1\n"
FIFTY_PYTHON = "items = [Item(price=3), Item(price=4)]\n" + "".join(map(PYTHON_STEP.format, range(24))) + "shown1\n"


def test_parsing_and_compiling_a_query_of_fifty_lines(record: Record):
    text = FIFTY_FQL.replace("limit", "9")
    assert text.count("\n") == FIFTY_PYTHON.count("\n") == 50
    own, floor = by_turns(
        100,
        lambda: compile_query(parse(Source(QUERY, text))),
        lambda: compile(ast.parse(FIFTY_PYTHON), "query", "exec"),
    )
    record(Line("parse + compile, 50 lines", own, "Python: the same steps, ast.parse + compile", floor))


def test_evaluating_a_query_that_is_already_compiled(record: Record):
    text = "let x = { a: 1, b: [1, 2, 3] }\nx.b.map(y => y * 2).fold(x.a, (sum, y) => sum + y)"
    assert value(text) == 13
    body = json.dumps({"query": text, "arguments": {"a": {"@int": "1"}, "b": ["x", "y", "z"]}})
    own, floor = by_turns(2000, lambda: value(text), lambda: json.loads(json.dumps(json.loads(body))))
    record(Line("evaluation, text known", own, "Python: json in and out of its request", floor))


def test_each_element_of_a_set_that_is_mapped_and_reduced(record: Record):
    expected = ELEMENTS * (ELEMENTS - 1)
    double, add = (lambda x: x * 2), (lambda sum_, x: sum_ + x)
    assert value(SEQUENCE) == expected
    own, floor = by_turns(
        10, lambda: value(SEQUENCE), lambda: functools.reduce(add, (double(x) for x in range(ELEMENTS)))
    )
    record(
        Line(
            "`Set.sequence(0, 100000).map(…).reduce(…)`, an element",
            _each(own),
            "Python: generator, lambda, reduce",
            _each(floor),
            unit="µs",
        )
    )


def _each(timing: Timing) -> Timing:
    return Timing.of([sample * 1000 / ELEMENTS for sample in timing.samples])
