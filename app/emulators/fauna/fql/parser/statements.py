"""Statements, blocks and whole queries."""

from app.emulators.fauna.fql import ast
from app.emulators.fauna.fql.errors import Diagnostic, Hint
from app.emulators.fauna.fql.parser.expressions import Expressions

Statement = ast.Let | ast.Expr


class Statements(Expressions):
    """The whole grammar."""

    def query(self) -> ast.Expr:
        """A whole query, to the end of the text."""
        self.lines()
        start = self.pos
        statements = self._statements("end of query")
        end = self.pos
        if self.pos < len(self.text):
            self.expected("end-of-input")
        return self._checked(ast.Block(self.span(start, end), statements))

    def lone_expression(self) -> ast.Expr:
        """One expression, a short lambda allowed, to the end of the text."""
        self.lines()
        expr = self.expression(lambdas=True)
        if self.pos < len(self.text):
            self.expected("end-of-input")
        return self._checked(expr)

    def _checked(self, expr: ast.Expr) -> ast.Expr:
        if self.errors:
            self.expected()
        return expr

    def block(self, start: int, cuts: int) -> ast.Expr:
        """The statements of a block whose brace is read; `cuts` as they were behind the brace."""
        body = self.pos
        statements = self._statements("end of block")
        if not self.starts("}") and self.cuts == cuts:
            self.expected("`}`", "expression", at=body)
        self.close("}")
        return ast.Block(self.span(start, self.pos), statements)

    def _statements(self, missing: str) -> tuple[Statement, ...]:
        statements: list[Statement] = []
        statement = self._statement()
        while statement is not None:
            statements.append(statement)
            statement = self.further((), self._statement) if self.separator() else None
        if not statements:
            self.separator()
        self.lines()
        here = self.span(self.pos, self.pos + 1)
        if not statements:
            self.stop(Diagnostic("error", f"Unexpected {missing}. Expected statement or expression", here))
        last = statements[-1]
        if isinstance(last, ast.Let):
            cause = Hint("Statement does not return a value", last.span, "cause")
            self.stop(Diagnostic("error", "Missing return expression", here, None, (cause,)))
        return tuple(statements)

    def _statement(self) -> Statement | None:
        start = self.pos
        if self.keyword("let"):
            return self._let(start)
        self._statement_start = (start, self.cuts)
        return self.attempt(self._expression)

    def _let(self, start: int) -> ast.Let:
        self.lines()
        name = self.name()
        if name is None:
            self.expected("identifier")
        self.lines()
        annotation = self.type() if self.take(":") else None
        if not self.take("="):
            self.expected("`=`", besides=("`:`",) if annotation is None else self.type_besides())
        value = self._expression()
        if name.text in ("_", "FQL"):
            self.keyword_error(name)
        return ast.Let(name, annotation, value, self.span(start, value.span.end))
