"""What is worth a look beside the text: it follows what is typed, leads to its place, and asks before publishing."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from tests.browser.editor_page import EDIT, NEW, EditorServer, marked, open_editor, text_of

PANEL = "[data-checks]"
COUNT = "[data-checks] [data-checks-count]"
FOUND = "[data-checks] li"
BODY = "## A start\n\nSome 🐍 the the words.\n\n![](/a.png) and ![](/b.png)\n"


def item(page: Page, text: str) -> Locator:
    return page.locator(FOUND, has_text=text)


def open_checked(page: Page, editor: EditorServer, body: str = BODY, *, title: str = "A title", count: int = 4) -> None:
    """With a text that was looked over; it has no description, which is found too."""
    open_editor(page, editor, body, title=title)
    touch(page)
    expect(page.locator(COUNT)).to_have_text(str(count))


def touch(page: Page) -> None:
    page.keyboard.type(" ")


def test_what_is_found_follows_what_is_typed(desk: Page, editor: EditorServer) -> None:
    open_editor(desk, editor, "Fine.", title="A title")
    desk.get_by_label("Description").fill("About it.")
    expect(desk.locator(PANEL)).to_be_hidden()
    desk.locator(".cm-content").focus()
    desk.keyboard.type(" The the end.")
    expect(item(desk, "stands here twice")).to_contain_text("Line 1")
    expect(desk.locator(f"{PANEL} + [role=status]")).to_have_text("1 worth a look")
    assert desk.evaluate("desk.view.hasFocus")
    desk.keyboard.press("Control+a")
    desk.keyboard.type("Fine again.")
    expect(desk.locator(PANEL)).to_be_hidden()
    expect(desk.locator(f"{PANEL} + [role=status]")).to_have_text("Nothing worth a look")


def test_a_finding_leads_to_its_place_by_keyboard(desk: Page, editor: EditorServer) -> None:
    open_checked(desk, editor)
    item(desk, "the the").get_by_role("button").first.focus()
    desk.keyboard.press("Enter")
    assert desk.evaluate("desk.view.hasFocus")
    assert "🐍 |the the| words" in marked(desk)


def test_a_finding_in_a_field_leads_to_the_field(desk: Page, editor: EditorServer) -> None:
    open_checked(desk, editor, title="", count=5)
    desk.locator(".editor-side > summary").evaluate("summary => (summary.parentElement.open = false)")
    item(desk, "no description").get_by_role("button").first.click()
    expect(desk.get_by_label("Description")).to_be_focused()
    item(desk, "no title yet").get_by_role("button").first.click()
    expect(desk.get_by_label("Title")).to_be_focused()


def test_a_finding_is_selected_in_the_plain_field_too(desk: Page, editor: EditorServer) -> None:
    editor.missing.add("/static/vendor/codemirror/codemirror.min.js")
    editor.body, editor.title = BODY, "A title"
    desk.goto(NEW)
    body = desk.get_by_label("Text", exact=True)
    body.press("End")
    body.type(" ")
    item(desk, "the the").get_by_role("button").first.click()
    expect(body).to_be_focused()
    assert body.evaluate("field => field.value.slice(field.selectionStart, field.selectionEnd)") == "the the"


def test_what_is_put_away_stays_away_and_the_focus_goes_on(desk: Page, editor: EditorServer) -> None:
    open_checked(desk, editor)
    away = item(desk, "![](/a.png)").get_by_role("button", name="Ignore here")
    away.focus()
    desk.keyboard.press("Enter")
    expect(item(desk, "![](/a.png)")).to_have_count(0)
    expect(desk.locator(COUNT)).to_have_text("3")
    expect(item(desk, "![](/b.png)").get_by_role("button", name="Ignore here")).to_be_focused()
    desk.evaluate("desk.view.focus()")
    desk.keyboard.type(" the the")
    expect(desk.locator(COUNT)).to_have_text("4")
    expect(item(desk, "![](/a.png)")).to_have_count(0)


def test_what_stays_is_not_touched(desk: Page, editor: EditorServer) -> None:
    open_checked(desk, editor, BODY + "\n".join(f"![](/{number}.png)" for number in range(15)), count=19)
    kept = item(desk, "the the").element_handle()
    desk.locator("[data-checks-list]").evaluate("list => (list.scrollTop = 60)")
    desk.evaluate("desk.view.dispatch({changes: {from: 0, insert: 'TK\\n\\n'}})")
    expect(item(desk, "“TK” marks")).to_have_count(1)
    expect(item(desk, "the the")).to_contain_text("Line 5")
    assert kept
    assert kept.evaluate("element => element.isConnected")
    assert desk.locator("[data-checks-list]").evaluate("list => list.scrollTop") >= 60


def test_an_article_that_was_saved_is_asked_about_as_itself(desk: Page, editor: EditorServer) -> None:
    open_editor(desk, editor, BODY, title="A title")
    said = {
        "version": "1.0",
        "token": "b",
        "edit_url": EDIT,
        "article_id": "01ARTICLE",
        "slug": "mine",
        "message": "Kept.",
    }
    editor.answers[NEW] = (200, {**said, "errors": {}})
    desk.keyboard.press("Control+s")
    expect(desk.locator("[data-status]")).to_contain_text("Kept.")
    with desk.expect_request(lambda request: request.url.endswith("/author/checks/?id=01ARTICLE&slug=mine")):
        desk.keyboard.type("more")


def test_without_an_answer_the_list_stays(desk: Page, editor: EditorServer) -> None:
    open_checked(desk, editor)
    editor.answers["/author/checks/?id=&slug="] = (503, {"message": "The table does not answer."})
    with desk.expect_response("**/author/checks/**"):
        desk.keyboard.type("more")
    expect(desk.locator(FOUND)).to_have_count(4)
    assert text_of(desk).endswith(" more\n")


def test_the_question_lists_what_was_found_and_publishes_anyway(desk: Page, editor: EditorServer) -> None:
    open_checked(desk, editor)
    desk.keyboard.press("Control+Enter")
    dialog = desk.get_by_role("dialog")
    expect(dialog.locator("li")).to_have_count(4)
    expect(dialog.get_by_role("button", name="Go back")).to_be_visible()
    with desk.expect_navigation():
        dialog.get_by_role("button", name="Publish anyway").click()
    assert editor.forms(NEW)[-1]["action"] == "publish"


def test_the_button_asks_when_there_is_something(desk: Page, editor: EditorServer) -> None:
    open_editor(desk, editor, BODY, title="A title")
    desk.get_by_role("button", name="Publish", exact=True).click()
    dialog = desk.get_by_role("dialog")
    expect(dialog.locator("li")).to_have_count(4)
    dialog.locator("li", has_text="the the").get_by_role("button").click()
    expect(dialog).to_have_count(0)
    assert "|the the|" in marked(desk)
    assert editor.forms(NEW) == []


def test_the_button_publishes_at_once_when_there_is_nothing(desk: Page, editor: EditorServer) -> None:
    open_editor(desk, editor, "Fine.", title="A title")
    desk.get_by_label("Description").fill("About it.")
    with desk.expect_navigation():
        desk.get_by_role("button", name="Publish", exact=True).click()
    assert editor.forms(NEW)[-1]["action"] == "publish"


@pytest.mark.parametrize("status", [403, 503])
def test_the_button_publishes_when_nobody_can_say(desk: Page, editor: EditorServer, status: int) -> None:
    open_editor(desk, editor, BODY, title="A title")
    editor.answers["/author/checks/?id=&slug="] = (status, {"message": "No."})
    with desk.expect_navigation():
        desk.get_by_role("button", name="Publish", exact=True).click()
    assert editor.forms(NEW)[-1]["action"] == "publish"


def test_what_the_site_would_refuse_cannot_be_published_anyway(desk: Page, editor: EditorServer) -> None:
    open_editor(desk, editor, "Fine.")
    touch(desk)
    desk.keyboard.press("Control+Enter")
    dialog = desk.get_by_role("dialog")
    expect(dialog).to_contain_text("It has no title yet")
    expect(dialog.get_by_role("button", name="Publish")).to_have_count(0)
    dialog.get_by_role("button", name="Go back").click()
    expect(dialog).to_have_count(0)


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_panel_and_question_have_no_barriers_and_fit(desk: Page, editor: EditorServer, width: int, scheme: str) -> None:
    desk.set_viewport_size({"width": width, "height": 800})
    desk.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    open_checked(desk, editor, BODY + "[x]()" + "![](/" + "x" * 200 + ".png)", count=6)
    for _ in range(2):
        found = Axe().run(desk)
        assert found.violations_count == 0, found.generate_report()
        assert desk.evaluate("document.documentElement.scrollWidth <= innerWidth")
        desk.keyboard.press("Control+Enter")
        expect(desk.get_by_role("dialog").locator("li")).to_have_count(6)
