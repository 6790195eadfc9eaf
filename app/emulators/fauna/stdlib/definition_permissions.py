"""Who may do what with definitions: by built-in role, or by a role's privileges on `Collection`, `Role` and so on."""

from typing import TYPE_CHECKING, Any

from app.emulators.fauna.fql.values import Value
from app.emulators.fauna.stdlib.definitions import Definition, MissingDefinition
from app.emulators.fauna.stdlib.documents.values import Document

if TYPE_CHECKING:
    from app.emulators.fauna.fql.runtime import Context

HIDDEN = ("Database", "Key")


def may(context: "Context", collection: str, action: str, *values: Value) -> bool:
    """Whether the session may do this; predicates are asked about the values."""
    env: Any = context.environment
    return env.documents.permissions.may(context, collection, action, [_as_predicates_see(value) for value in values])


def _as_predicates_see(value: Value) -> Value:
    """Predicates read no stored key or database: of these they know the id or the name."""
    if isinstance(value, Definition) and value.collection in HIDDEN:
        return MissingDefinition(value.collection, value.key, "permission denied")
    return value


def may_read(context: "Context", item: Definition) -> bool:
    """Whether the session may see the definition; tokens and credentials show themselves to their document."""
    env: Any = context.environment
    identity, document = env.session.identity, item.fields.get("document")
    if identity is not None and isinstance(document, Document) and (document.collection, document.id) == identity:
        return True
    return may(context, item.collection, "read", item)
