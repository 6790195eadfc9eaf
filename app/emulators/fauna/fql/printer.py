"""A syntax tree as FQL text: what the parser reads from it is the same tree, spans apart."""

import re
from collections.abc import Callable
from functools import singledispatch
from typing import Any

from app.emulators.fauna.fql import ast
from app.emulators.fauna.fql.parser.chains import PRECEDENCE, RIGHT, THIS
from app.emulators.fauna.fql.parser.scanner import UNDISPLAYED, WORD

ESCAPES = {
    "\\": "\\\\", "\0": "\\0", '"': '\\"', "\n": "\\n", "\r": "\\r", "\v": "\\v", "\t": "\\t", "\b": "\\b",
    "\f": "\\f", "#": "\\#",
}  # fmt: skip
ESCAPED = re.compile(f'[\\\\"\\n\\r\\v\\t\\f#]|{UNDISPLAYED.pattern}')
HEADS = (
    ast.Null, ast.Bool, ast.Int, ast.Float, ast.Str, ast.Template, ast.Id, ast.Inserted, ast.Object, ast.Array,
    ast.Tuple, ast.Block,
)  # fmt: skip
CLOSED = (*HEADS, ast.Chain)
UNARY_LEVEL = len(PRECEDENCE)


def print_query(tree: ast.Expr) -> str:
    """A whole query: a block's statements without braces."""
    return _statements(tree.statements) if isinstance(tree, ast.Block) else print_expression(tree)


@singledispatch
def print_expression(node: ast.Expr) -> str:
    """Any expression. Trees that no text has get the parentheses that keep their meaning."""
    raise TypeError(f"no text for {type(node).__name__}")


@print_expression.register
def _null(node: ast.Null) -> str:
    return "null"


@print_expression.register
def _bool(node: ast.Bool) -> str:
    return "true" if node.value else "false"


@print_expression.register
def _int(node: ast.Int) -> str:
    return str(node.value)


@print_expression.register
def _float(node: ast.Float) -> str:
    return node.text


@print_expression.register
def _str(node: ast.Str) -> str:
    return quoted(node.value)


@print_expression.register
def _template(node: ast.Template) -> str:
    parts = (escaped(part) if isinstance(part, str) else f"#{{{print_expression(part)}}}" for part in node.parts)
    return '"' + "".join(parts) + '"'


@print_expression.register
def _id(node: ast.Id) -> str:
    return "" if node.name == THIS else node.name


@print_expression.register
def _inserted(node: ast.Inserted) -> str:
    return "<value>"


@print_expression.register
def _if(node: ast.If) -> str:
    then = _within(node.then, node.otherwise is not None and _ends_open(node.then))
    otherwise = "" if node.otherwise is None else f" else {print_expression(node.otherwise)}"
    return f"if ({print_expression(node.test)}) {then}{otherwise}"


@print_expression.register
def _at(node: ast.At) -> str:
    return f"at ({print_expression(node.time)}) {print_expression(node.body)}"


@print_expression.register
def _match(node: ast.Match) -> str:
    return f"match {_operand(node.subject, UNARY_LEVEL)} {{ }}"


@print_expression.register
def _lambda(node: ast.Lambda) -> str:
    if node.short:
        return print_expression(node.body)
    names = ["_" if param is None else param.text for param in node.params]
    if node.variadic:
        names[-1] = f"...{names[-1]}"
    return f"({', '.join(names)}) => {print_expression(node.body)}"


@print_expression.register
def _operator(node: ast.Operator) -> str:
    if node.right is None:
        operand = _operand(node.left, UNARY_LEVEL)
        return node.op.text + (f"({operand})" if node.op.text == "-" and operand[:1].isdigit() else operand)
    return _binary(node)


@print_expression.register
def _isa(node: ast.IsA) -> str:
    return _binary(node)


def _binary(node: ast.Expr) -> str:
    """Goes down the left operands in a loop: sums may be long."""
    parts: list[str] = []
    level = 0
    while (op := _level(node)) >= level:
        left, name, right = _parts(node)
        power = name in RIGHT
        parts.append(f" {name} {_operand(right, op + (not power))}")
        node, level = left, op + power
    return _operand(node, level) + "".join(reversed(parts))


def _level(node: ast.Expr) -> int:
    """The precedence of a binary operation; −1 for others."""
    if isinstance(node, ast.IsA) or (isinstance(node, ast.Operator) and node.right is not None):
        return PRECEDENCE[node.op.text]
    return -1


