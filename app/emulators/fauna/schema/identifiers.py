"""Names of items: what identifiers are, and which are taken by the language."""

from functools import cache

from app.emulators.fauna.fql.globals import DEFINITIONS, MODULES
from app.emulators.fauna.fql.parser.scanner import KEYWORDS
from app.emulators.fauna.schema.display import is_identifier

WORDS = ("FQL", "_", "Any", "Never", "struct", "interface", "type", "function", "collection")
TYPES = (
    "CollectionDef", "DatabaseDef", "EmptyNamedRef", "EmptyRef", "FunctionDef", "NamedRef", "Null",
    "NullAccessProvider", "NullCollectionDef", "NullCredential", "NullDatabaseDef", "NullFunctionDef", "NullKey",
    "NullRole", "NullToken", "Object", "Ref", "SetCursor", "Stream", "UserFunction",
)  # fmt: skip
FUNCTIONS = ("abort", "asc", "dbg", "desc", "log", "newId")
COLLECTION_MEMBERS = (
    "all", "byId", "create", "createAll", "createData", "definition", "firstWhere", "toString", "where",
)  # fmt: skip
DOCUMENT_MEMBERS = (
    "coll", "data", "delete", "exists", "id", "replace", "replaceData", "toString", "ts", "ttl", "update", "updateData",
)  # fmt: skip


@cache
def reserved() -> frozenset[str]:
    """Names that no collection and no function may have."""
    modules = {f"{name}Module" for name in MODULES} | {f"{name}Collection" for name in DEFINITIONS}
    return frozenset({*KEYWORDS, *WORDS, *TYPES, *FUNCTIONS, *MODULES, *DEFINITIONS, *modules})


def is_valid_name(name: str) -> bool:
    """Whether an item may be called so, if nobody else is."""
    return is_identifier(name) and name != "_"
