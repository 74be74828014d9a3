from __future__ import annotations

import threading
import time
from functools import partial

import pytest

from portfolio.requests import begin_request, current_request_id
from portfolio.side_by_side import MOST_AT_ONCE, side_by_side


def test_side_by_side_gives_results_in_order() -> None:
    waits = (0.03, 0.0, 0.01)

    def wait(seconds: float) -> float:
        time.sleep(seconds)
        return seconds

    assert side_by_side([partial(wait, seconds) for seconds in waits]) == list(waits)


def test_side_by_side_runs_at_the_same_time() -> None:
    together = threading.Barrier(MOST_AT_ONCE, timeout=5)
    assert len(set(side_by_side([together.wait] * MOST_AT_ONCE))) == MOST_AT_ONCE


@pytest.mark.parametrize("count", [0, 1])
def test_side_by_side_of_few_needs_no_thread(count: int) -> None:
    assert side_by_side([threading.get_ident] * count) == [threading.get_ident()] * count


@pytest.mark.parametrize("count", [1, 3])
def test_side_by_side_belongs_to_the_request(count: int) -> None:
    request_id = begin_request(None)
    assert side_by_side([current_request_id] * count) == [request_id] * count


def test_side_by_side_raises_the_first_error_when_all_have_ended() -> None:
    ended: list[str] = []

    def fail() -> None:
        raise ValueError("first")

    def slow() -> None:
        time.sleep(0.02)
        ended.append("slow")

    with pytest.raises(ValueError, match="first"):
        side_by_side([fail, slow])
    assert ended == ["slow"]
