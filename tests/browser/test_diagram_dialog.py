"""A diagram is enlarged in a dialog, which opens readable and is zoomed, moved and closed in every way."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.contract import diagram, show
from tests.browser.diagrams import FLOW, TYPES, WIDE
from tests.browser.test_diagrams import DRAWN_MS, drawn, frames
from tests.browser.test_looks import PHONE, Scheme, violations

# Whether something around an element cuts off what is outside of it.
CLIPPED = """element => {
    for (let box = element.parentElement; box.tagName !== "BODY"; box = box.parentElement)
        if (getComputedStyle(box).overflow !== "visible") return true;
    return false;
}"""


@pytest.fixture
def enlarged(page: Page) -> Locator:
    """The dialog of a page's second diagram."""
    show(page, diagram(FLOW) + diagram(TYPES["sequence"], "A talk"))
    drawn(page, 2)
    page.get_by_role("button", name="Enlarge Diagram 2: A talk").click()
    dialog = page.get_by_role("dialog", name="Diagram 2: A talk")
    expect(dialog.locator("iframe")).to_have_attribute("title", "Diagram 2: A talk, enlarged")
    expect(dialog).to_have_attribute("data-drawn", "", timeout=DRAWN_MS)
    return dialog


def test_diagram_is_enlarged_by_a_click_on_it(page: Page) -> None:
    show(page, diagram(FLOW))
    drawn(page).locator(".diagram-stage").click()
    expect(page.get_by_role("dialog")).to_be_visible()


def test_enlarge_is_a_word_beside_the_drawing_with_a_ring_that_shows(page: Page) -> None:
    show(page, diagram(FLOW))
    drawn(page)
    button = page.get_by_text("Enlarge")
    page.keyboard.press("Tab")
    button.focus()
    assert button.evaluate("button => getComputedStyle(button).outlineWidth") == "3px"
    assert button.evaluate(CLIPPED) is False
    assert button.evaluate("button => button.closest('.diagram-stage')") is None


def sheet_width(dialog: Locator) -> float:
    box = dialog.locator(".diagram-sheet").bounding_box()
    assert box is not None
    return box["width"]


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_enlarge_works_by_keyboard_and_gives_the_focus_back(page: Page, key: str) -> None:
    show(page, diagram(FLOW))
    drawn(page)
    opener = page.get_by_role("button", name="Enlarge Diagram 1")
    opener.press(key)
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_have_count(0)
    expect(opener).to_be_focused()


def test_enlarged_diagram_fits_the_window_at_first(enlarged: Locator) -> None:
    view = enlarged.locator(".diagram-view")
    assert view.evaluate("view => view.scrollWidth <= view.clientWidth && view.scrollHeight <= view.clientHeight")


def test_enlarged_diagram_on_a_phone_opens_readable_and_fits_when_told(page: Page) -> None:
    page.set_viewport_size(PHONE)
    show(page, diagram(WIDE))
    drawn(page)
    page.get_by_role("button", name="Enlarge").click()
    dialog = page.locator("dialog[data-drawn]")
    dialog.wait_for(timeout=DRAWN_MS)
    natural = frames(page)[-1].evaluate("document.querySelector('svg').viewBox.baseVal.width")
    assert sheet_width(dialog) == pytest.approx(natural, rel=0.01)
    assert dialog.locator(".diagram-view").evaluate("view => [view.scrollLeft, view.scrollTop]") == [0, 0]
    dialog.get_by_role("button", name="Fit to window").click()
    assert sheet_width(dialog) == pytest.approx(PHONE["width"], abs=1)


@pytest.mark.parametrize("name", ["Zoom out", "Zoom in", "Fit to window", "Close"])
def test_buttons_of_the_dialog_are_large_and_ours(enlarged: Locator, name: str) -> None:
    box = enlarged.get_by_role("button", name=name).bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= 44
    border = enlarged.get_by_role("button", name=name).evaluate("button => getComputedStyle(button).border")
    assert border.startswith("1px solid")


@pytest.mark.parametrize(("larger", "smaller"), [("Zoom in", "Zoom out"), ("Zoom in", "Fit to window")])
def test_enlarged_diagram_is_zoomed_with_buttons(enlarged: Locator, larger: str, smaller: str) -> None:
    before = sheet_width(enlarged)
    enlarged.get_by_role("button", name=larger).click()
    assert sheet_width(enlarged) == pytest.approx(before * 1.25, rel=0.01)
    enlarged.get_by_role("button", name=smaller).click()
    assert sheet_width(enlarged) == pytest.approx(before, rel=0.01)


def test_enlarged_diagram_is_zoomed_with_keys(page: Page, enlarged: Locator) -> None:
    before = sheet_width(enlarged)
    page.keyboard.press("+")
    page.keyboard.press("+")
    page.keyboard.press("-")
    assert sheet_width(enlarged) == pytest.approx(before * 1.25, rel=0.01)
    page.keyboard.press("0")
    assert sheet_width(enlarged) == pytest.approx(before, rel=0.01)


def test_enlarged_diagram_is_zoomed_with_the_wheel_and_dragged(page: Page, enlarged: Locator) -> None:
    before = sheet_width(enlarged)
    page.mouse.move(640, 400)
    page.mouse.wheel(0, -800)
    page.wait_for_function("before => document.querySelector('.diagram-sheet').offsetWidth > 2 * before", arg=before)
    view = enlarged.locator(".diagram-view")
    left, top = view.evaluate("view => [view.scrollLeft, view.scrollTop]")
    page.mouse.down()
    page.mouse.move(600, 350, steps=3)
    page.mouse.up()
    assert view.evaluate("view => [view.scrollLeft, view.scrollTop]") == [left + 40, top + 50]


@pytest.mark.parametrize("way", ["Close", "Escape"])
def test_enlarged_diagram_is_closed(page: Page, enlarged: Locator, way: str) -> None:
    enlarged.get_by_role("button", name="Close").click() if way == "Close" else page.keyboard.press(way)
    expect(page.locator("dialog")).to_have_count(0)
    # A frame is gone from the page at once, and from the browser's list of them a moment later.
    expect(page.locator("iframe")).to_have_count(2)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_enlarged_diagram_is_accessible(page: Page, enlarged: Locator, scheme: Scheme) -> None:
    page.emulate_media(color_scheme=scheme)
    assert violations(page) == []
