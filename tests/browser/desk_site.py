"""A site over a table of its own, with accounts, and browsers that sign in by the site's own form."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from collections.abc import Iterator

from playwright.sync_api import Browser, Page, ViewportSize

from tests.accounts import PASSWORD
from tests.browser.looking import Watcher
from tests.engine import PROJECT, Engine
from tests.site import RunningSite, table_environment

DESK: ViewportSize = {"width": 1280, "height": 800}
PHONE: ViewportSize = {"width": 390, "height": 844}


class DeskSite(RunningSite):
    """Real in every part: gunicorn, the engine, the hasher."""

    def add_user(self, username: str, role: str = "author", password: str = PASSWORD) -> None:
        """An account as the command for it makes one."""
        command = ["manage.py", "createauthor", "--username", username, "--name", username.title(), "--role", role]
        done = subprocess.run(
            [sys.executable, *command, "--password-stdin"],
            cwd=PROJECT, env=self.environment, input=f"{password}\n", text=True, capture_output=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr

    def add_user_once(self, username: str, role: str = "author") -> str:
        """An account that must choose a password; what it signs in with the first time."""
        said = self.manage("createauthor", "--username", username, "--role", role, "--one-time")
        return said.split()[-1]


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
    browser: Browser, site: RunningSite, *, viewport: ViewportSize | None = None, javascript: bool = True
) -> Iterator[tuple[Page, Watcher]]:
    """A browser of its own, which nobody has signed in to, with an eye on its console."""
    with browser.new_context(base_url=site.url, viewport=viewport or DESK, java_script_enabled=javascript) as context:
        page = context.new_page()
        yield page, Watcher(page, site.url)


def sign_in(page: Page, username: str, password: str = PASSWORD, *, address: str = "/author/login/") -> None:
    page.goto(address)
    page.get_by_label("Username").fill(username)
    page.get_by_label("Password", exact=True).fill(password)
    # What is filled in while scripts still load is not yet listened to.
    with page.expect_navigation():
        page.get_by_role("button", name="Sign in").click()
