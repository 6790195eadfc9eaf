"""How the tests are shared out: a whole run over two workers, a part of them not at all."""

import pytest
from xdist.scheduler import LoadScopeScheduling

WORKERS = 2


class FilesTogether(LoadScopeScheduling):
    """A file's tests go to one worker, and all end-to-end tests to one: they share the app and a browser."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return "tests/e2e" if file.startswith("tests/e2e/") else file


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """What was chosen by path or marker runs here, where its prints are seen and nothing disturbs its timing."""
    is_whole = not config.invocation_params.args
    return WORKERS if is_whole else 0


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> FilesTogether:
    return FilesTogether(config, log)  # pyright: ignore[reportArgumentType] - the type of xdist's log is its own
