"""What follows a term: selections, calls, accesses, `!`; and the building of chains, operators and projections."""

from dataclasses import replace

from app.emulators.fauna.fql import ast
from app.emulators.fauna.fql.source import Span

LEVELS = ("??", "||", "&&", "== != =~ !~", "> < >= <=", "isa", "|", "^", "&", "+ -", "* / %", "**")
PRECEDENCE = {op: level for level, ops in enumerate(LEVELS) for op in ops.split()}
RIGHT = frozenset(("**",))
THIS = "$this"


def short(body: ast.Expr) -> ast.Lambda:
    """A short lambda around a body that mentions `$this`."""
    return ast.Lambda(body.span, (ast.Name(THIS, replace(body.span, end=body.span.start)),), False, body, short=True)


def chain(head: ast.Expr, links: list[ast.Link]) -> ast.Expr:
    """A head with its links; a selection followed by a call becomes a method call."""
    if not links:
        return head
    if isinstance(head, ast.Lambda) and head.short:
        return short(chain(head.body, links))
    if isinstance(head, ast.Chain):
        links = [*head.links, *links]
        head = head.head
    merged: list[ast.Link] = []
    for link in links:
        last = merged[-1] if merged else None
        if isinstance(link, ast.Apply) and isinstance(last, ast.Select):
            merged[-1] = ast.MethodCall(last.dot, last.field, link.args, link.parens, last.optional, link.optional)
        else:
            merged.append(link)
    return ast.Chain(head.span.to(link_span(merged[-1])), head, tuple(merged))


def link_span(link: ast.Link) -> Span:
    """Where a link stands."""
    if isinstance(link, ast.Apply):
        return link.parens
    if isinstance(link, ast.Access):
        return link.brackets
    return link.span


def operators(first: ast.Expr, rest: list[tuple[ast.Name, ast.Expr]]) -> ast.Expr:
    """Operands joined by binary operators, grouped by precedence; a short lambda among them makes one of the whole."""
    if not rest:
        return first
    lambdas = False
    operands = [first]
    pending: list[ast.Name] = []

    def opened(operand: ast.Expr) -> ast.Expr:
        nonlocal lambdas
        if isinstance(operand, ast.Lambda) and operand.short:
            lambdas = True
            return operand.body
        if isinstance(operand, ast.Tuple) and len(operand.elements) == 1:
            inner = operand.elements[0]
            if isinstance(inner, ast.Lambda) and inner.short:
                lambdas = True
                return ast.Tuple(operand.span, (inner.body,))
        return operand

    def reduce() -> None:
        op = pending.pop()
        right = opened(operands.pop())
        left = opened(operands.pop())
        span = left.span.to(right.span)
        if op.text == "isa":
            operands.append(ast.IsA(span, left, op, right))
        else:
            operands.append(ast.Operator(span, left, op, right, right.span))

    for op, operand in rest:
        level = PRECEDENCE[op.text]
        while pending and (
            PRECEDENCE[pending[-1].text] > level
            or (PRECEDENCE[pending[-1].text] == level and pending[-1].text not in RIGHT)
        ):
            reduce()
        pending.append(op)
        operands.append(operand)
    while pending:
        reduce()
    return short(operands[0]) if lambdas else operands[0]


def unary(op: ast.Name, operand: ast.Expr) -> ast.Expr:
    """`-x`, `!x`, `~x`; of a short lambda's body when given one. As the service has it, the span is the operand's."""
    if isinstance(operand, ast.Lambda) and operand.short:
        return short(unary(op, operand.body))
    return ast.Operator(operand.span, operand, op, None, op.span.to(operand.span))


def projection(value: ast.Expr, bindings: tuple[tuple[ast.Name, ast.Expr], ...] | None, end: Span) -> ast.Expr:
    """`value { … }`; None stands for `{ * }`."""
    if isinstance(value, ast.Lambda) and value.short:
        return short(projection(value.body, bindings, end))
    span = value.span.to(end)
    return ast.ProjectAll(span, value) if bindings is None else ast.Project(span, value, bindings)
