"""Two who write one article: every way out over the real table, what stands there then, and what is in the history."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from articles import wiring
from articles.drafts import Revision, Workspace, fields_of
from articles.policies import Actor
from portfolio.accounts import wiring as accounts
from tests.integration.authors import token
from tests.integration.conftest import Site
from tests.integration.editing import NEW, begin, controls, desk_of, post, send, shown

BEGUN = "One.\n\nTwo.\n\nThree.\n"
MINE = "One, mine.\n\nTwo.\n\nThree, mine.\n"
THEIRS = "One.\n\nTwo, theirs.\n\nThree, theirs.\n"
FORM = 'id="conflict"'
EMIL = Actor("emil", "Emil", "editor")


class Conflict:
    """Ada and Eve opened one article; Eve has saved, and Ada gets the page with both."""

    def __init__(self, site: Site, *, publish: bool = False, **mine: Any) -> None:
        self.ada, self.eve = desk_of(site), desk_of(site, "eve", "editor")
        self.address = begin(self.ada, title="Ours", body=BEGUN, description="Begun", tags="One, Two")
        self.opened = controls(self.ada.get(self.address))
        send(self.eve, self.address, body=THEIRS, description="Theirs", tags="One, Three")
        self.mine = {**self.opened, "title": "Mine", "body": MINE, **mine}
        self.page = post(self.ada, self.address, self.mine, "publish" if publish else "save")
        assert self.page.status_code == 409

    @property
    def way(self) -> str:
        return f"{self.address}conflict/"

    def go(self, action: str, page: Any = None, **said: Any) -> Any:
        return post(self.ada, self.way, {**controls(page or self.page, FORM), **said}, action)

    def stands(self) -> Workspace:
        return wiring.authoring().open(self.article_id, actor=EMIL)

    @property
    def article_id(self) -> str:
        return self.address.split("/")[-2]

    def history(self) -> list[tuple[str, str, str]]:
        """What was done, by whom and with which text, in no order of time."""
        return sorted((kept.action, kept.saved_by, kept.article.body) for kept in self.revisions())

    def revisions(self) -> list[Revision]:
        service = wiring.authoring()
        listed = service.list_revisions(self.article_id, actor=EMIL, size=50).items
        return [service.get_revision(self.article_id, found.revision_id, actor=EMIL) for found in listed]


SAVED = [("save", "ada", BEGUN), ("save", "eve", THEIRS)]


def test_both_texts_are_shown_with_what_only_one_changed_chosen(site: Site) -> None:
    conflict = Conflict(site)
    text = shown(conflict.page)
    assert "by <strong>eve</strong>" in text
    assert "2 of yours, 3 of theirs." in text
    assert "1 place both of you changed:" in text
    assert ">One<mark>, mine</mark>.</p>" in text
    assert ">Two<mark>, theirs</mark>.</p>" in text
    sent = controls(conflict.page, FORM)
    assert [sent[f"place-{number}"] for number in (1, 2, 3)] == ["mine", "theirs", "mine"]
    assert {name: sent[name] for name in sent if name.startswith("field-")} == {
        "field-title": "mine", "field-description": "theirs", "field-tags": "theirs",
    }  # fmt: skip
    assert sent["merged"] == "One, mine.\n\nTwo, theirs.\n\nThree, mine.\n"
    assert sent["body"] == MINE
    assert conflict.history() == SAVED


def test_theirs_is_taken_and_mine_is_in_the_history(site: Site) -> None:
    conflict = Conflict(site)
    before = conflict.stands()
    done = conflict.go("theirs")
    assert (done.status_code, done["Location"]) == (302, conflict.address)
    assert "Your text is in the history" in shown(conflict.ada.get(conflict.address))
    assert conflict.stands() == before
    assert conflict.history() == [("keep", "ada", MINE), *SAVED]
    assert [kept.article.title for kept in conflict.revisions() if kept.action == "keep"] == ["Mine"]
    assert conflict.go("theirs").status_code == 302
    assert len(conflict.history()) == 3


def test_mine_is_kept_and_theirs_is_in_the_history(site: Site) -> None:
    conflict = Conflict(site)
    for _ in range(2):
        assert conflict.go("mine").status_code == 302
        assert (conflict.stands().text.title, conflict.stands().text.body) == ("Mine", MINE)
        assert conflict.history() == sorted([("save", "ada", MINE), *SAVED])


def test_what_they_had_not_saved_by_hand_is_in_the_history_too(site: Site) -> None:
    conflict = Conflict(site)
    autosave(conflict, "eve", "Typed by eve.\n")
    again = conflict.go("mine")
    assert again.status_code == 409
    assert conflict.go("mine", again).status_code == 302
    assert conflict.stands().text.body == MINE
    assert conflict.history() == sorted([("keep", "eve", "Typed by eve.\n"), ("save", "ada", MINE), *SAVED])


def autosave(conflict: Conflict, username: str, body: str) -> None:
    """As the script of another page does it."""
    stands = conflict.stands()
    wiring.authoring().autosave(
        conflict.article_id,
        replace(fields_of(stands.text), body=body),
        actor=Actor(username, username.title(), "editor"),
        expected=stands.version,
        token=token(),
        tab=f"{username}-0123456789abcdef.1",
    )


def test_the_merged_text_is_saved_and_mine_is_in_the_history(site: Site) -> None:
    conflict = Conflict(site)
    merged = controls(conflict.page, FORM)["merged"]
    for _ in range(2):
        assert conflict.go("merged").status_code == 302
        text = conflict.stands().text
        assert (text.body, text.title, text.description, text.tag_labels) == (
            merged,
            "Mine",
            "Theirs",
            ("One", "Three"),
        )
        assert conflict.history() == sorted([("save", "ada", merged), ("keep", "ada", MINE), *SAVED])


def test_choices_are_followed_and_seen_before_they_are_saved(site: Site) -> None:
    conflict = Conflict(site)
    chosen = {"place-1": "theirs", "place-3": "both", "field-title": "theirs"}
    look = conflict.go("merged", **chosen)
    assert look.status_code == 409
    assert "follows your choices again" in shown(look)
    merged = "One.\n\nTwo, theirs.\n\nThree, mine.\n\nThree, theirs.\n"
    assert controls(look, FORM)["merged"] == merged
    assert conflict.history() == SAVED
    assert conflict.go("merged", look).status_code == 302
    assert (conflict.stands().text.title, conflict.stands().text.body) == ("Ours", merged)


def test_the_merged_text_is_shown_changed_by_hand_and_saved(site: Site) -> None:
    conflict = Conflict(site)
    look = conflict.go("show", **{"place-3": "theirs"})
    assert look.status_code == 200
    assert controls(look, FORM)["merged"] == "One, mine.\n\nTwo, theirs.\n\nThree, theirs.\n"
    assert conflict.go("merged", look, merged="By\r\n\r\nhand.\r\n").status_code == 302
    assert conflict.stands().text.body == "By\n\nhand.\n"


def test_what_was_changed_by_hand_is_never_put_aside_unasked(site: Site) -> None:
    conflict = Conflict(site)
    both = conflict.go("merged", merged="By hand.", **{"place-1": "theirs"})
    assert both.status_code == 409
    assert "changed the merged text by hand, and choices too" in shown(both)
    sent = controls(both, FORM)
    assert (sent["merged"], sent["place-1"], sent["chosen"]) == ("By hand.", "theirs", "ttm")
    anew = conflict.go("show", both)
    sent = controls(anew, FORM)
    assert sent["merged"] == "One.\n\nTwo, theirs.\n\nThree, mine.\n"
    assert sent["earlier"] == "By hand."
    assert controls(conflict.go("show", anew), FORM)["earlier"] == "By hand."
    assert conflict.go("merged", both).status_code == 302
    assert conflict.stands().text.body == "By hand.\n"


@pytest.mark.parametrize("way", ["mine", "merged", "show"])
def test_a_third_save_meanwhile_shows_the_page_again(site: Site, way: str) -> None:
    conflict = Conflict(site)
    third = "One.\n\nTwo, theirs.\n\nThree, theirs.\n\nFour of eve.\n"
    send(conflict.eve, conflict.address, body=third)
    again = conflict.go(way)
    assert again.status_code == 409
    assert conflict.stands().text.body == third
    sent = controls(again, FORM)
    assert sent["version"] == str(conflict.stands().version)
    assert sent["merged"] == "One, mine.\n\nTwo, theirs.\n\nThree, mine.\n\nFour of eve.\n"
    assert sent["body"] == (sent["merged"].replace("\n\nFour of eve.", "") if way == "merged" else MINE)
    kept = [("keep", "ada", MINE)] if way == "merged" else []
    assert conflict.history() == sorted([*kept, ("save", "eve", third), *SAVED])
    # Sent twice it is the same, and what it leads to can be saved.
    assert controls(conflict.go(way), FORM)["merged"] == sent["merged"]
    assert len(conflict.history()) == len(kept) + 3
    assert conflict.go("merged", again).status_code == 302
    assert conflict.stands().text.body == sent["merged"]


def test_theirs_is_theirs_also_after_a_third_save(site: Site) -> None:
    conflict = Conflict(site)
    send(conflict.eve, conflict.address, body="Third.\n")
    assert conflict.go("theirs").status_code == 302
    assert conflict.stands().text.body == "Third.\n"
    assert ("keep", "ada", MINE) in conflict.history()


def test_another_way_out_with_the_same_form_is_asked_about(site: Site) -> None:
    """As by the button Back."""
    conflict = Conflict(site)
    assert conflict.go("theirs").status_code == 302
    again = conflict.go("mine")
    assert again.status_code == 409
    assert "This form was saved before" in shown(again)
    assert conflict.stands().text.body == THEIRS
    assert conflict.go("mine", again).status_code == 302
    assert conflict.stands().text.body == MINE


@pytest.mark.parametrize(("said", "state"), [({}, "draft"), ({"publish": "yes"}, "published")])
@pytest.mark.parametrize("way", ["mine", "merged"])
def test_publish_stays_publish_if_its_author_says_so(site: Site, way: str, said: dict[str, str], state: str) -> None:
    conflict = Conflict(site, publish=True)
    assert "You pressed “Publish”" in shown(conflict.page)
    assert "publish" not in controls(conflict.page, FORM)
    look = conflict.go("show", **said)
    assert controls(look, FORM).get("publish") == said.get("publish")
    assert conflict.go(way, look).status_code == 302
    assert conflict.stands().live.status == state


def test_who_saved_does_not_publish_by_that(site: Site) -> None:
    assert "You pressed" not in shown(Conflict(site).page)


def test_a_version_that_nobody_knows_proposes_mine_and_leaves_nothing_out(site: Site) -> None:
    conflict = Conflict(site)
    data = {**conflict.mine, "version": "77.0"}
    page = post(conflict.ada, conflict.address, data)
    assert "is not in the history, so nobody can say who changed what" in shown(page)
    sent = controls(page, FORM)
    assert [sent[f"place-{number}"] for number in (1, 2, 3)] == ["mine"] * 3
    assert sent["field-tags"] == "both"
    assert conflict.go("merged", page).status_code == 302
    assert conflict.stands().text.tag_labels == ("One", "Two", "Three")


def test_what_was_replaced_before_it_was_saved_by_hand_is_a_known_beginning(site: Site) -> None:
    """Ada's page had saved by itself; Eve kept hers over it."""
    conflict = Conflict(site)
    autosave(conflict, "ada", "One.\n\nTwo.\n")
    started = str(conflict.stands().version)
    stale = post(conflict.eve, conflict.address, {**controls(conflict.eve.get(conflict.address)), "version": "2.0"})
    over = post(conflict.eve, conflict.way, controls(stale, FORM), "mine")
    assert over.status_code == 302
    page = post(
        conflict.ada, conflict.address, {**conflict.opened, "version": started, "body": "One.\n\nTwo.\n\nNew.\n"}
    )
    assert "Both began with the text of" in shown(page)


