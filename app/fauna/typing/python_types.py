"""Types of FSL in Python: as values are decoded, which is also how they may be given."""

import json
import keyword
from collections.abc import Callable
from typing import TypeGuard

from app.fauna.typing.names import pascal
from app.fauna.typing.signature import NULL, Function, Literal, Named, Object, Tuple, Type, Union, union

SCALARS = {
    "Any": "Any",
    "Boolean": "bool",
    "Bytes": "bytes | bytearray",
    "Date": "date",
    "Double": "float",
    "Float": "float",
    "ID": "str",
    "Int": "int",
    "Long": "int",
    "Never": "NoReturn",
    "Null": "None",
    "Number": "int | float",
    "String": "str",
    "Time": "datetime",
    "TransactionTime": "datetime",
}
NAME = "\0"
GENERICS = {"Set": "Page", "EventSource": "EventSource", "Stream": "EventSource", "Ref": "Ref", "EmptyRef": "Ref"}


class PythonTypes:
    """Python's names of types; objects become `TypedDict` classes, kept in the order in which they are needed."""

    def __init__(self, collections: frozenset[str]) -> None:
        self.collections = collections
        self.classes: dict[str, str] = {}

    def name(self, found: Type, *place: str) -> str:
        """A type as an annotation; `place` names the class if there is to be one."""
        match found:
            case Named("Array", (member,)):
                return f"list[{self.name(member, *place, 'item')}]"
            case Named(name):
                return self._named(name)
            case Literal(float()):
                return "float"
            case Literal(value):
                return f"Literal[{_quoted(value)}]"
            case Union(members):
                return self._union(members, place)
            case Tuple(members):
                return f"list[{self.name(union(list(members)), *place, 'item')}]" if members else "list[Any]"
            case Object(fields, wildcard):
                return self._object(fields, wildcard, place)
            case Function():
                return "Any"

    def typed_dict(
        self, name: str, fields: dict[str, str], about: str, *, total: bool = True, others: str | None = None
    ) -> str:
        """A `TypedDict` class of fields and their annotations, and that of other fields if there may be any.

        Returns the class's name, which is made unique.
        """
        options = ([] if total else ["total=False"]) + ([] if others is None else [f"extra_items={others}"])
        plain = all(field.isidentifier() and not keyword.iskeyword(field) for field in fields)
        text = _class_lines(fields, about, options) if plain else _call_lines(fields, options)
        number, wanted = 1, name
        while self.classes.get(name, text.replace(NAME, name)) != text.replace(NAME, name):
            number += 1
            name = f"{wanted}{number}"
        self.classes[name] = text.replace(NAME, name)
        return name

    def _named(self, name: str) -> str:
        if name in SCALARS:
            return SCALARS[name]
        if name in self.collections:
            return "Document"
        if name.removeprefix("Null") in self.collections:
            return "NullDocument"
        if name.removesuffix("Collection") in self.collections:
            return "Module"
        return GENERICS.get(name, "Any")

    def _union(self, members: tuple[Type, ...], place: tuple[str, ...]) -> str:
        literals = [_quoted(member.value) for member in members if _is_literal(member)]
        names = [f"Literal[{', '.join(literals)}]"] if literals else []
        names += [self.name(member, *place) for member in members if not _is_literal(member) and member != NULL]
        if "Any" in names:
            return "Any"
        return " | ".join(dict.fromkeys([*names, *(["None"] if NULL in members else [])]))

    def _object(self, fields: tuple[tuple[str, Type], ...], wildcard: Type | None, place: tuple[str, ...]) -> str:
        if wildcard is not None and not fields:
            return f"dict[str, {self.name(wildcard, *place, 'item')}]"
        if not fields:
            return "dict[str, Any]"
        others = None if wildcard is None else self.name(wildcard, *place, "item")
        annotated = {name: given(self.name(kind, *place, name), NULL in parts(kind)) for name, kind in fields}
        return self.typed_dict(pascal(*place), annotated, f"What is at `{'.'.join(place)}`.", others=others)


def _class_lines(fields: dict[str, str], about: str, options: list[str]) -> str:
    lines = [f"    {field}: {annotation}" for field, annotation in fields.items()]
    return "\n".join([f"class {NAME}({', '.join(['TypedDict', *options])}):", f'    """{about}"""', "", *lines])


def _call_lines(fields: dict[str, str], options: list[str]) -> str:
    lines = [f"        {_quoted(field)}: {annotation}," for field, annotation in fields.items()]
    ending = ["    },", *(f"    {option}," for option in options), ")"]
    return "\n".join([f"{NAME} = TypedDict(", f'    "{NAME}",', "    {", *lines, *ending])


def given(annotation: str, may_lack: bool) -> str:
    """The annotation of a field that may be left out."""
    return f"NotRequired[{annotation}]" if may_lack else annotation


def parts(found: Type) -> tuple[Type, ...]:
    """The members of a union; of any other type itself."""
    return found.members if isinstance(found, Union) else (found,)


def reader(found: Type, collections: frozenset[str], class_of: Callable[[str], str]) -> tuple[str, str] | None:
    """The annotation and the reader of an answer that holds documents; None for one that needs none."""
    match found:
        case Named(name) if name in collections:
            return class_of(name), f"{class_of(name)}.read"
        case Named("Ref", (Named(name),)) if name in collections:
            return f"{class_of(name)} | None", f"optional({class_of(name)}.read)"
        case Named("Array", (member,)) if inner := reader(member, collections, class_of):
            return f"list[{inner[0]}]", f"each({inner[1]})"
        case Union(members):
            rest = [part for part in members if part != NULL and not _is_null_document(part, collections)]
            if len(rest) == 1 and (inner := reader(rest[0], collections, class_of)):
                return f"{inner[0].removesuffix(' | None')} | None", f"optional({inner[1]})"
    return None


def _is_null_document(found: Type, collections: frozenset[str]) -> bool:
    return isinstance(found, Named) and found.name.startswith("Null") and found.name[4:] in collections


def _is_literal(found: Type) -> TypeGuard[Literal]:
    return isinstance(found, Literal) and not isinstance(found.value, float)


def _quoted(value: object) -> str:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)
