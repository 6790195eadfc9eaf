"""The console's handlers against the emulators, called as a client calls them."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
import pytest_asyncio

from app.clerk.backend import BackendApi
from app.clerk.state import AuthState
from app.developer.asking import Refusal, Reply
from app.developer.identities import Key, secret_for
from app.fauna.client import FaunaClient
from app.pages import guard
from app.pages.console import ConsoleState, answers, state
from app.settings import Settings
from tests.developer.conftest import ready
from tests.pages.driving import send

__all__ = ["ready"]

pytestmark = pytest.mark.asyncio(loop_scope="module")
NAME = ConsoleState.get_full_name()
DEVELOPERS = ("run_as", "load_choices")


@pytest.fixture
def tools(monkeypatch: pytest.MonkeyPatch, ready: Settings) -> Settings:
    """Emulators whose settings the pages use."""
    for module in (state, guard):
        monkeypatch.setattr(module, "get_settings", lambda: ready)
    return ready


@pytest_asyncio.fixture(loop_scope="module")
async def member(monkeypatch: pytest.MonkeyPatch, tools: Settings) -> str:
    """The user id of a member who is signed in on the page."""
    async with BackendApi(tools) as api:
        (user,) = await api.users("member+clerk_test@example.com")
        session = (await api.create_session(user["id"]))["id"]
    monkeypatch.setattr(AuthState, "session", lambda _: (user["id"], session))
    return user["id"]


class Seen:
    """What a client sees after an event: the last of each var, and the batches of rows."""

    def __init__(self, answer: tuple[list[dict[str, Any]], list[Any]]) -> None:
        self.vars: dict[str, Any] = {}
        for delta in answer[0]:
            self.vars |= {name.removesuffix("_rx_state_"): value for name, value in delta.get(NAME, {}).items()}
        self.text = str(answer)
        self.batches = list(_batches(answer[1]))

    @property
    def rows(self) -> list[list[str]]:
        """The cells' texts of pane 0."""
        return [
            [cell[0] for cell in row["cells"]] for pane, batch in self.batches if pane == 0 for row in batch["rows"]
        ]


def _batches(pushed: list[Any]) -> Iterator[tuple[int, dict[str, Any]]]:
    for event in pushed:
        found = re.search(r"window\.appRows\((\d), (\{.*\})\)", str(event.payload.get("javascript_code", "")))
        if found:
            yield int(found[1]), json.loads(found[2])


async def call(handler: str, **payload: Any) -> Seen:
    return Seen(await send(f"{NAME}.{handler}", payload))


async def test_a_query_runs_as_the_signed_in_user(member: str) -> None:
    seen = await call("run", form={"query": "Query.token()!.sub", "identity": "key:admin"})
    assert seen.vars["left"].tone == "good" and seen.vars["left"].who == "me"
    assert seen.rows == [[member]]


async def test_a_query_runs_as_whom_one_chooses(tools: Settings, member: str) -> None:
    async with BackendApi(tools) as api:
        (manager,) = await api.users("manager+clerk_test@example.com")
    seen = await call("run_as", form={"query": "Query.token()!.sub", "identity": f"user:{manager['id']}"})
    assert seen.rows == [[manager["id"]]]
    seen = await call("run_as", form={"query": 'Role.byName("member").exists()', "identity": "key:admin"})
    assert seen.rows == [["true"]]


async def test_two_identities_are_compared_row_by_row(member: str) -> None:
    form = {"query": "Role.all().map(.name).toArray()", "identity": "key:admin", "other": "key:admin"}
    seen = await call("run_as", form=form)
    assert seen.vars["comparing"] and {pane for pane, _ in seen.batches} == {0, 1}
    seen = await call("run_as", form={**form, "query": "Query.token() == null", "other": "me"})
    assert [batch["rows"][0]["mark"] for _, batch in seen.batches] == ["changed", "changed"]


async def test_a_set_streams_in_and_goes_on_where_it_ended(member: str) -> None:
    seen = await call("run", form={"query": "Set.sequence(0, 500)"})
    assert [(batch["start"], len(batch["rows"])) for _, batch in seen.batches] == [(0, 16), (16, 50)]
    seen = await call("need", pane=0, start=66)
    assert [(batch["start"], len(batch["rows"]), batch["more"]) for _, batch in seen.batches] == [(66, 50, True)]
    seen = await call("show", view="json")
    assert [batch["rows"][0]["text"] for _, batch in seen.batches] == ["0"]


async def test_a_page_that_fauna_refuses_can_be_asked_for_again(monkeypatch: pytest.MonkeyPatch, member: str) -> None:
    async def refused(*_: object) -> Reply:
        return Reply(refusal=Refusal("Fauna", "unavailable", "Fauna does not answer."))

    await call("run", form={"query": "Set.sequence(0, 200)"})
    with monkeypatch.context() as away:
        away.setattr(state, "ask_on", refused)
        seen = await call("need", pane=0, start=66)
        assert "Fauna does not answer." in seen.text
        ((_, batch),) = seen.batches
        assert (batch["rows"], batch["more"], batch["failed"]) == ([], True, True)
    ((_, batch),) = (await call("need", pane=0, start=66)).batches
    assert (len(batch["rows"]), batch["failed"]) == (50, False)


