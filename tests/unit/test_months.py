from __future__ import annotations

import calendar
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from articles.domain import SITEMAP_SIZE, Month, MonthPage, Span
from articles.keys import sort_key
from articles.months import (
    EVER,
    MAX_MONTHS,
    counted,
    first_day,
    month_of,
    month_page,
    month_span,
    months_at,
    part_span,
    parts_of,
)
from tests.factories import NOW, make_summary

BERLIN, NEW_YORK = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")
MIDNIGHT = datetime(2026, 5, 1, tzinfo=UTC)
SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)
NO_MONTHS = ["", "2026", "2026-5", "2026-00", "2026-13", "0000-01", "20260-1", "2026-05-01", "٢٠٢٦-٠٥", " 2026-05"]


@pytest.mark.parametrize(
    ("at", "zone", "month"),
    [
        (MIDNIGHT, UTC, "2026-05"),
        (MIDNIGHT - SECOND, UTC, "2026-04"),
        (MIDNIGHT - 2 * HOUR, BERLIN, "2026-05"),
        (MIDNIGHT - 2 * HOUR - SECOND, BERLIN, "2026-04"),
        (MIDNIGHT, NEW_YORK, "2026-04"),
        (datetime(987, 3, 2, tzinfo=UTC), UTC, "0987-03"),
    ],
)
def test_month_of_is_that_of_the_zone(at: datetime, zone: ZoneInfo, month: str) -> None:
    assert month_of(at, zone) == month


@pytest.mark.parametrize("at", [EVER.start, EVER.end])
@pytest.mark.parametrize("zone", [BERLIN, NEW_YORK])
def test_month_of_the_first_and_last_day_there_is(at: datetime, zone: ZoneInfo) -> None:
    assert month_of(at, zone) in {"0001-01", "9999-12"}


@pytest.mark.parametrize("zone", [UTC, BERLIN, NEW_YORK, ZoneInfo("Pacific/Apia"), ZoneInfo("Asia/Kolkata")])
@pytest.mark.parametrize("month", ["2026-01", "2026-03", "2026-10", "2024-02", "2011-12"])
def test_month_span_holds_what_is_of_the_month_and_no_more(month: str, zone: ZoneInfo) -> None:
    span = month_span(month, zone)
    assert month_of(span.start, zone) == month_of(span.end - SECOND, zone) == month
    assert month_of(span.start - SECOND, zone) < month < month_of(span.end, zone)
    assert span.start in span and span.end - SECOND in span
    assert span.start - SECOND not in span and span.end not in span and None not in span


@pytest.mark.parametrize("month", ["0001-01", "9999-12"])
@pytest.mark.parametrize("zone", [UTC, BERLIN, NEW_YORK])
def test_month_span_ends_where_time_does(month: str, zone: ZoneInfo) -> None:
    span = month_span(month, zone)
    assert EVER.start <= span.start < span.end <= EVER.end


@pytest.mark.parametrize("text", NO_MONTHS)
def test_month_that_no_calendar_has(text: str) -> None:
    with pytest.raises(ValueError, match="month|year"):
        first_day(text)


def test_counted_leaves_out_what_is_not_published() -> None:
    articles = [
        make_summary("a", published_at=MIDNIGHT),
        make_summary("b", published_at=MIDNIGHT - HOUR),
        make_summary("c", published_at=MIDNIGHT, status="draft"),
        make_summary("d", published_at=None),
    ]
    assert counted(articles, UTC) == {"2026-05": 1, "2026-04": 1}
    assert counted(articles, BERLIN) == {"2026-05": 2}


def test_month_page_newest_first_without_what_has_no_articles() -> None:
    counts = {"2026-05": 2, "2025-12": 1, "2026-04": 0, "2026-03": -1, "2026-07": 5}
    page = month_page(counts, [], due=None, now=NOW, zone=UTC)
    assert page.months == (Month("2026-05", 2), Month("2025-12", 1))


def test_month_page_holds_no_more_than_a_hundred_years() -> None:
    counts = {f"{year}-{month:02d}": 1 for year in range(1900, 2026) for month in range(1, 13)}
    assert len(month_page(counts, [], due=None, now=NOW, zone=UTC).months) == MAX_MONTHS


@pytest.mark.parametrize(
    ("later", "months"),
    [(timedelta(0), ()), (HOUR - SECOND, ()), (HOUR, (Month("2026-06", 1),)), (DAY, (Month("2026-06", 2),))],
)
def test_months_at_follow_the_clock(later: timedelta, months: tuple[Month, ...]) -> None:
    ahead = [sort_key(make_summary(str(number), published_at=NOW + HOUR * (1 + 5 * number))) for number in range(2)]
    page = month_page({"2026-06": 2}, ahead, due=NOW + HOUR, now=NOW, zone=UTC)
    assert months_at(page, NOW + later).months == months


def test_months_at_of_an_unknown_running_month_is_as_it_was() -> None:
    page = MonthPage((Month("2026-05", 2),))
    assert months_at(page, NOW) == page


@pytest.mark.parametrize(
    ("n", "names"),
    [
        (1, ["2026-04"]),
        (SITEMAP_SIZE, ["2026-04"]),
        (SITEMAP_SIZE + 1, ["2026-04-01-to-15", "2026-04-16-to-30"]),
        (3 * SITEMAP_SIZE, ["2026-04-01-to-10", "2026-04-11-to-20", "2026-04-21-to-30"]),
    ],
)
def test_parts_of_a_month_are_as_many_as_its_articles_need(n: int, names: list[str]) -> None:
    assert parts_of(Month("2026-04", n)) == names


@pytest.mark.parametrize("month", ["2026-02", "2024-02", "2026-04", "2026-05"])
@pytest.mark.parametrize("zone", [UTC, BERLIN])
def test_parts_of_a_month_hold_each_of_its_days_once(month: str, zone: ZoneInfo) -> None:
    days = calendar.monthrange(int(month[:4]), int(month[5:]))[1]
    for count in range(1, 41):
        spans = [part_span(name, zone) for name in parts_of(Month(month, count * SITEMAP_SIZE))]
        assert len(spans) == min(count, days)
        assert Span(spans[0].start, spans[-1].end) == month_span(month, zone)
        assert all(one.end == next_one.start for one, next_one in zip(spans, spans[1:], strict=False))
        assert max(span.end - span.start for span in spans) <= DAY * (-(-days // len(spans))) + HOUR


@pytest.mark.parametrize(
    "name",
    [
        *NO_MONTHS, "2026-05-01-to-31", "2026-05-16-to-15", "2026-05-00-to-15", "2026-05-02-to-29", "2026-02-15-to-30",
        "2026-05-1-to-15", "2026-05-01-to-15-to-31", "to", "2026-13-01-to-15",
    ],
)  # fmt: skip
def test_part_span_of_what_no_month_is_split_into(name: str) -> None:
    with pytest.raises(ValueError, match="month|year|part"):
        part_span(name, UTC)
