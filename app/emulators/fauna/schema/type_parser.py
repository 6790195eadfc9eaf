"""Types in schema files, read as trees."""

from collections.abc import Callable
from dataclasses import dataclass

from app.emulators.fauna.fql.ast import Int, Name
from app.emulators.fauna.fql.errors import Diagnostic, Hint
from app.emulators.fauna.fql.parser.scanner import WORD
from app.emulators.fauna.fql.parser.statements import Statements
from app.emulators.fauna.fql.source import Span
from app.emulators.fauna.schema.types import (
    AnyType,
    FunctionType,
    GenericType,
    IntersectionType,
    LiteralType,
    NamedType,
    NeverType,
    NullableType,
    ObjectType,
    TupleType,
    Type,
    TypeField,
    UnionType,
)

Parameter = tuple[str | None, Type]
KEYWORDS: dict[str, type[Type]] = {"Any": AnyType, "Never": NeverType}
VARIADIC = "Invalid variadic argument"
NAMED = "Only lambda argument types may be named"


@dataclass(frozen=True, slots=True)
class _Parameters(Type):
    """Parentheses that can only be a function's parameters; `refused` is what says so."""

    parameters: tuple[Parameter, ...]
    rest: Parameter | None
    refusal: str
    refused: Span


class TypeParser(Statements):
    """Reads types; what follows one is left unread."""

    def type_tree(self) -> Type:
        """A type, defaults within objects included."""
        return self.nested(self._function_type)

    def _function_type(self) -> Type:
        left = self._joined("|", UnionType, lambda: self._joined("&", IntersectionType, self._nullable_type))
        here = self.pos
        self.blanks()
        if not self.take("=>"):
            self.pos = here
            return self._plain(left)
        returns = self.nested(self._function_type)
        span = left.span.to(returns.span)
        if isinstance(left, _Parameters):
            return FunctionType(span, left.parameters, left.rest, returns)
        taken = left.elements if isinstance(left, TupleType) else (left,)
        return FunctionType(span, tuple((None, each) for each in taken), None, returns)

    def _plain(self, type_: Type) -> Type:
        if isinstance(type_, _Parameters):
            self.stop(Diagnostic("error", type_.refusal, type_.refused))
        return type_

    def _joined(self, sign: str, joined: type[UnionType] | type[IntersectionType], operand: Callable[[], Type]) -> Type:
        left = operand()
        while True:
            here = self.pos
            self.blanks()
            if not self.take(sign):
                self.pos = here
                return left
            left, right = self._plain(left), self._plain(operand())
            members = (
                *(left.members if isinstance(left, joined) else (left,)),
                *(right.members if isinstance(right, joined) else (right,)),
            )
            left = joined(left.span.to(right.span), members)

    def _nullable_type(self) -> Type:
        type_ = self._simple_type()
        while True:
            here = self.pos
            self.blanks()
            if not self.starts("?"):
                self.pos = here
                return type_
            self.pos += 1
            mark = self.span(self.pos - 1, self.pos)
            type_ = NullableType(type_.span.to(mark), self._plain(type_), mark)

    def _simple_type(self) -> Type:
        start = self.pos
        if (name := self._type_word()) is not None:
            return self._named_type(start, name)
        if self.starts("{"):
            return self.nested(lambda: self._object_type(start))
        if self.starts("["):
            self.take("[")
            elements = self._types_before("]", "`]`")
            return TupleType(self.span(start, self.pos), elements)
        if self.take("("):
            return self._parentheses(start)
        return self._literal(start)

    def _type_word(self) -> str | None:
        start, word = self.pos, WORD.match(self.text, self.pos)
        while word is not None:
            self.pos = word.end()
            word = WORD.match(self.text, self.pos + 1) if self.starts(".") else None
        return self.text[start : self.pos] or None

    def _named_type(self, start: int, name: str) -> Type:
        span = self.span(start, self.pos)
        if name in KEYWORDS:
            return KEYWORDS[name](span)
        if name in ("true", "false"):
            return LiteralType(span, name == "true")
        if not self.take("<"):
            return NamedType(span, name)
        arguments = self._types_before(">", '">"')
        return GenericType(self.span(start, self.pos), name, arguments, span)

    def _literal(self, start: int) -> Type:
        value: int | str | None = None
        if self.starts("'"):
            value = self.plain_string()
        elif self.starts('"'):
            read = self.quoted_string()
            value = None if read is None else "".join(part for part in read[0] if isinstance(part, str))
        else:
            number = self.number()
            value = number.value if isinstance(number, Int) else None
        if value is None:
            self.pos = start
            self.expected("type")
        return LiteralType(self.span(start, self.pos), value)

    def _types_before(self, closing: str, label: str) -> tuple[Type, ...]:
        types: list[Type] = []
        while not self.starts(closing):
            types.append(self.type_tree())
            self.lines()
            if not self.take(","):
                break
        if not self.starts(closing):
            self.expected(label, "`,`") if types else self.expected("type")
        self.close(closing)
        return tuple(types)

    def _parentheses(self, start: int) -> Type:
        parameters: list[Parameter] = []
        rest: Parameter | None = None
        named: Span | None = None
        while not self.starts(")"):
            here, name = self.pos, self.word()
            self.blanks()
            if name is None or not self.take(":"):
                self.pos, name = here, None
            variadic = self.take("...")
            parameter = (None if name is None else name.text, self.type_tree())
            named = named or (None if name is None else name.span)
            if rest is not None:
                self.report(Diagnostic("error", VARIADIC, rest[1].span))
            rest = parameter if variadic else None
            parameters += [] if variadic else [parameter]
            self.lines()
            if not self.take(","):
                break
        if not self.starts(")"):
            self.expected("`)`", "`,`") if parameters or rest else self.expected("type")
        self.close(")")
        span = self.span(start, self.pos)
        if rest is not None:
            return _Parameters(span, tuple(parameters), rest, VARIADIC, rest[1].span)
        if named is not None:
            return _Parameters(span, tuple(parameters), None, NAMED, named)
        return parameters[0][1] if len(parameters) == 1 else TupleType(span, tuple(each for _, each in parameters))

    def _object_type(self, start: int) -> Type:
        self.take("{")
        fields: list[TypeField] = []
        wildcard: Type | None = None
        is_open = False
        seen: dict[str, Span] = {}
        while not self.starts("}"):
            here = self.pos
            self._refuse_after(wildcard, self.span(here, here + 1))
            if self.take("..."):
                is_open = True
            elif self.starts("*"):
                self.pos += 1
                self._colon(here)
                wildcard = self.type_tree()
            else:
                fields.append(self._type_field(here, seen))
            if not self._field_separator():
                break
        self.close("}", "`,`")
        return ObjectType(self.span(start, self.pos), tuple(fields), wildcard, is_open)

    def _refuse_after(self, wildcard: Type | None, span: Span) -> None:
        if wildcard is not None:
            hint = Hint("Wildcard defined here", wildcard.span)
            self.report(Diagnostic("error", "Wildcard must be the last element in an object", span, None, (hint,)))

    def _colon(self, start: int) -> None:
        self.blanks()
        if not self.take(":"):
            self.expected("`}`", at=start)

    def _type_field(self, start: int, seen: dict[str, Span]) -> TypeField:
        word = self.word()
        if word is None:
            self._type_field_name()
            text = self.text[start + 1 : self.pos - 1]
            word = Name(text, self.span(start, self.pos))
        first = seen.setdefault(word.text, word.span)
        if first is not word.span:
            hint = Hint("Key originally used here", first)
            self.report(Diagnostic("error", "Duplicate key", word.span, None, (hint,)))
        self._colon(start)
        type_ = self.type_tree()
        here = self.pos
        self.blanks()
        if not self.starts("==") and self.take("="):
            return TypeField(word, type_, self._expression())
        self.pos = here
        return TypeField(word, type_)
