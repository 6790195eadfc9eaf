"""What a syntax tree prints as, and that it reads back the same."""

from dataclasses import fields, is_dataclass
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.emulators.fauna.fql import ast
from app.emulators.fauna.fql.parser import parse
from app.emulators.fauna.fql.printer import print_expression, print_query, quoted
from app.emulators.fauna.fql.source import NULL_SPAN, Source, Span

WORDS = st.sampled_from(["a", "b", "toString", "x'", "_y"])


def tree(text: str) -> ast.Expr:
    return parse(Source("*query*", text))


def bare(node: Any) -> Any:
    """A tree without its spans."""
    if isinstance(node, Span):
        return None
    if isinstance(node, tuple):
        return tuple(bare(each) for each in node)
    if is_dataclass(node):
        return type(node), *(bare(getattr(node, each.name)) for each in fields(node))
    return node


def joined(separator: str, parts: st.SearchStrategy[str], least: int = 0) -> st.SearchStrategy[str]:
    return st.lists(parts, min_size=least, max_size=3).map(separator.join)


def larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    operators = st.sampled_from(["+", "-", "**", "*", "??", "&&", "==", "<", "isa", "|"])
    links = st.one_of(
        WORDS.map(".{}".format), WORDS.map("?.{}".format), st.just("!"), joined(", ", inner).map("({})".format),
        joined(", ", inner).map("?.({})".format), inner.map("[{}]".format), st.just(".map(.a + 1)"),
    )  # fmt: skip
    return st.one_of(
        st.tuples(inner, operators, inner).map(lambda it: f"({it[0]}) {it[1]} {it[2]}"),
        st.tuples(st.sampled_from("-!~"), inner).map(lambda it: f"{it[0]}({it[1]})"),
        st.tuples(inner, joined("", links, 1)).map(lambda it: f"({it[0]}){it[1]}"),
        st.tuples(inner, joined(", ", WORDS, 1)).map(lambda it: f"({it[0]}) {{ {it[1]}, c: .d, e {{ f }}, g: 1 }}"),
        joined(", ", inner).map("[{}]".format),
        joined(", ", inner).map("({})".format),
        st.tuples(WORDS, inner).map(lambda it: f'{{ {it[0]}: {it[1]}, "k 1": 1, if: {it[1]} }}'),
        st.tuples(WORDS, inner).map(lambda it: f"{{ let {it[0]}: Int | Null = {it[1]}; {it[0]} }}"),
        inner.map("({})".format).map('"v: #{{{}}} \\n"'.format),
        st.tuples(inner, inner).map(lambda it: f"(if ({it[0]}) {it[1]} else 2)"),
        st.tuples(inner, inner).map(lambda it: f"(at ({it[0]}) {it[1]})"),
        inner.map("((a, _, ...rest) => {})".format),
    )


TEXTS = st.recursive(
    st.sampled_from(["null", "true", "1", "-2", "1.5e3", "0xff", "9223372036854775808", '"a#{1}"', "'it'", "a", "b"]),
    larger,
    max_leaves=12,
)


@settings(max_examples=600, deadline=None)
@given(TEXTS)
def test_a_printed_tree_reads_back_the_same(text: str):
    first = tree(text)
    assert bare(tree(print_query(first))) == bare(first)


@given(st.integers(-(2**70), 2**70))
def test_a_whole_number_keeps_its_value(number: int):
    block = tree(f"[{number}]")
    assert isinstance(block, ast.Block)
    assert print_query(block) == f"[{number}]"


@given(st.floats(allow_nan=False, allow_infinity=False).map(repr).filter(lambda text: "." in text))
def test_a_number_with_a_fraction_keeps_its_digits(text: str):
    block = tree(text)
    assert isinstance(block, ast.Block)
    literal = block.statements[0]
    assert isinstance(literal, ast.Float)
    assert literal.value == float(text)
    assert print_query(block) == text


@given(st.text())
def test_any_string_can_be_quoted(text: str):
    block = tree(quoted(text))
    assert isinstance(block, ast.Block)
    literal = block.statements[0]
    assert isinstance(literal, ast.Str)
    assert literal.value == text


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("x{a,b:.c+1,d{e}}", "x { a, b: .c + 1, d { e } }"),
        ("let f=(a,_)=>{a};f(1)!", "let f = (a, _) => { a }; f(1)!"),
        ("<<-END\n  a\n    b\n  END", '"a\\n  b\\n"'),
        ("- /* far */ 2", "-2"),
        ("x\n  .map(y=>y)\n  ?.z", "x.map((y) => y)?.z"),
        ("x { * }", "x { * }"),
    ],
)
def test_it_prints_in_one_style(text: str, printed: str):
    assert print_query(tree(text)) == printed


def test_a_tree_that_no_text_has_gets_parentheses():
    one, two = ast.Int(NULL_SPAN, 1), ast.Int(NULL_SPAN, 2)
    plus = ast.Operator(NULL_SPAN, one, ast.Name("+", NULL_SPAN), two, NULL_SPAN)
    times = ast.Operator(NULL_SPAN, plus, ast.Name("*", NULL_SPAN), two, NULL_SPAN)
    assert print_expression(times) == "(1 + 2) * 2"
    inner = ast.If(NULL_SPAN, one, two, None)
    assert print_expression(ast.If(NULL_SPAN, one, inner, two)) == "if (1) (if (1) 2) else 2"
    assert print_expression(ast.Operator(NULL_SPAN, one, ast.Name("-", NULL_SPAN), None, NULL_SPAN)) == "-(1)"


def test_a_long_sum_needs_no_deep_stack():
    one = ast.Int(NULL_SPAN, 1)
    total: ast.Expr = one
    for _ in range(5000):
        total = ast.Operator(NULL_SPAN, total, ast.Name("+", NULL_SPAN), one, NULL_SPAN)
    assert print_expression(total) == " + ".join(["1"] * 5001)
