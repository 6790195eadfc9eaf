"""`FQL.Schema`: finding definitions by what they define."""

from typing import TYPE_CHECKING

from app.emulators.fauna.fql.values import Module, Null, Value
from app.emulators.fauna.stdlib.definitions import FINDERS
from app.emulators.fauna.stdlib.registry import static

if TYPE_CHECKING:
    from app.emulators.fauna.fql.runtime import Context


@static("FQL.Schema", "defForIdentifier", "(ident: String) => Any")
def _definition_for(context: "Context", module: Module, name: str) -> Value:
    """A collection of that name, else a function, else null."""
    for collection in ("Collection", "Function"):
        find = FINDERS.get(collection)
        found = find(context.environment, name) if find else None
        if found is not None:
            return found
    return Null("literal", context.span)
