"""Who may do what with definitions: by built-in role, or by a role's privileges on `Collection`, `Role` and so on."""

from typing import Any

from app.emulators.fauna.fql.compiler import compile_query
from app.emulators.fauna.fql.errors import QueryFailure
from app.emulators.fauna.fql.parser import parse
from app.emulators.fauna.fql.runtime import Context
from app.emulators.fauna.fql.source import Source
from app.emulators.fauna.fql.values import Value
from app.emulators.fauna.schema.items import Grant

ADMIN_ONLY = ("Database", "Key", "Role", "AccessProvider")


def may(context: Context, env: Any, collection: str, action: str, *values: Value) -> bool:
    """Whether any role of the session in `env` allows it; predicates are asked about `values`."""
    return any(_role_allows(context, env, role, collection, action, values) for role in env.session.roles)


def _role_allows(
    context: Context, env: Any, role: str, collection: str, action: str, values: tuple[Value, ...]
) -> bool:
    if role == "admin":
        return True
    if role in ("server", "server-readonly"):
        return collection not in ADMIN_ONLY and (role == "server" or action == "read")
    item = env.schema.roles.get(role)
    grants = () if item is None else (
        grant
        for privilege in item.privileges
        if privilege.name in (collection, f"{collection}s")
        for grant in privilege.actions
        if grant.name == action
    )  # fmt: skip
    return any(_holds(context, grant, values) for grant in grants)


def _holds(context: Context, grant: Grant, values: tuple[Value, ...]) -> bool:
    """Whether the predicate is true; one that fails, or is anything else, is not."""
    if grant.predicate is None:
        return True
    names = tuple(f"value{index}" for index in range(len(values)))
    tree = parse(Source("*predicate*", f"({grant.predicate.text})({', '.join(names)})"))
    inner = Context(context.environment, context.limits, context.now, context.deadline)
    try:
        return compile_query(tree, names).run(inner, dict(zip(names, values, strict=True))) is True
    except QueryFailure:
        return False
