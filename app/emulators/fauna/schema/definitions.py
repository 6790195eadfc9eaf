"""Items as the fields of their definitions (`Collection.byName("Cat")`), and definitions as items' text.

A definition is plain JSON without name and time. What a query wrote stays as it was written; the service itself
writes definitions for what stands in files.
"""

from collections.abc import Callable, Iterator
from typing import Any

from app.emulators.fauna.fql.ast import Block, Lambda, Tuple
from app.emulators.fauna.fql.errors import CheckFailure, Diagnostic
from app.emulators.fauna.fql.parser import parse_expression
from app.emulators.fauna.fql.printer import quoted
from app.emulators.fauna.fql.source import Source
from app.emulators.fauna.schema.display import display_expression, display_name, display_path
from app.emulators.fauna.schema.items import (
    AccessProvider,
    Collection,
    Expression,
    Grant,
    Item,
    Migration,
    Predicate,
    Role,
    UserFunction,
)
from app.emulators.fauna.schema.outline import Outline, indented, outline
from app.emulators.fauna.schema.parser import FslParser
from app.emulators.fauna.schema.type_parser import TypeParser
from app.emulators.fauna.schema.types import FunctionType, Type, display

Definition = dict[str, Any]
GENERATED = "*generated*"


def definition_of(item: Item) -> Definition:
    """The definition that the service writes for an item of a file."""
    match item:
        case Collection():
            return _collection(item)
        case UserFunction():
            return _without_none(body=item.body.text, signature=item.signature, alias=item.alias, role=item.role)
        case Role():
            return {
                "privileges": [_privilege(each.name, each.actions) for each in item.privileges],
                "membership": [
                    _without_none(resource=each.name, predicate=_body(each.predicate)) for each in item.memberships
                ],
            }
        case AccessProvider():
            roles = [
                each.name if each.predicate is None else {"role": each.name, "predicate": _body(each.predicate)}
                for each in item.roles
            ]
            return _without_none(issuer=item.issuer, jwks_uri=item.jwks_uri, roles=roles or None)


def _without_none(**fields: Any) -> Definition:
    return {name: value for name, value in fields.items() if value is not None}


def _body(predicate: Predicate | None) -> str | None:
    """A lambda's text; short ones stand in parentheses."""
    if predicate is None:
        return None
    return f"({predicate.text})" if predicate.tree.short else predicate.text


def _privilege(name: str, actions: tuple[Grant, ...]) -> Definition:
    given = {each.name: True if each.predicate is None else _body(each.predicate) for each in actions}
    return _without_none(resource=name, actions=given or None)


def _collection(item: Collection) -> Definition:
    constraints: list[Definition] = [
        {"unique": [{"field": display_path(term.path), "mva": term.mva} for term in unique.terms]}
        for unique in item.uniques
    ]
    constraints += [{"check": {"name": check.name, "body": _body(check.body)}} for check in item.checks]
    computed = {each.name: _without_none(body=_body(each.body), signature=each.type) for each in item.computed}
    fields = {
        each.name: _without_none(signature=each.type, default=None if each.default is None else each.default.text)
        for each in item.fields
    }
    return _without_none(
        alias=item.alias,
        history_days=item.history_days,
        ttl_days=item.ttl_days,
        document_ttls=item.document_ttls,
        indexes={
            index.name: _without_none(
                terms=[{"field": display_path(each.path), "mva": each.mva} for each in index.terms] or None,
                values=[
                    {
                        "field": display_path(each.path),
                        "order": "desc" if each.descending else "asc",
                        "mva": each.mva,
                    }
                    for each in index.values
                ]
                or None,
            )
            for index in item.indexes
        },
        constraints=constraints,
        computed_fields=computed or None,
        fields=fields or None,
        wildcard=None if item.wildcard_tree is None else display(item.wildcard_tree),
        migrations=[_migration(each) for each in item.migrations] or None,
    )


def _migration(migration: Migration) -> Definition:
    paths = [display_path(path) for path in migration.paths]
    match migration.kind:
        case "backfill":
            value = migration.value
            return {"backfill": {"field": paths[0], "value": value.text if isinstance(value, Expression) else ""}}
        case "split":
            return {"split": {"field": paths[0], "to": paths[1:]}}
        case "move":
            return {"move": {"field": paths[0], "to": paths[1]}}
        case "add" | "drop":
            return {migration.kind: {"field": paths[0]}}
        case "add_wildcard":
            return {"add_wildcard": {}}
        case kind:
            return {kind: {"into": paths[0]}}


def outline_of(kind: str, name: str, definition: Definition) -> Outline:
    """The parts of the item that a definition stands for; its texts must be well formed."""
    (node,) = FslParser(Source(GENERATED, TEXTS[kind](name, definition))).file()
    return outline(node)


def lambda_of(text: str) -> Lambda:
    """The tree of a body; short ones may stand in parentheses. Raises `CheckFailure`."""
    match parse_expression(Source(GENERATED, text)):
        case Lambda() as tree:
            return tree
        case Tuple(elements=(Lambda() as tree,)):
            return tree
        case other:
            raise CheckFailure(Diagnostic("error", "Body must be a lambda expression.", other.span))


def _lambda(text: str) -> str:
    return f"({display_expression(lambda_of(text))})"


def _expression(text: str) -> str:
    return display_expression(parse_expression(Source(GENERATED, text)))


def _item(head: str, lines: Iterator[str]) -> str:
    return f"{head} {{\n" + "".join(f"{indented(line, 1)}\n" for line in lines) + "}\n"


