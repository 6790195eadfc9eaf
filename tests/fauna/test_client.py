"""The async client: what it sends, how it reads answers, pages and errors."""

import json
import sys
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from fauna import Document, Module, fql

from app.fauna.client import FaunaClient
from app.fauna.errors import AnswerTooDeep, FaunaError, FaunaUnavailable, QueryRefused, SchemaRefused, Unauthorized
from app.fauna.options import QueryOptions

OPTION_HEADERS = ("x-typecheck", "x-query-timeout-ms", "x-query-tags", "x-performance-hints", "x-decision-trace")
ENDPOINT = "http://127.0.0.1:8443"
Serve = Callable[[httpx.Request], httpx.Response]


def client(serve: Serve) -> FaunaClient:
    return FaunaClient(ENDPOINT, httpx.MockTransport(serve))


def success(data: Any, **more: Any) -> httpx.Response:
    return httpx.Response(200, json={"data": data, "summary": "", "txn_ts": 7, "stats": {"compute_ops": 1}, **more})


def failure(status: int, code: str, message: str = "It failed.", summary: str = "") -> httpx.Response:
    return httpx.Response(status, json={"error": {"code": code, "message": message}, "summary": summary})


async def test_a_query_goes_out_as_the_official_driver_sends_it() -> None:
    seen: list[httpx.Request] = []

    def serve(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return success("x")

    async with client(serve) as fauna:
        await fauna.query(fql("1 + ${n}", n=2), secret="secret")
    (request,) = seen
    assert (request.method, str(request.url)) == ("POST", f"{ENDPOINT}/query/1")
    assert request.headers["authorization"] == "Bearer secret"
    assert request.headers["x-format"] == "tagged"
    assert json.loads(request.content)["query"] == {"fql": ["1 + ", {"value": {"@int": "2"}}]}


async def test_options_go_out_as_headers_and_the_trace_comes_back() -> None:
    seen: list[httpx.Request] = []
    trace = {"roles": []}

    def serve(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return success("x", decision_trace=trace, query_tags="a=1,b=2")

    options = QueryOptions(typecheck=False, timeout_ms=900, tags={"a": "1", "b": "2"}, performance_hints=True)
    async with client(serve) as fauna:
        answer = await fauna.query("1", secret="s", options=options, trace_secret="admin")
        assert (answer.trace, answer.query_tags) == (trace, "a=1,b=2")
        await fauna.query("1", secret="s")
    sent = {name: seen[0].headers.get(name) for name in OPTION_HEADERS}
    assert list(sent.values()) == ["false", "900", "a=1,b=2", "true", "admin"]
    assert not set(OPTION_HEADERS) & set(seen[1].headers)


@pytest.mark.parametrize(("status", "kind"), [(401, Unauthorized), (400, QueryRefused)])
async def test_a_refusal_carries_its_trace_and_what_it_cost(status: int, kind: type[FaunaError]) -> None:
    body = {"error": {"code": "abort", "message": "No."}, "decision_trace": {"roles": []}, "stats": {"read_ops": 3}}
    async with client(lambda request: httpx.Response(status, json=body)) as fauna:
        with pytest.raises(kind) as raised:
            await fauna.query("x", secret="s", trace_secret="admin")
    assert (raised.value.trace, raised.value.stats) == ({"roles": []}, {"read_ops": 3})


async def test_who_wants_the_wires_json_alone_gets_it_undecoded() -> None:
    async with client(lambda request: success([{"@int": "many"}])) as fauna:
        answer = await fauna.query("x", secret="s", raw_only=True)
    assert (answer.data, answer.raw) == (None, [{"@int": "many"}])


async def test_an_error_without_a_trace_has_none() -> None:
    async with client(lambda request: failure(400, "abort")) as fauna:
        with pytest.raises(QueryRefused) as raised:
            await fauna.query("x", secret="s")
    assert raised.value.trace is None and raised.value.stats == {}


async def test_a_text_is_sent_as_it_was_typed() -> None:
    async with client(lambda request: success(json.loads(request.content)["query"])) as fauna:
        assert (await fauna.query('"#{1} ${x}"', secret="s")).data == '"#{1} ${x}"'


async def test_values_come_back_as_the_drivers_own_types_and_as_they_were() -> None:
    ts = {"@time": "2026-01-01T00:00:00Z"}
    document = {"@doc": {"id": "1", "coll": {"@mod": "Note"}, "ts": ts, "n": {"@long": "5"}}}
    async with client(lambda request: success(document, static_type="Note")) as fauna:
        answer = await fauna.query("x", secret="s")
    assert isinstance(answer.data, Document) and answer.data.coll == Module("Note") and answer.data["n"] == 5
    assert (answer.raw, answer.static_type, answer.txn_ts) == (document, "Note", 7)
    assert answer.stats == {"compute_ops": 1}


async def test_a_sets_pages_follow_its_cursor() -> None:
    asked: list[Any] = []

    def serve(request: httpx.Request) -> httpx.Response:
        asked.append(json.loads(request.content)["query"])
        if len(asked) == 1:
            return success({"@set": {"data": [{"@int": "1"}, {"@int": "2"}], "after": "c1"}})
        if len(asked) == 2:
            return success({"data": [{"@int": "3"}], "after": "c2"})
        return success({"data": [{"@int": "4"}]})

    async with client(serve) as fauna:
        pages = [page async for page in fauna.pages("Note.all()", secret="s")]
    assert [[*page.data] for page in pages] == [[1, 2], [3], [4]]
    assert [page.raw for page in pages][1] == [{"@int": "3"}]
    assert asked[1] == {"fql": ["Set.paginate(", {"value": "c1"}, ")"]}


async def test_a_set_that_came_as_a_cursor_only_is_read_from_it() -> None:
    answers = iter([success({"@set": "c0"}), success({"data": ["a"]})])
    async with client(lambda request: next(answers)) as fauna:
        assert [[*page.data] async for page in fauna.pages("x", secret="s")] == [["a"]]


async def test_anything_but_a_set_is_one_page_of_one_value() -> None:
    async with client(lambda request: success("Hello World!")) as fauna:
        assert [page.data async for page in fauna.pages("x", secret="s")] == [["Hello World!"]]


async def test_no_more_pages_are_asked_for_than_wanted() -> None:
    asked = 0

    def serve(request: httpx.Request) -> httpx.Response:
        nonlocal asked
        asked += 1
        page = {"data": [], "after": "again"}
        return success({"@set": page} if asked == 1 else page)

    async with client(serve) as fauna:
        assert len([page async for page in fauna.pages("x", secret="s", limit=3)]) == 3
    assert asked == 3


ERRORS = [
    (failure(401, "unauthorized", "Access token required"), Unauthorized, "unauthorized"),
    (failure(403, "permission_denied"), QueryRefused, "permission_denied"),
    (failure(400, "invalid_query", summary="error: at *query*:1:1"), QueryRefused, "invalid_query"),
    (failure(400, "abort"), QueryRefused, "abort"),
    (failure(440, "time_out"), QueryRefused, "time_out"),
    (failure(500, "internal_error"), QueryRefused, "internal_error"),
    (httpx.Response(500, json={"errors": [{"code": "x"}]}), QueryRefused, "http_500"),
    (httpx.Response(400, json={"error": "text"}), QueryRefused, "http_400"),
    (httpx.Response(404, json=[]), QueryRefused, "http_404"),
    (httpx.Response(502, text="<html>Bad gateway"), FaunaUnavailable, "fauna_unavailable"),
    (httpx.Response(200, text="<html>"), FaunaUnavailable, "fauna_unavailable"),
    (httpx.Response(200, json=[]), FaunaUnavailable, "fauna_unavailable"),
    (httpx.Response(200, json={"hello": 1}), FaunaUnavailable, "fauna_unavailable"),
    (success({"@int": "many"}), FaunaUnavailable, "fauna_unavailable"),
    (success({"@time": "noon"}), FaunaUnavailable, "fauna_unavailable"),
    (success({"@doc": 1}), FaunaUnavailable, "fauna_unavailable"),
    (success({"@ref": {"id": "1"}}), FaunaUnavailable, "fauna_unavailable"),
    (success({"@set": 5}), FaunaUnavailable, "fauna_unavailable"),
]


@pytest.mark.parametrize(("answer", "kind", "code"), ERRORS)
async def test_every_odd_answer_is_a_typed_error(answer: httpx.Response, kind: type[FaunaError], code: str) -> None:
    async with client(lambda request: answer) as fauna:
        with pytest.raises(kind) as raised:
            await fauna.query("x", secret="fnSecret")
    assert raised.value.code == code
    assert str(raised.value) and "fnSecret" not in str(raised.value)


async def test_an_error_keeps_its_summary() -> None:
    async with client(lambda request: failure(400, "invalid_query", "The query failed.", "error: here")) as fauna:
        with pytest.raises(QueryRefused) as raised:
            await fauna.query("x", secret="s")
    assert (str(raised.value), raised.value.summary, raised.value.status) == ("The query failed.", "error: here", 400)


@pytest.mark.parametrize("error", [httpx.ConnectError, httpx.ReadTimeout, httpx.RemoteProtocolError])
async def test_an_endpoint_that_cannot_be_reached_is_unavailable(error: type[httpx.TransportError]) -> None:
    def refuse(request: httpx.Request) -> httpx.Response:
        raise error("no", request=request)

    async with client(refuse) as fauna:
        with pytest.raises(FaunaUnavailable):
            await fauna.query("x", secret="s")


@pytest.mark.parametrize("endpoint", ["nonsense", "ftp://db", "http://[::1", "http://"])
async def test_an_endpoint_that_is_no_address_is_unavailable(endpoint: str) -> None:
    with pytest.raises(FaunaUnavailable):
        async with FaunaClient(endpoint) as fauna:
            await fauna.query("x", secret="s")


async def test_a_contended_transaction_is_tried_again() -> None:
    answers = iter([failure(409, "contended_transaction"), failure(409, "contended_transaction"), success("done")])
    async with client(lambda request: next(answers)) as fauna:
        assert (await fauna.query("x", secret="s")).data == "done"


async def test_contention_that_stays_is_an_error() -> None:
    async with client(lambda request: failure(409, "contended_transaction")) as fauna:
        with pytest.raises(QueryRefused) as raised:
            await fauna.query("x", secret="s")
    assert raised.value.code == "contended_transaction"


async def test_a_query_that_failed_otherwise_is_not_sent_again() -> None:
    asked = 0

    def serve(request: httpx.Request) -> httpx.Response:
        nonlocal asked
        asked += 1
        return failure(500, "internal_error")

    async with client(serve) as fauna:
        with pytest.raises(QueryRefused):
            await fauna.query("x", secret="s")
    assert asked == 1


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (httpx.Response(401, json={"error": {"message": "Access token required"}}), Unauthorized),
        (httpx.Response(400, json={"error": {"message": "Invalid database schema update."}}), SchemaRefused),
        (httpx.Response(400, json={"error": "text"}), SchemaRefused),
        (httpx.Response(500, text="<html>"), FaunaUnavailable),
    ],
)
async def test_a_refused_schema_is_typed(answer: httpx.Response, kind: type[FaunaError]) -> None:
    async with client(lambda request: answer) as fauna:
        with pytest.raises(kind):
            await fauna.push_schema({"main.fsl": "role r {}"}, secret="s")


@pytest.fixture
def usual_depth() -> Iterator[None]:
    """The interpreter's own limit: an emulator in this process raises it."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(1000)
    yield
    sys.setrecursionlimit(before)


@pytest.mark.parametrize("depth", [900, 200_000])
async def test_an_answer_nested_beyond_reason_is_a_typed_error(depth: int, usual_depth: None) -> None:
    body = '{"data": ' + "[" * depth + "]" * depth + "}"
    async with client(lambda request: httpx.Response(200, text=body)) as fauna:
        with pytest.raises(AnswerTooDeep):
            await fauna.query("x", secret="s")
