"""A document as a line: `{"coll": "Note", "id": "1", "ttl": {"@time": "…"}, "data": {…}}`.

`id` and `ttl` may be missing; `data` holds all stored fields in the tagged format, whatever they are called. `ts` and
computed fields are Fauna's own and not kept.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Never

from app.fauna.transfer.errors import BrokenLine, TransferError
from app.fauna.transfer.tagged import Untagged, check, fields_of, is_time, object_of

LONGEST = 8 * 1024 * 1024
NAMES = {"coll", "id", "ttl", "data"}
NO_DOCUMENT = "this is no document: it needs a coll (text) and data (an object)"


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a file: its number from 1, where it ends (in bytes), and the document; `id` None leaves it to Fauna."""

    number: int
    end: int
    collection: str
    id: str | None
    ttl: dict[str, str] | None
    data: dict[str, Any]


def line_of(collection: str, number: str, ttl: Any, data: dict[str, Any]) -> str:
    """The line of a document, with its end."""
    fields: dict[str, Any] = {"coll": collection, "id": number}
    if ttl is not None:
        fields["ttl"] = ttl
    fields["data"] = object_of(data)
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":")) + "\n"


def row_of(line: bytes, number: int, end: int = 0) -> Row:
    """The document of a line. Raises `BrokenLine`."""
    try:
        found = json.loads(line.decode("utf-8"), object_pairs_hook=_object, parse_constant=_constant)
        if not isinstance(found, dict) or not isinstance(found.get("coll"), str) or "data" not in found:
            raise BrokenLine(number, NO_DOCUMENT)
        if unknown := sorted(found.keys() - NAMES):
            raise BrokenLine(number, f"`{unknown[0]}` is not known here: fields of the document belong into data")
        data = fields_of(found["data"])
        check(object_of(data))
    except json.JSONDecodeError as error:
        raise BrokenLine(number, f"this is no JSON: {error.msg} at column {error.colno}") from error
    except UnicodeDecodeError as error:
        raise BrokenLine(number, f"this is no UTF-8 from byte {error.start + 1} on") from error
    except RecursionError as error:
        raise BrokenLine(number, "it is nested too deeply") from error
    except ValueError as error:
        raise BrokenLine(number, str(error)) from error
    return Row(number, end, found["coll"], _id(found.get("id"), number), _ttl(found.get("ttl"), number), data)


def rows_of(path: Path) -> Iterator[Row]:
    """The documents of a file, read line by line; empty lines are left out. Raises `TransferError`."""
    try:
        with path.open("rb") as file:
            end = number = 0
            while line := file.readline(LONGEST + 1):
                number += 1
                end += len(line)
                if len(line) > LONGEST:
                    raise BrokenLine(number, f"it is longer than {LONGEST // 2**20} MiB")
                text = line.removeprefix(b"\xef\xbb\xbf").strip() if number == 1 else line.strip()
                if text:
                    yield row_of(text, number, end)
    except OSError as error:
        raise TransferError(f"{path} cannot be read: {error.strerror}.") from error


def _id(value: Any, number: int) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str) or not value.isascii() or not value.isdigit() or int(value) >= 2**63:
        raise BrokenLine(number, 'the id is none: write it as text, such as "123"')
    return str(int(value))


def _ttl(value: Any, number: int) -> dict[str, str] | None:
    if value is not None and not is_time(value):
        raise BrokenLine(number, 'the ttl is no time: write {"@time": "2030-01-01T00:00:00Z"}')
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) < len(pairs):
        names = [name for name, _ in pairs]
        raise Untagged(f"`{next(name for name in names if names.count(name) > 1)}` is there twice")
    return fields


def _constant(text: str) -> Never:
    raise Untagged(f'{text} is no JSON: write {{"@double": "{text}"}}')
