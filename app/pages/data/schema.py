"""The state of the Schema tab: drafts of the files, what is wrong in them, what they would change, pushing, staging."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from typing import Any

import reflex as rx

from app.components.literal import cut, seen
from app.components.problem import ProblemView
from app.developer.data import schema
from app.developer.data.database import Database
from app.developer.data.schema import Mistake
from app.fauna.errors import FaunaError, SchemaMoved, SchemaRefused
from app.pages.data.access import database_for, shown
from app.pages.data.differences import DiffLine, diff_lines
from app.pages.data.documents import DocumentsState
from app.pages.developer import developer_only

LONGEST_FILE = 400_000
MOST_FILES = 100
FILE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,60}\.fsl")
WATCHES, WATCH_SECONDS = 60, 1.0
MOVED = "Reload to take the schema as it is now, or keep your files and push them over it."
TAKEN = "Fauna would take these files."


class SchemaState(rx.State):
    """Drafts are kept here, and are small; the editor keeps what is typed until it pauses."""

    files: list[str] = []
    changed: list[str] = []
    current: str = ""
    text: str = ""
    loaded: int = 0
    version: int = 0
    is_read: bool = False
    is_busy: bool = False
    verdict: str = ""
    problems: list[dict[str, Any]] = []
    elsewhere: list[str] = []
    problem: ProblemView = ProblemView()
    has_moved: bool = False
    reviewing: bool = False
    semantic: list[DiffLine] = []
    textual: list[DiffLine] = []
    staged: str = "none"
    staged_diff: list[DiffLine] = []
    name_problem: str = ""
    _drafts: dict[str, str] = {}
    _base: dict[str, str] = {}
    _staged_version: int = 0

    @rx.event
    @developer_only
    async def enter(self) -> None:
        """The page was opened: of what was here before only drafts count."""
        self.reviewing, self.is_read = False, bool(self.changed)

    @rx.event(background=True, supersedes=True)
    @developer_only
    async def load(self) -> None:
        """Read the files, unless there are drafts: those stay."""
        async with self:
            is_due = not self.changed
        if is_due:
            await self._read()

    @rx.event(background=True)
    @developer_only
    async def reload(self) -> None:
        """Read the files anew and drop the drafts."""
        await self._read()

    @rx.event(background=True)
    @developer_only
    async def keep(self) -> None:
        """Keep the drafts, to be pushed over what others pushed."""
        try:
            async with self:
                database = await database_for(self)
            found = await schema.read(database, staged=self.staged != "none")
        except FaunaError as error:
            return await self._refuse(error)
        async with self:
            self._base, self.version = dict(found.files), found.version
            self.problem, self.has_moved = ProblemView(), False
            self._list()
        return None

    @rx.event
    @developer_only
    async def choose(self, name: str) -> Any:
        """Edit another file."""
        if name in self._drafts and name != self.current:
            self._edit(name)
            return SchemaState.check
        return None

    @rx.event
    @developer_only
    async def add(self, form: dict[str, Any]) -> None:
        """Start a file."""
        name = str(form.get("name") or "").strip()
        if not FILE.fullmatch(name) or name in self._drafts or len(self._drafts) >= MOST_FILES:
            self.name_problem = "A new name of letters, digits, - and _ that ends in .fsl."
            return
        self.name_problem = ""
        self._drafts = {**self._drafts, name: ""}
        self._edit(name)

    @rx.event
    @developer_only
    async def remove(self) -> Any:
        """Leave the current file out of what is pushed."""
        self._drafts = {name: text for name, text in self._drafts.items() if name != self.current}
        self._edit(next(iter(self._drafts), ""))
        return SchemaState.check

    @rx.event
    @developer_only
    async def type(self, name: str, text: str) -> Any:
        """What stands in a file's editor."""
        if self._take(name, text):
            return SchemaState.check
        return None

    @rx.event(background=True, supersedes=True)
    @developer_only
    async def check(self) -> None:
        """Ask Fauna whether it would take the drafts."""
        try:
            async with self:
                drafts, current = dict(self._drafts), self.current
                database = await database_for(self)
            await schema.difference(database, drafts, "semantic")
        except SchemaRefused as error:
            async with self:
                self._mark(schema.mistakes(str(error)), current)
        except FaunaError as error:
            await self._refuse(error)
        else:
            async with self:
                self.problems, self.elsewhere, self.verdict = [], [], TAKEN

    @rx.event(background=True)
    @developer_only
    async def review(self, form: dict[str, Any]) -> None:
        """Show what the drafts would change, before anything is pushed."""
        async with self:
            text = form.get("fsl")
            if isinstance(text, str) and form.get("fsl_too_long") != "true":
                self._take(self.current, text)
            drafts, current = dict(self._drafts), self.current
            self.is_busy, self.problem = True, ProblemView()
        try:
            async with self:
                database = await database_for(self)
            semantic = await schema.difference(database, drafts, "semantic")
            textual = await schema.difference(database, drafts, "textual")
        except SchemaRefused as error:
            async with self:
                self._mark(schema.mistakes(str(error)), current)
                self.is_busy = False
            return
        except FaunaError as error:
            return await self._refuse(error)
        async with self:
            self.is_busy, self.reviewing = False, True
            self.problems, self.elsewhere, self.verdict = [], [], TAKEN
            self.semantic, self.textual = diff_lines(semantic), diff_lines(textual)

    @rx.event
    @developer_only
    async def leave_review(self) -> None:
        """Back to the editor."""
        self.reviewing = False

    @rx.event(background=True)
    @developer_only
    async def push(self, staged: bool) -> Any:
        """Push the drafts, or stage them, over the version that they were made from."""
        async with self:
            drafts, version = dict(self._drafts), self.version
            self.reviewing = False
        word = "Staged" if staged else "Pushed"
        if await self._act(lambda database: schema.push(database, drafts, version, staged=staged)):
            yield rx.toast.success(word, duration=2500)
            yield DocumentsState.load

    @rx.event(background=True)
    @developer_only
    async def commit(self) -> Any:
        """Make what is staged the schema."""
        async with self:
            version = self._staged_version
        if await self._act(lambda database: schema.commit(database, version)):
            yield rx.toast.success("Committed", duration=2500)
            yield DocumentsState.load

    @rx.event(background=True)
    @developer_only
    async def abandon(self) -> Any:
        """Drop what is staged."""
        async with self:
            version = self._staged_version
        if await self._act(lambda database: schema.abandon(database, version)):
            yield rx.toast.success("Abandoned", duration=2500)
            yield DocumentsState.load

    async def _act(self, work: Callable[[Database], Awaitable[object]]) -> bool:
        """Change the schema and read it anew; False when that was refused, and why is shown."""
        async with self:
            if self.is_busy:
                return False
            self.is_busy, self.problem, self.has_moved = True, ProblemView(), False
        try:
            async with self:
                database = await database_for(self)
            await work(database)
        except FaunaError as error:
            await self._refuse(error)
            return False
        await self._read()
        return True

    async def _read(self) -> None:
        try:
            async with self:
                self.is_busy, self.is_read, before = True, False, self._drafts
                database = await database_for(self)
            staged = await schema.staged_status(database)
            found = await schema.read(database, staged=staged.status != "none")
        except FaunaError as error:
            return await self._refuse(error)
        async with self:
            # Until the files have come none can be edited, but a new one can be begun.
            added = {name: text for name, text in self._drafts.items() if name not in {*before, *found.files}}
            self._base, self._drafts, self.version = dict(found.files), {**found.files, **added}, found.version
            self.is_read, self.is_busy, self.problem, self.has_moved = True, False, ProblemView(), False
            self._show_staged(staged)
            self._edit(self.current if self.current in self._drafts else next(iter(self._drafts), ""))
            self.problems, self.elsewhere, self.verdict = [], [], ""
        if staged.status == "pending":
            await self._watch(database)
        return None

    async def _watch(self, database: Database) -> None:
        """Look again until Fauna has built the indexes of what is staged."""
        for _ in range(WATCHES):
            await asyncio.sleep(WATCH_SECONDS)
            try:
                staged = await schema.staged_status(database)
            except FaunaError:
                return
            async with self:
                self._show_staged(staged)
            if staged.status != "pending":
                return

    async def _refuse(self, error: FaunaError) -> None:
        async with self:
            self.is_busy, self.is_read, self.has_moved = False, True, isinstance(error, SchemaMoved)
            self.problem = shown(error, MOVED if self.has_moved else "")

    def _show_staged(self, staged: schema.Staged) -> None:
        self.staged, self._staged_version = staged.status, staged.version
        self.staged_diff = diff_lines("\n".join(filter(None, (staged.summary, staged.diff))))

    def _take(self, name: str, text: str) -> bool:
        """Note what stands in a file's editor; False when that is nothing new."""
        if name not in self._drafts or len(text) > LONGEST_FILE or self._drafts[name] == text:
            return False
        self._drafts = {**self._drafts, name: text}
        self._list()
        return True

    def _edit(self, name: str) -> None:
        self.current, self.text, self.loaded = name, self._drafts.get(name, ""), self.loaded + 1
        self.problems, self.elsewhere = [], []
        self._list()

    def _list(self) -> None:
        self.files = sorted(self._drafts)
        names = sorted({*self._drafts, *self._base})
        self.changed = [name for name in names if self._drafts.get(name) != self._base.get(name)]

    def _mark(self, found: list[Mistake], current: str) -> None:
        if current != self.current:
            return
        here = [each for each in found if each.file == current]
        self.problems = [
            {"line": each.line, "column": each.column, "length": each.length, "message": _told(each)} for each in here
        ]
        self.elsewhere = [
            (f"{each.file}:{each.line}: " if each.file else "") + _told(each) for each in found if each.file != current
        ]
        self.verdict = "1 mistake" if len(found) == 1 else f"{len(found)} mistakes"


def _told(mistake: Mistake) -> str:
    return cut(seen("\n".join([mistake.message, *(f"Hint: {hint}" for hint in mistake.hints)])), 1_000)
