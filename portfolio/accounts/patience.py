"""How accounts are read: authors wait a little longer than readers, but for no table that is known to be away."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from portfolio.table import Table, TableUnavailable

T = TypeVar("T")

READ_SECONDS = 1.0


def patiently(table: Table, read: Callable[[bool], T]) -> T:
    """Ask as a reader would, and once more with a writer's patience, which `read` is told.

    While the breaker is open nobody waits: else visitors with made-up cookies could hold every thread of a worker.
    """
    try:
        return read(False)
    except TableUnavailable:
        if table.breaker.is_open:
            raise
        return read(True)
