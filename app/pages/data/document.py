"""The state of one document on the Data page: read, written with a look at what others did, deleted, looked back at."""

from dataclasses import replace
from typing import Any

import reflex as rx

from app.components.problem import ProblemView
from app.components.typed_json import JsonMistake, read_object, written
from app.developer.data import documents, history
from app.developer.data.database import Database
from app.developer.data.documents import ID, Stored
from app.fauna.errors import FaunaError, QueryRefused
from app.pages.data.access import database_for, shown
from app.pages.data.documents import DocumentsState
from app.pages.data.drafts import VersionView, draft, version_views
from app.pages.developer import developer_only

MOST_VERSIONS = 200
GONE = ProblemView(
    "Fauna", "document_not_found", "The document was deleted meanwhile.", "", "Save again to make it anew under its id."
)
CHANGED = ProblemView(
    "Fauna",
    "conflict",
    "Somebody else has changed this document since it was opened; nothing was written.",
    "",
    "Reload to take their version, or keep your text and save again to write over theirs.",
)
TOO_LONG = "The text is longer than what a page may send (900,000 characters); use the import instead."


class DocumentState(rx.State):
    """The opened document. Its text goes to the editor once per `version`; the editor keeps what is typed."""

    is_open: bool = False
    is_loading: bool = False
    is_saving: bool = False
    collection: str = ""
    doc_id: str = ""
    ts: str = ""
    ttl: str = ""
    text: str = ""
    version: int = 0
    tab: str = "edit"
    problems: list[dict[str, Any]] = []
    problem: ProblemView = ProblemView()
    conflict: bool = False
    versions: list[VersionView] = []
    older: str = ""
    deleted: str = ""
    _found: list[Stored] = []
    _is_looking: bool = False
    _undo: tuple[str, str, str] = ("", "", "")

    @rx.event(background=True, supersedes=True)
    @developer_only
    async def open(self, doc_id: str) -> None:
        """Show a document of the chosen collection."""
        if not ID.fullmatch(doc_id):
            return
        async with self:
            self._reset((await self.get_state(DocumentsState)).chosen, doc_id)
            self.is_loading = True
        await self._read()

    @rx.event
    @developer_only
    async def new(self) -> None:
        """Start a document of the chosen collection."""
        shown_documents = await self.get_state(DocumentsState)
        info = shown_documents._infos.get(shown_documents.chosen)
        if info is not None:
            self._reset(info.name, "")
            self.text = draft(info)

    @rx.event
    @developer_only
    async def close(self) -> None:
        """Leave the document; nothing of it stays here."""
        self._reset("", "")
        self.is_open = False

    @rx.event(background=True)
    @developer_only
    async def reload(self) -> None:
        """Take the document as it is now, in place of what was typed."""
        async with self:
            self.is_loading = True
        await self._read()

    @rx.event(background=True)
    @developer_only
    async def keep(self) -> None:
        """Keep what was typed, to be written over what others wrote."""
        try:
            async with self:
                database = await database_for(self)
            found = await documents.read(database, self.collection, self.doc_id)
        except FaunaError as error:
            return await self._refuse(error)
        async with self:
            self.ts = found.ts if found else ""
            self.conflict, self.problem = False, ProblemView()
        return None

    @rx.event(background=True)
    @developer_only
    async def save(self, form: dict[str, Any]) -> Any:
        """Write what was typed; nothing is written when the document has changed since it was read."""
        async with self:
            if self.is_saving or not self.is_open:
                return
            self.problems, self.problem, self.conflict = [], ProblemView(), False
            try:
                data, ttl, doc_id = self._typed(form)
            except JsonMistake as error:
                self.problems = [_place(error)]
                return
            self.is_saving = True
            seen, is_new = self.ts, not self.ts
        try:
            async with self:
                database = await database_for(self)
            if is_new:
                outcome = await documents.create(database, self.collection, data, doc_id or None, ttl)
            else:
                outcome = await documents.replace(database, self.collection, doc_id, seen, data, ttl)
        except FaunaError as error:
            await self._refuse(error)
            return
        if outcome.outcome != "done":
            async with self:
                self.is_saving, self.conflict = False, outcome.outcome == "changed"
                self.problem = CHANGED if self.conflict else GONE
                self.ts = "" if outcome.outcome == "gone" else self.ts
            return
        yield rx.toast.success("Created" if is_new else "Saved", duration=2500)
        await self._after(database, outcome.id)
        async with self:
            self.is_saving, self.is_open = False, False
        if is_new:
            yield DocumentsState.refresh

    @rx.event(background=True)
    @developer_only
    async def delete(self) -> Any:
        """Delete the document as it was read."""
        async with self:
            if self.is_saving or not self.ts:
                return
            self.is_saving, collection, doc_id, ts = True, self.collection, self.doc_id, self.ts
        try:
            async with self:
                database = await database_for(self)
            outcome = await documents.delete(database, collection, doc_id, ts)
        except FaunaError as error:
            await self._refuse(error)
            return
        if outcome.outcome == "changed":
            async with self:
                self.is_saving, self.conflict, self.problem = False, True, CHANGED
            return
        await self._after(database, doc_id)
        async with self:
            self._reset("", "")
            self.is_open, self._undo, self.deleted = False, (collection, doc_id, ts), f"{collection} {doc_id}"
        yield rx.toast.success("Deleted", duration=2500)

    @rx.event(background=True)
    @developer_only
    async def undo(self) -> Any:
        """Make the document that was deleted last anew, under its id."""
        async with self:
            (collection, doc_id, ts), self._undo, self.deleted = self._undo, ("", "", ""), ""
        if not doc_id:
            return
        try:
            async with self:
                database = await database_for(self)
            gone = await history.version_at(database, collection, doc_id, ts)
            if gone is not None:
                await documents.create(database, collection, gone.data, doc_id, gone.ttl)
        except FaunaError as error:
            async with self:
                (await self.get_state(DocumentsState)).problem = shown(error)
            return
        await self._after(database, doc_id)
        yield rx.toast.success("Made anew" if gone else "Fauna no longer has it", duration=2500)
        yield DocumentsState.refresh

    @rx.event(background=True)
    @developer_only
    async def show(self, tab: str) -> None:
        """Turn to the editor or to the document's history."""
        if tab not in ("edit", "history"):
            return
        async with self:
            self.tab = tab
            is_due = tab == "history" and not self.versions and bool(self.ts) and not self._is_looking
            self._is_looking = self._is_looking or is_due
        if is_due:
            await self._look_back(self.ts)

    @rx.event(background=True)
    @developer_only
    async def look_further(self) -> None:
        """Older versions."""
        async with self:
            before = self.older
        if before and len(self._found) < MOST_VERSIONS:
            await self._look_back(before)

    @rx.event(background=True)
    @developer_only
    async def restore(self, ts: str) -> Any:
        """Write an older version anew; the one that is current stays in the history."""
        async with self:
            chosen = next((version for version in self._found if version.ts == ts), None)
            if chosen is None or self.is_saving:
                return
            self.is_saving, seen = True, self.ts
        try:
            async with self:
                database = await database_for(self)
            outcome = await documents.replace(database, self.collection, self.doc_id, seen, chosen.data, chosen.ttl)
        except FaunaError as error:
            await self._refuse(error)
            return
        if outcome.outcome != "done":
            async with self:
                self.is_saving, self.conflict = False, outcome.outcome == "changed"
                self.problem = CHANGED if self.conflict else GONE
            return
        await self._after(database, outcome.id)
        yield rx.toast.success("Restored as a new version", duration=2500)
        await self._read()
        await self._look_back(self.ts)

    def _typed(self, form: dict[str, Any]) -> tuple[dict[str, Any], str | None, str]:
        """The document, when it expires, and its id. Raises `JsonMistake`."""
        if form.get("text_too_long") == "true":
            raise JsonMistake(TOO_LONG)
        text, ttl, doc_id = (str(form.get(name) or "").strip() for name in ("text", "ttl", "id"))
        doc_id = self.doc_id or doc_id
        if doc_id and not ID.fullmatch(doc_id):
            raise JsonMistake("The id is a number of up to 19 digits; leave it empty to have one made.")
        if ttl:
            try:
                read_object(f'{{"ttl": {{"@time": "{ttl}"}}}}')
            except JsonMistake as error:
                raise JsonMistake("Expires (ttl) is a time as in 2030-01-31T12:00:00Z, or empty.") from error
        return read_object(text), ttl or None, doc_id

    async def _read(self) -> None:
        try:
            async with self:
                database = await database_for(self)
            found = await documents.read(database, self.collection, self.doc_id)
        except FaunaError as error:
            return await self._refuse(error)
        async with self:
            self.is_loading, self.is_saving, self.conflict = False, False, False
            self.problems, self.problem = [], ProblemView() if found else replace(GONE, advice="")
            if found:
                self.text, self.ts, self.ttl = written(found.data), found.ts, found.ttl or ""
                self.versions, self.older, self._found = [], "", []
                self.version += 1
        return None

    async def _look_back(self, before: str) -> None:
        try:
            async with self:
                database = await database_for(self)
            found = await history.versions(database, self.collection, self.doc_id, before)
        except FaunaError as error:
            return await self._refuse(error)
        async with self:
            self._is_looking = False
            self._found = [*self._found, *found.versions]
            self.older = found.before
            self.versions = version_views(self._found, is_whole=not found.before)
        return None

    async def _after(self, database: Database, doc_id: str) -> None:
        """Show what was written in the grid."""
        collection = self.collection or self._undo[0]
        try:
            document = await documents.read_shown(database, collection, doc_id)
        except FaunaError:
            return
        async with self:
            shown_documents = await self.get_state(DocumentsState)
            if shown_documents.chosen == collection:
                shown_documents._show_written(doc_id, document)

    async def _refuse(self, error: FaunaError) -> None:
        failures = error.failures if isinstance(error, QueryRefused) else ()
        async with self:
            self.is_loading, self.is_saving, self._is_looking = False, False, False
            self.problem = shown(error)
            self.problems = [{"path": list(failure.path), "message": failure.message} for failure in failures]

    def _reset(self, collection: str, doc_id: str) -> None:
        self.collection, self.doc_id, self.is_open = collection, doc_id, True
        self.text, self.ts, self.ttl, self.version = "", "", "", self.version + 1
        self.problems, self.problem, self.conflict, self.tab = [], ProblemView(), False, "edit"
        self.versions, self.older, self._found = [], "", []
        self.is_loading, self.is_saving, self._is_looking = False, False, False


def _place(error: JsonMistake) -> dict[str, Any]:
    return {"path": list(error.path), "line": error.line, "column": error.column, "message": str(error)}
