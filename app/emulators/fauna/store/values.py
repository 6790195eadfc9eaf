"""Values as stored bytes and back: compact JSON, in which an object with one `@` key is another type.

The time of the running transaction is a mark in the bytes until `settle` puts the commit's time there.
"""

import base64
import json
import uuid
from collections.abc import Callable
from typing import Any

from app.emulators.fauna.fql.values import (
    ID,
    INT_MAX,
    INT_MIN,
    NULL,
    Date,
    Long,
    Module,
    Null,
    Time,
    TransactionTime,
    Value,
)

NOW = b'{"@now":1}'
_to_text = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode
WRITERS: dict[type, Callable[[Any], Any]] = {}
READERS: dict[str, Callable[[Any], Value]] = {}


def register(cls: type, tag: str, write: Callable[[Any], Any], read: Callable[[Any], Value]) -> None:
    """Let values of a class be stored as `{"@tag": …}` with what `write` gives, JSON that `read` makes one of again."""
    WRITERS[cls] = lambda value: {f"@{tag}": write(value)}
    READERS[f"@{tag}"] = read


def encode(value: Value) -> bytes:
    """The bytes of a value. Raises KeyError for values of a class that cannot be stored."""
    return b"%d" % value if type(value) is int else _to_text(_plain(value)).encode("utf-8", "surrogatepass")


def decode(data: bytes) -> Value:
    """The value of the bytes."""
    return _from_text(data.decode("utf-8", "surrogatepass"))[0]


def settle(data: bytes, ts: int) -> bytes:
    """The bytes with the time of the running transaction replaced by `ts` (microseconds)."""
    return data.replace(NOW, b'{"@time":[%d,%d]}' % (ts // 1_000_000, ts % 1_000_000 * 1000)) if NOW in data else data


def _plain(value: Value) -> Any:
    kind = type(value)
    if kind is str or kind is int or kind is float or kind is bool:
        return value
    return WRITERS[kind](value)


def _write_object(value: dict[str, Value]) -> Any:
    plain: dict[str, Any] = {}
    is_marked = False
    for name, field in value.items():
        plain[name] = _plain(field)
        is_marked |= name[:1] == "@"
    return {"@object": list(plain.items())} if is_marked else plain


def _read(fields: dict[str, Any]) -> Value:
    if len(fields) == 1:
        ((name, value),) = fields.items()
        if name[:1] == "@":
            return READERS[name](value)
    return fields


_from_text = json.JSONDecoder(object_hook=_read).raw_decode


def _write_long(value: Long) -> Any:
    return {"@long": int(value)} if INT_MIN <= value <= INT_MAX else int(value)


WRITERS |= {dict: _write_object, list: lambda value: [_plain(element) for element in value], Long: _write_long}
READERS |= {"@object": dict, "@long": Long}
register(Null, "null", lambda value: 1, lambda raw: NULL)
register(ID, "id", lambda value: value.value, ID)
register(Time, "time", lambda value: [value.seconds, value.nanos], lambda raw: Time(*raw))
register(Date, "date", lambda value: value.days, Date)
register(TransactionTime, "now", lambda value: 1, lambda raw: TransactionTime())
register(bytes, "bytes", lambda value: base64.b64encode(value).decode(), base64.b64decode)
register(uuid.UUID, "uuid", lambda value: value.hex, uuid.UUID)
register(Module, "module", lambda value: [value.name, value.parent], lambda raw: Module(*raw))