def test_a_form_sent_again_with_another_text_is_a_conflict_with_oneself(site: Site) -> None:
    desk = desk_of(site)
    data = {**controls(desk.get(NEW)), "title": "Mine", "body": MINE}
    address = post(desk, NEW, data)["Location"]
    again = post(desk, NEW, {**data, "body": "After Back."})
    assert again.status_code == 409
    assert "saved before, with another text" in shown(again)
    assert post(desk, f"{address}conflict/", controls(again, FORM), "mine").status_code == 302
    assert controls(desk.get(address))["body"] == "After Back.\n"


def test_a_script_is_told_by_whom_and_when(site: Site) -> None:
    conflict = Conflict(site)
    answer = post(conflict.ada, conflict.address, conflict.mine, json=True)
    assert answer.status_code == 409
    theirs = answer.json()["theirs"]
    assert (theirs["by"], theirs["version"]) == ("eve", str(conflict.stands().version))
    assert theirs["at"].startswith("20")


def test_what_cannot_be_saved_is_said_and_can_be_chosen_otherwise(site: Site) -> None:
    conflict = Conflict(site, slug="taken")
    begin(conflict.ada, title="Other", slug="taken")
    refused = conflict.go("merged", merged="By hand.")
    assert refused.status_code == 400
    assert "Another article has the address taken. taken-2 is free." in shown(refused)
    sent = controls(refused, FORM)
    assert (sent["merged"], sent["field-slug"], sent["body"]) == ("By hand.", "mine", MINE)
    assert conflict.history() == SAVED
    assert conflict.go("merged", refused, **{"field-slug": "theirs"}).status_code == 302
    assert (conflict.stands().live.slug, conflict.stands().text.body) == ("ours", "By hand.\n")


