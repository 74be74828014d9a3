"""Who is invisible is so on every page, and the clock shows and hides to the second, also what is in memory."""

from __future__ import annotations

import functools
import math
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from articles import wiring
from tests.factories import NEW_YEAR, make_article
from tests.integration.conftest import Site

DAY = timedelta(days=1)
OWN = "/articles/other/"
LISTS = ("/", "/articles/", "/tags/", "/tags/python/", "/tags/rare/")
TEXT = "/articles/other.md"
READ_BY_PROGRAMS = (
    "/feed.xml", "/feed.atom", "/feed.json", "/tags/python/feed.xml", "/tags/python/feed.atom",
    "/tags/python/feed.json", "/llms.txt", "/sitemap.xml",
)  # fmt: skip
# The clock of a page and that of this test are read one after the other.
SLACK_SECONDS = 0.9
LEAD_SECONDS = 2


def now() -> datetime:
    return wiring.now()


HIDDEN: dict[str, Callable[[], dict[str, Any]]] = {
    "future": lambda: {"published_at": now() + DAY},
    "draft": lambda: {"status": "draft"},
    "draft without a date": lambda: {"status": "draft", "published_at": None},
    "draft with a due date": lambda: {"status": "draft", "published_at": NEW_YEAR, "unpublish_at": now() + DAY},
    "expired": lambda: {"unpublish_at": now() - DAY},
    "archived": lambda: {"status": "archived"},
    "trashed": lambda: {"status": "trashed"},
}


@pytest.fixture(params=HIDDEN)
def hidden(request: pytest.FixtureRequest, site: Site) -> Site:
    """A site with an article that is shown and one, `other`, that must not be."""
    changes = HIDDEN[request.param]()
    site.publish(make_article("one"), make_article("other", title="Unseen", tag_labels=("Python", "Rare"), **changes))
    return site


def test_hidden_article_is_404(hidden: Site) -> None:
    assert hidden.get(OWN).status_code == 404
    assert hidden.get("/articles/one/").status_code == 200


@pytest.mark.parametrize("address", ["/", "/articles/", "/tags/python/"])
def test_hidden_article_is_on_no_list(hidden: Site, address: str) -> None:
    text = hidden.text(address)
    assert "/articles/one/" in text
    assert OWN not in text and "Unseen" not in text


@pytest.mark.parametrize("address", READ_BY_PROGRAMS)
def test_hidden_article_is_read_by_no_program(hidden: Site, address: str) -> None:
    for _ in range(2):  # from the table, and from memory
        text = hidden.text(address)
        assert "/articles/one" in text
        assert "/articles/other" not in text and "Unseen" not in text


def test_hidden_article_is_no_text_and_its_tag_no_feed(hidden: Site) -> None:
    addresses = (TEXT, "/tags/rare/feed.xml", "/tags/rare/feed.atom", "/tags/rare/feed.json")
    assert {hidden.get(address).status_code for address in addresses} == {404}
    assert hidden.get("/articles/one.md").status_code == 200


def test_hidden_article_shows_no_tag(hidden: Site) -> None:
    text = hidden.text("/tags/")
    assert "/tags/python/" in text and "/tags/rare/" not in text
    assert hidden.get("/tags/rare/").status_code == 404


def test_hidden_article_stays_hidden_when_settled(hidden: Site) -> None:
    """Changes of the last minute are read by key; what is older is shown as the index has it."""
    for address in ("/", "/articles/", "/tags/", "/tags/python/"):
        hidden.get(address)
    hidden.proxy.clear()
    assert not [address for address in LISTS if OWN in hidden.text(address)]


def test_hidden_file_is_404(site: Site, write_file: Callable[..., Path]) -> None:
    later = (now() + DAY).isoformat()
    write_file("draft.md", folder=site.content, status="draft")
    write_file("later.md", folder=site.content, date=later)
    write_file("expired.md", folder=site.content, unpublish_at="2026-02-01")
    site.configure(DYNAMODB_TABLE="")
    assert [site.get(f"/articles/{slug}/").status_code for slug in ("draft", "later", "expired")] == [404] * 3
    assert "Nothing has been published yet" in site.text("/articles/")


def soon() -> datetime:
    """A whole second that is about LEAD_SECONDS ahead."""
    return datetime.fromtimestamp(math.ceil(time.time()) + LEAD_SECONDS, UTC)


def shows(site: Site, address: str) -> bool:
    """Whether the article is there: as a link on a list, by its tag on the tags page, or itself."""
    response = site.get(address)
    if address == OWN:
        return bool(response.status_code == 200)
    mark = "/tags/rare/" if address == "/tags/" else OWN
    return response.status_code == 200 and mark in response.content.decode()


def moment_of_change(site: Site, address: str) -> float:
    """When the page changed, seen by a reader who was there before and keeps asking."""
    before = shows(site, address)
    return site.wait_until(lambda: shows(site, address) is not before, seconds=LEAD_SECONDS + 3)


def other(**changes: Any) -> Any:
    return make_article("other", tag_labels=("Python", "Rare"), **changes)


@pytest.mark.parametrize("address", [OWN, "/articles/"])
def test_clock_publishes_to_the_second(site: Site, address: str) -> None:
    due = soon()
    site.publish(make_article("one"), other(published_at=due))
    assert 0 <= moment_of_change(site, address) - due.timestamp() < SLACK_SECONDS


