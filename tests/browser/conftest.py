"""A browser, and the sites it looks at. Every page a test opens watches for what a reader's console would show."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.clocked import open_context
from tests.browser.desk_site import DeskSite, running_desk
from tests.browser.editor_page import EditorServer, running_editor
from tests.browser.looking import Watcher, open_browser, write_long_content
from tests.site import RunningSite

# Two browsers and two sites share what may be two slow processors: none of these tests is about time.
expect.set_options(timeout=15_000)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with open_browser() as browser:
        yield browser


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSite]:
    """With content/ and enough articles for two pages of the list."""
    folder = write_long_content(tmp_path_factory.mktemp("browser") / "content")
    with RunningSite({"CONTENT_DIR": str(folder)}) as site:
        yield site


@pytest.fixture(scope="module")
def empty_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSite]:
    with RunningSite({"CONTENT_DIR": str(tmp_path_factory.mktemp("empty"))}) as site:
        yield site


@pytest.fixture(scope="module")
def writers() -> Iterator[DeskSite]:
    """A site without articles, of which Ada is an author and Eve an editor."""
    with running_desk() as site:
        for username, role in (("ada", "author"), ("eve", "editor")):
            site.add_user(username, role)
        yield site


@pytest.fixture
def ada(browser: Browser, writers: DeskSite) -> Iterator[BrowserContext]:
    """A browser in which she is signed in."""
    with open_context(browser, writers) as context:
        yield context


@pytest.fixture
def page(browser: Browser, site: RunningSite) -> Iterator[Page]:
    """At the size of a laptop. The test fails if the page complained, broke the policy or asked another host."""
    with browser.new_context(base_url=site.url, viewport={"width": 1280, "height": 800}) as context:
        page = context.new_page()
        watcher = Watcher(page, site.url)
        yield page
        assert watcher.complaints == []


@pytest.fixture(scope="session")
def editor_server() -> Iterator[EditorServer]:
    with running_editor() as server:
        yield server


@pytest.fixture
def editor(editor_server: EditorServer) -> EditorServer:
    editor_server.reset()
    return editor_server


@pytest.fixture
def desk(browser: Browser, editor: EditorServer) -> Iterator[Page]:
    """A page for the editor, as strict as `page`; a test opens it by `open_editor`."""
    options: dict[str, Any] = {
        "viewport": {"width": 1280, "height": 800},
        "locale": "en-GB",
        "timezone_id": "Europe/Berlin",
    }
    permissions = ["clipboard-read", "clipboard-write"]
    with browser.new_context(base_url=editor.url, permissions=permissions, **options) as context:
        page = context.new_page()
        watcher = Watcher(page, editor.url)
        yield page
        # That the server refused, or could not be reached, is what some tests ask for.
        expected = ("responded with a status of 4", "responded with a status of 5", "ERR_INTERNET_DISCONNECTED")
        assert [said for said in watcher.complaints if not any(text in said for text in expected)] == []
