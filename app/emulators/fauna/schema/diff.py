"""What changed between two versions of a schema, part by part."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from app.emulators.fauna.fql.ast import Name
from app.emulators.fauna.fql.source import NULL_SPAN as IMPLICIT
from app.emulators.fauna.schema.outline import Element, Outline, Signature


@dataclass(frozen=True, slots=True)
class Add:
    """A part that was not there."""

    element: Element


@dataclass(frozen=True, slots=True)
class Remove:
    """A part that is there no more."""

    element: Element


@dataclass(frozen=True, slots=True)
class Modify:
    """A part whose config changed."""

    before: Element
    after: Element


@dataclass(frozen=True, slots=True)
class Nested:
    """A block with changes in it."""

    before: Element
    changes: tuple["Change", ...]


@dataclass(frozen=True, slots=True)
class Rename:
    """Another name of the item."""

    before: Name
    after: Name


@dataclass(frozen=True, slots=True)
class Retype:
    """Another type of a field."""

    before: Element
    type: str


@dataclass(frozen=True, slots=True)
class DropDefault:
    """A field without the default it had."""

    before: Element


@dataclass(frozen=True, slots=True)
class Resign:
    """Another signature of a function."""

    before: Signature
    after: Signature


@dataclass(frozen=True, slots=True)
class Rewrite:
    """Another body of a function."""

    before: Signature
    after: Signature


Change = Add | Remove | Modify | Nested | Rename | Retype | DropDefault | Resign | Rewrite


@dataclass(frozen=True, slots=True)
class ItemDiff:
    """An item that is new (no `before`), gone (no `after`) or changed."""

    before: Outline | None
    after: Outline | None
    changes: tuple[Change, ...] = ()

    @property
    def item(self) -> Outline:
        """The item as it was or, when it is new, as it is."""
        item = self.before or self.after
        if item is None:
            raise ValueError("a difference is of an item")
        return item


Part = TypeVar("Part", Element, Outline)
Result = TypeVar("Result")
NOT_RENAMED: Mapping[tuple[str, str], str] = {}


def diff_items(
    before: Iterable[Outline], after: Iterable[Outline], renames: Mapping[tuple[str, str], str] = NOT_RENAMED
) -> list[ItemDiff]:
    """The differences of two schemas; `renames` gives an item's old name by its kind and new one."""

    def same(item: Outline) -> Hashable:
        return (item.kind, renames.get(item.id, item.name.text))

    def changed(old: Outline, new: Outline) -> list[ItemDiff]:
        changes = tuple(diff_item(old, new))
        return [ItemDiff(old, new, changes)] if changes else []

    return list(
        _aligned(
            list(before), list(after),
            lambda item: [ItemDiff(None, item)], lambda item: [ItemDiff(item, None)], changed,
            lambda item: item.id, same,
        )
    )  # fmt: skip


def diff_item(before: Outline, after: Outline) -> Iterator[Change]:
    """What makes `after` of `before`."""
    if before.name.text != after.name.text:
        yield Rename(before.name, after.name)
    yield from _diff(before.annotations, after.annotations)
    if before.signature is not None and after.signature is not None and before.body is not None:
        if before.signature != after.signature:
            yield Resign(before.signature, after.signature)
        if after.body is not None and before.body != after.body:
            yield Rewrite(before.body, after.body)
        return
    fields = before.fields
    if any(each.kind == "defined" for each in after.fields):
        # The wildcard that nobody wrote ends with the first field; one that is written is a new one.
        fields = tuple(each for each in fields if each.span is not IMPLICIT)
    yield from _diff(fields, after.fields)
    yield from _diff(before.members, after.members)


def empty(item: Outline) -> Outline:
    """The item without all that may be left out."""
    if item.signature is not None:
        return Outline(item.kind, item.name, item.span, None, (), signature=item.signature, body=item.body)
    needed = tuple(each for each in item.members if each.kind in ("issuer", "jwks_uri"))
    wildcard: tuple[Element, ...] = ()
    if item.kind == "collection":
        wildcard = (Element("field", "wildcard", "*", None, IMPLICIT, None, None, "Any"),)
    return Outline(item.kind, item.name, item.span, None, (), fields=wildcard, members=needed)


def _diff(before: tuple[Element, ...], after: tuple[Element, ...]) -> Iterator[Change]:
    return _aligned(
        list(before), list(after),
        lambda each: [] if each.is_default else [Add(each)], lambda each: [] if each.is_default else [Remove(each)],
        _changed, lambda each: each.id, lambda each: each.id,
    )  # fmt: skip


def _changed(before: Element, after: Element) -> list[Change]:
    if before.group == "field":
        return list(_field_changes(before, after))
    if before.children is not None and after.children is not None:
        changes = tuple(_diff(before.children, after.children))
        return [Nested(before, changes)] if changes else []
    return [] if before.config == after.config else [Modify(before, after)]


def _field_changes(before: Element, after: Element) -> Iterator[Change]:
    if before.config is not None and after.config is None:
        yield DropDefault(before)
    elif before.config != after.config:
        yield Modify(before, after)
    if after.type is not None and before.type is not None and before.type != after.type:
        yield Retype(before, after.type)


def _aligned(
    before: list[Part],
    after: list[Part],
    added: Callable[[Part], list[Result]],
    removed: Callable[[Part], list[Result]],
    changed: Callable[[Part, Part], list[Result]],
    old_id: Callable[[Part], Hashable],
    new_id: Callable[[Part], Hashable],
) -> Iterator[Result]:
    """First what is new, then what is gone, then what is in both."""
    old = {old_id(part): part for part in before}
    new = {new_id(part): part for part in after}
    for key, part in new.items():
        if key not in old:
            yield from added(part)
    for key, part in old.items():
        if key not in new:
            yield from removed(part)
    for key, part in old.items():
        if key in new:
            yield from changed(part, new[key])
