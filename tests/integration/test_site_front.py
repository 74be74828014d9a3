"""The short way to a finished page and the long way through Django must not be told apart by anyone outside."""

from __future__ import annotations

import time
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from wsgiref.util import setup_testing_defaults

import pytest
from django.core.wsgi import get_wsgi_application

from articles.front import PageFront
from tests.factories import make_article
from tests.integration.conftest import Site

PAGES = (
    "/", "/articles/", "/articles/one/", "/tags/", "/tags/python/", "/archive/", "/archive/2026/01/", "/sitemap.xml",
    "/sitemaps/2026-01.xml", "/sitemaps/pages.xml", "/feed.xml", "/feed.atom", "/feed.json", "/tags/python/feed.xml",
    "/articles/one.md", "/llms.txt",
)  # fmt: skip


class Answer(NamedTuple):
    status: str
    headers: list[tuple[str, str]]
    body: bytes

    def header(self, name: str) -> str:
        return dict(self.headers).get(name, "")


class Ways:
    """One page asked for on both ways."""

    def __init__(self) -> None:
        self.django = get_wsgi_application()
        self.entered = 0
        self.front = PageFront(self._through)

    def _through(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        self.entered += 1
        answer: Iterable[bytes] = self.django(environ, start_response)
        return answer

    def short(self, path: str, method: str = "GET", **environ: str) -> Answer:
        """Fails when the request goes the long way."""
        entered = self.entered
        answer = ask(self.front, path, method, environ)
        assert self.entered == entered, "went through Django"
        return answer

    def long(self, path: str, method: str = "GET", **environ: str) -> Answer:
        return ask(self.django, path, method, environ)

    def goes_long(self, path: str, method: str = "GET", **environ: str) -> bool:
        entered = self.entered
        ask(self.front, path, method, environ)
        return self.entered > entered


def ask(application: Any, path: str, method: str, more: dict[str, str]) -> Answer:
    told: list[Any] = []
    environ: dict[str, Any] = {"REQUEST_METHOD": method, "PATH_INFO": path, "HTTP_HOST": "testserver", **more}
    setup_testing_defaults(environ)
    body = application(environ, lambda status, headers, exc_info=None: told.extend((status, headers)))
    content = b"".join(body)
    if hasattr(body, "close"):
        body.close()
    status, headers = told
    return Answer(status, sorted(headers), content)


@pytest.fixture
def ways(site: Site) -> Ways:
    """Both ways of a site whose pages have been asked for before."""
    site.publish(make_article("one", body="Some words.\n" * 200))
    for address in PAGES:
        site.get(address)
    return Ways()


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("accept", ["", "gzip", "gzip, br"])
@pytest.mark.parametrize("address", PAGES)
def test_front_answers_as_django_does(ways: Ways, address: str, accept: str, method: str) -> None:
    short = ways.short(address, method, HTTP_ACCEPT_ENCODING=accept)
    assert short.status == "200 OK" and bool(short.body) is (method == "GET")
    assert short == ways.long(address, method, HTTP_ACCEPT_ENCODING=accept)


@pytest.mark.parametrize(
    ("method", "environ"),
    [
        ("POST", {}),
        ("GET", {"QUERY_STRING": "utm=1"}),
        ("GET", {"HTTP_IF_NONE_MATCH": '"x"'}),
        ("GET", {"HTTP_HOST": "evil.example"}),
        ("GET", {"HTTP_HOST": ""}),
        ("GET", {"HTTP_HOST": "testserver/../x"}),
    ],
    ids=str,
)
def test_front_leaves_what_is_not_plain_to_django(ways: Ways, method: str, environ: dict[str, str]) -> None:
    assert ways.goes_long("/articles/one/", method, **environ)


@pytest.mark.parametrize("path", ["/articles/none/", "/nowhere/", "/healthz", "/articles", "/static/x.css"])
def test_front_leaves_what_it_does_not_know_to_django(ways: Ways, path: str) -> None:
    assert ways.goes_long(path)


def test_front_names_the_host_with_its_port(ways: Ways) -> None:
    assert ways.short("/articles/one/", HTTP_HOST="127.0.0.1:8000").status == "200 OK"


def test_front_costs_no_call(ways: Ways, site: Site) -> None:
    ways.short("/articles/one/")
    site.proxy.clear()
    assert ways.short("/articles/one/").header("Content-Source") == "cache"
    assert site.proxy.calls() == []


@pytest.mark.parametrize("address", ["/articles/one/", "/tags/python/"])
def test_front_refuses_what_the_clock_took_away(site: Site, address: str) -> None:
    due = datetime.fromtimestamp(int(time.time()) + 2, UTC)
    site.publish(make_article("one", unpublish_at=due))
    assert site.get(address).status_code == 200
    ways = Ways()
    time.sleep(max(0, due.timestamp() - time.time()))
    assert (short := ways.short(address)).status == "404 Not Found"
    assert short == ways.long(address)


def test_front_shows_a_new_version_within_two_seconds(ways: Ways, site: Site) -> None:
    site.publish(make_article("one", title="New title"))
    site.wait_until(lambda: b"<h1>New title</h1>" in ways.short("/articles/one/").body, seconds=2)


def test_front_refuses_what_was_unpublished(ways: Ways, site: Site) -> None:
    site.publish(make_article("one", status="draft"))
    site.wait_until(lambda: ways.short("/articles/one/").status == "404 Not Found", seconds=2)
    short, long = ways.short("/articles/one/", "HEAD"), ways.long("/articles/one/", "HEAD")
    assert (short.status, short.headers) == (long.status, long.headers)


def test_front_lists_no_longer_what_the_clock_took_away(site: Site) -> None:
    due = datetime.fromtimestamp(int(time.time()) + 2, UTC)
    site.publish(make_article("one", unpublish_at=due), make_article("two", unpublish_at=due + timedelta(days=1)))
    assert "/articles/one/" in site.text("/articles/")
    time.sleep(max(0, due.timestamp() - time.time()))
    body = Ways().short("/articles/").body
    assert b"/articles/two/" in body and b"/articles/one/" not in body
