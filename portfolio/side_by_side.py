"""Calls that wait for others, made at the same time, each within the request that makes it."""

from __future__ import annotations

import contextvars
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")

MOST_AT_ONCE = 8


def side_by_side(calls: Sequence[Callable[[], T]]) -> list[T]:
    """Their results in order; the first error of any is raised when all have ended."""
    if len(calls) < 2:
        return [call() for call in calls]
    with ThreadPoolExecutor(min(len(calls), MOST_AT_ONCE), thread_name_prefix="side-by-side") as pool:
        # The context carries the request's id and its trace span over to the pool's threads.
        futures = [pool.submit(contextvars.copy_context().run, call) for call in calls]
        return [future.result() for future in futures]
