"""How accounts are read: authors wait a little longer than readers, but for no table that is known to be away."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

from portfolio.table import Table, TableUnavailable

T = TypeVar("T")

READ_SECONDS = 1.0
WAITING_AT_ONCE = 2

_places = threading.BoundedSemaphore(WAITING_AT_ONCE)


def patiently(table: Table, read: Callable[[bool], T]) -> T:
    """Ask as a reader would, and once more with a writer's patience, which `read` is told.

    A slow answer opens the breaker, so the one who met it asks again all the same; those who find it open do not.
    Few may wait at once: else visitors with made-up cookies could hold every thread of a worker.
    """
    known_away = table.breaker.is_open
    try:
        return read(False)
    except TableUnavailable:
        if known_away or not _places.acquire(blocking=False):
            raise
    try:
        return read(True)
    finally:
        _places.release()
