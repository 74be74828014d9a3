"""What a process knows about the site's stamp, and how long it may rely on it.

A process serves from memory unasked only while its stamp was confirmed in the last 1.5 s, so that whatever was
published is on every process within 2 s. Under traffic a read in the background keeps it young and nobody waits;
without traffic nothing is read.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple, Protocol

from articles.domain import Change, Stamp
from articles.exceptions import StoreUnavailable

TRUSTED_SECONDS = 1.5
RENEWED_AFTER_SECONDS = 0.7
# Indexes lag behind the table by a few seconds. Lists loaded this long after a change are put right from the ring.
INDEX_LAG_SECONDS = 10.0
# A ring's change is older than any lag when it is older than this, also between two clocks that disagree.
SETTLED_AFTER = timedelta(seconds=60)


class Background(Protocol):
    """Runs work behind the request (see `portfolio.background`)."""

    def run(self, name: str, work: Callable[[], object]) -> None: ...


class StampSource(Protocol):
    """Where the stamp is read, and how it is probed while the source refuses reads."""

    def get_stamp(self, *, budget: float | None = None) -> Stamp: ...
    def probe_stamp(self, *, budget: float | None = None) -> Stamp: ...
    def may_probe(self) -> bool: ...


class Confirmed(NamedTuple):
    """The stamp as it was when a read that began at `at` (seconds of the monotonic clock) was answered."""

    stamp: Stamp
    at: float


class _Seen(NamedTuple):
    change: Change
    at: float


class Freshness:
    """The stamp of one process. Thread-safe: what is known is replaced as a whole."""

    def __init__(
        self,
        source: StampSource,
        background: Background,
        *,
        clock: Callable[[], datetime],
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._source = source
        self._background = background
        self._clock = clock
        self._monotonic = monotonic
        self._reading = threading.Lock()
        self._renewing = threading.Lock()
        self._confirming = threading.Lock()
        self._confirmed: Confirmed | None = None
        self._seen: tuple[_Seen, ...] = ()
        self._lost_count_at = float("-inf")

    def current(self, *, budget: float) -> Stamp:
        """A stamp young enough to serve by; raises `StoreUnavailable` when none can be had within `budget` seconds."""
        confirmed = self._confirmed
        age = self._monotonic() - confirmed.at if confirmed else float("inf")
        if confirmed is None or age > TRUSTED_SECONDS:
            return self._read_once(budget)
        if age > RENEWED_AFTER_SECONDS:
            self.renew_behind()
        return confirmed.stamp

    def age_seconds(self) -> float | None:
        """How long ago the stamp was confirmed; None if it never was."""
        confirmed = self._confirmed
        return self._monotonic() - confirmed.at if confirmed else None

    def confirmed_n(self) -> int | None:
        """Number of the stamp that was confirmed last."""
        return self._confirmed.stamp.n if self._confirmed else None

    def unsettled(self) -> tuple[Change, ...]:
        """Changes so young that an index may not show them yet, oldest first."""
        since = self._monotonic() - INDEX_LAG_SECONDS
        return tuple(seen.change for seen in self._seen if seen.at > since)

    def unsettled_for(self) -> float:
        """Seconds until a list loaded now is certain to hold every change that this process has seen."""
        last = max((seen.at for seen in self._seen), default=float("-inf"))
        return max(0.0, max(last, self._lost_count_at) + INDEX_LAG_SECONDS - self._monotonic())

    def lost_count(self) -> bool:
        """Whether changes went by lately that the ring no longer names."""
        return self._monotonic() - self._lost_count_at < INDEX_LAG_SECONDS

    def probe_behind(self) -> None:
        """Look in the background whether a source that refuses reads is back."""
        if self._source.may_probe():
            self._background.run("stamp-probe", self._probe)

    def renew_behind(self) -> None:
        """Look in the background, also before it is time: who has just saved something looks at it next."""
        if self._renewing.acquire(blocking=False):
            self._background.run("stamp-renewal", self._renew)

    def _read_once(self, budget: float) -> Stamp:
        """Read in this request, once for all that wait for it."""
        started = self._monotonic()
        if not self._reading.acquire(timeout=max(budget, 0)):
            raise StoreUnavailable("stamp", "another request is still waiting for it")
        try:
            confirmed = self._confirmed
            if confirmed is not None and confirmed.at >= started:
                return confirmed.stamp
            return self._read(self._source.get_stamp, budget - (self._monotonic() - started))
        except StoreUnavailable:
            self.probe_behind()
            raise
        finally:
            self._reading.release()

    def _renew(self) -> None:
        try:
            self._read(self._source.get_stamp, TRUSTED_SECONDS - RENEWED_AFTER_SECONDS)
        except StoreUnavailable:
            pass  # the next request reads it itself and decides what to serve
        finally:
            self._renewing.release()

    def _probe(self) -> None:
        with contextlib.suppress(StoreUnavailable):
            self._read(self._source.probe_stamp, TRUSTED_SECONDS)

    def _read(self, get_stamp: Callable[..., Stamp], budget: float) -> Stamp:
        # The age counts from before the read: what was published while it was under way is not in it.
        started = self._monotonic()
        stamp = get_stamp(budget=budget)
        self._confirm(Confirmed(stamp, started))
        return stamp

    def _confirm(self, confirmed: Confirmed) -> None:
        with self._confirming:
            before = self._confirmed
            if before is not None and before.at > confirmed.at:
                return  # a late answer must not overwrite a newer one
            self._note_changes(before.stamp if before else None, confirmed.stamp)
            self._confirmed = confirmed

    def _note_changes(self, before: Stamp | None, stamp: Stamp) -> None:
        now = self._monotonic()
        fresh = stamp.since(before.n) if before else self._young(stamp)
        if fresh is None:
            self._lost_count_at = now
            fresh = self._young(stamp)
        if fresh:
            kept = tuple(seen for seen in self._seen if now - seen.at < INDEX_LAG_SECONDS)
            self._seen = kept + tuple(_Seen(change, now) for change in fresh)

    def _young(self, stamp: Stamp) -> tuple[Change, ...]:
        """The ring's changes that may still be under way to the indexes, by the writers' clocks."""
        settled = self._clock() - SETTLED_AFTER
        return tuple(change for change in stamp.ring if change.at > settled)
