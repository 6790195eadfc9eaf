"""Type annotations: read for their syntax, kept as text."""

from app.emulators.fauna.fql import ast
from app.emulators.fauna.fql.parser.heredocs import Heredocs
from app.emulators.fauna.fql.parser.scanner import WORD


class Types(Heredocs):
    """Reads type expressions; what follows a type is left unread."""

    _name_end = -1

    def type(self) -> ast.TypeText:
        """Any type: unions, intersections, lambdas, generics, objects, tuples, literals, nullable ones."""
        start = self.pos
        self._type()
        end = self.pos
        self.lines()
        return ast.TypeText(self.text[start:end], self.span(start, end))

    def type_besides(self) -> tuple[str, ...]:
        """What could have continued the type that ends here."""
        return ("`<`",) if self.pos == self._name_end else ()

    def _type(self) -> None:
        self._type_operand()
        while True:
            here = self.pos
            self.blanks()
            if self.starts("?"):
                self.pos += 1
            elif self.take("=>") or self.take("|") or self.take("&"):
                self._type_operand()
            else:
                self.pos = here
                return

    def _type_operand(self) -> None:
        if self._type_name():
            self._name_end = self.pos
            if self.take("<"):
                self._types_until(">", '">"')
        elif self.starts("{"):
            self.nested(self._type_object)
        elif self.take("("):
            self.nested(lambda: self._types_until(")", "`)`"))
        elif self.take("["):
            self.nested(lambda: self._types_until("]", "`]`"))
        elif not self._literal_type():
            self.expected("type")

    def _type_name(self) -> bool:
        word = WORD.match(self.text, self.pos)
        if word is None:
            return False
        while word is not None:
            self.pos = word.end()
            word = WORD.match(self.text, self.pos + 1) if self.starts(".") else None
        return True

    def _literal_type(self) -> bool:
        if self.starts("'"):
            return self.plain_string() is not None
        if self.starts('"'):
            return self.quoted_string() is not None
        return self.number() is not None

    def _types_until(self, closing: str, label: str) -> None:
        besides = () if closing == ">" else ("`,`",)
        while not self.starts(closing):
            self.take("...")
            name = WORD.match(self.text, self.pos) if closing == ")" else None
            named = name is not None and self.text.startswith(":", name.end())
            if name is not None and named:
                self.pos = name.end()
                self.take(":")
            self._type()
            here = self.pos
            besides = ("`,`", *self.type_besides())
            if name is not None and here == name.end():
                besides = (*besides, "`:`")
            self.lines()
            besides = besides if self.pos == here else ("`,`",)
            if not self.take(","):
                break
            besides = ()
        if not self.starts(closing):
            self.expected(label, besides=besides)
        self.close(closing)

    def _type_object(self) -> None:
        self.take("{")
        while not self.starts("}"):
            start = self.pos
            if not self.take("..."):
                self._type_field_name()
                self.blanks()
                if not self.take(":"):
                    self.expected("`}`", at=start)
                self._type()
            if not self._field_separator():
                break
        self.close("}", "`,`")

    def _field_separator(self) -> bool:
        self.blanks()
        if not (self.take(",") or self.take(";") or self.starts("\n") or self.starts("\r") or self.starts("//")):
            return False
        self.lines()
        return True

    def _type_field_name(self) -> None:
        word = WORD.match(self.text, self.pos)
        if word is not None:
            self.pos = word.end()
        elif self.starts("*"):
            self.pos += 1
        elif not (self.starts("'") and self.plain_string() is not None) and not (
            self.starts('"') and self.quoted_string() is not None
        ):
            self.expected("`}`")
