"""Items as their parts: each with its canonical text, what makes it the same part, and where it stands."""

from dataclasses import dataclass, field
from typing import Any

from app.emulators.fauna.fql.ast import Expr, Lambda, Name, Tuple
from app.emulators.fauna.fql.source import NULL_SPAN, Span
from app.emulators.fauna.schema.convert.paths import PathError, path_of, term_of, value_of
from app.emulators.fauna.schema.display import display_expression, display_name, display_path
from app.emulators.fauna.schema.nodes import (
    FIELD,
    Annotation,
    Argument,
    Block,
    FieldValue,
    FunctionValue,
    MigrationValue,
    Node,
    Paths,
)
from app.emulators.fauna.schema.types import Type, display

REPEATED = ("unique",)
MEMBER_ORDER = ("index", "unique", "check", "history_days", "ttl_days", "document_ttls", "migrations")
DEFAULTS = {"history_days": "0"}
INDENT = "  "


@dataclass(frozen=True, slots=True)
class Element:
    """A field, member or annotation.

    `group` is field, member or annotation; `config` the canonical text behind keyword and name, None if there is
    none; `children` the parts of a block. Fields have a type.
    """

    group: str
    kind: str
    name: str | None
    config: str | None
    span: Span = field(compare=False)
    config_span: Span | None = field(compare=False)
    children: tuple["Element", ...] | None = None
    type: str | None = None
    type_span: Span | None = field(default=None, compare=False)

    @property
    def id(self) -> Any:
        """What makes it the same part in another version of the item."""
        return (self.group, self.kind, self.config if self.kind in REPEATED else self.name)

    @property
    def is_default(self) -> bool:
        """Whether the item would be the same without it."""
        return self.span is NULL_SPAN or (self.kind in DEFAULTS and DEFAULTS[self.kind] == self.config)

    @property
    def text(self) -> str:
        """The whole part, several lines if need be."""
        if self.group == "annotation":
            return f"@{self.kind}({self.config})"
        if self.group == "field":
            modifier = "compute " if self.kind == "compute" else ""
            type_ = "" if self.type is None else f": {self.type}"
            value = "" if self.config is None else f" = {self.config}"
            return f"{modifier}{self.name}{type_}{value}"
        name = "" if self.name is None else f" {display_name(self.name)}"
        config = "" if self.config is None else f" {self.config}"
        return f"{self.kind}{name}{config}"


@dataclass(frozen=True, slots=True)
class Signature:
    """A function's parameters and type, and where they stand."""

    text: str
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Outline:
    """An item as its parts; functions have a signature and a body, others fields and members."""

    kind: str
    name: Name = field(compare=False)
    span: Span = field(compare=False)
    comment: Span | None = field(compare=False)
    annotations: tuple[Element, ...]
    fields: tuple[Element, ...] = ()
    members: tuple[Element, ...] = ()
    signature: Signature | None = None
    body: Signature | None = None

    @property
    def id(self) -> tuple[str, str]:
        """Kind and name."""
        return self.kind, self.name.text

    @property
    def text(self) -> str:
        """The whole item, with a newline at its end."""
        head = "".join(f"{each.text}\n" for each in self.annotations)
        head += f"{self.kind} {display_name(self.name.text)}"
        if self.signature is not None and self.body is not None:
            return f"{head}{self.signature.text} {self.body.text}\n"
        parts = [each for each in (*self.fields, *self.members) if each.span is not NULL_SPAN]
        inner = "".join(f"{indented(each.text, 1)}\n" for each in parts)
        return f"{head} {{\n{inner}}}\n"


def indented(text: str, level: int) -> str:
    """Text with all its lines indented."""
    return "\n".join(f"{INDENT * level}{line}" for line in text.split("\n"))


