"""The dashboard and the list of articles in a real browser, over a site that is real in every part."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.desk_site import DESK, PHONE, DeskSite, open_page, running_desk, sign_in

LIST = "/author/articles/"
LONG = f"A title of many words that go on and on, and one of {'great' * 30} length"
FILL = f"""
from datetime import timedelta
from ulid import ULID
from articles import wiring
from articles.drafts import NOTHING_YET, Fields
from articles.policies import Actor
ada, service = Actor("ada", "Ada", "author"), wiring.authoring()
for n in range(3):
    service.create(Fields(title=f"Draft {{n}}", body="Text."), actor=ada, token=str(ULID()))
for title, days, tags in (("Out", -1, ("C++",)), ("Coming", 7, ()), ({LONG!r}, -2, ("t" * 100, "An other"))):
    service.publish(
        None,
        Fields(title=title, body="Text.", tag_labels=tags, published_at=wiring.now() + timedelta(days=days)),
        actor=ada, expected=NOTHING_YET, token=str(ULID()),
    )
"""
SEEN_SECONDS = 2.0


@pytest.fixture(scope="module")
def desk() -> Iterator[DeskSite]:
    with running_desk() as site:
        site.add_user("ada")
        site.add_user("nia")
        site.manage("shell", "--no-imports", "-c", FILL)
        yield site


@pytest.fixture
def ada(browser: Browser, desk: DeskSite) -> Iterator[Page]:
    with open_page(browser, desk) as (page, watcher):
        enter(page, "ada")
        yield page
        # That a form was not right is what some tests ask for.
        assert [line for line in watcher.complaints if "status of 400" not in line] == []


def enter(page: Page, username: str) -> None:
    sign_in(page, username)
    expect(page.get_by_role("heading", level=1)).to_have_text("Dashboard")


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_have_no_barriers_and_fit(ada: Page, size: dict[str, int], scheme: str) -> None:
    ada.set_viewport_size(size)  # type: ignore[arg-type]
    ada.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    for address in ("/author/", LIST, f"{LIST}?title=nothing", f"{LIST}?tag=!!"):
        ada.goto(address)
        check(ada)
    ada.goto(LIST)
    ada.get_by_label("Choose all that are shown").check()
    check(ada)
    ada.get_by_role("button", name="Add tag").click()
    expect(ada.get_by_role("alert")).to_contain_text("Type the tag.")
    expect(ada.get_by_label("Choose Draft 0")).to_be_checked()
    ada.wait_for_load_state()
    check(ada)


def check(page: Page) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url


def test_what_is_published_in_bulk_readers_see_within_two_seconds(ada: Page, desk: DeskSite) -> None:
    ada.goto(f"{LIST}?state=draft")
    publish = ada.get_by_role("button", name="Publish", exact=True)
    expect(publish).to_be_disabled()
    for title in ("Draft 0", "Draft 1"):
        ada.get_by_label(f"Choose {title}").check()
    expect(ada.locator("[data-chosen]")).to_have_text("2 articles are chosen.")
    assert desk.get("/articles/draft-0/").status == 404
    publish.click()
    expect(ada.locator(".notice.success")).to_contain_text("Published: Draft")
    ends = time.monotonic() + SEEN_SECONDS
    while time.monotonic() < ends and desk.get("/articles/draft-0/").status != 200:
        time.sleep(0.05)
    assert [desk.get(f"/articles/draft-{n}/").status for n in (0, 1)] == [200, 200]
    assert "Draft 1" in desk.get("/articles/").text


def test_many_are_tagged_by_keyboard_alone(ada: Page) -> None:
    ada.goto(f"{LIST}?title=Draft 2")
    ada.get_by_label("Choose all that are shown").focus()
    ada.keyboard.press("Space")
    expect(ada.get_by_label("Choose Draft 2")).to_be_checked()
    for _ in range(3):
        ada.keyboard.press("Tab")
    ada.keyboard.type("By hand")
    # Enter presses the first button, which is the one beside the field and harms nobody.
    ada.keyboard.press("Enter")
    expect(ada.locator(".notice.success")).to_have_text("Tagged “By hand”: Draft 2.")
    expect(ada.get_by_role("row", name="Draft 2")).to_contain_text("By hand")


def test_a_range_is_chosen_and_counted(ada: Page) -> None:
    ada.goto(LIST)
    boxes = ada.locator("input[name=chosen]")
    boxes.nth(0).click()
    boxes.nth(2).click(modifiers=["Shift"])
    expect(ada.locator("[data-chosen]")).to_have_text("3 articles are chosen.")
    assert ada.get_by_label("Choose all that are shown").evaluate("box => box.indeterminate")


def test_unpublish_works_without_scripts_and_asks_once_more(browser: Browser, desk: DeskSite) -> None:
    with open_page(browser, desk, javascript=False, viewport=PHONE) as (page, watcher):
        enter(page, "ada")
        page.goto(LIST)
        page.get_by_label("Choose Out").check()
        page.get_by_role("button", name="Unpublish…").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Unpublish 1 article?")
        page.get_by_role("button", name="Unpublish 1").click()
        expect(page.locator(".notice.success")).to_have_text("Unpublished: Out.")
        expect(page.get_by_role("row", name="Out")).to_contain_text("draft")
        assert watcher.complaints == []


def test_who_is_new_finds_first_steps(browser: Browser, desk: DeskSite) -> None:
    with open_page(browser, desk) as (page, watcher):
        enter(page, "nia")
        check(page)
        page.get_by_role("link", name="Write the first article").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("New article")
        assert watcher.complaints == []
