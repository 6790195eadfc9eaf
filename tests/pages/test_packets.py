"""A websocket ends at the first message that no page sends."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.pages.packets import WholePacketsOnly, is_whole


@pytest.mark.parametrize(
    "text", ["2", "3", "2probe", "40/_event,", '40/_event,{"event":{}}', "41/_event,", '42/_event,["event",{}]']
)
def test_what_pages_send_is_whole(text: str):
    assert is_whole(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "6",
        "42",
        "42/_event,",
        "42/_event,[",
        "42/_event,[]",
        "42/_event,[7]",
        '42/_event,{"event":1}',
        '42/other,["event"]',
        '43/_event,1["x"]',
        '451-/_event,["event",{}]',
        "40/_event,[]",
        "41/_event,{}",
        "42/_event," + "[" * 100_000,
        b"\x00",
        None,
    ],
)
def test_anything_else_is_not(text: Any):
    assert not is_whole(text)


@given(st.text())
def test_an_event_is_whole_only_as_a_list_that_begins_with_a_name(text: str):
    assert is_whole("42/_event," + json.dumps([text, text]))
    assert not is_whole("42/_event," + json.dumps(text))
    assert not is_whole("4" + json.dumps(text))


async def test_the_connection_ends_and_the_app_behind_hears_that_it_did():
    heard: list[str] = []
    sent: list[Any] = []
    incoming = iter([{"type": "websocket.receive", "text": "2"}, {"type": "websocket.receive", "text": "junk"}])

    async def receive() -> Any:
        return next(incoming)

    async def send(message: Any) -> None:
        sent.append(message)

    async def inner(scope: Any, receive: Any, send: Any) -> None:
        while not heard or heard[-1] != "websocket.disconnect":
            heard.append((await receive())["type"])
        await send({"type": "websocket.send", "text": "too late"})

    await WholePacketsOnly(inner)({"type": "websocket"}, receive, send)
    assert heard == ["websocket.receive", "websocket.disconnect"]
    assert sent == [{"type": "websocket.close", "code": 1008}]


async def test_requests_pass_untouched():
    seen: list[Any] = []

    async def inner(scope: Any, receive: Any, send: Any) -> None:
        seen.append((scope, receive, send))

    marks: Any = (object(), object())
    await WholePacketsOnly(inner)({"type": "http"}, *marks)
    assert seen == [({"type": "http"}, *marks)]
