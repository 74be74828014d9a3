"""What the page of a conflict does with both texts when nothing can be saved."""

from __future__ import annotations

import pytest

from articles import wiring
from portfolio.accounts import wiring as accounts
from tests.integration.authors import token
from tests.integration.conflicts import BEGUN, EMIL, FORM, MINE, SAVED, THEIRS, Conflict
from tests.integration.conftest import Site
from tests.integration.editing import NEW, begin, controls, desk_of, post, send, shown


@pytest.mark.parametrize("way", ["theirs", "mine", "merged"])
def test_a_form_of_another_account_changes_nothing(site: Site, way: str) -> None:
    conflict = Conflict(site)
    answer = conflict.go(way, token="forged")
    assert answer.status_code == 400
    assert controls(answer, FORM)["body"] == MINE
    assert conflict.history() == SAVED
    assert conflict.go(way, answer).status_code == 302


@pytest.mark.parametrize("way", ["theirs", "mine", "merged"])
def test_a_table_that_is_away_keeps_all_that_was_chosen(site: Site, way: str) -> None:
    conflict = Conflict(site)
    sent = {**controls(conflict.page, FORM), "merged": "By hand.", "place-1": "theirs", "chosen": "ttm"}
    site.proxy.fail("500", operation="TransactWriteItems")
    answer = post(conflict.ada, conflict.way, sent, way)
    assert answer.status_code == 503
    site.proxy.heal()
    kept = controls(answer, "<form")
    assert {name: text for name, text in kept.items() if name != "csrfmiddlewaretoken"} == {
        **{name: text for name, text in sent.items() if name != "csrfmiddlewaretoken"}, "action": way,
    }  # fmt: skip
    saved = conflict.ada.post("/author/download/", {**kept, "text": "merged"})
    assert saved.content.endswith(b"---\nBy hand.")
    assert post(conflict.ada, conflict.way, kept, way).status_code == 302
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


@pytest.mark.parametrize("way", ["theirs", "mine", "merged"])
def test_the_page_that_saved_by_itself_hears_of_its_end(site: Site, way: str) -> None:
    """Its browser keeps what was typed until then."""
    conflict = Conflict(site, tab="0123456789abcdef.7")
    done = conflict.go(way)
    assert (done.status_code, done["Location"]) == (302, f"{conflict.address}#saved=0123456789abcdef")


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
