"""What each page asks of the table when nothing is in memory: a few Queries, each of one page, whatever there is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.factories import make_article
from tests.integration.conftest import Items, Site, entity
from tests.integration.test_site_pages import link

MAY = datetime(2026, 5, 31, tzinfo=UTC)
# Queries of a page when it is loaded, and the most that one of them may read.
QUERIES = {
    "/": (4, 10),
    "/about/": (2, 10),
    "/articles/": (2, 21),
    "/articles/n-00/": (5, 6),
    "/tags/": (4, 101),
    "/tags/python/": (2, 21),
    "/archive/": (2, 1200),
    "/archive/2026/05/": (1, 21),
    "/sitemap.xml": (4, 1200),
    "/sitemaps/pages.xml": (2, 1200),
    "/sitemaps/2026-05.xml": (1, 1001),
    "/sitemaps/2026-05-01-to-15.xml": (1, 1001),
    "/feed.xml": (2, 21),
    "/feed.atom": (2, 21),
    "/feed.json": (2, 21),
    "/tags/python/feed.xml": (2, 21),
    "/articles/n-00.md": (1, None),
    "/llms.txt": (2, 51),
}


def fill(site: Site, count: int) -> None:
    """Articles eight hours apart, all of the end of May and all of two tags."""
    labels = ("Python", "AWS")
    articles = [
        make_article(f"n-{n:02d}", published_at=MAY - n * timedelta(hours=8), tag_labels=labels) for n in range(count)
    ]
    site.publish(*articles, stamp=False)
    site.restart()
    site.proxy.clear()


@pytest.mark.parametrize("count", [3, 60])
@pytest.mark.parametrize("address", QUERIES)
def test_page_costs_the_same_whatever_there_is(site: Site, address: str, count: int) -> None:
    fill(site, count)
    response = site.get(address)
    expected = 404 if count == 3 and "01-to-15" in address else 200
    assert response.status_code == expected
    # An empty part asks the archive besides, whether the sitemap leads there.
    queries, limit = QUERIES[address] if expected == 200 else (3, 1200)
    calls = site.proxy.calls("Query")
    assert len(calls) == queries
    # Only an article's own items are read without a limit, and none goes on where another ended.
    limited = [call for call in calls if not address.startswith("/articles/n-00") or call.index]
    assert len(limited) >= queries - 1
    assert all(0 < call.request["Limit"] <= limit for call in limited)
    assert not [call for call in calls if "ExclusiveStartKey" in call.request]
    assert {call.operation for call in site.proxy.calls()} <= {"Query", "GetItem", "BatchGetItem"}
    # The bodies of a feed; and what is not there may be an old address, of which two items know.
    assert len(site.proxy.calls("BatchGetItem")) == ("feed" in address or expected == 404)


def test_feed_costs_what_its_bodies_do(site: Site) -> None:
    fill(site, 60)
    site.get("/feed.xml")
    (batch,) = site.proxy.calls("BatchGetItem")
    # A unit for each item of up to 4 KB that is read consistently: fields and body of twenty articles.
    assert batch.capacity == 40
    site.proxy.clear()
    assert [site.get(address).status_code for address in ("/feed.atom", "/feed.json")] == [200, 200]
    assert site.proxy.calls() == []


@pytest.mark.parametrize(
    ("labels", "limits"), [((), [1, 2]), (("Go",), [1, 2, 6]), (("Go", "C++", "Ada", "Rust"), [1, 2, 6, 6, 6])]
)
def test_article_costs_a_query_more_for_each_of_its_first_tags(
    site: Site, labels: tuple[str, ...], limits: list[int]
) -> None:
    site.publish(make_article("one", tag_labels=labels), stamp=False)
    site.restart()
    site.proxy.clear()
    assert site.get("/articles/one/").status_code == 200
    calls = site.proxy.calls("Query")
    assert sorted(call.request["Limit"] for call in calls if call.index) == limits
    assert sum(call.capacity or 0 for call in calls) <= 1 + len(limits)


@pytest.mark.parametrize("address", ["/articles/", "/tags/python/", "/archive/2026/05/"])
def test_deep_page_costs_what_the_first_does(site: Site, address: str) -> None:
    fill(site, 60)
    second = link(site.text(address), "next") or ""
    third = link(site.text(address + second), "next") or ""
    site.proxy.clear()
    assert site.get(address + third).status_code == 200
    (call,) = site.proxy.calls("Query")
    assert call.request["Limit"] == 21 and (call.capacity or 0) <= 3


def test_archive_with_articles_ahead_costs_one_query_more(site: Site) -> None:
    now = datetime.now(UTC).replace(microsecond=0)
    last_of_month = (now.replace(day=1) + timedelta(days=32)).replace(day=1, hour=0) - timedelta(hours=2)
    ahead = max(now + timedelta(seconds=60), last_of_month)
    site.publish(make_article("one", published_at=ahead), stamp=False)
    site.restart()
    site.proxy.clear()
    assert "Nothing has been published yet" in site.text("/archive/")
    assert [call.request["Limit"] for call in site.proxy.calls("Query")] == [1200, 1, 1000]


def test_archive_of_a_hundred_years_is_one_page(site: Site, items: Items) -> None:
    for year in range(1920, 2026):
        for month in range(1, 13):
            items.put({**entity("month", "MONTHS", f"{year}-{month:02d}"), "n": {"N": "80"}})
    site.proxy.clear()
    assert site.text("/archive/").count("80 articles") == 1200
    months, _ = site.proxy.calls("Query")
    assert (months.capacity or 0) <= 20
    site.proxy.clear()
    assert site.text("/sitemap.xml").count("<loc>") == 1201
    assert len(site.proxy.calls("Query")) == 2
