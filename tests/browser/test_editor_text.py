"""Writing in the editor: what its keys and buttons do to the text, and that the form's field is in step with it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.editor_page import NEW, EditorServer, marked, open_editor, select, text_of

WORDS = "some words here"
# Keys, the selection before, and the text after with its selection.
SHORTCUTS = [
    ("Control+b", (5, 10), "some **|words|** here"),
    ("Control+i", (5, 10), "some *|words|* here"),
    ("Control+e", (5, 10), "some `|words|` here"),
    ("Control+k", (5, 10), "some [words](|https://|) here"),
    ("Control+b", (7, 7), "some **wo|rds** here"),
    ("Control+Alt+2", (0, 0), "## |some words here"),
    ("Control+Alt+3", (0, 0), "### |some words here"),
    ("Control+Shift+8", (0, 0), "- |some words here"),
    ("Control+Shift+7", (0, 0), "1. |some words here"),
    ("Control+Shift+9", (0, 0), "- [ ] |some words here"),
    ("Control+Shift+.", (0, 0), "> |some words here"),
    ("Control+Alt+p", (5, 10), "some ![words](|https://|) here"),
]
TABLE = "| Column | Column |\n| --- | --- |\n|  |  |\n|  |  |\n"


@pytest.mark.parametrize(("keys", "chosen", "after"), SHORTCUTS)
def test_shortcut_changes_the_selection(
    desk: Page, editor: EditorServer, keys: str, chosen: tuple[int, int], after: str
) -> None:
    open_editor(desk, editor, WORDS)
    select(desk, *chosen)
    desk.keyboard.press(keys)
    assert marked(desk) == after


@pytest.mark.parametrize("keys", ["Control+b", "Control+i", "Control+e", "Control+Shift+8", "Control+Shift+7"])
def test_shortcut_twice_changes_nothing(desk: Page, editor: EditorServer, keys: str) -> None:
    open_editor(desk, editor, WORDS)
    select(desk, 5, 10)
    desk.keyboard.press(keys)
    desk.keyboard.press(keys)
    assert marked(desk) == "some |words| here"


def test_shortcut_italic_in_bold_is_both(desk: Page, editor: EditorServer) -> None:
    open_editor(desk, editor, "**words**")
    select(desk, 2, 7)
    desk.keyboard.press("Control+i")
    assert text_of(desk) == "***words***"
    desk.keyboard.press("Control+i")
    assert text_of(desk) == "**words**"


def test_shortcut_list_numbers_each_line(desk: Page, editor: EditorServer) -> None:
    open_editor(desk, editor, "one\n\ntwo\nthree")
    select(desk, 0, 14)
    desk.keyboard.press("Control+Shift+7")
    assert text_of(desk) == "1. one\n\n2. two\n3. three"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("- one", "- one\n- "),
        ("1. one", "1. one\n2. "),
        ("- [x] one", "- [x] one\n- [ ] "),
        ("> one", "> one\n> "),
        ("- one\n- ", "- one\n"),
        ("one", "one\n"),
    ],
)
def test_enter_continues_a_list(desk: Page, editor: EditorServer, before: str, after: str) -> None:
    open_editor(desk, editor, before)
    desk.keyboard.press("Enter")
    assert text_of(desk) == after


@pytest.mark.parametrize(
    ("chosen", "pasted", "after"),
    [
        ("some |words| here", "https://example.com/a_(b)", "some [|words|](https://example.com/a_(b)) here"),
        ("some |words| here", "no address", "some no address| here"),
        ("some |here", "https://example.com/", "some https://example.com/|here"),
        ("|https://example.com/|", "https://example.org/", "https://example.org/|"),
        ("`|words|`", "https://example.com/", "`https://example.com/|`"),
    ],
)
def test_paste_of_an_address(desk: Page, editor: EditorServer, chosen: str, pasted: str, after: str) -> None:
    parts = chosen.split("|")
    open_editor(desk, editor, "".join(parts))
    select(desk, len(parts[0]), len("".join(parts[:2])) if len(parts) == 3 else None)
    desk.evaluate("text => navigator.clipboard.writeText(text)", pasted)
    desk.keyboard.press("Control+v")
    expect(desk.locator("#id_body")).to_have_value(after.replace("|", ""))
    assert marked(desk) == after


def test_table_has_cells_that_tab_walks(desk: Page, editor: EditorServer) -> None:
    open_editor(desk, editor)
    desk.keyboard.press("Control+Alt+t")
    assert text_of(desk) == TABLE
    desk.keyboard.type("Name")
    desk.keyboard.press("Tab")
    desk.keyboard.type("Size")
    for word in ("a", "1", "b", "2", "c"):
        desk.keyboard.press("Tab")
        desk.keyboard.type(word)
    rows = [[cell.strip() for cell in row.strip("|").split("|")] for row in text_of(desk).strip().split("\n")]
    assert rows == [["Name", "Size"], ["---", "---"], ["a", "1"], ["b", "2"], ["c", ""]]
    desk.keyboard.press("Shift+Tab")
    assert marked(desk).count("|2|") == 1


def test_fence_completes_its_language_and_closes(desk: Page, editor: EditorServer) -> None:
    open_editor(desk, editor)
    desk.keyboard.type("```pyt", delay=20)
    expect(desk.get_by_role("option", name="python", exact=False).first).to_be_visible()
    desk.wait_for_timeout(120)
    desk.keyboard.press("Enter")
    assert marked(desk) == "```python\n|\n```"


# Lines as they are typed one below the other, and the text that they make.
CODE = [
    (
        ["```python", "class A:", "    def f():", "    return 1", "```", "", "After."],
        "```python\nclass A:\n    def f():\n        return 1\n```\n\nAfter.",
    ),
    (["~~~", "  two", "~~~", "After."], "~~~\n  two\n~~~\nAfter."),
    (["````", "  ```", "````", "After."], "````\n  ```\n````\nAfter."),
    (["- item", "```", "  code", "```"], "- item\n- ```\n  code\n  ```"),
]


@pytest.mark.parametrize(("lines", "after"), CODE)
def test_code_ends_where_its_fence_is_typed(desk: Page, editor: EditorServer, lines: list[str], after: str) -> None:
    open_editor(desk, editor)
    for number, line in enumerate(lines):
        if number:
            desk.keyboard.press("Enter")
        desk.keyboard.type(line)
        # A list of languages would take the next key.
        desk.keyboard.press("Escape")
    assert text_of(desk) == after


def test_box_completes_its_kind_and_closes(desk: Page, editor: EditorServer) -> None:
    open_editor(desk, editor)
    desk.keyboard.type(":::", delay=20)
    expect(desk.get_by_role("option")).to_have_count(7)
    desk.keyboard.type("war", delay=20)
    expect(desk.get_by_role("option")).to_have_count(1)
    desk.wait_for_timeout(120)
    desk.keyboard.press("Enter")
    assert marked(desk) == ":::warning\n|\n:::"


def test_code_block_goes_around_the_selection(desk: Page, editor: EditorServer) -> None:
    open_editor(desk, editor, "before\n$ {run} \\n\nafter")
    select(desk, 7, 17)
    desk.keyboard.press("Control+Alt+c")
    assert text_of(desk) == "before\n\n```\n$ {run} \\n\n```\n\nafter"


def test_callout_goes_around_the_selection(desk: Page, editor: EditorServer) -> None:
    open_editor(desk, editor, "words")
    select(desk, 0, 5)
    desk.keyboard.press("Control+Alt+n")
    assert marked(desk) == ":::|note|\nwords\n:::\n"


def test_tab_indents_lists_and_code_and_leaves_prose(desk: Page, editor: EditorServer) -> None:
    open_editor(desk, editor, "prose\n\n- one\n- two")
    desk.keyboard.press("Tab")
    assert text_of(desk) == "prose\n\n- one\n  - two"
    desk.keyboard.press("Shift+Tab")
    assert text_of(desk) == "prose\n\n- one\n- two"
    select(desk, 2)
    desk.keyboard.press("Tab")
    assert desk.evaluate("!document.activeElement.closest('.cm-editor')")


@pytest.mark.parametrize("body", ["- one\n- two", "| a | b |\n| - | - |\n| 1 | 2 |"])
def test_tab_after_escape_leaves_the_text(desk: Page, editor: EditorServer, body: str) -> None:
    open_editor(desk, editor, body)
    desk.keyboard.press("Escape")
    desk.keyboard.press("Tab")
    assert text_of(desk) == body
    assert desk.evaluate("!document.activeElement.closest('.cm-editor')")


def test_find_replaces_and_is_no_part_of_the_form(desk: Page, editor: EditorServer) -> None:
    open_editor(desk, editor, "one two one")
    desk.keyboard.press("Control+f")
    desk.keyboard.type("one")
    desk.get_by_placeholder("Replace").fill("1")
    names = desk.evaluate("[...new FormData(desk.form).keys()]")
    desk.get_by_role("button", name="replace all").click()
    assert text_of(desk) == "1 two 1"
    assert not {"search", "replace", "re", "case", "word"} & set(names)
    desk.get_by_placeholder("Find").press("Escape")
    expect(desk.locator(".cm-search")).to_have_count(0)


def test_code_in_a_fence_is_coloured(desk: Page, editor: EditorServer) -> None:
    open_editor(
        desk, editor, "# Heading\n\n```py\nimport os\n```\n\n```sh\nif true; then\n```\n\n```unknown\nimport\n```\n"
    )
    expect(desk.locator(".tok-keyword", has_text="import")).to_have_count(1)
    expect(desk.locator(".tok-keyword", has_text="if")).to_have_count(1)
    expect(desk.locator(".tok-heading", has_text="Heading")).to_be_visible()


def test_full_screen_covers_the_window_and_escape_leaves(desk: Page, editor: EditorServer) -> None:
    open_editor(desk, editor, WORDS)
    desk.keyboard.press("Control+Shift+F")
    expect(desk.get_by_role("button", name="Full screen")).to_have_attribute("aria-pressed", "true")
    assert desk.evaluate("JSON.stringify(desk.writing.getBoundingClientRect())").startswith('{"x":0,"y":0,"width":1280')
    assert desk.evaluate("document.getElementById('id_title').closest('[inert]') !== null")
    desk.keyboard.press("Control+s")
    expect(desk.get_by_text("Draft saved")).to_be_in_viewport()
    desk.keyboard.type("!")
    assert text_of(desk) == f"{WORDS}!"
    # Escape at once would only end the search for completions.
    desk.wait_for_timeout(300)
    desk.keyboard.press("Escape")
    assert not desk.evaluate("document.querySelector('[inert]')")
    assert desk.evaluate("desk.view.hasFocus")


@pytest.mark.parametrize("keys", ["Control+/", "F1"])
def test_help_opens_from_the_text(desk: Page, editor: EditorServer, keys: str) -> None:
    open_editor(desk, editor)
    desk.keyboard.type("?")
    expect(desk.get_by_role("dialog")).to_have_count(0)
    desk.keyboard.press(keys)
    dialog = desk.get_by_role("dialog", name="Keyboard")
    expect(dialog).to_contain_text("Escape, then Tab")
    desk.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    assert text_of(desk) == "?"
    assert desk.evaluate("desk.view.hasFocus")


def test_help_opens_by_a_question_mark_outside_of_fields(desk: Page, editor: EditorServer) -> None:
    open_editor(desk, editor)
    desk.get_by_role("button", name="Save draft").focus()
    desk.keyboard.press("?")
    expect(desk.get_by_role("dialog", name="Keyboard")).to_be_visible()


def test_toolbar_is_one_stop_and_arrows_move_within(desk: Page, editor: EditorServer) -> None:
    open_editor(desk, editor, WORDS)
    desk.locator("#id_title").focus()
    desk.keyboard.press("Tab")
    bold = desk.get_by_role("toolbar", name="Formatting").get_by_role("button", name="Bold")
    expect(bold).to_be_focused()
    expect(bold).to_have_attribute("title", "Bold (Ctrl+B)")
    desk.keyboard.press("ArrowLeft")
    expect(desk.get_by_role("button", name="Keyboard help")).to_be_focused()
    desk.keyboard.press("Home")
    desk.keyboard.press("ArrowRight")
    expect(desk.get_by_role("button", name="Italic")).to_be_focused()
    desk.keyboard.press("Tab")
    assert desk.evaluate("desk.view.hasFocus")
    desk.keyboard.press("Shift+Tab")
    expect(desk.get_by_role("button", name="Italic")).to_be_focused()


def test_toolbar_acts_on_the_selection(desk: Page, editor: EditorServer) -> None:
    open_editor(desk, editor, WORDS)
    select(desk, 0, 4)
    desk.get_by_role("button", name="Bold").click()
    assert marked(desk) == "**|some|** words here"
    assert desk.evaluate("desk.view.hasFocus")


def test_undo_takes_a_change_back(desk: Page, editor: EditorServer) -> None:
    open_editor(desk, editor, WORDS)
    select(desk, 0, 4)
    desk.keyboard.press("Control+b")
    desk.keyboard.press("Control+z")
    assert text_of(desk) == WORDS


def test_submit_sends_what_is_in_the_text(desk: Page, editor: EditorServer) -> None:
    open_editor(desk, editor, WORDS)
    desk.keyboard.type("!")
    desk.get_by_role("button", name="Save draft").click()
    expect(desk).to_have_title("save")
    assert editor.forms(NEW)[-1]["body"] == f"{WORDS}!"


@pytest.mark.parametrize("name", ["vendor/codemirror/codemirror.min.js", "author/setup.js", "author/page.js"])
def test_without_a_script_the_field_is_usable(desk: Page, editor: EditorServer, name: str) -> None:
    editor.missing = {f"/static/{name}"}
    editor.body = WORDS
    desk.goto(NEW)
    field = desk.get_by_label("Text", exact=True)
    field.fill("other words")
    desk.get_by_role("button", name="Save draft").click()
    expect(desk).to_have_title("save")
    assert editor.forms(NEW)[-1]["body"] == "other words"


def test_spelling_is_checked_by_the_browser(desk: Page, editor: EditorServer) -> None:
    open_editor(desk, editor)
    text = desk.get_by_role("textbox", name="Text")
    expect(text).to_have_attribute("spellcheck", "true")
    expect(text).to_have_attribute("aria-multiline", "true")
