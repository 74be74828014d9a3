"""Remembers that the table failed, so that nobody waits for it again until it has been seen to answer.

This is the seam of the circuit breaker: callers know `allows`, `succeeded` and `failed` only. A failure that cost
its reader the whole deadline opens it at once, quick ones (a refused connection) after five in a row. While it is
open, one background probe a second may pass; a process that had no traffic for a while asks again by itself.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

FAILURES_TO_OPEN = 5
OPEN_SECONDS = 5.0
PROBE_EVERY_SECONDS = 1.0


class Breaker:
    """Thread-safe; the clock counts seconds and never goes back."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._failures = 0
        self._failed_at = 0.0
        self._probed_at = 0.0

    @property
    def is_open(self) -> bool:
        return self._failures >= FAILURES_TO_OPEN and self._clock() - self._failed_at < OPEN_SECONDS

    def allows(self) -> bool:
        return not self.is_open

    def allows_probe(self) -> bool:
        """Whether a background probe may be sent now; saying yes starts the second until the next one."""
        with self._lock:
            now = self._clock()
            if now - self._probed_at < PROBE_EVERY_SECONDS:
                return False
            self._probed_at = now
            return True

    def succeeded(self) -> None:
        self._failures = 0

    def failed(self, *, slow: bool) -> None:
        with self._lock:
            self._failures += FAILURES_TO_OPEN if slow else 1
            self._failed_at = self._clock()
