"""Defined fields: what a document's data must look like."""

from typing import TYPE_CHECKING

from app.emulators.fauna.fql.errors import ConstraintFailure
from app.emulators.fauna.fql.values import Value
from app.emulators.fauna.stdlib.documents.access import documents_of
from app.emulators.fauna.stdlib.documents.checks import Failing, failure
from app.emulators.fauna.stdlib.documents.collections import UserCollection
from app.emulators.fauna.stdlib.documents.typed.defaults import DefaultFailed, with_defaults
from app.emulators.fauna.stdlib.documents.typed.fitting import document_misfits

if TYPE_CHECKING:
    from app.emulators.fauna.fql.runtime import Context


def fitted(
    context: "Context", collection: UserCollection, data: dict[str, Value], fail: Failing, verb: str
) -> tuple[dict[str, Value], list[ConstraintFailure]]:
    """The data with defaults filled in, and where it does not fit the defined fields.

    Raises `constraint_failure` when a default has no value.
    """
    if not collection.item.fields:
        return data, []
    record = documents_of(context).collections.record(collection)
    if verb != "update":
        try:
            data = with_defaults(context, record, data)
        except DefaultFailed as failed:
            raise fail(failed.path, str(failed)) from failed
    return data, [failure(misfit.path, misfit.message) for misfit in document_misfits(record, data)]
