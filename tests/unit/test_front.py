"""The short way to a finished page and the long way through Django must not be told apart."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from django.core.wsgi import get_wsgi_application

from articles import wiring
from articles.exceptions import ArticleNotFound, StoreUnavailable
from articles.front import PageFront
from articles.pages import page_cache

ARTICLE = "---\ntitle: An article\ndate: 2026-01-01\ntags: [C++]\n---\nSome words.\n"
Answer = tuple[str, dict[str, str], bytes]


class Site:
    """The application with the layer in front, and a look at which of the two answered."""

    def __init__(self) -> None:
        self.django = get_wsgi_application()
        self.long_ways = 0
        self.front = PageFront(self._count)

    def _count(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        self.long_ways += 1
        return self.django(environ, start_response)

    def short(self, path: str, **environ: str) -> Answer:
        return ask(self.front, path, **environ)

    def long(self, path: str, **environ: str) -> Answer:
        return ask(self.django, path, **environ)


def ask(application: Callable[..., Iterable[bytes]], path: str, **environ: str) -> Answer:
    path, _, query = path.partition("?")
    seen: list[Any] = []
    whole = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "HTTP_HOST": "testserver",
        "SERVER_NAME": "testserver",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": io.StringIO(),
        "wsgi.url_scheme": "http",
        **environ,
    }
    parts = application(whole, lambda status, headers, *_: seen.extend((status, dict(headers))))
    body = b"".join(parts)
    if hasattr(parts, "close"):
        parts.close()
    return seen[0], seen[1], body


@pytest.fixture
def site(content: Path) -> Site:
    (content / "an-article.md").write_text(ARTICLE)
    site = Site()
    for path in PAGES:
        site.long(path)
    return site


PAGES = ["/", "/articles/", "/articles/an-article/", "/tags/", "/tags/cplusplus/"]


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("accept", ["", "gzip", "br, gzip", "*;q=0"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_front_gives_the_same_answer_as_django(site: Site, path: str, accept: str, method: str) -> None:
    environ = {"HTTP_ACCEPT_ENCODING": accept, "REQUEST_METHOD": method}
    assert site.short(path, **environ) == site.long(path, **environ)
    assert site.long_ways == 0


@pytest.mark.parametrize(
    ("path", "environ"),
    [
        ("/articles/unknown/", {}), ("/healthz", {}), ("/articles", {}), ("/articles/?page=forged", {}),
        ("/articles/?x=1", {}), ("/articles/", {"REQUEST_METHOD": "OPTIONS"}),
        ("/articles/", {"HTTP_HOST": "evil.example"}), ("/articles/", {"HTTP_HOST": ""}),
        ("/articles/", {"HTTP_HOST": "testserver:80:80"}),
        ("/articles/", {"HTTP_IF_NONE_MATCH": '"x"'}),
        ("/\xff", {}), ("", {}),
    ],
)  # fmt: skip
def test_front_leaves_all_but_the_plain_case_to_django(site: Site, path: str, environ: dict[str, str]) -> None:
    assert site.short(path, **environ) == site.long(path, **environ)
    assert site.long_ways == 1


def test_front_leaves_forms_to_django(site: Site) -> None:
    # Each answer holds a token of its own, so the two ways cannot be compared.
    assert site.short("/articles/", REQUEST_METHOD="POST")[0] == "403 Forbidden"
    assert site.long_ways == 1


@pytest.mark.parametrize("host", ["testserver", "TESTSERVER", "testserver:8000", "127.0.0.1", "localhost"])
def test_front_answers_for_every_name_of_the_site(site: Site, host: str) -> None:
    assert site.short("/articles/", HTTP_HOST=host)[0] == "200 OK"
    assert site.long_ways == 0


def test_front_page_that_was_never_made_goes_the_long_way_once(site: Site) -> None:
    page_cache().clear()
    assert [site.short("/articles/")[0] for _ in range(2)] == ["200 OK"] * 2
    assert site.long_ways == 1


@pytest.mark.parametrize(
    ("error", "status"),
    [(ArticleNotFound("x"), "404 Not Found"), (StoreUnavailable("x", "y"), "503 Service Unavailable")],
)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_front_refuses_as_django_does(
    site: Site, monkeypatch: pytest.MonkeyPatch, error: Exception, status: str, method: str
) -> None:
    def fail(*args: Any, **options: Any) -> None:
        raise error

    monkeypatch.setattr(type(wiring.reading()), "get_article", fail)
    page_cache()._pages["/articles/an-article/"].ask = fail  # type: ignore[assignment]
    short, long = (way("/articles/an-article/", REQUEST_METHOD=method) for way in (site.short, site.long))
    # What Django gives for HEAD loses its body in the server.
    assert short[:2] == long[:2]
    assert short[2] == (long[2] if method == "GET" else b"")
    assert (short[0], short[1]["Cache-Control"], site.long_ways) == (status, "no-store", 0)


def test_front_shows_what_changed_as_soon_as_django_does(site: Site, content: Path) -> None:
    (content / "an-article.md").write_text(ARTICLE.replace("Some words", "Other words"))
    wiring.file_source()._looked_at = float("-inf")
    wiring.freshness()._confirmed = None
    assert b"Other words" in site.short("/articles/an-article/")[2]
    assert site.long_ways == 0
