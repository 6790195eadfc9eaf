"""The emulator plays the recorded scenarios; what it answers otherwise is listed in docs/fidelity.md."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.emulators.running import emulators, free_port
from tests.golden import golden, rates

FIDELITY = Path(__file__).parents[2] / "docs" / "fidelity.md"
LISTED = re.compile(r"^\| `(\w+)` (\d+) \|", re.MULTILINE)
ENOUGH = 99.0


@pytest.fixture(scope="module")
def played() -> Iterator[dict[str, rates.Rate]]:
    """The rates of all areas, played against a process of its own."""
    port = free_port()
    with emulators("--port", str(port), "--memory", "--root-secret", "secret"):
        yield rates.measure(f"http://127.0.0.1:{port}", "secret", rates.read_scenarios(rates.UNTYPED, None), jobs=4)


def test_every_step_is_answered_as_recorded_except_those_that_the_documentation_lists(
    played: dict[str, rates.Rate],
) -> None:
    different = {
        (difference.scenario, difference.step): difference.fields
        for rate in played.values()
        for difference in rate.differences
    }
    listed = {(name, int(step)) for name, step in LISTED.findall(FIDELITY.read_text())}
    assert {step: different[step] for step in different.keys() - listed} == {}
    assert listed - different.keys() == set(), "these are answered as recorded and need not be listed"


def test_at_least_ninety_nine_of_a_hundred_steps_agree(played: dict[str, rates.Rate]) -> None:
    counted = sum(rate.counted for rate in played.values())
    assert sum(rate.exact for rate in played.values()) >= counted * ENOUGH / 100
    assert counted > 9000


def test_what_waits_for_documents_is_in_the_recordings() -> None:
    scenarios = {each["name"]: len(each["steps"]) for each in golden.read_lines([str(path) for path in rates.UNTYPED])}
    for name, step in rates.waiting_steps():
        assert name in scenarios
        assert step is None or step < scenarios[name]
