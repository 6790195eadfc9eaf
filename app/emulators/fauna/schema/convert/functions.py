"""Functions: signature and body."""

from app.emulators.fauna.fql.ast import Lambda, Name
from app.emulators.fauna.fql.errors import Hint
from app.emulators.fauna.schema.convert.fields import FieldConversion
from app.emulators.fauna.schema.items import Predicate, UserFunction
from app.emulators.fauna.schema.nodes import FunctionValue, Node
from app.emulators.fauna.schema.types import display

TYPED = "Expecting types due to this type annotation"
UNTYPED = "Expecting no types due to this argument not having a type"


class FunctionConversion(FieldConversion):
    """Converts functions."""

    def function(self, node: Node, name: Name, alias: str | None, role: str | None) -> UserFunction | None:
        """`function name(a: T): R { … }`."""
        value = self.value(node)
        if value is None:
            return None
        if not isinstance(value, FunctionValue):
            self.fail("Expected a function definition", value.span)
            return None
        self._check_types(value)
        arguments = value.arguments
        variadic = any(argument.variadic for argument in arguments)
        params = tuple(None if argument.name.text == "_" else argument.name for argument in arguments)
        tree = Lambda(value.span, params, variadic, value.body)
        trees = tuple(argument.type for argument in arguments)
        for type_ in (*trees, value.returns):
            if type_ is not None:
                self.refuse_defaults(type_)
        return UserFunction(
            name.text,
            Predicate.of(tree),
            alias,
            role,
            tuple(None if type_ is None else display(type_) for type_ in trees),
            None if value.returns is None else display(value.returns),
            node.span,
            trees,
            value.returns,
            name.span,
        )

    def _check_types(self, value: FunctionValue) -> None:
        """All arguments have types, and then there is a return type, or none has."""
        if not value.arguments:
            return
        first = value.arguments[0]
        expected = first.type
        hint = Hint(UNTYPED, first.name.span) if expected is None else Hint(TYPED, expected.span)
        for argument in value.arguments:
            if (argument.type is None) != (expected is None):
                self.fail("All or no arguments must have a type", argument.name.span, hint)
        if expected is not None and value.returns is None:
            self.fail("Return type is required when arguments have a type", value.closing, hint)
        elif expected is None and value.returns is not None:
            message = "Return type is not allowed when arguments do not have a type"
            self.fail(message, value.returns.span, hint)
