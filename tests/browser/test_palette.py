"""The command palette and the keyboard help, by keyboard alone, over a site that is real in every part."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.desk_site import DESK, PHONE, DeskSite, open_page, running_desk, sign_in

FILL = """
from ulid import ULID
from articles import wiring
from articles.drafts import Fields
from articles.policies import Actor
ada, service = Actor("ada", "Ada", "author"), wiring.authoring()
for title in ("Rollback without tears", "Über Zähler", "日本語の記事", "<b>Bold & brave</b>"):
    service.create(Fields(title=title, body="Text.", description="About it."), actor=ada, token=str(ULID()))
"""


@pytest.fixture(scope="module")
def desk() -> Iterator[DeskSite]:
    with running_desk() as site:
        for name, role in (("ada", "author"), ("cleo", "contributor"), ("root", "admin")):
            site.add_user(name, role)
        site.manage("shell", "--no-imports", "-c", FILL)
        yield site


@pytest.fixture
def ada(browser: Browser, desk: DeskSite) -> Iterator[Page]:
    with open_page(browser, desk) as (page, watcher):
        enter(page, "ada")
        yield page
        assert [line for line in watcher.complaints if "status of 503" not in line] == []


def enter(page: Page, username: str) -> None:
    sign_in(page, username)
    expect(page.get_by_role("heading", level=1)).to_have_text("Dashboard")


def palette(page: Page) -> Locator:
    # Its scripts wait for the document.
    page.wait_for_load_state()
    page.keyboard.press("Control+p")
    field = page.get_by_role("combobox", name="Go to an article")
    expect(field).to_be_focused()
    return field


def option(page: Page, name: str) -> Locator:
    return page.get_by_role("option", name=name)


def chosen(page: Page) -> str:
    """What a reader of screens says is chosen."""
    return str(
        page.evaluate("document.getElementById(document.activeElement.getAttribute('aria-activedescendant')).innerText")
    ).split("\n")[0]


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("rollback", "Rollback without tears"),
        ("uber zah", "Über Zähler"),
        ("日本", "日本語の記事"),
        ("brave", "<b>Bold & brave</b>"),
    ],
)
def test_an_article_is_reached_by_its_title(ada: Page, typed: str, title: str) -> None:
    palette(ada)
    ada.keyboard.type(typed)
    expect(option(ada, title)).to_have_attribute("aria-selected", "true")
    ada.keyboard.press("Enter")
    expect(ada.get_by_label("Title")).to_have_value(title)


def test_letters_that_are_further_apart_reach_what_was_seen(ada: Page) -> None:
    palette(ada)
    expect(option(ada, "Rollback without tears")).to_be_visible()
    ada.keyboard.type("rwt")
    expect(ada.get_by_role("option").first).to_contain_text("Rollback without tears")
    ada.keyboard.type("qq")
    expect(ada.get_by_role("dialog").get_by_role("status")).to_have_text("Nothing found")


def test_pages_of_the_desk_are_reached_and_arrows_go_round(ada: Page) -> None:
    palette(ada)
    expect(option(ada, "Rollback")).to_be_visible()
    first = chosen(ada)
    ada.keyboard.press("ArrowUp")
    expect(ada.get_by_role("option").last).to_have_attribute("aria-selected", "true")
    ada.keyboard.press("ArrowDown")
    assert chosen(ada) == first
    ada.keyboard.type("articles")
    expect(option(ada, "Articles page")).to_have_attribute("aria-selected", "true")
    ada.keyboard.press("Enter")
    expect(ada.get_by_role("heading", level=1)).to_have_text("Articles")


def test_what_was_chosen_last_comes_first(ada: Page) -> None:
    palette(ada)
    ada.keyboard.type("your sessions")
    ada.keyboard.press("Enter")
    expect(ada.get_by_role("heading", level=1)).to_have_text("Your sessions")
    palette(ada)
    expect(ada.get_by_role("option").first).to_contain_text("Your sessions")


def test_the_theme_is_changed_and_the_focus_is_back_where_it_was(ada: Page) -> None:
    ada.get_by_role("link", name="New article").focus()
    palette(ada)
    ada.keyboard.type("dark theme")
    expect(option(ada, "Dark theme")).to_have_attribute("aria-selected", "true")
    ada.keyboard.press("Enter")
    expect(ada.locator("html")).to_have_attribute("data-theme", "dark")
    expect(ada.get_by_role("dialog")).to_have_count(0)
    expect(ada.get_by_role("link", name="New article")).to_be_focused()


def test_escape_and_a_click_beside_it_close_it(ada: Page) -> None:
    palette(ada)
    ada.keyboard.press("Escape")
    expect(ada.get_by_role("dialog")).to_have_count(0)
    palette(ada)
    ada.mouse.click(5, 5)
    expect(ada.get_by_role("dialog")).to_have_count(0)


def test_pressed_twice_it_leaves_the_key_to_the_browser(ada: Page) -> None:
    ada.evaluate("addEventListener('keydown', event => (globalThis.lastPrevented = event.defaultPrevented))")
    palette(ada)
    ada.keyboard.press("Control+p")
    expect(ada.get_by_role("dialog")).to_have_count(0)
    assert ada.evaluate("lastPrevented") is False


def test_actions_of_the_editor_are_those_that_are_there(ada: Page) -> None:
    ada.goto("/author/articles/new/")
    palette(ada)
    names = ["Save draft", "Preview", "Publish", "Keyboard help", "Dark theme", "Sign out"]
    for name in names:
        expect(option(ada, f"{name} action")).to_have_count(1)
    expect(option(ada, "History")).to_have_count(0)
    ada.keyboard.type("save draft")
    ada.keyboard.press("Escape")
    ada.get_by_label("Title").fill("Saved from the palette")
    palette(ada)
    ada.keyboard.type("save dr")
    ada.keyboard.press("Enter")
    expect(ada.locator("[data-status]")).to_contain_text("Saved")
    ada.reload()
    palette(ada)
    for name in ("History", "Share", "Move to trash…"):
        expect(option(ada, f"{name} action")).to_have_count(1)
    ada.keyboard.press("Escape")
    palette(ada)
    ada.keyboard.type("publish")
    ada.keyboard.press("Enter")
    expect(ada.get_by_role("dialog")).to_contain_text("Publish “Saved from the palette” now?")


@pytest.mark.parametrize(("username", "is_admin"), [("cleo", False), ("root", True)])
def test_pages_are_those_of_the_role(browser: Browser, desk: DeskSite, username: str, is_admin: bool) -> None:
    with open_page(browser, desk) as (page, _):
        enter(page, username)
        palette(page)
        expect(option(page, "Articles page")).to_have_count(1)
        expect(option(page, "Users page")).to_have_count(int(is_admin))
        expect(option(page, "Settings page")).to_have_count(int(is_admin))


def test_without_the_network_pages_are_still_offered(ada: Page) -> None:
    ada.context.route("**/author/find/**", lambda route: route.fulfill(status=503, json={"message": "Away."}))
    palette(ada)
    expect(ada.get_by_role("dialog").get_by_role("status")).to_have_text("Articles could not be looked up.")
    expect(option(ada, "Articles page")).to_have_count(1)


def test_before_somebody_has_signed_in_there_is_none(browser: Browser, desk: DeskSite) -> None:
    with open_page(browser, desk) as (page, _):
        page.goto("/author/login/")
        page.keyboard.press("?")
        assert page.locator("script[src*=palette], script[src*=shortcuts]").count() == 0
        expect(page.get_by_role("dialog")).to_have_count(0)


@pytest.mark.parametrize("address", ["/author/", "/author/articles/", "/author/articles/new/", "/author/sessions/"])
def test_help_names_every_key_that_the_page_obeys(ada: Page, address: str) -> None:
    ada.goto(address)
    ada.wait_for_load_state()
    ada.get_by_role("link", name="New article").focus()
    ada.keyboard.press("?")
    dialog = ada.get_by_role("dialog", name="Keyboard")
    expect(dialog).to_be_visible()
    obeyed = ada.evaluate("""() => [
        ...shortcuts.list, ...(globalThis.desk?.formKeys ?? []), ...(globalThis.desk?.actions ?? [])
    ].map(({ name }) => name)""")
    assert len(obeyed) > 3
    told = dialog.locator("td").all_inner_texts()
    assert set(obeyed) <= set(told)
    assert len(told) == len(dialog.locator("tr:not(:has(.help-group))").all())
    ada.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    ada.keyboard.press("F1")
    expect(dialog).to_be_visible()


def test_help_and_palette_are_in_the_menu_too(ada: Page) -> None:
    menu = ada.locator("details.account > summary")
    for name, dialog in (("Command palette", "Command palette"), ("Keyboard help", "Keyboard")):
        menu.click()
        ada.get_by_role("button", name=name).click()
        expect(ada.get_by_role("dialog", name=dialog)).to_be_visible()
        ada.keyboard.press("Escape")


def test_a_question_mark_in_a_field_is_a_question_mark(ada: Page) -> None:
    ada.goto("/author/articles/")
    ada.get_by_label("Title").fill("")
    ada.get_by_label("Title").press("?")
    expect(ada.get_by_label("Title")).to_have_value("?")
    expect(ada.get_by_role("dialog")).to_have_count(0)


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_both_have_no_barriers_and_fit(ada: Page, size: Any, scheme: Any) -> None:
    ada.set_viewport_size(size)
    ada.emulate_media(color_scheme=scheme)
    ada.wait_for_load_state()
    for keys in ("Control+p", "F1"):
        ada.keyboard.press(keys)
        expect(ada.get_by_role("dialog")).to_be_visible()
        found = Axe().run(ada)
        assert found.violations_count == 0, found.generate_report()
        assert ada.evaluate("document.documentElement.scrollWidth <= innerWidth")
        ada.keyboard.press("Escape")
