"""Requests to the schema endpoints: flags and files."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import parse_qs

from python_multipart import parse_form


@dataclass(frozen=True)
class SchemaRequest:
    """A request to a path behind `/schema/1`."""

    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: bytes

    @cached_property
    def flags(self) -> dict[str, str]:
        """The query parameters."""
        return {name: values[0] for name, values in parse_qs(self.query).items()}

    @property
    def is_staged(self) -> bool:
        """Whether it is about what waits for its commit."""
        return self.flags.get("staged") == "true"

    @property
    def is_validation(self) -> bool:
        """Whether an item is only to be checked."""
        return self.flags.get("validate") == "true"

    @property
    def overrides(self) -> bool:
        """Whether files that are not given are to be removed."""
        return self.flags.get("override") != "false"

    @property
    def ansi(self) -> bool:
        """Whether differences are wanted in colours."""
        return self.flags.get("color") == "ansi"

    @property
    def diff(self) -> str | None:
        """The wanted kind of difference: semantic, summary or textual; None if none is asked for."""
        kinds = {"semantic": "semantic", "summary": "summary", "textual": "textual"}
        legacy = {**kinds, "true": "semantic"}
        return kinds.get(self.flags.get("format", "")) or legacy.get(self.flags.get("diff", ""))

    @property
    def malformed(self) -> str:
        """What is said of a body that is no form although it should be one."""
        has_boundary = "boundary=" in self.headers.get("content-type", "")
        return "Invalid request" if has_boundary else "Request is not a valid multipart request"

    def files(self) -> dict[str, str]:
        """The files of a multipart body by the name of their part; none without such a body."""
        kind = self.headers.get("content-type", "")
        if not kind.startswith("multipart/form-data"):
            return {}
        files: dict[str, str] = {}

        def on_file(part: Any) -> None:
            part.file_object.seek(0)
            files[part.field_name.decode()] = part.file_object.read().decode("utf-8", "replace")

        def on_field(part: Any) -> None:
            files[part.field_name.decode()] = (part.value or b"").decode("utf-8", "replace")

        raw = {"Content-Type": kind.encode(), "Content-Length": str(len(self.body)).encode()}
        parse_form(raw, _Chunks(self.body), on_field, on_file)
        return files


class _Chunks:
    def __init__(self, body: bytes) -> None:
        self._body = body

    def read(self, size: int = -1) -> bytes:
        size = len(self._body) if size < 0 else size
        chunk, self._body = self._body[:size], self._body[size:]
        return chunk
