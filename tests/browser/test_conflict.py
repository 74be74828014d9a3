"""Two who write one article at the same time, each in a browser of their own: the three ways out, and what one sees."""

from __future__ import annotations

import contextlib
import html
import re
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Dialog, Page, expect

from articles.merging_texts import CHOICES, differing, merge, take_apart
from tests.browser.desk_site import DESK, PHONE, DeskSite, open_page, sign_in
from tests.browser.looking import Watcher

NEW = "/author/articles/new/"
BEGUN = "One to begin with.\n\nTwo in the middle.\n\n```py\na = 1\n\nb = 2\n```\n\nThree at its end.\n"
MINE = BEGUN.replace("begin", "start").replace("at its end", "at my end")
THEIRS = BEGUN.replace("b = 2", "b = 3").replace("at its end", "at their end") + "\nFour, new.\n"
MERGED = MINE.replace("b = 2", "b = 3") + "\nFour, new.\n"


@pytest.fixture
def ada(browser: Browser, writers: DeskSite) -> Iterator[Page]:
    with signed_in(browser, writers, "ada") as (page, watcher):
        yield page
        assert complaints(watcher) == []


@contextlib.contextmanager
def signed_in(browser: Browser, writers: DeskSite, username: str, **options: Any) -> Iterator[tuple[Page, Watcher]]:
    with open_page(browser, writers, **options) as (page, watcher):
        sign_in(page, username)
        expect(page.get_by_role("link", name="New article")).to_be_visible()
        yield page, watcher


def complaints(watcher: Watcher) -> list[str]:
    """That a save came too late is what these tests ask for."""
    return [said for said in watcher.complaints if "responded with a status of 409" not in said]


def write(page: Page, text: str) -> None:
    page.get_by_label("Text", exact=True).fill(text)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def meet(browser: Browser, writers: DeskSite, ada: Page, title: str = "Ours", *, press_last: str = "Save draft") -> str:
    """Ada begins an article and goes on with it, while Eve saves hers in her own browser. Gives its address."""
    ada.goto(NEW)
    ada.get_by_label("Title").fill(title)
    write(ada, BEGUN)
    press(ada, "Save draft")
    expect(ada.get_by_role("heading", level=1)).to_have_text(title)
    address = ada.url.partition("#")[0]
    with signed_in(browser, writers, "eve") as (eve, _):
        eve.goto(address)
        write(eve, THEIRS)
        press(eve, "Save draft")
        expect(eve.get_by_text("Only those who write here can see it.")).to_be_visible()
    write(ada, MINE)
    press(ada, press_last)
    if press_last == "Publish":
        # It has no description, of which its author is asked.
        ada.get_by_role("dialog").get_by_role("button", name="Publish anyway").click()
    expect(ada.get_by_role("heading", level=1)).to_have_text("This article was saved by somebody else meanwhile")
    return address


def text_at(page: Page, address: str) -> str:
    """What stands there, as it is sent to a browser that opens it anew."""
    (text,) = re.findall(r'<textarea name="body"[^>]*>\n(.*?)</textarea>', page.request.get(address).text(), re.DOTALL)
    return html.unescape(text)


def texts_in_history(page: Page, address: str) -> set[str]:
    listed = page.request.get(f"{address}revisions/").text()
    texts = set()
    for revision in set(re.findall(r'href="[^"]*/revisions/([0-9A-Z]{26})/"', listed)):
        shown = page.request.get(f"{address}revisions/{revision}/").text()
        texts |= set(re.findall(r'<pre class="typed"[^>]*>(.*?)</pre>', shown, re.DOTALL))
    return {html.unescape(text) for text in texts}


def box(page: Page) -> Any:
    return page.get_by_role("textbox", name="Merged text")


def test_theirs_is_taken(browser: Browser, writers: DeskSite, ada: Page) -> None:
    address = meet(browser, writers, ada)
    press(ada, "Take theirs")
    expect(ada.get_by_role("status").first).to_contain_text("Your text is in the history.")
    assert text_at(ada, address) == THEIRS
    assert texts_in_history(ada, address) == {BEGUN, MINE, THEIRS}


def test_mine_is_kept(browser: Browser, writers: DeskSite, ada: Page) -> None:
    address = meet(browser, writers, ada)
    press(ada, "Keep mine")
    expect(ada.get_by_role("status").first).to_contain_text("Saved.")
    assert text_at(ada, address) == MINE
    assert texts_in_history(ada, address) == {BEGUN, MINE, THEIRS}


