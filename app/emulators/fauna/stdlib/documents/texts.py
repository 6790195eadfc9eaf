"""Documents as text: all fields at the top, a name for those within."""

from typing import TYPE_CHECKING

from app.emulators.fauna.fql.errors import QueryFailure
from app.emulators.fauna.fql.text import DEBUG, debug
from app.emulators.fauna.fql.values import Null
from app.emulators.fauna.stdlib.documents.access import documents_of
from app.emulators.fauna.stdlib.documents.reading import all_fields
from app.emulators.fauna.stdlib.documents.values import CollectionModule, Document

if TYPE_CHECKING:
    from app.emulators.fauna.fql.runtime import Context


def _text(context: "Context", value: Document) -> str:
    if context.open_documents:
        collection = documents_of(context).collections.get(value.collection)
        return "null" if collection is None else f"[doc {value.id} in {collection.name}]"
    frames = list(context.frames)
    try:
        fields = all_fields(context, value)
    except QueryFailure as failure:
        context.frames[:] = frames
        return f"[error: {failure.message}]"
    if isinstance(fields, Null):
        return "null"
    context.open_documents += 1
    text = debug(context, fields)
    context.open_documents -= 1
    return text


DEBUG[Document] = _text
DEBUG[CollectionModule] = lambda context, value: value.name
