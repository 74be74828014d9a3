"""Old addresses on the short way to an answer, which must not be told apart from the long one."""

from __future__ import annotations

import pytest

from tests.integration.conftest import Site
from tests.integration.moving import MOVED_SECONDS, becomes, published, redirected, renamed, unpublished
from tests.integration.test_site_front import Answer, Ways


@pytest.fixture
def ways(site: Site) -> Ways:
    return Ways()


def told(answer: Answer) -> tuple[str, list[tuple[str, str]], bytes]:
    """All of it but what time changes."""
    changing = ("Content-Source", "Content-Age")
    return answer.status, [header for header in answer.headers if header[0] not in changing], answer.body


@pytest.mark.parametrize("address", ["/articles/a/", "/articles/a.md", "/2019/old.html"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_both_ways_lead_to_the_same(site: Site, ways: Ways, address: str, method: str) -> None:
    renamed(published("a"), "b")
    redirected("/2019/old.html", "/articles/a/")
    assert ways.goes_long(address)
    assert told(ways.short(address, method)) == told(ways.long(address, method))
    assert ways.short(address).header("Location") in ("/articles/b/", "/articles/b.md")
    assert ways.goes_long(address, QUERY_STRING="x=1")


def test_page_that_moved_is_led_on_without_django(site: Site, ways: Ways) -> None:
    article = published("a")
    assert ways.long("/articles/a/").status == "200 OK"
    renamed(article, "b")
    site.wait_until(lambda: ways.short("/articles/a/").header("Location") == "/articles/b/", seconds=MOVED_SECONDS)
    unpublished(article)
    site.wait_until(lambda: ways.short("/articles/a/").status == "404 Not Found", seconds=MOVED_SECONDS)


def test_address_that_is_taken_back_is_a_page_again(site: Site, ways: Ways) -> None:
    article = published("a")
    renamed(article, "b")
    assert ways.goes_long("/articles/a/")
    renamed(article, "a")
    becomes(site, "/articles/a/", 200)
    assert ways.short("/articles/a/").status == "200 OK"


def test_known_address_in_an_outage(site: Site, ways: Ways) -> None:
    renamed(published("a"), "b")
    assert ways.goes_long("/articles/a/")
    site.proxy.fail("500")
    site.wait_until(lambda: ways.short("/articles/a/").header("Content-Source") == "stale-cache", seconds=MOVED_SECONDS)
    assert ways.short("/articles/a/").status == "301 Moved Permanently"