@pytest.mark.parametrize("kind", ["published_at", "unpublish_at"])
def test_clock_changes_all_lists_at_once(site: Site, kind: str) -> None:
    due = soon()
    site.publish(make_article("one"), other(**{kind: due}))
    before = {address: shows(site, address) for address in ("/", "/tags/", "/tags/python/")}
    assert set(before.values()) == {kind == "unpublish_at"}
    time.sleep(max(0, due.timestamp() - 0.2 - time.time()))
    assert {address: shows(site, address) for address in before} == before
    time.sleep(max(0, due.timestamp() + 0.01 - time.time()))
    assert {address: shows(site, address) for address in before} == {name: not was for name, was in before.items()}


@pytest.mark.parametrize("kind", ["published_at", "unpublish_at"])
def test_clock_changes_all_that_programs_read_at_once(site: Site, kind: str) -> None:
    due = soon()
    site.publish(make_article("one"), other(**{kind: due}), stamp=False)

    def shown() -> set[bool]:
        addresses = (*READ_BY_PROGRAMS, "/tags/rare/feed.xml")
        return {"/articles/other" in site.text(address) for address in addresses} | {site.get(TEXT).status_code == 200}

    assert shown() == {kind == "unpublish_at"}
    time.sleep(max(0, due.timestamp() - 0.3 - time.time()))
    assert shown() == {kind == "unpublish_at"}
    time.sleep(max(0, due.timestamp() + 0.01 - time.time()))
    assert shown() == {kind == "published_at"}


def test_clock_changes_settled_lists_too(site: Site) -> None:
    """Saved without a stamp, so that nothing is read by key: the cached list itself must turn."""
    due = soon()
    site.publish(make_article("one"), other(published_at=due), stamp=False)
    assert 0 <= moment_of_change(site, "/articles/") - due.timestamp() < SLACK_SECONDS


def test_clock_publishes_two_of_one_second(site: Site) -> None:
    due = soon()
    site.publish(*(make_article(slug, published_at=due) for slug in ("a", "other", "z")), stamp=False)
    moment_of_change(site, "/articles/")
    assert [slug for slug in ("a", "other", "z") if f"/articles/{slug}/" in site.text("/articles/")] == [
        "a",
        "other",
        "z",
    ]


def test_clock_publishes_one_after_the_other(site: Site) -> None:
    due = soon()
    site.publish(make_article("first", published_at=due), other(published_at=due + timedelta(seconds=1)), stamp=False)
    moment = moment_of_change(site, "/articles/")
    assert 0 <= moment - due.timestamp() - 1 < SLACK_SECONDS
    assert "/articles/first/" in site.text("/articles/")


def test_clock_shows_for_one_second_only(site: Site) -> None:
    due = soon()
    site.publish(make_article("one"), other(published_at=due, unpublish_at=due + timedelta(seconds=1)))
    appeared = moment_of_change(site, OWN)
    gone = moment_of_change(site, OWN)
    assert 0 <= appeared - due.timestamp() < SLACK_SECONDS
    assert 0 <= gone - due.timestamp() - 1 < SLACK_SECONDS


def test_clock_changes_pages_of_files_too(site: Site, write_file: Callable[..., Path]) -> None:
    due = soon()
    write_file("other.md", folder=site.content, date=due.isoformat())
    site.configure(DYNAMODB_TABLE="")
    assert 0 <= moment_of_change(site, "/articles/") - due.timestamp() < SLACK_SECONDS


def test_clock_needs_no_call_for_an_article_in_memory(site: Site) -> None:
    due = soon()
    site.publish(other(unpublish_at=due))
    site.get(OWN)
    site.proxy.clear()
    assert 0 <= moment_of_change(site, OWN) - due.timestamp() < SLACK_SECONDS
    assert site.proxy.calls("Query") == []


def seen_everywhere(site: Site, saved: float) -> None:
    for address in (OWN, *LISTS):
        site.wait_until(functools.partial(shows, site, address), seconds=saved + 2 - time.time())


def test_publish_is_seen_within_two_seconds(site: Site) -> None:
    for address in (OWN, *LISTS):
        site.get(address)
    site.publish(make_article("one"), other())
    seen_everywhere(site, time.time())


def test_publish_is_seen_while_the_index_lags(site: Site) -> None:
    for address in (OWN, *LISTS):
        site.get(address)
    site.proxy.index_lag(3.0)
    site.publish(make_article("one"), other())
    seen_everywhere(site, time.time())


def test_unpublish_is_seen_while_the_index_lags(site: Site) -> None:
    site.publish(make_article("one"), other())
    assert all(shows(site, address) for address in (OWN, "/articles/"))
    site.proxy.index_lag(3.0)
    site.publish(other(status="draft"))
    site.wait_until(lambda: not shows(site, OWN) and not shows(site, "/articles/"), seconds=2)


def test_publish_is_seen_by_who_was_idle(site: Site) -> None:
    assert not [address for address in (OWN, *LISTS) if shows(site, address)]
    site.publish(make_article("one"), other())
    time.sleep(1.6)
    assert [address for address in (OWN, *LISTS) if shows(site, address)] == [OWN, *LISTS]
