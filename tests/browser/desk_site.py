"""A site over a table of its own, with accounts, and browsers in which somebody has signed in.

Sessions are made by the site's own form, so that whatever stands in an author's way stands in a test's too.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from playwright.sync_api import Browser, Page

from tests.accounts import PASSWORD
from tests.browser.looking import Watcher
from tests.engine import Engine
from tests.site import RunningSite, table_environment

DESK = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}


class DeskSite(RunningSite):
    """Real in every part: gunicorn, the engine, the hasher."""

    def add_user(self, username: str, role: str = "author", password: str = PASSWORD, *, once: bool = False) -> None:
        """An account; with `once` its password must be changed at the first sign-in."""
        code = (
            "from portfolio.accounts.wiring import users; import os;"
            "users().add(os.environ['WHO'], display_name=os.environ['WHO'].title(), role=os.environ['ROLE'],"
            " password=os.environ['PASSWORD'], must_change=bool(os.environ['ONCE']), by='tests')"
        )
        given = {"WHO": username, "ROLE": role, "PASSWORD": password, "ONCE": "1" if once else ""}
        self.run_python(code, given)

    def run_python(self, code: str, given: dict[str, str]) -> str:
        """Run code in a process like the site's."""
        from tests.site import manage

        return manage("shell", "--no-imports", "-c", code, environment={**self.environment, **given})


@contextlib.contextmanager
def running_desk(**environment: str) -> Iterator[DeskSite]:
    """Over an empty table in an engine of its own, which ends with it."""
    with Engine() as engine:
        given = {**table_environment(engine.url), "USE_FILE_FALLBACK": "false", **environment}
        with DeskSite(given) as site:
            site.manage("create_table")
            yield site


@contextlib.contextmanager
def open_page(
    browser: Browser, site: RunningSite, *, viewport: dict[str, int] | None = None, javascript: bool = True
) -> Iterator[tuple[Page, Watcher]]:
    """A browser of its own, which nobody has signed in to, with an eye on its console."""
    with browser.new_context(base_url=site.url, viewport=viewport or DESK, java_script_enabled=javascript) as context:  # type: BrowserContext
        page = context.new_page()
        yield page, Watcher(page, site.url)


def sign_in(page: Page, username: str, password: str = PASSWORD, *, address: str = "/author/login/") -> None:
    page.goto(address)
    page.get_by_label("Username").fill(username)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in").click()
