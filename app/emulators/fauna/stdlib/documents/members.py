"""`update`, `delete` and what else documents have."""

from typing import TYPE_CHECKING

from app.emulators.fauna.fql.nulls import NullReceiver
from app.emulators.fauna.fql.presence import null_of
from app.emulators.fauna.fql.values import Struct, Value
from app.emulators.fauna.stdlib.documents import reading, writing
from app.emulators.fauna.stdlib.documents.values import OWNER, Document
from app.emulators.fauna.stdlib.registry import STDLIB, access, method

if TYPE_CHECKING:
    from app.emulators.fauna.fql.runtime import Context

DATA = "(data: { *: Any }) => Doc"

STDLIB.table(OWNER).dynamic = reading.get


def _fields(data: Value) -> dict[str, Value]:
    return dict(data.fields) if isinstance(data, Struct) else data


@access(OWNER, "(key: String) => Any")
def _access(context: "Context", document: Document, key: str) -> Value:
    value = reading.get(context, document, key)
    if value is not None:
        return value
    absent = null_of(context, document, context.span)
    if absent is not None:
        raise NullReceiver(absent)
    return reading.missing(document, key, context.span)


@method(OWNER, "exists", "() => Boolean")
def _exists(context: "Context", document: Document) -> bool:
    return reading.exists(context, document)


@method(OWNER, "update", DATA, data="Struct")
def _update(context: "Context", document: Document, data: Value) -> Document:
    return writing.update(context, document, _fields(data), plain=False)


@method(OWNER, "updateData", DATA, data="Struct")
def _update_data(context: "Context", document: Document, data: Value) -> Document:
    return writing.update(context, document, _fields(data), plain=True)


@method(OWNER, "replace", DATA, data="Struct")
def _replace(context: "Context", document: Document, data: Value) -> Document:
    return writing.replace(context, document, _fields(data), plain=False)


@method(OWNER, "replaceData", DATA, data="Struct")
def _replace_data(context: "Context", document: Document, data: Value) -> Document:
    return writing.replace(context, document, _fields(data), plain=True)


@method(OWNER, "delete", "() => Null")
def _delete(context: "Context", document: Document) -> Document:
    return writing.delete(context, document)
