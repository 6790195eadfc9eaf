"""Prints what was measured as one table at the end of the run."""

import os
import platform
from collections.abc import Callable

import pytest

from tests.benchmarks.measuring import Line

Record = Callable[[Line], Line]
_lines: list[Line] = []


@pytest.fixture
def record() -> Record:
    def keep(line: Line) -> Line:
        _lines.append(line)
        return line

    return keep


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if not _lines:
        return
    terminalreporter.section("benchmarks")
    machine = f"{os.cpu_count()} × {platform.machine()}, {platform.system()}, Python {platform.python_version()}"
    terminalreporter.write_line(machine)
    terminalreporter.write_line("| what | p50 | p99 | floor | p50 | p99 | ratio | at most |")
    terminalreporter.write_line("|---|---|---|---|---|---|---|---|")
    for line in _lines:
        terminalreporter.write_line(_row(line))


def _row(line: Line) -> str:
    own, floor = [
        [f"{value:.3g} {line.unit}" for value in (timing.p50, timing.p99)] for timing in (line.own, line.floor)
    ]
    bound = "" if line.bound is None else f"{line.bound:g}"
    return f"| {' | '.join([line.name, *own, line.floor_name, *floor, f'{line.ratio:.2f}', bound])} |"
