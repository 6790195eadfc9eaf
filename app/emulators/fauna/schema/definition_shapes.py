"""What definitions of each kind must look like."""

from collections.abc import Callable
from typing import Any

from app.emulators.fauna.fql.ast import Lambda, Tuple
from app.emulators.fauna.fql.errors import CheckFailure, Diagnostic, Hint
from app.emulators.fauna.fql.parser import NESTING, parse_expression
from app.emulators.fauna.fql.parser.statements import Statements
from app.emulators.fauna.fql.render import render
from app.emulators.fauna.fql.source import Source
from app.emulators.fauna.schema.convert.paths import PathError, path_of
from app.emulators.fauna.schema.definitions import field_path
from app.emulators.fauna.schema.display import is_identifier
from app.emulators.fauna.schema.identifiers import COLLECTION_MEMBERS, DOCUMENT_MEMBERS, is_valid_name
from app.emulators.fauna.schema.items import Path
from app.emulators.fauna.schema.read import BUILT_IN_ROLES, is_allowed
from app.emulators.fauna.schema.shapes import (
    BOOLEAN,
    LONG,
    OBJECT,
    STRING,
    ArrayOf,
    Complaint,
    Entry,
    Never,
    Record,
    Union,
    Validator,
    Word,
    optional,
    several,
)
from app.emulators.fauna.schema.type_parser import TypeParser

UNPARSED = "Unable to parse FQL source code."
QUERY = Never("Query")
TERMS = {
    "id": "`id` is not supported as an index term, use the native byId method to look up a document by its id.",
    "coll": "`coll` is not supported as an index term.",
    "ts": "`ts` may only be used as an index value, not as an index term.",
}
VALUES = {"coll": "`coll` is not supported as a specified index value."}
UNIQUES = {name: f"`{name}` is not supported as a unique constraint value." for name in ("id", "coll", "ts")}


def identifier(path: Path, value: Any) -> list[Complaint]:
    """The name of a thing."""
    return [] if is_valid_name(value) else [Complaint(path, "Invalid identifier.")]


def _role_name(path: Path, value: Any) -> list[Complaint]:
    if value in ("admin", "server"):
        return [Complaint(path, f"The identifier `{value}` is reserved.")]
    return identifier(path, value)


def _not_negative(path: Path, value: Any) -> list[Complaint]:
    return [Complaint(path, "Non-negative value required.")] if value < 0 else []


def _inline(path: Path, text: str) -> Source:
    return Source(f"*{path[-1]}*", text)


def _members(reserved_names: tuple[str, ...]) -> Validator:
    def check(path: Path, value: Any) -> list[Complaint]:
        complaints = []
        for name in value:
            if not is_identifier(name):
                complaints.append(Complaint(path, "Invalid identifier."))
            elif name in reserved_names:
                complaints.append(Complaint(path, f"The name '{name}' is reserved."))
        return complaints

    return check


def body(*counts: int, short: bool = True) -> Validator:
    """A lambda's text; `counts` are the numbers of parameters it may have, any without."""

    def check(path: Path, value: Any) -> list[Complaint]:
        if not isinstance(value, str):
            return []
        try:
            tree = _lambda(_inline(path, value), short=short)
        except CheckFailure as failure:
            text = "\n".join(render(each) for each in failure.diagnostics)
            return [Complaint(path, f"{UNPARSED}\n{text.strip()}")]
        given = len(tree.params) - tree.variadic
        if counts and given not in counts:
            message = f"Expected {_arity(counts)}, but the function was defined with {given} arguments"
            return [Complaint(path, f"Invalid function arity. {message}")]
        return []

    return check


