"""What the browser tests and the screenshots share: the browser, long content, and an eye on the console."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright

from tests.engine import PROJECT
from tests.site import write_article

# Without the windows around the pages: it costs two thirds of the time.
CHROMIUM = "/usr/bin/chromium-headless-shell"
EXTRA_ARTICLES = 24
RICH = "rich-article"
# Holds one of every construct.
GUIDE = "/articles/what-an-article-can-hold/"
# Says when the policy refused something, also where the console would not.
REPORT_VIOLATIONS = """
addEventListener("securitypolicyviolation", event =>
    console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`));
"""
RICH_BODY = f"""
# A heading

Words with a [link](https://example.com/), `code` and a very long word: {"w" * 120}.

| {" | ".join(f"a long column {n}" for n in range(12))} |
|{"---|" * 12}
| {" | ".join(f"the_value_of_{n}" for n in range(12))} |

```python
{"a_very_long_line_of_code = " + " + ".join(f"value_{n}" for n in range(40))}
```

1. first
2. second

> A quotation.

## Another heading

![a picture](https://example.com/picture.png)
"""


@contextlib.contextmanager
def open_browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM)
        yield browser
        browser.close()


def write_long_content(folder: Path) -> Path:
    """The project's own articles, one with everything that may be too wide, and enough for two pages of the list."""
    shutil.copytree(PROJECT / "content", folder)
    write_article(
        folder,
        RICH,
        RICH_BODY,
        title=f"A title of many words that go on and on, and one of {'great' * 12} length",
        description="What it is about, in one sentence that is long enough for two lines on a small screen.",
        author="An Author",
        date="2026-06-01",
        tags=["C++", ".NET", "A tag of several words"],
    )
    for number in range(EXTRA_ARTICLES):
        date, tags = f"2026-03-{number + 1:02}", ["Python", f"Topic {number % 5}"]
        write_article(folder, f"article-{number:02}", title=f"Article {number}", date=date, tags=tags)
    return folder


class Watcher:
    """Collects what no page may do: write to the console, break the policy, fail to load, ask another host."""

    def __init__(self, page: Page, own_url: str) -> None:
        self.complaints: list[str] = []
        self._own_url = own_url
        page.add_init_script(REPORT_VIOLATIONS)
        page.on("console", self._note_message)
        page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        page.on("request", self._note_request)
        page.on("requestfailed", self._note_failure)

    def _note_message(self, message: ConsoleMessage) -> None:
        # That a page was not found is what the tests of such pages ask for; axe asks each frame for its findings, and a
        # sandboxed one has no origin.
        is_missing = message.type == "error" and "the server responded with a status of 404" in message.text
        is_of_axe = message.type == "warning" and message.text.startswith("Failed to execute 'postMessage'")
        if not (is_missing or is_of_axe):
            self.complaints.append(f"{message.type}: {message.text}")

    def _note_request(self, request: Request) -> None:
        # What a page has in its own memory, as the diagrams' frame has its script, comes from no host.
        if not request.url.startswith((f"{self._own_url}/", "blob:")):
            self.complaints.append(f"another host: {request.url}")

    def _note_failure(self, request: Request) -> None:
        # A test that leaves a page at once ends what was still loading.
        if request.failure != "net::ERR_ABORTED":
            self.complaints.append(f"failed: {request.url} {request.failure}")
