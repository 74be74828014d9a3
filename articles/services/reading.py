"""How readers get content: from memory while it is fresh, else from the first source that answers.

The order: memory whose stamp is confirmed; the authoritative source within the deadline; the last known good copy;
then the sources that stand in. A miss of an authoritative source is an answer and final. When nobody could answer and
nobody has it, that is an outage and never a miss.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import random
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, tzinfo
from typing import Any, Generic, NamedTuple, TypeVar

from articles.domain import (
    PAGE_SIZE,
    Article,
    Cursor,
    Feed,
    ListPage,
    MonthPage,
    Sitemap,
    SitemapPart,
    Stamp,
    Summary,
    Surroundings,
    TagPage,
)
from articles.exceptions import ArticleNotFound, StoreUnavailable
from articles.keys import is_slug
from articles.months import month_span, part_span
from articles.ports import ArticleSource
from articles.redirects import Destination
from articles.services import codec
from articles.services.destinations import DestinationLookup
from articles.services.feeds import FeedLookup
from articles.services.freshness import Background, Freshness
from articles.services.lookups import ArticleLookup, ListLookup, Lookup, TagsLookup
from articles.services.observing import ObservedRead
from articles.services.single_flight import SingleFlight
from articles.services.surroundings import SurroundingsLookup
from articles.services.surveys import MonthLookup, MonthsLookup, SitemapLookup, SitemapPartLookup
from articles.stores.cache import CacheTier, Entry

T = TypeVar("T")

MISS_SECONDS = 5.0
UNKNOWN_CHANGES_SECONDS = 1.0
TTL_JITTER = 0.1
REFRESH_AGAIN_SECONDS = 5.0
TAGS_PAGE_SIZE = 100
MAX_SETTLED = 50  # more changes at once than this are left to the index, which is then asked every second
FROM_A_COPY = -1  # in place of a stamp's number
CACHE, STALE = "cache", "stale-cache"
FOR_EVER = float("inf")


class Timed(NamedTuple, Generic[T]):
    """A value as the clock shows it now, and when the clock changes it (None: never)."""

    value: T
    until: datetime | None


class Reading(NamedTuple, Generic[T]):
    """Where an answer came from. Its content is decoded by `load`, and only if its reader has not seen `digest` yet.

    `age_seconds` is how long ago the table confirmed it, None if it never did; `n` is the stamp it is good for, and
    `good_until` when it must be asked for again though nothing moved (seconds since the epoch). `ends` is when the time
    of the reader's request is up (monotonic seconds): whoever asks more for the same reader passes it on.
    """

    source: str
    age_seconds: float | None
    digest: bytes
    load: Callable[[], Timed[T]]
    n: int = 0
    good_until: float = FOR_EVER
    ends: float = FOR_EVER


class _Request(NamedTuple):
    """One request's time: when it is, and when its budget ends (monotonic seconds)."""

    now: datetime
    ends: float

    def left(self) -> float:
        return self.ends - time.monotonic()


