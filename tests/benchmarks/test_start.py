"""From the command to the first page and a backend that answers, after the first start, beside a bare Reflex app."""

import time
from pathlib import Path

import pytest

from tests.benchmarks.conftest import Record
from tests.benchmarks.measuring import Line, measured_by_turns
from tests.benchmarks.test_click import write_counter
from tests.e2e.conftest import copy_checkout, run_app

pytestmark = pytest.mark.benchmark
STARTS = 5


@pytest.mark.parametrize("dev", [True, False], ids=["dev", "prod"])
async def test_a_later_start(dev: bool, tmp_path: Path, record: Record):
    ours, bare = copy_checkout(tmp_path / "checkout"), write_counter(tmp_path)

    async def start(folder: Path) -> float:
        began = time.perf_counter()
        with run_app(folder, tmp_path, dev=dev) as app:
            taken = time.perf_counter() - began
            if dev:
                app.wait_for_vite()
        return taken

    own, floor = await measured_by_turns(STARTS, lambda: start(ours), lambda: start(bare))
    mode = "`reflex run`" if dev else "`reflex run --env prod`"
    record(Line(f"{mode}, a later start → page", own, "a bare Reflex app", floor, unit="s"))
