"""What was typed is offered back by the browser that kept it: after a crash, on another visit, never by itself."""

from __future__ import annotations

import contextlib
import os
import re
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Error, Page, expect

from tests.browser.clocked import (
    RECOVER,
    STATUS,
    autosaves,
    begun,
    kept_by_site,
    open_context,
    open_editor,
    sign_in_to,
    state,
    stop_clock,
    type_text,
    wait,
)
from tests.browser.desk_site import DESK, DeskSite
from tests.browser.looking import CHROMIUM

COPIES = """() => new Promise(resolve => {
    const asked = indexedDB.open("desk", 1);
    asked.onsuccess = () => {
        const all = asked.result.transaction("copies").objectStore("copies").getAll();
        all.onsuccess = () => { asked.result.close(); resolve(all.result.map(copy => copy.text)); };
    };
})"""


def crash(page: Page) -> None:
    """The page is gone, and says nothing in its last moment."""
    with contextlib.suppress(Error):
        page.goto("chrome://crash")
    page.close()


def text_of(page: Page) -> str:
    return str(page.locator("#id_body").input_value())


def left_behind(context: BrowserContext, text: str = "Two.") -> str:
    """An article of which the browser keeps more than the site."""
    page = open_editor(context)
    address = begun(page, "One. ")
    type_text(page, text)
    crash(page)
    return address


def test_what_a_crash_left_is_offered_with_its_difference_and_taken_back(ada: BrowserContext) -> None:
    address = left_behind(ada)
    page = open_editor(ada, address)
    offer = page.locator(RECOVER)
    expect(offer).to_contain_text("This browser kept a text from")
    expect(offer).to_contain_text("that the site does not have, 1 word longer than what stands here")
    assert text_of(page) == "One. \n"
    offer.get_by_role("button", name="Look at the difference").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.locator("ins").first).to_contain_text("Two.")
    dialog.get_by_role("button", name="Use the browser’s text").click()
    expect(offer).to_have_count(0)
    assert text_of(page) == "One. Two."
    wait(page, 2)
    state(page, "saved")
    assert kept_by_site(ada, address) == "One. Two.\n"
    page.reload()
    expect(page.locator(".cm-content")).to_contain_text("Two.")
    assert page.evaluate(COPIES) == []


def test_a_killed_browser_loses_no_key(browser: Browser, writers: DeskSite, tmp_path: Path) -> None:
    with running_browser(browser, writers, tmp_path) as context:
        page = open_editor(context)
        address = begun(page, "One. ")
        # As fast as nobody types, and not a moment to spare after the last key.
        page.keyboard.type("Every key.", delay=40)
        kill(tmp_path)
    with running_browser(browser, writers, tmp_path) as context:
        page = open_editor(context, address)
        page.locator(RECOVER).get_by_role("button", name="Use the browser’s text").click()
        assert text_of(page) == "One. Every key."


@contextlib.contextmanager
def running_browser(browser: Browser, writers: DeskSite, profile: Path) -> Iterator[BrowserContext]:
    """A browser of its own that remembers what it kept, with ada signed in."""
    (profile / "SingletonLock").unlink(missing_ok=True)
    context = browser.browser_type.launch_persistent_context(
        profile, executable_path=CHROMIUM, base_url=writers.url, viewport=DESK
    )
    sign_in_to(context)
    yield context
    with contextlib.suppress(Exception):
        context.close()


def kill(profile: Path) -> None:
    """All processes of the browser with this profile, at once."""
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if f"--user-data-dir={profile}" in (folder / "cmdline").read_text():
                os.kill(int(folder.name), signal.SIGKILL)


def test_a_new_article_that_nobody_saved_is_offered_on_the_next_one(ada: BrowserContext) -> None:
    page = open_editor(ada)
    page.get_by_label("Title").fill("Unsaved")
    type_text(page, "Never sent.")
    crash(page)
    page = open_editor(ada)
    offer = page.locator(RECOVER)
    expect(offer).to_contain_text("a text of “Unsaved”")
    offer.get_by_role("button", name="Use the browser’s text").click()
    expect(page.get_by_label("Title")).to_have_value("Unsaved")
    wait(page, 2)
    state(page, "saved")
    assert kept_by_site(ada, page.url) == "Never sent.\n"


def test_what_somebody_else_saved_since_is_not_overwritten(
    browser: Browser, writers: DeskSite, ada: BrowserContext
) -> None:
    address = left_behind(ada, "Mine.")
    with open_context(browser, writers, "eve") as eve:
        other = open_editor(eve, address)
        type_text(other, "Theirs.")
        wait(other, 2)
        state(other, "saved")
    page = open_editor(ada, address)
    expect(page.locator(RECOVER)).to_contain_text("Something was saved since then")
    page.locator(RECOVER).get_by_role("button", name="Use the browser’s text").click()
    wait(page, 2)
    state(page, "conflict")
    assert "Theirs." in kept_by_site(ada, address)


