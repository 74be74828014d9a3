"""Diagrams are drawn in sandboxed frames near the window, shift nothing, and leave the page alone."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Frame, Locator, Page, expect

from tests.browser.contract import diagram, show, words
from tests.browser.diagrams import BROKEN, CHART, FLOW, HOSTILE, LONG_NAME, TALL, TYPES, WIDE
from tests.browser.looking import Watcher
from tests.browser.test_looks import PHONE, WIDER_THAN_WINDOW, Scheme, violations
from tests.site import RunningSite

DRAWN_MS = 30_000  # many frames on a busy machine
FILL = "getComputedStyle(document.querySelector('.node rect')).fill"
SCALE = "document.querySelector('svg').getScreenCTM().a"
# What a panel has around its drawing, both sides together: twice 12 pixels and a line.
EDGES = 26
# How many frames were at most between their making and their answer.
COUNT_STARTED = """
window.most = 0;
let answers = 0;
addEventListener("message", () => answers += 1);
new MutationObserver(() => {
    window.most = Math.max(window.most, document.querySelectorAll("iframe").length - answers);
}).observe(document, {childList: true, subtree: true});
"""
# Tried from inside a frame: each must be refused.
FORBIDDEN = {
    "the page": "parent.document.title",
    "the page's place": "parent.location.href",
    "cookies": "document.cookie",
    "storage": "localStorage.length",
    "a database": "indexedDB.open('x')",
    "leaving": "top.location.assign('/tags/')",
}


def drawn(page: Page, count: int = 1) -> Locator:
    """The figures whose diagrams are drawn, when so many are."""
    figures = page.locator(".diagram-drawn")
    expect(figures).to_have_count(count, timeout=DRAWN_MS)
    return figures


def frames(page: Page) -> list[Frame]:
    return [frame for frame in page.frames if frame != page.main_frame]


def height(locator: Locator) -> float:
    box = locator.bounding_box()
    assert box is not None
    return box["height"]


def take_over_frames(page: Page, answer: str) -> None:
    """From now on each answers so, whatever it is asked."""
    script = f"addEventListener('message', event => parent.postMessage({answer}, event.origin))"
    page.route("**/static/frame/diagram.*.js", lambda route: route.fulfill(response=route.fetch(), body=script))


# Drawing


@pytest.mark.parametrize("name", TYPES)
def test_diagram_of_every_type_is_drawn(page: Page, name: str) -> None:
    show(page, diagram(TYPES[name]))
    drawn(page)
    assert page.evaluate("window.shift") == 0
    assert frames(page)[0].evaluate("document.querySelector('svg').getBoundingClientRect().height") > 40


def test_diagram_frame_is_named_and_its_source_is_below(page: Page) -> None:
    show(page, diagram(FLOW, "A flow") + diagram(FLOW))
    figures = drawn(page, 2)
    expect(figures.nth(0).locator("iframe")).to_have_attribute("title", "Diagram 1: A flow")
    expect(figures.nth(1).locator("iframe")).to_have_attribute("title", "Diagram 2")
    pre = figures.nth(0).locator("pre")
    expect(pre).to_be_hidden()
    figures.nth(0).get_by_text("Source").click()
    expect(pre).to_be_visible()
    assert pre.inner_text() == f"{FLOW}\n"


def test_diagram_that_cannot_be_drawn_stays_its_source(page: Page) -> None:
    show(page, diagram(BROKEN) + diagram(FLOW))
    drawn(page)
    broken = page.locator("figure.diagram").first
    expect(broken.locator("pre")).to_be_visible()
    note = broken.locator(".diagram-note")
    expect(note).to_have_text("This diagram could not be drawn: Parse error on line 2: ...lowchart LR A --> --> B [")
    expect(broken.locator(".diagram-note + pre")).to_be_visible()
    expect(broken.locator("iframe")).to_have_count(0)
    assert page.evaluate("window.shift") == 0


def test_diagram_without_javascript_is_its_source(browser: Browser, site: RunningSite) -> None:
    with browser.new_context(base_url=site.url, java_script_enabled=False) as context:
        page = context.new_page()
        show(page, diagram(FLOW))
        expect(page.locator("figure.diagram pre")).to_have_text(FLOW)
        expect(page.locator("iframe")).to_have_count(0)


def test_page_without_diagrams_loads_nothing_for_them(page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    show(page, words(3))
    page.wait_for_load_state("networkidle")
    assert not [url for url in asked if "diagram" in url or "mermaid" in url]


def test_mermaid_is_fetched_once_for_all_diagrams(page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    show(page, diagram(FLOW) * 3)
    drawn(page, 3)
    assert len([url for url in asked if "mermaid" in url]) == 1


# Near the window, in its room


def test_diagram_far_from_the_window_waits(page: Page) -> None:
    show(page, diagram(FLOW) + words(100) + diagram(FLOW))
    drawn(page)
    assert len(frames(page)) == 1
    page.locator("figure.diagram").last.scroll_into_view_if_needed()
    drawn(page, 2)


def test_two_diagrams_at_most_start_at_once(page: Page) -> None:
    page.add_init_script(f"if (window === top) {{ {COUNT_STARTED} }}")
    show(page, diagram("flowchart LR; a --> b") * 6)
    drawn(page, 6)
    assert page.evaluate("window.most") == 2


@pytest.mark.parametrize("lines", [1, 10, 20])
def test_diagram_in_the_window_keeps_its_room(page: Page, lines: int) -> None:
    show(page, diagram("flowchart LR\n" + "  a --> b\n" * (lines - 1)))
    figure = page.locator("figure.diagram")
    before = height(figure)
    drawn(page)
    assert height(figure) == before
    assert page.evaluate("window.shift") == 0


def test_diagram_below_the_window_takes_the_drawings_shape(page: Page) -> None:
    show(page, words(20) + diagram(FLOW))
    stage = drawn(page).locator(".diagram-stage")
    expect(page.locator(".diagram-fitted")).to_have_count(1)
    drawing = frames(page)[0].evaluate("document.querySelector('svg').viewBox.baseVal.height")
    assert height(stage) == pytest.approx(drawing + EDGES, abs=1)
    assert page.evaluate("window.shift") == 0


def test_diagram_whose_foot_is_below_the_window_takes_the_drawings_shape(page: Page) -> None:
    show(page, words(12) + diagram(TALL) + words(20))
    stage = drawn(page).locator(".diagram-stage")
    expect(page.locator(".diagram-fitted")).to_have_count(1)
    assert height(stage) > 800
    assert page.evaluate("window.shift") == 0


def test_diagram_above_the_window_takes_the_drawings_shape(page: Page) -> None:
    show(page, words(60) + diagram(TALL) + words(100))
    page.evaluate("scrollTo(0, document.querySelector('figure.diagram').offsetTop + 900)")
    drawn(page)
    expect(page.locator(".diagram-fitted")).to_have_count(1)
    assert page.evaluate("window.shift") == 0


@pytest.mark.parametrize("above", [0, 20])
def test_wide_diagram_on_a_phone_is_scrolled_at_a_readable_size(page: Page, above: int) -> None:
    page.set_viewport_size(PHONE)
    show(page, words(above) + diagram(WIDE))
    stage = drawn(page).locator(".diagram-stage")
    assert frames(page)[0].evaluate(SCALE) == pytest.approx(0.8, abs=0.01)
    assert not page.evaluate(WIDER_THAN_WINDOW)
    stage.press("ArrowRight")
    page.wait_for_function("() => document.querySelector('.diagram-stage').scrollLeft > 0")


@pytest.mark.parametrize("above", [0, 20])
def test_diagram_that_fits_is_shown_whole_and_is_no_stop_of_the_keyboard(page: Page, above: int) -> None:
    show(page, words(above) + diagram("flowchart LR; a --> b"))
    stage = drawn(page).locator(".diagram-stage")
    assert frames(page)[0].evaluate(SCALE) == pytest.approx(1, abs=0.01)
    assert stage.get_attribute("tabindex") is None
    middles = "[document.querySelector('.diagram-stage'), document.querySelector('.diagram-drawing')].map(box => {"
    middles += " const {x, y, width, height} = box.getBoundingClientRect(); return [x + width / 2, y + height / 2]; })"
    room, drawing = page.evaluate(middles)
    assert drawing == pytest.approx(room, abs=1)


def test_diagrams_long_names_are_not_broken(page: Page) -> None:
    show(page, diagram(f"flowchart LR\n  a[{LONG_NAME}] --> b"))
    drawn(page)
    rows = "[...document.querySelectorAll('.node .row')].map(row => row.textContent)"
    assert LONG_NAME in frames(page)[0].evaluate(rows)


def test_dates_of_a_chart_do_not_touch(page: Page) -> None:
    show(page, diagram(CHART))
    drawn(page)
    boxes = "[...document.querySelectorAll('.grid text')].map(text => text.getBoundingClientRect().toJSON())"
    dates = frames(page)[0].evaluate(boxes)
    assert len(dates) > 3
    assert all(one["right"] < other["left"] for one, other in itertools.pairwise(dates))


def test_diagram_is_never_larger_than_its_room(page: Page) -> None:
    page.set_viewport_size(PHONE)
    show(page, diagram("flowchart LR\n  " + " --> ".join(f"node{n}" for n in range(30))))
    drawn(page)
    assert not page.evaluate(WIDER_THAN_WINDOW)
    assert frames(page)[0].evaluate(WIDER_THAN_WINDOW) is False


# Light and dark


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_diagram_has_the_pages_colours(page: Page, scheme: Scheme) -> None:
    page.emulate_media(color_scheme=scheme)
    show(page, diagram("flowchart LR; a --> b"))
    drawn(page)
    red = int(re.findall(r"\d+", frames(page)[0].evaluate(FILL))[0])
    assert (red < 100) == (scheme == "dark")


def test_diagram_follows_a_change_of_the_theme(page: Page) -> None:
    show(page, diagram("flowchart LR; a --> b"))
    drawn(page)
    before = frames(page)[0].evaluate(FILL)
    page.emulate_media(color_scheme="dark")
    frames(page)[0].wait_for_function(f"before => document.querySelector('svg') && {FILL} !== before", arg=before)
    assert len(frames(page)) == 1


def test_printed_diagram_is_the_drawing_or_the_whole_source(page: Page) -> None:
    show(page, diagram(FLOW) + words(100) + diagram("flowchart LR\n" + "  a --> b\n" * 60))
    drawn(page)
    page.emulate_media(media="print")
    expect(page.locator(".diagram-stage").first).to_be_visible()
    expect(page.get_by_text("Source")).to_be_hidden()
    assert page.locator("figure.diagram > pre").evaluate("pre => pre.scrollHeight <= pre.clientHeight + 1")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_drawn_diagrams_are_accessible(page: Page, scheme: Scheme) -> None:
    page.emulate_media(color_scheme=scheme)
    show(page, "<h1>A title</h1>" + diagram(FLOW, "A flow") + diagram(BROKEN))
    drawn(page)
    assert violations(page) == []


# The sandbox


@pytest.fixture
def frame(browser: Browser, site: RunningSite) -> Iterator[Frame]:
    """A diagram's frame in a page that may complain."""
    page = browser.new_context(base_url=site.url).new_page()
    show(page, diagram(FLOW))
    drawn(page)
    yield frames(page)[0]
    page.context.close()


