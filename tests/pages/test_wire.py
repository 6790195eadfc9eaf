"""Only what a page could have sent reaches Reflex."""

import logging
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.clerk.state import AuthState
from app.pages.checks import ChecksState
from app.pages.query import QueryState
from app.pages.wire import is_acceptable, report

ASK = f"{QueryState.get_full_name()}.ask"
LOAD = f"{ChecksState.get_full_name()}.load"
ROOT = "reflex___state____state"
UPDATE = f"{ROOT}.reflex___state____update_vars_internal_state.update_vars_internal"
FORM = {"form": {"__reflex_form_data__": [["query", "1"]]}}

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@pytest.mark.parametrize(
    "event",
    [
        {"name": ASK, "payload": FORM, "router_data": {"pathname": "/", "asPath": "/?x=1", "query": {"x": "1"}}},
        {"name": ASK, "payload": {"form": {"query": "1"}}},
        {"name": LOAD, "router_data": {"pathname": "/"}},
        {"name": f"{ROOT}.hydrate_and_load", "payload": {"hashes": ["79c167bc27fc0741"]}},
        {"name": f"{ROOT}.set_is_hydrated", "payload": {"value": True}},
        {"name": UPDATE, "payload": {"vars": {}}},
    ],
)
def test_what_pages_send_is_taken(event: dict[str, Any]):
    assert is_acceptable(event)


@pytest.mark.parametrize(
    "event",
    [
        {},
        {"name": 5},
        {"name": "no.such.handler"},
        {"name": ASK},
        {"name": ASK, "payload": 7},
        {"name": ASK, "payload": {"form": 7}},
        {"name": ASK, "payload": {"form": {}, "other": 1}},
        {"name": ASK, "payload": FORM, "router_data": {"pathname": 5}},
        {"name": ASK, "payload": FORM, "router_data": {"query": {"x": {}}}},
        {"name": LOAD, "payload": {"self": {}}},
        {"name": f"{QueryState.get_full_name()}.setvar", "payload": {"var_name": "text", "value": "x"}},
        {"name": f"{AuthState.get_full_name()}.remember", "payload": {"user_id": "u", "session_id": "s"}},
        {"name": f"{AuthState.get_full_name()}.session"},
        {"name": f"{ROOT}.setvar", "payload": {"var_name": "is_hydrated", "value": True}},
        {"name": UPDATE, "payload": {"vars": {f"{AuthState.get_full_name()}.is_signed_in": True}}},
        {"name": UPDATE, "payload": {"vars": {"nowhere.at_all": True}}},
        {"name": UPDATE, "payload": {"vars": [1]}},
        {"name": f"{ROOT}.hydrate_and_load", "payload": {"vars": {f"{AuthState.get_full_name()}._user_id": "u"}}},
    ],
)
def test_what_no_page_sends_is_not(event: dict[str, Any]):
    assert not is_acceptable(event)


@given(json_values)
def test_no_junk_is_an_event(data: Any):
    assert not is_acceptable(data)


@given(json_values, json_values)
def test_whatever_the_arguments_are_asking_raises_nothing(payload: Any, router: Any):
    taken = is_acceptable({"name": ASK, "payload": payload, "router_data": router})
    assert not taken or isinstance(payload["form"], dict)


def test_deep_nesting_is_no_address_and_breaks_nothing():
    deep: Any = "x"
    for _ in range(5000):
        deep = {"query": deep}
    assert not is_acceptable({"name": ASK, "payload": FORM, "router_data": deep})
    assert is_acceptable({"name": ASK, "payload": {"form": deep}})


def test_a_reported_error_is_one_short_line_without_secrets(caplog: pytest.LogCaptureFixture):
    with caplog.at_level(logging.ERROR):
        report(Exception("boom\n\x1b[31mat eyJhbGciOi.eyJzdWIi.c2ln sk_test_0123456789abcdefgh " + "x" * 10_000))
    (line,) = caplog.messages
    assert line.startswith("A page reports: boom  [31mat … … xxx")
    assert len(line) < 350
