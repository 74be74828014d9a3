"""Two who write one article: every way out over the real table, what stands there then, and what is in the history."""

from __future__ import annotations

import pytest

from tests.integration.conflicts import FORM, MINE, SAVED, THEIRS, Conflict, autosave
from tests.integration.conftest import Site
from tests.integration.editing import NEW, begin, controls, desk_of, post, send, shown


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