class ReadingService:
    """Serves readers from `cache`. Of `sources`, authoritative ones are asked first, the others stand in for them.

    What crawlers read from end to end is kept in `aside` (if there is none, with the rest).
    """

    def __init__(
        self,
        *,
        sources: Sequence[ArticleSource],
        freshness: Freshness,
        cache: CacheTier,
        misses: CacheTier,
        aside: CacheTier | None = None,
        background: Background,
        clock: Callable[[], datetime],
        time_zone: tzinfo = UTC,
        ttl_seconds: float,
        deadline_seconds: float,
    ) -> None:
        self._owners = [source for source in sources if source.authoritative]
        self._stand_ins = [source for source in sources if not source.authoritative]
        self._freshness = freshness
        self._cache = cache
        self._misses = misses
        self._aside = aside or cache
        self._background = background
        self._clock = clock
        self._time_zone = time_zone
        self._ttl_seconds = ttl_seconds
        self._deadline_seconds = deadline_seconds
        self._flights: SingleFlight[Entry] = SingleFlight()

    def get_article(self, slug: str) -> Reading[Article]:
        """The article if readers may see it now; raises `ArticleNotFound` or `StoreUnavailable`."""
        if not is_slug(slug):
            raise ArticleNotFound(slug)
        return self._read(ArticleLookup(slug))

    def get_destination(self, path: str, *, slug: str = "") -> Reading[Destination]:
        """Where an address leads that no page has, if readers may see it; raises as `get_article` does."""
        return self._read(DestinationLookup(path, slug))

    def get_surroundings(
        self, article: Summary, *, ends: float | None = None, quiet: bool = True
    ) -> Reading[Surroundings]:
        """What stands around an article that readers may see; raises `StoreUnavailable`.

        Of what is asked beside something else, `ends` is the other reading's; `quiet` leaves out the log line of an
        answer from memory, so that a page from memory is one line.
        """
        return self._read(SurroundingsLookup(article.summary()), ends=ends, quiet=quiet)

    def list_articles(
        self,
        *,
        tag: str | None = None,
        cursor: Cursor | None = None,
        size: int = PAGE_SIZE,
        ends: float | None = None,
        quiet: bool = False,
    ) -> Reading[ListPage]:
        """A page of what readers may see now, newest first; raises `StoreUnavailable`."""
        return self._read(ListLookup(size, tag, cursor), ends=ends, quiet=quiet)

    def get_feed(self, *, tag: str | None = None) -> Reading[Feed]:
        """The newest articles whole, of the site or of one tag; raises `StoreUnavailable`."""
        return self._read(FeedLookup(tag))

    def list_tags(self, *, start: str | None = None) -> Reading[TagPage]:
        """A page of the tags with something to read; raises `StoreUnavailable`."""
        return self._read(TagsLookup(TAGS_PAGE_SIZE, start))

    def list_months(self) -> Reading[MonthPage]:
        """The months with something to read; raises `StoreUnavailable`."""
        return self._read(MonthsLookup(self._time_zone))

    def list_month(self, month: str, *, cursor: Cursor | None = None) -> Reading[ListPage]:
        """A page of a month's articles, newest first; raises `StoreUnavailable`."""
        span = month_span(month, self._time_zone)
        return self._read(MonthLookup(PAGE_SIZE, cursor=cursor, within=span, month=month))

    def get_sitemap(self) -> Reading[Sitemap]:
        """All articles, or their months if they are too many for one part; raises `StoreUnavailable`."""
        return self._read(SitemapLookup(self._time_zone))

    def get_sitemap_part(self, part: str) -> Reading[SitemapPart]:
        """The articles of one part of the sitemap; raises `StoreUnavailable`."""
        return self._read(SitemapPartLookup(part, part_span(part, self._time_zone)))

    def _read(self, lookup: Lookup[T], *, ends: float | None = None, quiet: bool = False) -> Reading[T]:
        request = self._request(ends)
        with ObservedRead(lookup.operation, lookup.labels, silent=CACHE if quiet else None) as seen:
            entry = self._find(lookup, request, seen)
            shown = bool(entry.payload) and entry.opens_at <= request.now.timestamp()
            gone = not lookup.indexed and entry.due_at <= request.now.timestamp()
            seen.count = entry.item_count if shown and not gone else 0
        if not shown or gone:
            raise ArticleNotFound(lookup.labels.get("slug", ""), [seen.source])
        load = functools.partial(_load, lookup, entry.payload, request.now)
        age = self._age(entry, request)
        return Reading(seen.source, age, entry.digest, load, entry.n, entry.due_at, request.ends)

    def _find(self, lookup: Lookup[Any], request: _Request, seen: ObservedRead) -> Entry:
        """The entry to answer with; notes in `seen` where it came from and why it was not a better one."""
        entry = self._tier(lookup).get(lookup.key) or self._misses.get(lookup.key)
        try:
            stamp = self._freshness.current(budget=request.left())
            if entry is not None and self._is_good(lookup, entry, stamp, request):
                seen.source = CACHE
                return entry if entry.n == stamp.n else entry._replace(n=stamp.n)
            load = functools.partial(self._load, lookup, stamp, request)
            fresh = self._flights.do(lookup.key, load, wait_seconds=request.left())
            seen.source = fresh.source
            return fresh
        except StoreUnavailable as exc:
            seen.error = exc.why
            entry = entry or self._from_stand_ins(lookup, request, exc)
            seen.source = entry.source if entry.n == FROM_A_COPY else STALE
            return entry

    def _is_good(self, lookup: Lookup[Any], entry: Entry, stamp: Stamp, request: _Request) -> bool:
        """Whether memory may answer: not moved since, not due. Past its soft time it is refreshed behind the reader."""
        if entry.n != stamp.n:
            changes = stamp.since(entry.n)
            if changes is None or lookup.moved(entry.payload, changes):
                return False
            self._keep(lookup, entry._replace(n=stamp.n))
        now = request.now.timestamp()
        if (lookup.indexed or not entry.payload) and entry.due_at <= now:
            return False
        if entry.soft_until <= now:
            self._refresh_behind(lookup, entry)
        return True

    def _load(self, lookup: Lookup[T], stamp: Stamp, request: _Request) -> Entry:
        """Ask those who own the content; the first answer counts, a miss included."""
        down: StoreUnavailable | None = None
        for source in self._owners:
            try:
                value = lookup.ask(source, now=request.now, stamp=stamp, budget=request.left())
                if value is not None and lookup.indexed:
                    value = self._settled(lookup, source, value, request)
                if value is not None:
                    value = lookup.complete(value, source, now=request.now, budget=request.left())
            except StoreUnavailable as exc:
                down = down or exc
                continue
            return self._remember(lookup, source, value, stamp.n)
        raise down or StoreUnavailable("sources", "none is configured")

    def _settled(self, lookup: Lookup[T], source: ArticleSource, value: T, request: _Request) -> T:
        """The answer of an index put right with what changed a moment ago, read by key in one round trip."""
        slugs = sorted({change.slug for change in self._freshness.unsettled() if lookup.moves(value, change)})
        if not slugs or len(slugs) > MAX_SETTLED:
            return value
        found = source.get_summaries(slugs, budget=request.left())
        return lookup.settle(value, {slug: found.get(slug) for slug in slugs}, request.now)

    def _from_stand_ins(self, lookup: Lookup[Any], request: _Request, down: StoreUnavailable) -> Entry:
        for source in self._stand_ins:
            try:
                value = lookup.ask(source, now=request.now, stamp=Stamp(), budget=request.left())
                if value is not None:
                    value = lookup.complete(value, source, now=request.now, budget=request.left())
            except StoreUnavailable:
                continue
            # That a copy holds nothing does not say that there is nothing.
            if value is not None and lookup.count(value):
                return self._remember(lookup, source, value, FROM_A_COPY)
        raise down

    def _remember(self, lookup: Lookup[T], source: ArticleSource, value: T | None, n: int) -> Entry:
        now = self._clock().timestamp()
        if value is None:
            entry = Entry(n, now, FOR_EVER, 0.0, now + MISS_SECONDS, 0, bytes(8), source.name, b"")
        else:
            window = lookup.window(value, self._clock())
            soft_until = now + self._ttl_seconds * random.uniform(1 - TTL_JITTER, 1 + TTL_JITTER)
            payload = codec.encode(value)
            entry = Entry(
                n,
                now,
                soft_until,
                window.opens.timestamp(),
                min(window.closes.timestamp() if window.closes else FOR_EVER, self._provisional(lookup, now)),
                lookup.count(value),
                hashlib.blake2b(payload, digest_size=8).digest(),
                source.name,
                payload,
            )
        self._keep(lookup, entry)
        return entry

    def _provisional(self, lookup: Lookup[Any], now: float) -> float:
        """Until when an answer of an index counts, if it was asked while changes were on their way to it."""
        unsettled_for = self._freshness.unsettled_for()
        if not lookup.indexed or not unsettled_for:
            return FOR_EVER
        unsettled = {change.slug for change in self._freshness.unsettled() if lookup.moved_by(change)}
        unknown = self._freshness.lost_count() or len(unsettled) > MAX_SETTLED
        return now + (min(unsettled_for, UNKNOWN_CHANGES_SECONDS) if unknown else unsettled_for)

    def _keep(self, lookup: Lookup[Any], entry: Entry) -> None:
        """What never held anything goes to a small tier, so that a stranger's guesses drive out no article."""
        tier = self._tier(lookup)
        if entry.item_count or tier.get(lookup.key) is not None:
            tier.set(lookup.key, entry)
            self._misses.delete(lookup.key)
        else:
            self._misses.set(lookup.key, entry, keep_seconds=MISS_SECONDS)

    def _tier(self, lookup: Lookup[Any]) -> CacheTier:
        return self._aside if lookup.aside else self._cache

    def _refresh_behind(self, lookup: Lookup[Any], entry: Entry) -> None:
        # Pushed on first, so that one request starts it and not all until it is done.
        self._keep(lookup, entry._replace(soft_until=self._clock().timestamp() + REFRESH_AGAIN_SECONDS))
        self._background.run("refresh", lambda: self._refresh(lookup))

    def _refresh(self, lookup: Lookup[Any]) -> None:
        request = self._request()
        # If it fails, what is in memory stays, and is tried again in a few seconds.
        with contextlib.suppress(StoreUnavailable):
            stamp = self._freshness.current(budget=request.left())
            load = functools.partial(self._load, lookup, stamp, request)
            self._flights.do(lookup.key, load, wait_seconds=request.left())

    def _request(self, ends: float | None = None) -> _Request:
        return _Request(self._clock(), time.monotonic() + self._deadline_seconds if ends is None else ends)

    def _age(self, entry: Entry, request: _Request) -> float | None:
        if entry.n == FROM_A_COPY:
            return None
        confirmed = self._freshness.confirmed_n()
        age = self._freshness.age_seconds()
        if age is not None and confirmed == entry.n:
            return age
        return max(0.0, request.now.timestamp() - entry.loaded_at)


def _load(lookup: Lookup[T], payload: bytes, now: datetime) -> Timed[T]:
    value = lookup.decode(payload, now)
    return Timed(value, lookup.window(value, now).closes)
