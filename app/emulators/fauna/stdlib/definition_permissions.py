"""Who may do what with definitions: by built-in role, or by a role's privileges on `Collection`, `Role` and so on."""

from typing import TYPE_CHECKING, Any

from app.emulators.fauna.fql.values import Value
from app.emulators.fauna.stdlib.definitions import Definition
from app.emulators.fauna.stdlib.documents.values import Document

if TYPE_CHECKING:
    from app.emulators.fauna.fql.runtime import Context


def may(context: "Context", collection: str, action: str, *values: Value) -> bool:
    """Whether the session may do this; predicates are asked about the values."""
    env: Any = context.environment
    return env.documents.permissions.may(context, collection, action, list(values))


def may_read(context: "Context", item: Definition) -> bool:
    """Whether the session may see the definition; tokens and credentials show themselves to their document."""
    env: Any = context.environment
    identity, document = env.session.identity, item.fields.get("document")
    if identity is not None and isinstance(document, Document) and (document.collection, document.id) == identity:
        return True
    return may(context, item.collection, "read", item)