def test_both_become_one_by_keyboard_and_the_merged_text_follows(
    browser: Browser, writers: DeskSite, ada: Page
) -> None:
    address = meet(browser, writers, ada)
    expect(ada.get_by_text("3 of yours")).to_have_count(0)
    expect(box(ada)).to_have_value(MERGED)
    places = ada.locator("fieldset.question")
    expect(places).to_have_count(4)
    expect(places.nth(2).locator("mark").first).to_have_text("my")
    ada.get_by_role("link", name="Place 3").focus()
    ada.keyboard.press("Enter")
    ada.keyboard.press("Tab")
    expect(places.nth(2).get_by_role("radio", name="Mine", exact=True)).to_be_focused()
    ada.keyboard.press("ArrowDown")
    expect(places.nth(2).get_by_role("radio", name="Theirs")).to_be_checked()
    expect(box(ada)).to_have_value(MERGED.replace("my end", "their end"))
    ada.keyboard.press("ArrowDown")
    both = MERGED.replace("Three at my end.", "Three at my end.\n\nThree at their end.")
    expect(box(ada)).to_have_value(both)
    ada.get_by_role("button", name="Save the merged text").focus()
    ada.keyboard.press("Enter")
    expect(ada.get_by_role("status").first).to_contain_text("Saved.")
    assert text_at(ada, address) == both
    assert texts_in_history(ada, address) == {BEGUN, MINE, THEIRS, both}


def test_the_script_merges_as_the_site_does(browser: Browser, writers: DeskSite, ada: Page) -> None:
    meet(browser, writers, ada)
    parts = take_apart(MINE, THEIRS, BEGUN)
    counts = [3 if part.mine and part.theirs else 2 for part in differing(parts)]
    for first in range(3):
        choices = [CHOICES[(first + number) % count] for number, count in enumerate(counts)]
        for number, choice in enumerate(choices, 1):
            ada.locator(f"input[name=place-{number}][value={choice}]").check()
        expect(box(ada)).to_have_value(merge(parts, choices))
        assert ada.locator("[name=chosen]").input_value() == "".join(choice[0] for choice in choices)


def test_what_was_changed_by_hand_stays(browser: Browser, writers: DeskSite, ada: Page) -> None:
    address = meet(browser, writers, ada)
    anew = ada.get_by_role("button", name="Show the merged text")
    expect(anew).to_be_hidden()
    box(ada).fill("By hand.")
    expect(ada.get_by_text("You changed the merged text by hand")).to_be_visible()
    ada.get_by_role("radio", name="Theirs").first.check()
    expect(box(ada)).to_have_value("By hand.")
    anew.click()
    expect(box(ada)).to_have_value(MERGED.replace("start", "begin"))
    ada.get_by_text("as you had changed it by hand before").click()
    expect(ada.get_by_label("Not saved; take from it")).to_have_value("By hand.")
    box(ada).fill("By hand again.")
    ada.get_by_role("radio", name="Mine", exact=True).first.check()
    press(ada, "Save the merged text")
    expect(ada.get_by_role("status").first).to_contain_text("Saved.")
    assert text_at(ada, address) == "By hand again.\n"


def test_leaving_without_a_way_out_is_asked_about(browser: Browser, writers: DeskSite, ada: Page) -> None:
    meet(browser, writers, ada)
    asked: list[str] = []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    ada.on("dialog", answer)
    ada.get_by_role("radio", name="Theirs").first.check()
    ada.goto("about:blank")
    assert asked == ["beforeunload"]


def test_publish_is_offered_to_who_pressed_it(browser: Browser, writers: DeskSite, ada: Page) -> None:
    address = meet(browser, writers, ada, press_last="Publish")
    ada.get_by_label("Publish what I save here").check()
    press(ada, "Save the merged text")
    expect(ada.get_by_role("status").first).to_contain_text("Published: readers see it now.")
    assert text_at(ada, address) == MERGED


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [DESK, PHONE])
def test_the_page_is_accessible_and_fits(
    browser: Browser, writers: DeskSite, ada: Page, viewport: Any, scheme: Any
) -> None:
    word = "great" * 30
    meet(browser, writers, ada, f"A {word} title")
    ada.set_viewport_size(viewport)
    ada.emulate_media(color_scheme=scheme)
    box(ada).fill(word)
    found = [violation["id"] for violation in Axe().run(ada).response["violations"]]
    assert found == []
    assert ada.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_both_become_one_without_a_script(browser: Browser, writers: DeskSite) -> None:
    with signed_in(browser, writers, "ada", javascript=False) as (ada, watcher):
        address = meet(browser, writers, ada)
        expect(box(ada)).to_have_value(MERGED)
        third = ada.locator("fieldset.question").nth(2)
        third.get_by_role("radio", name="Both, mine first").check()
        press(ada, "Show the merged text")
        both = MERGED.replace("Three at my end.", "Three at my end.\n\nThree at their end.")
        expect(box(ada)).to_have_value(both)
        box(ada).fill(f"{both}\nBy hand.\n")
        press(ada, "Save the merged text")
        expect(ada.get_by_role("status").first).to_contain_text("Saved.")
        assert text_at(ada, address) == f"{both}\nBy hand.\n"
        assert texts_in_history(ada, address) == {BEGUN, MINE, THEIRS, f"{both}\nBy hand.\n"}
        assert complaints(watcher) == []
