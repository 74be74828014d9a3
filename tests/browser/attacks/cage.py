"""A browser in which pages may do what they like, for nothing protects a reader there and everything is noted.

The pages stand side by side as frames of one, without the policy and the other headers that the site sends with them.
"""

from __future__ import annotations

import contextlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Dialog, Error, Frame, Page, Request, Route

from tests.unit.html_rules import HTML_TAGS, MATH_TAGS, rules_of

HOOKS = Path(__file__).with_name("hooks.js")
INSPECT = Path(__file__).with_name("inspect.js")
OWN = "http://127.0.0.1:9"
FRAMES = "/frames/"
EMPTY = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".woff2": "font/woff2"}
# What a script of a page might ask for by its bare name.
GLOBALS = (
    "alert", "console", "customElements", "document", "event", "fetch", "frames", "history", "length",
    "localStorage", "location", "matchMedia", "name", "navigator", "opener", "origin", "parent", "self", "status",
    "top", "window",
)  # fmt: skip
RULES = {
    "html": sorted(HTML_TAGS),
    "math": sorted(MATH_TAGS),
    "attributes": {tag: sorted(rules_of(tag)) for tag in HTML_TAGS | MATH_TAGS},
    "protocols": ["http:", "https:", "mailto:"],
    "globals": list(GLOBALS),
    "pause": 150,
}
Findings = dict[str, list[str]]


class Cage:
    """Looks at pages by their paths. `tag` is the text of a link behind each body."""

    def __init__(self, browser: Browser, *, tag: str, hooked: bool = True) -> None:
        self._context: BrowserContext = browser.new_context()
        if hooked:
            self._context.add_init_script(path=HOOKS)
        self._context.route("**/*", self._answer)
        self._context.on("page", self._note_window)
        self._tag = tag
        self._pages: dict[str, str] = {}
        self._findings: defaultdict[str, list[str]] = defaultdict(list)
        self._own: Page | None = None

    def close(self) -> None:
        self._context.close()

    def look_at(self, pages: Mapping[str, str], *, tagged: Iterable[str] = (), bodies: int = 1) -> Findings:
        """What is wrong with each page of so many bodies, and under "" what nobody knows the page of."""
        self._pages = {**pages, FRAMES: _frames(pages, set(tagged))}
        self._findings.clear()
        self._own = page = self._context.new_page()
        page.on("dialog", self._note_dialog)
        page.on("framenavigated", self._note_navigation)
        page.goto(f"{OWN}{FRAMES}")
        rules = {**RULES, "tag": self._tag, "bodies": bodies}
        for path, found in page.evaluate(INSPECT.read_text(), rules).items():
            self._findings[path].extend(found)
        self._own = None
        page.close()
        return {path: sorted(set(found)) for path, found in self._findings.items() if found}

    def _answer(self, route: Route) -> None:
        address, kind = urlsplit(route.request.url), route.request.resource_type
        content_type = EMPTY.get(Path(address.path).suffix)
        if not route.request.url.startswith(f"{OWN}/"):
            self._note(route.request, f"asked for {route.request.url}")
            route.abort()
        elif kind == "document" and address.path in self._pages:
            route.fulfill(body=self._pages[address.path], content_type="text/html; charset=utf-8")
        elif content_type and address.path.startswith("/static/"):
            route.fulfill(body="", content_type=content_type)
        elif kind == "image" or address.path == "/favicon.ico":
            route.fulfill(status=404, body="")
        else:
            self._note(route.request, f"asked for {address.path}")
            route.abort()

    def _note(self, request: Request, finding: str) -> None:
        path = ""
        # A window that is only just being made has no frame yet.
        with contextlib.suppress(Error):
            path = urlsplit(request.frame.url).path
        self._findings[path if path in self._pages else ""].append(finding)

    def _note_window(self, page: Page) -> None:
        if self._own is not None and page != self._own:
            self._findings[""].append("a new window")
            page.close()

    def _note_dialog(self, dialog: Dialog) -> None:
        self._findings[""].append(f"a dialog: {dialog.message}")
        dialog.dismiss()

    def _note_navigation(self, frame: Frame) -> None:
        if urlsplit(frame.url).path not in self._pages:
            self._findings[""].append(f"a page went to {frame.url}")


def _frames(paths: Iterable[str], tagged: set[str]) -> str:
    frames = (
        f'<iframe src="{path}" data-path="{path}"{" data-tagged=x" if path in tagged else ""}></iframe>'
        for path in paths
    )
    return f"<!DOCTYPE html><title>Frames</title>{''.join(frames)}"
