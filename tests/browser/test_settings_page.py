"""The page of the site's settings in a real browser: reached by keys alone, seen by all, and at work for readers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from portfolio.env import ACCENTS
from tests.browser.looking import Watcher
from tests.engine import Engine
from tests.site import RunningSite, table_environment, write_article

ADDRESS = "/author/settings/"
SIZES = {"phone": (390, 844), "laptop": (1280, 800)}
# What the site's own form would give a browser; this test is about another page.
SIGN_IN = """
from django.conf import settings
from django.test import Client
from tests.accounts import make_user, signed_in
cookies = signed_in(Client(), make_user("ada", role="admin")).cookies
print(cookies[settings.SESSION_COOKIE_NAME].OutputString().split(";")[0])
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSite]:
    path = write_article(tmp_path_factory.mktemp("texts"), "one")
    with Engine() as engine, RunningSite(table_environment(engine.url, USE_FILE_FALLBACK="false")) as site:
        site.manage("create_table")
        site.manage("seed", str(path))
        yield site


@pytest.fixture(scope="module")
def cookie(site: RunningSite) -> dict[str, Any]:
    name, _, value = site.manage("shell", "--no-imports", "-c", SIGN_IN).strip().partition("=")
    return {"name": name, "value": value, "url": site.url}


@pytest.fixture
def page(browser: Browser, site: RunningSite, cookie: dict[str, Any]) -> Iterator[Page]:
    """The page of an admin at a laptop, and of nobody else: it may complain of nothing."""
    with browser.new_context(base_url=site.url, viewport={"width": 1280, "height": 800}) as context:
        context.add_cookies([cookie])  # type: ignore[list-item]
        page = context.new_page()
        watcher = Watcher(page, site.url)
        page.goto(ADDRESS)
        yield page
        assert [
            said for said in watcher.complaints if "status of 400" not in said and "status of 409" not in said
        ] == []


def violations(page: Page) -> list[str]:
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]})
    return [f"{rule['id']}: {rule['nodes'][0]['html'][:120]}" for rule in found.response["violations"]]


def save(page: Page) -> None:
    page.get_by_role("button", name="Save settings").click()


def test_saved_settings_reach_readers(page: Page, browser: Browser, site: RunningSite) -> None:
    with browser.new_context(base_url=site.url) as strangers:
        reader = strangers.new_page()
        reader.goto("/articles/one/")
        page.get_by_role("textbox", name="Title").fill("Ada’s notes")
        page.get_by_role("radio", name="Violet").check()
        page.get_by_role("textbox", name="Navigation").fill("Everything=/articles/\nElsewhere=https://example.com/")
        save(page)
        expect(page.get_by_text("Readers see it within two seconds.")).to_be_visible()
        expect(page.locator("html")).to_have_attribute("data-accent", "violet")
        page.wait_for_timeout(2000)
        reader.reload()
        expect(reader.locator("html")).to_have_attribute("data-accent", "violet")
        expect(reader.get_by_role("link", name="Elsewhere")).to_have_attribute("href", "https://example.com/")
        expect(reader.get_by_role("link", name="Ada’s notes")).to_be_visible()


def test_field_follows_the_environment_again(page: Page) -> None:
    page.get_by_role("textbox", name="Tagline").fill("Said here")
    save(page)
    page.get_by_label("Follow the environment again, which says “Articles on building").check()
    save(page)
    expect(page.get_by_role("textbox", name="Tagline")).to_have_value("Articles on building and running software")


def test_wrong_field_is_led_to(page: Page) -> None:
    page.get_by_role("textbox", name="Where else").fill("GitHub")
    page.get_by_role("textbox", name="About page").fill("Kept words")
    save(page)
    summary = page.get_by_role("alert")
    summary.get_by_role("link", name="Where else they can be found").click()
    expect(page.get_by_role("textbox", name="Where else")).to_be_focused()
    expect(page.get_by_role("textbox", name="Where else")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_role("textbox", name="About page")).to_have_value("Kept words")
    assert violations(page) == []


def test_keys_alone_choose_a_colour_and_save(page: Page) -> None:
    page.get_by_role("radio", name="Pine").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("radio", name="Cobalt")).to_be_checked()
    page.get_by_role("textbox", name="Title").press("Enter")
    expect(page.locator("html")).to_have_attribute("data-accent", "cobalt")


def test_stale_form_shows_both(page: Page) -> None:
    with page.context.new_page() as other:
        other.goto(ADDRESS)
        other.get_by_role("textbox", name="Title").fill("Saved first")
        save(other)
        expect(other.get_by_text("Readers see it within two seconds.")).to_be_visible()
    page.get_by_role("textbox", name="Title").fill("Saved last")
    save(page)
    expect(page.get_by_role("alert")).to_contain_text("ada saved other settings")
    expect(page.locator(".theirs").first).to_contain_text("Saved first")
    expect(page.get_by_role("textbox", name="Title")).to_have_value("Saved last")
    assert violations(page) == []
    save(page)
    expect(page.get_by_role("textbox", name="Title")).to_have_value("Saved last")


def test_each_colour_is_shown_by_day_and_by_night(page: Page) -> None:
    colours = page.locator(".swatch span").evaluate_all("spans => spans.map(span => getComputedStyle(span).color)")
    assert len(colours) == 2 * len(ACCENTS) == len(set(colours))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_page_is_accessible_and_no_wider_than_its_window(
    browser: Browser, site: RunningSite, cookie: dict[str, Any], scheme: Any, size: str
) -> None:
    width, height = SIZES[size]
    viewport: Any = {"width": width, "height": height}
    with browser.new_context(base_url=site.url, viewport=viewport, color_scheme=scheme) as context:
        context.add_cookies([cookie])  # type: ignore[list-item]
        page = context.new_page()
        page.goto(ADDRESS)
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_page_works_without_scripts(browser: Browser, site: RunningSite, cookie: dict[str, Any]) -> None:
    with browser.new_context(base_url=site.url, java_script_enabled=False) as context:
        context.add_cookies([cookie])  # type: ignore[list-item]
        page = context.new_page()
        page.goto(ADDRESS)
        page.get_by_role("textbox", name="Title").fill("Without scripts")
        save(page)
        expect(page.get_by_role("textbox", name="Title")).to_have_value("Without scripts")
