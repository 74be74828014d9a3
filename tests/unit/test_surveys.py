"""Archive and sitemap through the reading service: fresh like the rest, and kept apart from it."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from articles.domain import Cursor, Listed, Month, SitemapPart
from articles.keys import sort_key
from articles.months import EVER, month_span
from articles.services.surveys import MonthLookup, SitemapPartLookup
from tests.factories import NOW, make_article, make_change, make_summary
from tests.unit.desk import Desk

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MAY, APRIL = datetime(2026, 5, 10, tzinfo=UTC), datetime(2026, 4, 10, tzinfo=UTC)


def months(desk: Desk) -> dict[str, int]:
    return {month.month: month.n for month in desk.reading.list_months().load().value.months}


def of_month(desk: Desk, month: str, **more: Any) -> list[str]:
    return [item.slug for item in desk.reading.list_month(month, **more).load().value.items]


def of_part(desk: Desk, part: str) -> list[str]:
    return [item.slug for item in desk.reading.get_sitemap_part(part).load().value.items]


def sitemap(desk: Desk) -> list[str] | None:
    part = desk.reading.get_sitemap().load().value.part
    return [item.slug for item in part.items] if part else None


def test_list_months_counts_newest_first(desk: Desk) -> None:
    dates = [APRIL, MAY, MAY + HOUR, NOW]
    desk.publish(*(make_article(f"n-{n}", published_at=at) for n, at in enumerate(dates)))
    desk.settle()
    assert list(months(desk).items()) == [("2026-06", 1), ("2026-05", 2), ("2026-04", 1)]


def test_list_months_second_read_asks_nobody(desk: Desk) -> None:
    desk.publish(make_article())
    desk.settle()
    months(desk)
    desk.store.calls.clear()
    assert desk.reading.list_months().source == "cache"
    assert desk.store.calls == []


def test_list_months_turns_with_the_clock(desk: Desk) -> None:
    desk.publish(make_article(published_at=NOW + HOUR))
    desk.settle()
    assert months(desk) == {}
    assert desk.reading.list_months().load().until == NOW + HOUR
    desk.clock.set(NOW + HOUR)
    assert months(desk) == {"2026-06": 1}


@pytest.mark.parametrize(
    ("before", "after"),
    [({}, {"2026-06": 1}), ({"published_at": APRIL}, {"2026-06": 1}), ({"status": "draft"}, {"2026-06": 1})],
)
def test_list_months_index_that_lags_gets_the_running_month(
    desk: Desk, before: dict[str, Any], after: dict[str, int]
) -> None:
    if before:
        desk.publish(make_article(**before))
    desk.settle()
    months(desk)
    desk.store.freeze_index()
    desk.publish(make_article(published_at=NOW))
    desk.clock.advance(2)
    assert months(desk) == after


def test_list_months_index_that_lags_shows_no_month_before_its_time(desk: Desk) -> None:
    desk.settle()
    months(desk)
    desk.store.freeze_index()
    desk.publish(make_article(published_at=NOW + DAY))
    desk.clock.advance(2)
    assert months(desk) == {}
    assert desk.reading.list_months().load().until == NOW + DAY


def test_list_months_index_that_lags_loses_what_is_not_ahead_any_more(desk: Desk) -> None:
    desk.publish(make_article(published_at=NOW + DAY), make_article("stays", published_at=NOW))
    desk.settle()
    desk.store.freeze_index()
    desk.publish(make_article(published_at=NOW + DAY, status="draft"))
    desk.clock.advance(2)
    assert months(desk) == {"2026-06": 1}


def test_list_months_table_away_shows_what_was_there(desk: Desk) -> None:
    desk.publish(make_article(published_at=MAY), make_article("comes", published_at=NOW + HOUR))
    desk.settle()
    months(desk)
    desk.store.down = True
    desk.clock.set(NOW + HOUR)
    reading = desk.reading.list_months()
    assert (reading.source, reading.load().until) == ("stale-cache", None)
    assert months(desk) == {"2026-06": 1, "2026-05": 1}


def test_list_months_of_files_stand_in(desk: Desk) -> None:
    desk.store.down = True
    desk.files._articles["one"] = make_article("one", published_at=MAY)
    assert desk.reading.list_months().source == "file-based"
    assert months(desk) == {"2026-05": 1}


def test_list_month_has_its_articles_alone(desk: Desk) -> None:
    for number in range(25):
        desk.publish(make_article(f"n-{number:02d}", published_at=MAY - number * HOUR))
    desk.publish(make_article("april", published_at=APRIL), make_article("june", published_at=NOW))
    desk.settle()
    first = desk.reading.list_month("2026-05").load().value
    rest = of_month(desk, "2026-05", cursor=Cursor("after", sort_key(first.items[-1])))
    assert [item.slug for item in first.items] + rest == [f"n-{number:02d}" for number in range(25)]


def test_list_month_stays_when_another_month_moved(desk: Desk) -> None:
    desk.publish(make_article("may", published_at=MAY))
    desk.settle()
    of_month(desk, "2026-05")
    of_part(desk, "2026-05")
    desk.publish(make_article("april", published_at=APRIL))
    desk.clock.advance(2)
    assert desk.reading.list_month("2026-05").source == "cache"
    assert desk.reading.get_sitemap_part("2026-05").source == "cache"


@pytest.mark.parametrize("after", [{"published_at": APRIL}, {"published_at": MAY, "status": "trashed"}])
@pytest.mark.parametrize("lags", [True, False])
def test_list_month_moves_when_an_article_left_it(desk: Desk, after: dict[str, Any], lags: bool) -> None:
    desk.publish(make_article("goes", published_at=MAY), make_article("stays", published_at=MAY - DAY))
    desk.settle()
    of_month(desk, "2026-05")
    of_part(desk, "2026-05")
    if lags:
        desk.store.freeze_index()
    desk.publish(make_article("goes", **after))
    desk.clock.advance(2)
    assert of_month(desk, "2026-05") == of_part(desk, "2026-05") == ["stays"]


def test_list_month_index_that_lags_gets_what_is_new(desk: Desk) -> None:
    desk.publish(make_article("old", published_at=MAY))
    desk.settle()
    desk.store.freeze_index()
    desk.publish(make_article("new", published_at=MAY + DAY), make_article("april", published_at=APRIL))
    desk.clock.advance(2)
    assert of_month(desk, "2026-05") == of_part(desk, "2026-05") == ["new", "old"]
    assert sitemap(desk) == ["new", "april", "old"]


def test_month_lookup_moved_by_what_was_in_it_before() -> None:
    lookup = MonthLookup(20, within=month_span("2026-05", UTC), month="2026-05")
    moved = [make_change(visible_from=MAY), make_change(visible_from=NOW, dated_before=MAY)]
    unmoved = [make_change(visible_from=NOW), make_change(visible_from=None), make_change(dated_before=APRIL)]
    assert [lookup.moved_by(change) for change in moved + unmoved] == [True, True, False, False, False]


def test_get_sitemap_holds_all_articles_while_one_part_does(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("articles.services.surveys.SITEMAP_SIZE", 2)
    desk.publish(make_article("a", published_at=APRIL), make_article("b", published_at=MAY))
    desk.settle()
    assert sitemap(desk) == ["b", "a"]
    desk.publish(make_article("c", published_at=MAY + DAY))
    desk.settle()
    assert sitemap(desk) is None
    assert desk.reading.get_sitemap().load().value.months.months == (Month("2026-05", 2), Month("2026-04", 1))


def test_get_sitemap_part_that_did_not_fit_an_index_page_gives_way_to_parts(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("articles.stores.memory.SITEMAP_SIZE", 1)
    desk.publish(make_article("a", published_at=APRIL), make_article("b", published_at=MAY))
    desk.settle()
    assert sitemap(desk) is None


def test_get_sitemap_part_that_is_full_says_so_once_a_load(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("articles.stores.memory.SITEMAP_SIZE", 1)
    desk.publish(make_article("a", published_at=MAY), make_article("b", published_at=MAY + DAY))
    desk.settle()
    with caplog.at_level(logging.WARNING):
        assert of_part(desk, "2026-05") == of_part(desk, "2026-05") == ["b"]
    assert [vars(record)["part"] for record in caplog.records] == ["2026-05"]


def test_get_sitemap_part_turns_with_the_clock(desk: Desk) -> None:
    desk.publish(make_article("comes", published_at=NOW + 2 * HOUR), make_article("ends", unpublish_at=NOW + HOUR))
    desk.settle()
    assert (of_part(desk, "2026-01"), sitemap(desk)) == (["ends"], ["ends"])
    desk.clock.set(NOW + HOUR)
    assert (of_part(desk, "2026-01"), sitemap(desk)) == ([], [])
    desk.clock.set(NOW + 2 * HOUR)
    assert (of_part(desk, "2026-06"), sitemap(desk)) == (["comes"], ["comes"])


def test_settled_part_knows_when_the_clock_changes_it() -> None:
    part = SitemapPartLookup("2026-05", EVER)
    value = part.settle(
        SitemapPart((Listed("old"),)),
        {"a": make_summary("a", unpublish_at=NOW + DAY), "b": make_summary("b", published_at=NOW + HOUR)},
        NOW,
    )
    assert ([item.slug for item in value.items], value.due) == (["a", "old"], NOW + HOUR)


@pytest.mark.parametrize(
    ("ask", "line"),
    [
        (lambda reading: reading.list_months(), {"operation": "getArchive", "count": 1}),
        (
            lambda reading: reading.list_month("2026-05"),
            {"operation": "getArticlesByMonth", "month": "2026-05", "count": 2},
        ),
        (lambda reading: reading.get_sitemap(), {"operation": "getSitemap", "count": 2}),
        (
            lambda reading: reading.get_sitemap_part("2026-05"),
            {"operation": "getSitemap", "part": "2026-05", "count": 2},
        ),
    ],
)
def test_survey_is_one_log_line(desk: Desk, caplog: pytest.LogCaptureFixture, ask: Any, line: dict[str, Any]) -> None:
    desk.publish(make_article("a", published_at=MAY), make_article("b", published_at=MAY + DAY))
    desk.settle()
    with caplog.at_level(logging.INFO, "article-service"):
        ask(desk.reading)
    (record,) = caplog.records
    assert vars(record) | line | {"source": "dynamodb-sdk"} == vars(record)


def test_surveys_drive_out_no_article() -> None:
    desk = Desk(aside_bytes=3_000)
    desk.publish(*(make_article(f"n-{n}", published_at=MAY - n * 28 * DAY) for n in range(60)))
    desk.settle()
    desk.article("n-0")
    home = desk.slugs(size=6)
    before = desk.cache.bytes_used
    for month in months(desk):
        assert of_month(desk, month) and of_part(desk, month)
    sitemap(desk)
    assert desk.cache.bytes_used == before
    assert desk.aside.bytes_used <= 3_000
    assert desk.reading.get_article("n-0").source == "cache"
    assert (desk.reading.list_articles(size=6).source, desk.slugs(size=6)) == ("cache", home)


def test_list_month_of_guessed_months_drives_out_no_survey(desk: Desk) -> None:
    desk.publish(make_article())
    desk.settle()
    months(desk)
    before = desk.aside.bytes_used
    for year in range(1900, 1990):
        assert of_month(desk, f"{year}-01") == of_part(desk, f"{year}-02") == []
    assert desk.aside.bytes_used == before
