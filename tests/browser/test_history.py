"""The history of an article in a real browser: compared, named and restored by forms and links alone, and looked at."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.desk_site import DESK, PHONE, DeskSite, open_page, running_desk, sign_in

FIRST = "## One\n\nSome words stay.\n\nThe same.\n\nAnd the same.\n\nOnce more.\n\n" + "long" * 60
SECOND = FIRST.replace("Some words", "Many other words") + "\n\nPut in at the end."


@pytest.fixture(scope="module")
def desk() -> Iterator[DeskSite]:
    with running_desk() as site:
        site.add_user("ada")
        yield site


@pytest.fixture(scope="module")
def address(desk: DeskSite, browser: Browser) -> str:
    """Of an article that was saved twice, by a browser without scripts."""
    with open_page(browser, desk, javascript=False) as (page, _):
        sign_in(page, "ada")
        page.goto("/author/articles/new/")
        save(page, "A first title", FIRST)
        save(page, "A second title", SECOND)
        return page.url


def save(page: Page, title: str, body: str) -> None:
    page.get_by_label("Title").fill(title)
    page.get_by_label("Text").fill(body)
    page.get_by_role("button", name="Save draft", exact=True).click()
    expect(page.get_by_role("status").first).to_contain_text("Saved.")


def open_first(page: Page, address: str) -> None:
    page.goto(f"{address}revisions/")
    page.locator(".history tbody th a").last.click()


def test_compared_named_and_restored_without_script(browser: Browser, desk: DeskSite) -> None:
    with open_page(browser, desk, javascript=False) as (page, watcher):
        sign_in(page, "ada")
        page.goto("/author/articles/new/")
        save(page, "To be restored", FIRST)
        save(page, "To be restored", SECOND)
        address = page.url
        open_first(page, address)
        expect(page.locator(".difference ins").last).to_contain_text("Put in at the end.")
        page.get_by_role("link", name="In one text").click()
        expect(page.locator(".difference.inline del")).to_contain_text("Some")
        page.get_by_label("Compare with").select_option("The one before it")
        page.get_by_role("button", name="Compare").click()
        expect(page.locator("#main")).to_contain_text("nothing stands before it")
        expect(page.get_by_role("link", name="In one text")).to_have_attribute("aria-current", "true")
        page.get_by_label("Name").fill("As sent")
        page.get_by_role("button", name="Save name").click()
        expect(page.get_by_role("status").first).to_contain_text("It is called “As sent” now.")
        page.get_by_role("link", name="History", exact=True).click()
        page.get_by_role("link", name="Named only").click()
        expect(page.locator(".history tbody tr")).to_have_count(1)
        page.locator(".history tbody th a").click()
        page.get_by_role("button", name="Restore this text").click()
        expect(page.get_by_label("Text")).to_have_value(f"{FIRST}\n")
        page.goto(f"{address}revisions/")
        expect(page.locator(".history tbody tr").first).to_contain_text("restored")
        assert watcher.complaints == []


def test_name_that_is_too_long_comes_back(browser: Browser, desk: DeskSite, address: str) -> None:
    with open_page(browser, desk) as (page, _):
        sign_in(page, "ada")
        open_first(page, address)
        page.get_by_label("Name").fill("n" * 61)
        page.get_by_role("button", name="Save name").click()
        expect(page.locator(".name-form .errorlist")).to_have_text("This has 61 characters; 60 fit.")
        expect(page.get_by_label("Name")).to_have_value("n" * 61)


def test_keys_alone_fold_out_and_switch(browser: Browser, desk: DeskSite, address: str) -> None:
    with open_page(browser, desk) as (page, _):
        sign_in(page, "ada")
        open_first(page, address)
        folded = page.locator(".folded-rows")
        expect(folded.locator("summary")).to_have_text("2 unchanged paragraphs")
        page.get_by_role("link", name="Side by side").focus()
        for _ in range(2):
            page.keyboard.press("Tab")
        expect(folded.locator("summary")).to_be_focused()
        page.keyboard.press("Enter")
        expect(folded).to_contain_text("And the same.")
        page.keyboard.press("Shift+Tab")
        page.keyboard.press("Enter")
        expect(page.locator(".difference.inline")).to_be_visible()


def test_what_differs_is_told_without_colour_and_aloud(browser: Browser, desk: DeskSite, address: str) -> None:
    with open_page(browser, desk) as (page, _):
        sign_in(page, "ada")
        open_first(page, address)
        for name, line, said in (("del", "line-through", "[removed: "), ("ins", "underline", "[added: ")):
            mark = page.locator(f".difference {name}").last
            assert mark.evaluate("mark => getComputedStyle(mark).textDecorationLine") == line
            assert (mark.text_content() or "").startswith(said)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_pages_are_accessible_and_fit(
    browser: Browser, desk: DeskSite, address: str, viewport: Any, scheme: Any
) -> None:
    with open_page(browser, desk, viewport=viewport) as (page, watcher):
        page.emulate_media(color_scheme=scheme)
        sign_in(page, "ada")
        open_first(page, address)
        first = page.url
        for path in (f"{address}revisions/?named=1", f"{address}revisions/", first, f"{first}?view=inline"):
            page.goto(path)
            page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true; })")
            found = Axe().run(page)
            assert found.response["violations"] == [], found.generate_report()
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert watcher.complaints == []
