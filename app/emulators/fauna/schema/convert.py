"""From nodes to items: which members belong where, what must be there, what must be there once."""

from collections.abc import Iterator

from app.emulators.fauna.fql.ast import Expr, Lambda, Name, Str, Tuple
from app.emulators.fauna.fql.errors import Diagnostic, Hint
from app.emulators.fauna.fql.source import Span
from app.emulators.fauna.schema.items import AccessProvider, Grant, Predicate, Privilege, Role
from app.emulators.fauna.schema.nodes import Block, Node

ACTIONS = (
    "create", "create_with_id", "delete", "read", "write", "history_read", "history_write", "unrestricted_read", "call",
)  # fmt: skip


class Seen:
    """Names used so far; a second use is an error that shows the first."""

    def __init__(self, what: str, errors: list[Diagnostic]) -> None:
        self._what = what
        self._errors = errors
        self._first: dict[str, Span] = {}

    def __contains__(self, name: str) -> bool:
        return name in self._first

    def check(self, name: Name, text: str | None = None) -> None:
        """Note the name; `text` replaces it in the message where the kind alone is told."""
        first = self._first.setdefault(name.text, name.span)
        if first is not name.span:
            shown = f"{self._what} `{name.text}`" if text is None else text
            hint = Hint("Originally defined here", first)
            self._errors.append(Diagnostic("error", f"Duplicate {shown}", name.span, None, (hint,)))


class Converter:
    """Converts the nodes of all files of a schema; `errors` holds what is wrong."""

    def __init__(self) -> None:
        self.errors: list[Diagnostic] = []
        self._roles = Seen("role", self.errors)
        self._providers = Seen("access provider", self.errors)

    def items(self, nodes: tuple[Node, ...]) -> Iterator[AccessProvider | Role]:
        """The items that are well formed."""
        for node in nodes:
            if node.keyword.text not in ("role", "access provider"):
                self._fail(f"Invalid schema item `{node.keyword.text}`", node.keyword.span)
                continue
            name = self._name(node, node.keyword.span)
            if name is None:
                continue
            (self._roles if node.keyword.text == "role" else self._providers).check(name)
            block = self._block(node)
            if block is not None:
                item = (
                    self._role(node, name, block) if node.keyword.text == "role" else self._provider(node, name, block)
                )
                if item is not None:
                    yield item

    def _role(self, node: Node, name: Name, block: Block) -> Role:
        privileges, memberships = [], []
        resources, members = Seen("privileges", self.errors), Seen("membership", self.errors)
        for member in block.nodes:
            word = member.keyword.text
            if word not in ("privileges", "membership"):
                self._fail(f"Invalid member `{word}`", member.keyword.span)
                continue
            named = self._name(member, member.keyword.span)
            if named is None:
                continue
            (resources if word == "privileges" else members).check(named)
            if word == "membership":
                memberships.append(Grant(named.text, self._predicate_block(member), named.span))
            elif (inner := self._block(member)) is not None:
                privileges.append(Privilege(named, self._actions(inner), named.text))
        return Role(name.text, tuple(privileges), tuple(memberships), node.span)

    def _actions(self, block: Block) -> tuple[Grant, ...]:
        seen = Seen("action", self.errors)
        actions = []
        for node in block.nodes:
            if node.keyword.text not in ACTIONS:
                self._fail(f"Invalid action `{node.keyword.text}`", node.keyword.span)
                continue
            seen.check(node.keyword)
            actions.append(Grant(node.keyword.text, self._predicate_block(node), node.keyword.span))
        return tuple(actions)

    def _provider(self, node: Node, name: Name, block: Block) -> AccessProvider | None:
        labels = {"issuer": "issuer", "jwks_uri": "jwks uri"}
        texts: dict[str, str | None] = {}
        roles = []
        seen, given = Seen("", self.errors), Seen("role", self.errors)
        for member in block.nodes:
            word = member.keyword.text
            if word in labels:
                seen.check(member.keyword, labels[word])
                texts[word] = self._string(member)
            elif word == "role":
                role = self._name(member, member.span)
                if role is not None:
                    given.check(role)
                    roles.append(Grant(role.text, self._predicate_block(member), role.span))
            else:
                self._fail(f"Invalid member `{word}`", member.keyword.span)
        for word, label in labels.items():
            if word not in seen:
                self._fail(f"Missing {label}", block.span)
        issuer, jwks_uri = texts.get("issuer"), texts.get("jwks_uri")
        if issuer is None or jwks_uri is None:
            return None
        return AccessProvider(name.text, issuer, jwks_uri, tuple(roles), node.span)

    def _predicate_block(self, node: Node) -> Predicate | None:
        if node.value is None:
            return None
        block = self._block(node)
        if block is None:
            return None
        if len(block.nodes) != 1 or block.nodes[0].keyword.text != "predicate":
            self._fail("Expecting a predicate", block.nodes[0].span if block.nodes else block.span)
            return None
        value = block.nodes[0].value
        match value:
            case None:
                self._fail("Missing required value", block.nodes[0].span)
            case Tuple(elements=(Lambda() as tree,)):
                return Predicate.of(tree)
            case _:
                self._fail("Expected lambda predicate", value.span)
        return None

    def _string(self, node: Node) -> str | None:
        match node.value:
            case Str(value=text):
                return text
            case None:
                self._fail("Missing required value", node.span)
            case other:
                self._fail("Expected string literal", other.span)
        return None

    def _name(self, node: Node, span: Span) -> Name | None:
        if node.name is None:
            self._fail("Missing required name", span)
        return node.name

    def _block(self, node: Node) -> Block | None:
        match node.value:
            case Block() as block:
                return block
            case Expr() as other:
                self._fail("Expected a block", other.span)
            case None:
                self._fail("Missing required value", node.span)
        return None

    def _fail(self, message: str, span: Span) -> None:
        self.errors.append(Diagnostic("error", message, span))