def test_frame_has_no_origin(frame: Frame) -> None:
    assert frame.evaluate("origin") == "null"


@pytest.mark.parametrize("what", FORBIDDEN)
def test_frame_reaches_nothing(frame: Frame, what: str) -> None:
    attempt = f"() => {{ try {{ {FORBIDDEN[what]}; return 'done'; }} catch (error) {{ return error.name; }} }}"
    assert frame.evaluate(attempt) == "SecurityError"


@pytest.mark.parametrize("address", ["/", "https://evil.example/"])
def test_frame_asks_nobody(frame: Frame, address: str) -> None:
    answer = "address => fetch(new URL(address, location.href)).then(() => 'answered', error => error.name)"
    assert frame.evaluate(answer, address) == "TypeError"


def test_frame_draws_for_the_page_alone(frame: Frame) -> None:
    drawing = "document.querySelector('svg').textContent"
    before = frame.evaluate(drawing)
    frame.evaluate("postMessage({source: 'flowchart LR; other', colours: {}}, '*')")
    frame.evaluate("new Promise(resolve => setTimeout(resolve, 300))")
    assert frame.evaluate(drawing) == before


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_source_does_nothing_and_asks_no_other_host(browser: Browser, site: RunningSite, name: str) -> None:
    with browser.new_context(base_url=site.url) as context:
        page = context.new_page()
        watcher = Watcher(page, site.url)
        page.on("dialog", lambda dialog: watcher.complaints.append(f"dialog: {dialog.message}"))
        show(page, diagram(HOSTILE[name]))
        drawn(page)
        (frame,) = frames(page)
        frame.evaluate("for (const node of document.querySelectorAll('svg *')) node.dispatchEvent(new Event('click'))")
        assert frame.locator("a, img, iframe, foreignObject, body script").count() == 0
        assert (frame.evaluate("window.hurt"), page.evaluate("window.hurt")) == (None, None)
        # Mermaid takes a label for HTML before it makes text of it; the frame's policy refuses to run what is in there.
        refused = [complaint for complaint in watcher.complaints if "inline" not in complaint]
        assert (refused, page.url) == ([], f"{site.url}/articles/")


