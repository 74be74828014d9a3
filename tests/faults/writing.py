"""An editor that is open in a browser, by what it sends: it keeps its text, and asks again when no answer comes."""

from __future__ import annotations

import http.client
import json
import random
import re
import time
import urllib.parse
from dataclasses import dataclass, field
from typing import Any

from tests.accounts import PASSWORD
from tests.site import ANSWER_SECONDS, RunningSite

PATIENCE_SECONDS = 20.0
PAUSE_SECONDS = 0.02
EMPTY = dict.fromkeys(("description", "published_at", "unpublish_at", "category", "hero", "canonical_url"), "")
_HIDDEN = re.compile(r'name="(csrfmiddlewaretoken|version|token)"\s+value="([^"]*)"')


class Lost(Exception):
    """The server went away before it answered, or says that it cannot tell."""


@dataclass(frozen=True)
class Heard:
    status: int
    headers: http.client.HTTPMessage
    body: str

    def json(self) -> Any:
        return json.loads(self.body)


class Browser:
    """Somebody who is signed in; each request has a connection of its own."""

    def __init__(self, site: RunningSite, username: str) -> None:
        self._site = site
        self.username = username
        self._cookies: dict[str, str] = {}
        hidden = dict(_HIDDEN.findall(self.ask("GET", "/author/login/").body))
        answer = self.ask("POST", "/author/login/", {**hidden, "username": username, "password": PASSWORD})
        assert answer.status == 302, answer.body

    def ask(self, method: str, path: str, form: dict[str, str] | None = None) -> Heard:
        """Raises `Lost` when the connection breaks or there is none."""
        connection = http.client.HTTPConnection("127.0.0.1", self._site.port, timeout=ANSWER_SECONDS)
        headers = {
            "Accept": "application/json" if form and "action" in form else "text/html",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items()),
            "Content-Type": "application/x-www-form-urlencoded",
            "Origin": self._site.url,
            "Connection": "close",
        }
        body = urllib.parse.urlencode(form) if form else None
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            answer = Heard(response.status, response.headers, response.read().decode())
        except (OSError, http.client.HTTPException) as exc:
            raise Lost from exc
        finally:
            connection.close()
        for cookie in answer.headers.get_all("Set-Cookie", []):
            name, _, value = cookie.partition(";")[0].partition("=")
            self._cookies[name] = value
        return answer

    def wait_for(self, path: str) -> Heard:
        """A page, from whichever worker is there again first."""
        ends = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                return self.ask("GET", path)
            except Lost:
                assert time.monotonic() < ends, "the site did not come back"
                time.sleep(PAUSE_SECONDS)


@dataclass
class OpenEditor:
    """`text` is what its author typed. `acknowledged` are texts of which the site said that it has them, by how."""

    browser: Browser
    title: str
    chances: random.Random
    address: str = "/author/articles/new/"
    text: str = ""
    lines: int = 0
    sent: int = 0
    lost: int = 0
    form: dict[str, str] = field(default_factory=dict)
    acknowledged: list[tuple[str, str]] = field(default_factory=list)
    pending: tuple[str, str] | None = None

    def __post_init__(self) -> None:
        self.page = "".join(self.chances.choice("ABCDEFGHJKMNPQRSTVWXYZ") for _ in range(26))
        self.form = dict(_HIDDEN.findall(self.browser.ask("GET", self.address).body))

    @property
    def article_id(self) -> str:
        return self.address.rstrip("/").rpartition("/")[2]

    def type(self) -> None:
        self.lines += 1
        self.text += f"Line {self.lines} of {self.title}.\n"

    def send(self, action: str) -> None:
        """One attempt; nothing is known of it afterwards if it raises `Lost`."""
        self.sent += 1
        self.pending = (action, self.text)
        tags = ", ".join(f"t{self.lines % 3}{n}" for n in range(self.lines % 4 * 4))
        # The page makes the address from the title while its author types that.
        slug = self.title.lower().replace(" ", "-")
        typed = {**EMPTY, "title": self.title, "slug": slug, "body": self.text, "tags": tags, "action": action}
        try:
            answer = self.browser.ask("POST", self.address, {**self.form, **typed, "tab": f"{self.page}.{self.sent}"})
            if answer.status == 503:
                raise Lost
        except Lost:
            self.lost += 1
            raise
        assert answer.status == 200, (action, answer.status, answer.body)
        said = answer.json()
        assert not said["errors"], said
        self.form |= {"version": said["version"], "token": said["token"]}
        self.address = said["edit_url"]
        self.acknowledged.append(self.pending)
        self.pending = None

    def go_on(self) -> None:
        """Ask again until there is an answer: the same thing, or by itself what was typed since."""
        ends = time.monotonic() + PATIENCE_SECONDS
        while self.pending:
            action, _ = self.pending
            if self.chances.random() < 0.3:
                # Its author types on while nobody answers; what comes next is an autosave.
                self.type()
                action = "autosave"
            try:
                self.send(action)
            except Lost:
                assert time.monotonic() < ends, "the site did not come back"
                time.sleep(PAUSE_SECONDS)