def outline(node: Node) -> Outline:
    """The parts of an item that is well formed."""
    name = node.name or Name("", node.keyword.span)
    annotations = tuple(map(_annotation, node.annotations))
    parts = (node.keyword.text, name, node.span, node.comment, annotations)
    if isinstance(node.value, FunctionValue):
        value = node.value
        signature_end = value.closing if value.returns is None else value.returns.span
        signature = Signature(_signature(value), Span(value.span.start, signature_end.end, value.span.source))
        body = Signature(display_expression(value.body), value.body.span)
        return Outline(*parts, signature=signature, body=body)
    members = node.value.nodes if isinstance(node.value, Block) else ()
    fields = tuple(_field(member) for member in members if member.keyword.text == FIELD)
    others = [_member(member) for member in members if member.keyword.text != FIELD]
    if node.keyword.text == "collection":
        others.sort(key=lambda each: MEMBER_ORDER.index(each.kind))
        fields = _with_wildcard(fields)
    return Outline(*parts, fields=fields, members=tuple(others))


def _with_wildcard(fields: tuple[Element, ...]) -> tuple[Element, ...]:
    """A collection without defined fields has a wildcard that nobody wrote."""
    if any(each.kind in ("defined", "wildcard") for each in fields):
        return fields
    return (*fields, Element("field", "wildcard", "*", None, NULL_SPAN, None, None, "Any"))


def _signature(value: FunctionValue) -> str:
    def shown(argument: Argument) -> str:
        type_ = "" if argument.type is None else f": {display(argument.type)}"
        return f"{'...' if argument.variadic else ''}{argument.name.text}{type_}"

    returns = "" if value.returns is None else f": {display(value.returns)}"
    return f"({', '.join(map(shown, value.arguments))}){returns}"


def _annotation(annotation: Annotation) -> Element:
    text = display_name(annotation.value.text)
    return Element("annotation", annotation.keyword.text, None, text, annotation.span, annotation.value.span)


def _field(node: Node) -> Element:
    value, name = node.value, node.name
    if not isinstance(value, FieldValue) or name is None:
        raise TypeError("a field's node has a name and a field's value")
    default = value.value
    config = None if default is None else _value_text(value)
    type_ = value.type
    return Element(
        "field", value.kind, name.text, config, node.span, None if default is None else default.span, None,
        None if type_ is None else display(type_), None if type_ is None else _type_span(type_),
    )  # fmt: skip


def _type_span(type_: Type) -> Span:
    return type_.span


def _value_text(value: FieldValue) -> str:
    default = value.value
    if value.kind == "compute":
        match default:
            case Tuple(elements=(Lambda() as tree,)):
                default = tree
        if isinstance(default, Lambda) and default.short:
            return f"({display_expression(default)})"
    return display_expression(default) if default is not None else ""


def _member(node: Node) -> Element:
    name = None if node.name is None else node.name.text
    value = node.value
    config: str | None = None
    children: tuple[Element, ...] | None = None
    match value:
        case Block() if node.keyword.text == "migrations":
            config = _block([_migration(each) for each in value.nodes])
        case Block(nodes=(Node(keyword=Name(text="predicate"), value=Expr() as predicate),)):
            config = f"{{\n{INDENT}predicate {display_expression(predicate, 1)}\n}}"
        case Block():
            children = tuple(_member(each) for each in value.nodes)
            config = _block([each.text for each in children])
        case Paths():
            shown = _value if node.keyword.text == "values" else _term
            config = f"[{', '.join(map(shown, value.elements))}]"
        case Expr():
            config = display_expression(value)
        case _:
            pass
    return Element(
        "member", node.keyword.text, name, config, node.span, None if value is None else value.span, children
    )


def _block(lines: list[str]) -> str:
    return "{\n" + "".join(f"{indented(line, 1)}\n" for line in lines) + "}"


def _term(element: Expr) -> str:
    term = term_of(element)
    path = display_path(term.path)
    return f"mva({path})" if term.mva else path


def _value(element: Expr) -> str:
    value = value_of(element)
    path = display_path(value.path)
    text = f"mva({path})" if value.mva else path
    return f"desc({text})" if value.descending else text


def _migration(node: Node) -> str:
    value = node.value
    if not isinstance(value, MigrationValue):
        raise PathError("Expected a migration", node.span)
    paths = [display_path(path_of(path)) for path in value.paths]
    text = node.keyword.text
    if paths:
        text += f" {paths[0]}"
    if len(paths) > 1:
        text += f" -> {', '.join(paths[1:])}"
    if value.value is not None:
        text += f" = {display_expression(value.value)}"
    return text
