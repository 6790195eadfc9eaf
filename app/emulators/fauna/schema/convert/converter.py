"""Items of all kinds."""

from collections.abc import Iterator

from app.emulators.fauna.fql.ast import Name
from app.emulators.fauna.fql.errors import Diagnostic, Hint
from app.emulators.fauna.schema.convert.access import AccessConversion
from app.emulators.fauna.schema.convert.base import FIRST, Seen
from app.emulators.fauna.schema.convert.collections import CollectionConversion
from app.emulators.fauna.schema.convert.functions import FunctionConversion
from app.emulators.fauna.schema.items import Item
from app.emulators.fauna.schema.nodes import Annotation, Node

KINDS = ("collection", "function", "role", "access provider")


class Converter(CollectionConversion, FunctionConversion, AccessConversion):
    """Converts the nodes of all files of a schema; `errors` holds what is wrong."""

    def __init__(self) -> None:
        errors: list[Diagnostic] = []
        super().__init__(errors)
        self._callables = Seen("collection or function", errors)
        self._roles = Seen("role", errors)
        self._providers = Seen("access provider", errors)
        self._collections: set[str] = set()

    def items(self, nodes: tuple[Node, ...]) -> Iterator[Item]:
        """The items that are well formed."""
        self._collections = {
            node.name.text for node in nodes if node.keyword.text == "collection" and node.name is not None
        }
        for node in nodes:
            if node.keyword.text not in KINDS:
                self.fail(f"Invalid schema item `{node.keyword.text}`", node.keyword.span)
                continue
            item = self._item(node)
            if item is not None:
                yield item

    def _item(self, node: Node) -> Item | None:
        match node.keyword.text:
            case "collection":
                return self._collection_item(node)
            case "function":
                return self._function_item(node)
        self.no_annotations(node)
        name = self.name(node, node.keyword.span)
        if name is None:
            return None
        is_role = node.keyword.text == "role"
        (self._roles if is_role else self._providers).check(name)
        block = self.block(node)
        if block is None:
            return None
        return self.role(node, name, block) if is_role else self.provider(node, name, block)

    def _collection_item(self, node: Node) -> Item | None:
        name = self.name(node, node.keyword.span)
        if name is None:
            return None
        self._allow(node, "alias")
        alias = self._annotation(node, "alias")
        self._check_names(name, alias)
        block = self.block(node)
        if block is None:
            return None
        return self.collection(node, name, None if alias is None else alias.value.text, block)

    def _function_item(self, node: Node) -> Item | None:
        name = self.name(node, node.keyword.span)
        if name is None:
            return None
        self._allow(node, "alias", "role")
        alias = self._annotation(node, "alias")
        if alias is not None and name.text in self._callables and name.text in self._collections:
            self._callables.check(alias.value)
        else:
            self._check_names(name, alias)
        role = self._annotation(node, "role")
        texts = [None if each is None else each.value.text for each in (alias, role)]
        return self.function(node, name, texts[0], texts[1])

    def _check_names(self, name: Name, alias: Annotation | None) -> None:
        self._callables.check(name)
        if alias is not None:
            self._callables.check(alias.value)

    def _allow(self, node: Node, *keywords: str) -> None:
        for annotation in node.annotations:
            if annotation.keyword.text not in keywords:
                self.fail("Annotation not supported here", annotation.span)

    def _annotation(self, node: Node, keyword: str) -> Annotation | None:
        given = [each for each in node.annotations if each.keyword.text == keyword]
        for again in given[1:]:
            self.fail(f"Duplicate annotation `{keyword}`", again.span, Hint(FIRST, given[0].span))
        return given[0] if given else None
