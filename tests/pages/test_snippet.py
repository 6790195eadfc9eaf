"""The code shown for pasting."""

import ast
import importlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.pages.snippet import snippet


def literals(code: str) -> list[object]:
    return [node.value for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Constant)]


@given(st.text())
def test_any_query_stays_one_text_in_valid_python(query: str):
    assert query in literals(snippet(query, "fauna"))


def test_it_names_the_template():
    assert "fauna-2" in literals(snippet("1", "fauna-2"))


@pytest.mark.parametrize(
    "node", [node for node in ast.walk(ast.parse(snippet("1", "x"))) if isinstance(node, ast.ImportFrom)]
)
def test_what_it_imports_is_there(node: ast.ImportFrom):
    module = importlib.import_module(node.module or "")
    assert all(hasattr(module, name.name) for name in node.names)
