"""Pictures of every kind of page, to be looked at: `python -m tests.browser.screenshots` puts them into .local/."""

from __future__ import annotations

import tempfile
from pathlib import Path

from playwright.sync_api import Browser

from tests.browser.looking import open_browser, write_long_content
from tests.engine import PROJECT
from tests.site import RunningSite

FOLDER = PROJECT / ".local/screenshots"
WIDTHS = (390, 1280)
PAGES = {
    "home": "/",
    "archive": "/archive/",
    "list": "/articles/",
    "article": "/articles/how-a-page-is-read/",
    "rich": "/articles/rich-article/",
    "tag": "/tags/python/",
    "tags": "/tags/",
    "404": "/articles/never-written/",
}


def take_all(browser: Browser, url: str) -> None:
    for scheme in ("light", "dark"):
        for width in WIDTHS:
            with browser.new_context(
                base_url=url, color_scheme=scheme, viewport={"width": width, "height": 844}
            ) as context:
                page = context.new_page()
                for name, path in PAGES.items():
                    page.goto(path)
                    page.screenshot(path=FOLDER / f"{name}-{width}-{scheme}.png", full_page=True)


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        content = write_long_content(Path(folder) / "content")
        with RunningSite({"CONTENT_DIR": str(content)}) as site, open_browser() as browser:
            take_all(browser, site.url)
    print(f"{len(list(FOLDER.glob('*.png')))} pictures in {FOLDER.relative_to(PROJECT)}/")


if __name__ == "__main__":
    main()
