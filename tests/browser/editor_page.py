"""The editor's page on a server of its own, which answers as the site does, remembers what it was asked, and fails when
a test wants it to: what the scripts do is looked at apart from what the site makes of it."""

from __future__ import annotations

import json
import mimetypes
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email import message_from_bytes
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils.safestring import mark_safe
from playwright.sync_api import Page

from articles.keys import is_slug, slug_from_text
from articles.letters import count_words
from articles.rendering import render_article
from articles.site import site
from articles.views.author.checks import Checked, check_texts
from articles.views.contents import contents_of
from articles.views.diagrams import diagram_frame
from portfolio.middleware import CONTENT_SECURITY_POLICY
from tests.engine import PROJECT
from tests.factories import make_article

STATIC = PROJECT / "articles/static"
NEW, EDIT, PREVIEW = "/author/articles/new/", "/author/articles/01ARTICLE/", "/author/preview/"
CHECKS = "/author/checks/"
FIND = "/author/find/"
WAIT_SECONDS = 20.0
TAGS = ("Python", "PyPI", "Performance", "AWS", "Django")
PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Editor</title>
<script src="/static/reader.js"></script>
<link rel="stylesheet" href="/static/site.css">
<link rel="stylesheet" href="/static/author/author.css">
<link rel="stylesheet" href="/static/author/edit.css">
<link rel="stylesheet" href="/static/author/checks.css">
{keys}
{head}
<script src="/static/author/help.js" defer></script>
</head>
<body class="desk">
<main id="main" class="desk-main wide">
<form id="editor" class="editor" method="post" action="{address}" novalidate data-preview-url="/author/preview/"
 data-slug-url="/author/slug/" data-tags-url="/author/tags/" data-username="ada" {more}
 data-find-url="{find_url}" data-article-id="" data-time-zone="Asia/Tokyo">
<input type="hidden" name="csrfmiddlewaretoken" value="a"><input type="hidden" name="version" value="0.0">
<input type="hidden" name="token" value="token-1">
<header class="desk-head editor-head"><div class="editor-what"><h1>New article</h1></div>
<div class="actions">
<button class="button" name="action" value="save">Save draft</button>
<button class="button" name="action" value="preview" formaction="/author/preview/" formtarget="_blank">Preview</button>
<button class="button primary" name="action" value="publish">Publish</button></div>
<p class="editor-status meta" data-status role="status"></p></header>
<div class="editor-parts"><div class="editor-text">
<div class="field"><label for="id_title">Title</label><input id="id_title" name="title" value="{title}" required></div>
<div data-toolbar hidden></div>
<div class="editor-body field" data-body><label for="id_body">Text</label>
<textarea id="id_body" name="body" required>
{body}</textarea></div>
<p class="meta" data-count></p>
{checks}
<section data-preview aria-label="Preview" hidden>
</section></div>
<details class="editor-side" open><summary>Address, tags, dates and more</summary><div class="editor-fields">
<div><div class="field"><label for="id_slug">Address</label><input id="id_slug" name="slug"></div>
<p class="meta" data-slug-state role="status"></p></div>
<div><div class="field"><label for="id_description">Description</label>
<textarea id="id_description" name="description"></textarea></div><p class="meta" data-length="160"></p></div>
<div class="field"><label for="id_tags">Tags</label><input id="id_tags" name="tags"></div>
<div class="field"><label for="id_published_at">Published at</label>
<input type="datetime-local" id="id_published_at" name="published_at"></div>
</div></details></div></form></main></body></html>"""


class EditorServer(ThreadingHTTPServer):
    """`asked` are the forms that came, newest last. `answers` has, by path, the status and JSON to give instead."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.reset()

    def reset(self) -> None:
        self.title, self.body = "", ""
        self.find_url = ""  # without one, no article is searched
        self.found: list[dict[str, Any]] = []
        self.finds = threading.Event()  # cleared, a search waits for its answer
        self.finds.set()
        # Further attributes of the form; without one that says so, nothing is saved by itself.
        self.more = ""
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.answers: dict[str, tuple[int, dict[str, Any]]] = {}
        self.missing: set[str] = set()
        self.versions = 0

    def forms(self, path: str) -> list[dict[str, str]]:
        return [form for asked, form in self.asked if asked == path]

    def find(self, words: str) -> dict[str, Any]:
        articles = [article for article in self.found if words.casefold() in article["title"].casefold()]
        return {"articles": articles, "more": False}

    def handle_error(self, *_: object) -> None:
        """A browser that aborts a request is no news."""


