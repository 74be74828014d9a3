"""`[[` and Ctrl-K in the editor: articles found by their titles become links, by keyboard alone."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from tests.browser.editor_page import FIND, EditorServer, marked, open_editor, select

AWAY = "The table does not answer."


def article(title: str, slug: str, state: str = "published", *, linkable: bool = True) -> dict[str, Any]:
    return {"id": slug, "title": title, "slug": slug, "state": state, "url": f"/articles/{slug}/", "linkable": linkable}


@pytest.fixture
def searching(desk: Page, editor: EditorServer) -> EditorServer:
    editor.find_url = FIND
    editor.found = [
        article("On Time", "on-time"),
        article("On tables [2] and `code`", "on-tables", "draft"),
        article("On nothing yet", "draft-x", "draft", linkable=False),
    ]
    open_editor(desk, editor)
    return editor


def asked_for(server: EditorServer) -> list[str]:
    return [form.get("q", "") for form in server.forms(FIND)]


def choices(page: Page) -> Locator:
    return page.locator(".cm-tooltip-autocomplete li")


def dialog(page: Page) -> Locator:
    return page.get_by_role("dialog", name="Link")


def open_dialog(page: Page) -> Locator:
    page.keyboard.press("Control+k")
    expect(dialog(page)).to_be_visible()
    return page.get_by_role("combobox", name="Title of an article")


def test_two_brackets_and_words_of_a_title_become_a_link(desk: Page, searching: EditorServer) -> None:
    desk.keyboard.type("see [[time", delay=20)
    expect(choices(desk)).to_have_text(["On Time"])
    desk.wait_for_timeout(100)  # a list does not take a key in its first moments
    desk.keyboard.press("Enter")
    expect(choices(desk)).to_have_count(0)
    assert marked(desk) == "see [On Time](/articles/on-time/)|"
    assert "time" in asked_for(searching)


def test_brackets_alone_show_the_newest_with_their_state(desk: Page, searching: EditorServer) -> None:
    desk.keyboard.type("[[")
    expect(choices(desk)).to_have_text(["On Time", "On tables [2] and `code`draft"])
    desk.wait_for_timeout(100)
    desk.keyboard.press("ArrowDown")
    desk.keyboard.press("Enter")
    expect(choices(desk)).to_have_count(0)
    assert marked(desk) == "[On tables \\[2\\] and \\`code\\`](/articles/on-tables/)|"


def test_brackets_that_are_closed_already_go_with_the_others(desk: Page, searching: EditorServer) -> None:
    desk.keyboard.type("[[]] end")
    select(desk, 2)
    desk.keyboard.type("tim", delay=20)
    expect(choices(desk)).to_have_text(["On Time"])
    desk.wait_for_timeout(100)
    desk.keyboard.press("Enter")
    expect(choices(desk)).to_have_count(0)
    assert marked(desk) == "[On Time](/articles/on-time/)| end"


def test_brackets_in_code_ask_for_nothing(desk: Page, searching: EditorServer) -> None:
    desk.keyboard.type("```bash\nif [[")
    desk.keyboard.type(" -f x ]]; then\n```\n", delay=5)
    desk.keyboard.type("end [[")
    expect(choices(desk)).to_have_count(2)
    assert asked_for(searching) == [""]


def test_list_says_when_there_is_none_and_enter_leaves_the_text_alone(desk: Page, searching: EditorServer) -> None:
    desk.keyboard.type("[[zzz", delay=20)
    expect(choices(desk)).to_have_text(["No title holds “zzz”."])
    desk.wait_for_timeout(100)
    desk.keyboard.press("Enter")
    expect(choices(desk)).to_have_count(0)
    assert marked(desk) == "[[zzz|"


def test_list_says_when_the_table_is_away_and_asks_again_later(desk: Page, searching: EditorServer) -> None:
    searching.answers[FIND] = (503, {"message": AWAY})
    desk.keyboard.type("[[tim", delay=20)
    expect(choices(desk)).to_contain_text([AWAY])
    del searching.answers[FIND]
    desk.keyboard.type("e")
    expect(choices(desk)).to_have_text(["On Time"])


def test_list_says_that_it_searches(desk: Page, searching: EditorServer) -> None:
    searching.finds.clear()
    desk.keyboard.type("[[")
    expect(choices(desk)).to_have_text(["Searching…"])
    searching.finds.set()
    expect(choices(desk)).to_have_count(2)


def test_dialog_finds_an_article_and_links_to_it(desk: Page, searching: EditorServer) -> None:
    desk.keyboard.type("see ")
    words = open_dialog(desk)
    expect(words).to_be_focused()
    options = dialog(desk).get_by_role("option")
    expect(options).to_have_text(["On Time", "On tables [2] and `code`draft", "Write the address in the text"])
    words.fill("tables")
    expect(options).to_have_text(["On tables [2] and `code`draft", "Write the address in the text"])
    expect(options.first).to_have_attribute("aria-selected", "true")
    expect(words).to_have_attribute("aria-activedescendant", "link-choice-0")
    words.press("Enter")
    expect(dialog(desk)).to_be_hidden()
    assert marked(desk) == "see [On tables \\[2\\] and \\`code\\`](/articles/on-tables/)|"
    assert desk.evaluate("desk.view.hasFocus")


def test_dialog_takes_the_selection_as_words_and_search(desk: Page, searching: EditorServer) -> None:
    desk.keyboard.type("be on time now")
    select(desk, 3, 10)
    words = open_dialog(desk)
    expect(words).to_have_value("on time")
    expect(dialog(desk).get_by_role("option").first).to_have_text("On Time")
    dialog(desk).get_by_role("button", name="Insert link").click()
    assert marked(desk) == "be [on time](/articles/on-time/)| now"


@pytest.mark.parametrize(
    ("selected", "typed", "after"),
    [
        ("", "https://a.b/c", "[|](https://a.b/c)"),
        ("words", "/tags/python/", "[words](/tags/python/)|"),
        ("words", "#part", "[words](#part)|"),
    ],
)
def test_dialog_takes_an_address(desk: Page, searching: EditorServer, selected: str, typed: str, after: str) -> None:
    desk.keyboard.type(selected)
    select(desk, 0, len(selected))
    words = open_dialog(desk)
    words.fill(typed)
    expect(dialog(desk).get_by_role("option").first).to_have_text(f"Link to {typed}")
    words.press("Enter")
    expect(dialog(desk)).to_be_hidden()
    assert marked(desk) == after


def test_last_choice_writes_the_address_in_the_text(desk: Page, searching: EditorServer) -> None:
    desk.keyboard.type("some words")
    select(desk, 5, 10)
    words = open_dialog(desk)
    expect(dialog(desk).get_by_role("option")).to_have_count(1)
    words.press("ArrowUp")
    words.press("Enter")
    assert marked(desk) == "some [words](|https://|)"


def test_selected_address_becomes_a_link_at_once(desk: Page, searching: EditorServer) -> None:
    desk.keyboard.type("https://a.b/c")
    select(desk, 0, 13)
    desk.keyboard.press("Control+k")
    assert marked(desk) == "[|](https://a.b/c)"
    expect(dialog(desk)).to_have_count(0)


def test_escape_leaves_dialog_and_text(desk: Page, searching: EditorServer) -> None:
    desk.keyboard.type("words")
    open_dialog(desk)
    desk.keyboard.press("Escape")
    expect(dialog(desk)).to_be_hidden()
    assert marked(desk) == "words|"
    assert desk.evaluate("desk.view.hasFocus")


@pytest.mark.parametrize(
    ("answer", "said"),
    [((503, {}), AWAY), ((403, {}), "You are signed out."), ((200, {"articles": [], "more": False}), "No title holds")],
)
def test_dialog_says_what_came_of_the_search(
    desk: Page, searching: EditorServer, answer: tuple[int, dict[str, Any]], said: str
) -> None:
    searching.answers[FIND] = answer
    words = open_dialog(desk)
    words.fill("zzz")
    expect(dialog(desk).get_by_role("status")).to_contain_text(said)
    words.press("Enter")
    expect(dialog(desk)).to_be_visible()


def test_dialog_says_when_the_site_cannot_be_reached(desk: Page, searching: EditorServer) -> None:
    desk.context.set_offline(True)
    open_dialog(desk)
    expect(dialog(desk).get_by_role("status")).to_have_text("The site could not be reached.")
    desk.context.set_offline(False)


def test_what_is_shown_by_other_words_cannot_be_taken(desk: Page, searching: EditorServer) -> None:
    words = open_dialog(desk)
    expect(dialog(desk).get_by_role("option")).to_have_count(3)
    searching.finds.clear()
    words.fill("tables")
    words.press("Enter")
    expect(dialog(desk)).to_be_visible()
    expect(dialog(desk).get_by_role("status")).to_have_text("Searching…")
    searching.finds.set()
    expect(dialog(desk).get_by_role("option").first).to_have_attribute("aria-selected", "true")


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_dialog_has_no_barriers_and_fits(desk: Page, searching: EditorServer, width: int, scheme: Any) -> None:
    searching.found.append(article("A title of many words that go on and on " + "x" * 120, "long", "scheduled"))
    desk.set_viewport_size({"width": width, "height": 844})
    desk.emulate_media(color_scheme=scheme)
    open_dialog(desk)
    expect(dialog(desk).get_by_role("option")).to_have_count(4)
    found = Axe().run(desk)
    assert found.violations_count == 0, found.generate_report()
    assert desk.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert dialog(desk).evaluate("one => one.scrollWidth <= one.clientWidth")
