"""`/schema/1/…`: reading and replacing the schema files."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs

from python_multipart import parse_form
from python_multipart.exceptions import FormParserError

from app.emulators.fauna.access.session import BUILT_IN, Session
from app.emulators.fauna.environment import DatabaseEnvironment
from app.emulators.fauna.migrations import migrate_documents, plan_migrations
from app.emulators.fauna.schema.cache import Schemas
from app.emulators.fauna.schema.change import check, replace_files, summary
from app.emulators.fauna.schema.read import SchemaFailure
from app.emulators.fauna.store.catalog import Catalog, Contended
from app.emulators.fauna.store.transaction import Transaction

Answer = tuple[int, dict[str, Any]]
Flags = dict[str, str]
ATTEMPTS = 8
METHODS = {"files": "GET", "update": "POST", "validate": "POST"}


class SchemaError(Exception):
    """An answer with a status and nothing but a message."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True, slots=True)
class SchemaRequest:
    """A request to a path behind `/schema/1`."""

    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: bytes

    @property
    def flags(self) -> Flags:
        """The query parameters."""
        return {name: values[0] for name, values in parse_qs(self.query).items()}


class SchemaEndpoints:
    """The endpoints over one catalog."""

    def __init__(self, catalog: Catalog, schemas: Schemas) -> None:
        self._catalog = catalog
        self._schemas = schemas

    def answer(self, session: Session, request: SchemaRequest) -> Answer:
        """Status and JSON of a request."""
        try:
            if not set(session.roles) & set(BUILT_IN):
                raise SchemaError(403, "Access denied")
            return self._dispatch(session, request)
        except SchemaError as error:
            return error.status, {"error": {"message": str(error)}}
        except (SchemaFailure, FormParserError) as failure:
            return 400, {"error": {"message": str(failure)}}

    def _dispatch(self, session: Session, request: SchemaRequest) -> Answer:
        kind, _, name = request.path.strip("/").partition("/")
        if kind not in METHODS or (name and kind != "files"):
            raise SchemaError(404, "Not found")
        if request.method != METHODS[kind]:
            raise SchemaError(405, "Method not allowed")
        if kind == "files":
            return self._files(session, name)
        for _ in range(ATTEMPTS):
            try:
                return self._push(session, request.flags, read_files(request), only_validate=kind == "validate")
            except Contended:
                continue
        raise SchemaError(409, "Transaction was aborted due to detection of concurrent modifications to schema.")

    def _files(self, session: Session, name: str) -> Answer:
        stored = Transaction(self._catalog, 0).schema(session.database.id)
        if not name:
            return 200, {"version": stored.version, "files": [{"filename": name} for name in sorted(stored.files)]}
        if name not in stored.files:
            raise SchemaError(404, "Not found")
        return 200, {"version": stored.version, "content": stored.files[name]}

    def _push(self, session: Session, flags: Flags, files: dict[str, str], *, only_validate: bool) -> Answer:
        if not only_validate and not session.is_admin:
            raise SchemaError(403, "Access denied")
        database = session.database.id
        transaction = Transaction(self._catalog, self._catalog.clock.tick())
        stored = transaction.schema(database)
        if flags.get("force") != "true" and flags.get("version", str(stored.version)) != str(stored.version):
            raise SchemaError(409, "Stale schema version provided")
        if flags.get("staged") == "true":
            raise SchemaError(400, "Staged schemas are not available in this version of the emulator")
        if flags.get("override") == "false":
            files = {**stored.files, **files}
        files = {name: body for name, body in files.items() if body.strip()}
        old, new = self._schemas.of(stored), check(database, files)
        plans = plan_migrations(transaction, database, old, new)
        if only_validate:
            return 200, {"version": stored.version, "diff": summary(old, new)}
        version = replace_files(transaction, database, old, files).version
        migrate_documents(DatabaseEnvironment(transaction, session, self._schemas), plans)
        transaction.commit()
        return 200, {"version": version}


def read_files(request: SchemaRequest) -> dict[str, str]:
    """The files of a multipart body by the name of their part; none without such a body."""
    kind = request.headers.get("content-type", "")
    if not kind.startswith("multipart/form-data"):
        return {}
    files: dict[str, str] = {}

    def on_file(part: Any) -> None:
        part.file_object.seek(0)
        files[part.field_name.decode()] = part.file_object.read().decode("utf-8", "replace")

    def on_field(part: Any) -> None:
        files[part.field_name.decode()] = (part.value or b"").decode("utf-8", "replace")

    raw = {"Content-Type": kind.encode(), "Content-Length": str(len(request.body)).encode()}
    parse_form(raw, _Chunks(request.body), on_field, on_file)
    return files


class _Chunks:
    def __init__(self, body: bytes) -> None:
        self._body = body

    def read(self, size: int = -1) -> bytes:
        size = len(self._body) if size < 0 else size
        chunk, self._body = self._body[:size], self._body[size:]
        return chunk
