"""Types as errors show them: the members of a union sorted by kind, what others include left out, null last."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeVar

from app.emulators.fauna.fql.printer import quoted
from app.emulators.fauna.fql.values import INT_MAX, INT_MIN, LONG_MAX, LONG_MIN
from app.emulators.fauna.schema.types import (
    AnyType,
    GenericType,
    LiteralType,
    NamedType,
    NeverType,
    NullableType,
    ObjectType,
    TupleType,
    Type,
    UnionType,
    display,
    key,
)

Literal = bool | int | str
NULL = "Null"
Fields = dict[str, "_Parts"]
K = TypeVar("K", str, int)


@dataclass(slots=True)
class _Parts:
    """A union taken apart by the kinds of its members; objects and tuples of one length are one member."""

    any: bool = False
    literals: list[Literal] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    generics: dict[str, list["_Parts"]] = field(default_factory=dict)
    others: list[Type] = field(default_factory=list)
    record: "tuple[Fields, _Parts | None] | None" = None
    tuples: dict[int, list["_Parts"]] = field(default_factory=dict)

    def joined(self, other: "_Parts") -> "_Parts":
        """The union of two."""
        names = list(dict.fromkeys([*self.names, *other.names]))
        literals: list[Literal] = []
        for value in (*self.literals, *other.literals):
            known = any(type(value) is type(each) and value == each for each in literals)
            if not known and not any(is_value_of(value, name) for name in names):
                literals.append(value)
        if any(each is True for each in literals) and any(each is False for each in literals):
            names.append("Boolean")
            literals = [each for each in literals if not isinstance(each, bool)]
        return _Parts(
            self.any or other.any,
            literals,
            names,
            _zipped(self.generics, other.generics),
            [*self.others, *other.others],
            _joined_records(self.record, other.record),
            _zipped(self.tuples, other.tuples),
        )

    def members(self) -> list[str]:
        """The texts of the members."""
        parts = [_literal(value) for value in self.literals] + self.names
        parts += [f"{name}<{', '.join(map(_text, args))}>" for name, args in self.generics.items()]
        if self.record is not None:
            fields, wildcard = self.record
            inner = [f"{key(name)}: {_text(part)}" for name, part in fields.items()]
            inner += [] if wildcard is None else [f"*: {_text(wildcard)}"]
            parts.append(f"{{ {', '.join(inner)} }}" if inner else "{}")
        parts += [f"[{', '.join(map(_text, elements))}]" for elements in self.tuples.values()]
        parts += [display(each, 20 if parts or len(self.others) > 1 else 0) for each in self.others]
        before = ["Any"] if self.any else []
        return [*before, *(part for part in parts if part != NULL), *(part for part in parts if part == NULL)]


def shown(type_: Type) -> str:
    """The type's text in an error."""
    return _text(_parts(type_))


def shown_without(type_: Type, taken: Type) -> str:
    """The text of what is left of a union when the members of another are taken away."""
    gone = set(_parts(taken).members())
    return _union(member for member in _parts(type_).members() if member not in gone)


def is_value_of(value: Literal, name: str) -> bool:
    """Whether a literal is of a named type."""
    match value:
        case bool():
            return name == "Boolean"
        case str():
            return name in ("String", "ID")
        case _:
            return (
                name in ("Number", "Double")
                or (name == "Int" and INT_MIN <= value <= INT_MAX)
                or (name in ("Long", "ID") and LONG_MIN <= value <= LONG_MAX)
            )


def _text(parts: _Parts) -> str:
    return _union(parts.members())


def _union(members: Iterable[str]) -> str:
    return " | ".join(dict.fromkeys(members)) or "Never"


def _literal(value: Literal) -> str:
    if isinstance(value, str):
        return quoted(value)
    return str(value).lower() if isinstance(value, bool) else str(value)


def _parts(type_: Type) -> _Parts:
    match type_:
        case AnyType():
            return _Parts(any=True)
        case NeverType():
            return _Parts()
        case LiteralType(value=value):
            return _Parts(literals=[value])
        case NamedType(name=name):
            return _Parts(names=[name])
        case GenericType(name=name, arguments=arguments):
            return _Parts(generics={name: [_parts(each) for each in arguments]})
        case NullableType(base=base):
            return _parts(base).joined(_Parts(names=["Null"]))
        case UnionType(members=members):
            first, *rest = map(_parts, members)
            for each in rest:
                first = first.joined(each)
            return first
        case TupleType(elements=elements):
            return _Parts(tuples={len(elements): [_parts(each) for each in elements]})
        case ObjectType(open=False):
            wildcard = None if type_.wildcard is None else _parts(type_.wildcard)
            return _Parts(record=({each.name.text: _parts(each.type) for each in type_.fields}, wildcard))
    return _Parts(others=[type_])


def _zipped(left: dict[K, list[_Parts]], right: dict[K, list[_Parts]]) -> dict[K, list[_Parts]]:
    both = {
        name: [a.joined(b) for a, b in zip(parts, right[name], strict=True)]
        for name, parts in left.items()
        if name in right
    }
    return {**left, **right, **both}


def _joined_records(
    left: "tuple[Fields, _Parts | None] | None", right: "tuple[Fields, _Parts | None] | None"
) -> "tuple[Fields, _Parts | None] | None":
    """Of two objects, the fields that both have, be it by a wildcard."""
    if left is None or right is None:
        return left or right
    (fields, wildcard), (others, other_wildcard) = left, right
    found: Fields = {}
    for name, part in fields.items():
        other = others.get(name) or other_wildcard
        if other is not None:
            found[name] = part.joined(other)
    if wildcard is not None:
        found |= {name: wildcard.joined(part) for name, part in others.items() if name not in fields}
    joined = None if wildcard is None or other_wildcard is None else wildcard.joined(other_wildcard)
    return found, joined
