"""Into the trash and out of it, and steps with many taken back, in a real browser over a real site."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.desk_site import DESK, PHONE, DeskSite, open_page, running_desk
from tests.browser.test_desk import check, enter

LIST, TRASH = "/author/articles/", "/author/trash/"
FILL = """
from ulid import ULID
from articles import wiring
from articles.drafts import NOTHING_YET, Fields
from articles.policies import Actor
ada, service = Actor("ada", "Ada", "author"), wiring.authoring()
for title in ("To and fro", "By phone", "One of many", "Two of many", "Seen", "A title of many words, " + "long" * 30):
    fields = Fields(title=title, body=f"Some *words* of {title}.", tag_labels=("C++", "Go"))
    saved = service.publish(None, fields, actor=ada, expected=NOTHING_YET, token=str(ULID()))
    if title[0] in "SA":
        stands = saved.workspace
        service.trash(stands.live.article_id, actor=ada, expected=stands.version, token=str(ULID()))
"""
SEEN_SECONDS = 5.0
SHOTS = os.environ.get("TRASH_SHOTS", "")


@pytest.fixture(scope="module")
def desk() -> Iterator[DeskSite]:
    with running_desk() as site:
        site.add_user("ada")
        site.add_user("eve", "editor")
        site.manage("shell", "--no-imports", "-c", FILL)
        yield site


@pytest.fixture
def ada(browser: Browser, desk: DeskSite) -> Iterator[Page]:
    with open_page(browser, desk) as (page, watcher):
        enter(page, "ada")
        yield page
        assert watcher.complaints == []


def wait_for(desk: DeskSite, path: str, status: int) -> None:
    ends = time.monotonic() + SEEN_SECONDS
    while desk.get(path).status != status:
        assert time.monotonic() < ends, f"{path} is not {status}"
        time.sleep(0.05)


def test_an_article_goes_to_the_trash_and_comes_back(ada: Page, desk: DeskSite) -> None:
    ada.goto(f"{LIST}?title=To and fro")
    ada.get_by_role("link", name="To and fro").click()
    ada.get_by_role("button", name="Move to trash…").click()
    expect(ada.get_by_role("heading", level=1)).to_have_text("Move this article to the trash?")
    ada.get_by_role("button", name="Move to trash").click()
    expect(ada.locator(".notice.success")).to_have_text("It is in the trash.")
    expect(ada.get_by_text("Some words of To and fro.")).to_be_visible()
    wait_for(desk, "/articles/to-and-fro/", 404)
    ada.goto(f"{LIST}?title=To and fro")
    expect(ada.get_by_text("No article is like that.")).to_be_visible()
    ada.get_by_role("link", name="Trash").click()
    ada.get_by_role("link", name="To and fro").click()
    ada.get_by_role("button", name="Take it from the trash").click()
    expect(ada.locator(".notice.success")).to_contain_text("Taken from the trash, as a draft.")
    expect(ada.get_by_label("Title", exact=True)).to_have_value("To and fro")
    expect(ada.get_by_role("combobox", name="Tags")).to_have_value("C++, Go")
    ada.get_by_role("link", name="History").click()
    for what in ("published", "put in the trash", "taken from the trash"):
        expect(ada.get_by_role("cell", name=what, exact=True)).to_be_visible()


def test_the_trash_works_without_scripts_on_a_phone(browser: Browser, desk: DeskSite) -> None:
    with open_page(browser, desk, javascript=False, viewport=PHONE) as (page, watcher):
        enter(page, "eve")
        page.goto(f"{LIST}?title=By phone")
        page.get_by_label("Choose By phone").check()
        page.get_by_role("button", name="Move to trash…").click()
        page.get_by_role("button", name="Move 1 to trash").click()
        expect(page.locator(".notice.success")).to_have_text("Moved to the trash: By phone.")
        page.goto(TRASH)
        page.get_by_role("button", name="Take By phone from the trash").click()
        expect(page.locator(".notice.success")).to_contain_text("Taken from the trash, as a draft.")
        page.goto(f"{LIST}?title=By phone")
        page.get_by_label("Choose By phone").check()
        page.get_by_role("button", name="Move to trash…").click()
        page.get_by_role("button", name="Move 1 to trash").click()
        page.goto(TRASH)
        page.get_by_role("button", name="Delete By phone for good now…").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Delete this article for good?")
        page.get_by_role("button", name="Delete for good").click()
        expect(page.locator(".notice.success")).to_contain_text("Deleted for good.")
        expect(page.get_by_text("By phone")).to_have_count(0)
        assert watcher.complaints == []


def test_a_step_with_many_is_undone(ada: Page, desk: DeskSite) -> None:
    ada.goto(f"{LIST}?title=of many")
    ada.get_by_label("Choose all that are shown").check()
    ada.get_by_role("button", name="Unpublish…").click()
    ada.get_by_role("button", name="Unpublish 2").click()
    expect(ada.locator(".notice.success")).to_contain_text("Unpublished:")
    wait_for(desk, "/articles/one-of-many/", 404)
    ada.get_by_role("button", name="Undo").click()
    expect(ada.locator(".notice.success")).to_contain_text("Undone:")
    for title in ("One of many", "Two of many"):
        expect(ada.get_by_role("row", name=title)).to_contain_text("published")
    wait_for(desk, "/articles/one-of-many/", 200)
    assert "C++" in desk.get("/articles/two-of-many/").text


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_have_no_barriers_and_fit(browser: Browser, desk: DeskSite, size: Any, scheme: Any) -> None:
    name = f"{size['width']}-{scheme}"
    with open_page(browser, desk, viewport=size) as (page, watcher):
        page.emulate_media(color_scheme=scheme)
        enter(page, "eve")
        page.goto(TRASH)
        look(page, f"list-{name}")
        page.get_by_role("link", name="Seen").click()
        look(page, f"trashed-{name}")
        page.get_by_role("button", name="Delete for good now…").click()
        look(page, f"purge-{name}")
        page.goto(f"{LIST}?title=of many")
        page.get_by_label("Choose all that are shown").check()
        page.get_by_role("button", name="Move to trash…").click()
        look(page, f"bulk-{name}")
        page.get_by_role("link", name="Leave them as they are").click()
        page.get_by_label("Choose One of many").check()
        page.get_by_label("Tag", exact=True).last.fill(f"Tag {name}")
        page.get_by_role("button", name="Add tag").click()
        expect(page.get_by_role("button", name="Undo")).to_be_visible()
        look(page, f"undo-{name}")
        assert watcher.complaints == []


def look(page: Page, name: str) -> None:
    page.wait_for_load_state()
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)
    check(page)
