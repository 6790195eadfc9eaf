"""The state of the Data page's grid: the collections, and the documents of the chosen one, page by page."""

import asyncio
from dataclasses import replace
from typing import Any

import reflex as rx

from app.components.problem import ProblemView
from app.components.typed_json import JsonMistake
from app.developer.data import documents
from app.developer.data.collections import CollectionInfo, collections, count
from app.developer.data.database import Database
from app.developer.data.documents import View
from app.fauna.errors import FaunaError
from app.fauna.paging import RawPage
from app.pages.data.access import database_for, shown
from app.pages.data.filters import field_type, value_of
from app.pages.data.listing import CollectionView, IndexView, counted, listed
from app.pages.data.open_views import OpenView, current_view, open_view
from app.pages.data.rows import documents_of, first_columns, row, with_found
from app.pages.developer import developer_only

# Beyond what is on screen there are never more than a page of 100: 40 that are left, and the 60 that are asked for.
PAGE, AHEAD = 60, 40
COUNTED_AT_ONCE = 6
LONGEST_FILTER = 2_000
ALL = "All documents"
NO_BATCH: dict[str, Any] = {"seq": "", "reset": True, "columns": [], "rows": [], "more": False}


class DocumentsState(rx.State):
    """What the grid shows. Rows pass through `batch` once and are kept by the browser."""

    collections: list[CollectionView] = []
    is_listed: bool = False
    chosen: str = ""
    index: IndexView = IndexView()
    filters: int = 0
    order: str = ""
    descending: bool = False
    batch: dict[str, Any] = NO_BATCH
    loaded: int = 0
    goes_on: bool = False
    loading: bool = False
    problem: ProblemView = ProblemView()
    mistake: str = ""
    _infos: dict[str, CollectionInfo] = {}
    _terms: tuple[Any, ...] = ()
    _bounds: tuple[Any, Any] = (None, None)

    @rx.var
    def sort(self) -> dict[str, Any]:
        """By which column the grid is ordered."""
        return {"by": self.order, "descending": self.descending}

    @rx.var
    def names(self) -> list[str]:
        """The collections' names."""
        return [each.name for each in self.collections]

    @rx.var
    def indexes(self) -> list[IndexView]:
        """The chosen collection's."""
        return next((each.indexes for each in self.collections if each.name == self.chosen), [])

    @rx.var
    def index_names(self) -> list[str]:
        """What can be chosen to filter by."""
        return [ALL, *(index.name for index in self.indexes)]

    @rx.var
    def total(self) -> str:
        """How many documents the chosen collection has, as far as known."""
        return next((each.count for each in self.collections if each.name == self.chosen), "")

    @rx.var
    def history(self) -> str:
        """How far back the chosen collection's history reaches."""
        return next((each.history for each in self.collections if each.name == self.chosen), "")

    @rx.event(background=True, supersedes=True)
    @developer_only
    async def load(self) -> Any:
        """List the collections, show the chosen one's documents, count all."""
        try:
            async with self:
                database = await database_for(self)
            infos = {info.name: info for info in await collections(database)}
        except FaunaError as error:
            async with self:
                self.problem, self.is_listed = shown(error), True
            return
        async with self:
            counts = {each.name: each.count for each in self.collections}
            self._infos, self.is_listed, self.problem = infos, True, ProblemView()
            self.collections = [listed(info, counts.get(info.name, "")) for info in infos.values()]
            if self.chosen not in infos:
                self._choose(next(iter(infos), ""))
            elif self.index.name and self.index.name not in self.index_names:
                self._choose(self.chosen)
        yield DocumentsState.refresh
        await self._count(database, list(infos))

    @rx.event
    @developer_only
    async def choose(self, name: str) -> Any:
        """Show another collection's documents."""
        if name in self._infos and name != self.chosen:
            self._choose(name)
            return DocumentsState.refresh
        return None

    @rx.event
    @developer_only
    async def choose_index(self, name: str) -> Any:
        """Take an index to filter by; without one all documents are shown at once."""
        index = next((each for each in self.indexes if each.name == name), IndexView())
        if index == self.index:
            return None
        had_filter = bool(self.index.name)
        self.index, self.filters, self.mistake = index, self.filters + 1, ""
        if index.terms or not (index.name or had_filter):
            return None
        self._terms, self._bounds = (), (None, None)
        return DocumentsState.refresh

    @rx.event
    @developer_only
    async def filter(self, form: dict[str, Any]) -> Any:
        """Look documents up by the chosen index's terms and range."""
        info = self._infos.get(self.chosen)
        if info is None or not self.index.name:
            return None
        typed = {name: text[:LONGEST_FILTER] for name, text in form.items() if isinstance(text, str)}
        try:
            self._terms = tuple(
                _value(typed.get(f"term{place}", ""), field, info) for place, field in enumerate(self.index.terms)
            )
            lower, upper = (
                _value(typed[name], self.index.bound, info) if typed.get(name, "").strip() else None
                for name in ("lower", "upper")
            )
        except JsonMistake as error:
            self.mistake = str(error)
            return None
        self._bounds, self.mistake = (lower, upper), ""
        return DocumentsState.refresh

    @rx.event
    @developer_only
    async def sort_by(self, name: str) -> Any:
        """Order by a column: upwards, downwards, then not at all."""
        columns = [column["name"] for column in self.batch["columns"]]
        if name not in columns:
            return None
        if name != self.order:
            self.order, self.descending = name, False
        elif not self.descending:
            self.descending = True
        else:
            self.order, self.descending = "", False
        return DocumentsState.refresh

    @rx.event(background=True, supersedes=True)
    @developer_only
    async def refresh(self) -> None:
        """The first page of the documents as chosen, filtered and ordered."""
        async with self:
            info = self._infos.get(self.chosen)
            if info is None:
                self.batch = {**NO_BATCH, "seq": "none"}
                return
            self.loading = True
            lower, upper = self._bounds
            view = View(self.chosen, self.index.name, self._terms, lower, upper, self.order, self.descending)
            now = open_view(self.router.session.client_token, view, first_columns(info))
        await self._fetch(now)

    @rx.event(background=True)
    @developer_only
    async def more(self, seq: str) -> None:
        """The page behind the batch `seq`, if that is the last one."""
        now = current_view(self.router.session.client_token)
        async with self:
            if now is None or self.loading or self.batch["seq"] != seq or not self.batch["more"]:
                return
            self.loading = True
        await self._fetch(now)

    @rx.event
    @developer_only
    async def go_on(self) -> Any:
        """Ask once more for what was refused."""
        now = current_view(self.router.session.client_token)
        self.problem = ProblemView()
        if now is None or now.pages == 0:
            return DocumentsState.load
        return DocumentsState.more(self.batch["seq"])

    async def _fetch(self, now: OpenView) -> None:
        try:
            async with self:
                database = await database_for(self)
            if now.pages == 0:
                page = await documents.first_page(database, now.view, PAGE)
            else:
                page = await documents.following_page(database, now.after, PAGE)
        except FaunaError as error:
            async with self:
                if now is current_view(self.router.session.client_token):
                    self.problem, self.loading = shown(error), False
            return
        async with self:
            if now is current_view(self.router.session.client_token):
                self._take(now, page)

    def _take(self, now: OpenView, page: RawPage) -> None:
        found = documents_of(page.members)
        now.columns = with_found(now.columns, found)
        now.after, now.count, now.pages = page.after, now.count + len(found), now.pages + 1
        rows = [row(document, now.columns) for document in found]
        self._send(now, reset=now.pages == 1, rows=rows)
        self.loading, self.problem = False, ProblemView()

    def _send(self, now: OpenView, *, reset: bool = False, **batch: list[Any]) -> None:
        now.batches += 1
        head = {"seq": f"{now.number}.{now.batches}", "reset": reset, "columns": now.columns}
        self.batch = {**head, "rows": [], "more": bool(now.after), **batch}
        self.loaded, self.goes_on = now.count, bool(now.after)

    def _show_written(self, doc_id: str, document: dict[str, Any] | None) -> None:
        """A document as it is now, None when it is gone, in the row that shows it."""
        now = current_view(self.router.session.client_token)
        if now is None:
            return
        if document is None:
            now.count -= 1
            self._send(now, gone=[doc_id])
            return
        now.columns = with_found(now.columns, [document])
        self._send(now, changed=[row(document, now.columns)])

    async def _count(self, database: Database, names: list[str]) -> None:
        for start in range(0, len(names), COUNTED_AT_ONCE):
            some = names[start : start + COUNTED_AT_ONCE]
            try:
                found = await asyncio.gather(*(count(database, name) for name in some))
            except FaunaError:
                return
            counts = dict(zip(some, found, strict=True))
            async with self:
                self.collections = [
                    replace(each, count=counted(counts[each.name])) if each.name in counts else each
                    for each in self.collections
                ]

    def _choose(self, name: str) -> None:
        self.chosen, self.index, self.order, self.descending = name, IndexView(), "", False
        self._terms, self._bounds, self.mistake, self.problem = (), (None, None), "", ProblemView()
        self.filters += 1


def _value(text: str, field: str, info: CollectionInfo) -> Any:
    return value_of(text, field_type(field, {**info.fields, **info.computed}))


async def show_in_grid(state: rx.State, database: Database, collection: str, doc_id: str) -> None:
    """Have the grid show what was written, if it shows the collection. The state must not be locked."""
    try:
        document = await documents.read_shown(database, collection, doc_id)
    except FaunaError:
        return
    async with state:
        shown_documents = await state.get_state(DocumentsState)
        if shown_documents.chosen == collection:
            shown_documents._show_written(doc_id, document)
