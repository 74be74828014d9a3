"""From a one-time password to the desk, in a real browser: with a script and without, by keyboard, on a phone."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.accounts import PASSWORD
from tests.browser.desk_site import PHONE, DeskSite, open_page, running_desk, sign_in

NEW_PASSWORD = "nine quiet herons paint"
PAGES = ("/author/password/", "/author/sessions/", "/author/users/", "/author/add-user/", "/author/users/root/")


@pytest.fixture(scope="module")
def desk() -> Iterator[DeskSite]:
    with running_desk() as site:
        site.add_user("root", "admin")
        yield site


@pytest.fixture
def stranger(browser: Browser, desk: DeskSite) -> Iterator[Page]:
    with open_page(browser, desk) as (page, watcher):
        yield page
        assert watcher.complaints == []


@pytest.fixture
def admin(stranger: Page) -> Page:
    sign_in(stranger, "root")
    expect(stranger).to_have_url(re.compile("/author/$"))
    return stranger


@pytest.mark.parametrize("javascript", [True, False])
def test_first_sign_in_asks_for_a_password_of_ones_own(browser: Browser, desk: DeskSite, javascript: bool) -> None:
    username = f"first-{javascript}".lower()
    once = desk.add_user_once(username)
    with open_page(browser, desk, javascript=javascript) as (page, watcher):
        sign_in(page, username, once, address="/author/sessions/")
        expect(page.get_by_role("heading", level=1)).to_have_text("Choose your password")
        page.get_by_label("New password", exact=True).fill("too short")
        page.get_by_label("New password again", exact=True).fill("too short")
        page.get_by_role("button", name="Save password").click()
        expect(page.locator(".errorlist")).to_contain_text("this has 9")
        page.get_by_label("New password", exact=True).fill(NEW_PASSWORD)
        page.get_by_label("New password again", exact=True).fill(NEW_PASSWORD)
        page.get_by_role("button", name="Save password").click()
        expect(page).to_have_url(re.compile("/author/sessions/$"))
        expect(page.get_by_role("status")).to_contain_text("Your password is changed")
        page.locator(".account summary").click()
        page.locator(".account").get_by_role("button", name="Sign out").click()
        expect(page.get_by_role("status")).to_contain_text("You are signed out.")
        page.goto("/author/sessions/")
        expect(page).to_have_url(re.compile("/author/login/"))
        assert watcher.complaints == []


def test_sign_in_by_keyboard_alone(stranger: Page) -> None:
    stranger.goto("/author/login/")
    expect(stranger.get_by_label("Username")).to_be_focused()
    stranger.keyboard.type("root")
    stranger.keyboard.press("Tab")
    stranger.keyboard.type(PASSWORD)
    stranger.keyboard.press("Enter")
    expect(stranger).to_have_url(re.compile("/author/$"))


def test_sign_in_shows_the_password_on_demand(stranger: Page) -> None:
    stranger.goto("/author/login/")
    field = stranger.get_by_label("Password", exact=True)
    field.fill(PASSWORD)
    button = stranger.get_by_role("button", name="Show password")
    button.click()
    expect(field).to_have_attribute("type", "text")
    expect(button).to_have_attribute("aria-pressed", "true")
    button.click()
    expect(field).to_have_attribute("type", "password")


def test_sign_in_takes_what_is_pasted(browser: Browser, desk: DeskSite) -> None:
    with open_page(browser, desk) as (page, _):
        page.goto("/author/login/")
        page.get_by_label("Username").fill(PASSWORD)
        page.keyboard.press("Control+a")
        page.keyboard.press("Control+c")
        page.get_by_label("Password", exact=True).focus()
        page.keyboard.press("Control+v")
        expect(page.get_by_label("Password", exact=True)).to_have_value(PASSWORD)


def test_sessions_are_ended_from_another_browser(browser: Browser, desk: DeskSite, admin: Page) -> None:
    with open_page(browser, desk, viewport=PHONE) as (phone, _):
        sign_in(phone, "root", address="/author/sessions/")
        expect(phone.get_by_text("this one")).to_be_visible()
        phone.get_by_role("button", name=re.compile("all others")).click()
        expect(phone.get_by_role("status")).to_contain_text("ended")
        admin.goto("/author/sessions/")
        expect(admin).to_have_url(re.compile("/author/login/"))


def test_admin_adds_somebody_who_signs_in(browser: Browser, desk: DeskSite, admin: Page) -> None:
    admin.goto("/author/users/")
    admin.get_by_role("link", name="Add a user").click()
    admin.get_by_label("Username").fill("Grace")
    admin.get_by_role("textbox", name="Display name").fill("Grace Hopper")
    admin.get_by_role("radio", name=re.compile("Editor")).check()
    admin.get_by_role("button", name="Add this user").click()
    once = admin.get_by_label(re.compile("Password for the first sign-in")).input_value()
    with open_page(browser, desk) as (page, _):
        sign_in(page, "grace", once)
        expect(page.get_by_role("heading", level=1)).to_have_text("Choose your password")
    admin.goto("/author/users/grace/")
    admin.get_by_role("button", name="Deactivate").click()
    expect(admin.get_by_role("status")).to_contain_text("Grace Hopper is deactivated")


def test_admin_last_one_stays(admin: Page) -> None:
    admin.goto("/author/users/root/")
    admin.get_by_role("button", name="Deactivate").click()
    expect(admin.get_by_role("alert")).to_contain_text("Nothing was changed. root is the only active admin")


def test_stale_form_gives_back_what_was_typed(browser: Browser, desk: DeskSite) -> None:
    """The token is taken away, as when somebody signs in anew in another tab."""
    with open_page(browser, desk) as (page, _):
        sign_in(page, "root", address="/author/add-user/")
        page.get_by_label("Username").fill("linus")
        page.get_by_role("textbox", name="Display name").fill("A long name " * 8)
        page.context.clear_cookies(name="csrftoken")
        page.get_by_role("button", name="Add this user").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Not sent yet")
        expect(page.get_by_label("Username")).to_have_value("linus")
        with page.expect_download() as download:
            page.get_by_role("link", name="Download the text").click()
        assert "A long name" in download.value.path().read_text()
        page.get_by_role("button", name="Send it again").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("is added")


def test_stale_sign_in_shows_the_form_again(browser: Browser, desk: DeskSite) -> None:
    with open_page(browser, desk) as (page, _):
        page.goto("/author/login/?next=/author/users/")
        page.context.clear_cookies()
        page.get_by_label("Username").fill("root")
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("alert")).to_contain_text("open for too long")
        expect(page.get_by_label("Username")).to_have_value("root")
        expect(page.get_by_label("Password", exact=True)).to_have_value("")
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        expect(page).to_have_url(re.compile("/author/users/$"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_a_phone_has_room(browser: Browser, desk: DeskSite, scheme: str) -> None:
    with open_page(browser, desk, viewport=PHONE) as (page, watcher):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.goto("/author/login/")
        check_looks(page)
        sign_in(page, "root")
        for address in PAGES:
            page.goto(address)
            check_looks(page)
        assert watcher.complaints == []


def check_looks(page: Page) -> None:
    assert Axe().run(page).violations_count == 0, page.url
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url
