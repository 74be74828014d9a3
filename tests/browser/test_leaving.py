"""A page with a text in it is left only for one that holds the text too, and no old text comes back unasked."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.browser.clocked import (
    NEW,
    RECOVER,
    STATUS,
    autosaves,
    begun,
    kept_by_site,
    open_context,
    open_editor,
    state,
    type_text,
    wait,
)
from tests.browser.desk_site import DeskSite

SESSION = "**/author/session/"


def save(page: Page) -> None:
    page.get_by_role("button", name="Save draft").click()


def eve_saves(browser: Browser, writers: DeskSite, address: str) -> None:
    with open_context(browser, writers, "eve") as eve:
        other = open_editor(eve, address)
        type_text(other, "Theirs.")
        save(other)
        expect(other.get_by_text("Saved. Only those who write here")).to_be_visible()


def in_conflict(browser: Browser, writers: DeskSite, ada: BrowserContext) -> tuple[Page, str]:
    """Two saved the same article; the second is shown both texts."""
    page = open_editor(ada)
    address = begun(page, "Both. ")
    eve_saves(browser, writers, address)
    type_text(page, "Mine.")
    save(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("saved by somebody else")
    return page, address


def test_coming_back_from_a_conflict_overwrites_nobody(
    browser: Browser, writers: DeskSite, ada: BrowserContext
) -> None:
    page, address = in_conflict(browser, writers, ada)
    page.once("dialog", lambda dialog: dialog.accept())
    page.go_back()
    expect(page.locator(".cm-content")).to_contain_text("Theirs.")
    expect(page.locator(RECOVER)).to_contain_text("Something was saved since then")
    sent = autosaves(page)
    wait(page, 30)
    assert sent == [] and kept_by_site(ada, address) == "Both. \nTheirs.\n"
    page.locator(RECOVER).get_by_role("button", name="Use the browser’s text").click()
    wait(page, 2)
    state(page, "conflict")
    assert kept_by_site(ada, address) == "Both. \nTheirs.\n"


def test_a_reload_brings_no_old_text_into_a_new_version(
    browser: Browser, writers: DeskSite, ada: BrowserContext
) -> None:
    page = open_editor(ada)
    address = begun(page, "Both. ")
    type_text(page, "Mine.")
    eve_saves(browser, writers, address)
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    expect(page.locator(RECOVER)).to_be_visible()
    assert page.locator("#id_body").input_value() == "Both. \nTheirs.\n"


def test_a_copy_that_the_site_has_gone_on_from_is_not_offered(ada: BrowserContext) -> None:
    page = open_editor(ada)
    address = begun(page, "One. ")
    type_text(page, "Two. ")
    # The browser is too slow with its copy, or has no room for it, and the site is not.
    page.evaluate("desk.keep = () => {}")
    type_text(page, "Three.")
    wait(page, 2)
    state(page, "saved")
    page.evaluate("desk.take = undefined")
    page.close()
    page = open_editor(ada, address)
    assert page.locator("#id_body").input_value() == "One. Two. Three.\n"
    expect(page.locator("[data-presence]")).to_be_attached()
    wait(page, 30)
    expect(page.locator(RECOVER)).to_have_count(0)


@pytest.mark.parametrize("button", ["Save draft", "Publish"])
def test_a_button_pressed_offline_leaves_the_page_as_it_is(ada: BrowserContext, button: str) -> None:
    page = open_editor(ada)
    address = begun(page, "One. ")
    type_text(page, "Two.")
    ada.set_offline(True)
    page.get_by_role("button", name=button, exact=True).click()
    wait(page, 2)
    question = page.get_by_role("dialog").get_by_role("button", name="Publish")
    if button == "Publish":
        question.click()
        wait(page, 2)
    state(page, "offline")
    expect(page.locator(STATUS)).to_contain_text("the site could not be reached")
    expect(page.locator(".cm-content")).to_have_text("One. Two.")
    ada.set_offline(False)
    wait(page, 4)
    state(page, "saved" if button == "Save draft" else "refused")
    assert kept_by_site(ada, address) == "One. Two.\n"
    if button == "Save draft":
        expect(page.locator(STATUS)).to_contain_text("Only those who write here")
        return
    expect(page.locator(STATUS)).to_contain_text("“Publish” was not done: press it again.")
    expect(page.locator(".editor-state")).to_contain_text("draft")
    page.get_by_role("button", name=button, exact=True).click()
    wait(page, 2)
    question.click()
    wait(page, 2)
    expect(page.get_by_text("Published: readers see it now.")).to_be_visible()


def test_a_site_that_answers_503_keeps_the_page(ada: BrowserContext) -> None:
    page = open_editor(ada)
    address = begun(page, "One. ")
    type_text(page, "Two.")
    page.route(SESSION, lambda route: route.fulfill(status=503, json={"message": "Away."}))
    save(page)
    state(page, "offline")
    expect(page.locator(STATUS)).to_contain_text("the site answered 503")
    expect(page).to_have_url(address)


def test_a_session_that_ended_asks_for_the_password_over_the_text(ada: BrowserContext) -> None:
    page = open_editor(ada)
    begun(page, "One. ")
    type_text(page, "Two.")
    ada.clear_cookies()
    save(page)
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("Password")).to_be_focused()
    expect(page.locator(".cm-content")).to_have_text("One. Two.")


def test_what_another_account_would_send_waits_for_its_word(browser: Browser, writers: DeskSite) -> None:
    with open_context(browser, writers, "ada") as context:
        page = open_editor(context)
        begun(page, "One. ")
        type_text(page, "Two.")
        with open_context(browser, writers, "eve") as eve:
            context.clear_cookies()
            context.add_cookies(eve.cookies())  # type: ignore[arg-type]
            save(page)
            expect(page.get_by_text("You are signed in as eve now")).to_be_visible()
            assert page.url.endswith("/") and page.locator("#id_body").input_value() == "One. Two."


def test_what_is_typed_before_the_scripts_come_is_saved_by_itself(ada: BrowserContext) -> None:
    page = ada.new_page()
    held: list[Route] = []
    page.route(re.compile(r"/setup[^/]*\.js"), lambda route: held.append(route))
    page.goto(NEW, wait_until="commit")
    page.get_by_label("Title").fill("Early")
    page.locator("#id_body").fill("Typed early.")
    while not held:
        page.wait_for_timeout(20)
    held[0].continue_()
    expect(page.locator(STATUS)).to_have_attribute("data-state", "saved", timeout=15_000)
    assert kept_by_site(ada, page.url) == "Typed early.\n"


def test_two_texts_stay_on_their_page_while_the_site_is_away(
    browser: Browser, writers: DeskSite, ada: BrowserContext
) -> None:
    page, address = in_conflict(browser, writers, ada)
    page.get_by_role("textbox", name="Merged text").fill("Made of both.")
    ada.set_offline(True)
    page.get_by_role("button", name="Save the merged text").click()
    expect(page.get_by_text("Nothing was sent, and your text is still here.")).to_be_visible()
    expect(page.get_by_role("textbox", name="Merged text")).to_have_value("Made of both.")
    ada.set_offline(False)
    page.get_by_role("button", name="Save the merged text").click()
    expect(page.locator(".cm-content")).to_have_text("Made of both.")
    # The page with both texts, which a browser cannot show again, has given its place to the editor.
    page.go_back()
    expect(page.locator(".cm-content")).to_have_text("Made of both.")
    assert kept_by_site(ada, address) == "Made of both.\n"


def test_a_conflict_can_be_left_for_later(browser: Browser, writers: DeskSite, ada: BrowserContext) -> None:
    page, address = in_conflict(browser, writers, ada)
    page.get_by_role("link", name="Back to the editor; decide later").click()
    expect(page.locator(".cm-content")).to_contain_text("Theirs.")
    page.locator(RECOVER).get_by_role("button", name="Use the browser’s text").click()
    assert page.locator("#id_body").input_value() == "Both. Mine."
    assert kept_by_site(ada, address) == "Both. \nTheirs.\n"
