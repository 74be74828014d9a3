"""A draft is shared by a link, read in a browser that knows nothing, and taken back; and the trail of that."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Request, expect

from tests.browser.desk_site import DESK, PHONE, DeskSite, open_page, running_desk, sign_in

FILL = """
from ulid import ULID
from articles import wiring
from articles.drafts import Fields
from articles.policies import Actor
ada = Actor("ada", "Ada", "author")
for title in ("A draft to read", "A draft to follow", "A draft of long words " + "w" * 90):
    fields = Fields(title=title, body="Some words with a [link](/articles/).\\n", tag_labels=("Python",))
    saved = wiring.authoring().create(fields, actor=ada, token=str(ULID()))
    print(saved.workspace.live.article_id)
"""


@pytest.fixture(scope="module")
def desk() -> Iterator[DeskSite]:
    with running_desk() as site:
        site.add_user("ada")
        site.add_user("eve", "editor")
        yield site


@pytest.fixture(scope="module")
def drafts(desk: DeskSite) -> list[str]:
    """The addresses of their pages."""
    said = desk.manage("shell", "--no-imports", "-c", FILL)
    return [f"/author/articles/{article_id}/" for article_id in said.split()[-3:]]


@pytest.fixture
def ada(browser: Browser, desk: DeskSite) -> Iterator[Page]:
    with open_page(browser, desk) as (page, watcher):
        enter(page, "ada")
        yield page
        assert [line for line in watcher.complaints if "status of 4" not in line] == []


@pytest.fixture
def stranger(browser: Browser, desk: DeskSite) -> Iterator[Page]:
    """A browser that nobody has signed in to."""
    with open_page(browser, desk) as (page, watcher):
        yield page
        assert watcher.complaints == []
        assert page.context.cookies() == []


def enter(page: Page, username: str) -> None:
    sign_in(page, username)
    expect(page.get_by_role("heading", level=1)).to_have_text("Dashboard")


def make_link(page: Page, draft: str, *, days: str = "7 days", label: str = "Reviewers") -> str:
    page.goto(draft)
    page.get_by_role("link", name="Share", exact=True).click()
    page.get_by_label(days, exact=True).check()
    page.get_by_label("For whom").fill(label)
    page.get_by_role("button", name="Make a link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The link is made")
    return page.get_by_label(f"Address for {label}").input_value()


def check(page: Page) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url


def test_a_link_is_read_by_a_stranger_until_it_is_revoked(ada: Page, stranger: Page, drafts: list[str]) -> None:
    link = make_link(ada, drafts[0])
    stranger.goto(link)
    expect(stranger.get_by_role("heading", level=1)).to_have_text("A draft to read")
    expect(stranger.get_by_label("About this page")).to_contain_text("shared with you until")

    ada.get_by_role("link", name="All links of this article").click()
    row = ada.get_by_role("row", name="Reviewers")
    expect(row).to_contain_text("1 time, last")
    row.get_by_role("button", name="Revoke…").click()
    expect(ada.get_by_role("heading", level=1)).to_have_text("Revoke this link?")
    ada.get_by_role("button", name="Revoke the link").click()
    expect(ada.locator(".notice.success")).to_have_text("Revoked: the link leads nowhere now.")

    stranger.goto(link)
    expect(stranger.get_by_role("heading", level=1)).to_have_text("There is nothing here")
    stranger.go_back()
    stranger.reload()
    expect(stranger.get_by_text("A draft to read")).to_have_count(0)


def test_a_link_follows_the_draft_and_a_revision_stays(
    browser: Browser, desk: DeskSite, ada: Page, stranger: Page, drafts: list[str]
) -> None:
    following = make_link(ada, drafts[1], label="All")
    ada.goto(f"{drafts[1]}revisions/")
    ada.locator("table.listing a").first.click()
    ada.get_by_role("link", name="Share this revision").click()
    expect(ada.get_by_label("What it shows")).not_to_have_value("")
    ada.get_by_label("For whom").fill("Press")
    ada.get_by_role("button", name="Make a link").click()
    pinned = ada.get_by_label("Address for Press").input_value()
    with open_page(browser, desk, javascript=False) as (page, _):
        enter(page, "eve")
        page.goto(drafts[1])
        page.get_by_label("Title", exact=True).fill("It moved on")
        page.get_by_role("button", name="Save draft").click()
        expect(page.get_by_label("Title", exact=True)).to_have_value("It moved on")
    stranger.goto(following)
    expect(stranger.get_by_role("heading", level=1)).to_have_text("It moved on")
    stranger.goto(pinned)
    expect(stranger.get_by_role("heading", level=1)).to_have_text("A draft to follow")


def test_a_shared_page_sends_no_referer(ada: Page, stranger: Page, drafts: list[str]) -> None:
    link = make_link(ada, drafts[0], label="Quiet")
    sent: list[Request] = []
    stranger.on("request", lambda request: sent.append(request))
    stranger.goto(link)
    stranger.wait_for_load_state("networkidle")
    stranger.get_by_role("link", name="link", exact=True).click()
    stranger.wait_for_url("**/articles/")
    own = [request for request in sent if "/share/" not in request.url]
    assert len(own) > 3
    referers = [request.all_headers().get("referer", "") for request in sent if request.url.endswith("/articles/")]
    assert referers == [""]
    assert not [request.url for request in own if "/share/" in request.all_headers().get("referer", "")]
    assert stranger.evaluate("document.referrer") == ""


def test_the_address_is_copied_and_shown_once(ada: Page, drafts: list[str]) -> None:
    ada.context.grant_permissions(["clipboard-read", "clipboard-write"])
    link = make_link(ada, drafts[0], label="Once")
    ada.get_by_role("button", name="Copy the address").click()
    expect(ada.get_by_role("status").filter(has_text="Copied.")).to_be_visible()
    assert ada.evaluate("navigator.clipboard.readText()") == link
    ada.get_by_role("link", name="All links of this article").click()
    expect(ada.get_by_role("row", name="Once")).to_be_visible()
    assert link.rstrip("/").rpartition("/")[2] not in ada.content()


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_have_no_barriers_and_fit(
    ada: Page, stranger: Page, drafts: list[str], size: dict[str, int], scheme: str
) -> None:
    for page in (ada, stranger):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    link = make_link(ada, drafts[2], label="x" * 100)
    check(ada)
    ada.get_by_role("link", name="All links of this article").click()
    check(ada)
    ada.get_by_role("button", name="Revoke…").first.click()
    expect(ada.get_by_role("heading", level=1)).to_have_text("Revoke this link?")
    check(ada)
    ada.goto(f"{drafts[2]}shares/")
    ada.get_by_label("For whom").fill("x" * 101)
    ada.get_by_role("button", name="Make a link").click()
    expect(ada.get_by_text("This has 101 characters; 100 fit.").first).to_be_visible()
    check(ada)
    stranger.goto(link)
    check(stranger)


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_audit_has_no_barriers_and_fits(
    browser: Browser, desk: DeskSite, drafts: list[str], size: dict[str, int], scheme: str
) -> None:
    assert drafts
    with open_page(browser, desk) as (page, watcher):
        enter(page, "eve")
        page.set_viewport_size(size)  # type: ignore[arg-type]
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.get_by_role("link", name="Audit").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Audit")
        check(page)
        page.get_by_label("Which").fill("a draft to read")
        page.get_by_label("What", exact=True).select_option("Saved")
        page.get_by_role("button", name="Show", exact=True).click()
        expect(page.get_by_role("row", name="A draft to read")).to_have_count(1)
        page.goto("/author/audit/?who=nobody")
        check(page)
        page.goto("/author/audit/?what=fly")
        check(page)
        assert watcher.complaints == []
