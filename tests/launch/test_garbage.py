import gc
from collections.abc import Iterator

import pytest

from app.launch.garbage import collect_as_usual, collect_seldom


@pytest.fixture(autouse=True)
def thresholds() -> Iterator[tuple[int, int, int]]:
    before = gc.get_threshold()
    yield before
    gc.set_threshold(*before)
    gc.unfreeze()


def test_a_start_is_not_stopped_by_collections(thresholds: tuple[int, int, int]) -> None:
    collect_seldom()
    assert gc.get_threshold()[0] > 100 * thresholds[0]


def test_a_worker_collects_as_usual_but_not_what_it_started_with(thresholds: tuple[int, int, int]) -> None:
    collect_seldom()
    collect_as_usual()
    assert gc.get_threshold() == thresholds
    assert gc.get_freeze_count() > 1000