class _Handler(BaseHTTPRequestHandler):
    server: EditorServer

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        asked = {name: values[0] for name, values in parse_qs(address.query).items()}
        if address.path in self.server.missing:
            return self._send(404, "text/plain", b"")
        if address.path.startswith("/static/"):
            return self._send_file(address.path.removeprefix("/static/"))
        if address.path == "/diagram-frame/":
            return self._send_frame()
        if address.path == "/author/slug/":
            self.server.asked.append((address.path, asked))
            return self._send_json(200, about_slug(asked))
        if address.path == "/author/tags/":
            found = [{"tag": tag.lower(), "label": tag} for tag in TAGS if tag.lower().startswith(asked["q"].lower())]
            return self._send_json(200, {"tags": found})
        if address.path == FIND:
            self.server.asked.append((address.path, asked))
            self.server.finds.wait(WAIT_SECONDS)
            return self._send_json(*self.server.answers.get(FIND, (200, self.server.find(asked.get("q", "")))))
        if address.path in (NEW, EDIT):
            return self._send_page(address.path)
        return self._send(204, "text/plain", b"")

    def do_POST(self) -> None:
        form = self._read_form()
        self.server.asked.append((self.path, form))
        if self.path in self.server.answers:
            return self._send_json(*self.server.answers[self.path])
        if self.path.startswith(CHECKS):
            return self._send_json(200, check_texts(form, article_id=None, stands_at="").as_json())
        if self.path == PREVIEW:
            return self._send(200, "text/html; charset=utf-8", preview(form).encode(), framed=True)
        if "application/json" in self.headers["Accept"]:
            self.server.versions += 1
            number = self.server.versions
            said = {"version": f"{number}.0", "token": f"token-{number + 1}", "edit_url": EDIT, "state": "draft"}
            return self._send_json(200, {**said, "message": "Draft saved", "errors": {}})
        return self._send(200, "text/html; charset=utf-8", f"<title>{form['action']}</title>".encode())

    def _read_form(self) -> dict[str, str]:
        data = self.rfile.read(int(self.headers["Content-Length"]))
        kind = self.headers["Content-Type"]
        if kind.startswith("application/x-www-form-urlencoded"):
            return {name: values[0] for name, values in parse_qs(data.decode(), keep_blank_values=True).items()}
        message = message_from_bytes(b"Content-Type: " + kind.encode() + b"\r\n\r\n" + data)
        return {
            str(part.get_param("name", header="content-disposition")): str(part.get_payload(decode=True), "utf-8")  # type: ignore[arg-type]
            for part in message.walk()
            if not part.is_multipart()
        }

    def _send_page(self, address: str) -> None:
        head = render_to_string("author/_editor_head.html")
        checks = render_to_string("author/_checks.html", {"checks": Checked(()), "slug": ""})
        keys = render_to_string("author/_keys_head.html")
        server = self.server
        text = PAGE.format(
            keys=keys,
            head=head,
            checks=checks,
            address=address,
            title=server.title,
            body=server.body,
            find_url=server.find_url,
            more=server.more,
        )
        self._send(200, "text/html; charset=utf-8", text.encode())

    def _send_file(self, name: str) -> None:
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        content = (STATIC / name).read_bytes()
        self._send(200, kind, content, shared=name.startswith("frame/"))

    def _send_frame(self) -> None:
        answer = diagram_frame(RequestFactory().get("/diagram-frame/"))
        self.send_response(200)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.content)))
        self.end_headers()
        self.wfile.write(answer.content)

    def _send_json(self, status: int, answer: dict[str, Any]) -> None:
        self._send(status, "application/json", json.dumps(answer).encode())

    def _send(self, status: int, kind: str, content: bytes, *, framed: bool = False, shared: bool = False) -> None:
        policy = CONTENT_SECURITY_POLICY
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.send_header(
            "Content-Security-Policy", policy.replace("ancestors 'none'", "ancestors 'self'") if framed else policy
        )
        self.send_header("Cross-Origin-Resource-Policy", "cross-origin" if shared else "same-origin")
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """The tests look at `asked`."""


def about_slug(asked: dict[str, str]) -> dict[str, str]:
    wanted = asked.get("slug") or slug_from_text(asked.get("title", ""))
    state = "taken" if wanted == "taken" else "free" if is_slug(wanted) else "wrong"
    said = {"free": "This address is free.", "taken": "Another article has this address.", "wrong": "a-z only."}
    suggestion = "taken-2" if state == "taken" else slug_from_text(wanted)
    return {"slug": wanted, "state": state, "suggestion": suggestion, "message": said[state]}


def preview(form: dict[str, str]) -> str:
    """The reader's page of what was typed, by the site's own renderer and template."""
    rendered = render_article(form["body"])
    now = datetime.now(UTC)
    article = make_article(title=form["title"], published_at=now, word_count=count_words(form["body"]), tags=())
    context = {
        "article": article,
        "body": mark_safe(rendered.html),
        "contents": contents_of(rendered.headings),
        "site": site(),
        "around": {},
    }
    return render_to_string("articles/detail.html", context)


@contextmanager
def running_editor() -> Iterator[EditorServer]:
    server = EditorServer()
    threading.Thread(target=server.serve_forever, name="editor", daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def open_editor(page: Page, server: EditorServer, body: str = "", *, title: str = "") -> None:
    """Opens the page of a new article that holds this much already, with the cursor at the text's end."""
    server.body, server.title = escape(body), escape(title)
    page.goto(NEW)
    assert page.evaluate("Boolean(globalThis.desk?.view)")
    select(page, len(body))


def select(page: Page, start: int, end: int | None = None) -> None:
    """Put the cursor there, or select from there to `end`."""
    page.evaluate(
        "([anchor, head]) => desk.view.dispatch({selection: {anchor, head}})", [start, start if end is None else end]
    )
    page.evaluate("desk.view.focus()")


def text_of(page: Page) -> str:
    """What the form would send."""
    return str(page.evaluate("document.getElementById('id_body').value"))


def marked(page: Page) -> str:
    """The text with the selection between two bars, or one bar where the cursor is."""
    return str(
        page.evaluate("""() => {
            const { doc, selection: { main: { from, to } } } = desk.view.state;
            const parts = [[0, from], [from, to], [to, doc.length]].map(([from, to]) => doc.sliceString(from, to));
            return parts.filter((part, index) => part || index !== 1).join("|");
        }""")
    )