def _parts(node: Any) -> tuple[ast.Expr, str, ast.Expr]:
    return (node.value, "isa", node.type) if isinstance(node, ast.IsA) else (node.left, node.op.text, node.right)


@print_expression.register
def _chain(node: ast.Chain) -> str:
    return _within(node.head, not isinstance(node.head, HEADS)) + "".join(_link(link) for link in node.links)


@print_expression.register
def _project(node: ast.Project) -> str:
    return f"{_operand(node.value, 0)} {{ {', '.join(_binding(*binding) for binding in node.bindings)} }}"


@print_expression.register
def _project_all(node: ast.ProjectAll) -> str:
    return f"{_operand(node.value, 0)} {{ * }}"


@print_expression.register
def _object(node: ast.Object) -> str:
    fields = (f"{_key(name.text)}: {print_expression(value)}" for name, value in node.fields)
    return f"{{ {', '.join(fields)} }}" if node.fields else "{}"


@print_expression.register
def _array(node: ast.Array) -> str:
    return f"[{_list(node.elements)}]"


@print_expression.register
def _tuple(node: ast.Tuple) -> str:
    return f"({_list(node.elements)})"


@print_expression.register
def _block(node: ast.Block) -> str:
    return f"{{ {_statements(node.statements)} }}"


def quoted(text: str) -> str:
    """A string literal in double quotes."""
    return f'"{escaped(text)}"'


def escaped(text: str) -> str:
    """Text as it stands between double quotes."""
    return ESCAPED.sub(_escape, text)


def _escape(match: re.Match[str]) -> str:
    return ESCAPES.get(match[0]) or f"\\u{ord(match[0]):04x}"


def _key(name: str) -> str:
    return name if WORD.fullmatch(name) else quoted(name)


def _list(elements: tuple[ast.Expr, ...]) -> str:
    return ", ".join(print_expression(element) for element in elements)


def _statements(statements: tuple[ast.Let | ast.Expr, ...]) -> str:
    return "; ".join(_let(each) if isinstance(each, ast.Let) else print_expression(each) for each in statements)


def _let(statement: ast.Let) -> str:
    annotation = "" if statement.annotation is None else f": {statement.annotation.text}"
    return f"let {statement.name.text}{annotation} = {print_expression(statement.value)}"


def _within(node: ast.Expr, parentheses: bool) -> str:
    text = print_expression(node)
    return f"({text})" if parentheses else text


def _operand(node: ast.Expr, level: int) -> str:
    """An operand that must bind at least at `level`; in parentheses if it would fall apart."""
    if isinstance(node, ast.Operator) and node.right is None:
        return print_expression(node)
    return _within(node, not isinstance(node, CLOSED) and _level(node) < level)


def _ends_open(node: ast.Expr) -> bool:
    """Whether an `else` behind the text would become part of it."""
    while isinstance(node, ast.If | ast.At | ast.Lambda):
        if isinstance(node, ast.If):
            if node.otherwise is None:
                return True
            node = node.otherwise
        else:
            node = node.body
    return False


def _binding(name: ast.Name, value: ast.Expr) -> str:
    text = print_expression(value)
    return text[1:] if text.startswith(f".{name.text}") and _is_field(name, value) else f"{name.text}: {text}"


def _is_field(name: ast.Name, value: ast.Expr) -> bool:
    """Whether a binding is a plain field, or a projection of one, and can be written as its name."""
    if isinstance(value, ast.Project):
        return _is_field(name, value.value)
    if not isinstance(value, ast.Chain) or value.head != ast.Id(value.head.span, THIS):
        return False
    link = value.links[0]
    return len(value.links) == 1 and isinstance(link, ast.Select) and link.field.text == name.text


def _link(link: ast.Link) -> str:
    return LINKS[type(link)](link)


def _dot(optional: bool) -> str:
    return "?." if optional else "."


def _select(link: ast.Select) -> str:
    return _dot(link.optional) + link.field.text


def _apply(link: ast.Apply) -> str:
    return f"{'?.' if link.optional else ''}({_list(link.args)})"


def _method_call(link: ast.MethodCall) -> str:
    apply = f"{'?.' if link.apply_optional else ''}({_list(link.args)})"
    return _dot(link.select_optional) + link.field.text + apply


def _access(link: ast.Access) -> str:
    return f"{'?.' if link.optional else ''}[{_list(link.args)}]"


LINKS: dict[type, Callable[..., str]] = {
    ast.Select: _select,
    ast.Bang: lambda link: "!",
    ast.Apply: _apply,
    ast.MethodCall: _method_call,
    ast.Access: _access,
}
