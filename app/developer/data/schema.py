"""The schema of the app's database: its files, what a change would do, pushing and staging it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from app.developer.data.database import Database
from app.fauna.client import FaunaClient
from app.fauna.errors import SchemaMoved

Kind = Literal["semantic", "textual"]
READS = 3
_PLACE = re.compile(r"at (?P<file>\S+):(?P<line>\d+):(?P<column>\d+)")
_CARETS = re.compile(r"\s*\|[ |_]*(?P<carets>\^+)")
_HEAD = re.compile(r"(?P<kind>error|warning|hint): (?P<message>.*)")


@dataclass(frozen=True, slots=True)
class Schema:
    """The files at a version; a push names that version, so that it never takes back what others pushed."""

    version: int
    files: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Staged:
    """What waits for its commit: `none`, `pending` while Fauna builds indexes, `ready` or `failed`."""

    status: str
    version: int = 0
    summary: str = ""
    diff: str = ""


@dataclass(slots=True)
class Mistake:
    """A mistake in a file: line and column from 1, the length of what is marked, and Fauna's hints."""

    message: str
    file: str = ""
    line: int = 0
    column: int = 0
    length: int = 1
    hints: list[str] = field(default_factory=list)


async def read(database: Database, *, staged: bool = False) -> Schema:
    """The files, all of one version. Raises `FaunaError`."""
    for _ in range(READS):
        listed = await _call(database, "GET", "files", staged=staged)
        files, versions = {}, {listed["version"]}
        for entry in listed.get("files", []):
            answer = await _call(database, "GET", f"files/{entry['filename']}", staged=staged)
            files[entry["filename"]] = answer["content"]
            versions.add(answer["version"])
        if len(versions) == 1:
            return Schema(listed["version"], files)
    raise SchemaMoved("The schema changes while it is read; try again in a moment.")


async def difference(database: Database, files: Mapping[str, str], kind: Kind) -> str:
    """What pushing these files would change; empty when nothing. Raises `SchemaRefused` for mistakes in them."""
    answer = await _call(database, "POST", "diff", files, format=kind, force="true")
    return str(answer.get("diff") or "")


async def push(database: Database, files: Mapping[str, str], version: int, *, staged: bool = False) -> int:
    """Make these files the schema that was at `version`; the new version. Raises `FaunaError`."""
    answer = await _call(database, "POST", "update", files, version=str(version), staged=staged)
    return int(answer.get("version") or 0)


async def staged_status(database: Database) -> Staged:
    """What is staged, and what it would change. Raises `FaunaError`."""
    answer = await _call(database, "GET", "staged/status", format="semantic")
    summary = str(answer.get("pending_summary") or "")
    return Staged(str(answer["status"]), int(answer["version"]), summary, str(answer.get("diff") or ""))


async def commit(database: Database, version: int) -> None:
    """Make what is staged at `version` the schema. Raises `FaunaError`."""
    await _call(database, "POST", "staged/commit", version=str(version))


async def abandon(database: Database, version: int) -> None:
    """Drop what is staged at `version`. Raises `FaunaError`."""
    await _call(database, "POST", "staged/abandon", version=str(version))


def mistakes(text: str) -> list[Mistake]:
    """The mistakes that a refusal tells of, with their places; the whole text as one where it has no such form."""
    found: list[Mistake] = []
    is_hint = False
    for line in text.split("\n"):
        if head := _HEAD.fullmatch(line):
            is_hint = head["kind"] == "hint" and bool(found)
            if is_hint:
                found[-1].hints.append(head["message"])
            else:
                found.append(Mistake(head["message"]))
        elif found and not is_hint:
            _place(found[-1], line)
    return found or [Mistake(text)]


def _place(mistake: Mistake, line: str) -> None:
    if place := _PLACE.fullmatch(line):
        if not mistake.file:
            mistake.file, mistake.line, mistake.column = place["file"], int(place["line"]), int(place["column"])
    elif carets := _CARETS.match(line):
        mistake.length = len(carets["carets"])


async def _call(
    database: Database,
    method: str,
    path: str,
    files: Mapping[str, str] | None = None,
    *,
    staged: bool = False,
    **flags: str,
) -> dict[str, Any]:
    flags = {**flags, **({"staged": "true"} if staged else {})}
    query = "&".join(f"{name}={value}" for name, value in flags.items())
    async with FaunaClient(database.endpoint, database.transport) as client:
        return await client.schema_call(
            method, f"/schema/1/{path}{'?' if query else ''}{query}", secret=database.secret, files=files
        )
