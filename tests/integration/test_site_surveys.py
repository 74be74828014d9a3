"""Archive and sitemap over the real table: what they show, and that they are what the protocol asks for."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from articles import wiring
from articles.pages import page_cache
from tests.factories import make_article
from tests.integration.conftest import Items, Site, entity
from tests.integration.test_site_pages import link, slugs, walk

BASE = "http://127.0.0.1:8000"
NAMESPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
MAY, APRIL = datetime(2026, 5, 10, 12, tzinfo=UTC), datetime(2025, 4, 10, tzinfo=UTC)
DAY = timedelta(days=1)
PAGES = [f"{BASE}{path}" for path in ("/", "/articles/", "/tags/", "/archive/", "/about/")]


def archive(site: Site) -> list[tuple[str, str, str]]:
    """Each month's address, name and number."""
    entry = (
        r'<a href="(/archive/[0-9/]+)">([^<]+)<span class="visually-hidden">([^<]+)</span></a>\s*<span>([^<]+)</span>'
    )
    return [(address, month + year, n) for address, month, year, n in re.findall(entry, site.text("/archive/"))]


def entries(site: Site, address: str) -> dict[str, str | None]:
    """What a sitemap lists, with the dates of change; its form is checked on the way."""
    response = site.get(address)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/xml; charset=utf-8"
    root = ElementTree.fromstring(response.content)
    form = {"urlset": "url", "sitemapindex": "sitemap"}
    kind = root.tag.removeprefix(NAMESPACE)
    assert {child.tag for child in root} <= {f"{NAMESPACE}{form[kind]}"}
    assert {part.tag for child in root for part in child} <= {f"{NAMESPACE}loc", f"{NAMESPACE}lastmod"}
    found = [(child.findtext(f"{NAMESPACE}loc") or "", child.findtext(f"{NAMESPACE}lastmod")) for child in root]
    assert all(url.startswith(f"{BASE}/") for url, _ in found) and len(dict(found)) == len(found)
    return dict(found)


@pytest.fixture
def in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """One part of the sitemap holds two articles."""
    for module in ("months", "services.surveys", "stores.dynamo.source"):
        monkeypatch.setattr(f"articles.{module}.SITEMAP_SIZE", 2)


def test_archive_shows_years_with_months_and_numbers(site: Site) -> None:
    dates = [MAY, MAY + DAY, MAY - 40 * DAY, APRIL]
    site.publish(*(make_article(f"n-{n}", published_at=at) for n, at in enumerate(dates)))
    assert archive(site) == [
        ("/archive/2026/05/", "May 2026", "2 articles"),
        ("/archive/2026/03/", "March 2026", "1 article"),
        ("/archive/2025/04/", "April 2025", "1 article"),
    ]
    assert re.findall(r'id="year-\d+">(\d+)</h2>', site.text("/archive/")) == ["2026", "2025"]


def test_archive_is_a_section_of_the_site(site: Site) -> None:
    assert '<a href="/archive/" aria-current="page">Archive</a>' in site.text("/archive/")
    assert '<a href="/archive/">Archive</a>' in site.text("/")


@pytest.mark.parametrize("status", ["draft", "trashed"])
def test_archive_shows_what_a_save_moved_within_two_seconds(site: Site, status: str) -> None:
    site.publish(make_article("one", published_at=MAY))
    assert [month for month, _, _ in archive(site)] == ["/archive/2026/05/"]
    site.publish(make_article("one", published_at=APRIL))
    site.wait_until(lambda: [month for month, _, _ in archive(site)] == ["/archive/2025/04/"], seconds=2)
    site.publish(make_article("one", published_at=APRIL, status=status))
    site.wait_until(lambda: archive(site) == [], seconds=2)


def test_archive_turns_with_the_clock(site: Site) -> None:
    due = wiring.now().replace(microsecond=0) + timedelta(seconds=2)
    site.publish(make_article("one", published_at=due), stamp=False)
    assert archive(site) == []
    site.wait_until(lambda: len(archive(site)) == 1, seconds=4)
    assert wiring.now() >= due


