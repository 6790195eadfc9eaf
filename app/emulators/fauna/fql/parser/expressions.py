"""Expressions: operators, conditions, lambdas, projections."""

from functools import partial

from app.emulators.fauna.fql import ast
from app.emulators.fauna.fql.errors import Diagnostic, Hint
from app.emulators.fauna.fql.parser.chains import chain, operators, projection
from app.emulators.fauna.fql.parser.scanner import KEYWORDS, WORD
from app.emulators.fauna.fql.parser.terms import THIS, Terms

# Longest first: the first that fits is the operator.
OPERATORS = ("**", "==", "!=", "=~", "!~", ">=", "<=", ">", "<", "+", "-", "*", "/", "%")
LINE_OPERATORS = ("??", "||", "&&", "|", "^", "&")
Bindings = tuple[tuple[ast.Name, ast.Expr], ...]


class Expressions(Terms):
    """Reads expressions; statements are the subclass's."""

    _after_name = False
    _statement_start = (-1, 0)

    def interpolation(self) -> ast.Expr:
        """The expression within `#{…}`."""
        self.lines()
        return self.nested(self.expression)

    def expression(self, lambdas: bool = False) -> ast.Expr:
        """An expression and the blanks and newlines behind it."""
        expr = self._expression(lambdas)
        self.lines()
        return expr

    def _expression(self, lambdas: bool = False) -> ast.Expr:
        expr = self.nested(self._any)
        if isinstance(expr, ast.Lambda) and expr.short and not lambdas:
            self.report(Diagnostic("error", "Invalid anonymous field access", expr.span))
        return expr

    def _any(self) -> ast.Expr:
        start = self.pos
        if self.keyword("if"):
            return self._if(start)
        if self.keyword("at"):
            return self._at(start)
        if self.keyword("match"):
            return self._match(start)
        term = self.base_term()
        if term is not None:
            return self._rest(term)
        if self.starts("("):
            return self._tuple_or_lambda()
        name = self._expression_name(start)
        self.blanks()
        if self.starts("=>"):
            body = self._arrow()
            params = (None if name.text == "_" else name,)
            return ast.Lambda(name.span.to(body.span), params, False, body)
        return self._rest(ast.Id(name.span, name.text))

    def _expression_name(self, start: int) -> ast.Name:
        name = self.word()
        if name is None:
            self.no_expression(start)
        if name.text in KEYWORDS:
            if (start, self.cuts) != self._statement_start:
                self.keyword_error(name)
            self.report(Diagnostic("error", "Invalid identifier", name.span, f"`{name.text}` is a keyword"))
            self.no_expression(start)
        return name

    def _rest(self, head: ast.Expr) -> ast.Expr:
        operand = chain(head, self.links())
        rest: list[tuple[ast.Name, ast.Expr]] = []
        while (op := self._operator()) is not None:
            self.lines()
            rest.append((op, self.term()))
        expr = operators(operand, rest)
        return self._projected(expr)

    def _operator(self) -> ast.Name | None:
        here = self.pos
        if not self.starts("->") and not self.starts("//") and not self.starts("/*"):
            for op in OPERATORS:
                if self.starts(op):
                    return self._operator_at(op, here)
        self.lines()
        for op in LINE_OPERATORS:
            if self.starts(op):
                return self._operator_at(op, here)
        self.pos = here
        return self._operator_at("isa", here) if self._isa() else None

    def _isa(self) -> bool:
        match = WORD.match(self.text, self.pos)
        return match is not None and match[0] == "isa"

    def _operator_at(self, op: str, start: int) -> ast.Name:
        """The operator that starts here; its span starts with the newlines before it."""
        self.pos += len(op)
        self.cuts += 1
        return ast.Name(op, self.span(start, self.pos))

    def _projected(self, value: ast.Expr) -> ast.Expr:
        if not self.starts("{"):
            return value
        bindings = self.nested(self._bindings)
        expr = projection(value, bindings, self.span(self.pos, self.pos))
        self.blanks()
        return expr

    def _bindings(self) -> Bindings | None:
        self.take("{")
        if self.take("*"):
            self.close("}")
            return None
        bindings: list[tuple[ast.Name, ast.Expr]] = []
        while True:
            name = self.word()
            if name is None:
                if not bindings:
                    self.expected("`*`", "identifier")
                break
            if name.text in KEYWORDS:
                self.report(Diagnostic("error", "Invalid identifier", name.span, f"`{name.text}` is a keyword"))
                self.keyword_error(name)
            read = partial(self._binding, name)
            bindings.append((name, self.further((), read) if bindings else read()))
            if not self.take(","):
                break
        self.close("}", *(() if name is None else ("`,`", "`:`", "`{`") if self._after_name else ("`,`",)))
        return tuple(bindings)

    def _binding(self, name: ast.Name) -> ast.Expr:
        self.blanks()
        self._after_name = False
        if self.take(":"):
            value = self.expression(lambdas=True)
            return value.body if isinstance(value, ast.Lambda) and value.short else value
        here = self.span(name.span.start, name.span.start)
        value = chain(ast.Id(here, THIS), [ast.Select(here, name, False)])
        projected = self._projected(value)
        self._after_name = projected is value
        self.lines()
        return projected

    def _if(self, start: int) -> ast.Expr:
        test = self._condition()
        then = self._expression()
        here = self.pos
        self.lines()
        otherwise = None
        if self.keyword("else"):
            self.lines()
            otherwise = self._expression()
        else:
            self.pos = here
        end = then.span if otherwise is None else otherwise.span
        return ast.If(self.span(start, end.end), test, then, otherwise)

    def _condition(self) -> ast.Expr:
        self.lines()
        if not self.take("("):
            self.expected("`(`")
        test = self.expression()
        self.close(")")
        self.lines()
        return test

    def _at(self, start: int) -> ast.Expr:
        time = self._condition()
        body = self._expression()
        return ast.At(self.span(start, body.span.end), time, body)

    def _match(self, start: int) -> ast.Expr:
        self.lines()
        subject = self.term()
        if not self.take("{"):
            self.expected("`{`")
        level = 1
        while level:
            if self.pos >= len(self.text):
                self.expected("`}`")
            level += {"{": 1, "}": -1}.get(self.text[self.pos], 0)
            self.pos += 1
        span = self.span(start, self.pos)
        self.blanks()
        return ast.Match(span, subject)

    def _tuple_or_lambda(self) -> ast.Expr:
        start = self.pos
        elements, rest = self.nested(self._parameters_or_elements)
        span = self.span(start, self.pos)
        self.blanks()
        names = all(isinstance(element, ast.Id) for element in elements)
        if rest is not None and not names:
            self.stop(Diagnostic("error", "invalid variadic tuple", span))
        if not names or not self.starts("=>"):
            return self._rest(ast.Tuple(span, elements))
        body = self._arrow()
        params = [ast.Name(element.name, element.span) for element in elements if isinstance(element, ast.Id)]
        params += [] if rest is None else [rest]
        self._refuse_duplicates_of(params)
        shown = tuple(None if param.text == "_" else param for param in params)
        return ast.Lambda(self.span(start, body.span.end), shown, rest is not None, body)

    def _parameters_or_elements(self) -> tuple[tuple[ast.Expr, ...], ast.Name | None]:
        self.take("(")
        elements, more = self.elements(lambdas=True)
        if not self.take("..."):
            self.close(")", "`...`", "expression" if more else "`,`")
            return elements, None
        rest = self.name()
        if rest is None:
            self.expected("identifier", besides=("expression",) if elements else ())
        self.close(")")
        return elements, rest

    def _arrow(self) -> ast.Expr:
        self.take("=>")
        return self._expression()

    def _refuse_duplicates_of(self, params: list[ast.Name]) -> None:
        seen: dict[str, ast.Name] = {}
        for param in params:
            first = seen.setdefault(param.text, param)
            if first is not param and param.text != "_":
                hint = Hint("Argument originally defined here", first.span)
                self.report(Diagnostic("error", "Duplicate lambda argument", param.span, None, (hint,)))
