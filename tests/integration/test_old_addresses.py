"""Old addresses as readers come by them: one 301 to where the page is now, on every process, also in an outage."""

from __future__ import annotations

from datetime import timedelta

import pytest

from articles import wiring
from articles.drafts import fields_of
from tests.integration.authors import EDITOR, token
from tests.integration.conftest import Items, Site
from tests.integration.moving import MOVED_SECONDS, becomes, hop, published, redirected, renamed, unpublished


def test_former_addresses_are_one_hop_from_the_newest(site: Site) -> None:
    article = published("a")
    for slug in ("b", "c"):
        renamed(article, slug)
    assert hop(site, "/articles/a/") == hop(site, "/articles/b/") == (301, "/articles/c/")
    assert hop(site, "/articles/c/") == (200, "")


@pytest.mark.parametrize(
    ("address", "wanted"),
    [
        ("/articles/a.md", "/articles/b.md"),
        ("/articles/a", "/articles/b/"),
        ("/articles/a/?utm_source=x&y=%C3%A9", "/articles/b/?utm_source=x&y=%C3%A9"),
        ("/articles//a/", "/articles/b/"),
    ],
)
def test_former_address_in_its_other_forms(site: Site, address: str, wanted: str) -> None:
    renamed(published("a"), "b")
    assert hop(site, address) == (301, wanted)


def test_former_address_says_how_long_it_may_be_kept(site: Site) -> None:
    renamed(published("a"), "b")
    answer = site.get("/articles/a/")
    assert answer["Cache-Control"] == "public, max-age=0, s-maxage=60, stale-if-error=86400"
    assert answer["Content-Source"] == "dynamodb-sdk"
    assert "Content-Age" in answer
    assert "Set-Cookie" not in answer
    assert "Vary" not in answer
    assert answer.content == b""
    assert site.client.head("/articles/a/")["Location"] == "/articles/b/"
    assert site.get("/articles/a/", **{"If-None-Match": "*"}).status_code == 301
    assert site.client.post("/articles/a/").status_code == 405


def test_former_address_asked_for_again_reads_the_stamp_at_most(site: Site) -> None:
    renamed(published("a"), "b")
    site.get("/articles/a/")
    site.proxy.clear()
    for _ in range(5):
        assert site.get("/articles/a/?x=1")["Content-Source"] == "cache"
    assert {call.operation for call in site.proxy.calls()} <= {"GetItem"}


def test_miss_costs_one_read_more(site: Site) -> None:
    published("a")
    site.get("/articles/a/")
    site.proxy.clear()
    assert hop(site, "/articles/none/") == (404, "")
    assert [call.operation for call in site.proxy.calls() if call.operation != "GetItem"] == ["Query", "BatchGetItem"]
    site.proxy.clear()
    assert hop(site, "/articles/none/") == (404, "")
    assert hop(site, "/articles/?page=forged") == (404, "")
    assert hop(site, "/author/none/") == (404, "")
    assert [call for call in site.proxy.calls() if call.operation != "GetItem"] == []


def test_rename_is_found_out_by_other_processes(site: Site) -> None:
    article = published("a")
    assert hop(site, "/articles/a/") == (200, "")
    renamed(article, "b")
    becomes(site, "/articles/a/", 301, "/articles/b/")
    renamed(article, "c")
    becomes(site, "/articles/a/", 301, "/articles/c/")
    becomes(site, "/articles/b/", 301, "/articles/c/")


def test_address_that_is_taken_back_shows_its_article(site: Site) -> None:
    article = published("a")
    renamed(article, "b")
    assert hop(site, "/articles/a/") == (301, "/articles/b/")
    renamed(article, "a")
    becomes(site, "/articles/a/", 200)
    becomes(site, "/articles/b/", 301, "/articles/a/")


def test_former_address_shows_no_more_than_the_new_one(site: Site) -> None:
    article = published("a")
    renamed(article, "b")
    assert hop(site, "/articles/a/") == (301, "/articles/b/")
    unpublished(article)
    becomes(site, "/articles/a/", 404)
    renamed(article, "c")
    service, article_id = wiring.authoring(), article.live.article_id
    stands = service.open(article_id, actor=EDITOR)
    service.publish(article_id, fields_of(stands.text), actor=EDITOR, expected=stands.version, token=token())
    becomes(site, "/articles/a/", 301, "/articles/c/")
    becomes(site, "/articles/b/", 301, "/articles/c/")