def test_archive_broken_month_hides_itself(site: Site, items: Items) -> None:
    site.publish(make_article("one", published_at=MAY))
    for sk, n in (("2026-13", {"N": "1"}), ("2026-02", {"S": "x"}), ("2026-01", {"N": "-1"})):
        items.put({**entity("month", "MONTHS", sk), "n": n})
    assert [month for month, _, _ in archive(site)] == ["/archive/2026/05/"]


def test_archive_of_files(site: Site, write_file: Callable[..., Path]) -> None:
    write_file("one.md", folder=site.content, date="2026-05-01")
    write_file("later.md", folder=site.content, date="2096-05-01")
    site.configure(DYNAMODB_TABLE="", TIME_ZONE="Asia/Tokyo")
    assert archive(site) == [("/archive/2026/05/", "May 2026", "1 article")]
    assert slugs(site.text("/archive/2026/05/")) == ["one"]
    assert f"{BASE}/articles/one/" in entries(site, "/sitemap.xml")


def test_archive_is_shown_from_files_while_the_table_is_away(site: Site, write_file: Callable[..., Path]) -> None:
    write_file("one.md", folder=site.content, date="2026-05-01")
    site.proxy.fail("500")
    assert site.get("/archive/").headers["Content-Source"] == "file-based"
    assert slugs(site.text("/archive/2026/05/")) == ["one"]
    assert f"{BASE}/articles/one/" in entries(site, "/sitemap.xml")


def test_month_page_has_its_articles_alone(site: Site) -> None:
    site.publish(*(make_article(slug, published_at=at) for slug, at in (("a", MAY), ("b", MAY - 30 * DAY))))
    text = site.text("/archive/2026/05/")
    assert "<h1>May 2026</h1>" in text and slugs(text) == ["a"]
    assert f'<link rel="canonical" href="{BASE}/archive/2026/05/">' in text


def test_month_page_is_paged_forth_and_back(site: Site) -> None:
    site.publish(*(make_article(f"n-{n:02d}", published_at=MAY - timedelta(minutes=n)) for n in range(45)))
    pages = walk(site, "/archive/2026/05/", "next")
    assert [slug for page in pages for slug in slugs(page)] == [f"n-{n:02d}" for n in range(45)]
    back = site.text("/archive/2026/05/" + (link(pages[2], "prev") or ""))
    assert slugs(back) == [f"n-{n:02d}" for n in range(20, 40)]
    assert site.get("/archive/2026/04/" + (link(pages[0], "next") or "")).status_code == 404


@pytest.mark.parametrize("published_at", [MAY, datetime(2096, 5, 1, tzinfo=UTC)])
def test_month_page_with_nothing_to_see_is_404(site: Site, published_at: datetime) -> None:
    site.publish(make_article("one", published_at=published_at, status="draft" if published_at == MAY else "published"))
    assert site.get(f"/archive/{published_at:%Y/%m}/").status_code == 404


def test_month_page_that_the_archive_leads_to_is_never_404(site: Site) -> None:
    """An article that is over is counted until it is archived."""
    site.publish(make_article("one", published_at=MAY, unpublish_at=MAY + DAY))
    assert archive(site) == [("/archive/2026/05/", "May 2026", "1 article")]
    assert "is no longer shown" in site.text("/archive/2026/05/")
    assert site.get("/sitemaps/2026-05.xml").status_code == 200
    assert site.get("/archive/2026/03/").status_code == 404


def test_month_page_is_of_the_sites_time_zone(site: Site) -> None:
    site.configure(TIME_ZONE="Asia/Tokyo")
    site.publish(make_article("one", published_at=datetime(2026, 4, 30, 15, tzinfo=UTC)))
    assert archive(site) == [("/archive/2026/05/", "May 2026", "1 article")]
    assert slugs(site.text("/archive/2026/05/")) == ["one"]
    assert site.get("/archive/2026/04/").status_code == 404


