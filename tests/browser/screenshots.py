"""Pictures of every kind of page, to be looked at: `python -m tests.browser.screenshots` puts them into .local/."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Page

from tests.browser.looking import GUIDE, open_browser, write_long_content
from tests.engine import PROJECT
from tests.site import RunningSite

FOLDER = PROJECT / ".local/screenshots"
WIDTHS = (390, 1280)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
PAGES = {
    "home": "/",
    "list": "/articles/",
    "article": "/articles/how-a-page-is-read/",
    "guide": GUIDE,
    "rich": "/articles/rich-article/",
    "tag": "/tags/python/",
    "tags": "/tags/",
    "archive": "/archive/",
    "month": "/archive/2026/03/",
    "about": "/about/",
    "404": "/articles/never-written/",
}
# Parts of the guide, as they are on the screen when a reader has scrolled there.
PARTS = {
    "code": "figure.code:has(.code-title)",
    "table": ".table",
    "steps": ".steps",
    "callouts": ".callout-tip",
    "diagram": "figure.diagram",
    "footer": ".article-foot",
}
DRAWN_SECONDS = 10.0


def take_all(browser: Browser, url: str) -> None:
    for scheme in SCHEMES:
        for width in WIDTHS:
            with browser.new_context(
                base_url=url, color_scheme=scheme, viewport={"width": width, "height": 844}
            ) as context:
                page = context.new_page()
                for name, path in PAGES.items():
                    page.goto(path)
                    page.screenshot(path=FOLDER / f"{name}-{width}-{scheme}.png", full_page=True)
                take_parts(page, f"{width}-{scheme}")


def take_parts(page: Page, suffix: str) -> None:
    page.goto(GUIDE)
    for name, selector in PARTS.items():
        page.locator(selector).first.evaluate("part => part.scrollIntoView({block: 'center'})")
        if name == "diagram":
            page.locator(".diagram-drawn").wait_for(timeout=DRAWN_SECONDS * 1000)
        page.screenshot(path=FOLDER / f"part-{name}-{suffix}.png")


def print_guide(browser: Browser, url: str) -> None:
    with browser.new_context(base_url=url) as context:
        page = context.new_page()
        page.goto(GUIDE)
        page.pdf(path=FOLDER / "print.pdf", format="A4")
        page.set_viewport_size({"width": 720, "height": 1000})
        page.emulate_media(media="print")
        page.screenshot(path=FOLDER / "print.png", full_page=True)


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        content = write_long_content(Path(folder) / "content")
        with RunningSite({"CONTENT_DIR": str(content)}) as site, open_browser() as browser:
            take_all(browser, site.url)
            print_guide(browser, site.url)
    print(f"{len(list(FOLDER.glob('*.png')))} pictures in {FOLDER.relative_to(PROJECT)}/")


if __name__ == "__main__":
    main()
