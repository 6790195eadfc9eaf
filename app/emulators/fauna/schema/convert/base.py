"""What all conversions need: noting errors, names and values that must be there, things that may be there once."""

from collections.abc import Iterable

from app.emulators.fauna.fql.ast import Bool, Expr, Int, Lambda, Name, Str, Template, Tuple
from app.emulators.fauna.fql.errors import Diagnostic, Hint
from app.emulators.fauna.fql.source import Span
from app.emulators.fauna.schema.display import is_identifier
from app.emulators.fauna.schema.items import Predicate
from app.emulators.fauna.schema.nodes import Block, FunctionValue, Node, Value

FIRST = "Originally defined here"


class Seen:
    """Names used so far; a second use is an error that shows the first."""

    def __init__(self, what: str, errors: list[Diagnostic]) -> None:
        self._what = what
        self._errors = errors
        self._first: dict[str, Span] = {}

    def __contains__(self, name: str) -> bool:
        return name in self._first

    def check(self, name: Name, text: str | None = None) -> None:
        """Note the name; `text` replaces it in the message where the kind alone is told."""
        first = self._first.setdefault(name.text, name.span)
        if first is not name.span:
            shown = f"{self._what} `{name.text}`" if text is None else text
            self._errors.append(Diagnostic("error", f"Duplicate {shown}", name.span, None, (Hint(FIRST, first),)))


class Once:
    """Members that may be there once, by what they are called in errors."""

    def __init__(self, errors: list[Diagnostic]) -> None:
        self._errors = errors
        self._first: dict[str, Span] = {}

    def check(self, what: str, span: Span) -> None:
        """Note the member."""
        first = self._first.setdefault(what, span)
        if first is not span:
            self._errors.append(Diagnostic("error", f"Duplicate {what}", span, None, (Hint(FIRST, first),)))


class Conversion:
    """Converts nodes; `errors` holds what is wrong."""

    def __init__(self, errors: list[Diagnostic]) -> None:
        self.errors = errors

    def fail(self, message: str, span: Span, *hints: Hint, annotation: str | None = None) -> None:
        """Note an error."""
        self.errors.append(Diagnostic("error", message, span, annotation, hints))

    def no_annotations(self, node: Node) -> None:
        """Annotations are for collections and functions."""
        if node.annotations:
            self.fail("Annotations are not allowed here", node.annotations[0].span)

    def no_name(self, node: Node) -> None:
        """The member has no name."""
        if node.name is not None:
            self.fail("Name is not allowed here", node.name.span)

    def name(self, node: Node, span: Span) -> Name | None:
        """The node's name, which must be there."""
        if node.name is None:
            self.fail("Missing required name", span)
        return node.name

    def identifier(self, node: Node, span: Span) -> Name | None:
        """The node's name, which must be an identifier."""
        name = self.name(node, span)
        if name is not None and not is_identifier(name.text):
            self.fail(f"Invalid identifier `{name.text}`", name.span)
            return None
        return name

    def value(self, node: Node) -> Value | None:
        """The node's value, which must be there."""
        if node.value is None:
            self.fail("Missing required value", node.span)
        return node.value

    def block(self, node: Node) -> Block | None:
        """The node's block, which must be there."""
        value = self.value(node)
        if value is None or isinstance(value, Block):
            return value
        self.fail("Expected a block", value.span)
        return None

    def string(self, value: Value) -> str | None:
        """A string literal without interpolation."""
        if isinstance(value, Str):
            return value.value
        if isinstance(value, Template):
            for part in value.parts:
                if not isinstance(part, str):
                    self.fail("Cannot interpolate values in a string literal", part.span)
        else:
            self.fail("Expected string literal", value.span)
        return None

    def whole(self, value: Value) -> int | None:
        """A literal of a whole number."""
        if isinstance(value, Int):
            return value.value
        self.fail("Expected integer literal", value.span)
        return None

    def boolean(self, value: Value) -> bool | None:
        """`true` or `false`."""
        if isinstance(value, Bool):
            return value.value
        self.fail("Expected boolean literal", value.span)
        return None

    def predicate(self, value: Value, expected: str, *, bare: str | None = None) -> Predicate | None:
        """A lambda in parentheses; `bare` is the remark on one without them."""
        match value:
            case Tuple(elements=(Lambda() as tree,)):
                return Predicate.of(tree)
            case Lambda():
                self.fail(expected, value.span, annotation=bare)
            case Expr() if not isinstance(value, FunctionValue):
                self.fail(expected, value.span)
            case _:
                self.fail("Expected an expression literal", value.span)
        return None


def texts(names: Iterable[Name]) -> tuple[str, ...]:
    """The texts of names."""
    return tuple(name.text for name in names)
