"""Saving without leaving the page, the question before publishing, and typing that is not lost."""

from __future__ import annotations

import pytest
from playwright.sync_api import Dialog, Page, expect

from tests.browser.editor_page import EDIT, NEW, EditorServer, marked, open_editor, select, text_of

STATUS = "[data-status]"


def save(page: Page) -> None:
    page.keyboard.press("Control+s")


def test_save_keeps_the_cursor_and_takes_version_token_and_address(desk: Page, editor: EditorServer) -> None:
    open_editor(desk, editor, "some words")
    select(desk, 4)
    desk.keyboard.type(" more")
    save(desk)
    expect(desk.locator(STATUS)).to_have_text("Draft saved")
    assert marked(desk) == "some more| words"
    assert desk.evaluate("desk.view.hasFocus")
    assert desk.url.endswith(EDIT)
    save(desk)
    expect(desk.locator("[name=version]")).to_have_value("2.0")
    forms = [form for path, form in editor.asked if path in (NEW, EDIT)]
    sent = [(form["version"], form["token"], form["body"], form["action"]) for form in forms]
    assert sent == [("0.0", "token-1", "some more words", "save"), ("1.0", "token-2", "some more words", "save")]


def test_save_works_from_any_field(desk: Page, editor: EditorServer) -> None:
    open_editor(desk, editor)
    desk.get_by_label("Title").fill("A title")
    save(desk)
    expect(desk.locator(STATUS)).to_have_text("Draft saved")
    assert editor.forms(NEW)[-1]["title"] == "A title"


def test_save_refused_says_why_beside_the_field(desk: Page, editor: EditorServer) -> None:
    open_editor(desk, editor, "words")
    errors = {"slug": ["Another article has this address."], "body": ["Too long."]}
    editor.answers[NEW] = (400, {"message": "Not saved: 2 fields need another look.", "errors": errors})
    save(desk)
    expect(desk.locator(STATUS)).to_have_text("Not saved: 2 fields need another look.")
    slug = desk.get_by_label("Address", exact=True)
    expect(slug).to_have_attribute("aria-invalid", "true")
    expect(slug).to_have_accessible_description("Another article has this address.")
    text = desk.get_by_label("Text", exact=True)
    expect(text).to_have_attribute("aria-invalid", "true")
    expect(text).to_have_accessible_description("Too long.")
    editor.answers.clear()
    save(desk)
    expect(desk.locator(STATUS)).to_have_text("Draft saved")
    expect(desk.locator(".errorlist")).to_have_count(0)


@pytest.mark.parametrize(("status", "said"), [(403, "signed out"), (413, "too large"), (429, "Wait"), (503, "503")])
def test_save_failed_keeps_the_text_and_says_so(desk: Page, editor: EditorServer, status: int, said: str) -> None:
    open_editor(desk, editor, "words")
    editor.answers[NEW] = (status, {})
    save(desk)
    expect(desk.locator(STATUS)).to_contain_text("Not saved")
    expect(desk.locator(STATUS)).to_contain_text(said)
    assert text_of(desk) == "words"


def test_save_without_a_network_says_so(desk: Page, editor: EditorServer) -> None:
    open_editor(desk, editor, "words")
    desk.context.set_offline(True)
    save(desk)
    expect(desk.locator(STATUS)).to_contain_text("could not be reached")
    desk.context.set_offline(False)
    save(desk)
    expect(desk.locator(STATUS)).to_have_text("Draft saved")


def test_save_of_a_stale_version_goes_to_the_page_with_both_texts(desk: Page, editor: EditorServer) -> None:
    open_editor(desk, editor, "words")
    editor.answers[NEW] = (409, {"message": "Somebody saved meanwhile."})
    with desk.expect_navigation():
        save(desk)
    assert [form["action"] for form in editor.forms(NEW)] == ["save", "save"]


def test_publish_asks_first(desk: Page, editor: EditorServer) -> None:
    open_editor(desk, editor, "words", title="A title")
    desk.get_by_label("Description").fill("About it.")
    select(desk, 5)
    desk.keyboard.press("Control+Enter")
    dialog = desk.get_by_role("dialog")
    expect(dialog).to_contain_text("Publish “A title” now?")
    dialog.get_by_role("button", name="Not yet").click()
    expect(dialog).to_have_count(0)
    assert marked(desk) == "words|"
    assert editor.forms(NEW) == []
    desk.keyboard.press("Control+Enter")
    with desk.expect_navigation():
        dialog.get_by_role("button", name="Publish").click()
    assert editor.forms(NEW)[-1]["action"] == "publish"


def test_publish_ahead_is_to_schedule(desk: Page, editor: EditorServer) -> None:
    open_editor(desk, editor, "words")
    desk.get_by_label("Published at").fill("2099-05-31T09:00")
    expect(desk.get_by_role("button", name="Schedule")).to_be_visible()
    desk.keyboard.press("Control+Enter")
    expect(desk.get_by_role("dialog")).to_contain_text("for 31 May 2099, 02:00?")
    desk.keyboard.press("Escape")
    desk.get_by_label("Published at").fill("")
    expect(desk.get_by_role("button", name="Publish")).to_be_visible()


def leave(page: Page) -> list[str]:
    """What the browser asked when the page was left."""
    asked: list[str] = []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", answer)
    page.goto("about:blank")
    return asked


def test_leaving_unsaved_is_asked_about(desk: Page, editor: EditorServer) -> None:
    open_editor(desk, editor, "words")
    desk.keyboard.type("!")
    expect(desk.locator(STATUS)).to_have_text("Changes not saved yet")
    assert leave(desk) == ["beforeunload"]


@pytest.mark.parametrize("undo", [False, True])
def test_leaving_with_everything_saved_is_not_asked_about(desk: Page, editor: EditorServer, undo: bool) -> None:
    open_editor(desk, editor, "words")
    desk.keyboard.type("!")
    if undo:
        desk.keyboard.press("Backspace")
    else:
        save(desk)
        expect(desk.locator(STATUS)).to_have_text("Draft saved")
    assert leave(desk) == []


def test_submitting_is_not_asked_about(desk: Page, editor: EditorServer) -> None:
    open_editor(desk, editor, "words")
    desk.keyboard.type("!")
    asked: list[str] = []
    desk.on("dialog", lambda dialog: asked.append(dialog.type))
    with desk.expect_navigation():
        desk.get_by_role("button", name="Save draft").click()
    assert asked == []
