from __future__ import annotations

import pytest

from portfolio.breaker import Breaker
from tests.factories import FakeClock


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def breaker(clock: FakeClock) -> Breaker:
    return Breaker(clock.monotonic)


def fail(breaker: Breaker, times: int, *, slow: bool = False) -> None:
    for _ in range(times):
        breaker.failed(slow=slow)


def test_breaker_is_closed_at_first(breaker: Breaker) -> None:
    assert breaker.allows()
    assert not breaker.is_open


@pytest.mark.parametrize(("times", "slow", "opened"), [(4, False, False), (5, False, True), (1, True, True)])
def test_breaker_opens_after_five_quick_failures_or_a_slow_one(
    breaker: Breaker, times: int, slow: bool, opened: bool
) -> None:
    fail(breaker, times, slow=slow)
    assert breaker.is_open is opened
    assert breaker.allows() is not opened


def test_breaker_counts_failures_in_a_row(breaker: Breaker) -> None:
    fail(breaker, 4)
    breaker.succeeded()
    fail(breaker, 4)
    assert breaker.allows()


def test_breaker_closes_when_the_table_answers(breaker: Breaker) -> None:
    fail(breaker, 5)
    breaker.succeeded()
    assert breaker.allows()


def test_breaker_asks_again_after_five_seconds(breaker: Breaker, clock: FakeClock) -> None:
    fail(breaker, 5)
    clock.advance(4.99)
    assert not breaker.allows()
    clock.advance(0.01)
    assert breaker.allows()


def test_breaker_opens_again_at_the_first_failure_after_that(breaker: Breaker, clock: FakeClock) -> None:
    fail(breaker, 5)
    clock.advance(5)
    fail(breaker, 1)
    assert not breaker.allows()


def test_breaker_lets_one_probe_a_second_pass(breaker: Breaker, clock: FakeClock) -> None:
    fail(breaker, 5)
    assert [breaker.allows_probe(), breaker.allows_probe()] == [True, False]
    clock.advance(0.99)
    assert not breaker.allows_probe()
    clock.advance(0.01)
    assert breaker.allows_probe()
