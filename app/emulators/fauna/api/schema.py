"""`/schema/1/…`: schema files, their differences, staging, and single items."""

from collections.abc import Callable
from typing import Any

from python_multipart.exceptions import FormParserError

from app.emulators.fauna.access.session import BUILT_IN, Session
from app.emulators.fauna.api.schema_item import ITEMS, SchemaItemEndpoint
from app.emulators.fauna.api.schema_request import SchemaRequest
from app.emulators.fauna.schema import diff_text
from app.emulators.fauna.schema.cache import Schemas
from app.emulators.fauna.schema.change import Proposal, abandon, propose, stage
from app.emulators.fauna.schema.read import SchemaFailure
from app.emulators.fauna.settling import examine, take, take_staged
from app.emulators.fauna.stdlib.documents.filling import fill_indexes
from app.emulators.fauna.store.errors import Contended
from app.emulators.fauna.store.records import ROOT, SchemaFiles
from app.emulators.fauna.store.retry import attempt
from app.emulators.fauna.store.store import Store
from app.emulators.fauna.store.transaction import Transaction

Answer = tuple[int, dict[str, Any]]
Body = Callable[[], dict[str, Any]]
RETRIES = 7
ACTIONS = {
    "update": "POST", "diff": "POST", "validate": "POST", "status": "GET", "commit": "POST", "abandon": "POST",
    "staged/status": "GET", "staged/commit": "POST", "staged/abandon": "POST",
}  # fmt: skip
CONTENDED = "Transaction was aborted due to detection of concurrent modifications to schema."


class SchemaError(Exception):
    """An answer with a status and nothing but a message."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


class SchemaEndpoints:
    """The endpoints over one store."""

    def __init__(self, store: Store, schemas: Schemas) -> None:
        self._store = store
        self._schemas = schemas

    def answer(self, session: Session, request: SchemaRequest) -> Answer:
        """Status and JSON of a request."""
        try:
            if not set(session.roles) & set(BUILT_IN):
                raise SchemaError(403, "Access denied")

            def act(transaction: Transaction, retried: int) -> dict[str, Any]:
                body = self._dispatch(session, request, transaction)
                fill_indexes(transaction, session, self._schemas)
                transaction.commit()
                return body()

            return 200, attempt(self._store, session.database.id, RETRIES, act)
        except Contended:
            return 409, {"error": {"message": CONTENDED}}
        except SchemaError as error:
            return error.status, {"error": {"message": str(error)}}
        except SchemaFailure as failure:
            return 400, {"error": {"message": str(failure)}}
        except FormParserError:
            return 400, {"error": {"message": request.malformed}}

    def _dispatch(self, session: Session, request: SchemaRequest, transaction: Transaction) -> Body:
        """Does what is asked for; the answer is made after the commit, when its time is known."""
        path = request.path.strip("/")
        kind, _, name = path.partition("/")
        stored = transaction.schema(session.database.id)
        if kind == "files":
            _allow(request, "GET")
            self._check_version(request, stored)
            files = _files(stored.latest if request.is_staged else stored, name)
            return lambda: files
        if kind == "items" and name.partition("/")[0] in ITEMS:
            return self._item(session, request, transaction, stored, name)
        if path not in ACTIONS:
            raise SchemaError(404, "Not found")
        _allow(request, ACTIONS[path])
        action = path.removeprefix("staged/")
        if action in ("update", "commit", "abandon") and not session.is_admin:
            raise SchemaError(403, "Access denied")
        self._check_version(request, stored)
        if action in ("status", "commit", "abandon") or (action == "update" and request.is_staged):
            _refuse_root(stored)
        return self._act(action, session, request, transaction, stored)

    def _act(
        self, action: str, session: Session, request: SchemaRequest, transaction: Transaction, stored: SchemaFiles
    ) -> Body:
        match action:
            case "update":
                if request.is_staged:
                    stored = stage(transaction, stored)
                # Files that are pushed again over staged ones are compared with the active schema.
                proposal = propose(stored, request.files(), staged=False, override=request.overrides)
                take(transaction, session, self._schemas, stored, proposal)
            case "commit":
                take_staged(transaction, session, self._schemas, stored)
            case "abandon":
                abandon(transaction, stored)
            case "status":
                status = self._status(request, stored, transaction)
                return lambda: status
            case _:
                staged = request.is_staged or stored.staged is None
                proposal = propose(stored, request.files(), staged=staged, override=request.overrides)
                plans = examine(transaction, self._schemas, stored, proposal)
                diff = difference(proposal, request.diff or "semantic", ansi=request.ansi, steps=plans.named)
                return lambda: {"version": stored.version, "diff": diff}
        return lambda: {"version": transaction.schema(stored.id).version}

    def _status(self, request: SchemaRequest, stored: SchemaFiles, transaction: Transaction) -> dict[str, Any]:
        status: dict[str, Any] = {"version": stored.version, "status": "none" if stored.staged is None else "ready"}
        if request.diff is None:
            return status
        proposal = propose(stored, stored.latest.files, staged=False, override=True)
        plans = examine(transaction, self._schemas, stored, proposal)
        diff = difference(proposal, request.diff, ansi=request.ansi, steps=plans.named)
        return {**status, "pending_summary": "", "diff": diff}

    def _item(
        self, session: Session, request: SchemaRequest, transaction: Transaction, stored: SchemaFiles, name: str
    ) -> Body:
        kind, _, item = name.partition("/")
        methods = ("GET", "POST", "DELETE") if item else ("POST",)
        if request.method not in methods:
            raise SchemaError(405, "Method not allowed")
        writes = request.method != "GET" and not request.is_validation
        if writes and not session.is_admin:
            raise SchemaError(403, "Access denied")
        if not request.is_validation:
            self._check_version(request, stored)
        endpoint = SchemaItemEndpoint(session, self._schemas, transaction, stored, ITEMS[kind])
        try:
            answer = endpoint.answer(request, item)
        except LookupError as error:
            raise SchemaError(404, "Not found") from error
        if isinstance(answer, Proposal):
            diff = difference(answer, request.diff or "semantic", ansi=request.ansi)
            return lambda: {"version": stored.version, "diff": diff}
        return answer

    def _check_version(self, request: SchemaRequest, stored: SchemaFiles) -> None:
        given = request.flags.get("version", "")
        if request.flags.get("force") != "true" and given.isdecimal() and int(given) != stored.version:
            raise SchemaError(409, "Stale schema version provided")


def difference(proposal: Proposal, kind: str, *, ansi: bool, steps: diff_text.StepsByName = diff_text.NO_STEPS) -> str:
    """What a proposal changes, as text; `steps` is what it asks of documents."""
    if kind == "textual":
        return diff_text.textual(proposal.before, proposal.after, ansi=ansi)
    if kind == "summary":
        return diff_text.summary(proposal.diffs(), ansi=ansi)
    return diff_text.semantic(proposal.diffs(), ansi=ansi, steps=steps)


def _allow(request: SchemaRequest, method: str) -> None:
    if request.method != method:
        raise SchemaError(405, "Method not allowed")


def _refuse_root(stored: SchemaFiles) -> None:
    if stored.id == ROOT:
        raise SchemaFailure("Schema cannot be staged in the root database")


def _files(stored: SchemaFiles, name: str) -> dict[str, Any]:
    if not name:
        return {"version": stored.version, "files": [{"filename": name} for name in sorted(stored.files)]}
    if name not in stored.files:
        raise SchemaError(404, "Not found")
    return {"version": stored.version, "content": stored.files[name]}
