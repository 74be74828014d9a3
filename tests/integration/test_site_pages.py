"""The reader's pages over the real table: what they show, how they are paged, and what bad input gets."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.core.cache import caches

from articles import wiring
from articles.cursors import write_cursor
from articles.domain import Article, Cursor
from articles.pages import page_cache
from articles.views.kinds import LIST_NAME, tag_list_name
from tests.factories import make_article
from tests.integration.conftest import Site

PAGES = ("/", "/articles/", "/articles/one/", "/tags/", "/tags/python/", "/archive/", "/archive/2026/01/")
XML_PAGES = ("/sitemap.xml", "/sitemaps/2026-01.xml", "/sitemaps/pages.xml")
DAY = timedelta(days=1)


def articles(count: int) -> list[Article]:
    """`n-00` is the newest."""
    now = wiring.now().replace(microsecond=0)
    return [make_article(f"n-{n:02d}", title=f"Title {n:02d}", published_at=now - (n + 1) * DAY) for n in range(count)]


def slugs(text: str) -> list[str]:
    return re.findall(r'<h[23]>\s*<a href="/articles/([a-z0-9-]+)/">', text)


def link(text: str, rel: str) -> str | None:
    found = re.search(rf'<a rel="{rel}" href="([^"]+)"', text)
    return html.unescape(found[1]) if found else None


@pytest.mark.parametrize("address", PAGES)
def test_page_is_html(site: Site, address: str) -> None:
    site.publish(make_article("one"))
    response = site.get(address)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/html; charset=utf-8"
    assert response.content.startswith(b"<!DOCTYPE html>")


def test_article_page_shows_the_article(site: Site) -> None:
    site.publish(make_article("one", title="A <b>", body="Some *words* & `code`.\n", tag_labels=("C++",)))
    text = site.text("/articles/one/")
    assert "<h1>A &lt;b&gt;</h1>" in text
    assert "Some <em>words</em> &amp; <code>code</code>." in text
    assert '<a href="/tags/cplusplus/">C++</a>' in text


def test_home_shows_six_and_the_way_to_all(site: Site) -> None:
    site.publish(*articles(7))
    text = site.text("/")
    assert slugs(text) == [f"n-{n:02d}" for n in range(6)]
    assert re.search(r'href="/articles/">All articles</a>', text)


def test_home_few_articles_needs_no_way_to_all(site: Site) -> None:
    site.publish(*articles(6))
    assert "All articles</a>" not in site.text("/")


def test_tag_page_shows_its_label_and_articles(site: Site) -> None:
    site.publish(make_article("one", tag_labels=("C++",)), make_article("two", tag_labels=("AWS",)))
    text = site.text("/tags/cplusplus/")
    assert "<h1>C++</h1>" in text and slugs(text) == ["one"]


def test_tags_page_links_each_tag(site: Site) -> None:
    site.publish(make_article("one", tag_labels=("C++", "AWS")))
    assert re.findall(r'href="/tags/([a-z-]+)/">([^<]+)<', site.text("/tags/")) == [
        ("aws", "AWS"),
        ("cplusplus", "C++"),
    ]


@pytest.mark.parametrize("address", ["/", "/articles/", "/tags/", "/archive/"])
def test_empty_site_says_so(site: Site, address: str) -> None:
    response = site.get(address)
    assert response.status_code == 200
    assert "Nothing has been published yet" in response.content.decode()


@pytest.mark.parametrize("address", ["/articles/none/", "/tags/none/", "/archive/2025/12/", "/sitemaps/2025-12.xml"])
def test_unknown_address_is_404(site: Site, address: str) -> None:
    site.publish(make_article("one"))
    assert site.get(address).status_code == 404


@pytest.mark.parametrize(
    "path", ["/articles", "/articles/one", "/tags", "/tags/python", "/archive", "/archive/2026/01"]
)
def test_missing_slash_is_sent_on(site: Site, path: str) -> None:
    response = site.get(path)
    assert (response.status_code, response.headers["Location"]) == (301, f"{path}/")


@pytest.mark.parametrize("base", ["/articles/", "/tags/python/"])
def test_paging_forth_visits_each_article_once(site: Site, base: str) -> None:
    site.publish(*articles(50))
    pages = walk(site, base, "next")
    assert [slug for page in pages for slug in slugs(page)] == [f"n-{n:02d}" for n in range(50)]
    assert [len(slugs(page)) for page in pages] == [20, 20, 10]


def walk(site: Site, base: str, rel: str, mark: str = "") -> list[str]:
    """Pages from `mark` on, by the links that they show."""
    pages = [site.text(base + mark)]
    while (mark := link(pages[-1], rel) or "") and len(pages) < 20:
        pages.append(site.text(base + mark))
    return pages


def test_paging_back_visits_each_article_once(site: Site) -> None:
    site.publish(*articles(50))
    first = site.text("/articles/")
    second = link(first, "next") or ""
    last = link(site.text("/articles/" + second), "next") or ""
    pages = walk(site, "/articles/", "prev", last)
    assert [slug for page in reversed(pages) for slug in slugs(page)] == [f"n-{n:02d}" for n in range(50)]


def test_paging_marks_are_the_same_at_all_times(site: Site) -> None:
    site.publish(*articles(25))
    first = link(site.text("/articles/"), "next")
    site.restart()
    assert link(site.text("/articles/"), "next") == first


def test_paging_mark_outlives_its_article(site: Site) -> None:
    written = articles(25)
    site.publish(*written)
    mark = link(site.text("/articles/"), "next") or ""
    site.publish(make_article("n-19", status="draft"))
    site.restart()
    assert slugs(site.text("/articles/" + mark)) == [f"n-{n:02d}" for n in range(20, 25)]


@pytest.mark.parametrize("base", ["/articles/", "/tags/python/"])
def test_paging_each_page_is_its_own_canonical(site: Site, base: str) -> None:
    site.publish(*articles(25))
    first = site.get(base).content.decode()
    mark = link(first, "next")
    second = site.get(f"{base}{mark}").content.decode()
    assert f'<link rel="canonical" href="http://127.0.0.1:8000{base}">' in first
    assert f'<link rel="canonical" href="http://127.0.0.1:8000{base}{mark}">' in second


def test_paging_first_and_last_page_have_no_dead_links(site: Site) -> None:
    site.publish(*articles(21))
    first, last = walk(site, "/articles/", "next")
    assert (link(first, "prev"), link(last, "next")) == (None, None)
    assert slugs(site.text("/articles/" + (link(last, "prev") or "no link"))) == [f"n-{n:02d}" for n in range(20)]


def test_paging_more_expired_than_a_page_may_read_leaves_a_way_on(site: Site) -> None:
    now = wiring.now().replace(microsecond=0)
    expired = [make_article(f"e-{n:02d}", published_at=now - DAY, unpublish_at=now) for n in range(70)]
    for article in [*expired, make_article("oldest")]:
        wiring.repository().save(article, previous=None, author="ada", note="", stamp=False)
    pages = walk(site, "/articles/", "next")
    assert [slug for page in pages for slug in slugs(page)] == ["oldest"]


def test_tags_page_is_paged(site: Site) -> None:
    labels = [f"Tag {n:03d}" for n in range(120)]
    for first in range(0, 120, 20):
        site.publish(make_article(f"n-{first}", tag_labels=labels[first : first + 20]))
    pages = walk(site, "/tags/", "next")
    assert [label for page in pages for label in re.findall(r">(Tag \d+)<", page)] == labels


LONG = "a" * 101
BAD_PATHS = [
    "/articles/One/", "/articles/ONE/", "/articles/öne/", "/articles/one%00/", "/articles/%00/", "/articles/one%0a/",
    "/articles/one_two/", "/articles/../one/", "/articles/%2e%2e/", "/articles/ one/",
    "/articles/one/two/", "/articles/\U0001f600/", "/articles/%ff%fe/", f"/articles/{LONG}/", "/articles/" + "x" * 8000,
    "/archive/2026/13/", "/archive/2026/00/", "/archive/0000/01/", "/archive/2026/1/", "/archive/2026/",
    "/sitemaps/2026-13.xml", "/sitemaps/2026-05-02-to-29.xml", "/sitemaps/to.xml", "/sitemaps/.xml",
    "/tags/Python/", "/tags/c++/", "/tags/%00/", f"/tags/{LONG}/", "/nowhere/", "/%00", "/articles/one;a=b/",
]  # fmt: skip


@pytest.mark.parametrize("path", BAD_PATHS, ids=lambda path: path[:24].encode("unicode_escape").decode())
def test_bad_path_is_404_and_at_most_sought_among_old_addresses(site: Site, path: str) -> None:
    response = site.get(quote(path, safe="/%;+"))
    assert response.status_code == 404
    assert '<a href="/articles/">See all articles</a>' in response.content.decode()
    assert asked_of(site) in ([], OLD_ADDRESS)


OLD_ADDRESS = ["REDIRECTS"]


def asked_of(site: Site) -> list[str]:
    """The partitions that were asked, besides how far the site's changes have come."""
    calls = [call for call in site.proxy.calls() if call.operation != "GetItem"]
    assert all(call.request["Key"]["pk"]["S"] == "SITE" for call in site.proxy.calls("GetItem"))
    batches = [asked for call in calls for asked in call.request["RequestItems"].values()]
    return [key["pk"]["S"] for batch in batches for key in batch["Keys"]]


