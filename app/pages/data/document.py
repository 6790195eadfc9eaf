"""The state of one document on the Data page: read, written with a look at what others did, deleted, looked back at."""

from dataclasses import replace
from typing import Any

import reflex as rx

from app.components.problem import ProblemView
from app.components.typed_json import JsonMistake, read_object, written
from app.developer.data import documents, history
from app.developer.data.documents import ID
from app.fauna.errors import FaunaError, QueryRefused
from app.pages.data.access import database_for, shown
from app.pages.data.documents import DocumentsState, show_in_grid
from app.pages.data.drafts import draft
from app.pages.developer import developer_only

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
    deleted: str = ""
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
        await show_in_grid(self, database, self.collection, outcome.id)
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
        await show_in_grid(self, database, collection, doc_id)
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
        await show_in_grid(self, database, collection, doc_id)
        yield rx.toast.success("Made anew" if gone else "Fauna no longer has it", duration=2500)
        yield DocumentsState.refresh

    @rx.event
    @developer_only
    async def show(self, tab: str) -> None:
        """Turn to the editor or to the document's history."""
        if tab in ("edit", "history"):
            self.tab = tab

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
                self.version += 1
        return None

    async def _refuse(self, error: FaunaError) -> None:
        failures = error.failures if isinstance(error, QueryRefused) else ()
        async with self:
            self.is_loading, self.is_saving = False, False
            self.problem = shown(error)
            self.problems = [{"path": list(failure.path), "message": failure.message} for failure in failures]

    def _reset(self, collection: str, doc_id: str) -> None:
        self.collection, self.doc_id, self.is_open = collection, doc_id, True
        self.text, self.ts, self.ttl, self.version = "", "", "", self.version + 1
        self.problems, self.problem, self.conflict, self.tab = [], ProblemView(), False, "edit"
        self.is_loading, self.is_saving = False, False


def _place(error: JsonMistake) -> dict[str, Any]:
    return {"path": list(error.path), "line": error.line, "column": error.column, "message": str(error)}
