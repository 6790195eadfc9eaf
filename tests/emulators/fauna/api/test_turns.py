"""Which query stands back for which."""

import threading
import time
from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from app.emulators.fauna.api import turns
from app.emulators.fauna.api.turns import Turn, Turns
from tests.emulators.fauna.running import outcome


@pytest.fixture
def naps(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[float]]:
    """A clock that moves by sleeping only."""
    slept: list[float] = []
    total = [100.0]

    def nap(seconds: float) -> None:
        slept.append(seconds)
        total[0] += seconds

    monkeypatch.setattr(turns, "time", SimpleNamespace(sleep=nap, monotonic=lambda: total[0]))
    yield slept


def run_long(turn: Turn, naps: list[float]) -> None:
    turns.time.sleep(2 * turns.SHORT_SECONDS)
    turn.stand_back()
    naps.clear()


def test_a_query_that_has_just_begun_stands_back_for_nobody(naps: list[float]):
    everyone = Turns()
    with everyone.take() as turn, everyone.take():
        turn.stand_back()
        assert naps == []
        assert everyone.short == 2


def test_a_long_query_waits_while_a_short_one_is_under_way_but_not_for_ever(naps: list[float]):
    everyone = Turns()
    with everyone.take() as long:
        run_long(long, naps)
        with everyone.take():
            long.stand_back()
            assert turns.LONGEST_WAIT <= sum(naps) < turns.LONGEST_WAIT + 2 * turns.NAP
        naps.clear()
        long.stand_back()
        assert naps == []


def test_two_long_queries_do_not_wait_for_each_other(naps: list[float]):
    everyone = Turns()
    with everyone.take() as one, everyone.take() as other:
        run_long(one, naps)
        run_long(other, naps)
        one.stand_back()
        other.stand_back()
        assert naps == []


def test_every_turn_ends_once_however_it_ends(naps: list[float]):
    everyone = Turns()
    with everyone.take() as turn:
        run_long(turn, naps)
    with pytest.raises(ValueError, match="no"), everyone.take():
        raise ValueError("no")
    assert everyone.short == 0


def test_many_threads_leave_the_count_right():
    everyone = Turns()

    def work() -> None:
        for _ in range(200):
            with everyone.take() as turn:
                turn.stand_back()

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert everyone.short == 0


def test_a_query_stands_back_now_and_then_while_it_runs():
    times: list[float] = []
    result = outcome("Set.sequence(0, 2000).forEach(x => x)", stand_back=lambda: times.append(time.monotonic()))
    assert result.failure is None
    assert len(times) >= 4
