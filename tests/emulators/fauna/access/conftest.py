"""A provider that a module's tests share."""

import asyncio
from collections.abc import Iterator

import pytest

from tests.emulators.fauna.access.providing import ISSUER, JWKS, Served

SCHEMA = f"""
role member {{}}
access provider Clerk {{
  issuer "{ISSUER}"
  jwks_uri "{JWKS}"
  role member
}}
"""


class Door:
    """An emulator with one access provider; `admits` says whether it opens a session for a secret."""

    def __init__(self, runner: asyncio.Runner, fauna: Served) -> None:
        self.fauna = fauna
        self.run = runner.run

    def admits(self, secret: str) -> bool:
        """Whether a query with that secret is answered, with 401 and nothing else if not."""
        answer = self.run(self.fauna.ask(secret, "1"))
        if answer.status_code == 200:
            return answer.json()["data"] == 1
        assert answer.status_code == 401
        assert answer.json() == {"error": {"code": "unauthorized", "message": "Access token required"}}
        return False


@pytest.fixture(scope="module")
def door() -> Iterator[Door]:
    """The emulator, for all tests of a module."""
    with asyncio.Runner() as runner:
        fauna = Served()
        try:
            runner.run(fauna.create(SCHEMA))
            yield Door(runner, fauna)
        finally:
            runner.run(fauna.close())
