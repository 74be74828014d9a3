"""What the editor's script saves by itself: all that is right of it, beside the article, and for its author alone."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from articles import wiring
from articles.drafts import Workspace
from articles.policies import Actor
from tests.integration.conftest import Items, Site
from tests.integration.editing import NEW, begin, controls, desk_of, post, send, shown

PAGE = "0123456789abcdef"
EDITOR = Actor("nobody", "Nobody", "editor")


class Tab:
    """A page of the editor with its script: it goes on from each answer."""

    def __init__(self, desk: Client, address: str, page: str = PAGE) -> None:
        self.desk, self.address, self.page, self.n = desk, address, page, 0
        self.form = controls(desk.get(address))

    def send(self, action: str = "autosave", **typed: Any) -> Any:
        self.n += 1
        self.form |= typed
        answer = post(self.desk, self.address, {**self.form, "tab": f"{self.page}.{self.n}"}, action, json=True)
        if answer.status_code == 200:
            said = answer.json()
            self.form |= {name: said[name] for name in ("version", "token")}
            self.address = said["edit_url"]
        return answer

    @property
    def stands(self) -> Workspace:
        return wiring.authoring().open(self.address.split("/")[-2], actor=EDITOR)


def test_a_new_article_is_begun_and_seen_by_nobody_but_its_author(site: Site, items: Items) -> None:
    desk = desk_of(site)
    tab = Tab(desk, NEW)
    said = tab.send(title="", body="First words").json()
    assert (said["state"], said["autosaved"], said["errors"]) == ("draft", True, {})
    assert said["edit_url"] == f"/author/articles/{said['article_id']}/"
    assert f"{said['edit_url']}revisions/" in said["parts"]["places"]
    assert "not saved by hand" in said["parts"]["state"]
    stands = controls(desk.get(tab.address))
    assert (stands["title"], stands["slug"], stands["body"]) == ("", "", "First words\n")
    assert items.under(f"HISTORY#{said['article_id']}") == []
    assert desk_of(site, "bob").get(tab.address).status_code == 403

    tab.send(title="By itself", slug="")
    assert ">By itself</a>" in shown(desk.get("/author/")) and ">By itself</a>" in shown(desk.get("/author/articles/"))
    done = tab.send("save").json()
    assert (done["slug"], done["autosaved"], "Saved." in done["message"]) == ("by-itself", False, True)
    assert len(items.under(f"HISTORY#{said['article_id']}")) == 1


def test_readers_see_nothing_of_it(site: Site) -> None:
    desk = desk_of(site)
    address = begin(desk, title="Live")
    send(desk, address, "publish", body="Old words.")
    said = Tab(desk, address).send(body="New words.").json()
    assert (said["state"], said["autosaved"]) == ("published", True)
    assert "unpublished changes" in said["parts"]["state"]
    assert "Old words." in site.text("/articles/live/")
    assert controls(desk.get(address))["body"] == "New words.\n"


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("slug", "Not an address!"),
        ("tags", "!!!"),
        ("canonical_url", "htt"),
        ("published_at", "soon"),
        ("hero", "https://example.com/a.png"),
        ("description", "x" * 1001),
        ("title", "x" * 301),
        ("body", "x" * 360_000),
    ],
)
def test_a_wrong_field_keeps_what_stands_and_the_rest_is_saved(site: Site, name: str, wrong: str) -> None:
    desk = desk_of(site)
    right = {
        "slug": "right", "tags": "C++", "canonical_url": "https://example.com/", "published_at": "2030-01-02T03:04",
        "hero": "/a.png", "description": "Right", "title": "Right", "body": "Right\n",
    }  # fmt: skip
    tab = Tab(desk, NEW)
    tab.send(**right)
    said = tab.send(**{name: wrong, "category": "Kept"}).json()
    assert list(said["errors"]) == [name] and said["errors"][name][0]
    stands = controls(desk.get(tab.address))
    assert {part: stands[part] for part in right} == right and stands["category"] == "Kept"


def test_a_page_that_did_not_hear_of_its_article_loses_no_field_of_it(site: Site) -> None:
    desk = desk_of(site)
    tab = Tab(desk, NEW)
    first = dict(tab.form)
    tab.send(title="Heard of", body="Words", tags="C++")
    begun, tab.address, tab.form = tab.address, NEW, first
    said = tab.send(title="Heard of", body="More words", tags="!!!").json()
    assert (said["edit_url"], list(said["errors"])) == (begun, ["tags"])
    stands = controls(desk.get(begun))
    assert (stands["tags"], stands["body"]) == ("C++", "More words\n")


@pytest.mark.parametrize(
    "tab", ["", "short.1", PAGE, f"{PAGE}.x", f"{PAGE}.", f"{PAGE}#.1", f"{'a' * 65}.1", f"{PAGE}.²"]
)
def test_a_request_must_say_which_page_it_comes_from(site: Site, tab: str) -> None:
    desk = desk_of(site)
    answer = post(desk, NEW, {**controls(desk.get(NEW)), "tab": tab, "body": "Words"}, "autosave", json=True)
    assert answer.status_code == 400
    assert "which page" in answer.json()["message"]
    # A save by hand needs no page.
    assert post(desk, NEW, {**controls(desk.get(NEW)), "tab": tab, "title": "A", "body": "Words"}).status_code == 302


def test_the_page_after_a_save_says_whose_text_the_site_has(site: Site) -> None:
    desk = desk_of(site)
    answer = post(desk, NEW, {**controls(desk.get(NEW)), "tab": f"{PAGE}.1", "title": "A", "body": "Words"})
    assert answer["Location"].endswith(f"/#saved={PAGE}")


def test_a_plain_form_gets_its_text_back(site: Site, items: Items) -> None:
    desk = desk_of(site)
    answer = post(desk, NEW, {**controls(desk.get(NEW)), "body": "Kept words", "tab": f"{PAGE}.1"}, "autosave")
    assert answer.status_code == 400
    assert "press one of the buttons" in shown(answer)
    assert controls(answer)["body"] == "Kept words"
    assert not [item for item in items.all() if item["pk"]["S"].startswith("ARTICLE#")]


def test_a_form_that_lost_fields_changes_nothing(site: Site) -> None:
    tab = Tab(desk_of(site), NEW)
    tab.send(title="Whole", body="Words")
    del tab.form["tags"]
    answer = tab.send(body="")
    assert (answer.status_code, "did not arrive whole" in str(answer.json())) == (400, True)
    assert tab.stands.text.body == "Words\n"


def test_who_may_not_edit_is_told_so(site: Site) -> None:
    address = begin(desk_of(site))
    eve = Tab(desk_of(site, "eve", "editor"), address)
    eve.desk = desk_of(site, "bob")
    answer = eve.send(body="Not mine")
    assert (answer.status_code, answer.json()["login_url"]) == (403, "")
    assert "Only its author" in answer.json()["message"]
    eve.desk = Client()
    assert eve.send(body="Not mine").json()["login_url"] == "/author/login/"


def test_a_token_of_another_account_is_asked_for_anew(site: Site) -> None:
    tab = Tab(desk_of(site), NEW)
    tab.desk = desk_of(site, "eve", "editor")
    answer = tab.send(body="Words")
    assert (answer.status_code, answer.json()["stale_form"]) == (400, True)
    who = tab.desk.get("/author/session/").json()
    assert who["username"] == "eve"
    tab.form["token"] = who["token"]
    assert tab.send(body="Words").status_code == 200
    assert tab.stands.live.owner == "eve"


def test_another_page_that_is_late_hears_whose_text_stands(site: Site) -> None:
    desk = desk_of(site)
    address = begin(desk)
    one, two = Tab(desk, address), Tab(desk, address, page="fedcba9876543210")
    assert one.send(body="One").status_code == 200
    answer = two.send(body="Two")
    assert answer.status_code == 409
    theirs = answer.json()["theirs"]
    assert (theirs["by"], theirs["version"]) == ("ada", str(one.stands.version))
    assert theirs["at"]
    assert one.send(body="One and more").status_code == 200
    assert one.stands.text.body == "One and more\n"


def test_an_overtaken_request_does_not_undo_a_later_one(site: Site) -> None:
    tab = Tab(desk_of(site), NEW)
    tab.send(title="Order", body="One")
    before = {**tab.form, "body": "Two", "tab": f"{PAGE}.2"}
    tab.n = 2
    tab.send(body="Three")
    assert post(tab.desk, tab.address, before, "autosave", json=True).status_code == 409
    assert tab.stands.text.body == "Three\n"


def test_what_is_in_the_trash_is_not_written_to(site: Site) -> None:
    desk = desk_of(site)
    tab = Tab(desk, begin(desk))
    stands = tab.stands
    actor = Actor("ada", "Ada", "author")
    wiring.authoring().trash(stands.live.article_id, actor=actor, expected=stands.version, token="01K" + "0" * 23)
    answer = tab.send(body="Late")
    assert (answer.status_code, "in the trash" in answer.json()["message"]) == (403, True)


@pytest.mark.parametrize("operation", [None, "TransactWriteItems"])
def test_a_table_that_is_away_is_said(site: Site, operation: str | None) -> None:
    tab = Tab(desk_of(site), NEW)
    site.proxy.fail("500", operation=operation)
    answer = tab.send(title="A", body="Words")
    assert (answer.status_code, "could not be saved" in answer.json()["message"]) == (503, True)
    site.proxy.heal()
    site.wait_until(lambda: tab.send(body="Words and more").status_code == 200, seconds=20)
    assert tab.stands.text.body == "Words and more\n"


def test_who_is_signed_in_gets_what_forms_need(site: Site) -> None:
    stranger = site.get("/author/session/")
    assert (stranger.status_code, stranger.json()["login_url"]) == (403, "/author/login/")
    desk = desk_of(site)
    said = desk.get("/author/session/").json()
    assert (said["username"], sorted(said)) == ("ada", ["csrf_token", "token", "username"])
    data = {**controls(desk.get(NEW)), "token": said["token"], "title": "A", "body": "Words"}
    assert post(desk, NEW, data).status_code == 302
