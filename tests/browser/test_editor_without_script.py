"""An article from its first word to its readers, in a real browser that runs no script: forms alone do all of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.desk_site import PHONE, DeskSite, open_page, sign_in

NEW = "/author/articles/new/"
BODY = "## One\n\nSome *words*.\n"


@pytest.fixture
def page(browser: Browser, writers: DeskSite) -> Iterator[Page]:
    with open_page(browser, writers, javascript=False) as (page, _):
        sign_in(page, "ada")
        yield page


def write(page: Page, title: str, body: str = BODY) -> None:
    page.get_by_label("Title").fill(title)
    page.get_by_label("Text").fill(body)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def test_written_previewed_published_changed_and_taken_back(page: Page) -> None:
    page.goto(NEW)
    write(page, "A first article")
    with page.expect_popup() as popup:
        press(page, "Preview")
    expect(popup.value.locator("h1")).to_have_text("A first article")
    expect(popup.value.locator(".prose em")).to_have_text("words")
    popup.value.close()
    press(page, "Save draft")
    expect(page.get_by_role("status").first).to_contain_text("Saved. Only those who write here can see it.")
    press(page, "Publish")
    expect(page.locator(".editor-state")).to_contain_text("published")
    address = page.url
    page.get_by_role("link", name="What readers see").click()
    expect(page.locator("h1")).to_have_text("A first article")

    page.goto(address)
    write(page, "A first article", "Changed.")
    press(page, "Save changes")
    expect(page.locator(".editor-state")).to_contain_text("readers see the text from before")
    press(page, "Discard unpublished changes…")
    press(page, "Discard")
    expect(page.get_by_label("Text")).to_have_value(BODY)
    press(page, "Unpublish…")
    press(page, "Unpublish")
    expect(page.locator(".editor-state")).to_contain_text("draft")


def test_mistakes_are_listed_and_lead_to_their_fields(page: Page) -> None:
    page.goto(NEW)
    write(page, "")
    page.get_by_label("Picture").fill("https://example.com/a.png")
    page.get_by_label("Title").press("Enter")
    summary = page.locator(".error-summary")
    expect(summary).to_contain_text("Nothing was saved yet")
    expect(page.get_by_label("Text")).to_have_value(BODY)
    summary.get_by_role("link", name="Picture").click()
    expect(page.get_by_label("Picture")).to_be_focused()
    expect(page.get_by_label("Picture")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("Picture")).to_be_in_viewport()


def test_two_authors_at_once_lose_nothing(browser: Browser, writers: DeskSite, page: Page) -> None:
    page.goto(NEW)
    write(page, "Ours", "One.\n\nTwo.")
    press(page, "Save draft")
    with open_page(browser, writers, javascript=False) as (other, _):
        sign_in(other, "eve")
        other.goto(page.url)
        write(other, "Ours", "One.\n\nTheir two.")
        press(other, "Save draft")
    write(page, "Ours", "One.\n\nMy two.")
    press(page, "Save draft")
    expect(page.locator("h1")).to_contain_text("saved by somebody else meanwhile")
    with page.expect_download() as download:
        press(page, "Download mine")
    assert "My two." in Path(download.value.path()).read_text()
    page.get_by_role("radio", name="Both, mine first").check()
    press(page, "Show the merged text")
    expect(page.get_by_role("textbox", name="Merged text")).to_have_value("One.\n\nMy two.\n\nTheir two.\n")
    press(page, "Save the merged text")
    expect(page.get_by_role("status").first).to_contain_text("Saved.")
    expect(page.get_by_label("Text")).to_have_value("One.\n\nMy two.\n\nTheir two.\n")


def test_a_session_that_ends_while_writing_loses_nothing(page: Page) -> None:
    page.goto(NEW)
    write(page, "Long thought", "Many words.")
    page.context.clear_cookies(name="sessionid")
    press(page, "Save draft")
    expect(page.locator("h1")).to_have_text("You are signed out")
    expect(page.get_by_label("Text")).to_have_value("Many words.")
    with page.expect_popup() as popup:
        page.get_by_role("link", name="Sign in in a new tab").click()
    tab = popup.value
    tab.get_by_label("Username").fill("ada")
    sign_in(tab, "ada", address=tab.url)
    # A tab that is closed on its way elsewhere may never say that it is.
    expect(tab.get_by_label("Username")).to_have_count(0)
    tab.close()
    press(page, "Send it again")
    # Signing in gave the browser another secret for its forms.
    expect(page.locator("h1")).to_have_text("Not sent yet")
    press(page, "Send it again")
    expect(page.get_by_role("status").first).to_contain_text("Saved.")
    expect(page.get_by_label("Text")).to_have_value("Many words.\n")


def test_a_form_of_nine_megabytes_gets_a_page(page: Page) -> None:
    page.goto(NEW)
    write(page, "Large", "x" * 9_000_000)
    press(page, "Save draft")
    expect(page.locator("h1")).to_have_text("This is more than the site takes in one piece")


@pytest.mark.parametrize("viewport", [None, PHONE])
def test_pages_are_accessible_and_fit(browser: Browser, writers: DeskSite, viewport: object) -> None:
    with open_page(browser, writers, viewport=viewport) as (page, watcher):  # type: ignore[arg-type]
        sign_in(page, "ada")
        page.goto(NEW)
        write(page, f"A word of {'great' * 20} length {viewport is None}", "y" * 500)
        if viewport:
            page.locator(".editor-side > summary").click()
        assert look_at(page) == []
        press(page, "Publish")
        # It has no description, of which its author is asked.
        page.get_by_role("dialog").get_by_role("button", name="Publish anyway").click()
        expect(page.locator(".editor-state")).to_contain_text("published")
        expect(page).to_have_url(re.compile("/$"))
        address = page.url
        page.get_by_label("Text").fill("Changed.")
        press(page, "Save changes")
        expect(page.get_by_text("Saved. Readers see the text from before")).to_be_visible()
        for path in (address, f"{address}revisions/"):
            page.goto(path)
            assert look_at(page) == []
        page.locator("table.listing a").last.click()
        assert look_at(page) == []
        assert watcher.complaints == []


def look_at(page: Page) -> list[object]:
    """What axe finds, and whether the page is wider than its window."""
    found = [violation["id"] for violation in Axe().run(page).response["violations"]]
    wider = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    return [*found, *(["too wide"] if wider else [])]
