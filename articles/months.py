"""Months of the site's time zone: which one a date is in, from when to when it lasts, and the sitemap's parts of it.

A date without time means midnight in that zone, so an article of 1 May belongs to May wherever the server stands.
"""

from __future__ import annotations

import calendar
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from articles.domain import SITEMAP_SIZE, Month, MonthPage, Span, Summary
from articles.keys import up_to

MAX_MONTHS = 1200  # a hundred years
EVER = Span(datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC))

_MONTH = re.compile(r"(\d{4})-(\d{2})", re.ASCII)
_PART = re.compile(r"(\d{4}-\d{2})(?:-(\d{2})-to-(\d{2}))?", re.ASCII)


def month_of(at: datetime, zone: tzinfo) -> str:
    """The month like `2026-05` that a date is in."""
    try:
        at = at.astimezone(zone)
    except OverflowError:  # within hours of the years 1 or 9999
        at = at.astimezone(UTC)
    return f"{at.year:04d}-{at.month:02d}"


def month_span(month: str, zone: tzinfo) -> Span:
    """From when to when a month lasts; raises ValueError for a text that is no month."""
    first, days = _first_and_days(month)
    return _days_span(first, first + timedelta(days=days - 1), zone)


def first_day(month: str) -> date:
    """Raises ValueError for a text that is no month."""
    return _first_and_days(month)[0]


def counted(articles: Iterable[Summary], zone: tzinfo) -> Counter[str]:
    """How many of them are published under dates of each month, scheduled ones included."""
    return Counter(month_of(article.dated, zone) for article in articles if article.dated)


def month_page(
    counts: Mapping[str, int], ahead: Iterable[str], *, due: datetime | None, now: datetime, zone: tzinfo
) -> MonthPage:
    """The archive at `now`: months by their counts, without what is `ahead` in the one that is under way."""
    running = month_of(now, zone)
    past = sorted((month for month in counts if month < running and counts[month] > 0), reverse=True)[:MAX_MONTHS]
    months = tuple(Month(month, counts[month]) for month in past)
    return months_at(MonthPage(months, due, Month(running, counts.get(running, 0)), tuple(ahead)), now)


def months_at(page: MonthPage, now: datetime) -> MonthPage:
    """The page as it shows at `now`, with the number of the running month by what is still ahead of it."""
    running = page.running
    if running is None:
        return page
    shown = running.n - sum(key > up_to(now) for key in page.ahead)
    newest = (Month(running.month, shown),) if shown > 0 else ()
    months = newest + tuple(month for month in page.months if month.month != running.month)
    return MonthPage(months, page.due, running, page.ahead)


def parts_of(month: Month) -> list[str]:
    """Names of a month's parts of the sitemap: itself, or as many ranges of days as its articles need."""
    return _parts(month.month, -(-month.n // SITEMAP_SIZE))


def part_span(name: str, zone: tzinfo) -> Span:
    """From when to when a part of the sitemap reaches; raises ValueError for what no month is ever split into."""
    match = _PART.fullmatch(name)
    if match is None:
        raise ValueError(f"no part of the sitemap: {name!r}")
    first, days = _first_and_days(match[1])
    if match[2] is None:
        return month_span(match[1], zone)
    if not any(name in _parts(match[1], count) for count in range(2, days + 1)):
        raise ValueError(f"no part of the sitemap: {name!r}")
    return _days_span(first.replace(day=int(match[2])), first.replace(day=int(match[3])), zone)


def _parts(month: str, count: int) -> list[str]:
    _, days = _first_and_days(month)
    count = max(1, min(count, days))
    if count == 1:
        return [month]
    ends = [days * number // count for number in range(count + 1)]
    return [f"{month}-{start + 1:02d}-to-{end:02d}" for start, end in zip(ends, ends[1:], strict=False)]


def _first_and_days(month: str) -> tuple[date, int]:
    match = _MONTH.fullmatch(month)
    if match is None:
        raise ValueError(f"no month: {month!r}")
    first = date(int(match[1]), int(match[2]), 1)
    return first, calendar.monthrange(first.year, first.month)[1]


def _days_span(first: date, last: date, zone: tzinfo) -> Span:
    return Span(_midnight(first, zone), _midnight(last, zone, later=1))


def _midnight(day: date, zone: tzinfo, *, later: int = 0) -> datetime:
    try:
        return datetime.combine(day + timedelta(days=later), time(), zone).astimezone(UTC)
    except OverflowError:  # before the year 1 or after 9999
        return EVER.end if later else EVER.start
