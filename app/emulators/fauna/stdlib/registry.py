"""The table of the standard library: one decorator per kind of member, read by dispatch, errors and `/environment/1`.

A signature is FQL's own notation: `(at: Number) => String`, or several joined by ` & ` for overloads. The body is
called as `body(context, receiver, *args)`; a module's member has the module as receiver. A keyword after the
signature gives the runtime type of the parameter of that name where the printed type is wider: `index="Int"`.
"""

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from app.emulators.fauna.fql.types import CASTS, REFUSED, expected_display, module_owner, type_display
from app.emulators.fauna.fql.values import Arity, Function, Value
from app.emulators.fauna.stdlib.signatures import Parameter, parameters_of

if TYPE_CHECKING:
    from app.emulators.fauna.fql.errors import RuntimeFailure
    from app.emulators.fauna.fql.runtime import Context

MemberKind = Literal["field", "method", "static", "operator", "access", "apply"]
Body = TypeVar("Body", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Member:
    """One entry: who owns it, what it is called, its FQL signature, and how to run it.

    `parameters` has one tuple per overload; `accepts` in errors is printed from it.
    """

    owner: str
    name: str
    kind: MemberKind
    signature: str
    parameters: tuple[tuple[Parameter, ...], ...]
    body: Callable[..., Any]
    arity: Arity

    @property
    def overloaded(self) -> bool:
        """Whether there are several signatures to choose from."""
        return len(self.parameters) > 1


@dataclass(slots=True)
class Table:
    """The members of one owner; `dynamic(context, value, name)` finds fields that are not in the table, or None."""

    owner: str
    fields: dict[str, Member] = dataclasses.field(default_factory=dict)
    methods: dict[str, Member] = dataclasses.field(default_factory=dict)
    operators: dict[str, Member] = dataclasses.field(default_factory=dict)
    access: Member | None = None
    apply: Member | None = None
    dynamic: "Callable[[Context, Any, str], Value | None] | None" = None


@dataclass(slots=True)
class Registry:
    """Tables by owner: a runtime type's name (`String`) or a module's (`MathModule`)."""

    tables: dict[str, Table] = dataclasses.field(default_factory=dict)
    members: dict[tuple[str, MemberKind, str], Member] = dataclasses.field(default_factory=dict)

    def table(self, owner: str) -> Table:
        """The owner's table, made when it is new."""
        found = self.tables.get(owner)
        if found is None:
            found = self.tables[owner] = Table(owner)
        return found

    def find(self, owner: str, kind: MemberKind, name: str) -> Member | None:
        """The member, or None."""
        return self.members.get((owner, kind, name))

    def add(self, member: Member) -> None:
        """Enter a member into its owner's table."""
        table = self.table(member.owner)
        self.members[member.owner, member.kind, member.name] = member
        match member.kind:
            case "field":
                table.fields[member.name] = member
            case "method" | "static":
                table.methods[member.name] = member
            case "operator":
                table.operators[member.name] = member
            case "access":
                table.access = member
            case "apply":
                table.apply = member


STDLIB = Registry()


def member_of(
    owner: str,
    name: str,
    kind: MemberKind,
    signature: str,
    body: Callable[..., Any],
    tags: dict[str, str] | None = None,
) -> Member:
    """A member that is in no table: such as an index of one collection."""
    overloads = () if kind == "field" else parameters_of(signature, tags or {})
    if any(parameters and parameters[-1].variadic for parameters in overloads):
        arity = Arity((0,), variadic=True)
    else:
        arity = Arity(tuple(sorted({len(parameters) for parameters in overloads})))
    return Member(owner, name, kind, signature, overloads, body, arity)


def _entry(owner: str, name: str, kind: MemberKind, signature: str, tags: dict[str, str]) -> Callable[[Body], Body]:
    def enter(body: Body) -> Body:
        STDLIB.add(member_of(owner, name, kind, signature, body, tags))
        return body

    return enter


def method(owner: str, name: str, signature: str, **tags: str) -> Callable[[Body], Body]:
    """A method of a type: `body(context, receiver, *args)`."""
    return _entry(owner, name, "method", signature, tags)


def operator(owner: str, name: str, signature: str, **tags: str) -> Callable[[Body], Body]:
    """An operator of a type; unary and binary `-` are two overloads of one."""
    return _entry(owner, name, "operator", signature, tags)


def access(owner: str, signature: str, **tags: str) -> Callable[[Body], Body]:
    """What `value[…]` does."""
    return _entry(owner, "[]", "access", signature, tags)


def field(owner: str, name: str, type_text: str) -> Callable[[Body], Body]:
    """A field of a type: `body(context, receiver)`."""
    return _entry(owner, name, "field", type_text, {})


def static(module: str, name: str, signature: str, **tags: str) -> Callable[[Body], Body]:
    """A function of a module, named as the module's global: `static("Math", "abs", …)`."""
    return _entry(module_owner(module), name, "static", signature, tags)


def apply(module: str, signature: str, **tags: str) -> Callable[[Body], Body]:
    """What calling the module does: `Time("…")`."""
    return _entry(module_owner(module), "apply", "apply", signature, tags)


def constant(module: str, name: str, type_text: str, value: Value) -> None:
    """A field of a module that is always the same value."""
    _entry(module_owner(module), name, "field", type_text, {})(lambda context, receiver: value)


def global_function(name: str, signature: str, **tags: str) -> Callable[[Body], Body]:
    """A function that is a global and also a member of `FQL`."""
    return static("FQL", name, signature, **tags)


def call(member: Member, context: "Context", receiver: Value, args: list[Value]) -> Value:
    """Check the arguments and run the member; the call's frame is pushed by the caller.

    Raises `invalid_function_invocation` for their number, `invalid_argument` for their types.
    """
    if not member.arity.accepts(len(args)):
        raise arity_failure(context, member.arity, len(args))
    context.tick()
    return member.body(context, receiver, *convert(member, context, args))


def convert(member: Member, context: "Context", args: list[Value]) -> list[Value]:
    """The arguments as the body wants them; their number is right already."""
    overloads = member.parameters
    if member.overloaded:
        return _convert_overloaded(member, context, args)
    parameters = overloads[0]
    if member.arity.variadic:
        return [_cast(context, parameters[0], arg, f"{parameters[0].name}{index}") for index, arg in enumerate(args)]
    if member.kind == "access":
        return [_cast(context, parameters[0], args[0], f"{parameters[0].name}0")]
    return [_cast(context, parameter, arg, parameter.name) for parameter, arg in zip(parameters, args, strict=True)]


def _cast(context: "Context", parameter: Parameter, arg: Value, name: str) -> Value:
    cast = CASTS[parameter.type]
    if cast is None:
        return arg
    value = cast(arg)
    if value is REFUSED:
        expected = expected_display(parameter.type)
        message = f"expected value for `{name}` of type {expected}, received {type_display(arg)}"
        raise context.fail("invalid_argument", message)
    return value


def _convert_overloaded(member: Member, context: "Context", args: list[Value]) -> list[Value]:
    candidates = [parameters for parameters in member.parameters if len(parameters) == len(args)]
    for parameters in candidates:
        values = [
            arg if (cast := CASTS[parameter.type]) is None else cast(arg)
            for parameter, arg in zip(parameters, args, strict=True)
        ]
        if not any(value is REFUSED for value in values):
            return values
    expected = " | ".join(
        "(" + ", ".join(expected_display(parameter.type) for parameter in parameters) + ")" for parameters in candidates
    )
    received = ", ".join(type_display(arg) for arg in args)
    message = f"expected arguments to `{member.name}` of type {expected}, received ({received})"
    raise context.fail("invalid_argument", message)


def bind(member: Member, receiver: Value) -> Function:
    """The member as a function value: `[1].map` without a call."""

    def run(context: "Context", args: list[Value]) -> Value:
        return call(member, context, receiver, args)

    return Function(member.name, member.arity, run, f"[function {member.name}()]", False, receiver)


def arity_display(arity: Arity, word: str) -> str:
    """How many arguments are wanted, in words: `exactly 1 argument`, `1 or 2 arguments`."""
    if arity.variadic:
        least = arity.counts[0]
        return f"any number of {word}s" if least == 0 else f"at least {least} {word}{'' if least == 1 else 's'}"
    *rest, last = arity.counts
    if rest:
        return f"{', '.join(map(str, rest))} or {last} {word}s"
    return f"no {word}s" if last == 0 else f"exactly {last} {word}{'' if last == 1 else 's'}"


def arity_failure(context: "Context", arity: Arity, count: int) -> "RuntimeFailure":
    """The error of a call with a wrong number of arguments."""
    were = "was" if count == 1 else "were"
    message = f"callee function expects {arity_display(arity, 'argument')}, but {count} {were} provided."
    return context.fail("invalid_function_invocation", message)


def check_callback(context: "Context", name: str, function: Function, count: int) -> None:
    """Refuse a callback that cannot take so many arguments; `name` is the parameter's."""
    if not function.arity.accepts(count):
        wanted = f"{count} parameter{'' if count == 1 else 's'}"
        given = arity_display(function.arity, "parameter")
        message = f"`{name}` should accept {wanted}, provided function requires {given}."
        raise context.fail("invalid_argument", message)