def test_both_texts_may_be_too_long_together(site: Site) -> None:
    conflict = Conflict(site)
    long = conflict.go("merged", merged="x" * 360_000)
    assert long.status_code == 400
    assert "This text is too long" in shown(long)
    assert controls(long, FORM)["merged"] == "x" * 360_000


@pytest.mark.parametrize("way", ["theirs", "mine", "merged"])
def test_a_form_of_another_account_changes_nothing(site: Site, way: str) -> None:
    conflict = Conflict(site)
    answer = conflict.go(way, token="forged")
    assert answer.status_code == 400
    assert controls(answer, FORM)["body"] == MINE
    assert conflict.history() == SAVED
    assert conflict.go(way, answer).status_code == 302


@pytest.mark.parametrize("way", ["theirs", "mine", "merged", "show"])
def test_a_table_that_is_away_keeps_all_that_was_chosen(site: Site, way: str) -> None:
    conflict = Conflict(site)
    sent = {**controls(conflict.page, FORM), "merged": "By hand.", "place-1": "theirs", "chosen": "ttm"}
    site.proxy.fail("500")
    answer = post(conflict.ada, conflict.way, sent, way)
    assert answer.status_code == 503
    site.proxy.heal()
    kept = controls(answer, "<form")
    assert {name: text for name, text in kept.items() if name != "csrfmiddlewaretoken"} == {
        **{name: text for name, text in sent.items() if name != "csrfmiddlewaretoken"}, "action": way,
    }  # fmt: skip
    saved = conflict.ada.post("/author/download/", {**kept, "text": "merged"})
    assert saved.content.endswith(b"---\nBy hand.")
    assert post(conflict.ada, conflict.way, kept, way).status_code == (200 if way == "show" else 302)
    assert conflict.stands().text.body == {"mine": MINE, "merged": "By hand.\n"}.get(way, THEIRS)


