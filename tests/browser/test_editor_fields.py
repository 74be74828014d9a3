"""The fields around the text: address, tags, dates, and what is counted."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from articles.domain import reading_minutes
from articles.letters import count_words
from tests.browser.editor_page import NEW, EditorServer, open_editor, text_of
from tests.engine import PROJECT

# Letters of other kinds, joined and counted in other ways, and halves, which Python rounds to even numbers.
TEXTS = [
    "",
    "a",
    "don't stop - it's 3.14 and x_1, 2nd",
    "naïve café Übergröße и слова ελληνικά",
    "漢字かな交じり文 mixed with English 말과 글",
    "漢" * 10,
    "漢" * 30,
    "ภาษาไทยไม่มีช่องว่าง",
    "ဗမာ ភាសា ລາວ",
    "हिन्दी के शब्द और தமிழ் சொற்கள்",
    "½ ² ① Ⅷ ١٢٣ 𝟘𝟙",
    "emoji 👩‍👩‍👧 and 🇩🇪 flags",
    "a\u200bb c\u00ad\u0301d e\u0301f",
    "𠮷野家 𝒳 ﬁ",
    "word " * 330,
    "word " * 550,
]


def slug(page: Page) -> Locator:
    return page.get_by_label("Address", exact=True)


def state(page: Page) -> Locator:
    return page.locator("[data-slug-state]")


def tags(page: Page) -> Locator:
    return page.get_by_role("combobox", name="Tags")


# The address


def test_slug_follows_the_title_until_it_is_written(desk: Page, editor: EditorServer) -> None:
    open_editor(desk, editor)
    title = desk.get_by_label("Title")
    title.press_sequentially("Łódź und die Straße")
    expect(slug(desk)).to_have_value("lodz-und-die-strasse")
    expect(state(desk)).to_have_text("This address is free.")
    slug(desk).fill("my-own")
    title.fill("Another title")
    desk.wait_for_timeout(500)
    expect(slug(desk)).to_have_value("my-own")
    slug(desk).fill("")
    title.fill("A third one")
    expect(slug(desk)).to_have_value("a-third-one")


@pytest.mark.parametrize(
    ("typed", "said"),
    [("taken", "Another article has this address. taken-2 would do."), ("Not So", "a-z only. not-so would do.")],
)
def test_slug_is_checked_while_typed(desk: Page, editor: EditorServer, typed: str, said: str) -> None:
    open_editor(desk, editor)
    slug(desk).press_sequentially(typed)
    expect(state(desk)).to_have_text(said)


def test_slug_of_a_taken_title_is_another_one(desk: Page, editor: EditorServer) -> None:
    open_editor(desk, editor)
    desk.get_by_label("Title").fill("Taken")
    expect(slug(desk)).to_have_value("taken-2")
    expect(state(desk)).to_contain_text("taken")


def test_slug_not_yet_made_is_left_to_the_server(desk: Page, editor: EditorServer) -> None:
    open_editor(desk, editor)
    title = desk.get_by_label("Title")
    title.fill("How to")
    expect(slug(desk)).to_have_value("how-to")
    title.press("End")
    title.press_sequentially(" cook")
    title.press("Control+s")
    expect(desk.locator("[data-status]")).to_have_text("Draft saved")
    assert [form["slug"] for form in editor.forms(NEW)] == [""]


# Tags


def test_tags_are_completed_by_keyboard(desk: Page, editor: EditorServer) -> None:
    open_editor(desk, editor)
    tags(desk).press_sequentially("p")
    expect(desk.get_by_role("option")).to_have_text(["Python", "PyPI", "Performance"])
    expect(tags(desk)).to_have_attribute("aria-expanded", "true")
    tags(desk).press("ArrowDown")
    tags(desk).press("ArrowDown")
    expect(desk.get_by_role("option", name="PyPI")).to_have_attribute("aria-selected", "true")
    chosen = desk.get_by_role("option", name="PyPI").get_attribute("id")
    expect(tags(desk)).to_have_attribute("aria-activedescendant", str(chosen))
    tags(desk).press("Enter")
    expect(tags(desk)).to_have_value("PyPI, ")
    expect(tags(desk)).to_have_attribute("aria-expanded", "false")
    tags(desk).press_sequentially("p")
    expect(desk.get_by_role("option")).to_have_text(["Python", "Performance"])
    tags(desk).press("Escape")
    expect(desk.get_by_role("option")).to_have_count(0)
    assert editor.forms(NEW) == []


def test_tags_are_completed_in_the_middle_by_pointer(desk: Page, editor: EditorServer) -> None:
    open_editor(desk, editor)
    tags(desk).fill("AWS, dj, Python")
    tags(desk).evaluate("field => field.setSelectionRange(7, 7)")
    tags(desk).dispatch_event("input")
    desk.get_by_role("option", name="Django").click()
    expect(tags(desk)).to_have_value("AWS, Django, Python")


# Dates


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("2026-07-01T09:00", "1 Jul 2026, 02:00 where you are (Europe/Berlin)"),
        ("2026-12-31T05:30", "30 Dec 2026, 21:30 where you are (Europe/Berlin)"),
    ],
)
def test_date_is_told_in_the_authors_own_time(desk: Page, editor: EditorServer, typed: str, said: str) -> None:
    open_editor(desk, editor)
    field = desk.get_by_label("Published at")
    field.fill(typed)
    expect(desk.locator("#id_published_at_local")).to_have_text(said)
    expect(field).to_have_accessible_description(said)
    field.fill("")
    expect(desk.locator("#id_published_at_local")).to_have_text("")


# What is counted


def test_description_tells_its_length(desk: Page, editor: EditorServer) -> None:
    open_editor(desk, editor)
    meter = desk.locator("[data-length]")
    desk.get_by_label("Description").fill("x" * 150 + "🙂")
    expect(meter).to_have_text("151 of 160")
    desk.get_by_label("Description").fill("x" * 163)
    expect(meter).to_have_text("163 of 160: 3 too many")


def test_words_are_counted_as_typed(desk: Page, editor: EditorServer) -> None:
    open_editor(desk, editor, "one two")
    expect(desk.locator("[data-count]")).to_have_text("2 words, 1 min to read")
    desk.keyboard.type(" three")
    expect(desk.locator("[data-count]")).to_have_text("3 words, 1 min to read")
    assert text_of(desk) == "one two three"


def test_words_are_as_many_as_the_server_counts(desk: Page, editor: EditorServer) -> None:
    open_editor(desk, editor)
    texts = TEXTS + [path.read_text() for path in sorted(Path(PROJECT).rglob("*.md")) if ".venv" not in str(path)]
    counted = desk.evaluate("texts => texts.map(desk.countWords)", texts)
    assert counted == [count_words(text) for text in texts]
    minutes = desk.evaluate("counts => counts.map(desk.readingMinutes)", counted)
    assert minutes == [reading_minutes(words) for words in counted]
