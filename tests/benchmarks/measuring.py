"""Timing something and its floor by turns, so that a drifting machine slows both alike."""

import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

WARM_UP = 0.1


@dataclass(frozen=True, slots=True)
class Timing:
    """Sorted durations in milliseconds."""

    samples: tuple[float, ...]

    @classmethod
    def of(cls, samples: Sequence[float]) -> "Timing":
        return cls(tuple(sorted(samples)))

    @property
    def p50(self) -> float:
        return self._at(0.5)

    @property
    def p99(self) -> float:
        return self._at(0.99)

    def _at(self, share: float) -> float:
        return self.samples[min(len(self.samples) - 1, int(len(self.samples) * share))]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the printed table; `bound` is the most that the ratio of the medians may be, None for no promise."""

    name: str
    own: Timing
    floor_name: str
    floor: Timing
    bound: float | None = None
    unit: str = "ms"

    @property
    def ratio(self) -> float:
        return self.own.p50 / self.floor.p50


def milliseconds(action: Callable[[], object]) -> float:
    started = time.perf_counter()
    action()
    return (time.perf_counter() - started) * 1000


def by_turns(rounds: int, own: Callable[[], object], floor: Callable[[], object]) -> tuple[Timing, Timing]:
    """Durations of both, one after the other, a first tenth of the rounds not counted."""
    samples = [(milliseconds(own), milliseconds(floor)) for _ in range(rounds + _uncounted(rounds))]
    return _timings(samples[_uncounted(rounds) :])


async def measured_by_turns(
    rounds: int, own: Callable[[], Awaitable[float]], floor: Callable[[], Awaitable[float]]
) -> tuple[Timing, Timing]:
    """The same for what measures itself, in milliseconds."""
    samples = [(await own(), await floor()) for _ in range(rounds + _uncounted(rounds))]
    return _timings(samples[_uncounted(rounds) :])


def _uncounted(rounds: int) -> int:
    return max(1, int(rounds * WARM_UP))


def _timings(pairs: Sequence[tuple[float, float]]) -> tuple[Timing, Timing]:
    return Timing.of([own for own, _ in pairs]), Timing.of([floor for _, floor in pairs])
