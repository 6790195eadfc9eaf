"""Collections with their fields, indexes, constraints and options."""

from dataclasses import dataclass, field
from typing import Any

from app.emulators.fauna.fql.ast import Name
from app.emulators.fauna.fql.errors import Hint
from app.emulators.fauna.fql.source import NULL_SPAN, Span
from app.emulators.fauna.schema.convert.base import Once, Seen
from app.emulators.fauna.schema.convert.fields import FieldConversion
from app.emulators.fauna.schema.convert.migrations import migrations_of
from app.emulators.fauna.schema.convert.paths import PathError, term_of, value_of
from app.emulators.fauna.schema.items import Check, Collection, Computed, Field, Index, IndexValue, Term, Unique
from app.emulators.fauna.schema.nodes import FIELD, Block, FieldValue, Node, Paths, Value
from app.emulators.fauna.schema.types import Type, display

OPTIONS = {"history_days": "history days", "ttl_days": "ttl days", "document_ttls": "document TTLs"}


@dataclass(slots=True)
class _Members:
    fields: list[Field] = field(default_factory=list)
    computed: list[Computed] = field(default_factory=list)
    wildcard: Type | None = None
    indexes: list[Index] = field(default_factory=list)
    uniques: list[Unique] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)
    options: dict[str, Any] = field(default_factory=dict)


class CollectionConversion(FieldConversion):
    """Converts collections."""

    def collection(self, node: Node, name: Name, alias: str | None, block: Block) -> Collection:
        """`collection Name { … }`."""
        members = _Members()
        once, fields = Once(self.errors), Seen("field", self.errors)
        indexes, checks = Seen("index name", self.errors), Seen("check constraint name", self.errors)
        uniques: dict[frozenset[Term], Span] = {}
        migrations, migrations_span = (), NULL_SPAN
        for member in block.nodes:
            word = member.keyword.text
            if word in ("index", "unique", FIELD, "migrations", "check", *OPTIONS):
                self.no_annotations(member)
            match word:
                case "index":
                    self._index(member, members, indexes)
                case "unique":
                    self._unique(member, members, uniques)
                case "field":
                    self._field(member, members, fields)
                case "check":
                    self._check(member, members, checks)
                case "migrations":
                    once.check("migration block", member.span)
                    if (value := self.value(member)) is not None:
                        self.no_name(member)
                        migrations, migrations_span = migrations_of(self, member, value), member.span
                case "history_days" | "ttl_days" | "document_ttls":
                    self._option(member, members, once)
                case _:
                    self.fail(f"Invalid field or member `{word}`", member.keyword.span)
        wildcard = members.wildcard
        closed = bool(members.fields) and wildcard is None
        return Collection(
            name.text,
            alias,
            tuple(members.fields),
            None if closed else "Any" if wildcard is None else display(wildcard),
            tuple(members.computed),
            tuple(members.indexes),
            tuple(members.uniques),
            tuple(members.checks),
            members.options.get("history_days", 0),
            members.options.get("ttl_days"),
            members.options.get("document_ttls"),
            node.span,
            migrations,
            wildcard,
            name.span,
            migrations_span,
        )

    def _field(self, node: Node, members: _Members, seen: Seen) -> None:
        name = self.field_name(node)
        if name is None or not isinstance(node.value, FieldValue):
            return
        seen.check(name)
        converted = self.field(node, name, node.value)
        if isinstance(converted, Field):
            members.fields.append(converted)
        elif isinstance(converted, Computed):
            members.computed.append(converted)
        elif converted is not None:
            members.wildcard = converted

    def _index(self, node: Node, members: _Members, seen: Seen) -> None:
        name = self.identifier(node, node.keyword.span)
        if name is None:
            return
        seen.check(name)
        block = self.block(node)
        if block is None:
            return
        once = Once(self.errors)
        terms: tuple[Term, ...] = ()
        values: tuple[IndexValue, ...] = ()
        for member in block.nodes:
            word = member.keyword.text
            if word not in ("terms", "values"):
                self.fail(f"Invalid member `{member.keyword.text}`", member.keyword.span)
                continue
            self.no_annotations(member)
            self.no_name(member)
            once.check(f"{word} definition", member.span)
            value = self.value(member)
            if value is None:
                continue
            if word == "terms":
                terms = self._terms(value)
            else:
                values = self._values(value)
        members.indexes.append(Index(name.text, terms, values, node.span))

    def _terms(self, value: Value) -> tuple[Term, ...]:
        if not isinstance(value, Paths):
            self.fail("Expected an array of terms", value.span)
            return ()
        terms = []
        for element in value.elements:
            try:
                terms.append(term_of(element))
            except PathError as error:
                self.errors.append(error.diagnostic)
        return tuple(terms)

    def _values(self, value: Value) -> tuple[IndexValue, ...]:
        if not isinstance(value, Paths):
            self.fail("Expected an array of values", value.span)
            return ()
        values = []
        for element in value.elements:
            try:
                values.append(value_of(element))
            except PathError as error:
                self.errors.append(error.diagnostic)
        return tuple(values)

    def _unique(self, node: Node, members: _Members, seen: dict[frozenset[Term], Span]) -> None:
        self.no_name(node)
        value = self.value(node)
        if value is None:
            return
        terms = self._terms(value)
        if not isinstance(value, Paths) or not value.elements:
            self.fail("Expected non-empty terms for a unique constraint", value.span)
            return
        first = seen.setdefault(frozenset(terms), value.span)
        if first is not value.span:
            hint = Hint("This unique constraint covers the same fields.", first)
            self.fail("Duplicate unique constraint.", value.span, hint)
        members.uniques.append(Unique(terms, node.span))

    def _check(self, node: Node, members: _Members, seen: Seen) -> None:
        name = self.identifier(node, node.keyword.span)
        if name is None:
            return
        seen.check(name)
        value = self.value(node)
        if value is None:
            return
        bare = "Check constraints require parenthesis around the lambda"
        body = self.predicate(value, "Expected lambda check predicate", bare=bare)
        if body is not None:
            members.checks.append(Check(name.text, body, node.span))

    def _option(self, node: Node, members: _Members, once: Once) -> None:
        word = node.keyword.text
        self.no_name(node)
        once.check(OPTIONS[word], node.span)
        value = self.value(node)
        if value is None:
            return
        read = self.boolean(value) if word == "document_ttls" else self.whole(value)
        if read is not None:
            members.options[word] = read
