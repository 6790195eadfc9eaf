"""A collection's fields while migrations are undone: what each is, and where it comes from."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Literal

from app.emulators.fauna.fql.ast import Expr, Name
from app.emulators.fauna.fql.source import NULL_SPAN, Span
from app.emulators.fauna.schema.display import is_identifier
from app.emulators.fauna.schema.items import Collection, Field, Migration, Path
from app.emulators.fauna.schema.subtypes import NULL, is_schema_subtype, is_subtype
from app.emulators.fauna.schema.types import AnyType, ObjectType, Type, TypeField

ANY = AnyType(NULL_SPAN)
Kind = Literal["schema", "split", "split into", "drop", "backfill", "add", "moved into"]
Problem = Literal["not found", "wildcard"]
"""Why there is no field at a path; next to a wildcard no field can be told from the others."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a field comes from: the schema, or a migration undone; `target` is where that migration names it."""

    kind: Kind = "schema"
    migration: Migration = field(default=Migration(""))
    default: Expr | None = None
    target: Span = NULL_SPAN


@dataclass(slots=True)
class Inner:
    """The fields of an object."""

    fields: "dict[str, FieldState]"
    wildcard: bool
    span: Span


@dataclass(slots=True)
class FieldState:
    """A field; `span` is where its name stands."""

    name: str
    span: Span
    value: "Type | Inner"
    origin: Origin = Origin()

    @property
    def present(self) -> bool:
        """Whether it is there before the migrations that are undone."""
        return self.origin.kind not in ("split into", "add", "moved into")

    @property
    def type(self) -> Type:
        """Its type, of objects without the wildcard."""
        if not isinstance(self.value, Inner):
            return self.value
        fields = [each for each in self.value.fields.values() if each.present]
        inner = tuple(TypeField(Name(each.name, each.span), each.type) for each in fields)
        return ObjectType(self.value.span, inner)

    @property
    def nullable(self) -> bool:
        """Whether null is of its type."""
        return is_subtype(NULL, self.type)

    @property
    def required(self) -> bool:
        """Whether a document must have it."""
        if self.origin.kind == "drop":
            return True
        return self.present and self.origin.default is None and not self.nullable

    def of(self, origin: Origin) -> "FieldState":
        """The field with another origin."""
        return replace(self, origin=origin)


@dataclass(frozen=True, slots=True)
class Wildcard:
    """What fields that are not defined may be; `implicit` where the schema has neither fields nor a wildcard."""

    type: Type
    span: Span
    kind: Literal["schema", "implicit", "move_wildcard", "add_wildcard"] = "schema"

    @property
    def present(self) -> bool:
        """Whether it is there before the migrations that are undone."""
        return self.kind != "add_wildcard"


@dataclass(slots=True)
class Shape:
    """The fields of a collection."""

    fields: dict[str, FieldState]
    wildcard: Wildcard | None

    def copy(self) -> "Shape":
        """The same, to be changed by itself."""
        return Shape(_copies(self.fields), self.wildcard)

    def get(self, path: Path) -> FieldState | Problem:
        """The field at a path, through objects that are as the schema has them."""
        fields = self.fields
        for name in path[:-1]:
            parent = fields.get(str(name))
            if parent is None or not isinstance(parent.value, Inner) or parent.origin.kind != "schema":
                return "not found"
            if parent.value.wildcard:
                return "wildcard"
            fields = parent.value.fields
        return fields.get(str(path[-1])) or "not found"

    def put(self, path: Path, state: FieldState) -> None:
        """Make this the field at a path; nothing where the parent may be anything."""
        fields = self.fields
        for name in path[:-1]:
            parent = fields[str(name)]
            if not isinstance(parent.value, Inner):
                return
            fields = parent.value.fields
        fields[str(path[-1])] = state

    def follows(self, before: "Shape") -> bool:
        """Whether documents of the shape before are of this one."""
        names = {**self.fields, **before.fields}
        return all(_follows(self, self.fields.get(name), before.fields.get(name)) for name in names) and (
            _wildcard_follows(self.wildcard, before.wildcard)
        )


def shape_of(collection: Collection) -> Shape:
    """The shape of a collection as it is written."""
    fields = {each.name: _field(each) for each in collection.fields if each.tree is not None}
    tree = collection.wildcard_tree
    if tree is not None:
        start = tree.span.source.body.rfind("*", 0, tree.span.start)
        return Shape(fields, Wildcard(tree, Span(max(start, 0), tree.span.end, tree.span.source)))
    return Shape(fields, None if fields else Wildcard(ANY, NULL_SPAN, "implicit"))


def path_text(path: Iterable[str | int]) -> str:
    """A path as errors show it: `.a["b c"]`."""
    return "".join(f".{name}" if is_identifier(str(name)) else f'["{name}"]' for name in path)


def _field(item: Field) -> FieldState:
    start = item.span.start
    span = item.span if item.span is NULL_SPAN else Span(start, start + len(item.name), item.span.source)
    return _state(item.name, span, item.tree or ANY, None if item.default is None else item.default.tree)


def _state(name: str, span: Span, type_: Type, default: Expr | None) -> FieldState:
    value: Type | Inner = type_
    if isinstance(type_, ObjectType) and not type_.open:
        fields = {
            each.name.text: _state(each.name.text, each.name.span, each.type, each.default) for each in type_.fields
        }
        value = Inner(fields, type_.wildcard is not None, type_.span)
    return FieldState(name, span, value, Origin(default=default))


def _copies(fields: dict[str, FieldState]) -> dict[str, FieldState]:
    copies = {}
    for name, state in fields.items():
        inner = state.value
        value = replace(inner, fields=_copies(inner.fields)) if isinstance(inner, Inner) else inner
        copies[name] = replace(state, value=value)
    return copies


def _follows(shape: Shape, after: FieldState | None, before: FieldState | None) -> bool:
    if after is None:
        return before is not None and not before.present
    if before is not None:
        known = after.origin.kind != "backfill" and after.present and before.present
        return known and is_schema_subtype(before.type, after.type)
    if after.origin.kind == "schema":
        return shape.wildcard is None and _is_added(after)
    return not after.present


def _is_added(state: FieldState) -> bool:
    """Whether all of an object's fields are added by migrations."""
    if state.origin.kind == "add":
        return True
    inner = state.value
    if state.origin.kind != "schema" or not isinstance(inner, Inner):
        return False
    return not inner.wildcard and all(_is_added(each) for each in inner.fields.values())


def _wildcard_follows(after: Wildcard | None, before: Wildcard | None) -> bool:
    if after is not None and before is not None:
        return is_schema_subtype(before.type, after.type)
    return not any(each is not None and each.present for each in (after, before))
