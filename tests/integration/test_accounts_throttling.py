"""Counters in the real engine: what strangers may try, and that workers together allow no more than one."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

import pytest

from portfolio.accounts.exceptions import Throttled
from portfolio.accounts.throttling import ACCOUNT, ADDRESS, BROWSER, Limit, Throttle
from portfolio.table import Table, TableUnavailable
from tests.factories import FakeClock
from tests.integration.conftest import Items
from tests.proxies.dynamo import DynamoProxy

FEW = Limit("few", free=3, first_wait=10, longest_wait=60)


@pytest.fixture
def throttle(table: Table, clock: FakeClock) -> Throttle:
    return Throttle(table, clock.now)


def refused_for(throttle: Throttle, limit: Limit = FEW, whose: str = "ada") -> int:
    """Seconds that an attempt is told to wait; 0 if it passes."""
    try:
        throttle.take([(limit, whose)])
    except Throttled as exc:
        return exc.seconds
    return 0


def test_take_first_attempts_pass_and_then_the_wait_doubles(throttle: Throttle, clock: FakeClock) -> None:
    assert [refused_for(throttle) for _ in range(5)] == [0, 0, 0, 10, 10]
    waits = []
    for _ in range(5):
        waits.append(wait := refused_for(throttle))
        clock.advance(wait)
        assert refused_for(throttle) == 0
    assert waits == [10, 20, 40, 60, 60]


def test_take_refused_attempts_make_nobody_wait_longer(throttle: Throttle, clock: FakeClock) -> None:
    for _ in range(3):
        throttle.take([(FEW, "ada")])
    for left in range(10, 0, -1):
        assert refused_for(throttle) == left
        clock.advance(1)
    assert refused_for(throttle) == 0


def test_take_counts_each_by_itself(throttle: Throttle) -> None:
    for _ in range(3):
        throttle.take([(FEW, "ada")])
    assert refused_for(throttle, whose="bob") == 0
    assert refused_for(throttle, Limit("other", free=3, first_wait=10, longest_wait=60)) == 0


def test_take_new_day_begins_anew(throttle: Throttle, clock: FakeClock) -> None:
    for _ in range(3):
        throttle.take([(FEW, "ada")])
    clock.advance(24 * 60 * 60)
    assert refused_for(throttle) == 0


def test_take_at_once_lets_no_more_pass(throttle: Throttle, clock: FakeClock) -> None:
    with ThreadPoolExecutor(8) as pool:
        waits = list(pool.map(lambda _: refused_for(throttle), range(24)))
    assert waits.count(0) == FEW.free
    clock.advance(10)
    with ThreadPoolExecutor(8) as pool:
        waits = list(pool.map(lambda _: refused_for(throttle), range(16)))
    assert waits.count(0) == 1


def test_give_back_leaves_what_others_used(throttle: Throttle) -> None:
    throttle.take([(FEW, "ada")])
    throttle.take([(FEW, "ada")])
    throttle.give_back([(FEW, "ada")])
    assert [refused_for(throttle) for _ in range(3)] == [0, 0, 10]


def test_give_back_nothing_taken_gives_nothing(throttle: Throttle) -> None:
    throttle.give_back([(FEW, "ada")])
    assert [refused_for(throttle) for _ in range(4)] == [0, 0, 0, 10]


@pytest.mark.parametrize("typed", ["ada", "", "a#b", "x" * 5000, "\x00", "\ud800", "a\u202e", "pässword"])
def test_take_what_was_typed_is_in_no_item(throttle: Throttle, items: Items, clock: FakeClock, typed: str) -> None:
    throttle.take([(ACCOUNT, typed)])
    (item,) = items.all()
    assert item["pk"]["S"].startswith("THROTTLE#account#") and len(item["pk"]["S"]) == len("THROTTLE#account#") + 64
    assert item["sk"]["S"] == "2026-06-01"
    assert item["entity"]["S"] == "throttle" and item["n"]["N"] == "1" and item["schema"]["N"] == "1"
    assert _date(item) > clock.now()
    assert typed not in ("ada", "pässword") or typed not in str(item)


def test_take_table_away_lets_nobody_pass(throttle: Throttle, proxy: DynamoProxy) -> None:
    proxy.fail("throttling")
    with pytest.raises(TableUnavailable):
        throttle.take([(ACCOUNT, "ada")])


def test_limits_leave_little_to_guess_and_room_to_mistype() -> None:
    assert _guesses_in_a_day(ACCOUNT) <= 36
    assert _guesses_in_a_day(ADDRESS) <= 130
    assert BROWSER.wait_after(BROWSER.free + 100) <= 300


def _guesses_in_a_day(limit: Limit) -> int:
    seconds, attempts = 0, 0
    while seconds < 24 * 60 * 60:
        attempts += 1
        seconds += limit.wait_after(attempts)
    return attempts


def _date(item: dict[str, Any]) -> datetime:
    return datetime.fromtimestamp(int(item["ttl"]["N"])).astimezone()