def _lambda(source: Source, *, short: bool) -> Lambda:
    parser = Statements(source, {}, NESTING)
    parser.lines()
    start = parser.pos
    tree = parser.expression(lambdas=True)
    match tree:
        case Lambda(short=False) as lambda_:
            pass
        case Tuple(elements=(Lambda() as lambda_,)) if short or not lambda_.short:
            pass
        case Lambda(short=True) | Tuple(elements=(Lambda(),)):
            raise CheckFailure(Diagnostic("error", "Invalid anonymous field access", tree.span))
        case _:
            hint = Hint("Declare a lambda.", parser.span(start, start), suggestion="() => ")
            span, annotation = parser.span(start, parser.pos), "Expression is not a lambda."
            raise CheckFailure(Diagnostic("error", "Body must be a lambda expression.", span, annotation, (hint,)))
    if parser.pos < len(source.body) or parser.errors:
        parser.expected("end-of-input")
    return lambda_


def _arity(counts: tuple[int, ...]) -> str:
    *rest, last = counts
    if rest:
        return f"{', '.join(map(str, rest))} or {last} arguments"
    return f"exactly {last} argument{'' if last == 1 else 's'}"


def expression(path: Path, value: Any) -> list[Complaint]:
    """The text of an expression."""
    try:
        parse_expression(_inline(path, value))
    except CheckFailure as failure:
        text = "\n".join(render(each) for each in failure.diagnostics)
        return [Complaint(path, f"{UNPARSED}\n{text.strip()}")]
    return []


def signature(path: Path, value: Any) -> list[Complaint]:
    """The text of a type."""
    try:
        parser = TypeParser(_inline(path, value), {}, 200)
        parser.lines()
        parser.type_tree()
        parser.lines()
        if parser.pos < len(value) or parser.errors:
            parser.expected("end-of-input")
    except CheckFailure as failure:
        text = "\n".join(render(each) for each in failure.diagnostics)
        return [Complaint(path, f"Failed parsing user-provided signature.\n{text}")]
    return []


def _field_path(refused: dict[str, str]) -> Validator:
    def check(path: Path, value: Any) -> list[Complaint]:
        if not value:
            return [Complaint(path, "Value cannot be empty.")]
        try:
            steps = path_of(parse_expression(Source("*path*", field_path(value))))
        except (CheckFailure, PathError):
            return [Complaint(path, f"Value `{value}` is not a valid FQL path expression.")]
        message = refused.get(str(steps[0]))
        return [] if message is None else [Complaint(path, message)]

    return check


def _unique(path: Path, value: Any) -> list[Complaint]:
    check = _field_path(UNIQUES)
    given = (each if isinstance(each, str) else each["field"] for each in value)
    return [complaint for each in given for complaint in check(path, each)]


def _roles(path: Path, value: Any) -> list[Complaint]:
    if not isinstance(value, list):
        return []
    names = [each if isinstance(each, str) else each["role"] for each in value]
    complaints = []
    for index, name in enumerate(names):
        if names[:index].count(name) == 1:
            message = f"The role `{name}` is present more than once, there can only be one entry per role."
            complaints.append(Complaint(path, message))
        if name in BUILT_IN_ROLES:
            complaints.append(Complaint(path, f"Builtin role `{name}` not allowed."))
    return complaints


def _uri(path: Path, value: Any) -> list[Complaint]:
    return [] if is_allowed(value) else [Complaint(path, f"`{value}` must be a valid https URI.")]


def _text(validator: Callable[[Path, Any], list[Complaint]] | None = None) -> Entry:
    return Entry(STRING, validator)


