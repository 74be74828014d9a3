"""From the one-time password to a reader: the whole way of somebody who writes here for the first time."""

from __future__ import annotations

from playwright.sync_api import Browser, expect

from tests.browser.desk_site import open_page, running_desk, sign_in

OWN_PASSWORD = "violet anchors hum before nine quiet lanterns"
SEEN_WITHIN_MS = 3000


def test_first_sign_in_leads_to_an_article_that_a_reader_sees(browser: Browser) -> None:
    with running_desk() as site, open_page(browser, site) as (page, watcher), open_page(browser, site) as (reader, eye):
        reader.goto("/articles/")
        expect(reader.get_by_text("Nothing has been published yet")).to_be_visible()
        sign_in(page, "ada", site.add_user_once("ada"), address="/author/")
        for label in ("New password", "New password again"):
            page.get_by_label(label, exact=True).fill(OWN_PASSWORD)
        page.get_by_role("button", name="Save password").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Dashboard")
        page.locator(".desk-bar").get_by_role("link", name="New article").click()
        page.get_by_label("Title").fill("My first article")
        expect(page.locator(".cm-content")).to_be_visible()
        page.get_by_label("Text").fill("Some **words**.")
        page.get_by_role("button", name="Publish", exact=True).click()
        page.get_by_role("dialog").get_by_role("button", name="Publish anyway").click()
        expect(page.locator(".editor-state")).to_contain_text("published")
        reader.wait_for_timeout(SEEN_WITHIN_MS)
        reader.reload()
        reader.get_by_role("link", name="My first article").click()
        expect(reader.locator(".prose strong")).to_have_text("words")
        assert watcher.complaints + eye.complaints == []
