"""Links in a real browser, over a site that is real in every part: written, shown, warned of, reported."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.desk_site import DESK, PHONE, DeskSite, open_page, running_desk, sign_in
from tests.browser.editor_page import marked
from tests.browser.test_desk import check

FILL = """
from ulid import ULID
from articles import wiring
from articles.drafts import NOTHING_YET, Fields
from articles.policies import Actor
ada, service = Actor("ada", "Ada", "author"), wiring.authoring()
def publish(title, body):
    fields = Fields(title=title, body=body)
    return service.publish(None, fields, actor=ada, expected=NOTHING_YET, token=str(ULID())).workspace.live.article_id
print("TARGET", publish("A target", "Text."))
publish("Linking", "[a](/articles/a-target/) [b](/articles/gone/) https://example.com/" + "x" * 150)
"""


@pytest.fixture(scope="module")
def filled() -> Iterator[tuple[DeskSite, str]]:
    """The site, and the address of the editor of what is linked to."""
    with running_desk() as site:
        site.add_user("ada")
        said = site.manage("shell", "--no-imports", "-c", FILL)
        yield site, f"/author/articles/{said.split('TARGET ')[1].split()[0]}/"


@pytest.fixture
def ada(browser: Browser, filled: tuple[DeskSite, str]) -> Iterator[Page]:
    with open_page(browser, filled[0]) as (page, watcher):
        sign_in(page, "ada")
        page.wait_for_url("**/author/")
        yield page
        assert watcher.complaints == []


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_of_links_have_no_barriers_and_fit(
    ada: Page, filled: tuple[DeskSite, str], size: dict[str, int], scheme: str
) -> None:
    ada.set_viewport_size(size)  # type: ignore[arg-type]
    ada.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    for address in (f"{filled[1]}links/", "/author/links/", "/author/links/?show=external"):
        ada.goto(address)
        check(ada)
    ada.goto(filled[1])
    ada.get_by_role("button", name="Unpublish…").click()
    expect(ada.get_by_role("heading", level=1)).to_have_text("Unpublish this article?")
    check(ada)


def test_link_by_two_brackets_is_shown_where_it_leads(ada: Page, filled: tuple[DeskSite, str]) -> None:
    ada.goto("/author/articles/new/")
    ada.get_by_label("Title").fill("By brackets")
    ada.evaluate("desk.view.focus()")
    ada.keyboard.type("See [[a tar", delay=20)
    expect(ada.locator(".cm-tooltip-autocomplete li")).to_have_text(["A target"])
    ada.wait_for_timeout(100)  # a list does not take a key in its first moments
    ada.keyboard.press("Enter")
    expect(ada.locator(".cm-tooltip-autocomplete li")).to_have_count(0)
    assert marked(ada) == "See [A target](/articles/a-target/)|"
    ada.keyboard.press("Control+s")
    expect(ada.locator("[data-status]")).to_contain_text("Saved")
    ada.goto(filled[1])
    ada.get_by_role("link", name="Linked from 2 articles").click()
    linkers = ada.get_by_role("region", name="Linked from")
    expect(linkers.get_by_role("link")).to_have_text(["Linking", "By brackets"])
    expect(linkers).to_contain_text("draft")
    linkers.get_by_role("link", name="By brackets").click()
    expect(ada.get_by_label("Title")).to_have_value("By brackets")


def test_who_links_is_named_before_unpublishing_also_without_scripts(
    browser: Browser, filled: tuple[DeskSite, str]
) -> None:
    with open_page(browser, filled[0], javascript=False, viewport=PHONE) as (page, watcher):
        sign_in(page, "ada")
        page.goto(filled[1])
        page.get_by_role("button", name="Unpublish…").click()
        expect(page.locator(".linked-from")).to_contain_text("1 published article links to it:")
        expect(page.locator(".linked-from").get_by_role("link", name="Linking")).to_be_visible()
        assert watcher.complaints == []


def test_dead_links_are_reported_and_lead_to_their_article(ada: Page) -> None:
    ada.goto("/author/articles/")
    ada.get_by_role("link", name="Dead links").click()
    finding = ada.get_by_role("region", name="Linking")
    expect(finding).to_contain_text("/articles/gone/")
    expect(finding).to_contain_text("no article has this address")
    ada.get_by_role("link", name="To other sites").click()
    expect(ada.get_by_role("region", name="example.com")).to_contain_text("Linking")
    ada.get_by_role("link", name="Linking").click()
    expect(ada.get_by_label("Title")).to_have_value("Linking")
