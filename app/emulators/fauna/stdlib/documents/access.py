"""The documents of the database that a query runs in."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.emulators.fauna.fql.runtime import Context
    from app.emulators.fauna.stdlib.documents.session import QueryDocuments


def documents_of(context: "Context") -> "QueryDocuments":
    """The documents behind a query. Raises `invalid_argument` where there is no database."""
    found = getattr(context.environment, "documents", None)
    if found is None:
        raise context.fail("invalid_argument", "Documents need a database.")
    return found