DATA = Entry(optional(OBJECT))
TERM = Record({"field": _text(_field_path(TERMS)), "mva": Entry(optional(BOOLEAN))})
ORDER = Entry(optional(Union((Word("asc"), Word("desc")))))
VALUE = Record({"field": _text(_field_path(VALUES)), "mva": Entry(optional(BOOLEAN)), "order": ORDER})
STATE = {"status": Entry(STRING, readonly=True), "queryable": Entry(optional(BOOLEAN))}
TERMS_ENTRY, VALUES_ENTRY = Entry(ArrayOf(TERM)), Entry(ArrayOf(VALUE))
INDEX = Union(
    (
        Record({"terms": TERMS_ENTRY, **STATE}),
        Record({"values": VALUES_ENTRY, **STATE}),
        Record({"terms": TERMS_ENTRY, "values": VALUES_ENTRY, **STATE}),
    ),
    '{ status: "building" | "complete" | "failed" | Null, queryable: Boolean | Null }',
)
UNIQUE = Entry(Union((ArrayOf(STRING), ArrayOf(Record({"field": _text(), "mva": Entry(optional(BOOLEAN))})))), _unique)
CONSTRAINT = Union(
    (
        Record({"check": Entry(Record({"name": _text(identifier), "body": _text(body(1))}))}),
        Record({"unique": UNIQUE, "status": Entry(STRING, readonly=True)}),
    )
)
MIGRATION = Union(
    (
        Record({"backfill": Entry(Record({"field": _text(), "value": _text(expression)}))}),
        Record({"drop": Entry(Record({"field": _text()}))}),
        Record({"split": Entry(Record({"field": _text(), "to": Entry(ArrayOf(STRING))}))}),
        Record({"move": Entry(Record({"field": _text(), "to": _text()}))}),
        Record({"add": Entry(Record({"field": _text()}))}),
        Record({"move_conflicts": Entry(Record({"into": _text()}))}),
        Record({"move_wildcard": Entry(Record({"into": _text()}))}),
        Record({"add_wildcard": Entry(Record())}),
    )
)
COMPUTED = Record(wildcard=Record({"body": _text(body(1)), "signature": Entry(optional(STRING), signature)}))
DEFINED = Record(wildcard=Record({"signature": _text(signature), "default": Entry(optional(STRING), expression)}))
PREDICATE = Union((QUERY, STRING))
ACTIONS = {
    "read": (1,), "write": (2, 3), "create": (1,), "create_with_id": (1, 2), "delete": (1,), "history_write": (4,),
    "history_read": (1,), "unrestricted_read": (1,), "call": (),
}  # fmt: skip
ACTION = Record(
    {name: Entry(optional(Union((BOOLEAN, STRING, QUERY))), body(*counts)) for name, counts in ACTIONS.items()}
)
PRIVILEGE = Record({"resource": _text(), "actions": Entry(optional(ACTION))})
MEMBERSHIP = Record({"resource": _text(), "predicate": Entry(optional(PREDICATE), body(1))})
PROVIDER_ROLE = Union((STRING, Record({"role": _text(), "predicate": Entry(PREDICATE, body(1))})))

SHAPES: dict[str, Record] = {
    "collection": Record(
        {
            "name": _text(),
            "alias": Entry(optional(STRING)),
            "computed_fields": Entry(optional(COMPUTED), _members(DOCUMENT_MEMBERS)),
            "fields": Entry(optional(DEFINED), _members(DOCUMENT_MEMBERS)),
            "migrations": Entry(optional(ArrayOf(MIGRATION))),
            "wildcard": Entry(optional(STRING), signature),
            "history_days": Entry(optional(LONG), _not_negative),
            "ttl_days": Entry(optional(LONG), _not_negative),
            "document_ttls": Entry(optional(BOOLEAN)),
            "indexes": Entry(optional(Record(wildcard=INDEX)), _members(COLLECTION_MEMBERS)),
            "constraints": Entry(optional(ArrayOf(CONSTRAINT))),
            "data": DATA,
        }
    ),
    "function": Record(
        {
            "name": _text(),
            "alias": Entry(optional(STRING)),
            "role": Entry(optional(STRING)),
            "body": Entry(Union((QUERY, STRING)), body(short=False)),
            "signature": Entry(optional(STRING), signature),
            "data": DATA,
        }
    ),
    "role": Record(
        {
            "name": _text(_role_name),
            "privileges": Entry(several(PRIVILEGE)),
            "membership": Entry(several(MEMBERSHIP)),
            "data": DATA,
        }
    ),
    "access provider": Record(
        {
            "name": _text(identifier),
            "issuer": _text(),
            "jwks_uri": _text(_uri),
            "roles": Entry(several(PROVIDER_ROLE), _roles),
            "audience": Entry(STRING, readonly=True),
            "data": DATA,
        }
    ),
}
