"""A reader walks through the site with mouse and keyboard, with and without JavaScript."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.looking import RICH, Watcher
from tests.site import RunningSite

LINKS = "links => links.map(link => link.pathname + link.search)"
# The focus ring of what has the focus, and whether all of its first line is in the window.
FOCUS_IS_SEEN = """() => {
    const element = document.activeElement, box = element.getClientRects()[0];
    const inWindow = box.top >= 0 && box.left >= 0 && box.top < innerHeight && box.left < innerWidth;
    return element !== document.body && inWindow && getComputedStyle(element).outlineStyle !== "none";
}"""


@pytest.fixture(params=[True, False], ids=["javascript", "no-javascript"])
def walker(request: pytest.FixtureRequest, browser: Browser, site: RunningSite) -> Iterator[Page]:
    with browser.new_context(base_url=site.url, java_script_enabled=request.param) as context:
        page = context.new_page()
        watcher = Watcher(page, site.url)
        yield page
        assert watcher.complaints == []


def titles(page: Page) -> list[str]:
    return page.locator("main h2 a").all_inner_texts()


def focused(page: Page) -> Locator:
    return page.locator(":focus")


def tab_to(page: Page, name: str) -> Locator:
    """Press Tab until the link of that name has the focus."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if focused(page).inner_text() == name:
            return focused(page)
    raise AssertionError(f"{name!r} was not reached by Tab")


# With the mouse


def test_walk_home_to_list_to_article_to_tag_and_home(walker: Page) -> None:
    walker.goto("/")
    walker.get_by_role("link", name="All articles").click()
    expect(walker).to_have_url(re.compile(r"/articles/$"))
    walker.get_by_role("link", name="Article 23", exact=True).click()
    expect(walker.locator("h1")).to_have_text("Article 23")
    walker.locator("article footer").get_by_role("link", name="Python").click()
    expect(walker.locator("h1")).to_have_text("Python")
    walker.get_by_role("link", name="All tags").click()
    walker.get_by_role("link", name="C++").click()
    expect(walker.locator("main h2")).to_have_count(1)
    walker.get_by_role("banner").get_by_role("link").first.click()
    expect(walker).to_have_url(re.compile(r":\d+/$"))


def test_walk_list_to_second_page_and_back(walker: Page) -> None:
    walker.goto("/articles/")
    first = titles(walker)
    walker.get_by_role("link", name="Older articles").click()
    expect(walker).to_have_url(re.compile(r"\?page="))
    second = titles(walker)
    walker.get_by_role("link", name="Newer articles").click()
    expect(walker.get_by_role("link", name="Older articles")).to_be_visible()
    assert titles(walker) == first
    assert len(first) == 20 and len(second) > 4 and not set(first) & set(second)


def test_walk_tag_to_second_page(walker: Page) -> None:
    walker.goto("/tags/python/")
    walker.get_by_role("link", name="Older articles").click()
    expect(walker.locator("h1")).to_have_text("Python")
    assert "Article 0" in titles(walker)


def test_walk_reload_and_back_show_the_same(page: Page) -> None:
    page.goto("/articles/")
    page.get_by_role("link", name="Older articles").click()
    shown = titles(page)
    page.reload()
    assert titles(page) == shown
    page.go_back()
    page.go_forward()
    assert titles(page) == shown


def test_walk_lost_finds_the_way_back(walker: Page) -> None:
    response = walker.goto("/articles/never-written/")
    assert response is not None and response.status == 404
    walker.get_by_role("link", name="See all articles").click()
    expect(walker.locator("h1")).to_have_text("Articles")


def test_walk_every_link_leads_somewhere(page: Page, site: RunningSite) -> None:
    seen: set[str] = set()
    for path in ("/", "/articles/", "/tags/", "/tags/python/", f"/articles/{RICH}/", "/articles/never-written/"):
        page.goto(path)
        seen |= set(page.locator("a[href]:not([href*='//'], [href^='#'])").evaluate_all(LINKS))
    assert {link: status for link in seen if (status := site.get(link).status) != 200} == {}
    assert len(seen) > 30


# With the keyboard


def test_keyboard_skip_link_comes_first_and_leads_to_the_content(page: Page) -> None:
    page.goto("/articles/")
    page.keyboard.press("Tab")
    expect(focused(page)).to_have_text("Skip to content")
    expect(focused(page)).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert focused(page).inner_text() == titles(page)[0]


def test_keyboard_order_is_the_order_of_the_page(page: Page) -> None:
    page.goto("/articles/")
    in_page = page.locator("a[href], button").all_inner_texts()
    reached = []
    for _ in in_page:
        page.keyboard.press("Tab")
        reached.append(focused(page).inner_text())
    assert reached == in_page


@pytest.mark.parametrize("path", ["/", f"/articles/{RICH}/", "/tags/", "/articles/never-written/"])
def test_keyboard_focus_is_always_seen(page: Page, path: str) -> None:
    page.goto(path)
    for _ in range(page.locator("a[href], button, [tabindex='0']").count()):
        page.keyboard.press("Tab")
        assert page.evaluate(FOCUS_IS_SEEN), focused(page).inner_text()


def test_keyboard_alone_reaches_an_article(page: Page) -> None:
    page.goto("/")
    tab_to(page, "Articles").press("Enter")
    expect(page).to_have_url(re.compile(r"/articles/$"))
    tab_to(page, "Article 20").press("Enter")
    expect(page.locator("h1")).to_have_text("Article 20")


@pytest.mark.parametrize("selector", [".prose .table", ".prose pre"])
def test_keyboard_scrolls_what_is_too_wide(page: Page, selector: str) -> None:
    page.goto(f"/articles/{RICH}/")
    wide = page.locator(selector)
    wide.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("selector => document.querySelector(selector).scrollLeft > 0", arg=selector)
