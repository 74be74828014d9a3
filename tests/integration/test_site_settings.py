"""Readers see what an admin says of the site, on every page, and nothing is asked or made oftener for it."""

from __future__ import annotations

import logging
from typing import Any

import pytest

from articles import wiring
from articles.services.freshness import TRUSTED_SECONDS
from articles.site_settings import Link, SiteSettings
from tests.factories import make_article
from tests.integration.conftest import Items, Site, entity

FRESH_SECONDS = TRUSTED_SECONDS + 1
PAGES = (
    "/", "/about/", "/articles/", "/articles/one/", "/tags/", "/tags/python/", "/archive/", "/archive/2026/01/",
    "/feed.xml", "/feed.atom", "/feed.json", "/llms.txt", "/site.webmanifest",
)  # fmt: skip


def say(**said: Any) -> None:
    """Save as another process would."""
    kept = wiring.site_settings()
    version = kept.get().version
    kept.save(SiteSettings(**said), expected=version, by="ada", token=f"token-{version}")


@pytest.fixture
def shown(site: Site) -> Site:
    """A site with an article, whose pages are in memory."""
    site.publish(make_article("one"))
    for address in PAGES:
        assert site.get(address).status_code == 200
    site.proxy.clear()
    return site


def test_pages_follow_the_settings(shown: Site) -> None:
    before = {address: shown.get(address).headers["ETag"] for address in PAGES}
    say(title="Another name")
    shown.wait_until(lambda: "Another name" in shown.text("/"), seconds=FRESH_SECONDS)
    for address in PAGES:
        assert "Another name" in shown.text(address), address
        assert shown.get(address).headers["ETag"] != before[address]


@pytest.mark.parametrize("address", ["/nowhere/", "/articles/nothing/", "/diagram-frame/"])
def test_error_pages_follow_the_settings(shown: Site, address: str) -> None:
    shown.get(address)
    say(title="Another name", language="de")
    shown.wait_until(lambda: 'lang="de"' in shown.text(address), seconds=FRESH_SECONDS)


def test_settings_say_everything(site: Site) -> None:
    site.publish(make_article("one", author="Ada Lovelace"))
    say(
        tagline="Notes on engines", language="de", accent="teal", author="Ada Lovelace", bio="Counts.",
        links=(Link("Elsewhere", "https://example.com/ada"),), about="Some *about*.",
        navigation=(Link("Everything", "/articles/"),), share_image="/static/other.png",
    )  # fmt: skip
    about, article = site.text("/about/"), site.text("/articles/one/")
    assert '<html lang="de" data-accent="teal">' in about and "<em>about</em>" in about
    assert ">Everything</a>" in about and ">Archive</a>" not in about
    assert "https://example.com/ada" in article and "Counts." in article and "/static/other.png" in article
    assert "Notes on engines" in site.text("/feed.xml")


def test_what_is_not_said_the_environment_says(site: Site) -> None:
    site.configure(SITE_TAGLINE="From the environment", SITE_ABOUT="From *outside*.", SITE_AUTHOR_BIO="A bio.")
    say(title="Another name", author="Ada", about="")
    about = site.text("/about/")
    assert "Another name" in about and "From the environment." in about and "A bio." in about
    assert "outside" not in about


def test_page_from_memory_asks_nothing(shown: Site) -> None:
    say(title="Another name")
    shown.wait_until(lambda: "Another name" in shown.text("/articles/one/"), seconds=FRESH_SECONDS)
    assert wiring.freshness().current(budget=5).settings == 1
    shown.proxy.clear()
    assert "Another name" in shown.text("/articles/one/")
    assert shown.proxy.calls() == []


def test_cold_page_reads_settings_once_and_beside_its_article(site: Site) -> None:
    site.publish(make_article("one"))
    say(title="Another name")
    site.restart()
    site.proxy.clear()
    assert "Another name" in site.text("/articles/one/")
    calls = site.proxy.calls()
    assert [call.request["Key"]["sk"]["S"] for call in calls if call.operation == "GetItem"] == ["STAMP", "SETTINGS"]
    site.proxy.clear()
    assert "Another name" in site.text("/tags/")
    assert [call.operation for call in site.proxy.calls() if call.operation == "GetItem"] == []