def test_a_session_that_ended_keeps_all_that_was_chosen(site: Site) -> None:
    conflict = Conflict(site)
    accounts.users().set_password("ada", "eight new otters paddle", must_change=False, by="ada")
    answer = conflict.go("merged", merged="By hand.")
    assert answer.status_code == 403
    kept = controls(answer, "<form")
    assert (kept["merged"], kept["body"], kept["place-2"]) == ("By hand.", MINE, "theirs")


@pytest.mark.parametrize("way", ["theirs", "mine", "merged", "show"])
def test_who_may_not_change_it_any_more_keeps_the_text(site: Site, way: str) -> None:
    cleo, eve = desk_of(site, "cleo", "contributor"), desk_of(site, "eve", "editor")
    address = begin(cleo, title="Ours", body=BEGUN)
    data = {**controls(cleo.get(address)), "body": MINE}
    send(eve, address, body=THEIRS)
    page = post(cleo, address, data)
    send(eve, address, "publish")
    answer = post(cleo, f"{address}conflict/", {**controls(page, FORM), "merged": "By hand."}, way)
    assert answer.status_code == 403
    assert "only authors and editors may change it now" in shown(answer)
    kept = controls(answer, "<form")
    assert (kept["body"], kept["merged"]) == (MINE, "By hand.")
    assert controls(eve.get(address))["body"] == THEIRS
    new = post(cleo, NEW, {**kept, "slug": ""})
    assert controls(cleo.get(new["Location"]))["body"] == MINE


