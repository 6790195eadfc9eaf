"""The types of a database's own collections and functions, as `/environment/1` tells them."""

import re

from app.emulators.fauna.schema.items import Collection, Field, Index, Schema, Term, UserFunction
from app.emulators.fauna.schema.shown import shown
from app.emulators.fauna.schema.types import GenericType, NullableType, ObjectType, Type
from app.emulators.fauna.stdlib.shapes import Shape

RANGE = "range: { from: Any } | { to: Any } | { from: Any, to: Any }"
NUMBERS = re.compile(r'"(?:\\.|[^"\\])*"|\b(?:Int|Long|Double|Float)\b')
NULL = " | Null"
STORED = ("id: ID", "ts: Time", "ttl: Time | Null")
UNTYPED = ("ttl: Time | Null", "data: Null")


def user_globals(schema: Schema) -> dict[str, str]:
    """Names that queries may use, aliases too, and their types."""
    found = {name: f"{item.name}Collection" for item in schema.collections.values() for name in _names(item)}
    return found | {
        name: f"UserFunction<{_signature(item)}>" for item in schema.functions.values() for name in _names(item)
    }


def user_shapes(schema: Schema) -> dict[str, Shape]:
    """For each collection the types of itself, of its documents, and of one that is not there."""
    found: dict[str, Shape] = {}
    for item in schema.collections.values():
        found |= {
            item.name: _document(item),
            f"Null{item.name}": _missing(item.name),
            f"{item.name}Collection": _collection(item),
        }
    return found


def _names(item: Collection | UserFunction) -> tuple[str, ...]:
    return (item.name,) if item.alias is None else (item.name, item.alias)


def _signature(item: UserFunction) -> str:
    if item.signature is not None:
        return item.signature
    names = ["_" if param is None else param.text for param in item.body.tree.params]
    return f"({', '.join(f'{name}: Any' for name in names)}) => Any"


def _document(item: Collection) -> Shape:
    name = item.name
    fields = {"coll": f"{name}Collection", "delete": f"() => Null{name}", "exists": "() => true"}
    for method, optional in (("replace", False), ("replaceData", False), ("update", True), ("updateData", True)):
        parts = _given(item, optional=optional)
        if not method.endswith("Data") and item.wildcard is not None:
            parts = [*UNTYPED, *parts]
        fields[method] = f"(data: {_object(parts)}) => {name}"
    computed = [f"{each.name}: {_computed(each.tree, each.type)}" for each in item.computed]
    told = [f"{each.name}: {_type(each)}" for each in item.fields]
    return Shape(name, fields, alias=_object([*STORED, *told, *computed, *_wildcard(item)]))


def _missing(name: str) -> Shape:
    fields = {"coll": f"{name}Collection", "exists": "() => false", "id": "ID", "toString": "() => String"}
    return Shape(f"Null{name}", fields, alias="Null")


def _collection(item: Collection) -> Shape:
    name = item.name
    given = _given(item, optional=False)
    made = ["id: ID | Null", *(UNTYPED if item.wildcard is not None else ()), *given]
    fields = {
        "all": _set_call(name, []),
        "byId": f"(id: ID) => Ref<{name}>",
        "create": f"(data: {_object(made)}) => {name}",
        "createData": f"(data: {_object(given)}) => {name}",
        "definition": "CollectionDef",
        "firstWhere": f"(pred: ({name} => Boolean)) => {name} | Null",
        "toString": "() => String",
        "where": f"(pred: ({name} => Boolean)) => Set<{name}>",
    }
    fields |= {index.name: _set_call(name, _terms(item, index)) for index in item.indexes}
    return Shape(f"{name}Collection", fields, apply=f"(id: ID) => Ref<{name}>", type_hint="user_collection")


def _set_call(name: str, terms: list[str]) -> str:
    given, ranged = ", ".join(terms), ", ".join([*terms, RANGE])
    return f"(({given}) => Set<{name}>) & (({ranged}) => Set<{name}>)"


def _terms(item: Collection, index: Index) -> list[str]:
    return [f"term{number}: {_term(item, term)}" for number, term in enumerate(index.terms, 1)]


def _term(item: Collection, term: Term) -> str:
    found = next((each.tree for each in (*item.fields, *item.computed) if each.name == term.path[0]), None)
    for step in term.path[1:]:
        found = _member(found, step)
    if term.mva:
        found = found.arguments[0] if isinstance(found := _bare(found), GenericType) else None
    return "Any" if found is None else NUMBERS.sub(_widened, shown(found))


def _member(type_: Type | None, step: str | int) -> Type | None:
    inner = _bare(type_)
    if not isinstance(inner, ObjectType):
        return None
    return next((each.type for each in inner.fields if each.name.text == step), inner.wildcard)


def _bare(type_: Type | None) -> Type | None:
    return type_.base if isinstance(type_, NullableType) else type_


def _given(item: Collection, *, optional: bool) -> list[str]:
    """The fields as one gives them: any number for a number, nothing where there is a default or only a change."""
    told = []
    for each in item.fields:
        text = NUMBERS.sub(_widened, _type(each))
        may_lack = (optional or each.default is not None) and not text.endswith(NULL)
        told.append(f"{each.name}: {text}{NULL if may_lack else ''}")
    return [*told, *_wildcard(item)]


def _widened(found: re.Match[str]) -> str:
    return found[0] if found[0].startswith('"') else "Number"


def _wildcard(item: Collection) -> list[str]:
    return [] if item.wildcard is None else [f"*: {item.wildcard}"]


def _type(item: Field) -> str:
    return item.type if item.tree is None else shown(item.tree)


def _computed(tree: Type | None, text: str | None) -> str:
    return shown(tree) if tree is not None else text or "Any"


def _object(parts: list[str]) -> str:
    return f"{{ {', '.join(parts)} }}" if parts else "{}"
