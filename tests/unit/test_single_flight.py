from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from articles.exceptions import StoreUnavailable
from articles.services.single_flight import SingleFlight


class Slow:
    """A load that takes until `finish`, and counts how often it was begun."""

    def __init__(self, error: Exception | None = None) -> None:
        self.begun = 0
        self.running, self._done = threading.Event(), threading.Event()
        self._error = error

    def __call__(self) -> str:
        self.begun += 1
        self.running.set()
        self._done.wait(2)
        if self._error:
            raise self._error
        return "value"

    def finish(self) -> None:
        self._done.set()


def test_do_gives_the_result() -> None:
    assert SingleFlight[str]().do("key", lambda: "value", wait_seconds=0) == "value"


def test_do_one_after_the_other_loads_each_time() -> None:
    flights, values = SingleFlight[str](), iter(["one", "two"])
    assert [flights.do("key", lambda: next(values), wait_seconds=1) for _ in range(2)] == ["one", "two"]


@pytest.mark.parametrize("error", [None, StoreUnavailable("x", "y"), KeyError("bug")])
def test_do_at_once_loads_once_and_all_get_the_same(error: Exception | None) -> None:
    flights, load = SingleFlight[str](), Slow(error)
    with ThreadPoolExecutor(8) as pool:
        first = pool.submit(flights.do, "key", load, wait_seconds=1)
        load.running.wait(1)
        others = [pool.submit(flights.do, "key", load, wait_seconds=1) for _ in range(7)]
        time.sleep(0.05)
        load.finish()
        outcomes = [future.exception() or future.result() for future in (first, *others)]
    assert outcomes == [error or "value"] * 8
    assert load.begun == 1


def test_do_other_keys_do_not_wait() -> None:
    flights, load = SingleFlight[str](), Slow()
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(flights.do, "key", load, wait_seconds=1)
        load.running.wait(1)
        assert flights.do("other", lambda: "other", wait_seconds=0) == "other"
        load.finish()
        assert first.result() == "value"


@pytest.mark.parametrize("seconds", [0.05, 0, -1])
def test_do_waits_no_longer_than_allowed(seconds: float) -> None:
    flights, load = SingleFlight[str](), Slow()
    with ThreadPoolExecutor(1) as pool:
        pool.submit(flights.do, "key", load, wait_seconds=1)
        load.running.wait(1)
        began = time.monotonic()
        with pytest.raises(StoreUnavailable, match="took too long"):
            flights.do("key", load, wait_seconds=seconds)
        assert time.monotonic() - began < 1
        load.finish()


def test_do_after_an_error_loads_again() -> None:
    flights = SingleFlight[str]()
    with pytest.raises(ZeroDivisionError):
        flights.do("key", lambda: str(1 / 0), wait_seconds=1)
    assert flights.do("key", lambda: "value", wait_seconds=1) == "value"
