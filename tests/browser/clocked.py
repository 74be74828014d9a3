"""The editor in a browser whose clock a test moves, over a site that a test can take away from it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.accounts import PASSWORD
from tests.browser.desk_site import DESK, DeskSite

NEW = "/author/articles/new/"
STATUS, RECOVER = "[data-status]", ".recover"


@contextlib.contextmanager
def open_context(browser: Browser, site: DeskSite, username: str = "ada", **options: Any) -> Iterator[BrowserContext]:
    """A browser in which somebody is signed in."""
    with browser.new_context(base_url=site.url, viewport=DESK, **options) as context:
        sign_in_to(context, username)
        yield context


def sign_in_to(context: BrowserContext, username: str = "ada") -> None:
    """Without a page: the test's own pages have clocks that stand still."""
    page = context.request.get("/author/session/").json()
    form = {"username": username, "password": PASSWORD, "csrfmiddlewaretoken": page["csrf_token"]}
    origin = {"Accept": "application/json"}
    assert context.request.post("/author/login/", form=form, headers=origin).ok


def open_editor(context: BrowserContext, address: str = NEW) -> Page:
    """A page whose timers run when the test says so."""
    page = context.new_page()
    page.clock.install(time=datetime.now(UTC))
    page.goto(address)
    expect(page.locator(".cm-content")).to_be_visible()
    stop_clock(page)
    return page


def stop_clock(page: Page) -> None:
    # Further ahead than a busy machine needs to get there.
    page.clock.pause_at(page.evaluate("Date.now()") / 1000 + 100)


def type_text(page: Page, text: str) -> None:
    page.locator(".cm-content").click()
    page.keyboard.press("Control+End")
    page.keyboard.insert_text(text)


def state(page: Page, wanted: str) -> None:
    expect(page.locator(STATUS)).to_have_attribute("data-state", wanted)


def wait(page: Page, seconds: float) -> None:
    """So much time passes in the page and none for the test."""
    page.clock.run_for(int(seconds * 1000))


def autosaves(page: Page) -> list[dict[str, str]]:
    """The requests that the page sends from now on by itself, as they go out."""
    found: list[dict[str, str]] = []

    def note(request: Any) -> None:
        if request.method == "POST" and 'name="action"\r\n\r\nautosave' in (request.post_data or ""):
            found.append({"url": request.url, "body": request.post_data})

    page.on("request", note)
    return found


def begun(page: Page, text: str, title: str = "Begun") -> str:
    """Writes an article that is saved by itself; gives its address."""
    page.get_by_label("Title").fill(title)
    type_text(page, text)
    wait(page, 2)
    state(page, "saved")
    return page.url


def kept_by_site(context: BrowserContext, address: str) -> str:
    """The text that the site has."""
    page = context.new_page()
    page.goto(address)
    text = page.locator("#id_body").input_value()
    page.close()
    return text
