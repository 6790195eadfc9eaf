"""What a noted call says, and what it never says."""

import asyncio
import base64
import json
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.calls import Ops
from app.calls.describe import described, identity
from app.calls.masking import MASK, masked

JWT = "eyJhbGciOiJSUzI1NiJ9.{}.c2lnbmF0dXJl"
KEY = "fnAFuLGQw3AAzSecretOfAKeyThatNobodySees"
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


def token(**claims: Any) -> str:
    return JWT.format(base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("="))


def request(path: str = "/query/1", *, secret: str = KEY, **options: Any) -> httpx.Request:
    headers = {"Authorization": f"Bearer {secret}", **options.pop("headers", {})}
    return httpx.Request("POST", f"http://127.0.0.1:8443{path}", headers=headers, **options)


def answer(data: Any, status: int = 200, **headers: str) -> httpx.Response:
    return httpx.Response(status, json=data, headers=headers)


def test_a_query_is_noted_with_its_text_identity_ops_and_id():
    body = {"query": {"fql": ["Note.byId(", {"value": {"@int": "7"}}, ")"]}}
    stats = {"compute_ops": 3, "read_ops": 2, "write_ops": 1, "query_time_ms": 9}
    data = {"data": {"stats": {"compute_ops": 99}}, "summary": "", "stats": stats}
    call = described(
        request(secret=token(sub="user_1", role="member"), json=body), answer(data, traceparent="00-ab"), 5.0, 12.5
    )
    assert (call.service, call.status, call.milliseconds, call.at) == ("Fauna", 200, 12.5, 5.0)
    assert (call.subject, call.identity, call.request_id) == ("Note.byId(…)", "user_1 · member", "00-ab")
    assert call.ops == Ops(3, 2, 1, 9)


def test_a_refusal_is_noted_with_its_code():
    assert described(request(), answer({"error": {"code": "unauthorized"}}, 401), 0, 0).outcome == "unauthorized"
    refused = answer({"errors": [{"code": "resource_not_found"}]}, 404)
    assert described(request("/v1/sessions"), refused, 0, 0).outcome == "resource_not_found"


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (httpx.ConnectError("x"), "no answer"),
        (httpx.ReadTimeout("x"), "timed out"),
        (asyncio.CancelledError(), "stopped"),
    ],
)
def test_a_call_without_an_answer_says_why(error: BaseException, outcome: str):
    call = described(request(), error, 0, 0)
    assert (call.status, call.outcome, call.request_id) == (0, outcome, "")


@pytest.mark.parametrize(
    ("secret", "service", "expected"),
    [
        ("", "Fauna", "nobody"),
        ("sk_test_0123456789abcdef", "Clerk", "secret key"),
        (KEY, "Fauna", "key"),
        (f"{KEY}:@role/member", "Fauna", "role member"),
        (f"{KEY}:app:server", "Fauna", "key as server"),
        (token(sub="user_1"), "Fauna", "user_1"),
        ("a.b.c", "Fauna", "a user"),
    ],
)
def test_the_identity_is_read_off_the_secret(secret: str, service: Any, expected: str):
    assert identity(f"Bearer {secret}", service) == expected


def test_the_curl_command_has_variables_for_secrets():
    secret = token(sub="user_1")
    sent = request(secret=secret, json={"query": "'it''s'"}, headers={"X-Decision-Trace": KEY, "X-Format": "tagged"})
    curl = described(sent, answer({}), 0, 0).curl
    assert curl.splitlines()[0] == "curl -X POST http://127.0.0.1:8443/query/1 \\"
    assert '-H "Authorization: Bearer $FAUNA_TOKEN"' in curl
    assert '-H "X-Decision-Trace: $FAUNA_SECRET"' in curl
    assert "-H 'x-format: tagged'" in curl
    assert KEY not in curl
    assert secret not in curl


def test_no_secret_is_kept_wherever_it_stands():
    hidden = [KEY, token(sub="user_1"), "sk_test_0123456789abcdefghij", "hunter2-of-mine", "ticket-of-mine"]
    body = {"query": f"'{hidden[0]} {hidden[1]} {hidden[2]}'", "password": hidden[3], "deep": [{"ticket": hidden[4]}]}
    path = f"/v1/x?__clerk_ticket={hidden[4]}&next={hidden[1]}"
    shown = str(described(request(path, secret=hidden[2], json=body), answer({"error": {"code": KEY}}, 400), 0, 0))
    assert not [secret for secret in hidden if secret in shown]
    assert MASK in shown


@given(body=json_values, data=json_values, status=st.sampled_from([200, 400, 500]))
def test_nothing_that_comes_or_goes_makes_noting_fail(body: Any, data: Any, status: int):
    call = described(request(json=body), answer(data, status), 0, 0)
    assert call.status == status
    assert len(call.curl) < 5_000


def test_half_characters_are_replaced_since_they_cannot_be_sent_on():
    refused = httpx.Response(400, content=b'{"error": {"code": "\\ud800"}}')
    assert described(request(), refused, 0, 0).outcome == "?"


def test_masking_ends_at_some_depth():
    deep: Any = "x"
    for _ in range(200):
        deep = [deep]
    assert MASK in str(masked(deep))