def forged(mark: str) -> str:
    return mark[:-1] + ("A" if mark[-1] != "A" else "B")


A_PLACE = Cursor("after", "2026-01-01T00:00:00Z#one")
BAD_MARKS: dict[str, Callable[[], str]] = {
    "no mark at all": lambda: "2",
    "empty parts": lambda: ".",
    "nul": lambda: "\0",
    "unicode": lambda: "ü\U0001f600",
    "over-long": lambda: "a" * 10_000,
    "forged": lambda: forged(write_cursor(A_PLACE, list_name=LIST_NAME)),
    "unsigned": lambda: write_cursor(A_PLACE, list_name=LIST_NAME).split(".")[0],
    "of another list": lambda: write_cursor(A_PLACE, list_name=tag_list_name("other")),
}


@pytest.mark.parametrize("mark", BAD_MARKS)
@pytest.mark.parametrize("base", ["/articles/", "/tags/", "/tags/python/", "/archive/2026/01/"])
def test_bad_mark_is_404_with_a_way_back(site: Site, base: str, mark: str) -> None:
    response = site.get(f"{base}?{urlencode({'page': BAD_MARKS[mark]()})}")
    assert response.status_code == 404
    assert '<a href="/articles/">See all articles</a>' in response.content.decode()
    assert response.headers["Cache-Control"] == "no-store"
    assert asked_of(site) in ([], OLD_ADDRESS)


