import pytest

from app.emulators.fauna.fql.runtime import Limits
from app.emulators.fauna.fql.values import Time, TransactionTime
from app.emulators.fauna.stdlib.definitions import MissingDefinition
from tests.emulators.fauna.running import message, outcome, shown, value


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("let x = 1\nlet f = () => x\nlet x = 2\n[f(), x]", "[1, 2]"),
        ("let x = 5; ((y) => ((z) => x + y + z)(3))(2)", "10"),
        ("let f = (a, ...rest) => [a, rest]\n[f(1), f(1, 2, 3)]", "[[1, []], [1, [2, 3]]]"),
        ("((_, b) => b)(1, 2)", "2"),
        ("let add = a => b => a + b; add(1)(2)", "3"),
        ("let f = x => { let y = x + 1; let y = y * 2; y }; [f(1), f(2)]", "[4, 6]"),
        ("let a = { let b = 1; b + 1 }; a", "2"),
        ("if (false) 1", "null"),
        ("if (true) 1 else 2", "1"),
        ("{ a: 1, b: { c: 2 } } { a, d: .b.c }", "{ a: 1, d: 2 }"),
        ("null { a }", "null"),
        ('"abc" { a }', '"abc"'),
        ('"#{1.0} and #{[1.0]}"', '"1 and [1.0]"'),
        ("null?.a.b.c", "null"),
        ("null ?? 3", "3"),
        ("let o = { f: x => x + 1 }; o.f(2)", "3"),
        ("{ a: null }.a?.b()", "null"),
        ("1 isa Int && 1.5 isa Double && Math isa Object", "true"),
    ],
)
def test_an_expression_has_the_value_that_the_language_gives_it(query: str, expected: str) -> None:
    assert shown(query) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("x", "unbound_variable: Unbound variable `x`"),
        ("let f = () => f(); f()", "unbound_variable: Unbound variable `f`"),
        ("null.a", "invalid_null_access: Cannot access `a` on null."),
        ("null!", "null_value: Null literal value"),
        ("{ a: 1 }.b!", "null_value: Null value, due to missing field `b`"),
        ("null?.a!", "null_value: Null literal value"),
        ("1.foo()", "invalid_function_invocation: The function `foo` does not exist on `Int`"),
        ("{ a: 1 }.a()", "invalid_function_invocation: `a`: Expected a function, found `Int`"),
        ("1()", "type_mismatch: expected type: Function, received Int"),
        ("if (1) 2", "type_mismatch: expected type: Boolean, received Int"),
        ("true && 1", "type_mismatch: expected type: Boolean, received Int"),
        ("null + 1", "invalid_function_invocation: The function `+` does not exist on `Null`"),
        ("1 isa 2", "invalid_argument: invalid argument `type_object`: expected a module object"),
        (
            "((a) => a)()",
            "invalid_function_invocation: callee function expects exactly 1 argument, but 0 were provided.",
        ),
        (
            "((a, ...b) => a)()",
            "invalid_function_invocation: callee function expects at least 1 argument, but 0 were provided.",
        ),
    ],
)
def test_a_wrong_expression_fails_with_its_error(query: str, expected: str) -> None:
    assert message(query) == expected


MISSING = MissingDefinition("Database", "a")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("x ?? 1", "1"),
        ("x?.b.c", "null"),
        ("x { b }", "null"),
        ("[x == null, null == x, x isa Null]", "[true, true, false]"),
    ],
)
def test_a_missing_document_amounts_to_null(query: str, expected: str) -> None:
    assert shown(query, x=MISSING) == expected


@pytest.mark.parametrize("query", ["x!", "x.b", "x.b()"])
def test_a_missing_document_is_named_by_the_error(query: str) -> None:
    assert message(query, x=MISSING) == "document_not_found: Database `a` not found."


def test_what_may_not_be_read_is_told_as_such() -> None:
    hidden = MissingDefinition("Database", "a", "permission denied")
    assert message("x!", x=hidden) == "null_value: Null value, due to permission denied"
    assert message("x.b", x=hidden) == "permission_denied: Insufficient privileges to perform the action."


def test_a_null_error_points_to_where_the_null_was_made() -> None:
    assert outcome("let a = { b: 1 }\na.c.d").summary == (
        "error: Cannot access `d` on null.\n"
        "at *query*:2:5\n"
        "  |\n"
        "2 | a.c.d\n"
        "  |     ^\n"
        "  |\n"
        "hint: Null value created here\n"
        "  |\n"
        "2 | a.c.d\n"
        "  |   ^\n"
        "  |"
    )


def test_calls_under_way_are_the_trace_of_an_error() -> None:
    assert outcome("let f = x => 1 / x\nf(0)").summary == (
        "error: Attempted integer division by zero.\n"
        "at *query*:1:18\n"
        "  |\n"
        "1 | let f = x => 1 / x\n"
        "  |                  ^\n"
        "  |\n"
        "at *query*:2:2\n"
        "  |\n"
        "2 | f(0)\n"
        "  |  ^^^\n"
        "  |"
    )


def test_the_right_side_of_a_missing_operator_is_not_evaluated() -> None:
    assert message("{} + abort(1)") == "invalid_function_invocation: The function `+` does not exist on `{ *: Any }`"


def test_arguments_are_variables() -> None:
    assert value("let y = x; ((x) => x + y)(1)", x=41) == 42


def test_at_refuses_the_future_and_ends_with_its_body() -> None:
    assert message("at (1) 2") == "type_mismatch: expected type: Time, received Int"
    assert value("at (t) x", t=TransactionTime(), x=2) == 2
    assert message("at (t) 1", t=Time(2_000_000_000, 0)) == (
        "invalid_argument: invalid argument `at_time`: cannot evaluate `at` in the future"
    )


def test_endless_recursion_is_a_stack_overflow() -> None:
    query = "let f = (g, n) => g(g, n + 1)\nf(f, 0)"
    failed = outcome(query, Limits(depth=50)).failure
    assert failed is not None
    assert (failed.code, failed.message) == ("stack_overflow", "number of stack frames exceeded limit of 50")


def test_a_query_past_its_deadline_times_out() -> None:
    query = "let twice = f => x => f(f(x))\nlet g = twice(twice(twice(twice(x => x + 1))))\n"
    failed = outcome(query + "let h = twice(twice(twice(g)))\ntwice(twice(twice(twice(h))))(0)", seconds=0).failure
    assert failed is not None
    assert (failed.code, failed.message) == ("time_out", "Query timeout of aggressive deadline exceeded.")


def test_logs_follow_errors_in_the_summary() -> None:
    assert outcome('log("a", 1.0)\nabort(0)').summary.endswith("\n\ninfo at *query*:1: a 1")


def test_the_same_text_is_compiled_once_and_run_with_other_values() -> None:
    assert [value("x + 1", x=number) for number in (1, 2, 3)] == [2, 3, 4]


def test_the_price_counts_operations_by_fifties() -> None:
    assert outcome("1").compute_ops == 1
    assert outcome(" + ".join("1" for _ in range(102))).compute_ops == 3
