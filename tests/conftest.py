"""How the tests are shared out: a whole run over three workers, a part of them not at all. And no example is timed.

Three, since one of them waits for a browser most of the time. What is slow so that nobody guesses it, RSA keys and
digests of passwords, is cheap here.
"""

import itertools
from collections.abc import Iterator

import pytest
from argon2 import PasswordHasher
from cryptography.hazmat.primitives.asymmetric import rsa
from hypothesis import settings
from xdist.scheduler import LoadScopeScheduling

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
WORKERS = 3
KEYS = 12
STARTING = ("bad_starts", "dev_mode", "offline", "outage", "processes")
"""End-to-end tests that start apps of their own."""


@pytest.fixture(scope="session", autouse=True)
def quick_secrets() -> Iterator[None]:
    """Keys come from a ring that is larger than what one test makes; digests take no time and no memory."""
    generate = rsa.generate_private_key
    made: list[rsa.RSAPrivateKey] = []
    places = itertools.cycle(range(KEYS))

    def ring(public_exponent: int, key_size: int) -> rsa.RSAPrivateKey:
        place = next(places)
        if place == len(made):
            made.append(generate(65537, 2048))
        return made[place] if (public_exponent, key_size) == (65537, 2048) else generate(public_exponent, key_size)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rsa, "generate_private_key", ring)
        patch.setattr("app.emulators.clerk.passwords.HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        yield


class FilesTogether(LoadScopeScheduling):
    """A file's tests go to one worker, and those of all files that share the running app and a browser."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        _, is_shared, name = file.partition("tests/e2e/test_")
        return "tests/e2e" if is_shared and name.removesuffix(".py") not in STARTING else file


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """What was chosen by path, name or marker runs here, where its prints are seen and nothing disturbs its timing."""
    chosen = config.option.file_or_dir or config.option.keyword
    return 0 if chosen or "not benchmark" not in config.option.markexpr else WORKERS


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> FilesTogether:
    return FilesTogether(config, log)  # pyright: ignore[reportArgumentType] - the type of xdist's log is its own
