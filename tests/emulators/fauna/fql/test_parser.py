"""What the parser reads, refuses, and how it says so."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.emulators.fauna.fql import ast
from app.emulators.fauna.fql.errors import CheckFailure
from app.emulators.fauna.fql.parser import parse
from app.emulators.fauna.fql.render import summary
from app.emulators.fauna.fql.source import Source

KITCHEN_SINK = r"""
// a comment
let x: Int | String? = 0x_ff + 1_000 ** -2.5e3 /* and /* a nested */ one */
let f = (a, _, ...rest) => { a?.b!.c(1, .name)[0] ?? null }
at (Time.now()) if (x isa Number && !true) "v: #{f(1)} \u{1F600} #" else 'raw "#{no}"'
{ "key": [1, 2, 3,], if: (1, 2), nested: { a, b: .c.d, e { f } } }.if
x { a, b: .c + 1, d { e } }
"""


def tree(text: str) -> ast.Expr:
    return parse(Source("*query*", text))


def only(text: str) -> ast.Let | ast.Expr:
    block = tree(text)
    assert isinstance(block, ast.Block)
    return block.statements[-1]


def refusal(text: str) -> str:
    with pytest.raises(CheckFailure) as caught:
        tree(text)
    return summary(caught.value.diagnostics)


def test_the_kitchen_sink_parses_without_its_bad_line():
    good = KITCHEN_SINK.replace("{ a, b: .c.d, e { f } }", "1")
    assert isinstance(tree(good), ast.Block)


def test_multiplication_binds_tighter_than_addition():
    expr = only("1 + 2 * 3")
    assert isinstance(expr, ast.Operator)
    assert expr.op.text == "+"
    assert isinstance(expr.right, ast.Operator)


def test_a_power_groups_to_the_right():
    expr = only("2 ** 3 ** 2")
    assert isinstance(expr, ast.Operator)
    assert isinstance(expr.left, ast.Int)


def test_a_minus_on_a_new_line_starts_a_statement():
    expr = only("1\n- 2")
    assert isinstance(expr, ast.Int)
    assert expr.value == -2


def test_a_selection_and_a_call_make_a_method_call():
    expr = only("a.b(1).c")
    assert isinstance(expr, ast.Chain)
    assert [type(link) for link in expr.links] == [ast.MethodCall, ast.Select]


def test_a_short_lambda_spreads_over_operators():
    expr = only("f(.age + 1)")
    assert isinstance(expr, ast.Chain)
    link = expr.links[0]
    assert isinstance(link, ast.Apply)
    assert isinstance(link.args[0], ast.Lambda)
    assert link.args[0].short


def test_a_whole_number_too_large_for_a_long_is_a_double():
    expr = only("9223372036854775808")
    assert isinstance(expr, ast.Float)
    assert expr.value == 9223372036854775808.0


def test_a_heredoc_loses_its_common_indentation():
    expr = only("<<-END\n  a\n    b\n  END")
    assert isinstance(expr, ast.Str)
    assert expr.value == "a\n  b\n"


def test_a_placeholder_is_an_inserted_value():
    block = parse(Source("*query*", "1 + <value>"), {4: 0})
    assert isinstance(block, ast.Block)
    expr = block.statements[0]
    assert isinstance(expr, ast.Operator)
    assert expr.right == ast.Inserted(expr.argument_span, 0)


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        (
            "[1 2]",
            "error: Expected `,` or `]`\nat *query*:1:4\n  |\n1 | [1 2]\n  |    ^\n  |",
        ),
        (
            "",
            "error: Unexpected end of query. Expected statement or expression\nat *query*:1:1\n  |\n1 |\n  | ^\n  |",
        ),
        (
            "let if = 1; 1",
            "error: Invalid identifier\nat *query*:1:5\n  |\n1 | let if = 1; 1\n  |     ^^ `if` is a keyword\n  |",
        ),
        (
            "{ a: 1, a: 2 }",
            "error: Duplicate key\nat *query*:1:9\n  |\n1 | { a: 1, a: 2 }\n  |         ^\n  |\n"
            "hint: Key originally used here\n  |\n1 | { a: 1, a: 2 }\n  |   ^\n  |",
        ),
        (
            "let x = 1",
            "error: Missing return expression\nat *query*:1:10\n  |\n1 | let x = 1\n  |          ^\n  |\n"
            "cause: Statement does not return a value\n  |\n1 | let x = 1\n  | ^^^^^^^^^\n  |",
        ),
        (
            '"\\ud800"',
            'error: Invalid escape\nat *query*:1:2\n  |\n1 | "\\ud800"\n  |  ^^^^^^ surrogates are disallowed\n  |',
        ),
    ],
)
def test_a_refusal_shows_the_place(text: str, printed: str):
    assert refusal(text) == printed


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[1, 2", "Expected `,` or `]`"),
        ("[", "Expected `,`, `]`, or expression"),
        ("[,", "Expected `]`"),
        ("[1,,", "Expected `]` or expression"),
        ("f(+", "Expected `)` or expression"),
        ("(1", "Expected `)`, `,`, or `...`"),
        ("{ a: 1", "Expected `}`"),
        ("2.", "Expected digit or identifier"),
        ("x?.", "Expected expression"),
        ("let x: [Int", "Expected `,`, `<`, or `]`"),
        ("{ at }", "Expected `(` or `:`"),
        ("x { a", "Expected `,`, `:`, `{`, or `}`"),
        ("<<+E\n  a", 'Expected "E" or ().rep ~ ().rep(1)'),
    ],
)
def test_an_error_names_what_could_have_stood_there(text: str, message: str):
    assert refusal(text).startswith(f"error: {message}\n")


@pytest.mark.parametrize("before", ["1; ", "{ 1; ", "x { a, b: ", "1; [1, "])
def test_behind_the_first_statement_or_binding_an_error_names_the_closing_token_only(before: str):
    assert refusal(f"{before}[1, 2").startswith("error: Expected `]`\n")
    assert refusal(f"{before}f(").startswith("error: Expected `)`\n")


@pytest.mark.parametrize("before", ["[1, ", "f(1, ", "{ a: 1, b: ", "[1, { 1; "])
def test_behind_the_first_element_an_error_names_an_expression_too(before: str):
    assert refusal(f"{before}[1, 2").startswith("error: Expected `]` or expression\n")
    assert refusal(f"{before}(1").startswith("error: Expected `)` or expression\n")


def test_a_keyword_that_starts_a_statement_ends_the_query_there_too():
    assert refusal("of") == (
        "error: Invalid identifier\nat *query*:1:1\n  |\n1 | of\n  | ^^ `of` is a keyword\n  |\n\n"
        "error: Unexpected end of query. Expected statement or expression\n"
        "at *query*:1:1\n  |\n1 | of\n  | ^\n  |"
    )


def test_the_cause_on_another_line_says_where():
    assert refusal("let x = 1\n") == (
        "error: Missing return expression\nat *query*:1:10\n  |\n1 | let x = 1\n  |          ^\n  |\n"
        "cause: Statement does not return a value\nat *query*:1:1\n  |\n1 | let x = 1\n  | ^^^^^^^^^\n  |"
    )


@pytest.mark.parametrize("text", ["(" * 10_000, "[" * 10_000, "{a:" * 10_000, "-" * 10_000 + "1", '"#{' * 10_000])
def test_deep_nesting_is_refused(text: str):
    assert "nested more than 200 levels deep" in refusal(text)


def test_a_literal_of_a_megabyte_is_refused_without_reading_it():
    started = time.process_time()
    message = refusal('"' + "a" * 1_000_000 + '"')
    assert message.startswith("error: The query is longer than 500000 characters.")
    assert len(message) < 500
    assert time.process_time() - started < 1


PIECES = st.sampled_from(
    ["1", " ", "\n", "(", ")", "[", "]", "{", "}", "a", "if", "let", "=", "=>", ".", "?.", "!", ",", ";", '"', "'",
     "#{", "\\", "<<-A", "A", "/*", "*/", "//", "-", "isa", "at", "match", "...", ":", "??", "é", "\x01", "0x",
     "1e", "*"]
)  # fmt: skip


@settings(max_examples=6000, deadline=None)
@given(st.lists(PIECES, max_size=40).map("".join) | st.text(max_size=60))
def test_any_text_parses_or_is_refused_with_a_printed_error(text: str):
    try:
        tree(text)
    except CheckFailure as failure:
        assert summary(failure.diagnostics).startswith("error: ")


@settings(max_examples=1500, deadline=None)
@given(st.integers(0, len(KITCHEN_SINK)), st.integers(0, 8), PIECES)
def test_a_damaged_query_is_refused_with_a_printed_error(start: int, length: int, piece: str):
    try:
        tree(KITCHEN_SINK[:start] + piece + KITCHEN_SINK[start + length :])
    except CheckFailure as failure:
        assert summary(failure.diagnostics).startswith("error: ")
