"""The one seam for work behind a request, because a frozen Lambda runs no threads."""

from __future__ import annotations

import contextvars
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

logger = logging.getLogger(__name__)

THREADS = 4


class BackgroundRunner(Protocol):
    """Runs work that nobody waits for; an error in it is logged and goes no further."""

    def run(self, name: str, work: Callable[[], object]) -> None: ...


class ThreadRunner:
    """On a few threads of this process."""

    def __init__(self) -> None:
        self._executor = ThreadPoolExecutor(THREADS, thread_name_prefix="background")

    def run(self, name: str, work: Callable[[], object]) -> None:
        # A fresh context: the work is not part of the request that happened to start it.
        self._executor.submit(contextvars.Context().run, _guarded, name, work)


class InlineRunner:
    """Before the answer goes out."""

    def run(self, name: str, work: Callable[[], object]) -> None:
        _guarded(name, work)


class NoRunner:
    """Not at all: everything is then read by the request that needs it."""

    def run(self, name: str, work: Callable[[], object]) -> None:
        return None


def _guarded(name: str, work: Callable[[], object]) -> None:
    try:
        work()
    except Exception:
        logger.exception("background work failed", extra={"work": name})