def test_save_of_an_article_makes_no_other_page_anew(shown: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    say(title="Another name")
    shown.wait_until(lambda: "Another name" in shown.text("/archive/"), seconds=FRESH_SECONDS)
    made: list[str] = []
    monkeypatch.setattr("articles.pages.Page", lambda **page: made.append(page["kind"].template))
    shown.publish(make_article("two", published_at=make_article().published_at, status="draft"))
    shown.wait_until(lambda: wiring.freshness().current(budget=5).n == 2, seconds=FRESH_SECONDS)
    shown.get("/archive/")
    assert made == []


def test_settings_are_no_article(site: Site) -> None:
    """They take no place in the ring, and whoever counts articles does not count them."""
    say(title="Another name")
    stamp = wiring.freshness().current(budget=5)
    assert (stamp.n, stamp.ring, stamp.settings) == (0, (), 1)
    assert not wiring.repository().has_articles()
    site.publish(make_article("one"))
    assert site.get("/articles/one/").status_code == 200


def test_save_leaves_a_line_in_the_audit(site: Site, items: Items) -> None:
    say(title="Another name")
    (line,) = [item for item in items.all() if item["entity"]["S"] == "audit"]
    assert (line["actor"]["S"], line["action"]["S"], line["subject"]["S"]) == ("ada", "settings", "SITE SETTINGS")


def test_save_that_is_refused_announces_nothing(site: Site, items: Items) -> None:
    say(title="Another name")
    with pytest.raises(Exception, match="version 1"):
        wiring.site_settings().save(SiteSettings(title="No"), expected=0, by="ada", token="other")
    assert items.stamp()["settings"] == {"N": "1"}
    assert len([item for item in items.all() if item["entity"]["S"] == "audit"]) == 1


def test_table_down_settings_known_last_stay(shown: Site) -> None:
    say(title="Another name")
    shown.wait_until(lambda: "Another name" in shown.text("/articles/one/"), seconds=FRESH_SECONDS)
    shown.proxy.fail("500")
    shown.wait_until(lambda: shown.get("/articles/one/").headers["Content-Source"] == "stale-cache", seconds=5)
    assert "Another name" in shown.text("/articles/one/")
    assert "Another name" in shown.text("/nowhere/")


def test_table_down_at_the_start_the_environment_speaks(site: Site) -> None:
    say(title="Another name")
    site.restart()
    site.proxy.fail("500")
    response = site.get("/articles/one/")
    assert response.status_code == 503 and b"Another name" not in response.content
    assert b"Portfolio" in response.content


def stored(**fields: Any) -> dict[str, Any]:
    said = {"saved_at": {"S": "2026-01-01T00:00:00Z"}, "saved_by": {"S": "x"}, "token": {"S": "x"}}
    return {**entity("settings", "SITE", "SETTINGS"), "version": {"N": "1"}, **said, **fields}


def link(address: str) -> dict[str, Any]:
    return {"L": [{"M": {"label": {"S": "L"}, "address": {"S": address}}}]}


@pytest.mark.parametrize(
    "broken",
    [
        {"accent": {"S": "mauve"}}, {"language": {"S": '"><script>'}}, {"share_image": {"S": "//evil.example/x"}},
        {"links": link("javascript:alert(1)")}, {"navigation": link("//evil.example")}, {"title": {"S": ""}},
    ],
    ids=str,
)  # fmt: skip
def test_broken_part_hides_itself_alone(
    site: Site, items: Items, broken: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    items.put(stored(**{"tagline": {"S": "Still said"}, **broken}))
    with caplog.at_level(logging.ERROR, "articles.stores.dynamo.site_settings"):
        saved = wiring.site_settings().get()
    assert saved.settings == SiteSettings(tagline="Still said") and saved.version == 1
    assert len(caplog.records) == 1


@pytest.mark.parametrize(
    "broken", [{"saved_at": {"S": "yesterday"}}, {"links": {"S": "L"}}, {"entity": {"S": "stamp"}}], ids=str
)
def test_broken_item_hides_itself_and_can_be_saved_over(site: Site, items: Items, broken: dict[str, Any]) -> None:
    items.put(stored(title={"S": "T"}, **broken))
    saved = wiring.site_settings().get()
    assert saved.settings == SiteSettings() and saved.version == 1
    say(title="Mended")
    assert "Mended" in site.text("/articles/")


def test_broken_version_is_reported(site: Site, items: Items) -> None:
    items.put(stored(title={"S": "T"}, version={"S": "one"}))
    assert wiring.site_settings().get().version == 0
