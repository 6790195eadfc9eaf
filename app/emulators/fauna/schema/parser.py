"""From FSL text to nodes."""

import re

from app.emulators.fauna.fql.ast import Expr, Name
from app.emulators.fauna.fql.errors import Diagnostic
from app.emulators.fauna.fql.parser.expressions import Expressions
from app.emulators.fauna.fql.source import Source
from app.emulators.fauna.schema.nodes import Block, Node

NAMED = ("role", "privileges", "membership", "predicate")
NAMELESS = (
    "create", "create_with_id", "delete", "read", "write", "history_read", "history_write", "unrestricted_read", "call",
    "issuer", "jwks_uri",
)  # fmt: skip
LATER = ("collection", "function")
LEGACY_NAME = re.compile(r"'([a-zA-Z0-9;@+$\-_.!~%]+)'|\"([a-zA-Z0-9;@+$\-_.!~%]+)\"")
EXPRESSION = re.compile(r"[A-Za-z0-9_\"'(\[.+\-~!<]")
NESTING = 200


class FslParser(Expressions):
    """Reads the items of a file; expressions in them are FQL."""

    def __init__(self, source: Source) -> None:
        super().__init__(source, {}, NESTING)

    def file(self) -> tuple[Node, ...]:
        """All items. Raises `CheckFailure`."""
        nodes = self._nodes("schema item")
        if self.pos < len(self.text):
            self.expected("end-of-input")
        return nodes

    def _nodes(self, what: str) -> tuple[Node, ...]:
        nodes: list[Node] = []
        self._skip()
        while self.pos < len(self.text) and not self.starts("}"):
            node = self.nested(lambda: self._node(what))
            if node is None:
                break
            nodes.append(node)
            if not self.separator():
                self.blanks()
                break
            self._skip()
        return tuple(nodes)

    def _node(self, what: str) -> Node | None:
        start = self.pos
        keyword = self.word()
        if keyword is None:
            return None
        if keyword.text == "access":
            self.blanks()
            second = self.word()
            if second is not None and second.text == "provider":
                both = Name("access provider", keyword.span.to(second.span))
                return self._named(both)
            self.pos = start + len("access")
        if keyword.text in NAMED:
            return self._named(keyword)
        if keyword.text in NAMELESS:
            self.blanks()
            return Node(keyword, None, self._value())
        if keyword.text in LATER and what == "schema item":
            message = f"Items of kind `{keyword.text}` are not available in this version of the emulator"
            self.stop(Diagnostic("error", message, keyword.span))
        self.stop(Diagnostic("error", f"Invalid {what} `{keyword.text}`", keyword.span))

    def _named(self, keyword: Name) -> Node:
        self.lines()
        name = self.word() or self._legacy_name()
        self.blanks()
        return Node(keyword, name, self._value())

    def _legacy_name(self) -> Name | None:
        match = LEGACY_NAME.match(self.text, self.pos)
        if match is None:
            return None
        self.pos = match.end()
        return Name(match[1] or match[2], self.span(match.start(), match.end()))

    def _value(self) -> Block | Expr | None:
        if self.starts("{"):
            start = self.pos
            self.pos += 1
            nodes = self._nodes("member")
            self.close("}")
            return Block(self.span(start, self.pos), nodes)
        if EXPRESSION.match(self.text, self.pos) is None:
            return None
        end = self.pos
        value = self._expression(lambdas=True)
        if self.errors:
            self.expected()
        self.pos = max(end, value.span.end)
        return value

    def _skip(self) -> None:
        self.lines()
        while self.starts(";"):
            self.pos += 1
            self.lines()