@pytest.mark.parametrize("way", ["mine", "merged"])
def test_an_article_that_was_put_in_the_trash_takes_no_text_and_loses_none(site: Site, way: str) -> None:
    conflict = Conflict(site)
    trash(conflict)
    for answer in (conflict.go(way), post(conflict.ada, conflict.address, conflict.mine)):
        assert answer.status_code == 403
        assert "It is in the trash" in shown(answer)
        assert controls(answer, "<form")["body"] == MINE
    assert conflict.stands().text.body == THEIRS


def trash(conflict: Conflict) -> None:
    wiring.authoring().trash(conflict.article_id, actor=EMIL, expected=conflict.stands().version, token=token())


@pytest.mark.parametrize("way", ["", "theirs", "mine", "merged", "show"])
def test_an_article_that_is_gone_loses_no_text(site: Site, way: str) -> None:
    conflict = Conflict(site)
    gone = "01JB0000000000000000000000"
    sent = {**controls(conflict.page, FORM), "slug": "mine"} if way else {**conflict.mine, "slug": "mine"}
    answer = post(conflict.ada, f"/author/articles/{gone}/{'conflict/' if way else ''}", sent, way or "save")
    assert answer.status_code == 404
    assert "This article is gone" in shown(answer)
    kept = controls(answer, "<form")
    assert kept["body"] == MINE
    new = post(conflict.ada, NEW, kept)
    assert new.status_code == 302
    assert controls(conflict.ada.get(new["Location"]))["body"] == MINE


def test_the_page_that_saved_by_itself_hears_of_its_end(site: Site) -> None:
    """Its browser keeps what was typed until then."""
    conflict = Conflict(site, tab="0123456789abcdef.7")
    assert controls(conflict.page, FORM)["tab"] == "0123456789abcdef.7"


def test_long_texts_are_compared_in_time_and_asked_about_in_places_that_are_few(site: Site) -> None:
    begun = "\n\n".join(f"Paragraph {number} of many words that stay." for number in range(1500))
    ada, eve = desk_of(site), desk_of(site, "eve", "editor")
    address = begin(ada, body=begun)
    opened = controls(ada.get(address))
    send(eve, address, body=begun.replace("stay", "went"))
    page = post(ada, address, {**opened, "body": begun.replace("many", "few")})
    assert page.status_code == 409
    assert "neighbouring places are joined" in shown(page)
    assert 100 <= shown(page).count("<fieldset") <= 200
    answer = post(ada, f"{address}conflict/", controls(page, FORM), "merged")
    assert answer.status_code == 302
    assert controls(ada.get(address))["body"] == begun.replace("many", "few") + "\n"
