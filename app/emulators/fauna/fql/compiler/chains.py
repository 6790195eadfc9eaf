"""Chains: what follows a value, such as `.field`, `(args)`, `[key]` and `!`."""

from collections.abc import Callable, Iterator
from itertools import groupby

from app.emulators.fauna.fql import ast
from app.emulators.fauna.fql.compiler.calls import apply_link, method_link
from app.emulators.fauna.fql.compiler.core import Code, code_of, compiles
from app.emulators.fauna.fql.compiler.links import Link, Skipped
from app.emulators.fauna.fql.compiler.scope import Scope
from app.emulators.fauna.fql.compiler.selections import access_link, bang_link, path_link, select_link
from app.emulators.fauna.fql.runtime import Context
from app.emulators.fauna.fql.source import Span
from app.emulators.fauna.fql.values import Value


@compiles(ast.Chain)
def _chain(node: ast.Chain, scope: Scope) -> Code:
    head = code_of(node.head, scope)
    links: list[Link] = []
    after_skip: list[Link | None] = []
    span = skipped = node.head.span
    for link in node.links:
        links.append(_link(link, span, scope))
        after_skip.append(bang_link(skipped.to(link.span)) if isinstance(link, ast.Bang) else None)
        span, skipped = _reached(link, span), _skipped(link, skipped)
    if any(_may_skip(link) for link in node.links):
        return _optional(head, tuple(links), tuple(after_skip))
    code = head
    for link in _paths(node.links, links):
        code = _then(code, link)
    return code


def _paths(nodes: tuple[ast.Link, ...], links: list[Link]) -> Iterator[Link]:
    """The links, those of fields within fields joined."""
    pairs = zip(nodes, links, strict=True)
    for is_field, group in groupby(pairs, lambda pair: isinstance(pair[0], ast.Select)):
        found = list(group)
        names = tuple(node.field for node, _ in found if isinstance(node, ast.Select))
        if is_field and len(found) > 1:
            yield path_link(names, tuple(link for _, link in found))
        else:
            yield from (link for _, link in found)


def _then(before: Code, link: Link) -> Code:
    return lambda context, slots: link(context, slots, before(context, slots))


def _optional(head: Code, links: tuple[Link, ...], after_skip: tuple[Link | None, ...]) -> Code:
    """A chain that may stop early: then only `!` still looks at the null."""

    def run(context: Context, slots: list[Value]) -> Value:
        value = head(context, slots)
        for index, link in enumerate(links):
            value = link(context, slots, value)
            if type(value) is Skipped:
                value = value.value
                for bang in after_skip[index + 1 :]:
                    if bang is not None:
                        bang(context, slots, value)
                return value
        return value

    return run


def _may_skip(link: ast.Link) -> bool:
    match link:
        case ast.MethodCall():
            return link.select_optional or link.apply_optional
        case ast.Bang():
            return False
        case _:
            return link.optional


def _link(link: ast.Link, span: Span, scope: Scope) -> Link:
    match link:
        case ast.Select():
            return select_link(link.field, link.optional, span)
        case ast.Bang():
            return bang_link(span.to(link.span))
        case ast.Apply():
            return apply_link(_arguments(link.args, scope), link.parens, link.optional)
        case ast.MethodCall():
            return method_link(link, _arguments(link.args, scope), span)
        case ast.Access():
            return access_link(_arguments(link.args, scope), link.brackets, link.optional, span)


def _arguments(args: tuple[ast.Expr, ...], scope: Scope) -> Callable[[Context, list[Value]], list[Value]]:
    codes = tuple(code_of(arg, scope) for arg in args)
    if len(codes) == 1:
        only = codes[0]
        return lambda context, slots: [only(context, slots)]
    return lambda context, slots: [code(context, slots) for code in codes]


def _reached(link: ast.Link, before: Span) -> Span:
    """Where errors of the next link see their value."""
    match link:
        case ast.Select():
            return link.field.span
        case ast.Bang():
            return before.to(link.span)
        case ast.Access():
            return link.brackets
        case ast.Apply() | ast.MethodCall():
            return link.parens


def _skipped(link: ast.Link, before: Span) -> Span:
    """The same when the link was passed over."""
    match link:
        case ast.Bang():
            return before.to(link.span)
        case ast.Apply():
            return link.parens
        case ast.Access():
            return link.brackets
        case _:
            return link.span
