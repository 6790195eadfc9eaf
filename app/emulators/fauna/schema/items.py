"""What schema files define: collections, functions, roles and access providers."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.emulators.fauna.fql.ast import Expr, Lambda, Name
from app.emulators.fauna.fql.source import NULL_SPAN, Span
from app.emulators.fauna.schema.display import display_expression
from app.emulators.fauna.schema.types import Type


@dataclass(frozen=True, slots=True)
class Predicate:
    """A lambda that decides; its text is FQL as the service prints it back, `written` what a query gave instead."""

    text: str
    tree: Lambda = field(compare=False)
    written: str | None = field(default=None, compare=False)

    @property
    def source(self) -> str:
        """The text to run, which errors quote."""
        return self.text if self.written is None else self.written

    @staticmethod
    def of(tree: Lambda) -> "Predicate":
        """The predicate of a lambda."""
        return Predicate(display_expression(tree), tree)


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


Path = tuple[str | int, ...]
"""The way to a field: `.a["b c"][0]` is `("a", "b c", 0)`."""


@dataclass(frozen=True, slots=True)
class Expression:
    """An FQL expression; its texts are as a predicate's."""

    text: str
    tree: Expr = field(compare=False)
    written: str | None = field(default=None, compare=False)

    @property
    def source(self) -> str:
        """The text to run, which errors quote."""
        return self.text if self.written is None else self.written

    @staticmethod
    def of(tree: Expr) -> "Expression":
        """The expression of a tree."""
        return Expression(display_expression(tree), tree)


@dataclass(frozen=True, slots=True)
class Field:
    """A defined field; `type` is FSL's own notation, `default` what a new document gets, `tree` the type as read."""

    name: str
    type: str
    default: Expression | None = None
    span: Span = field(default=NULL_SPAN, compare=False)
    tree: Type | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Computed:
    """`compute name[: type] = (doc => …)`."""

    name: str
    type: str | None
    body: Predicate
    span: Span = field(default=NULL_SPAN, compare=False)
    tree: Type | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Term:
    """A term of an index or unique constraint; `mva` gives an entry for each element of an array."""

    path: Path
    mva: bool = False


@dataclass(frozen=True, slots=True)
class IndexValue:
    """A value that an index covers and sorts by."""

    path: Path
    descending: bool = False
    mva: bool = False


@dataclass(frozen=True, slots=True)
class Index:
    """`index name { terms […] values […] }`; documents are found by all terms, sorted by the values, then by id."""

    name: str
    terms: tuple[Term, ...]
    values: tuple[IndexValue, ...]
    span: Span = field(default=NULL_SPAN, compare=False)


@dataclass(frozen=True, slots=True)
class Unique:
    """`unique [.a, .b]`."""

    terms: tuple[Term, ...]
    span: Span = field(default=NULL_SPAN, compare=False)


@dataclass(frozen=True, slots=True)
class Check:
    """`check name (doc => …)`."""

    name: str
    body: Predicate
    span: Span = field(default=NULL_SPAN, compare=False)


@dataclass(frozen=True, slots=True)
class Migration:
    """A line of a `migrations` block: `kind` is its keyword, `paths` the fields it names, in their order."""

    kind: str
    paths: tuple[Path, ...] = ()
    value: Expression | None = None
    span: Span = field(default=NULL_SPAN, compare=False)
    path_spans: tuple[Span, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Collection:
    """`collection Name { … }`; `wildcard` is the type of fields that are not defined, None when there are none.

    A collection without defined fields takes any: its wildcard is `Any`. `wildcard_tree` is there if the file has one.
    """

    name: str
    alias: str | None = None
    fields: tuple[Field, ...] = ()
    wildcard: str | None = "Any"
    computed: tuple[Computed, ...] = ()
    indexes: tuple[Index, ...] = ()
    uniques: tuple[Unique, ...] = ()
    checks: tuple[Check, ...] = ()
    history_days: int = 0
    ttl_days: int | None = None
    document_ttls: bool | None = None
    span: Span = field(default=NULL_SPAN, compare=False)
    migrations: tuple[Migration, ...] = ()
    wildcard_tree: Type | None = field(default=None, compare=False)
    name_span: Span = field(default=NULL_SPAN, compare=False)
    migrations_span: Span = field(default=NULL_SPAN, compare=False)


@dataclass(frozen=True, slots=True)
class UserFunction:
    """`function name(a: T): R { … }`; `role` is the one it runs with."""

    name: str
    body: Predicate
    alias: str | None = None
    role: str | None = None
    types: tuple[str | None, ...] = ()
    returns: str | None = None
    span: Span = field(default=NULL_SPAN, compare=False)
    type_trees: tuple[Type | None, ...] = field(default=(), compare=False)
    returns_tree: Type | None = field(default=None, compare=False)
    name_span: Span = field(default=NULL_SPAN, compare=False)

    @property
    def signature(self) -> str | None:
        """Its type, `(a: Int) => Int`, if all of it is given."""
        lambda_ = self.body.tree
        if self.returns is None or None in self.types:
            return None
        shown = []
        for index, (param, type_) in enumerate(zip(lambda_.params, self.types, strict=True)):
            dots = "..." if lambda_.variadic and index == len(self.types) - 1 else ""
            shown.append(f"{'_' if param is None else param.text}: {dots}{type_}")
        return f"({', '.join(shown)}) => {self.returns}"


@dataclass(frozen=True, slots=True)
class Schema:
    """All items of a database's files, by name."""

    collections: dict[str, Collection] = field(default_factory=dict)
    functions: dict[str, UserFunction] = field(default_factory=dict)
    providers: dict[str, AccessProvider] = field(default_factory=dict)
    roles: dict[str, Role] = field(default_factory=dict)


Item = Collection | UserFunction | Role | AccessProvider
EMPTY = Schema()


def items_of(schema: Schema) -> dict[tuple[str, str], Item]:
    """All items by kind and name."""
    tables: dict[str, Mapping[str, Item]] = {
        "collection": schema.collections,
        "function": schema.functions,
        "role": schema.roles,
        "access provider": schema.providers,
    }
    return {(kind, name): item for kind, table in tables.items() for name, item in table.items()}
