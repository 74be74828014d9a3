"""Who else has the article open, in two browsers."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, Page, expect

from tests.browser.clocked import begun, open_context, open_editor, sign_in_to, state, wait
from tests.browser.desk_site import DeskSite

PRESENCE = "[data-presence]"


def beat(page: Page) -> list[dict[str, str]]:
    """What the page hears when its time comes."""
    with page.expect_response(lambda response: response.url.endswith("/presence/")) as answered:
        wait(page, 20)
    others: list[dict[str, str]] = answered.value.json()["others"]
    return others


def test_two_browsers_hear_of_each_other_and_of_leaving(browser: Browser, writers: DeskSite) -> None:
    with open_context(browser, writers) as ada, open_context(browser, writers, "eve") as eve:
        page = open_editor(ada)
        address = begun(page, "Words")
        beat(page)
        other = open_editor(eve, address)
        beat(other)
        expect(other.locator(PRESENCE)).to_have_text(re.compile(r"^Also open elsewhere: by Ada, since \d\d:\d\d\.$"))
        expect(other.locator(PRESENCE)).to_have_attribute("role", "status")
        beat(page)
        expect(page.locator(PRESENCE)).to_have_text(re.compile(r"by Eve, since \d\d:\d\d"))
        other.goto("/author/")
        # What a page says when it goes nobody waits for.
        while beat(page):
            pass
        expect(page.locator(PRESENCE)).to_have_text("")


def test_a_page_that_is_loaded_again_does_not_see_itself(browser: Browser, writers: DeskSite) -> None:
    with open_context(browser, writers) as ada:
        page = open_editor(ada)
        begun(page, "Words")
        beat(page)
        page.reload()
        expect(page.locator(".cm-content")).to_contain_text("Words")
        assert beat(page) == []
        expect(page.locator(PRESENCE)).to_have_text("")


def test_another_tab_of_the_same_author_is_called_that(browser: Browser, writers: DeskSite) -> None:
    with open_context(browser, writers) as ada:
        first = open_editor(ada)
        address = begun(first, "Words")
        beat(first)
        page = open_editor(ada, address)
        beat(page)
        expect(page.locator(PRESENCE)).to_contain_text("by you, in another tab or browser")


def test_an_ended_session_is_said_before_anything_is_typed(browser: Browser, writers: DeskSite) -> None:
    with open_context(browser, writers) as ada:
        page = open_editor(ada)
        begun(page, "Words")
        ada.clear_cookies(name="sessionid")
        wait(page, 20)
        state(page, "signed-out")
        sign_in_to(ada)
        page.get_by_role("button", name="Sign in again").click()
        expect(page.get_by_role("dialog")).to_have_count(0)
        state(page, "saved")
