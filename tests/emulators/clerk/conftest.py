"""A Clerk emulator in memory, a browser and a server that talk to it."""

from collections.abc import AsyncIterator

import httpx
import pytest

from app.emulators.clerk import ClerkConfig, create_app
from tests.emulators.clerk import contract

ISSUER = "http://127.0.0.1:8443/__clerk"
ORIGIN = "http://localhost:3000"
SECRET = "sk_test_emulator"
ALICE = "alice+clerk_test@example.com"
PASSWORD = "harbor-lantern-42"
FORM = {"strategy": "password", "identifier": ALICE, "password": PASSWORD}
CHECKED = {"response": [contract.check]}


class Clock:
    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def transport(clock: Clock) -> httpx.ASGITransport:
    return httpx.ASGITransport(create_app(ClerkConfig(ISSUER, SECRET, "pk_test_x", clock=clock)))


@pytest.fixture
async def browser(transport: httpx.ASGITransport) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(
        transport=transport, base_url="http://127.0.0.1:8443", headers={"Origin": ORIGIN}, event_hooks=CHECKED
    ) as client:
        yield client


@pytest.fixture
async def server(transport: httpx.ASGITransport) -> AsyncIterator[httpx.AsyncClient]:
    headers = {"Authorization": f"Bearer {SECRET}"}
    async with httpx.AsyncClient(
        transport=transport, base_url="http://127.0.0.1:8443", headers=headers, event_hooks=CHECKED
    ) as client:
        yield client


@pytest.fixture
async def alice(server: httpx.AsyncClient) -> dict:
    body = {
        "email_address": [ALICE],
        "password": PASSWORD,
        "first_name": "Alice",
        "public_metadata": {"role": "manager"},
    }
    answer = await server.post("/bapi/v1/users", json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()
