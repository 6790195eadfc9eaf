"""How much of the recorded answers an endpoint gives back, by area: `python -m tests.golden.rates --endpoint URL`."""

import argparse
import json
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.golden import golden

HERE = Path(__file__).parent
UNTYPED = (HERE / "untyped", HERE / "fuzz" / "untyped")
LANGUAGE_AREAS = (
    "lexing", "operators", "control", "string", "number", "array", "object", "time", "set", "globals", "simple_types",
    "errors", "wire", "limits", "method_matrix", "http", "fuzz_calls", "fuzz_expressions",
)  # fmt: skip
"""The areas that mostly need no stored data."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A step that was answered otherwise: per field what was recorded and what came."""

    scenario: str
    step: int
    query: str
    fields: tuple[tuple[str, Any, Any], ...]


@dataclass(slots=True)
class Rate:
    """The steps of an area: answered exactly, counted, waiting for the document store; and what differs."""

    exact: int = 0
    counted: int = 0
    waiting: int = 0
    differences: list[Difference] = field(default_factory=list)

    @property
    def percent(self) -> float:
        """Exact answers in a hundred counted steps."""
        return 100 * self.exact / self.counted if self.counted else 100.0


def waiting_steps() -> set[tuple[str, int | None]]:
    """Scenarios, or single steps of them, that need documents, collections or functions (`waiting.txt`)."""
    listed: set[tuple[str, int | None]] = set()
    for line in (HERE / "waiting.txt").read_text().splitlines():
        if line and not line.startswith("#"):
            name, _, step = line.partition(" ")
            listed.add((name, int(step) if step else None))
    return listed


def read_scenarios(corpus: Iterable[Path], areas: Iterable[str] | None) -> list[dict[str, Any]]:
    """The scenarios of the areas, all of them without any."""
    wanted = None if areas is None else set(areas)
    listed = golden.read_lines([str(path) for path in corpus])
    return [scenario for scenario in listed if wanted is None or scenario["area"] in wanted]


def measure(endpoint: str, secret: str, scenarios: list[dict[str, Any]], jobs: int = 2) -> dict[str, Rate]:
    """Play the scenarios and compare strictly."""
    waiting = waiting_steps()
    player = golden.Player(endpoint, secret)
    answers = golden.run_all(player, scenarios, jobs, progress=False)
    rates: dict[str, Rate] = {}
    for scenario in scenarios:
        name = scenario["name"]
        rate = rates.setdefault(scenario["area"], Rate())
        for index, (step, answer) in enumerate(zip(scenario["steps"], answers[name], strict=True)):
            expected = step.get("expect")
            if expected is None or expected.get("status") == 500:
                continue
            if (name, None) in waiting or (name, index) in waiting:
                rate.waiting += 1
                continue
            rate.counted += 1
            different = golden.diff_step(expected, answer, golden.DEFAULT_FIELDS)
            if different:
                query = step.get("fql", step.get("path"))
                text = query if isinstance(query, str) else json.dumps(query, ensure_ascii=False)
                rate.differences.append(Difference(name, index, text, tuple(different)))
            else:
                rate.exact += 1
    return rates


def table(rates: dict[str, Rate]) -> str:
    """The rates by area as text."""
    rows = [f"{'area':<18} {'exact':>7} {'counted':>8} {'waiting':>8} {'':>8}"]
    total = Rate()
    for area, rate in sorted(rates.items()):
        total.exact, total.counted = total.exact + rate.exact, total.counted + rate.counted
        total.waiting += rate.waiting
        rows.append(_row(area, rate))
    return "\n".join([*rows, _row("all", total)])


def _row(area: str, rate: Rate) -> str:
    return f"{area:<18} {rate.exact:>7} {rate.counted:>8} {rate.waiting:>8} {rate.percent:>7.1f}%"


def main(arguments: list[str] | None = None) -> int:
    """Print the rates; 1 if anything differs."""
    parser = argparse.ArgumentParser("python -m tests.golden.rates", description=__doc__)
    parser.add_argument("--endpoint", default="http://127.0.0.1:8443")
    parser.add_argument("--secret", default="secret")
    parser.add_argument("--area", help="only these, separated by commas; `language` for those without stored data")
    parser.add_argument("--differences", type=int, default=0, help="print so many")
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args(arguments)
    areas = LANGUAGE_AREAS if options.area == "language" else options.area.split(",") if options.area else None
    rates = measure(options.endpoint, options.secret, read_scenarios(UNTYPED, areas), options.jobs)
    differences = [difference for rate in rates.values() for difference in rate.differences]
    for item in differences[: options.differences]:
        _print(f"--- {item.scenario} {item.step}\n{item.query}")
        for name, expected, actual in item.fields:
            _print(f"  {name}\n    recorded {expected!r}\n    answered {actual!r}")
    _print(table(rates))
    return 1 if differences else 0


def _print(text: str) -> None:
    sys.stdout.write(text + "\n")


if __name__ == "__main__":
    sys.exit(main())
