"""The editor saves by itself, says how that goes, and loses nothing to the network, a session or another page."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, BrowserContext, Dialog, Page, expect

from tests.accounts import PASSWORD
from tests.browser.clocked import (
    NEW,
    STATUS,
    autosaves,
    begun,
    kept_by_site,
    open_context,
    open_editor,
    sign_in_to,
    state,
    type_text,
    wait,
)
from tests.browser.desk_site import DeskSite


def test_saved_two_seconds_after_the_last_key_and_known_by_its_address(ada: BrowserContext) -> None:
    page = open_editor(ada)
    page.get_by_label("Title").fill("By itself")
    type_text(page, "Some words")
    expect(page.locator(STATUS)).to_have_text("Changes not saved yet")
    sent = autosaves(page)
    wait(page, 1.9)
    assert sent == []
    type_text(page, " and more")
    wait(page, 1.9)
    assert sent == []
    wait(page, 0.1)
    expect(page.locator(STATUS)).to_have_text(re.compile(r"^Saved \d\d:\d\d$"))
    assert len(sent) == 1
    # What changes every few seconds is not read out.
    expect(page.locator(STATUS)).to_have_attribute("aria-live", "off")
    expect(page).to_have_url(re.compile(r"/author/articles/\w{26}/$"))
    expect(page.get_by_role("heading", level=1)).to_have_text("By itself")
    expect(page).to_have_title(re.compile("^By itself"))
    expect(page.locator(".editor-state")).to_contain_text("not saved by hand")
    assert kept_by_site(ada, page.url) == "Some words and more\n"
    page.get_by_role("link", name="History").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("History")


def test_saved_ten_seconds_after_the_first_key_while_typing_goes_on(ada: BrowserContext) -> None:
    page = open_editor(ada)
    sent = autosaves(page)
    for second in range(9):
        type_text(page, f"{second} ")
        wait(page, 1)
    assert sent == []
    type_text(page, "9")
    wait(page, 1)
    state(page, "saved")
    assert len(sent) == 1
    wait(page, 60)
    assert len(sent) == 1


def test_a_save_by_hand_after_it_names_the_address_and_the_badge(ada: BrowserContext) -> None:
    page = open_editor(ada)
    begun(page, "Words", "Named by its title")
    page.keyboard.press("Control+s")
    expect(page.locator(STATUS)).to_contain_text("Saved. Only those who write here")
    expect(page.locator(STATUS)).to_have_attribute("aria-live", "polite")
    expect(page.locator(".editor-state")).not_to_contain_text("not saved by hand")
    expect(page.locator(".editor-state .badge")).to_have_text("draft")
    expect(page.get_by_label("Address", exact=True)).to_have_value("named-by-its-title")
    sent = autosaves(page)
    wait(page, 30)
    assert sent == []


def test_a_first_save_by_hand_shows_badge_and_history_too(ada: BrowserContext) -> None:
    page = open_editor(ada)
    page.get_by_label("Title").fill("By hand at once")
    type_text(page, "Words")
    page.keyboard.press("Control+s")
    expect(page.locator(STATUS)).to_contain_text("Saved.")
    expect(page.locator(".editor-state .badge")).to_have_text("draft")
    expect(page.get_by_role("link", name="History")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text("By hand at once")


def test_offline_for_a_minute_and_back(ada: BrowserContext) -> None:
    page = open_editor(ada)
    address = begun(page, "One. ")
    ada.set_offline(True)
    type_text(page, "Two. ")
    wait(page, 2)
    state(page, "offline")
    expect(page.locator(STATUS)).to_contain_text("Your text is kept in this browser")
    expect(page.locator(STATUS)).to_have_attribute("aria-live", "polite")
    for _ in range(6):
        type_text(page, "More. ")
        wait(page, 10)
    state(page, "offline")
    ada.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    state(page, "saved")
    expect(page.locator(STATUS)).to_have_attribute("aria-live", "polite")
    assert kept_by_site(ada, address) == "One. Two. " + "More. " * 5 + "More. \n"


def test_a_site_that_answers_503_is_asked_again_after_growing_pauses(ada: BrowserContext) -> None:
    page = open_editor(ada)
    begun(page, "One. ")
    sent = autosaves(page)
    page.route("**/author/articles/**", lambda route: route.fulfill(status=503, json={"message": "Away."}))
    type_text(page, "Two.")
    wait(page, 2)
    state(page, "offline")
    expect(page.locator(STATUS)).to_contain_text("503")
    for pause in (2.4, 4.8, 9.6):
        wait(page, pause)
        state(page, "offline")
    assert 3 <= len(sent) <= 4
    page.unroute_all()
    wait(page, 18)
    state(page, "saved")


def test_a_save_by_hand_whose_answer_was_lost_is_one_save(ada: BrowserContext, writers: DeskSite) -> None:
    page = open_editor(ada)
    page.get_by_label("Title").fill("Unheard of")
    type_text(page, "Words")

    def lose(route: object) -> None:
        route.fetch()  # type: ignore[attr-defined]
        route.abort()  # type: ignore[attr-defined]

    page.route(f"**{NEW}", lose, times=1)
    page.keyboard.press("Control+s")
    state(page, "offline")
    wait(page, 3)
    state(page, "saved")
    expect(page).to_have_url(re.compile(r"/author/articles/\w{26}/$"))
    expect(page.locator(".editor-state .badge")).to_have_text("draft")
    page.goto(f"{page.url}revisions/")
    expect(page.locator("time")).to_have_count(1)


def test_session_ended_in_mid_typing_is_begun_again_in_place(ada: BrowserContext, writers: DeskSite) -> None:
    page = open_editor(ada)
    address = begun(page, "One. ")
    ada.clear_cookies()
    type_text(page, "Two. ")
    wait(page, 2)
    state(page, "signed-out")
    # Nothing opens by itself: the next keys go where the ones before them went.
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.keyboard.insert_text("Three. ")
    page.get_by_role("button", name="Sign in again").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("Username")).to_have_value("ada")
    expect(dialog.get_by_label("Password")).to_be_focused()
    page.keyboard.type("not the right one")
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("alert")).to_contain_text("do not fit together")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    state(page, "saved")
    expect(page.locator(".cm-content")).to_be_focused()
    page.keyboard.insert_text("Four.")
    page.keyboard.press("Control+s")
    expect(page.locator(STATUS)).to_contain_text("Saved.")
    assert kept_by_site(ada, address) == "One. Two. Three. Four.\n"


def test_save_by_hand_after_the_session_ended_asks_at_once_and_goes_on(ada: BrowserContext) -> None:
    page = open_editor(ada)
    page.get_by_label("Title").fill("Late")
    type_text(page, "Words")
    ada.clear_cookies()
    page.keyboard.press("Control+s")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Password").fill(PASSWORD)
    dialog.get_by_role("button", name="Sign in").click()
    expect(page.locator(STATUS)).to_contain_text("Saved.")
    expect(page.locator(".editor-state .badge")).to_have_text("draft")


def test_signed_in_anew_in_another_tab_needs_nothing_here(ada: BrowserContext) -> None:
    page = open_editor(ada)
    begun(page, "One. ")
    ada.clear_cookies()
    sign_in_to(ada)
    type_text(page, "Two.")
    wait(page, 2)
    state(page, "saved")


def test_another_account_is_named_and_the_server_decides(ada: BrowserContext) -> None:
    page = open_editor(ada)
    begun(page, "One. ")
    ada.clear_cookies()
    sign_in_to(ada, "eve")
    type_text(page, "Two.")
    wait(page, 2)
    state(page, "saved")
    expect(page.get_by_text("You are signed in as eve now; this page was opened by ada.")).to_be_visible()


def test_conflict_is_said_and_both_are_shown(browser: Browser, writers: DeskSite, ada: BrowserContext) -> None:
    page = open_editor(ada)
    address = begun(page, "One. ")
    with open_context(browser, writers, "eve") as eve:
        other = open_editor(eve, address)
        type_text(other, "Theirs.")
        wait(other, 2)
        state(other, "saved")
    type_text(page, "Mine.")
    wait(page, 2)
    state(page, "conflict")
    expect(page.locator(STATUS)).to_contain_text(re.compile(r"Conflict: saved by eve at \d\d:\d\d\. Nothing was over"))
    sent = autosaves(page)
    type_text(page, " Still mine.")
    wait(page, 60)
    assert sent == []
    page.get_by_role("button", name="Look at both").click()
    expect(page.locator("main")).to_contain_text("Still mine.")
    expect(page.locator("main")).to_contain_text("Theirs.")
    assert "Theirs." in kept_by_site(ada, address)


def test_a_wrong_field_is_said_and_the_rest_is_saved(ada: BrowserContext) -> None:
    page = open_editor(ada)
    page.get_by_label("Tags").fill("!!!")
    type_text(page, "Words")
    wait(page, 2)
    expect(page.locator(STATUS)).to_contain_text("but not as it stands in: Tags")
    tags = page.get_by_label("Tags")
    expect(tags).to_have_attribute("aria-invalid", "true")
    assert kept_by_site(ada, page.url) == "Words\n"
    tags.fill("C++")
    wait(page, 2)
    state(page, "saved")
    expect(tags).not_to_have_attribute("aria-invalid", "true")


@pytest.mark.parametrize("away", [True, False])
def test_leaving_asks_while_something_is_unsaved(ada: BrowserContext, away: bool) -> None:
    page = open_editor(ada)
    type_text(page, "Words")
    if not away:
        wait(page, 2)
        state(page, "saved")
    asked: list[str] = []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", answer)
    page.goto("/author/")
    assert asked == (["beforeunload"] if away else [])


def test_it_works_where_the_editor_in_colours_does_not_load(ada: BrowserContext) -> None:
    ada.route("**/codemirror.min*.js", lambda route: route.abort())
    page: Page = ada.new_page()
    page.clock.install()
    page.goto(NEW)
    page.get_by_label("Text", exact=True).fill("Plain words")
    page.clock.run_for(2000)
    state(page, "saved")
    assert kept_by_site(ada, page.url) == "Plain words\n"
