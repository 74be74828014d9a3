"""The editor as it looks: nothing that a checker of accessibility finds, on a phone too, in light and dark."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.editor_page import EditorServer, open_editor

DESK: Any = {"width": 1280, "height": 800}
PHONE: Any = {"width": 390, "height": 844}
BODY = """# Words

Some *words* with `code`, **more** and [a link](https://example.com/).

```python
def name(number: int = 1) -> str:
    return f"{number}"  # a remark
```

| a | b |
| - | - |
| 1 | 2 |

:::note
> A quotation, ~~gone~~.
:::

- [x] done
"""


def find(page: Page) -> None:
    page.keyboard.press("Control+f")
    page.keyboard.type("words")


def complete(page: Page) -> None:
    page.keyboard.press("Control+End")
    page.keyboard.type("\n:::", delay=20)
    expect(page.get_by_role("option").first).to_be_visible()


def choose_tags(page: Page) -> None:
    page.get_by_role("combobox", name="Tags").press_sequentially("p")
    page.keyboard.press("ArrowDown")


STATES: dict[str, Callable[[Page], Any]] = {
    "open": lambda page: None,
    "find": find,
    "complete": complete,
    "tags": choose_tags,
    "help": lambda page: page.keyboard.press("Control+/"),
    "publish": lambda page: page.keyboard.press("Control+Enter"),
    "full screen": lambda page: page.keyboard.press("Control+Shift+F"),
    "tablet": lambda page: page.evaluate("[...document.querySelectorAll('.preview-sizes button')][1].click()"),
}


@pytest.mark.parametrize(("size", "scheme"), [(DESK, "light"), (PHONE, "dark")], ids=["desk-light", "phone-dark"])
@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing(desk: Page, editor: EditorServer, state: str, size: Any, scheme: Any) -> None:
    desk.emulate_media(color_scheme=scheme)
    desk.set_viewport_size(size)
    open_editor(desk, editor, BODY, title="A title")
    if size == PHONE and state == "tablet":
        desk.get_by_role("group", name="Shown here").get_by_role("button", name="Preview").click()
    STATES[state](desk)
    desk.wait_for_timeout(500)
    found = Axe().run(desk)
    assert found.response["violations"] == [], found.generate_report()


def test_phone_has_room_for_all_and_does_not_zoom(desk: Page, editor: EditorServer) -> None:
    desk.set_viewport_size(PHONE)
    open_editor(desk, editor, BODY + "x" * 200)
    assert desk.evaluate("document.documentElement.scrollWidth") == 390
    assert desk.evaluate("parseFloat(getComputedStyle(document.querySelector('.cm-content')).fontSize)") >= 16
    assert desk.evaluate("(bar => bar.scrollWidth > bar.clientWidth)(document.querySelector('.toolbar'))")
    desk.get_by_role("button", name="Keyboard help").click()
    expect(desk.get_by_role("dialog", name="Keyboard")).to_be_visible()


def test_styles_are_adopted_and_not_written_into_the_page(desk: Page, editor: EditorServer) -> None:
    """The policy allows sheets that a script makes, and no <style>."""
    open_editor(desk, editor, BODY)
    assert desk.evaluate("document.adoptedStyleSheets.length") == 1
    assert desk.evaluate("document.querySelectorAll('style').length") == 0
    assert desk.evaluate("getComputedStyle(document.querySelector('.cm-content')).whiteSpaceCollapse") == "break-spaces"


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_text_and_preview_are_side_by_side_where_there_is_room(desk: Page, editor: EditorServer, size: Any) -> None:
    desk.set_viewport_size(size)
    open_editor(desk, editor, BODY)
    has_room = size == DESK
    assert desk.locator(".preview-frame").is_visible() is has_room
    assert desk.get_by_role("group", name="Shown here").is_visible() is not has_room
