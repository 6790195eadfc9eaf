"""What stands behind the keywords of FSL: blocks, paths, expressions, fields, signatures, migrations."""

import re

from app.emulators.fauna.fql.ast import Block as Body
from app.emulators.fauna.fql.ast import Expr, Name
from app.emulators.fauna.fql.errors import CheckFailure, Diagnostic
from app.emulators.fauna.fql.parser.scanner import KEYWORDS
from app.emulators.fauna.fql.source import Span
from app.emulators.fauna.schema.nodes import (
    Argument,
    Block,
    FieldValue,
    FunctionValue,
    Invalid,
    MigrationValue,
    Node,
    Paths,
    Value,
)
from app.emulators.fauna.schema.type_parser import TypeParser

EXPRESSION = re.compile(r"[A-Za-z0-9_\"'(.+\-~!<]")
OPENING, CLOSING = "([{", ")]}"
Read = tuple[Name | None, Value | None, int]
"""Name, value, and where the last of them ended."""


class ValueParser(TypeParser):
    """Reads values; blocks of nodes are the subclass's."""

    def nodes(self) -> tuple[Node, ...]:
        """The nodes of a block whose brace is read."""
        raise TypeError("the item parser reads nodes")

    def schema_name(self) -> Name | None:
        """A name, in quotes if it is an old one; a keyword in its place ends the parse."""
        return self.name() or self._legacy_name()

    def _legacy_name(self) -> Name | None:
        start = self.pos
        text = None
        if self.starts("'"):
            text = self.plain_string()
        elif self.starts('"') and (read := self.quoted_string()) is not None:
            text = "".join(part for part in read[0] if isinstance(part, str))
        return None if text is None else Name(text, self.span(start, self.pos))

    def value(self) -> Value | None:
        """A block, paths or an expression; None if none starts here."""
        start = self.pos
        if self.starts("{"):
            self.pos += 1
            nodes = self.nested(self.nodes)
            self.close("}")
            return Block(self.span(start, self.pos), nodes)
        if self.starts("["):
            self.take("[")
            elements, more = self.elements(lambdas=True)
            self.close("]", "expression" if more else "`,`")
            return Paths(self.span(start, self.pos), elements)
        return self.literal() if EXPRESSION.match(self.text, self.pos) else None

    def literal(self, *, lambdas: bool = False) -> Expr:
        """An expression; what is blank behind it is left."""
        end = self.pos
        value = self._expression(lambdas)
        if self.errors:
            self.expected()
        self.pos = max(end, value.span.end)
        return value

    def field(self) -> Read | None:
        """`compute name: Type = value`, any part but the name missing; None, with nothing read, if it is no field."""
        start = self.pos
        computed = self.keyword("compute")
        if computed:
            self.lines()
        modifier = self.span(start, start + len("compute"))
        if self.starts("*"):
            self.pos += 1
            name: Name | None = Name("*", self.span(self.pos - 1, self.pos))
            self.lines()
        else:
            name = self._field_name()
        if name is None:
            self.pos = start
            return None
        end = name.span.end
        self.blanks()
        type_ = self.type_tree() if self.take(":") else None
        if type_ is not None:
            end = self.pos
        self.blanks()
        value = None
        if not self.starts("==") and not self.starts("=>") and not self.starts("=~") and self.take("="):
            value = self.literal()
            end = self.pos
        kind = "wildcard" if name.text == "*" else "compute" if computed else "defined"
        if type_ is None and (kind == "wildcard" or (kind == "defined" and value is None)):
            self.pos = start
            return None
        self.pos = end
        span = self.span(start if computed else name.span.start, end)
        self.keyword_span = modifier if computed else name.span
        return name, FieldValue(span, kind, type_, value), end

    keyword_span: Span

    def _field_name(self) -> Name | None:
        start, name = self.pos, self.word()
        if name is not None and name.text in KEYWORDS:
            self.keyword_error(name)
        if name is None:
            self.pos = start
            name = self._legacy_name()
        return name

    def function(self) -> FunctionValue | Invalid:
        """A signature and a body; a body that is none makes it invalid."""
        start = self.pos
        if not self.take("("):
            self.expected("`(`")
        arguments = self._arguments()
        closing = self.span(self.pos, self.pos + 1)
        self.close(")", *_continuations(arguments))
        here = self.pos
        self.blanks()
        returns = self.type_tree() if self.take(":") else None
        if returns is None:
            self.pos = here
        self.lines()
        body = self._body()
        if body is None:
            return Invalid(self.span(start, self.pos))
        return FunctionValue(self.span(start, self.pos), arguments, closing, returns, body)

    def _arguments(self) -> tuple[Argument, ...]:
        arguments: list[Argument] = []
        while not self.starts(")"):
            start = self.pos
            variadic = self.take("...")
            name = self.name()
            if name is None:
                if variadic:
                    self.expected("identifier")
                break
            self.lines()
            type_ = self.type_tree() if self.take(":") else None
            self.lines()
            arguments.append(Argument(name, type_, variadic))
            more = self.take(",")
            if variadic and more and not self.starts(")"):
                message = "Variadic argument must be the last argument."
                end = name.span.end if type_ is None else type_.span.end
                self.report(Diagnostic("error", message, self.span(start, end)))
            if not more:
                break
        return tuple(arguments)

    def _body(self) -> Body | None:
        start, depth = self.pos, self.depth
        try:
            if self.take("{"):
                body = self.block(start, self.cuts)
                if isinstance(body, Body):
                    return body
        except CheckFailure as failure:
            if not _is_plain(failure):
                raise
        self.pos, self.depth = start, depth
        self.skip_invalid()
        return None

    def skip_invalid(self) -> None:
        """Step over text that cannot be read, to the end of the line or block it stands in."""
        open_ones: list[str] = []
        while self.pos < len(self.text):
            char = self.text[self.pos]
            if char in "'\"":
                self._skip_string(char)
            elif self.starts("/*") or self.starts("//"):
                before = self.pos
                self.blanks()
                if self.pos == before:
                    self.pos = self.text.find("\n", self.pos) if "\n" in self.text[self.pos :] else len(self.text)
                    continue
            elif not open_ones and char in "\r\n;}":
                return
            elif char in OPENING:
                open_ones.append(char)
                self.pos += 1
            elif char in CLOSING and open_ones:
                if open_ones.pop() != "{" and char == "}":
                    return
                self.pos += 1
            else:
                self.pos += 1

    def _skip_string(self, quote: str) -> None:
        self.pos += 1
        while self.pos < len(self.text) and self.text[self.pos] != quote:
            self.pos += 2 if self.text[self.pos] == "\\" else 1
        self.pos = min(self.pos + 1, len(self.text))

    def migration(self, keyword: Name) -> MigrationValue:
        """What follows a migration's keyword."""
        word = keyword.text
        if word == "add_wildcard":
            return MigrationValue(keyword.span, ())
        paths = [self._path()]
        value = None
        self.blanks()
        if word == "backfill":
            if not self.take("="):
                self.expected("`=`")
            value = self.literal()
        elif word in ("move", "split"):
            if not self.take("->"):
                self.expected("`->`")
            paths.append(self._path())
            while word == "split" and self._comma():
                paths.append(self._path())
        else:
            self.pos = paths[-1].span.end
        if word in ("move", "split"):
            self.pos = paths[-1].span.end
        return MigrationValue(self.span(keyword.span.start, self.pos), tuple(paths), value)

    def _comma(self) -> bool:
        here = self.pos
        self.blanks()
        if self.take(","):
            return True
        self.pos = here
        return False

    def _path(self) -> Expr:
        if not EXPRESSION.match(self.text, self.pos) and not self.starts("["):
            self.expected("expression")
        return self.literal(lambdas=True)


def _is_plain(failure: CheckFailure) -> bool:
    """Whether all that is known is what was expected."""
    return len(failure.diagnostics) == 1 and failure.diagnostics[0].message.startswith("Expected ")


def _continuations(arguments: tuple[Argument, ...]) -> tuple[str, ...]:
    """What else could have stood instead of the parenthesis that closes a signature."""
    if not arguments:
        return ("identifier", "`...`")
    return ("`,`",) if arguments[-1].type is not None else ("`,`", "a type annotation")
