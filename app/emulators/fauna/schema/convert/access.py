"""Roles and access providers."""

from app.emulators.fauna.fql.ast import Name
from app.emulators.fauna.schema.convert.base import Conversion, Once, Seen
from app.emulators.fauna.schema.items import AccessProvider, Grant, Predicate, Privilege, Role
from app.emulators.fauna.schema.nodes import Block, Node

ACTIONS = (
    "create", "create_with_id", "delete", "read", "write", "history_read", "history_write", "unrestricted_read", "call",
)  # fmt: skip
LABELS = {"issuer": "issuer", "jwks_uri": "jwks uri"}


class AccessConversion(Conversion):
    """Converts roles and access providers."""

    def role(self, node: Node, name: Name, block: Block) -> Role:
        """`role name { … }`."""
        privileges, memberships = [], []
        resources, members = Seen("privileges", self.errors), Seen("membership", self.errors)
        for member in block.nodes:
            word = member.keyword.text
            if word not in ("privileges", "membership"):
                self.fail(f"Invalid member `{member.keyword.text}`", member.keyword.span)
                continue
            self.no_annotations(member)
            named = self.name(member, member.keyword.span)
            if named is None:
                continue
            (resources if word == "privileges" else members).check(named)
            if word == "membership":
                memberships.append(Grant(named.text, self._predicate_block(member), named.span))
            elif (inner := self.block(member)) is not None:
                privileges.append(Privilege(named, self._actions(inner), named.text))
        return Role(name.text, tuple(privileges), tuple(memberships), node.span)

    def _actions(self, block: Block) -> tuple[Grant, ...]:
        seen = Seen("action", self.errors)
        actions = []
        for node in block.nodes:
            self.no_annotations(node)
            self.no_name(node)
            if node.keyword.text not in ACTIONS:
                self.fail(f"Invalid action `{node.keyword.text}`", node.keyword.span)
                continue
            seen.check(node.keyword)
            actions.append(Grant(node.keyword.text, self._predicate_block(node), node.keyword.span))
        return tuple(actions)

    def provider(self, node: Node, name: Name, block: Block) -> AccessProvider | None:
        """`access provider name { … }`."""
        given: dict[str, str | None] = {}
        roles = []
        once, named = Once(self.errors), Seen("role", self.errors)
        for member in block.nodes:
            word = member.keyword.text
            if word not in (*LABELS, "role"):
                self.fail(f"Invalid member `{member.keyword.text}`", member.keyword.span)
                continue
            self.no_annotations(member)
            if word == "role":
                role = self.name(member, member.span)
                if role is not None:
                    named.check(role)
                    roles.append(Grant(role.text, self._predicate_block(member), role.span))
                continue
            once.check(LABELS[word], member.keyword.span)
            value = self.value(member)
            given[word] = None if value is None else self.string(value)
        for word, label in LABELS.items():
            if word not in given:
                self.fail(f"Missing {label}", block.span)
        issuer, jwks_uri = given.get("issuer"), given.get("jwks_uri")
        if issuer is None or jwks_uri is None:
            return None
        return AccessProvider(name.text, issuer, jwks_uri, tuple(roles), node.span)

    def _predicate_block(self, node: Node) -> Predicate | None:
        if node.value is None:
            return None
        block = self.block(node)
        if block is None:
            return None
        if len(block.nodes) != 1:
            self.fail("Expected a single predicate member", block.span)
            return None
        only = block.nodes[0]
        if only.keyword.text != "predicate":
            self.fail("Expecting a predicate", only.span)
            return None
        self.no_annotations(only)
        self.no_name(only)
        value = self.value(only)
        return None if value is None else self.predicate(value, "Expected lambda predicate")