def test_former_address_follows_the_clock(site: Site) -> None:
    ends = wiring.now() + timedelta(seconds=4)
    article = published("a", unpublish_at=ends)
    renamed(article, "b")
    if wiring.now() < ends:
        answer = site.get("/articles/a/")
        assert answer.status_code == 404 or int(answer["Cache-Control"].split("s-maxage=")[1].split(",")[0]) <= 4
    becomes(site, "/articles/a/", 404)


def test_former_address_in_an_outage_leads_where_it_led(site: Site) -> None:
    renamed(published("a"), "b")
    renamed(published("x"), "y")
    assert hop(site, "/articles/a/") == (301, "/articles/b/")
    site.proxy.fail("500")
    site.wait_until(lambda: site.get("/articles/a/")["Content-Source"] == "stale-cache", seconds=MOVED_SECONDS)
    assert hop(site, "/articles/a/") == (301, "/articles/b/")
    assert hop(site, "/articles/x/") == (503, "")
    assert hop(site, "/2019/unknown.html") == (503, "")


def test_alias_of_nobody_and_broken_items_lead_nowhere(site: Site, items: Items) -> None:
    published("a")
    items.put({"pk": {"S": "ARTICLE#z"}, "sk": {"S": "ALIAS"}, "entity": {"S": "alias"}, "article_id": {"S": "gone"}})
    items.put({"pk": {"S": "ARTICLE#y"}, "sk": {"S": "ALIAS"}, "entity": {"S": "alias"}, "article_id": {"N": "1"}})
    for slug in ("z", "y"):
        assert hop(site, f"/articles/{slug}/") == (404, "")


@pytest.mark.parametrize("address", ["//evil.example/", "javascript:alert(1)", "/\\evil.example", "", "/old.html/"])
def test_item_that_somebody_made_by_hand_leads_to_no_other_site(site: Site, items: Items, address: str) -> None:
    item = {"pk": "REDIRECTS", "sk": "/old.html", "entity": "redirect", "address": address, "created_by": "x"}
    items.put({name: {"S": value} for name, value in {**item, "created_at": "2026-01-01T00:00:00Z"}.items()})
    assert hop(site, "/old.html") == (404, "")


def test_redirect_leads_where_nothing_is_shown(site: Site) -> None:
    article = published("a")
    redirected("/2019/05/Old-Post.html", "/articles/a/")
    redirected("/gone/", "https://example.org/x?y=1#z")
    redirected("/who", "/about/#me")
    assert hop(site, "/2019/05/Old-Post.html?x=1") == (301, "/articles/a/?x=1")
    assert hop(site, "/gone?x=1") == (301, "https://example.org/x?y=1#z")
    assert hop(site, "/who/?x=1") == (301, "/about/?x=1#me")
    assert hop(site, "/2019/05/old-post.html") == (404, "")
    renamed(article, "b")
    becomes(site, "/2019/05/Old-Post.html", 301, "/articles/b/")
    unpublished(article)
    becomes(site, "/2019/05/Old-Post.html", 404)


def test_redirect_is_found_out_by_other_processes(site: Site) -> None:
    assert hop(site, "/old.html") == (404, "")
    redirected("/old.html", "/about/")
    becomes(site, "/old.html", 301, "/about/")
    redirected("/old.html", "/tags/")
    becomes(site, "/old.html", 301, "/tags/")
    wiring.redirects().delete("/old.html", actor=EDITOR, token=token())
    becomes(site, "/old.html", 404)


def test_redirect_overrides_no_address_that_is_taken_later(site: Site) -> None:
    redirected("/articles/a/", "/about/")
    assert hop(site, "/articles/a/") == (301, "/about/")
    article = published("a")
    becomes(site, "/articles/a/", 200)
    renamed(article, "b")
    becomes(site, "/articles/a/", 301, "/articles/b/")
