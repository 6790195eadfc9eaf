"""The standard library as tables: what consoles complete and explain, and what `/environment/1` answers.

globals_by_name()        {"Math": "MathModule", "log": "(args: ...Any) => Null", …}
shapes()                 {"String": Shape, "MathModule": Shape, …} by type
members("String")        what may follow a value of that type and a dot, by name
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from app.emulators.fauna.fql.globals import DEFINITIONS, MODULES
from app.emulators.fauna.stdlib.registry import STDLIB, Member, Table

GENERIC = ("Array", "Set", "EventSource")
NUMBERS = ("Number", "Int", "Long", "Double", "Float")
UNPRINTED_OPERATORS = frozenset((("String", "+"), *((name, "+") for name in NUMBERS)))
"""Operators whose types no signature can tell."""

PARAMETER = re.compile(r"\(\w+: ([^()]*)\) =>")
MODULE = re.compile(r"\b(" + "|".join(DEFINITIONS) + r")Module\b")
UNSEEN = ("Function", "Object", "Struct")


@dataclass(frozen=True, slots=True)
class Shape:
    """A type: its own notation, what may follow a value of it, and its kind; absent parts are None or empty."""

    self_type: str
    fields: dict[str, str] = field(default_factory=dict)
    ops: dict[str, str] = field(default_factory=dict)
    access: str | None = None
    apply: str | None = None
    alias: str | None = None
    type_hint: str | None = None

    def as_json(self) -> dict[str, Any]:
        """As `/environment/1` writes it."""
        parts = {
            "self": self.self_type, "fields": self.fields, "ops": self.ops, "access": self.access,
            "apply": self.apply, "alias": self.alias, "type_hint": self.type_hint,
        }  # fmt: skip
        return {name: part for name, part in parts.items() if part}


FIXED = {
    "Ref": Shape("<A> Ref<A>", alias="<A> A | EmptyRef<A>"),
    "EmptyRef": Shape("<A> EmptyRef<A>", {"coll": "Any", "exists": "() => false", "id": "ID"}, alias="Null"),
    "NamedRef": Shape("<A> NamedRef<A>", alias="<A> A | EmptyNamedRef<A>"),
    "EmptyNamedRef": Shape(
        "<A> EmptyNamedRef<A>", {"coll": "Any", "exists": "() => false", "name": "String"}, alias="Null"
    ),
    "Stream": Shape("<A> Stream<A>", alias="<A> EventSource<A>"),
    "UserFunction": Shape(
        "<A> UserFunction<A>", {"definition": "FunctionDef", "toString": "() => String"}, apply="<A> A"
    ),
}
"""Types that no value has at run time."""


def globals_by_name() -> dict[str, str]:
    """Every global and its type."""
    found = {name: type_of_module(module.path) for name, module in (MODULES | DEFINITIONS).items()}
    for member in STDLIB.table("FQLModule").methods.values():
        found[member.name] = member.signature
    return found


def type_of_module(name: str) -> str:
    """The type that a module has: `MathModule`, `RoleCollection`."""
    return f"{name}{'Collection' if name in DEFINITIONS else 'Module'}"


def shapes() -> dict[str, Shape]:
    """Every type by its name."""
    found = dict(FIXED)
    for module in {**MODULES, **DEFINITIONS}.values():
        table = STDLIB.tables.get(f"{module.path}Module", Table(module.path))
        name = type_of_module(module.path)
        found[name] = _shape(table, name, name, "module")
    for name, table in STDLIB.tables.items():
        if name in UNSEEN or (name.endswith("Module") and name != "FQL.SchemaModule"):
            continue
        generic = f"<A> {name}<A>" if name in GENERIC else name
        found[name] = _shape(table, name, generic, "module" if name.endswith("Module") else None)
    for name in NUMBERS:
        found[name] = _shape(STDLIB.tables["Number"], name, "Number", None)
    access = STDLIB.tables["Object"].access
    found["object"] = Shape("{ *: Any }", access=_access(access))
    return found


def members(type_name: str) -> dict[str, Member]:
    """Fields and methods of a type or module as the registry has them, sorted; empty when there is no such type.

    A member's `signature` is FQL's notation, its `parameters` one tuple for each overload.
    """
    name = "Number" if type_name in NUMBERS else MODULE_OF.sub("Module", type_name)
    table = STDLIB.tables.get(name)
    return dict(sorted(_named(table))) if table else {}


MODULE_OF = re.compile("Collection$")


def _named(table: Table) -> Iterator[tuple[str, Member]]:
    for member in (*table.fields.values(), *table.methods.values()):
        yield member.name, member


def _shape(table: Table, name: str, self_type: str, hint: str | None) -> Shape:
    return Shape(
        self_type,
        {key: MODULE.sub(r"\1Collection", member.signature) for key, member in sorted(_named(table))},
        {
            key: member.signature
            for key, member in sorted(table.operators.items())
            if (name, key) not in UNPRINTED_OPERATORS
        },
        _access(table.access),
        table.apply.signature if table.apply else None,
        None,
        hint,
    )


def _access(member: Member | None) -> str | None:
    """`(index: Number) => String` without the parameter's name: an access has none."""
    return PARAMETER.sub(r"\1 =>", member.signature) if member else None
