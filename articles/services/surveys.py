"""What surveys the whole site: months, a month's articles, the sitemap. Crawlers read it all, so it is kept aside."""

from __future__ import annotations

import dataclasses
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, tzinfo

from articles.domain import SITEMAP_SIZE, Change, MonthPage, Sitemap, SitemapPart, Span, Stamp
from articles.keys import slug_of, sort_key
from articles.months import EVER, month_of, months_at
from articles.ports import ArticleSource
from articles.services import codec
from articles.services.lookups import ALWAYS, Changed, ListLookup, Lookup, Window

logger = logging.getLogger(__name__)


def dates_it_moved(change: Change, span: Span) -> bool:
    """Whether a save moved something that is, was or will be dated within the span."""
    return change.visible_from in span or change.dated_before in span


@dataclass(frozen=True)
class MonthsLookup(Lookup[MonthPage]):
    """The archive: every month with its number. Months are those of `zone`."""

    operation = "getArchive"
    indexed = True
    aside = True
    key = "months"
    labels = {}
    zone: tzinfo

    def moved_by(self, change: Change) -> bool:
        return True

    def ask(self, source: ArticleSource, *, now: datetime, stamp: Stamp, budget: float) -> MonthPage:
        return source.list_months(now=now, budget=budget)

    def settle(self, value: MonthPage, changed: Changed, now: datetime) -> MonthPage:
        return settled_months(value, changed, now, self.zone)

    def decode(self, data: bytes, now: datetime) -> MonthPage:
        return months_at(codec.decode_months(data), now)

    def count(self, value: MonthPage) -> int:
        return len(value.months)

    def window(self, value: MonthPage, now: datetime) -> Window:
        return Window(ALWAYS, next_of([value.due], now))


@dataclass(frozen=True)
class MonthLookup(ListLookup):
    """A page of one month's articles; `within` is when the month lasts."""

    aside = True
    month: str = ""
    operation = "getArticlesByMonth"

    @property
    def key(self) -> str:  # type: ignore[override]
        return f"month:{self.month}:{super().key}"

    @property
    def labels(self) -> dict[str, str]:  # type: ignore[override]
        return {"month": self.month}

    def moved_by(self, change: Change) -> bool:
        return self.within is None or dates_it_moved(change, self.within)


@dataclass(frozen=True)
class SitemapPartLookup(Lookup[SitemapPart]):
    """The articles of one span in the sitemap."""

    operation = "getSitemap"
    indexed = True
    aside = True
    part: str
    within: Span

    @property
    def key(self) -> str:  # type: ignore[override]
        return f"sitemap:{self.part}"

    @property
    def labels(self) -> dict[str, str]:  # type: ignore[override]
        return {"part": self.part}

    def moved_by(self, change: Change) -> bool:
        return dates_it_moved(change, self.within)

    def ask(self, source: ArticleSource, *, now: datetime, stamp: Stamp, budget: float) -> SitemapPart:
        part = source.list_for_sitemap(now=now, within=self.within, budget=budget)
        if not part.complete:
            logger.warning("part of the sitemap is full and leaves its oldest out", extra={"part": self.part})
        return part

    def settle(self, value: SitemapPart, changed: Changed, now: datetime) -> SitemapPart:
        return settled_part(value, changed, now, self.within)

    def decode(self, data: bytes, now: datetime) -> SitemapPart:
        return codec.decode_sitemap_part(data)

    def count(self, value: SitemapPart) -> int:
        return len(value.items)

    def window(self, value: SitemapPart, now: datetime) -> Window:
        return Window(ALWAYS, next_of([value.due], now))


@dataclass(frozen=True)
class SitemapLookup(Lookup[Sitemap]):
    """The sitemap's first page: all articles, or the months whose parts hold them when there are too many."""

    operation = "getSitemap"
    indexed = True
    aside = True
    key = "sitemap"
    labels = {}
    zone: tzinfo

    def moved_by(self, change: Change) -> bool:
        return True

    def ask(self, source: ArticleSource, *, now: datetime, stamp: Stamp, budget: float) -> Sitemap:
        months = source.list_months(now=now, budget=budget)
        if sum(month.n for month in months.months) > SITEMAP_SIZE:
            return Sitemap(months)
        part = source.list_for_sitemap(now=now, within=EVER, budget=budget)
        return Sitemap(months, part if part.complete else None)

    def settle(self, value: Sitemap, changed: Changed, now: datetime) -> Sitemap:
        part = settled_part(value.part, changed, now, EVER) if value.part else None
        return Sitemap(settled_months(value.months, changed, now, self.zone), part)

    def decode(self, data: bytes, now: datetime) -> Sitemap:
        value = codec.decode_sitemap(data)
        return dataclasses.replace(value, months=months_at(value.months, now))

    def count(self, value: Sitemap) -> int:
        return len(value.part.items) if value.part else sum(month.n for month in value.months.months)

    def window(self, value: Sitemap, now: datetime) -> Window:
        dates = [value.months.due, value.part.due if value.part else None]
        return Window(ALWAYS, next_of(dates, now))


def settled_months(page: MonthPage, changed: Changed, now: datetime, zone: tzinfo) -> MonthPage:
    """Counts are read from the table itself; only what is still ahead comes from an index that may lag."""
    if page.running is None:
        return page
    ahead = [key for key in page.ahead if slug_of(key) not in changed]
    dated = [a for a in changed.values() if a and a.dated and a.dated > now]
    ahead += [sort_key(a) for a in dated if a.dated and month_of(a.dated, zone) == page.running.month]
    due = next_of([page.due, *(a.dated for a in dated)], now)
    return months_at(dataclasses.replace(page, ahead=tuple(sorted(ahead)), due=due), now)


def settled_part(part: SitemapPart, changed: Changed, now: datetime, within: Span) -> SitemapPart:
    kept = [item for item in part.items if item.slug not in changed]
    new = [a for a in changed.values() if a and a.dated in within]
    shown = [a for a in new if a.visible_at(now)]
    dates = [part.due, *(a.unpublish_at for a in shown), *(a.dated for a in new if a not in shown)]
    items = [*(a.listed for a in sorted(shown, key=sort_key, reverse=True)), *kept][:SITEMAP_SIZE]
    return SitemapPart(tuple(items), next_of(dates, now), part.complete)


def next_of(dates: Iterable[datetime | None], now: datetime) -> datetime | None:
    """The first date that is still ahead: a copy may be shown beyond the one it was to be loaded again at."""
    return min((date for date in dates if date and date > now), default=None)
