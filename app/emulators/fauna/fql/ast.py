"""The syntax tree of FQL expressions: plain frozen nodes, each with its span."""

from dataclasses import dataclass

from app.emulators.fauna.fql.source import Span


@dataclass(frozen=True, slots=True)
class Name:
    """An identifier, or the text of a string key, where it stands."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Expr:
    """Any expression."""

    span: Span


@dataclass(frozen=True, slots=True)
class Null(Expr):
    """The literal `null`."""


@dataclass(frozen=True, slots=True)
class Bool(Expr):
    """`true` or `false`."""

    value: bool


@dataclass(frozen=True, slots=True)
class Int(Expr):
    """An integer literal; one that fits no long is a `Float` node."""

    value: int


@dataclass(frozen=True, slots=True)
class Float(Expr):
    """A literal with a fraction or exponent, or too large for a long."""

    value: float
    text: str


@dataclass(frozen=True, slots=True)
class Str(Expr):
    """A string without interpolation, escapes resolved."""

    value: str


@dataclass(frozen=True, slots=True)
class Template(Expr):
    """A string with `#{…}` parts, in order; text parts are `str`."""

    parts: tuple["str | Expr", ...]


@dataclass(frozen=True, slots=True)
class Id(Expr):
    """A reference to a variable or global. A short lambda's parameter is `$this`."""

    name: str


@dataclass(frozen=True, slots=True)
class Inserted(Expr):
    """A value that a wire template inserts; `index` counts the template's values."""

    index: int


@dataclass(frozen=True, slots=True)
class If(Expr):
    """`if (test) then else otherwise`; without else the value is null."""

    test: Expr
    then: Expr
    otherwise: Expr | None


@dataclass(frozen=True, slots=True)
class At(Expr):
    """`at (time) body`."""

    time: Expr
    body: Expr


@dataclass(frozen=True, slots=True)
class Match(Expr):
    """`match`, which the real service parses and then fails on."""

    subject: Expr


@dataclass(frozen=True, slots=True)
class Lambda(Expr):
    """`(a, _, ...rest) => body`; a parameter `_` is None; `rest` is the variadic one."""

    params: tuple[Name | None, ...]
    variadic: bool
    body: Expr
    short: bool = False


@dataclass(frozen=True, slots=True)
class Operator(Expr):
    """A unary (`right` is None) or binary operator; `op` is its text and span.

    `argument_span` is where the right operand stands (the operator itself if unary): the frame of its errors.
    """

    left: Expr
    op: Name
    right: Expr | None
    argument_span: Span


@dataclass(frozen=True, slots=True)
class IsA(Expr):
    """`value isa type`."""

    value: Expr
    op: Name
    type: Expr


@dataclass(frozen=True, slots=True)
class Select:
    """`.field` or `?.field`; `dot` is the span of the dot."""

    dot: Span
    field: Name
    optional: bool

    @property
    def span(self) -> Span:
        """From the dot to the end of the name."""
        return self.dot.to(self.field.span)


@dataclass(frozen=True, slots=True)
class Bang:
    """`!`."""

    span: Span


@dataclass(frozen=True, slots=True)
class Apply:
    """`(args)` or `?.(args)`; `parens` is the span of the parentheses with their content."""

    args: tuple[Expr, ...]
    parens: Span
    optional: bool


@dataclass(frozen=True, slots=True)
class MethodCall:
    """`.field(args)` with either part optional."""

    dot: Span
    field: Name
    args: tuple[Expr, ...]
    parens: Span
    select_optional: bool
    apply_optional: bool

    @property
    def span(self) -> Span:
        """From the dot to the closing parenthesis."""
        return self.dot.to(self.parens)


@dataclass(frozen=True, slots=True)
class Access:
    """`[args]` or `?.[args]`; `brackets` is the span of the brackets with their content."""

    args: tuple[Expr, ...]
    brackets: Span
    optional: bool


Link = Select | Bang | Apply | MethodCall | Access


@dataclass(frozen=True, slots=True)
class Chain(Expr):
    """A head followed by selections, calls, accesses and `!`; `?.` short-circuits to the chain's end."""

    head: Expr
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Project(Expr):
    """`value { a, b: expr }`; the bindings' expressions are short lambdas' bodies over `$this`."""

    value: Expr
    bindings: tuple[tuple[Name, Expr], ...]


@dataclass(frozen=True, slots=True)
class ProjectAll(Expr):
    """`value { * }`, where the language has it."""

    value: Expr


@dataclass(frozen=True, slots=True)
class Object(Expr):
    """`{ a: 1, "b": 2 }`."""

    fields: tuple[tuple[Name, Expr], ...]


@dataclass(frozen=True, slots=True)
class Array(Expr):
    """`[a, b]`."""

    elements: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Tuple(Expr):
    """`(a, b)`: one element is that element, others are an array."""

    elements: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class TypeText:
    """A type annotation, kept as text: without type checking it has no effect."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Let:
    """`let name: type = value`."""

    name: Name
    annotation: TypeText | None
    value: Expr
    span: Span


@dataclass(frozen=True, slots=True)
class Block(Expr):
    """Statements; the value is the last one's. A whole query is a Block, or its single expression."""

    statements: tuple[Let | Expr, ...]
