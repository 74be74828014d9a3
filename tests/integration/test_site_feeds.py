"""Feeds over the real table: valid, whole, as fresh as lists, and shown whatever happens to the table."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from articles import wiring
from articles.pages import page_cache
from articles.services.feeds import MAX_FEED_BYTES
from tests import feed_rules as rules
from tests.factories import NEW_YEAR, make_article
from tests.integration.conftest import Items, Site

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FEEDS = {"/feed.xml": "rss", "/feed.atom": "atom", "/feed.json": "json"}
TAG_FEEDS = {f"/tags/python{address}": name for address, name in FEEDS.items()}
ALL = FEEDS | TAG_FEEDS


def slugs(site: Site, address: str) -> list[str]:
    """What a feed shows, in its order; none if it is not there."""
    response = site.get(address)
    if response.status_code == 404:
        return []
    if address.endswith(".json"):
        ids = [item["id"] for item in json.loads(response.content)["items"]]
    else:
        root = ElementTree.fromstring(response.content)
        ids = [
            part.text or ""
            for tag in ("guid", f"{rules.ATOM}entry/{rules.ATOM}id")
            for part in root.findall(f".//{tag}")
        ]
    return [address.rstrip("/").rpartition("/")[2] for address in ids]


@pytest.mark.parametrize(("address", "name"), ALL.items())
def test_feed_keeps_the_rules_of_its_format(site: Site, address: str, name: str) -> None:
    site.publish(
        make_article("one", title="<b>A</b> & B ]]>", description="x < y", author="Ada", body="[a](../b/) ]]>\n"),
        make_article("two", published_at=NEW_YEAR + DAY, tag_labels=("Python", "C++"), body="x\x0by\n"),
    )
    response = site.get(address)
    assert response.headers["Content-Type"] == f"{rules.MEDIA_TYPES[name]}; charset=utf-8"
    rules.check(name, response.content.decode())
    assert slugs(site, address) == ["two", "one"]


@pytest.mark.parametrize(("address", "name"), FEEDS.items())
def test_feed_of_an_empty_site_is_a_feed(site: Site, address: str, name: str) -> None:
    response = site.get(address)
    assert response.status_code == 200
    rules.check(name, response.content.decode())


@pytest.mark.parametrize("address", TAG_FEEDS)
def test_feed_of_a_tag_without_articles_is_404(site: Site, address: str) -> None:
    site.publish(make_article("one", tag_labels=("Other",)), make_article("two", status="draft"))
    response = site.get(address)
    assert (response.status_code, response.headers["Cache-Control"]) == (404, "no-store")


@pytest.mark.parametrize(("address", "name"), ALL.items())
def test_feed_says_its_own_address(site: Site, address: str, name: str) -> None:
    site.publish(make_article("one"))
    text = site.text(address)
    assert f"http://127.0.0.1:8000{address}" in text
    home = "http://127.0.0.1:8000/tags/python/" if address in TAG_FEEDS else "http://127.0.0.1:8000/"
    assert f">{home}<" in text or f'"{home}"' in text


@pytest.mark.parametrize("address", ALL)
def test_feed_holds_the_newest_twenty_whole(site: Site, address: str) -> None:
    names = [f"n-{n:02d}" for n in range(23)]
    articles = (
        make_article(name, published_at=NEW_YEAR - n * HOUR, body=f"Text of {name}.\n") for n, name in enumerate(names)
    )
    site.publish(*articles, stamp=False)
    assert slugs(site, address) == names[:20]
    text = site.text(address)
    assert all((f"Text of {name}." in text) is (name in names[:20]) for name in names)


@pytest.mark.parametrize("address", ["/feed.xml", "/tags/python/feed.atom"])
def test_feed_shows_what_was_published_within_two_seconds(site: Site, address: str) -> None:
    site.publish(make_article("one"))
    assert slugs(site, address) == ["one"]
    site.proxy.index_lag(3.0)
    site.publish(make_article("two", published_at=NEW_YEAR + DAY), make_article("one", body="Other words.\n"))
    site.wait_until(lambda: slugs(site, address) == ["two", "one"], seconds=2)
    assert "Other words." in site.text(address)


@pytest.mark.parametrize("status", ["draft", "trashed", "archived"])
def test_feed_loses_what_was_unpublished_within_two_seconds(site: Site, status: str) -> None:
    site.publish(make_article("one"), make_article("two"))
    assert len(slugs(site, "/feed.xml")) == 2
    site.publish(make_article("two", status=status))
    site.wait_until(lambda: slugs(site, "/feed.xml") == ["one"], seconds=2)


@pytest.mark.parametrize("kind", ["published_at", "unpublish_at"])
def test_feed_turns_with_the_clock(site: Site, kind: str) -> None:
    due = wiring.now().replace(microsecond=0) + timedelta(seconds=2)
    site.publish(make_article("one"), make_article("other", **{kind: due}), stamp=False)
    before = slugs(site, "/feed.json")
    assert ("other" in before) is (kind == "unpublish_at")
    site.wait_until(lambda: slugs(site, "/feed.json") != before, seconds=4)
    assert wiring.now() >= due


@pytest.mark.parametrize("address", ["/feed.xml", "/tags/python/feed.json"])
def test_feed_is_shown_from_memory_while_the_table_is_away(site: Site, address: str) -> None:
    site.publish(make_article("one"))
    before = site.get(address)
    site.proxy.fail("500")
    site.wait_until(lambda: site.get(address).headers["Content-Source"] == "stale-cache", seconds=4)
    assert site.get(address).content == before.content


@pytest.mark.parametrize("address", ALL)
def test_feed_is_shown_from_files_while_the_table_is_away(
    site: Site, write_file: Callable[..., Path], address: str
) -> None:
    write_file("one.md", folder=site.content, tags="[Python]", body="From a file.")
    site.proxy.fail("500")
    response = site.get(address)
    assert (response.status_code, response.headers["Content-Source"]) == (200, "file-based")
    assert "From a file." in response.content.decode()


def test_feed_of_files_is_what_the_tables_is(site: Site, write_file: Callable[..., Path]) -> None:
    """The same entries by the same ids, so that an outage is no news to anybody."""
    write_file("one.md", folder=site.content, date="2026-01-01", tags="[Python]", body="Some *words*.")
    site.publish(make_article("one"))
    texts = [site.text(address) for address in FEEDS]
    site.configure(DYNAMODB_TABLE="")
    assert [site.text(address) for address in FEEDS] == texts


def test_feed_nobody_can_answer_is_503(site: Site) -> None:
    site.configure(USE_FILE_FALLBACK=False)
    site.proxy.fail("500")
    assert site.get("/feed.xml").status_code == 503


@pytest.mark.parametrize("address", ["/feed.xml", "/tags/python/feed.xml"])
@pytest.mark.parametrize(("sk", "name"), [("METADATA", "title"), ("CONTENT#v1", "body")])
def test_feed_broken_article_hides_itself(site: Site, items: Items, address: str, sk: str, name: str) -> None:
    site.publish(make_article("one"), make_article("two"), stamp=False)
    broken: dict[str, Any] = items.get("ARTICLE#two", sk) or {}
    del broken[name]
    items.put(broken)
    assert slugs(site, address) == ["one"]


@pytest.mark.parametrize("address", FEEDS)
def test_feed_stays_below_a_megabyte(site: Site, address: str) -> None:
    body = "Some *words* & `code`, with [a link](/x/).\n\n" * (MAX_FEED_BYTES // 7 // 44)
    site.publish(*(make_article(f"n-{n}", body=body, published_at=NEW_YEAR - n * DAY) for n in range(12)), stamp=False)
    size = len(site.get(address).content)
    assert 400_000 < size < 1_000_000
    assert slugs(site, address) == [f"n-{n}" for n in range(len(slugs(site, address)))]
    packed = site.get(address, **{"Accept-Encoding": "gzip"})
    assert len(gzip.decompress(packed.content)) == size


@pytest.mark.parametrize("method", ["post", "put", "delete", "options"])
@pytest.mark.parametrize(
    "address", ["/feed.xml", "/tags/python/feed.json", "/articles/one.md", "/llms.txt", "/robots.txt", "/favicon.ico"]
)
def test_feed_is_only_read(site: Site, address: str, method: str) -> None:
    site.publish(make_article("one"))
    assert getattr(site.client, method)(address).status_code == 405


@pytest.mark.parametrize("address", ["/feed.xml", "/tags/python/feed.json", "/articles/one.md", "/llms.txt"])
def test_parameters_of_strangers_fill_no_memory(site: Site, address: str) -> None:
    site.publish(make_article("one"))
    site.get(address)
    before = len(page_cache()._aside), len(page_cache()._pages)
    assert {site.get(f"{address}?x={n}&page=forged").status_code for n in range(5)} == {200}
    assert (len(page_cache()._aside), len(page_cache()._pages)) == before


def test_feeds_are_kept_aside(site: Site) -> None:
    site.publish(make_article("one"))
    for address in (*ALL, "/articles/one.md", "/llms.txt"):
        site.get(address)
    assert not page_cache()._pages and len(page_cache()._aside) == 8


@pytest.mark.parametrize(
    "address", ["/feed.xml/", "/feed.rss", "/tags/feed.xml", "/tags/Not a tag/feed.xml", "/articles/One.md"]
)
def test_other_addresses_are_404(site: Site, address: str) -> None:
    assert site.get(address).status_code == 404
