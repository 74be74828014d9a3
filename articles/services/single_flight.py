"""One load per key and process at a time: who comes later waits for the answer that is already under way."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeoutError
from typing import Generic, TypeVar

from articles.exceptions import StoreUnavailable

T = TypeVar("T")


class SingleFlight(Generic[T]):
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._flights: dict[str, Future[T]] = {}

    def do(self, key: str, load: Callable[[], T], *, wait_seconds: float) -> T:
        """The result of `load`, or of another thread's call for the same key; its error likewise."""
        with self._lock:
            flight = self._flights.get(key)
            leads = flight is None
            if flight is None:
                flight = self._flights[key] = Future()
        if leads:
            self._fly(key, flight, load)
        try:
            return flight.result(timeout=0 if leads else max(wait_seconds, 0))
        except FutureTimeoutError:
            raise StoreUnavailable("memory", "the load that was waited for took too long") from None

    def _fly(self, key: str, flight: Future[T], load: Callable[[], T]) -> None:
        try:
            flight.set_result(load())
        except BaseException as exc:
            flight.set_exception(exc)
        finally:
            with self._lock:
                del self._flights[key]
