"""What stands around an article on its page: as fresh as the article, and gone when it is."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from articles import wiring
from articles.domain import Surroundings
from articles.pages import page_cache
from tests.engine import free_port
from tests.factories import NEW_YEAR, make_article
from tests.integration.conftest import Site
from tests.integration.stores import as_file
from tests.integration.test_site_front import Ways

DAY = timedelta(days=1)
ADDRESS = "/articles/here/"
HERE = make_article("here", tag_labels=("Go",))
OTHERS = {"older": (-1, ()), "newer": (1, ()), "go": (2, ("Go",))}


def article(slug: str, days: float, labels: tuple[str, ...] = (), **more: Any) -> Any:
    return make_article(slug, published_at=NEW_YEAR + days * DAY, tag_labels=labels, **more)


def around(site: Site) -> list[str]:
    """Newer, older and related ones of the page, made anew so that its template tells what it got."""
    page_cache().clear()
    found = site.get(ADDRESS).context["around"] or Surroundings()
    return [one.slug if one else "-" for one in (found.newer, found.older, *found.related)]


@pytest.fixture
def shelf(site: Site) -> Site:
    site.publish(HERE, *(article(slug, *place) for slug, place in OTHERS.items()), stamp=False)
    return site


def test_article_page_has_what_stands_around_it(shelf: Site) -> None:
    assert around(shelf) == ["newer", "older", "go"]


def test_article_page_from_memory_is_one_line_and_no_call(shelf: Site, lines: list[dict[str, Any]]) -> None:
    shelf.get(ADDRESS)
    assert [line["operation"] for line in lines] == ["getArticle", "getRelated"]
    assert len({line["requestId"] for line in lines}) == 1
    lines.clear()
    shelf.proxy.clear()
    for _ in range(3):
        shelf.get(ADDRESS)
    assert [(line["operation"], line["source"]) for line in lines] == [("getArticle", "cache")] * 3
    assert shelf.proxy.calls("Query") == []


def test_article_page_shows_a_new_neighbour_within_two_seconds(shelf: Site) -> None:
    assert around(shelf)[0] == "newer"
    shelf.publish(article("between", 0.5))
    shelf.wait_until(lambda: around(shelf)[0] == "between", seconds=2)


def test_article_page_loses_what_was_unpublished_within_two_seconds(shelf: Site) -> None:
    assert around(shelf)[2:] == ["go"]
    shelf.publish(article("go", 2, ("Go",), status="draft"))
    shelf.wait_until(lambda: around(shelf)[2:] == [], seconds=2)


def test_article_page_that_stands_is_right_on_both_ways_when_a_neighbour_moved(shelf: Site) -> None:
    shelf.get(ADDRESS)
    ways = Ways()
    shelf.publish(article("between", 0.5))
    time.sleep(1.6)
    short = ways.short(ADDRESS)
    assert short == ways.long(ADDRESS)
    page = page_cache().get(ADDRESS)
    assert page is not None and page.beside is not None and page.beside.n == wiring.freshness().confirmed_n()


def test_article_page_follows_the_clock(site: Site) -> None:
    due = datetime.fromtimestamp(int(time.time()) + 4, UTC)
    site.publish(HERE, make_article("ahead", published_at=due), article("ends", 1, unpublish_at=due))
    assert around(site)[0] == "ends"
    time.sleep(max(0, due.timestamp() - time.time()))
    assert around(site)[0] == "ahead"


def test_article_page_other_saves_load_nothing_anew(shelf: Site) -> None:
    shelf.get(ADDRESS)
    time.sleep(1.6)
    shelf.publish(article("far", 9))
    shelf.proxy.clear()
    assert shelf.get(ADDRESS).headers["Content-Source"] == "cache"
    assert [call.operation for call in shelf.proxy.calls()] == ["GetItem"]


def test_article_page_of_files_has_what_stands_around_it(site: Site) -> None:
    for each in (HERE, *(article(slug, *place) for slug, place in OTHERS.items())):
        (site.content / f"{each.slug}.md").write_text(as_file(each))
    site.configure(DYNAMODB_TABLE="")
    assert around(site) == ["newer", "older", "go"]
    site.configure(DYNAMODB_TABLE="test-content-away", AWS_ENDPOINT_URL_DYNAMODB=f"http://127.0.0.1:{free_port()}")
    assert around(site) == ["newer", "older", "go"]


def test_article_page_without_what_stands_around_it_is_there_all_the_same(shelf: Site) -> None:
    """The article is in memory, the rest is not, and nobody can be asked."""
    wiring.reading().get_article("here")
    shelf.proxy.fail("throttling")
    response = shelf.get(ADDRESS)
    assert (response.status_code, response.headers["Content-Source"]) == (200, "cache")
    assert response.context["around"] in (None, Surroundings())
    shelf.proxy.heal()
    shelf.wait_until(lambda: page_has_newer(shelf), seconds=8)


def page_has_newer(site: Site) -> bool:
    """Not made anew by us."""
    context = site.get(ADDRESS).context
    return context is not None and context["newer"] is not None
