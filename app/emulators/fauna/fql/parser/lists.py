"""Lists of expressions: arrays, arguments, tuples."""

from collections.abc import Callable
from typing import NoReturn, TypeVar

from app.emulators.fauna.fql import ast
from app.emulators.fauna.fql.parser.types import Types

T = TypeVar("T")


class NothingHereError(Exception):
    """No expression starts here, and nothing has been read that could only be one."""


class Lists(Types):
    """Reads what stands between brackets; expressions are the subclass's."""

    _attempted = (-1, 0)

    def expression(self, lambdas: bool = False) -> ast.Expr:
        """A whole expression; `lambdas` allows a short one."""
        raise TypeError("the expression parser reads expressions")

    def attempt(self, read: Callable[[], T]) -> T | None:
        """What `read` reads; None, with nothing read, if it found no start of an expression."""
        start, depth = self.pos, self.depth
        self._attempted = (start, self.cuts)
        try:
            return read()
        except NothingHereError:
            self.pos, self.depth = start, depth
            return None

    def no_expression(self, start: int) -> NoReturn:
        """Nothing at `start` begins an expression: the attempt is over, or the parse."""
        if (start, self.cuts) == self._attempted:
            raise NothingHereError
        self.pos = start
        self.expected("expression")

    def elements(self, lambdas: bool) -> tuple[tuple[ast.Expr, ...], bool]:
        """Expressions with commas between, and whether another one could follow."""
        elements: list[ast.Expr] = []
        element = self.attempt(lambda: self.expression(lambdas))
        while element is not None:
            elements.append(element)
            if not self.take(","):
                return tuple(elements), False
            element = self.further(("expression",), lambda: self.attempt(lambda: self.expression(lambdas)))
        return tuple(elements), True

    def arguments(self, opening: str, closing: str) -> tuple[ast.Expr, ...]:
        """Arguments of a call or an access, with their brackets."""
        self.take(opening)
        arguments, more = self.elements(lambdas=True)
        self.close(closing, "expression" if more else "`,`")
        return arguments

    def tuple_(self) -> ast.Expr:
        """A parenthesis that is an operand, never a lambda's parameters."""
        start = self.pos
        elements = self.nested(lambda: self.arguments("(", ")"))
        return ast.Tuple(self.span(start, self.pos), elements)

    def array(self) -> ast.Expr:
        """`[…]`; a lone comma is allowed in it."""
        start = self.pos
        self.take("[")
        elements, more = self.elements(lambdas=False)
        if not elements and self.take(","):
            self.close("]")
        else:
            self.close("]", *(("`,`",) if not (elements and more) else ()), *(("expression",) if more else ()))
        return ast.Array(self.span(start, self.pos), elements)
