"""The same contract, for what surveys the site: months, the lists of one, and parts of the sitemap."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from articles.domain import Article, Cursor, Listed, Month, Span
from articles.keys import sort_key
from articles.months import EVER, month_span
from articles.ports import ArticleSource
from tests.factories import NOW, make_article
from tests.integration.stores import HOUR, Store

MAY = month_span("2026-05", UTC)
FIRST, LAST = MAY.start, MAY.end - timedelta(seconds=1)


def months(source: ArticleSource, now: datetime = NOW) -> list[tuple[str, int]]:
    return [(month.month, month.n) for month in source.list_months(now=now).months]


def listed(source: ArticleSource, within: Span = MAY, **more: Any) -> list[str]:
    arguments: dict[str, Any] = {"now": NOW, "size": 20} | more
    return [item.slug for item in source.list_articles(within=within, **arguments).items]


def of_may(count: int) -> list[Article]:
    """`n-00` is the newest; the first and the last second of the month are among them."""
    dates = [LAST, *(FIRST + (count - n) * HOUR for n in range(1, count - 1)), FIRST]
    return [make_article(f"n-{n:02d}", published_at=at) for n, at in enumerate(dates)]


NEIGHBOURS = [
    make_article("april", published_at=FIRST - timedelta(seconds=1)),
    make_article("june", published_at=MAY.end),
]


def test_list_months_newest_first_with_their_numbers(store: Store) -> None:
    source = store([*of_may(3), *NEIGHBOURS, make_article("old", published_at=datetime(1999, 12, 31, tzinfo=UTC))])
    assert months(source) == [("2026-06", 1), ("2026-05", 3), ("2026-04", 1), ("1999-12", 1)]


def test_list_months_of_an_empty_store(store: Store) -> None:
    page = store([]).list_months(now=NOW)
    assert (page.months, page.due) == ((), None)


@pytest.mark.parametrize("status", ["draft", "archived", "trashed"])
def test_list_months_leaves_out_what_is_not_published(store: Store, status: str) -> None:
    source = store([make_article("hidden", status=status, published_at=FIRST), make_article("shown")])
    assert months(source) == [("2026-01", 1)]


def test_list_months_shows_no_month_before_its_time(store: Store) -> None:
    source = store([
        make_article("now", published_at=NOW - 24 * HOUR),
        make_article("this", published_at=NOW + HOUR),
        make_article("next", published_at=NOW + 31 * 24 * HOUR),
    ])  # fmt: skip
    assert months(source) == [("2026-05", 1)]
    assert source.list_months(now=NOW).due == NOW + HOUR
    assert months(source, NOW + HOUR) == [("2026-06", 1), ("2026-05", 1)]
    assert months(source, NOW + 31 * 24 * HOUR) == [("2026-07", 1), ("2026-06", 1), ("2026-05", 1)]


def test_list_months_does_not_count_what_is_ahead(store: Store) -> None:
    ahead = [make_article(f"ahead-{n}", published_at=NOW + (n + 1) * HOUR) for n in range(3)]
    source = store(
        [make_article("one", published_at=NOW), *ahead, make_article("later", published_at=NOW + 999 * HOUR)]
    )
    assert months(source) == [("2026-06", 1)]
    assert months(source, NOW + 2 * HOUR) == [("2026-06", 3)]


def test_list_months_to_the_second(store: Store) -> None:
    source = store([make_article("due", published_at=NOW)])
    assert months(source, NOW - timedelta(microseconds=1)) == []
    assert months(source, NOW) == [("2026-06", 1)]


class TestAnotherZone:
    @pytest.fixture
    def time_zone(self) -> ZoneInfo:
        return ZoneInfo("Asia/Tokyo")

    def test_list_months_are_those_of_the_zone(self, store: Store) -> None:
        midnight = datetime(2026, 5, 1, tzinfo=ZoneInfo("Asia/Tokyo"))
        source = store([
            make_article("may", published_at=midnight),
            make_article("april", published_at=midnight - timedelta(seconds=1)),
        ])  # fmt: skip
        assert source.list_months(now=NOW).months == (Month("2026-05", 1), Month("2026-04", 1))

    def test_list_months_begin_in_the_zone(self, store: Store) -> None:
        new_month = datetime(2026, 7, 1, tzinfo=ZoneInfo("Asia/Tokyo"))
        source = store([make_article("july", published_at=new_month)])
        assert months(source, new_month - timedelta(seconds=1)) == []
        assert months(source, new_month) == [("2026-07", 1)]


def test_list_articles_within_has_the_month_alone(store: Store) -> None:
    source = store([*of_may(5), *NEIGHBOURS])
    assert listed(source) == [f"n-{n:02d}" for n in range(5)]
    assert listed(source, month_span("2026-03", UTC)) == []


def test_list_articles_within_pages_visit_each_article_once(store: Store) -> None:
    articles = of_may(9)
    source = store([*articles, *NEIGHBOURS])
    slugs = listed(source, size=4)
    for _ in range(2):
        slugs += listed(source, size=4, cursor=Cursor("after", sort_key(articles[len(slugs) - 1])))
    assert slugs == [article.slug for article in articles]
    last = source.list_articles(now=NOW, within=MAY, size=4, cursor=Cursor("after", sort_key(articles[7])))
    assert (last.has_newer, last.has_older) == (True, False)


def test_list_articles_within_pages_back_end_with_the_newest_page_whole(store: Store) -> None:
    articles = of_may(9)
    source = store([*articles, *NEIGHBOURS])
    back = source.list_articles(now=NOW, within=MAY, size=4, cursor=Cursor("before", sort_key(articles[8])))
    assert [item.slug for item in back.items] == [f"n-{n:02d}" for n in range(4, 8)]
    assert (back.has_newer, back.has_older) == (True, True)
    first = source.list_articles(now=NOW, within=MAY, size=4, cursor=Cursor("before", sort_key(articles[2])))
    assert [item.slug for item in first.items] == [f"n-{n:02d}" for n in range(4)]
    assert not first.has_newer


@pytest.mark.parametrize("slug", ["a", "a-b", "a0", "aa"])
def test_list_articles_within_pages_split_equal_dates(store: Store, slug: str) -> None:
    slugs = ["aa", "a0", "a-b", "a"]
    source = store([make_article(each, published_at=FIRST) for each in slugs])
    after = Cursor("after", sort_key(make_article(slug, published_at=FIRST)))
    assert listed(source, cursor=after) == slugs[slugs.index(slug) + 1 :]


def test_list_articles_within_by_tag(store: Store) -> None:
    source = store([make_article("one", published_at=FIRST), make_article("other", published_at=FIRST, tag_labels=())])
    assert listed(source, tag="python") == ["one"]


@pytest.mark.parametrize(
    ("month", "slugs", "upcoming"),
    [("2026-05", ["n-00", "n-01"], None), ("2026-06", [], "june"), ("2026-07", [], None)],
)
def test_list_articles_within_knows_what_is_upcoming_there(
    store: Store, month: str, slugs: list[str], upcoming: str | None
) -> None:
    source = store([*of_may(2), make_article("june", published_at=NOW + HOUR)])
    page = source.list_articles(now=NOW, within=month_span(month, UTC), size=20)
    assert [item.slug for item in page.items] == slugs
    assert (page.upcoming and page.upcoming.slug) == upcoming


def test_list_for_sitemap_gives_what_a_sitemap_needs(store: Store) -> None:
    source = store([
        make_article("one", published_at=FIRST, updated_at=NOW),
        make_article("two", published_at=LAST, canonical_url="https://example.com/"),
        *NEIGHBOURS,
    ])  # fmt: skip
    part = source.list_for_sitemap(now=NOW, within=MAY)
    assert part.items == (Listed("two", LAST, "https://example.com/"), Listed("one", NOW))
    assert (part.due, part.complete) == (None, True)


def test_list_for_sitemap_of_all_time(store: Store) -> None:
    source = store([*of_may(2), *NEIGHBOURS, make_article("ahead", published_at=NOW + HOUR)])
    part = source.list_for_sitemap(now=NOW, within=EVER)
    assert [item.slug for item in part.items] == ["june", "n-00", "n-01", "april"]
    assert part.due == NOW + HOUR


@pytest.mark.parametrize(
    ("fields", "slugs", "due"),
    [
        ({"unpublish_at": NOW}, [], None),
        ({"unpublish_at": NOW + HOUR}, ["one"], NOW + HOUR),
        ({"published_at": NOW + HOUR}, [], NOW + HOUR),
        ({"status": "draft"}, [], None),
    ],
)
def test_list_for_sitemap_follows_the_clock(
    store: Store, fields: dict[str, Any], slugs: list[str], due: datetime | None
) -> None:
    source = store([make_article("one", **({"published_at": NOW} | fields))])
    part = source.list_for_sitemap(now=NOW, within=month_span("2026-06", UTC))
    assert ([item.slug for item in part.items], part.due) == (slugs, due)


def test_list_for_sitemap_says_when_it_leaves_something_out(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("articles.stores.memory", "articles.stores.dynamo.source"):
        monkeypatch.setattr(f"{module}.SITEMAP_SIZE", 3)
    source = store([*of_may(4), *NEIGHBOURS])
    part = source.list_for_sitemap(now=NOW, within=MAY)
    assert ([item.slug for item in part.items], part.complete) == (["n-00", "n-01", "n-02"], False)
    whole = source.list_for_sitemap(now=NOW, within=Span(FIRST + timedelta(seconds=1), MAY.end))
    assert (len(whole.items), whole.complete) == (3, True)
