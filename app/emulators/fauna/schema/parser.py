"""From FSL text to nodes."""

from app.emulators.fauna.fql.ast import Name
from app.emulators.fauna.fql.source import Source, Span
from app.emulators.fauna.schema.nodes import FIELD, Annotation, Invalid, Node, Value
from app.emulators.fauna.schema.value_parser import ValueParser

NAMED = (
    "collection", "role", "index", "terms", "values", "unique", "predicate", "migrations", "privileges", "membership",
    "history_days", "ttl_days", "check",
)  # fmt: skip
NAMELESS = (
    "create", "create_with_id", "delete", "read", "write", "history_read", "history_write", "unrestricted_read", "call",
    "issuer", "jwks_uri", "document_ttls",
)  # fmt: skip
MIGRATIONS = ("backfill", "drop", "split", "move", "add", "move_conflicts", "move_wildcard", "add_wildcard")
ANNOTATIONS = ("alias", "role")
NESTING = 200


class FslParser(ValueParser):
    """Reads the items of a file; expressions in them are FQL."""

    def __init__(self, source: Source) -> None:
        super().__init__(source, {}, NESTING)

    def file(self) -> tuple[Node, ...]:
        """All items. Raises `CheckFailure`."""
        nodes: list[Node] = []
        comment = self._between()
        while self.pos < len(self.text):
            node = self._node(comment)
            if node is None:
                break
            nodes.append(node)
            before = self.pos
            comment = self._between()
            if self.pos < len(self.text) and not self._separated(before):
                self.pos = before
                self.blanks()
                break
        if self.pos < len(self.text) or self.errors:
            self.expected("end-of-input")
        return tuple(nodes)

    def _separated(self, start: int) -> bool:
        between = self.text[start : self.pos]
        return any(mark in between for mark in (";", "\n", "//", "/*"))

    def _between(self) -> Span | None:
        """Step over what stands between items; the comment that ends right where the next begins."""
        comment: Span | None = None
        while self.pos < len(self.text):
            start = self.pos
            if self.text[start] in "; \t\r\n":
                self.pos += 1
                continue
            if not self._comment():
                break
            joined = comment is not None and comment.end == start
            comment = self.span(comment.start if comment is not None and joined else start, self.pos)
        return comment if comment is not None and comment.end == self.pos else None

    def _comment(self) -> bool:
        if self.starts("//"):
            return self._line_comment()
        if not (self.starts("/*") and self._block_comment()):
            return False
        end = self.pos
        while self.text[end : end + 1] in (" ", "\t"):
            end += 1
        self.pos = end + (self.text[end : end + 1] == "\n")
        return True

    def nodes(self) -> tuple[Node, ...]:
        """The nodes of a block whose brace is read."""
        nodes: list[Node] = []
        self._skip()
        while self.pos < len(self.text) and not self.starts("}"):
            node = self.nested(lambda: self._node(None))
            if node is None:
                break
            nodes.append(node)
            if not self.separator():
                self.blanks()
                break
            self._skip()
        return tuple(nodes)

    def _skip(self) -> None:
        self.lines()
        while self.starts(";"):
            self.pos += 1
            self.lines()

    def _node(self, comment: Span | None) -> Node | None:
        start = self.pos if comment is None else comment.start
        annotations = self._annotations()
        begin = self.pos
        read = self._field() or self._item()
        if read is None:
            if annotations:
                self.expected("identifier")
            self.pos = begin
            return None
        keyword, name, value, end = read
        self.pos = end
        return Node(keyword, name, value, self.span(start, self._semicolons(end)), annotations, comment)

    def _semicolons(self, end: int) -> int:
        """The end of the last semicolon on the item's line, or `end`."""
        here = self.pos
        while True:
            self.blanks()
            if not self.starts(";"):
                break
            self.pos += 1
            end = self.pos
        self.pos = here
        return end

    def _annotations(self) -> tuple[Annotation, ...]:
        annotations: list[Annotation] = []
        while self.starts("@"):
            start = self.pos
            self.take("@")
            keyword = self.name()
            self.lines()
            if keyword is None:
                self.expected("identifier")
            if keyword.text not in ANNOTATIONS:
                self.expected("fail")
            if not self.take("("):
                self.expected("`(`")
            value = self.schema_name()
            if value is None:
                self.expected("name")
            self.close(")")
            annotations.append(Annotation(keyword, value, self.span(start, self.pos)))
            self.lines()
        return tuple(annotations)

    def _field(self) -> tuple[Name, Name | None, Value | None, int] | None:
        read = self.field()
        return None if read is None else (Name(FIELD, self.keyword_span), *read)

    def _item(self) -> tuple[Name, Name | None, Value | None, int] | None:
        keyword = self.name()
        if keyword is None:
            return None
        word = keyword.text
        if word == "access":
            return self._named(self._access_provider(keyword), required="expression")
        if word in NAMED:
            return self._named(keyword)
        if word == "function":
            self.lines()
            name = self.schema_name()
            if name is None:
                self.expected("name")
            self.blanks()
            return keyword, name, self.function(), self.pos
        self.blanks()
        if word in NAMELESS:
            value = self.value()
            return keyword, None, value, keyword.span.end if value is None else self.pos
        if word in MIGRATIONS:
            migration = self.migration(keyword)
            return keyword, None, migration, self.pos
        start = self.pos
        self.skip_invalid()
        return keyword, None, Invalid(self.span(start, self.pos)), self.pos

    def _access_provider(self, access: Name) -> Name:
        self.blanks()
        start = self.pos
        provider = self.word()
        if provider is None or provider.text != "provider":
            self.expected("provider", at=start)
        return Name("access provider", access.span.to(provider.span))

    def _named(self, keyword: Name, required: str | None = None) -> tuple[Name, Name | None, Value | None, int]:
        """A keyword with its name and value; `required` is what must stand for the value, if one must."""
        self.lines()
        name = self.schema_name()
        end = keyword.span.end if name is None else name.span.end
        self.blanks()
        value = self.value()
        if value is None and name is not None and required is not None:
            self.expected(required)
        return keyword, name, value, end if value is None else self.pos
