"""The page that gives an article another address."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from articles import wiring
from tests.integration.authors import ADA, EDITOR
from tests.integration.conftest import Site
from tests.integration.editing import begin, controls, desk_of, send, shown
from tests.integration.moving import becomes, published, renamed

FORM = 'id="address-form"'


@pytest.fixture
def desk(site: Site) -> Client:
    return desk_of(site, "ada")


def page_of(article: Any) -> str:
    return f"/author/articles/{article.live.article_id}/rename/"


def rename(desk: Client, address: str, slug: str) -> Any:
    return desk.post(address, {**controls(desk.get(address), FORM), "slug": slug})


def test_rename_twice_and_follow_both(site: Site, desk: Client) -> None:
    article = published("a")
    for slug in ("b", "c"):
        assert rename(desk, page_of(article), slug).status_code == 302
    page = shown(desk.get(page_of(article)))
    assert all(text in page for text in ("/articles/a/", "/articles/b/", "/articles/c/"))
    becomes(site, "/articles/a/", 301, "/articles/c/")
    becomes(site, "/articles/b/", 301, "/articles/c/")


@pytest.mark.parametrize(
    ("slug", "said"),
    [
        ("", "An address is missing."),
        ("No Slug", "no-slug would do."),
        ("é/<b>", "An address may hold a-z"),
        ("x" * 400, "characters"),
        ("feed", "feed is reserved."),
        ("taken", "This is the address of “Another”."),
        ("was-taken", "This was the address of “Another”."),
    ],
)
def test_refused_beside_the_field(site: Site, desk: Client, slug: str, said: str) -> None:
    renamed(published("was-taken", "Another"), "taken")
    article = published("a")
    answer = rename(desk, page_of(article), slug)
    assert answer.status_code == 400
    assert said in shown(answer)
    assert controls(answer, FORM)["slug"] == slug
    assert wiring.authoring().open(article.live.article_id, actor=EDITOR).live.slug == "a"


def test_title_that_readers_do_not_see_is_not_named(site: Site, desk: Client) -> None:
    begin(desk_of(site, "bob"), title="Nobody knows", slug="secret")
    answer = rename(desk, page_of(published("a")), "secret")
    assert "This is the address of another article." in shown(answer)
    assert "Nobody knows" not in shown(answer)


def test_stale_form_does_nothing_and_says_so(site: Site, desk: Client) -> None:
    article = published("a")
    form = {**controls(desk.get(page_of(article)), FORM), "slug": "mine"}
    renamed(article, "theirs")
    answer = desk.post(page_of(article), form)
    assert answer.status_code == 409
    assert "saved this article after you opened this page" in shown(answer)
    again = controls(answer, FORM)
    assert again["slug"] == "mine"
    assert desk.post(page_of(article), again).status_code == 302
    becomes(site, "/articles/theirs/", 301, "/articles/mine/")


def test_form_that_comes_twice_is_done_once(site: Site, desk: Client) -> None:
    article = published("a")
    form = {**controls(desk.get(page_of(article)), FORM), "slug": "b"}
    assert [desk.post(page_of(article), form).status_code for _ in range(2)] == [302, 302]
    assert wiring.authoring().former_slugs(article.live.article_id, actor=ADA) == ("a",)


def test_table_away_keeps_the_address_that_was_typed(site: Site, desk: Client) -> None:
    article = published("a")
    form = {**controls(desk.get(page_of(article)), FORM), "slug": "b"}
    site.proxy.fail("500", operation="TransactWriteItems")
    answer = desk.post(page_of(article), form)
    assert answer.status_code == 503
    kept = controls(answer, "<form")
    assert kept["slug"] == "b"
    site.proxy.fail(None)
    assert desk.post(page_of(article), kept).status_code == 302


def test_others_may_not(site: Site, desk: Client) -> None:
    article = published("a")
    for username, role in (("bob", "author"), ("cleo", "contributor")):
        assert desk_of(site, username, role).get(page_of(article)).status_code == 403
    assert desk_of(site, "emil", "editor").get(page_of(article)).status_code == 200


def test_draft_that_nobody_knew_leaves_no_former_address(site: Site, desk: Client) -> None:
    edit = begin(desk, title="A draft", slug="a-draft")
    assert rename(desk, f"{edit}rename/", "another").status_code == 302
    assert "No reader knows this address yet" in shown(desk.get(f"{edit}rename/"))
    assert "A draft" in shown(desk.get(edit))
    send(desk, edit, "publish")
    becomes(site, "/articles/a-draft/", 404)


def test_editor_leads_to_it_where_the_address_is_fixed(site: Site, desk: Client) -> None:
    article = published("a")
    assert page_of(article) in shown(desk.get(f"/author/articles/{article.live.article_id}/"))
    assert "/rename/" not in shown(desk.get(begin(desk, title="A draft")))


def test_slug_is_looked_up_with_its_former_owners(site: Site, desk: Client) -> None:
    article = published("a")
    renamed(article, "b")

    def said(slug: str, article_id: str = "") -> tuple[str, str]:
        answer = desk.get("/author/slug/", {"slug": slug, "id": article_id}).json()
        return answer["state"], answer["message"]

    own = article.live.article_id
    assert said("a") == ("taken", "This was the address of “On Time”.")
    assert said("b") == ("taken", "This is the address of “On Time”.")
    assert said("a", own) == ("own", "This was the article's address before, and can be it again.")
    assert said("b", own) == ("own", "This is the article's address.")
    assert said("c", own) == ("free", "This address is free.")


def test_a_draft_that_another_draft_links_to_names_it_and_the_link_goes_on_working(site: Site, desk: Client) -> None:
    target = begin(desk, title="Target")
    linker = begin(desk, title="Linker", body="See [it](/articles/target/).")
    address = f"{target}rename/"
    assert "1 article or working copy that readers do not see links to it" in shown(desk.get(address))
    assert rename(desk, address, "elsewhere").status_code == 302
    for draft in (target, linker):
        assert send(desk, draft, "publish").status_code == 302
    becomes(site, "/articles/target/", 301, "/articles/elsewhere/")
