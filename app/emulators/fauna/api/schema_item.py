"""`/schema/1/items/…`: one item of the schema files, its text and its definition."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.emulators.fauna.access.session import Session
from app.emulators.fauna.api.encode import simple
from app.emulators.fauna.api.schema_request import SchemaRequest
from app.emulators.fauna.environment import DatabaseEnvironment
from app.emulators.fauna.fql.errors import CheckFailure
from app.emulators.fauna.fql.runtime import Context, Limits
from app.emulators.fauna.fql.source import Source, Span, utf16_length
from app.emulators.fauna.schema.cache import Schemas
from app.emulators.fauna.schema.change import NONE, Proposal, Renames, propose
from app.emulators.fauna.schema.convert.converter import Converter
from app.emulators.fauna.schema.drafts import outlines
from app.emulators.fauna.schema.outline import outline
from app.emulators.fauna.schema.parser import FslParser
from app.emulators.fauna.schema.patch import MAIN, replace
from app.emulators.fauna.schema.read import SchemaFailure, text_of
from app.emulators.fauna.settling import take
from app.emulators.fauna.stdlib.definition_sets import LISTINGS
from app.emulators.fauna.store.records import SchemaFiles
from app.emulators.fauna.store.transaction import Transaction

Answer = Callable[[], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class ItemKind:
    """How a kind of item is called in paths, in messages, in files and in queries."""

    title: str
    keyword: str
    collection: str


ITEMS = {
    "collections": ItemKind("a collection", "collection", "Collection"),
    "functions": ItemKind("a function", "function", "Function"),
    "roles": ItemKind("a role", "role", "Role"),
    "access_providers": ItemKind("an access provider", "access provider", "AccessProvider"),
}


@dataclass(frozen=True, slots=True)
class SchemaItemEndpoint:
    """Answers one request about an item; raises `LookupError` for one that is not there, `SchemaFailure`."""

    session: Session
    schemas: Schemas
    transaction: Transaction
    stored: SchemaFiles
    kind: ItemKind

    def answer(self, request: SchemaRequest, name: str) -> Answer | Proposal:
        """The answer, to be made after the commit; what would change, if the request only asks."""
        if request.method == "GET":
            span = self._span(name)
            return lambda: self._shown(span, _text(span), name)
        if request.method == "DELETE":
            span = self._span(name)
            files = {span.source.name: replace(span.source.body, span, "")}
            return self._change(request, files, NONE) or (lambda: self._shown(span, _text(span), None))
        return self._put(request, name)

    def _put(self, request: SchemaRequest, name: str) -> Answer | Proposal:
        snippet = request.body.decode("utf-8", "replace")
        new = self._new_name(snippet)
        renames: Renames = NONE
        if name:
            span = self._span(name)
            files = {span.source.name: replace(span.source.body, span, snippet)}
            if new != name:
                renames = {(self.kind.keyword, new): name}
        else:
            files = {MAIN: f"{self.stored.latest.files.get(MAIN, '')}\n\n{snippet}"}
        proposal = self._change(request, files, renames)
        if proposal is not None:
            return proposal
        return lambda: self._shown(self._span(new), snippet, new)

    def _change(self, request: SchemaRequest, files: dict[str, str], renames: Renames) -> Proposal | None:
        proposal = propose(self.stored, files, staged=False, override=False, renames=renames)
        if request.is_validation:
            return proposal
        take(self.transaction, self.session, self.schemas, self.stored, proposal)
        return None

    def _new_name(self, snippet: str) -> str:
        if not snippet.strip():
            raise SchemaFailure("No FSL snippet provided")
        try:
            nodes = FslParser(Source(MAIN, snippet)).file()
        except CheckFailure as failure:
            raise SchemaFailure(text_of(failure.diagnostics)) from failure
        converter = Converter()
        items = list(converter.items(nodes))
        if converter.errors:
            raise SchemaFailure(text_of(converter.errors))
        if len(items) != 1:
            raise SchemaFailure(f"Expected a single schema item, got: {len(items)}")
        kind, name = outline(nodes[0]).id
        if kind != self.kind.keyword:
            raise SchemaFailure(f"Wrong FSL snippet. Expected {self.kind.title}")
        return name

    def _span(self, name: str) -> Span:
        files = self.transaction.schema(self.stored.id).latest.files
        return outlines(files)[self.kind.keyword, name].span

    def _shown(self, span: Span, text: str, name: str | None) -> dict[str, Any]:
        before = span.source.body[: span.start]
        start = utf16_length(before)
        return {
            "version": self.transaction.schema(self.stored.id).version,
            "filename": span.source.name,
            "span": {"start": start, "end": start + utf16_length(_text(span))},
            "content": text,
            "definition": None if name is None else self._definition(name),
        }

    def _definition(self, name: str) -> Any:
        env = DatabaseEnvironment(self.transaction, self.session, self.schemas)
        context = Context(env, Limits(), self.transaction.now, time.monotonic() + 5)
        found = next(each for each in LISTINGS[self.kind.collection](env) if each.key == name)
        return simple(context, found)


def _text(span: Span) -> str:
    return span.source.body[span.start : span.end]
