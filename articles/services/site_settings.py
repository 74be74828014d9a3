"""The site's settings as one process knows them.

The stamp says the number of the settings in force, and every process asks for the stamp anyway. So settings are read
only when that number moved, beside what the reader asks for, and a site that never saved any never asks for them. If
they cannot be had, those that were known last stay; a process that never knew any has the environment's.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from typing import NamedTuple

from articles.domain import Stamp
from articles.exceptions import StoreUnavailable
from articles.services.freshness import Background
from articles.services.observing import ObservedRead
from articles.services.single_flight import SingleFlight
from articles.site_settings import NOTHING_SAID, SiteSettings

AGAIN_AFTER_SECONDS = 1.0
STALE = "stale-cache"


class Held(NamedTuple):
    """Settings, and the number under which the stamp announced them."""

    number: int = 0
    settings: SiteSettings = NOTHING_SAID


class KnownSettings:
    """Thread-safe: what is held is replaced as a whole."""

    def __init__(
        self,
        read: Callable[[float], SiteSettings],
        background: Background,
        *,
        source: str,
        deadline_seconds: float,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._read = read
        self._background = background
        self._source = source
        self._deadline_seconds = deadline_seconds
        self._monotonic = monotonic
        self._flights: SingleFlight[Held] = SingleFlight()
        self._again_at = float("-inf")
        self._wanted = 0
        self.held = Held()

    def note(self, stamp: Stamp) -> None:
        """A stamp was confirmed. Settings that it is the first to name are read at once, beside its reader."""
        self._wanted = stamp.settings
        if self._wanted != self.held.number:
            self._background.run("settings", self._look)

    def current(self, *, ends: float) -> Held:
        """Those that the last stamp names, if they can be had until `ends` (monotonic seconds), else those held."""
        held = self.held
        if held.number == self._wanted or self._monotonic() < self._again_at:
            return held
        return self._look(ends - self._monotonic())

    def _look(self, budget: float | None = None) -> Held:
        seconds = self._deadline_seconds if budget is None else budget
        with contextlib.suppress(StoreUnavailable):
            return self._flights.do("settings", lambda: self._load(seconds), wait_seconds=seconds)
        return self.held

    def _load(self, seconds: float) -> Held:
        number = self._wanted
        if number == self.held.number:
            return self.held  # another flight brought them
        with ObservedRead("getSettings", {}) as seen:
            try:
                settings = self._read(seconds) if number else NOTHING_SAID
                seen.source, seen.count = self._source, 1
            except StoreUnavailable as exc:
                seen.source, seen.error = STALE, exc.why
                # Nobody waits for each try, while the table answers other questions and not this one.
                self._again_at = self._monotonic() + AGAIN_AFTER_SECONDS
                return self.held
        self.held = Held(number, settings)
        return self.held