async def test_of_five_thousand_rows_in_one_answer_a_page_travels(member: str) -> None:
    seen = await call("run", form={"query": "Set.sequence(0, 5000).toArray()"})
    assert [(len(batch["rows"]), batch["more"]) for _, batch in seen.batches] == [(50, True)]
    assert len(seen.text) < 40_000


async def test_what_was_shown_goes_when_the_page_is_left_or_nobody_is_signed_in(member: str) -> None:
    await call("run", form={"query": "'mine'"})
    seen = await call("clear")
    assert seen.vars["left"].tone == "idle"
    assert (await call("need", pane=0, start=0)).batches == []


async def test_the_query_is_put_back_to_an_instant_and_its_marks_stay_in_place(tools: Settings, member: str) -> None:
    async with FaunaClient(tools.fauna_endpoint) as client:
        secret = await secret_for(Key("admin"), tools)
        await client.query('Collection.create({ name: "Past" })', secret=secret)
        await client.query("Past.create({})", secret=secret)
        between = (await client.query("Time.now()", secret=secret)).raw["@time"]
        await client.query("Past.create({})", secret=secret)
    form = {"query": "Past.all().count()", "identity": "key:admin", "at": between}
    assert (await call("run_as", form=form)).rows == [["1"]]
    assert (await call("run_as", form={**form, "at": ""})).rows == [["2"]]
    seen = await call("run_as", form={**form, "query": "nope"})
    assert [(spot.line, spot.column, spot.end_column) for spot in seen.vars["spots"]] == [(1, 1, 5)]
    assert "at *query*:1:1\n  |\n1 | nope\n" in seen.vars["left"].reason.excerpt


async def test_why_shows_the_decisions(member: str) -> None:
    seen = await call("run_as", form={"query": "Note.all()", "why": "on"})
    assert seen.vars["left"].trace.verdict.startswith("Acting as member")
    assert seen.vars["left"].no_trace == ""
    seen = await call("run_as", form={"query": "Note.all()"})
    assert seen.vars["left"].trace.verdict == ""


async def test_one_chooses_among_users_roles_and_times(member: str) -> None:
    seen = await call("load_choices")
    assert {choice.label.partition(" · ")[0] for choice in seen.vars["users"]} == {"Mara Manager", "Milo Member"}
    assert {"role:manager", "role:member"} <= {choice.value for choice in seen.vars["roles"]}
    assert 0 < seen.vars["earliest"] <= seen.vars["latest"]


async def test_the_editor_gets_the_table_of_signatures_once_it_asks(member: str) -> None:
    seen = await call("load")
    assert "appFqlEnvironment" in seen.text and "MathModule" in seen.text


async def test_an_ended_session_signs_the_page_out(tools: Settings, member: str) -> None:
    async with BackendApi(tools) as api:
        for session in await api.active_sessions(member):
            await api.revoke_session(session["id"])
    seen = await call("run", form={"query": "1"})
    assert (seen.vars["left"].tone, seen.vars["left"].reason.code) == ("signed-out", "session_ended")
    assert "appSignOut" in seen.text


@pytest.mark.parametrize("handler", DEVELOPERS)
async def test_without_developer_tools_their_handlers_refuse(
    monkeypatch: pytest.MonkeyPatch, member: str, tools: Settings, handler: str
) -> None:
    without = tools.model_copy(update={"dev_tools_override": False})
    for module in (state, guard):
        monkeypatch.setattr(module, "get_settings", lambda: without)
    payload = {"form": {"query": "1", "identity": "key:admin"}} if handler == "run_as" else {}
    seen = await call(handler, **payload)
    assert seen.vars.get("users", []) == [] and seen.batches == []
    seen = await call("run", form={"query": "Query.token()!.sub", "identity": "key:admin", "other": "key:admin"})
    assert seen.rows == [[member]] and {pane for pane, _ in seen.batches} == {0}


async def test_signed_out_there_is_no_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(state, "WAIT_SECONDS", 0.1)
    for form in ({"query": "1"}, {"query": "1", "signed_in": "true"}):
        seen = await call("run", form=form)
        assert (seen.vars["left"].tone, seen.vars["left"].message) == ("signed-out", "No token found")


async def test_a_form_that_makes_no_sense_says_what_is_wrong(member: str) -> None:
    seen = await call("run", form={"query": "1", "timeout": "soon"})
    assert "time-out" in seen.vars["left"].reason.summary


async def test_longer_sets_are_compared_as_far_as_the_limit_goes(monkeypatch: pytest.MonkeyPatch, member: str) -> None:
    monkeypatch.setattr(answers, "MOST_COMPARED", 80)
    form = {"query": "Set.sequence(0, 500)", "identity": "key:admin", "other": "me"}
    seen = await call("run_as", form=form)
    assert [len(batch["rows"]) for _, batch in seen.batches] == [50, 50]
    seen = await call("need", pane=1, start=50)
    assert [(len(batch["rows"]), batch["more"]) for _, batch in seen.batches] == [(30, False)]
