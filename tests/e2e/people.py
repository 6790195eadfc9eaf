"""Users of a test's own, made on the emulated Backend API."""

import asyncio
import json
import uuid
from dataclasses import dataclass
from typing import Any

import httpx

from tests.e2e.conftest import RunningApp

TEST_CODE = "424242"


@dataclass(frozen=True, slots=True)
class Person:
    id: str
    email: str
    password: str


def secrets(app: RunningApp) -> dict[str, str]:
    return json.loads((app.folder / ".local/emulators/secrets.json").read_text())


async def backend_api(app: RunningApp, method: str, path: str, body: Any = None) -> Any:
    headers = {"Authorization": f"Bearer {secrets(app)['clerk_secret_key']}"}
    url = f"http://127.0.0.1:{app.emulators}/__clerk/bapi/v1{path}"
    answer = await asyncio.to_thread(httpx.request, method, url, headers=headers, json=body)
    assert answer.is_success, answer.text
    return answer.json()


async def somebody(app: RunningApp) -> Person:
    """A new user with a test address and a password nobody else has."""
    mark = uuid.uuid4().hex[:10]
    email, password = f"user{mark}+clerk_test@example.com", f"harbor-lantern-{mark}"
    fields = {"email_address": [email], "password": password, "first_name": "Una"}
    user = await backend_api(app, "POST", "/users", fields)
    return Person(user["id"], email, password)