@pytest.mark.parametrize("answer", ["{width: '9px', height: {}}", "{width: -1, height: 9}", "null", "{width: NaN}"])
def test_answer_that_is_no_size_leaves_the_source(page: Page, answer: str) -> None:
    """A frame that was taken over can say nothing to the page but how large its drawing is, or a short text."""
    take_over_frames(page, answer)
    show(page, words(20) + diagram(FLOW))
    expect(page.locator(".diagram-note")).to_have_text("This diagram could not be drawn.", timeout=DRAWN_MS)
    expect(page.locator("figure.diagram pre")).to_be_visible()


def test_reason_of_a_frame_is_a_short_text(page: Page) -> None:
    take_over_frames(page, "{reason: '<b>bold\\u202e</b>\\t'.repeat(100)}")
    show(page, words(20) + diagram(FLOW))
    note = page.locator(".diagram-note")
    expect(note).to_contain_text("could not be drawn: <b>bold </b> <b>bold", timeout=DRAWN_MS)
    assert len(note.inner_text()) == len("This diagram could not be drawn: ") + 300
    expect(note.locator("*")).to_have_count(0)


# What the server says


def test_files_of_the_frame_alone_are_for_strangers(page: Page) -> None:
    policies: dict[str, str] = {}
    page.on("response", lambda one: policies.update({one.url: one.headers["cross-origin-resource-policy"]}))
    show(page, diagram(FLOW))
    drawn(page)
    strangers = {url.rsplit("/static/", 1)[1].split(".")[0] for url in policies if policies[url] == "cross-origin"}
    assert strangers == {"frame/diagram", "frame/palette"}
