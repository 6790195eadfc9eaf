import pytest

from app.emulators.fauna.fql.errors import Aborted
from app.emulators.fauna.fql.values import Function
from tests.emulators.fauna.running import failure, message, outcome, shown, value


def test_abort_carries_its_value() -> None:
    failed = failure("abort({ a: 1 })")
    assert isinstance(failed, Aborted)
    assert (failed.code, failed.message, failed.abort) == ("abort", "Query aborted.", {"a": 1})


def test_log_joins_its_arguments_and_is_null() -> None:
    result = outcome('log("a", 1.0, [2.0])')
    assert result.summary == "info at *query*:1: a 1 [2.0]"


def test_dbg_shows_the_source_and_gives_the_value_back() -> None:
    result = outcome("dbg(1) + 1")
    assert result.value == 2
    assert result.summary == "info: 1\nat *query*:1:4\n  |\n1 | dbg(1) + 1\n  |    ^^^\n  |"


def test_new_ids_differ_and_grow() -> None:
    first, second = value("[newId(), newId()]")
    assert first < second


def test_asc_and_desc_wrap_an_accessor() -> None:
    assert isinstance(value("asc(.a)")["asc"], Function)
    assert message("desc((a, b) => a)") == (
        "invalid_argument: `accessor` should accept 1 parameter, provided function requires exactly 2 parameters."
    )


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("FQL.Math.PI == Math.PI", "true"),
        ("FQL.abort == abort", "true"),
        ("[Query.identity(), Query.token()]", "[null, null]"),
        ('[ID("7"), ID(7)]', '[ID("7"), ID("7")]'),
        ("null.toString()", '"null"'),
        ("[1, null isa Null, 1 isa Number, 1.0 isa Float].toString()", '"[1, true, true, true]"'),
    ],
)
def test_globals_have_values(query: str, expected: str) -> None:
    assert shown(query) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ('ID("x")', 'invalid_id: `"x"` is not a valid ID.'),
        ("ID(true)", "invalid_argument: expected arguments to `apply` of type (String) | (Number), received (Boolean)"),
        ("Query.identity()!", "null_value: Null value, due to missing identity"),
        ("Query.isEnvProtected()", "permission_denied: Insufficient privileges to perform the action."),
        ("Math.nope", None),
        ("Math.nope()", "invalid_function_invocation: The function `nope` does not exist on `Math`"),
    ],
)
def test_globals_fail_with_their_errors(query: str, expected: str | None) -> None:
    if expected is None:
        assert shown(query) == "null"
    else:
        assert message(query) == expected
