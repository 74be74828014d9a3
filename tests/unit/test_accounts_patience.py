"""A second, patient try for those who met a slow table, and for no crowd of them."""

from __future__ import annotations

import threading
from types import SimpleNamespace
from typing import Any, NoReturn

import pytest

from portfolio.accounts.patience import WAITING_AT_ONCE, patiently
from portfolio.breaker import Breaker
from portfolio.table import TableUnavailable


def a_table() -> Any:
    return SimpleNamespace(breaker=Breaker())


def slow(table: Any) -> NoReturn:
    table.breaker.failed(slow=True)
    raise TableUnavailable("slow", slow=True)


def test_who_met_a_slow_answer_asks_again_though_the_breaker_is_open_now() -> None:
    table = a_table()
    asked: list[bool] = []

    def read(patient: bool) -> str:
        asked.append(patient)
        return "found" if patient else slow(table)

    assert patiently(table, read) == "found"
    assert asked == [False, True] and table.breaker.is_open


def test_who_finds_the_breaker_open_does_not_wait() -> None:
    table = a_table()
    asked: list[bool] = []
    table.breaker.failed(slow=True)

    def read(patient: bool) -> None:
        asked.append(patient)
        raise TableUnavailable("open")

    with pytest.raises(TableUnavailable):
        patiently(table, read)
    assert asked == [False]


def test_only_a_few_wait_at_once_and_their_places_are_given_back() -> None:
    healed, waiting = threading.Event(), threading.Semaphore(0)

    def ask() -> str:
        table = a_table()

        def read(patient: bool) -> str:
            if not patient:
                slow(table)
            waiting.release()
            assert healed.wait(10)
            return "found"

        return patiently(table, read)

    threads = [threading.Thread(target=ask) for _ in range(WAITING_AT_ONCE)]
    for thread in threads:
        thread.start()
    assert all(waiting.acquire(timeout=10) for _ in threads)
    with pytest.raises(TableUnavailable):
        ask()
    healed.set()
    for thread in threads:
        thread.join(10)
    assert ask() == "found"
