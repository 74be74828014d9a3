"""The reader's pages over the real table: what they show, how they are paged, and what bad input gets."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.core.cache import caches

from articles import wiring
from articles.cursors import write_cursor
from articles.domain import Article, Cursor
from articles.pages import page_cache
from articles.views.kinds import LIST_NAME, tag_list_name
from tests.engine import free_port
from tests.factories import make_article, save
from tests.integration.conftest import Items, Site

PAGES = ("/", "/articles/", "/articles/one/", "/tags/", "/tags/python/")
DAY = timedelta(days=1)


def articles(count: int) -> list[Article]:
    """`n-00` is the newest."""
    now = wiring.now().replace(microsecond=0)
    return [make_article(f"n-{n:02d}", title=f"Title {n:02d}", published_at=now - (n + 1) * DAY) for n in range(count)]


def slugs(text: str) -> list[str]:
    return re.findall(r'<h2>\s*<a href="/articles/([a-z0-9-]+)/">', text)


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
    assert '<a href="/articles/">All articles</a>' in text


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


@pytest.mark.parametrize("address", ["/", "/articles/", "/tags/"])
def test_empty_site_says_so(site: Site, address: str) -> None:
    response = site.get(address)
    assert response.status_code == 200
    assert "Nothing has been published yet" in response.content.decode()


@pytest.mark.parametrize("address", ["/articles/none/", "/tags/none/"])
def test_unknown_address_is_404(site: Site, address: str) -> None:
    site.publish(make_article("one"))
    assert site.get(address).status_code == 404


@pytest.mark.parametrize("path", ["/articles", "/articles/one", "/tags", "/tags/python"])
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
    "/articles/one_two/", "/articles/../one/", "/articles/%2e%2e/", "/articles/one.md", "/articles/ one/",
    "/articles/one/two/", "/articles/\U0001f600/", "/articles/%ff%fe/", f"/articles/{LONG}/", "/articles/" + "x" * 8000,
    "/tags/Python/", "/tags/c++/", "/tags/%00/", f"/tags/{LONG}/", "/nowhere/", "/%00", "/articles/one;a=b/",
]  # fmt: skip


@pytest.mark.parametrize("path", BAD_PATHS, ids=lambda path: path[:24].encode("unicode_escape").decode())
def test_bad_path_is_404_and_asks_nobody(site: Site, path: str) -> None:
    response = site.get(quote(path, safe="/%;+"))
    assert response.status_code == 404
    assert '<a href="/articles/">See all articles</a>' in response.content.decode()
    assert site.proxy.calls() == []


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
@pytest.mark.parametrize("base", ["/articles/", "/tags/", "/tags/python/"])
def test_bad_mark_is_404_with_a_way_back(site: Site, base: str, mark: str) -> None:
    response = site.get(f"{base}?{urlencode({'page': BAD_MARKS[mark]()})}")
    assert response.status_code == 404
    assert '<a href="/articles/">See all articles</a>' in response.content.decode()
    assert response.headers["Cache-Control"] == "no-store"
    assert site.proxy.calls() == []


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
@pytest.mark.parametrize("address", PAGES)
def test_unknown_parameter_changes_nothing_and_fills_nothing(site: Site, address: str, query: str) -> None:
    site.publish(make_article("one"))
    plain = site.get(address)
    before = filling()
    site.proxy.clear()
    asked = site.get(f"{address}?{query}")
    assert (asked.content, asked.headers["ETag"]) == (plain.content, plain.headers["ETag"])
    assert filling() == before
    assert site.proxy.calls("Query") == []


def filling() -> tuple[int, int, int]:
    default: Any = caches["default"]
    misses: Any = caches["misses"]
    return default.bytes_used, misses.bytes_used, len(page_cache()._pages)


@pytest.mark.parametrize("address", PAGES)
def test_cached_page_costs_no_call(site: Site, address: str) -> None:
    site.publish(make_article("one"))
    site.get(address)
    site.proxy.clear()
    response = site.get(address)
    assert response.headers["Content-Source"] == "cache"
    assert site.proxy.calls() == []


def test_cold_article_page_is_a_stamp_and_one_query(site: Site) -> None:
    site.publish(make_article("one"))
    site.proxy.clear()
    site.get("/articles/one/")
    assert [call.operation for call in site.proxy.calls()] == ["GetItem", "Query"]


def test_missing_article_is_asked_for_once(site: Site) -> None:
    site.get("/articles/none/")
    site.proxy.clear()
    assert site.get("/articles/none/").status_code == 404
    assert site.proxy.calls("Query") == []


def test_files_only_serves_every_page(site: Site, write_file: Callable[..., Path]) -> None:
    write_file("one.md", folder=site.content, tags="[Python]")
    site.configure(DYNAMODB_TABLE="")
    responses = [site.get(address) for address in PAGES]
    assert [response.status_code for response in responses] == [200] * len(PAGES)
    assert {response.headers["Content-Source"] for response in responses} <= {"file-based", "cache"}
    assert site.proxy.calls() == []


def test_files_only_missing_article_is_404(site: Site) -> None:
    site.configure(DYNAMODB_TABLE="")
    assert site.get("/articles/none/").status_code == 404


def test_table_miss_is_not_overruled_by_a_file(site: Site, write_file: Callable[..., Path]) -> None:
    write_file("one.md", folder=site.content, tags="[Python]")
    assert [site.get(address).status_code for address in ("/articles/one/", "/tags/python/")] == [404, 404]
    assert "/articles/one/" not in site.text("/articles/")


def test_unpublished_article_is_404_though_its_file_is_there(site: Site, write_file: Callable[..., Path]) -> None:
    write_file("one.md", folder=site.content)
    site.publish(make_article("one", status="draft"))
    assert site.get("/articles/one/").status_code == 404


def test_unpublished_while_it_is_read_is_404_within_two_seconds(site: Site, write_file: Callable[..., Path]) -> None:
    write_file("one.md", folder=site.content)
    site.publish(make_article("one"))
    assert site.get("/articles/one/").status_code == 200
    save(wiring.repository(), make_article("one", status="draft"))
    site.wait_until(lambda: site.get("/articles/one/").status_code == 404, seconds=2.0)


def away(site: Site, *, files: bool) -> None:
    endpoint = f"http://127.0.0.1:{free_port()}"
    site.configure(AWS_ENDPOINT_URL_DYNAMODB=endpoint, USE_FILE_FALLBACK=files)


def test_table_away_files_stand_in(site: Site, write_file: Callable[..., Path]) -> None:
    write_file("one.md", folder=site.content, tags="[Python]")
    away(site, files=True)
    responses = [site.get(address) for address in PAGES]
    assert [response.status_code for response in responses] == [200] * len(PAGES)
    assert {response.headers["Content-Source"] for response in responses} == {"file-based"}


@pytest.mark.parametrize("address", PAGES)
def test_table_away_without_files_is_503(site: Site, write_file: Callable[..., Path], address: str) -> None:
    write_file("one.md", folder=site.content, tags="[Python]")
    away(site, files=False)
    response = site.get(address)
    assert response.status_code == 503
    assert (response.headers["Cache-Control"], response.headers["Retry-After"]) == ("no-store", "5")


def test_table_away_article_that_no_file_has_is_503(site: Site) -> None:
    away(site, files=True)
    assert site.get("/articles/none/").status_code == 503


@pytest.mark.parametrize("changes", [{"version": {"S": "x"}}, {"entity": None}], ids=str)
def test_broken_article_is_503_and_hides_only_itself(site: Site, changes: dict[str, Any]) -> None:
    site.publish(make_article("one"), make_article("two"))
    site.proxy.poison("ARTICLE#one", "METADATA", changes)
    site.restart()
    assert site.get("/articles/one/").status_code == 503
    assert site.get("/articles/two/").status_code == 200


def test_torn_article_is_never_shown(site: Site, items: Items) -> None:
    # Without a stamp: what the ring names is read consistently anyway.
    site.publish(make_article("one", title="Old title"), stamp=False)
    stale = items.get("ARTICLE#one", "METADATA")
    site.publish(make_article("one", title="New title"), stamp=False)
    assert stale is not None
    site.proxy.torn("ARTICLE#one", stale)
    site.proxy.clear()
    assert ["<h1>New title</h1>" in site.text("/articles/one/") for _ in range(3)] == [True] * 3
    assert [bool(call.request.get("ConsistentRead")) for call in site.proxy.calls("Query")] == [False, True]


def test_healthz_asks_nobody(site: Site) -> None:
    away(site, files=False)
    response = site.get("/healthz")
    assert (response.status_code, response.headers["Cache-Control"]) == (200, "no-store")
    assert site.proxy.calls() == []


def test_readyz_tells_source_age_and_breaker(site: Site) -> None:
    report = site.get("/readyz").json()
    assert (report["status"], report["breaker"], report["source"]) == ("ok", "closed", "dynamodb-sdk")
    assert 0 <= report["ageSeconds"] < 5


def test_readyz_files_can_serve(site: Site, write_file: Callable[..., Path]) -> None:
    write_file("one.md", folder=site.content)
    away(site, files=True)
    response = site.get("/readyz")
    assert (response.status_code, response.json()["source"]) == (200, "file-based")


def test_readyz_nobody_can_serve_is_503(site: Site) -> None:
    away(site, files=False)
    response = site.get("/readyz")
    assert (response.status_code, response.json()["status"]) == (503, "unavailable")
