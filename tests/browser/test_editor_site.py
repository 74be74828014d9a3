"""The editor's scripts and the site's pages together: written, saved by a key, published by a key, read."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, Route, expect

from tests.browser.desk_site import open_page, running_desk, sign_in
from tests.browser.editor_page import marked


def test_article_is_written_and_published_by_keyboard(browser: Browser) -> None:
    with running_desk() as site:
        site.add_user("ada")
        with open_page(browser, site) as (page, watcher):
            sign_in(page, "ada")
            page.wait_for_url("**/author/")
            page.goto("/author/articles/new/")
            page.get_by_label("Title").fill("Łódź by keyboard")
            expect(page.get_by_label("Address", exact=True)).to_have_value("lodz-by-keyboard")
            page.evaluate("desk.view.focus()")
            page.keyboard.type("Some **words**.", delay=10)
            expect(page.frame_locator(".preview-frame").locator(".prose strong")).to_have_text("words")
            page.keyboard.press("Control+s")
            expect(page.locator("[data-status]")).to_contain_text("Saved.")
            assert marked(page) == "Some **words**.|"
            page.keyboard.press("Control+Enter")
            page.keyboard.press("Enter")
            expect(page.get_by_text("Published: readers see it now.")).to_be_visible()
            page.goto("/articles/lodz-by-keyboard/")
            expect(page.locator(".prose strong")).to_have_text("words")
            assert watcher.complaints == []


def test_first_save_by_key_is_shown_around_the_form(browser: Browser) -> None:
    with running_desk() as site, open_page(browser, site) as (page, watcher):
        site.add_user("ada")
        sign_in(page, "ada", address="/author/articles/new/")
        page.get_by_label("Title").fill("A saved one")
        expect(page.get_by_label("Address", exact=True)).to_have_value("a-saved-one")
        page.evaluate("desk.view.focus()")
        page.keyboard.type("Some words.")
        page.keyboard.press("Control+s")
        expect(page.locator(".editor-state")).to_have_text("draft")
        expect(page.get_by_role("heading", level=1)).to_have_text("A saved one")
        # The address is its own, and no other article has it.
        page.get_by_label("Address", exact=True).fill("")
        page.get_by_label("Address", exact=True).fill("a-saved-one")
        expect(page.locator("[data-slug-state]")).to_have_text("This is the article's address.")
        page.get_by_role("link", name="History").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("History")
        assert watcher.complaints == []


def test_title_typed_before_the_scripts_were_there_makes_an_address(browser: Browser) -> None:
    with running_desk() as site, open_page(browser, site) as (page, watcher):
        site.add_user("ada")
        sign_in(page, "ada")
        waiting: list[Route] = []
        page.route(re.compile(r"/slug[^/]*\.js"), lambda route: waiting.append(route))
        page.goto("/author/articles/new/", wait_until="commit")
        page.get_by_label("Title").fill("Typed early")
        while not waiting:
            page.wait_for_timeout(20)
        for route in waiting:
            route.continue_()
        expect(page.get_by_label("Address", exact=True)).to_have_value("typed-early")
        assert watcher.complaints == []
