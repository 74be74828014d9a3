"""What pages do beyond being read: the chosen theme, copied code, and a contents list that follows the scroll."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.contract import PATH, code, heading, show, words
from tests.browser.looking import Watcher
from tests.browser.test_looks import PHONE
from tests.site import RunningSite

CHOSEN = "document.documentElement.dataset.theme ?? null"
REMEMBERED = "localStorage.getItem('theme')"
# What the theme is when the body begins, before anything can have been painted.
NOTE_FIRST_THEME = """
new MutationObserver((_, observer) => {
    if (!document.body) return;
    window.firstTheme = document.documentElement.dataset.theme ?? null;
    observer.disconnect();
}).observe(document, {childList: true, subtree: true});
"""
FORBID_STORAGE = (
    "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('no', 'SecurityError'); }})"
)
# A language, what is shown, and what is copied of it.
SESSIONS = [
    ("console", "$ cd app\n$ ls\nfile  folder", "cd app\nls"),
    ("shell-session", "$ cat <<END\n> a\n>\n> END\na\n\n> not typed", "cat <<END\na\n\nEND"),
    ("console", "$ make\n# a remark\nfalse alarm", "make"),
    ("console", "# apt update\nHit:1", "apt update"),
    ("pycon", ">>> for n in [1]:\n...     n\n...\n1\n>>> 2", "for n in [1]:\n    n\n\n2"),
    ("console", "no prompt\n  at all", "no prompt\n  at all"),
    ("bash", "$ echo a\n# b", "$ echo a\n# b"),
    ("consoles", "$ echo a", "$ echo a"),
]
FORBID_COPYING = (
    "void (navigator.clipboard.writeText = () => Promise.reject(new DOMException('no', 'NotAllowedError')))"
)


def switch(page: Page) -> Locator:
    return page.get_by_role("button", name="Dark theme")


# The theme


@pytest.mark.parametrize(("system", "pressed"), [("light", "false"), ("dark", "true")])
def test_theme_is_the_systems_until_one_is_chosen(page: Page, system: str, pressed: str) -> None:
    page.emulate_media(color_scheme=system)  # type: ignore[arg-type]
    page.goto("/")
    assert page.evaluate(CHOSEN) is None
    expect(switch(page)).to_have_attribute("aria-pressed", pressed)


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_theme_switch_works_by_keyboard(page: Page, key: str) -> None:
    page.goto("/")
    switch(page).press(key)
    assert page.evaluate(CHOSEN) == "dark"
    expect(switch(page)).to_have_attribute("aria-pressed", "true")


def test_theme_chosen_is_remembered_and_there_before_the_page(page: Page) -> None:
    page.add_init_script(NOTE_FIRST_THEME)
    page.goto("/")
    switch(page).click()
    page.goto("/tags/")
    assert page.evaluate("window.firstTheme") == "dark"
    expect(switch(page)).to_have_attribute("aria-pressed", "true")


def test_theme_that_the_system_has_anyway_is_forgotten(page: Page) -> None:
    page.goto("/")
    switch(page).click()
    assert (page.evaluate(CHOSEN), page.evaluate(REMEMBERED)) == ("dark", "dark")
    switch(page).click()
    assert (page.evaluate(CHOSEN), page.evaluate(REMEMBERED)) == (None, None)


def test_theme_follows_the_system_while_none_is_chosen(page: Page) -> None:
    page.goto("/")
    page.emulate_media(color_scheme="dark")
    expect(switch(page)).to_have_attribute("aria-pressed", "true")


def test_theme_chosen_outlasts_a_change_of_the_system(page: Page) -> None:
    page.emulate_media(color_scheme="dark")
    page.goto("/")
    switch(page).click()
    page.emulate_media(color_scheme="light")
    assert page.evaluate(CHOSEN) == "light"
    expect(switch(page)).to_have_attribute("aria-pressed", "false")


def test_theme_chosen_reaches_other_tabs(page: Page) -> None:
    page.goto("/")
    other = page.context.new_page()
    other.goto("/tags/")
    switch(other).click()
    expect(switch(page)).to_have_attribute("aria-pressed", "true")
    assert page.evaluate(CHOSEN) == "dark"


def test_theme_without_storage_holds_for_the_page(page: Page) -> None:
    page.add_init_script(FORBID_STORAGE)
    page.goto("/")
    switch(page).click()
    assert page.evaluate(CHOSEN) == "dark"


def test_theme_remembered_of_no_known_name_is_none(page: Page) -> None:
    page.goto("/")
    page.evaluate("localStorage.setItem('theme', 'pink')")
    page.reload()
    assert page.evaluate(CHOSEN) is None


def test_theme_switch_is_not_shown_without_javascript(browser: Browser, site: RunningSite) -> None:
    with browser.new_context(base_url=site.url, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto("/")
        expect(page.locator(".theme-switch")).to_be_hidden()


# Copied code


@pytest.fixture
def copier(browser: Browser, site: RunningSite) -> Iterator[Page]:
    """A page with code, whose reader lets it write to the clipboard."""
    context = browser.new_context(base_url=site.url, permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    watcher = Watcher(page, site.url)
    show(page, code('first <b>\n    "second" & last\n') + code("another\n\n"))
    yield page
    context.close()
    assert watcher.complaints == []


@pytest.mark.parametrize(("nth", "copied"), [(0, 'first <b>\n    "second" & last'), (1, "another\n")])
def test_copy_takes_the_code_without_its_last_line_break(copier: Page, nth: int, copied: str) -> None:
    copier.get_by_role("button", name="Copy").nth(nth).click()
    expect(copier.get_by_role("button", name="Copied")).to_be_visible()
    assert copier.evaluate("navigator.clipboard.readText()") == copied


@pytest.mark.parametrize(("language", "shown", "copied"), SESSIONS)
def test_copy_of_a_session_takes_what_was_typed(copier: Page, language: str, shown: str, copied: str) -> None:
    show(copier, code(f"{shown}\n", language))
    copier.get_by_role("button", name="Copy").click()
    expect(copier.get_by_role("button", name="Copied")).to_be_visible()
    assert copier.evaluate("navigator.clipboard.readText()") == copied


def test_copy_works_by_keyboard_and_says_so_aloud(copier: Page) -> None:
    copier.locator("figure.code pre").first.focus()
    copier.keyboard.press("Tab")
    copier.keyboard.press("Enter")
    expect(copier.get_by_role("status")).to_have_text("Copied")
    expect(copier.locator(":focus")).to_have_text("Copied")


def test_copy_button_can_be_used_again(copier: Page) -> None:
    copier.get_by_role("button", name="Copy").first.click()
    expect(copier.get_by_role("button", name="Copied")).to_be_visible()
    expect(copier.get_by_role("button", name="Copy", exact=True)).to_have_count(2)
    expect(copier.get_by_role("status")).to_be_empty()


def test_copy_refused_selects_the_code_and_says_how(copier: Page) -> None:
    copier.evaluate(FORBID_COPYING)
    copier.get_by_role("button", name="Copy").first.click()
    expect(copier.get_by_role("button", name="Press Ctrl+C")).to_be_visible()
    expect(copier.get_by_role("status")).to_contain_text("The code is selected")
    assert copier.evaluate("String(getSelection())").startswith("first <b>")


def test_copy_buttons_shift_nothing(copier: Page) -> None:
    expect(copier.get_by_role("button", name="Copy")).to_have_count(2)
    assert copier.evaluate("window.shift") == 0


def test_page_without_code_has_no_copy_button_and_no_status(page: Page) -> None:
    show(page, words(3))
    expect(page.locator(".copy, [role=status]")).to_have_count(0)


# The contents list

CONTENTS = """<details class="contents"><summary>Contents</summary><nav aria-label="Contents"><ol>
<li><a href="#first">first</a><ol><li><a href="#nested">nested</a></li></ol></li><li><a href="#long">long</a></li>
<li><a href="#short">short</a></li><li><a href="#%C3%BCber">über</a></li><li><a href="#last">last</a></li>
</ol></nav></details>"""
SECTIONS = (
    words(20)
    + "".join(heading(2 + (name == "nested"), name) + words(8) for name in ("first", "nested"))
    + (heading(2, "long") + words(200))
    + "".join(heading(2, name) + words(1) for name in ("short", "über", "last"))
)
NAMES = ["first", "nested", "long", "short", "über", "last"]
END = "scrollTo(0, document.documentElement.scrollHeight)"


def current(page: Page) -> Locator:
    return page.locator(".contents a[aria-current=true]")


@pytest.fixture
def article(page: Page) -> Page:
    show(page, CONTENTS + SECTIONS)
    return page


def test_contents_mark_nothing_before_the_first_section(article: Page) -> None:
    expect(current(article)).to_have_count(0)


@pytest.mark.parametrize("name", NAMES)
def test_contents_mark_the_section_that_was_jumped_to(article: Page, name: str) -> None:
    article.get_by_role("link", name=name, exact=True).first.click()
    expect(current(article)).to_have_text([name])


@pytest.mark.parametrize("name", NAMES)
def test_contents_mark_the_section_of_the_address(page: Page, name: str) -> None:
    show(page, CONTENTS + SECTIONS)
    page.goto("about:blank")
    page.goto(f"{PATH}#{name}")
    expect(current(page)).to_have_text([name])


@pytest.mark.parametrize("name", ["first", "nested", "long"])
def test_contents_mark_the_section_that_was_scrolled_to(article: Page, name: str) -> None:
    article.evaluate("name => scrollTo(0, document.getElementById(name).offsetTop - 20)", name)
    expect(current(article)).to_have_text([name])


def test_contents_mark_a_long_section_all_along(article: Page) -> None:
    for down in (1000, 3000, 6000):
        article.evaluate("down => scrollTo(0, document.getElementById('long').offsetTop + down)", down)
        expect(current(article)).to_have_text(["long"])


def test_contents_mark_the_last_section_at_the_end(article: Page) -> None:
    article.evaluate(END)
    expect(current(article)).to_have_text(["last"])


def test_contents_forget_a_jump_when_the_page_is_moved(article: Page) -> None:
    article.get_by_role("link", name="short", exact=True).first.click()
    expect(current(article)).to_have_text(["short"])
    article.mouse.move(640, 400)
    article.mouse.wheel(0, -3000)
    expect(current(article)).to_have_text(["long"])
    article.evaluate(END)
    expect(current(article)).to_have_text(["last"])


def test_contents_have_every_section_of_the_end_in_turn(article: Page) -> None:
    """Also those that can never be scrolled to the top."""
    article.evaluate(END)
    seen = []
    for _ in range(60):
        article.mouse.wheel(0, -20)
        article.evaluate("new Promise(requestAnimationFrame)")
        seen.append(current(article).inner_text())
    assert list(dict.fromkeys(seen)) == ["last", "über", "short", "long"]


def test_contents_scroll_their_list_and_not_the_page(article: Page) -> None:
    style = "nav => Object.assign(nav.style, {maxHeight: '50px', overflow: 'auto', position: 'fixed', top: 0})"
    navigation = article.locator(".contents nav")
    navigation.evaluate(style)
    article.evaluate(END)
    expect(current(article)).to_have_text(["last"])
    before = article.evaluate("scrollY")
    assert navigation.evaluate("nav => nav.scrollTop") > 0
    inside = "link => link.getBoundingClientRect().bottom <= link.closest('nav').getBoundingClientRect().bottom + 1"
    assert current(article).evaluate(inside)
    assert article.evaluate("scrollY") == before


def test_contents_are_open_on_a_wide_screen_and_closed_on_a_phone(article: Page) -> None:
    details = article.locator(".contents")
    expect(details).to_have_attribute("open", "")
    article.set_viewport_size(PHONE)
    expect(details).not_to_have_attribute("open", "")


def test_contents_close_on_a_phone_when_a_section_is_chosen(page: Page) -> None:
    page.set_viewport_size(PHONE)
    show(page, CONTENTS + SECTIONS)
    page.get_by_text("Contents", exact=True).click()
    page.get_by_role("link", name="long", exact=True).first.click()
    expect(page.locator(".contents")).not_to_have_attribute("open", "")
    assert abs(page.locator("#long").evaluate("heading => heading.getBoundingClientRect().top")) < 60
    expect(current(page)).to_have_text(["long"])


def test_contents_of_a_page_that_does_not_scroll_do_not_mark_its_end(page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 2000})
    show(page, CONTENTS + words(12) + heading(2, "first") + heading(2, "last"))
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")
    expect(current(page)).to_have_count(0)


def test_contents_with_a_link_to_nothing_still_follow(page: Page) -> None:
    show(page, CONTENTS + words(20) + heading(2, "long") + words(200))
    page.evaluate(END)
    expect(current(page)).to_have_text(["long"])
