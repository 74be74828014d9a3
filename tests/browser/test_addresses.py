"""Old addresses in a browser: an article is renamed twice, both old URLs are followed, redirects are imported."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.desk_site import PHONE, DeskSite, open_page, running_desk, sign_in
from tests.site import write_article

LINES = "from,to\n/2019/old.html,/articles/on-time/\n/away,https://example.org/\n/bad,/nowhere\n/feed.xml,/about/"


TITLES = {"first": "First Title", "somebody-else": "Somebody Else", "mine": "Mine", "on-time": "On Time"}


@pytest.fixture(scope="module")
def old_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeskSite]:
    folder = tmp_path_factory.mktemp("articles")
    for slug, title in TITLES.items():
        write_article(folder, slug, title=title, description="What it is about.")
    with running_desk() as site:
        site.add_user("emil", "editor")
        site.manage("seed", str(folder))
        yield site


@pytest.fixture
def desk(browser: Browser, old_site: DeskSite) -> Iterator[Page]:
    with open_page(browser, old_site) as (page, watcher):
        sign_in(page, "emil")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        yield page
        refused = "responded with a status of 4"
        assert [said for said in watcher.complaints if refused not in said] == []


def open_article(page: Page, title: str) -> str:
    """The address of its page at the desk."""
    page.goto("/author/articles/")
    page.get_by_role("link", name=title, exact=True).click()
    expect(page.get_by_label("Title", exact=True)).to_have_value(title)
    return page.url


def rename(page: Page, edit: str, slug: str) -> None:
    page.goto(f"{edit}rename/")
    page.get_by_label("New address").fill(slug)
    expect(page.locator("[data-slug-state]")).to_have_text("This address is free.")
    page.get_by_role("button", name="Change the address").click()
    expect(page.get_by_text(f"Its address is {slug} now.")).to_be_visible()


def assert_accessible(page: Page) -> None:
    results = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]})
    assert results.violations_count == 0, results.generate_report()


def follow(page: Page, address: str, end: str) -> None:
    """Until this worker has found out; then it is one hop."""
    for _ in range(50):
        response = page.request.get(address, max_redirects=0)
        if response.headers.get("location") == end:
            break
        page.wait_for_timeout(200)
    answer = page.goto(address)
    assert answer is not None
    assert answer.status == 200
    assert page.url.endswith(end)
    before = answer.request.redirected_from
    assert before is not None
    assert before.redirected_from is None


def test_rename_twice_and_follow_both_old_urls(desk: Page) -> None:
    edit = open_article(desk, "First Title")
    desk.get_by_role("link", name="Change the address…").click()
    expect(desk).to_have_url(f"{edit}rename/")
    rename(desk, edit, "second")
    rename(desk, edit, "third")
    for old in ("/articles/first/", "/articles/second/"):
        follow(desk, old, "/articles/third/")
    expect(desk.get_by_role("heading", level=1)).to_have_text("First Title")


def test_taken_slug_is_said_while_it_is_typed(desk: Page) -> None:
    edit = open_article(desk, "Somebody Else")
    rename(desk, edit, "somebody-moved")
    desk.goto(f"{open_article(desk, 'Mine')}rename/")
    for slug, verb in (("somebody-else", "was"), ("somebody-moved", "is")):
        desk.get_by_label("New address").fill(slug)
        state = desk.locator("[data-slug-state]")
        expect(state).to_contain_text(f"This {verb} the address of “Somebody Else”.")
        expect(state).to_contain_text("would do.")
    desk.get_by_role("button", name="Change the address").click()
    expect(desk.get_by_role("alert")).to_contain_text("is the address of “Somebody Else”")
    expect(desk.get_by_label("New address")).to_have_value("somebody-moved")
    assert_accessible(desk)


def test_import_looks_first_and_then_leads_readers(desk: Page) -> None:
    desk.goto("/author/redirects/")
    desk.get_by_role("link", name="Import…").click()
    assert_accessible(desk)
    desk.get_by_label("Or its lines").fill(LINES)
    desk.get_by_role("button", name="Look at it").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("Import 2 redirects?")
    expect(desk.get_by_text("This site has no page at /nowhere.")).to_be_visible()
    expect(desk.get_by_text("/feed.xml is a page of this site.")).to_be_visible()
    assert_accessible(desk)
    desk.get_by_role("button", name="Import 2").click()
    expect(desk.get_by_text("Imported: 2 new, 2 refused.")).to_be_visible()
    assert_accessible(desk)
    follow(desk, "/2019/old.html", "/articles/on-time/")


@pytest.mark.parametrize("path", ["/author/redirects/", "/author/redirects/add/", "/author/redirects/import/"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_fit_a_phone_and_are_accessible(desk: Page, path: str, scheme: str) -> None:
    desk.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    desk.set_viewport_size(PHONE)
    desk.goto(path)
    expect(desk.get_by_role("heading", level=1)).to_be_visible()
    assert desk.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert_accessible(desk)


def test_redirects_work_without_scripts(browser: Browser, old_site: DeskSite) -> None:
    with open_page(browser, old_site, javascript=False) as (page, watcher):
        sign_in(page, "emil")
        page.goto("/author/redirects/add/")
        page.get_by_label("Old address").fill("/plain.html")
        page.get_by_label("Leads to").fill("/about/")
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_text("Saved: readers who come by /plain.html")).to_be_visible()
        page.get_by_role("link", name="Delete… /plain.html").click()
        page.get_by_role("button", name="Delete").click()
        expect(page.get_by_text("Deleted: /plain.html leads nowhere")).to_be_visible()
        assert watcher.complaints == []
