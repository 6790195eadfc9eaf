"""The state of a document's history: its versions, what each changed, and bringing one back."""

from typing import Any

import reflex as rx

from app.components.problem import ProblemView
from app.components.typed_json import written
from app.developer.data import documents, history
from app.developer.data.documents import Stored
from app.fauna.errors import FaunaError
from app.pages.data.access import database_for, shown
from app.pages.data.document import CHANGED, GONE, DocumentState
from app.pages.data.documents import show_in_grid
from app.pages.data.drafts import VersionView, version_views
from app.pages.developer import developer_only

MOST_VERSIONS = 200


class HistoryState(rx.State):
    """The versions of the opened document, as far as they were looked for."""

    versions: list[VersionView] = []
    older: str = ""
    _of: tuple[str, str, str] = ("", "", "")
    _oldest: Stored | None = None

    @rx.event(background=True)
    @developer_only
    async def look(self, tab: str) -> None:
        """Look for the versions of the opened document, when its history is turned to."""
        async with self:
            of = await self._opened()
            if tab != "history" or not of[2] or of == self._of:
                return
            self.versions, self.older, self._of, self._oldest = [], "", of, None
        await self._look_back(of[2])

    @rx.event(background=True)
    @developer_only
    async def look_further(self) -> None:
        """Older versions."""
        async with self:
            before, is_same = self.older, (await self._opened()) == self._of
        if before and is_same and len(self.versions) < MOST_VERSIONS:
            await self._look_back(before)

    @rx.event(background=True)
    @developer_only
    async def restore(self, ts: str) -> Any:
        """Write an older version anew; the one that is current stays in the history."""
        async with self:
            document = await self.get_state(DocumentState)
            collection, doc_id, seen = of = await self._opened()
            if of != self._of or document.is_saving or ts not in {version.ts for version in self.versions}:
                return
            document.is_saving, document.problem = True, ProblemView()
        try:
            async with self:
                database = await database_for(self)
            chosen = await history.version_at(database, collection, doc_id, ts)
            if chosen is None or chosen.ts != ts:
                outcome = documents.Written("gone")
            else:
                outcome = await documents.replace(database, collection, doc_id, seen, chosen.data, chosen.ttl)
        except FaunaError as error:
            await self._refuse(error)
            return
        async with self:
            document = await self.get_state(DocumentState)
            document.is_saving, document.conflict = False, outcome.outcome == "changed"
            if chosen is None or outcome.outcome != "done":
                document.problem = CHANGED if document.conflict else GONE
                return
            document.text, document.ts, document.ttl = written(chosen.data), outcome.ts, chosen.ttl or ""
            document.version += 1
            self.versions, self._of, self._oldest = [], (collection, doc_id, outcome.ts), None
        await show_in_grid(self, database, collection, doc_id)
        await self._look_back(outcome.ts)
        yield rx.toast.success("Restored as a new version", duration=2500)

    async def _opened(self) -> tuple[str, str, str]:
        document = await self.get_state(DocumentState)
        return document.collection, document.doc_id, document.ts

    async def _look_back(self, before: str) -> None:
        of = self._of
        try:
            async with self:
                database = await database_for(self)
            found = await history.versions(database, of[0], of[1], before)
        except FaunaError as error:
            return await self._refuse(error)
        async with self:
            if of != self._of:
                return None
            known = [self._oldest] if self._oldest else []
            views = version_views([*known, *found.versions], is_whole=not found.before, is_first=not known)
            self.versions = [*(self.versions[:-1] if known else self.versions), *views]
            self.older, self._oldest = found.before, (found.versions or known or [None])[-1]
        return None

    async def _refuse(self, error: FaunaError) -> None:
        async with self:
            document = await self.get_state(DocumentState)
            document.is_saving, document.problem = False, shown(error)
            self._of = ("", "", "")
