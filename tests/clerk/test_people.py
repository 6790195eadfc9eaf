"""Name and e-mail address of a signed-in user, as Clerk's Backend API tells them."""

import functools
import uuid
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.clerk import people
from app.clerk.backend import BackendApi
from app.clerk.people import Person, forget, person, read_person
from app.settings import Settings

USER = {
    "id": "user_1",
    "first_name": "Alice",
    "last_name": None,
    "username": "alice_1",
    "primary_email_address_id": "idn_2",
    "email_addresses": [
        {"id": "idn_1", "email_address": "old@example.com"},
        {"id": "idn_2", "email_address": "alice@example.com"},
    ],
}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*USER, "id", "x"]), inner, max_size=4),
    max_leaves=12,
)


@pytest.fixture
def user_id() -> str:
    return f"user_{uuid.uuid4().hex}"


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[httpx.Response | Callable[[], httpx.Response]]:
    """Answers of the Backend API, each used once; asking for more fails."""
    answers: list[Any] = []

    def serve(request: httpx.Request) -> httpx.Response:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(people, "BackendApi", functools.partial(BackendApi, transport=httpx.MockTransport(serve)))
    return answers


async def test_a_person_is_asked_for_once_in_a_while(calls: list[Any], user_id: str, settings: Settings) -> None:
    calls.append(httpx.Response(200, json=USER))
    for _ in range(3):
        assert await person(user_id, settings) == Person("Alice", "alice@example.com")
    forget(user_id)
    calls.append(httpx.Response(200, json={**USER, "first_name": "Alicia"}))
    assert (await person(user_id, settings)).name == "Alicia"


@pytest.mark.parametrize(
    "answer", [httpx.Response(404, json={}), httpx.Response(401), httpx.Response(502), httpx.ConnectError("refused")]
)
async def test_a_clerk_that_does_not_tell_leaves_the_sign_in_alone(
    answer: Any, calls: list[Any], user_id: str, settings: Settings
) -> None:
    calls.extend([answer, httpx.Response(200, json=USER)])
    assert await person(user_id, settings) == Person()
    assert (await person(user_id, settings)).email == "alice@example.com"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, Person("Alice", "alice@example.com")),
        ({"last_name": "Liddell"}, Person("Alice Liddell", "alice@example.com")),
        ({"first_name": None}, Person("alice_1", "alice@example.com")),
        ({"first_name": "", "username": None}, Person("", "alice@example.com")),
        ({"primary_email_address_id": None}, Person("Alice", "")),
        ({"email_addresses": None}, Person("Alice", "")),
    ],
)
def test_name_and_address_come_from_the_primary_one(changes: dict[str, Any], expected: Person) -> None:
    assert read_person({**USER, **changes}) == expected


@given(JSON)
def test_whatever_clerk_answers_is_read_as_texts(user: Any) -> None:
    found = read_person(user)
    assert isinstance(found.name, str) and isinstance(found.email, str)
