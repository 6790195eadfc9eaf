"""Operands: literals, objects and blocks, arrays, tuples, names, and the links that follow them."""

from typing import NoReturn

from app.emulators.fauna.fql import ast
from app.emulators.fauna.fql.errors import Diagnostic, Hint
from app.emulators.fauna.fql.parser.chains import THIS, chain, short, unary
from app.emulators.fauna.fql.parser.lists import Lists
from app.emulators.fauna.fql.parser.scanner import KEYWORDS, WORD

PLACEHOLDER = "<value>"


class Terms(Lists):
    """Reads operands; expressions and statements are the subclass's."""

    def block(self, start: int, cuts: int) -> ast.Expr:
        """The statements of a block whose brace is read."""
        raise TypeError("the statement parser reads blocks")

    def name(self) -> ast.Name | None:
        """An identifier; a keyword in its place ends the parse."""
        name = self.word()
        if name is not None and name.text in KEYWORDS:
            self.keyword_error(name)
        return name

    def word(self) -> ast.Name | None:
        """Any word, keywords too."""
        match = WORD.match(self.text, self.pos)
        if match is None:
            return None
        self.pos = match.end()
        return ast.Name(match[0], self.span(match.start(), match.end()))

    def keyword_error(self, name: ast.Name) -> NoReturn:
        """Give up because a keyword stands where a name must."""
        self.stop(Diagnostic("error", "Invalid identifier", name.span, f"`{name.text}` is a keyword"))

    def term(self) -> ast.Expr:
        """An operand behind an operator, with its links."""
        term = self.base_term()
        if term is not None:
            return term
        head = self.tuple_() if self.starts("(") else self._identifier()
        self.blanks()
        return chain(head, self.links())

    def _identifier(self) -> ast.Expr:
        name = self.name()
        if name is None:
            self.expected("expression")
        return ast.Id(name.span, name.text)

    def base_term(self) -> ast.Expr | None:
        """An operand that is no name and no parenthesis, with its links; None if none starts here."""
        head = self._base_head()
        if head is not None:
            self.blanks()
            return chain(head, self.links())
        char = self.text[self.pos : self.pos + 1]
        if char and char in "-~!":
            op = ast.Name(char, self.span(self.pos, self.pos + 1))
            self.pos += 1
            self.cuts += 1
            self.blanks()
            return unary(op, self.nested(self.term))
        return None

    def _base_head(self) -> ast.Expr | None:
        start = self.pos
        if start in self.insertions and self.starts(PLACEHOLDER):
            self.pos += len(PLACEHOLDER)
            return ast.Inserted(self.span(start, self.pos), self.insertions[start])
        char = self.text[start : start + 1]
        if not char:
            return None
        if char.isalpha():
            return self._word_literal(start)
        if char.isdigit() or char in "+-":
            return self.number()
        if char == "'":
            text = self.plain_string()
            return None if text is None else ast.Str(self.span(start, self.pos), text)
        if char == '"':
            return self._string(start)
        if char == "<" and (self.starts("<<-") or self.starts("<<+")):
            return self.heredoc()
        if char == "{":
            return self.nested(self._object_or_block)
        if char == "[":
            return self.nested(self.array)
        return self._short_chain() if char == "." else None

    def _word_literal(self, start: int) -> ast.Expr | None:
        for word in ("null", "true", "false"):
            if self.keyword(word):
                span = self.span(start, self.pos)
                return ast.Null(span) if word == "null" else ast.Bool(span, word == "true")
        return None

    def _string(self, start: int) -> ast.Expr | None:
        read = self.quoted_string()
        if read is None:
            return None
        parts, span = read[0], self.span(start, self.pos)
        if len(parts) == 0:
            return ast.Str(span, "")
        if len(parts) == 1 and isinstance(parts[0], str):
            return ast.Str(span, parts[0])
        return ast.Template(span, tuple(parts))

    def _short_chain(self) -> ast.Expr | None:
        start = self.pos
        self.pos += 1
        self.lines()
        dot = self.span(start, self.pos)
        this = ast.Id(self.span(start, start), THIS)
        if self.starts("("):
            link: ast.Link = self._apply(False)
        elif self.starts("["):
            link = self._access(False)
        else:
            field = self.word()
            if field is None:
                self.pos = start
                return None
            self.blanks()
            link = ast.Select(dot, field, False)
        return short(chain(this, [link]))

    def links(self) -> list[ast.Link]:
        """The links that follow a head, newlines allowed before `.` and `?.` only."""
        links: list[ast.Link] = []
        while True:
            link = self._link()
            if link is None:
                return links
            links.append(link)

    def _link(self) -> ast.Link | None:
        here = self.pos
        if self.starts("("):
            return self._apply(False)
        if self.starts("["):
            return self._access(False)
        if self.starts("!") and not self.starts("!=") and not self.starts("!~"):
            self.pos += 1
            self.cuts += 1
            span = self.span(here, self.pos)
            self.blanks()
            return ast.Bang(span)
        self.lines()
        start = self.pos
        optional = self.starts("?.")
        if self.starts("(") and start != here:
            return self._apply(False)
        if not optional and not self.starts("."):
            self.pos = here
            return None
        self.pos += 2 if optional else 1
        self.cuts += 1
        self.lines()
        dot = self.span(start, self.pos)
        if optional and self.starts("("):
            return self._apply(True)
        if optional and self.starts("["):
            return self._access(True)
        field = self.word()
        if field is None:
            if optional:
                self.expected("expression")
            self.expected("identifier", besides=("digit",) if (start, self.pos) == (self.whole_end, start + 1) else ())
        self.blanks()
        return ast.Select(dot, field, optional)

    def _apply(self, optional: bool) -> ast.Apply:
        start = self.pos
        args = self.nested(lambda: self.arguments("(", ")"))
        span = self.span(start, self.pos)
        self.blanks()
        return ast.Apply(args, span, optional)

    def _access(self, optional: bool) -> ast.Access:
        start = self.pos
        args = self.nested(lambda: self.arguments("[", "]"))
        span = self.span(start, self.pos)
        self.blanks()
        return ast.Access(args, span, optional)

    def _object_or_block(self) -> ast.Expr:
        start = self.pos
        self.take("{")
        cuts, body = self.cuts, self.pos
        if self.starts("}"):
            self.close("}")
            return ast.Object(self.span(start, self.pos), ())
        key = self._key()
        if key is None:
            self.pos = body
            return self.block(start, cuts)
        fields = [(key, self.expression())]
        while self.take(","):
            key = self._key()
            if key is None:
                break
            fields.append((key, self.further(("expression",), self.expression)))
        self.close("}")
        self._refuse_duplicates(fields)
        return ast.Object(self.span(start, self.pos), tuple(fields))

    def _key(self) -> ast.Name | None:
        start, cuts = self.pos, self.cuts
        if self.starts('"'):
            text = self._quoted_key(start)
        elif self.starts("'"):
            text = self.plain_string()
        else:
            word = self.word()
            text = None if word is None else word.text
        if text is None:
            return None
        name = ast.Name(text, self.span(start, self.pos))
        self.blanks()
        if not self.take(":"):
            if self.cuts > cuts:
                self.expected("`:`")
            self.colon = self.pos
            self.pos = start
            return None
        return name

    def _quoted_key(self, start: int) -> str | None:
        read = self.quoted_string()
        if read is None:
            return None
        parts, first = read
        if first >= 0:
            inner = next(part for part in parts if not isinstance(part, str))
            self.stop(
                Diagnostic(
                    "error",
                    "Object keys do not support interpolation",
                    inner.span,
                    None,
                    (
                        Hint("Add a backslash to ignore the interpolation", self.span(first, first), suggestion="\\"),
                        Hint("Use Object.fromEntries if you need a dynamic key", self.span(start, self.pos)),
                    ),
                )
            )
        return "".join(part for part in parts if isinstance(part, str))

    def _refuse_duplicates(self, fields: list[tuple[ast.Name, ast.Expr]]) -> None:
        seen: dict[str, ast.Name] = {}
        for name, _ in fields:
            first = seen.setdefault(name.text, name)
            if first is not name:
                hint = Hint("Key originally used here", first.span)
                self.report(Diagnostic("error", "Duplicate key", name.span, None, (hint,)))