def test_sitemap_of_a_small_site_lists_everything(site: Site) -> None:
    site.publish(
        make_article("one", published_at=APRIL, updated_at=MAY),
        make_article("own", published_at=MAY, canonical_url=f"{BASE}/articles/own/"),
        make_article("copy", published_at=MAY, canonical_url="https://example.com/copy"),
        make_article("later", published_at=wiring.now() + DAY),
        make_article("draft", status="draft"),
    )
    found = entries(site, "/sitemap.xml")
    months = [f"{BASE}/archive/2026/05/", f"{BASE}/archive/2025/04/"]
    assert list(found) == [*PAGES, *months, f"{BASE}/articles/own/", f"{BASE}/articles/one/"]
    assert found[f"{BASE}/articles/one/"] == "2026-05-10T12:00:00+00:00"
    assert found[f"{BASE}/"] is None


def test_sitemap_of_an_empty_site_has_its_pages(site: Site) -> None:
    assert list(entries(site, "/sitemap.xml")) == PAGES


def test_sitemap_of_a_large_site_is_an_index_of_parts_that_hold_each_article_once(site: Site, in_parts: None) -> None:
    dates = [MAY + n * DAY * 6 for n in range(3)] + [APRIL]
    site.publish(*(make_article(f"n-{n}", published_at=at) for n, at in enumerate(dates)))
    parts = [url.removeprefix(BASE) for url in entries(site, "/sitemap.xml")]
    assert parts == [
        "/sitemaps/pages.xml",
        "/sitemaps/2026-05-01-to-15.xml",
        "/sitemaps/2026-05-16-to-31.xml",
        "/sitemaps/2025-04.xml",
    ]
    listed = [url for part in parts for url in entries(site, part)]
    assert sorted(listed[7:]) == [f"{BASE}/articles/n-{n}/" for n in range(4)]
    assert listed[:7] == [*PAGES, f"{BASE}/archive/2026/05/", f"{BASE}/archive/2025/04/"]


def test_sitemap_part_that_is_full_serves_what_it_has(
    site: Site, in_parts: None, caplog: pytest.LogCaptureFixture
) -> None:
    site.publish(*(make_article(f"n-{n}", published_at=MAY + timedelta(minutes=n)) for n in range(4)), stamp=False)
    with caplog.at_level(logging.WARNING):
        found = [list(entries(site, "/sitemaps/2026-05-01-to-15.xml")) for _ in range(2)]
    assert found == [[f"{BASE}/articles/n-3/", f"{BASE}/articles/n-2/"]] * 2
    assert [vars(record)["part"] for record in caplog.records] == ["2026-05-01-to-15"]


@pytest.mark.parametrize("address", ["/sitemap.xml", "/sitemaps/2026-05.xml"])
def test_sitemap_shows_what_was_published_within_two_seconds(site: Site, address: str) -> None:
    site.publish(make_article("one", published_at=MAY))
    entries(site, address)
    site.publish(make_article("two", published_at=MAY))
    site.wait_until(lambda: f"{BASE}/articles/two/" in entries(site, address), seconds=2)


@pytest.mark.parametrize("address", ["/archive/", "/archive/2026/05/", "/sitemap.xml", "/sitemaps/2026-05.xml"])
def test_survey_broken_article_hides_itself(site: Site, items: Items, address: str) -> None:
    site.publish(make_article("one", published_at=MAY), make_article("two", published_at=MAY), stamp=False)
    broken: dict[str, Any] = items.get("ARTICLE#two", "METADATA") or {}
    items.put({**broken, "updated_at": {"S": "garbage"}})
    response = site.get(address)
    assert response.status_code == 200 and b"/articles/two/" not in response.content


def test_surveys_are_kept_aside(site: Site) -> None:
    site.publish(make_article("one", published_at=MAY))
    for address in ("/", "/articles/one/"):
        site.get(address)
    before = list(page_cache()._pages)
    for address in ("/archive/", "/archive/2026/05/", "/sitemap.xml", "/sitemaps/2026-05.xml", "/sitemaps/pages.xml"):
        site.get(address)
    assert list(page_cache()._pages) == before and len(page_cache()._aside) == 5