def _annotations(definition: Definition, *names: str) -> str:
    given = ((name, definition.get(name)) for name in names)
    return "".join(f"@{name}({display_name(value)})\n" for name, value in given if value is not None)


def _collection_text(name: str, definition: Definition) -> str:
    head = f"{_annotations(definition, 'alias')}collection {display_name(name)}"
    return _item(head, _collection_lines(definition))


def _collection_lines(definition: Definition) -> Iterator[str]:
    for name, each in (definition.get("fields") or {}).items():
        default = each.get("default")
        yield f"{name}: {each['signature']}" + ("" if default is None else f" = {_expression(default)}")
    for name, each in (definition.get("computed_fields") or {}).items():
        signature = each.get("signature")
        yield f"compute {name}{'' if signature is None else f': {signature}'} = {_lambda(each['body'])}"
    if definition.get("wildcard") is not None:
        yield f"*: {definition['wildcard']}"
    for name, each in (definition.get("indexes") or {}).items():
        parts = []
        if each.get("terms"):
            parts.append(f"terms [{', '.join(map(_term, each['terms']))}]")
        if each.get("values"):
            parts.append(f"values [{', '.join(map(_index_value, each['values']))}]")
        yield f"index {name} {{\n" + "".join(f"{part}\n" for part in parts) + "}"
    for each in definition.get("constraints") or ():
        if "unique" in each:
            yield f"unique [{', '.join(map(_term, each['unique']))}]"
    for each in definition.get("constraints") or ():
        if "check" in each:
            yield f"check {each['check']['name']} {_lambda(each['check']['body'])}"
    if definition.get("history_days"):
        yield f"history_days {definition['history_days']}"
    for word in ("ttl_days", "document_ttls"):
        if definition.get(word) is not None:
            yield f"{word} {str(definition[word]).lower()}"
    migrations = definition.get("migrations") or ()
    if migrations:
        yield "migrations {\n" + "".join(f"{_migration_text(each)}\n" for each in migrations) + "}"


def field_path(text: str) -> str:
    """A path as FSL has it: definitions may leave out the first dot."""
    return text if text.startswith(".") else f".{text}"


def _term(term: str | Definition) -> str:
    if isinstance(term, str):
        return field_path(term)
    path = field_path(term["field"])
    return f"mva({path})" if term.get("mva") else path


def _index_value(value: Definition) -> str:
    text = _term(value)
    return f"desc({text})" if value.get("order") == "desc" else text


def _migration_text(migration: Definition) -> str:
    ((kind, given),) = migration.items()
    paths = given.get("field") or given.get("into")
    text = kind if paths is None else f"{kind} {field_path(paths)}"
    to = given.get("to")
    if to is not None:
        text += f" -> {', '.join(map(field_path, to if isinstance(to, list) else [to]))}"
    if "value" in given:
        text += f" = {_expression(given['value'])}"
    return text


def _function_text(name: str, definition: Definition) -> str:
    tree = lambda_of(definition["body"])
    types, returns = _signature(definition.get("signature"))
    arguments = []
    for index, param in enumerate(tree.params):
        dots = "..." if tree.variadic and index == len(tree.params) - 1 else ""
        type_ = f": {types[index]}" if index < len(types) else ""
        arguments.append(f"{dots}{'_' if param is None else param.text}{type_}")
    body = tree.body if isinstance(tree.body, Block) else Block(tree.body.span, (tree.body,))
    head = f"{_annotations(definition, 'alias', 'role')}function {display_name(name)}"
    result = "" if returns is None else f": {returns}"
    return f"{head}({', '.join(arguments)}){result} {display_expression(body)}\n"


def _signature(text: str | None) -> tuple[list[str], str | None]:
    """The types of the parameters and of the result."""
    if text is None:
        return [], None
    tree: Type = TypeParser(Source(GENERATED, text), {}, 200).type_tree()
    if not isinstance(tree, FunctionType):
        return [], None
    types = [each for _, each in tree.parameters] + ([] if tree.variadic is None else [tree.variadic[1]])
    return [display(each) for each in types], display(tree.returns)


def _listed(value: Any) -> list[Any]:
    return [] if value is None else value if isinstance(value, list) else [value]


def _predicate(text: str | None) -> str:
    return "" if text is None else f" {{\npredicate {_lambda(text)}\n}}"


def _role_text(name: str, definition: Definition) -> str:
    return _item(f"role {display_name(name)}", _role_lines(definition))


def _role_lines(definition: Definition) -> Iterator[str]:
    for each in _listed(definition.get("privileges")):
        actions = (each.get("actions") or {}).items()
        lines = [f"{action}{'' if given is True else _predicate(given)}\n" for action, given in actions if given]
        yield f"privileges {display_name(each['resource'])} {{\n{''.join(lines)}}}"
    for each in _listed(definition.get("membership")):
        yield f"membership {display_name(each['resource'])}{_predicate(each.get('predicate'))}"


def _provider_text(name: str, definition: Definition) -> str:
    return _item(f"access provider {display_name(name)}", _provider_lines(definition))


def _provider_lines(definition: Definition) -> Iterator[str]:
    for word in ("issuer", "jwks_uri"):
        yield f"{word} {quoted(definition[word])}"
    for each in _listed(definition.get("roles")):
        if isinstance(each, str):
            yield f"role {display_name(each)}"
        else:
            yield f"role {display_name(each['role'])}{_predicate(each.get('predicate'))}"


TEXTS: dict[str, Callable[[str, Definition], str]] = {
    "collection": _collection_text,
    "function": _function_text,
    "role": _role_text,
    "access provider": _provider_text,
}