def test_what_the_site_took_without_being_heard_is_no_conflict(ada: BrowserContext) -> None:
    page = open_editor(ada)
    address = begun(page, "One. ")
    type_text(page, "Two. ")

    def lose(route: object) -> None:
        route.fetch()  # type: ignore[attr-defined]
        route.abort()  # type: ignore[attr-defined]

    page.route(address, lose, times=1)
    wait(page, 2)
    state(page, "offline")
    type_text(page, "Three.")
    crash(page)
    page = open_editor(ada, address)
    assert text_of(page) == "One. Two. \n"
    page.locator(RECOVER).get_by_role("button", name="Use the browser’s text").click()
    wait(page, 2)
    state(page, "saved")
    assert kept_by_site(ada, address) == "One. Two. Three.\n"


def test_what_is_thrown_away_can_be_had_again_until_the_page_is_left(ada: BrowserContext) -> None:
    address = left_behind(ada)
    page = open_editor(ada, address)
    offer = page.locator(RECOVER)
    offer.get_by_role("button", name="Throw it away").click()
    expect(offer).to_contain_text("thrown away")
    assert page.evaluate(COPIES) == []
    offer.get_by_role("button", name="Undo").click()
    expect(offer.get_by_role("button", name="Use the browser’s text")).to_be_visible()
    offer.get_by_role("button", name="Throw it away").click()
    offer.get_by_role("button", name="Done").click()
    expect(offer).to_have_count(0)
    page.reload()
    expect(page.locator(".cm-content")).to_contain_text("One.")
    expect(offer).to_have_count(0)


def test_a_text_is_offered_to_nobody_else_and_not_while_its_page_is_open(
    browser: Browser, writers: DeskSite, ada: BrowserContext
) -> None:
    first = open_editor(ada)
    address = begun(first, "One. ")
    first.route(address, lambda route: route.fulfill(status=503, json={}))
    type_text(first, "Two.")
    wait(first, 2)
    state(first, "offline")
    second = open_editor(ada, address)
    sign_in_to(ada, "eve")
    other = open_editor(ada, address)
    expect(second.locator(RECOVER)).to_have_count(0)
    crash(first)
    expect(second.locator(RECOVER)).to_have_count(1)
    expect(other.locator(RECOVER)).to_have_count(0)


def test_a_button_of_the_form_leaves_no_copy(ada: BrowserContext) -> None:
    page = open_editor(ada)
    page.get_by_label("Title").fill("  By a button  ")
    page.get_by_label("Tags").fill("C++,Rust")
    type_text(page, "Words")
    sent = autosaves(page)
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_text("Saved. Only those who write here")).to_be_visible()
    # It would come after the form, with what stood there before it.
    assert sent == []
    expect(page).to_have_url(re.compile(r"/author/articles/\w{26}/$"))
    expect(page.locator(".cm-content")).to_contain_text("Words")
    assert page.evaluate(COPIES) == []
    expect(page.locator(RECOVER)).to_have_count(0)


def test_a_form_that_was_refused_keeps_its_copy_and_is_saved_by_itself(ada: BrowserContext) -> None:
    page = open_editor(ada)
    type_text(page, "No title yet")
    page.get_by_role("button", name="Save draft").click()
    expect(page.locator(".error-summary")).to_be_visible()
    expect(page.locator(".cm-content")).to_contain_text("No title yet")
    expect(page.locator(RECOVER)).to_have_count(0)
    type_text(page, "!")
    wait(page, 2)
    state(page, "saved")
    assert kept_by_site(ada, page.url) == "No title yet!\n"


def test_where_the_site_is_away_the_text_itself_is_shown(ada: BrowserContext) -> None:
    address = left_behind(ada)
    page = open_editor(ada, address)
    page.route("**/author/difference/", lambda route: route.fulfill(status=503))
    page.locator(RECOVER).get_by_role("button", name="Look at the difference").click()
    expect(page.get_by_role("dialog").get_by_label("The text that was kept")).to_have_value("One. Two.")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_is_shown_is_accessible_and_fits(ada: BrowserContext, width: int, scheme: str) -> None:
    address = left_behind(ada)
    page = open_editor(ada, address)
    page.set_viewport_size({"width": width, "height": 844})
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    expect(page.locator(RECOVER)).to_be_visible()
    look_at(page)
    page.locator(RECOVER).get_by_role("button", name="Look at the difference").click()
    expect(page.get_by_role("dialog").locator("ins").first).to_be_visible()
    look_at(page)
    page.keyboard.press("Escape")
    ada.clear_cookies()
    type_text(page, "!")
    wait(page, 2)
    state(page, "signed-out")
    look_at(page)
    page.locator(STATUS).get_by_role("button", name="Sign in again").click()
    expect(page.get_by_role("dialog").get_by_label("Password")).to_be_focused()
    look_at(page)


def look_at(page: Page) -> None:
    page.clock.resume()
    assert [found["id"] for found in Axe().run(page).response["violations"]] == []
    stop_clock(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
