"""What an article costs its reader, and that nothing on it moves: the figures that the README promises."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.looking import GUIDE, RICH, Watcher
from tests.site import RunningSite

MAX_BYTES = 100_000
MAX_REQUESTS = 6
NOT_THE_PAGE = (".png", ".svg", ".ico", ".jpg", ".webp")
DIAGRAM_FILES = ("/static/diagram", "/static/frame/", "/static/vendor/mermaid/", "/diagram-frame/", "blob:")
PATHS = [
    "/",
    "/articles/",
    "/articles/how-a-page-is-read/",
    f"/articles/{RICH}/",
    GUIDE,
    "/tags/",
    "/archive/",
    "/about/",
]
# All of a page is seen once, as by a reader who scrolls.
SCROLL = """async () => {
    for (let top = 0; top < document.documentElement.scrollHeight; top += innerHeight / 2) {
        scrollTo(0, top);
        await new Promise(done => setTimeout(done, 30));
    }
}"""
COLLECT_SHIFTS = """
    window.shifts = [];
    new PerformanceObserver(list => shifts.push(...list.getEntries().map(entry => entry.value)))
        .observe({type: "layout-shift", buffered: true});
"""
# What comes before the first paint moves nothing that anybody has seen.
PAINTED = """new Promise(painted => (function look() {
    if (!performance.getEntriesByType("paint").length) return setTimeout(look, 20);
    requestAnimationFrame(() => requestAnimationFrame(painted));
})())"""
# Again and again, since a busy browser may not have shown where things were. Not by `wait_for_function`, which may look
# again by `eval`, and that the site's policy refuses.
SHIFT_UNTIL_SEEN = """new Promise(seen => (function look(tries) {
    if (shifts.length || !tries) return seen();
    document.querySelector("main").insertAdjacentHTML("afterbegin", "<p>Late</p>".repeat(5));
    setTimeout(look, 200, tries - 1);
})(100))"""
# How many characters the full lines of the text's paragraphs hold.
LINES = """() => {
    const counts = [];
    for (const paragraph of document.querySelectorAll(".prose > p")) {
        const lines = new Map();
        const walker = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT);
        for (let node; node = walker.nextNode();) {
            for (let place = 0; place < node.length; place++) {
                const range = new Range();
                range.setStart(node, place);
                range.setEnd(node, place + 1);
                const line = Math.round(range.getBoundingClientRect().bottom / 12);
                lines.set(line, (lines.get(line) ?? 0) + 1);
            }
        }
        counts.push(...[...lines.values()].slice(0, -1));
    }
    return counts;
}"""


@dataclass
class Traffic:
    """What a page asked for, and how many bytes came over the wire for it, headers included.

    Without pictures, which are the article's own, and diagrams, which are fetched when one comes near.
    """

    urls: list[str] = field(default_factory=list)
    bytes: int = 0
    _counted: set[str] = field(default_factory=set)

    def watch(self, page: Page) -> None:
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.requestWillBeSent", self._note)
        session.on("Network.loadingFinished", self._count)

    def _count(self, event: dict[str, Any]) -> None:
        if event["requestId"] in self._counted:
            self.bytes += int(event["encodedDataLength"])

    def _note(self, event: dict[str, Any]) -> None:
        url = event["request"]["url"]
        if not url.endswith(NOT_THE_PAGE) and not any(part in url for part in DIAGRAM_FILES):
            self.urls.append(url)
            self._counted.add(event["requestId"])


@pytest.fixture
def page(browser: Browser, site: RunningSite) -> Iterator[Page]:
    """A first visit: nothing is in the browser's cache."""
    with browser.new_context(base_url=site.url, viewport={"width": 1280, "height": 800}) as context:
        page = context.new_page()
        page.add_init_script(COLLECT_SHIFTS)
        watcher = Watcher(page, site.url)
        yield page
        assert watcher.complaints == []


@pytest.mark.parametrize("path", PATHS)
def test_page_is_light(page: Page, path: str) -> None:
    traffic = Traffic()
    traffic.watch(page)
    page.goto(path, wait_until="networkidle")
    page.evaluate(SCROLL)
    print(f"{path}: {traffic.bytes} bytes in {len(traffic.urls)} requests")
    assert traffic.bytes < MAX_BYTES
    assert len(traffic.urls) <= MAX_REQUESTS, traffic.urls


@pytest.mark.parametrize("path", PATHS)
def test_nothing_on_a_page_moves(page: Page, path: str) -> None:
    for width in (1280, 390, 390):  # at first without the fonts in the browser's cache
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(path, wait_until="load")
        page.evaluate(SCROLL)
        assert page.evaluate("shifts") == []


def test_measure_would_notice_a_shift(page: Page) -> None:
    page.goto("/")
    page.evaluate(PAINTED)
    page.evaluate(SHIFT_UNTIL_SEEN)
    assert page.evaluate("shifts.length") > 0


def test_lines_have_65_to_75_characters(page: Page) -> None:
    page.goto("/articles/how-a-page-is-read/")
    counts = page.evaluate(LINES)
    assert len(counts) > 50
    assert 65 <= sum(counts) / len(counts) <= 75


@pytest.mark.parametrize("path", PATHS)
def test_page_fits_every_width(page: Page, path: str) -> None:
    page.goto(path)
    for width in (320, 390, 768, 1088, 1280, 2560):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