def test_mark_of_the_list_is_foreign_to_a_tag(site: Site) -> None:
    site.publish(*articles(21))
    mark = link(site.text("/articles/"), "next") or ""
    assert site.get("/articles/" + mark).status_code == 200
    assert site.get("/tags/python/" + mark).status_code == 404
    assert site.get("/tags/" + mark).status_code == 404


def test_mark_of_another_secret_key_is_foreign(site: Site) -> None:
    mark = write_cursor(A_PLACE, list_name=LIST_NAME)
    assert site.get(f"/articles/?page={mark}").status_code == 200
    site.settings.SECRET_KEY = "another key that is long enough to be taken for one"
    assert site.get(f"/articles/?page={mark}").status_code == 404


def test_mark_of_a_former_secret_key_still_counts(site: Site) -> None:
    mark = write_cursor(A_PLACE, list_name=LIST_NAME)
    site.settings.SECRET_KEY_FALLBACKS = [site.settings.SECRET_KEY]
    site.settings.SECRET_KEY = "another key that is long enough to be taken for one"
    assert site.get(f"/articles/?page={mark}").status_code == 200


@pytest.mark.parametrize("query", ["utm_source=x", "page=", "Page=2", "a=%00&b=%ff", "x=" + "y" * 5000, "%5B%5D"])
@pytest.mark.parametrize("address", PAGES + XML_PAGES)
def test_unknown_parameter_changes_nothing_and_fills_nothing(site: Site, address: str, query: str) -> None:
    site.publish(make_article("one"))
    plain = site.get(address)
    before = filling()
    site.proxy.clear()
    asked = site.get(f"{address}?{query}")
    assert (asked.content, asked.headers["ETag"]) == (plain.content, plain.headers["ETag"])
    assert filling() == before
    assert site.proxy.calls("Query") == []


def filling() -> tuple[list[int], int, int]:
    tiers: list[Any] = [caches[name] for name in ("default", "aside", "misses")]
    return [tier.bytes_used for tier in tiers], len(page_cache()._pages), len(page_cache()._aside)


@pytest.mark.parametrize("address", PAGES + XML_PAGES)
def test_cached_page_costs_no_call(site: Site, address: str) -> None:
    site.publish(make_article("one"))
    site.get(address)
    site.proxy.clear()
    response = site.get(address)
    assert response.headers["Content-Source"] == "cache"
    assert site.proxy.calls() == []
