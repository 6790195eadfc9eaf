"""How scalars are kept in cursors: a label and plain JSON data."""

import uuid
from collections.abc import Callable
from typing import Any, NamedTuple

from app.emulators.fauna.fql.values import ID, NULL, Date, Long, Module, Null, Time, TransactionTime, Value
from app.emulators.fauna.stdlib.documents.values import CollectionModule, Document
from app.emulators.fauna.stdlib.sets.values import SetCursor


class Scalar(NamedTuple):
    """One kind: its class, its parts as JSON data, and the value of such parts."""

    cls: type
    write: Callable[[Any], list[Any]]
    read: Callable[..., Value]


SCALARS = {
    "int": Scalar(int, lambda value: [str(int(value))], int),
    "long": Scalar(Long, lambda value: [str(int(value))], Long),
    "double": Scalar(float, lambda value: [value.hex()], float.fromhex),
    "null": Scalar(Null, lambda value: [], lambda: NULL),
    "bytes": Scalar(bytes, lambda value: [value.hex()], bytes.fromhex),
    "uuid": Scalar(uuid.UUID, lambda value: [str(value)], uuid.UUID),
    "id": Scalar(ID, lambda value: [str(value.value)], lambda text: ID(int(text))),
    "time": Scalar(
        Time, lambda value: [str(value.seconds), str(value.nanos)], lambda *parts: Time(*(int(part) for part in parts))
    ),
    "date": Scalar(Date, lambda value: [str(value.days)], lambda text: Date(int(text))),
    "transaction time": Scalar(TransactionTime, lambda value: [], TransactionTime),
    "module": Scalar(Module, lambda value: [value.name, value.parent], Module),
    "document": Scalar(
        Document,
        lambda value: [str(value.collection), str(value.id), value.read_time],
        lambda collection, number, at: Document(int(collection), int(number), at if isinstance(at, int) else None),
    ),
    "collection": Scalar(
        CollectionModule,
        lambda value: [str(value.id), value.name],
        lambda number, name: CollectionModule(int(number), name),
    ),
    "cursor": Scalar(SetCursor, lambda value: [value.text], SetCursor),
}
LABELS = {scalar.cls: label for label, scalar in SCALARS.items()}
