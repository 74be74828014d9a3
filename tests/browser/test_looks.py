"""Every page, in both colour schemes and on a small screen: accessible (WCAG 2.2 AA), no wider than its window."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, ViewportSize

from tests.browser.looking import GUIDE, RICH, Watcher
from tests.site import RunningSite

PAGES = [
    "/", "/articles/", f"/articles/{RICH}/", GUIDE, "/tags/", "/tags/python/", "/archive/", "/archive/2026/03/",
    "/about/",
]  # fmt: skip
MISSING = "/articles/never-written/"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PHONE: ViewportSize = {"width": 390, "height": 844}
WIDER_THAN_WINDOW = "document.documentElement.scrollWidth > window.innerWidth"
Scheme = Literal["light", "dark"]


@pytest.fixture(scope="module", params=["light", "dark"])
def scheme(request: pytest.FixtureRequest) -> Scheme:
    chosen: Scheme = request.param
    return chosen


@pytest.fixture
def page(browser: Browser, site: RunningSite, scheme: Scheme) -> Iterator[Page]:
    with browser.new_context(base_url=site.url, color_scheme=scheme) as context:
        page = context.new_page()
        watcher = Watcher(page, site.url)
        yield page
        assert watcher.complaints == []


@pytest.fixture
def phone(browser: Browser, site: RunningSite) -> Iterator[Page]:
    with browser.new_context(base_url=site.url, viewport=PHONE, is_mobile=True, has_touch=True) as context:
        yield context.new_page()


def violations(page: Page) -> list[str]:
    found = Axe().run(page, options={"runOnly": RULES, "resultTypes": ["violations"]}).response["violations"]
    return [f"{rule['id']}: {node['html']}" for rule in found for node in rule["nodes"]]


@pytest.mark.parametrize("path", [*PAGES, MISSING])
def test_axe_finds_nothing(page: Page, path: str) -> None:
    page.goto(path)
    assert violations(page) == []


@pytest.mark.parametrize("path", ["/", "/articles/", "/tags/", "/archive/"])
def test_axe_finds_nothing_on_an_empty_site(page: Page, empty_site: RunningSite, path: str) -> None:
    with page.context.browser.new_context(base_url=empty_site.url) as context:  # type: ignore[union-attr]
        other = context.new_page()
        other.goto(path)
        assert other.get_by_text("Nothing has been published yet").is_visible()
        assert violations(other) == []


def test_axe_would_find_something(page: Page) -> None:
    page.goto("/")
    page.locator("main h1").evaluate("heading => heading.insertAdjacentHTML('afterend', '<img src=\"/favicon.ico\">')")
    assert any(violation.startswith("image-alt") for violation in violations(page))


def test_looks_follow_the_chosen_scheme(page: Page, scheme: Scheme) -> None:
    page.goto("/")
    paper = page.locator("body").evaluate("body => getComputedStyle(body).backgroundColor")
    red = int(paper.removeprefix("rgb(").split(",")[0])
    assert (red < 64) == (scheme == "dark")


@pytest.mark.parametrize("path", [*PAGES, MISSING])
def test_phone_page_is_not_wider_than_the_screen(phone: Page, path: str) -> None:
    phone.goto(path)
    assert not phone.evaluate(WIDER_THAN_WINDOW)


@pytest.mark.parametrize("selector", [".prose .table", ".prose pre"])
def test_phone_wide_content_scrolls_in_itself(phone: Page, selector: str) -> None:
    phone.goto(f"/articles/{RICH}/")
    assert phone.locator(selector).evaluate("element => element.scrollWidth > element.clientWidth")


def test_phone_text_at_twice_its_size_still_fits(phone: Page) -> None:
    phone.goto(f"/articles/{RICH}/")
    phone.locator("html").evaluate("html => html.style.setProperty('font-size', '200%')")
    assert not phone.evaluate(WIDER_THAN_WINDOW)


def test_article_has_one_first_heading_and_leaves_no_level_out(page: Page) -> None:
    page.goto(f"/articles/{RICH}/")
    levels = page.locator("h1, h2, h3, h4").evaluate_all("all => all.map(heading => +heading.tagName[1])")
    assert levels.count(1) == 1
    assert all(later <= earlier + 1 for earlier, later in zip(levels, levels[1:], strict=False))
