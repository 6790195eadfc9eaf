"""What holds of every query, number and time: nothing but typed errors, and nothing lost on the way."""

import json
import random
import struct
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.emulators.fauna.api.decode import Decoder, plain
from app.emulators.fauna.api.encode import ENCODERS
from app.emulators.fauna.fql import ast
from app.emulators.fauna.fql.doubles import double_text
from app.emulators.fauna.fql.errors import CheckFailure, QueryFailure
from app.emulators.fauna.fql.parser import parse
from app.emulators.fauna.fql.parser.scanner import UNDISPLAYED
from app.emulators.fauna.fql.printer import print_query
from app.emulators.fauna.fql.render import summary
from app.emulators.fauna.fql.source import Source
from app.emulators.fauna.fql.text import debug
from app.emulators.fauna.fql.values import LONG_MAX, LONG_MIN, Date, Long, Time, Value
from app.emulators.fauna.stdlib.java_time import YEAR_MAX, days_of, format_date, format_time, parse_date, parse_time
from tests.emulators.fauna.fql.test_printer import TEXTS, bare
from tests.emulators.fauna.running import outcome, value
from tests.golden.golden import read_lines
from tests.golden.rates import LANGUAGE_AREAS, UNTYPED

MUTANTS = 10_000
PIECES = (
    *"(){}[]<>.,:;!?=+-*/%&|^~#'\"`\\@$_0189abxn \n\t", "=>", "?.", "??", "==", "<=", "isa", "let ", "if (", " else ",
    "at (", "...", "<<-END\n", "END", '"#{', "0x", "1e", "\\u{", "/*", "*/", "//", "null", "\0", "\u2028", "é", "😀",
)  # fmt: skip
SECONDS = st.integers(days_of(-YEAR_MAX, 1, 1) * 86_400, days_of(YEAR_MAX + 1, 1, 1) * 86_400 - 1)
TIMES = st.builds(Time, SECONDS, st.integers(0, 999_999_999))
DATES = st.builds(Date, st.integers(days_of(-YEAR_MAX, 1, 1), days_of(YEAR_MAX, 12, 31)))
LONGS = st.integers(LONG_MIN, LONG_MAX)
SCALARS = st.one_of(
    st.booleans(), st.integers(-(2**31), 2**31 - 1), LONGS.map(lambda n: n if abs(n) > 2**31 else Long(n)),
    st.floats(allow_nan=False), st.text(st.characters(exclude_categories=["Cs"])), st.binary(), TIMES, DATES,
)  # fmt: skip
DISPLAYED = st.characters(exclude_categories=["C", "Zl", "Zp"]).filter(lambda char: not UNDISPLAYED.match(char))
PRINTABLE = st.text(DISPLAYED)
VALUES: st.SearchStrategy[Value] = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.text(st.characters(exclude_categories=["Cs"])) | st.sampled_from(["@int", "@x", "a"]), inner
        )
    ),
    max_leaves=8,
)
DECODER = Decoder(lambda name: None, lambda collection, key: None)


def recorded_queries() -> list[str]:
    scenarios = read_lines([str(path) for path in UNTYPED])
    steps = [step for scenario in scenarios if scenario["area"] in LANGUAGE_AREAS for step in scenario["steps"]]
    return sorted({step["fql"] for step in steps if isinstance(step.get("fql"), str) and len(step["fql"]) < 400})


def mutants(count: int) -> Iterator[str]:
    """Recorded queries, damaged in up to four places each, some of them mixed with others."""
    source, queries = random.Random(1), recorded_queries()
    for _ in range(count):
        text = source.choice(queries)
        for _ in range(source.randrange(5)):
            at = source.randrange(len(text) + 1)
            cut = source.choice((0, 0, 1, 1, 2, 8))
            other = source.choice(queries)
            piece = source.choice(PIECES) if source.random() < 0.8 else other[source.randrange(len(other) + 1) :][:12]
            text = text[:at] + piece + text[at + cut :]
        yield text


def tree_or_none(text: str) -> ast.Expr | None:
    """The tree of a query; None when it is refused with an error that can be printed."""
    try:
        return parse(Source("*query*", text))
    except CheckFailure as failure:
        assert summary(failure.diagnostics).startswith("error: ")
        return None


def test_ten_thousand_damaged_queries_are_read_or_refused_and_print_as_what_was_read() -> None:
    read = 0
    for text in mutants(MUTANTS):
        tree = tree_or_none(text)
        if tree is not None:
            read += 1
            again = tree_or_none(print_query(tree))
            assert again is not None, text
            assert bare(again) == bare(tree), text
    assert read > MUTANTS // 10


def test_a_thousand_damaged_queries_run_or_end_in_a_typed_error() -> None:
    for text in mutants(MUTANTS // 10):
        result = outcome(text, seconds=0.2)
        if result.failure is None:
            for encode in ENCODERS.values():
                try:
                    json.dumps(encode(result.context, result.value))
                except QueryFailure as late:
                    assert late.code, text
        assert isinstance(result.summary, str)


@given(VALUES)
def test_values_survive_the_tagged_format(given_value: Value) -> None:
    context = outcome("1").context
    wire = json.loads(json.dumps(ENCODERS["tagged"](context, given_value)))
    assert repr(DECODER.tagged(wire)) == repr(given_value)


@given(st.one_of(st.booleans(), LONGS, st.floats(allow_nan=False, allow_infinity=False), st.text()))
def test_plain_values_survive_the_simple_format(given_value: Value) -> None:
    context = outcome("1").context
    assert repr(plain(json.loads(json.dumps(ENCODERS["simple"](context, given_value))))) == repr(given_value)


@given(SCALARS.filter(lambda scalar: not isinstance(scalar, str)) | PRINTABLE.filter(lambda text: "`" not in text))
def test_a_scalar_s_text_is_a_query_for_it(given_value: Value) -> None:
    if isinstance(given_value, float):
        given_value = abs(given_value)
    context = outcome("1").context
    text = debug(context, given_value).replace("Infinity", "Math.Infinity")
    assert value(f"x == {text}", x=given_value) is True


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_the_text_of_a_double_names_exactly_that_double(number: float) -> None:
    assert struct.pack(">d", float(double_text(number))) == struct.pack(">d", number)


@given(TIMES)
def test_a_time_s_text_reads_back(time: Time) -> None:
    assert parse_time(format_time(time)) == time


@given(DATES)
def test_a_date_s_text_reads_back(date: Date) -> None:
    assert parse_date(format_date(date)) == date


@given(st.text(max_size=40))
def test_no_text_but_a_time_is_a_time(text: str) -> None:
    assert parse_time(text) is None
    assert parse_date(text) is None


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_running_what_is_printed_is_running_the_query(text: str) -> None:
    printed = print_query(parse(Source("*query*", text)))
    first, second = outcome(text, seconds=0.5), outcome(printed, seconds=0.5)
    codes = [result.failure and (result.failure.code, result.failure.message) for result in (first, second)]
    assert codes[0] == codes[1]
    if first.failure is None:
        assert debug(first.context, first.value) == debug(second.context, second.value)


@pytest.mark.slow
def test_a_hundred_thousand_damaged_queries_are_read_or_refused() -> None:
    for text in mutants(10 * MUTANTS):
        tree_or_none(text)
