"""What schema files define: access providers and roles."""

from dataclasses import dataclass, field

from app.emulators.fauna.fql.ast import Lambda, Name
from app.emulators.fauna.fql.printer import print_expression
from app.emulators.fauna.fql.source import NULL_SPAN, Span


@dataclass(frozen=True, slots=True)
class Predicate:
    """A lambda that decides; its text is FQL as the service prints it back."""

    text: str
    tree: Lambda = field(compare=False)

    @staticmethod
    def of(tree: Lambda) -> "Predicate":
        """The predicate of a lambda."""
        return Predicate(print_expression(tree), tree)


@dataclass(frozen=True, slots=True)
class Grant:
    """A name with an optional predicate: an action of a privilege, a membership, a role of an access provider."""

    name: str
    predicate: Predicate | None
    span: Span = field(default=NULL_SPAN, compare=False)


@dataclass(frozen=True, slots=True)
class Privilege:
    """The actions that a role may take on a resource."""

    resource: Name = field(compare=False)
    actions: tuple[Grant, ...]
    name: str


@dataclass(frozen=True, slots=True)
class Role:
    """`role name { privileges … membership … }`."""

    name: str
    privileges: tuple[Privilege, ...]
    memberships: tuple[Grant, ...]
    span: Span = field(default=NULL_SPAN, compare=False)


@dataclass(frozen=True, slots=True)
class AccessProvider:
    """`access provider name { issuer "…" jwks_uri "…" role … }`."""

    name: str
    issuer: str
    jwks_uri: str
    roles: tuple[Grant, ...]
    span: Span = field(default=NULL_SPAN, compare=False)


@dataclass(frozen=True, slots=True)
class Schema:
    """All items of a database's files, by name."""

    providers: dict[str, AccessProvider] = field(default_factory=dict)
    roles: dict[str, Role] = field(default_factory=dict)


EMPTY = Schema()
