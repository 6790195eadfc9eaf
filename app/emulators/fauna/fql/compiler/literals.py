"""Literals, arrays, objects and strings with parts."""

from app.emulators.fauna.fql import ast
from app.emulators.fauna.fql.compiler.core import Code, code_of, compiles
from app.emulators.fauna.fql.compiler.scope import Scope
from app.emulators.fauna.fql.runtime import Context
from app.emulators.fauna.fql.source import utf16_length
from app.emulators.fauna.fql.text import display
from app.emulators.fauna.fql.values import Null, Value


def _constant(value: Value) -> Code:
    return lambda context, slots: value


@compiles(ast.Null)
def _null(node: ast.Null, scope: Scope) -> Code:
    return _constant(Null("literal", node.span))


@compiles(ast.Bool, ast.Int, ast.Str)
def _scalar(node: ast.Bool | ast.Int | ast.Str, scope: Scope) -> Code:
    return _constant(node.value)


@compiles(ast.Float)
def _float(node: ast.Float, scope: Scope) -> Code:
    """Literals know no negative zero."""
    return _constant(node.value + 0.0)


@compiles(ast.Inserted)
def _inserted(node: ast.Inserted, scope: Scope) -> Code:
    index = node.index
    return lambda context, slots: context.inserted[index]


@compiles(ast.Array)
def _array(node: ast.Array, scope: Scope) -> Code:
    elements = tuple(code_of(element, scope) for element in node.elements)
    return lambda context, slots: [element(context, slots) for element in elements]


@compiles(ast.Tuple)
def _tuple(node: ast.Tuple, scope: Scope) -> Code:
    if len(node.elements) == 1:
        return code_of(node.elements[0], scope)
    elements = tuple(code_of(element, scope) for element in node.elements)
    return lambda context, slots: [element(context, slots) for element in elements]


@compiles(ast.Object)
def _object(node: ast.Object, scope: Scope) -> Code:
    fields = tuple((name.text, code_of(value, scope)) for name, value in node.fields)
    return lambda context, slots: {name: value(context, slots) for name, value in fields}


@compiles(ast.Template)
def _template(node: ast.Template, scope: Scope) -> Code:
    parts = tuple(_constant(part) if isinstance(part, str) else code_of(part, scope) for part in node.parts)
    span = node.span

    def run(context: Context, slots: list[Value]) -> Value:
        size, texts, limit = 0, [], context.limits.string_length
        for part in parts:
            text = display(context, part(context, slots))
            size += utf16_length(text)
            if size > limit:
                message = f"Value too large: string size {size} exceeds limit {limit}."
                raise context.fail_at(span, "value_too_large", message)
            texts.append(text)
        return "".join(texts)

    return run
