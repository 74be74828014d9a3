from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from articles import wiring
from articles.exceptions import StoreUnavailable
from portfolio.middleware import CONTENT_SECURITY_POLICY, SECURITY_HEADERS
from tests.factories import make_article

ARTICLE = "---\ntitle: An article\ndate: 2026-01-01\ntags: [C++]\n---\nSome words.\n"


class Broken:
    """In place of the reading service; raises what the test wants."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def __getattr__(self, name: str) -> Any:
        def ask(*args: Any, **options: Any) -> None:
            raise self._error

        return ask


@pytest.fixture
def client(content: Path) -> Client:
    (content / "an-article.md").write_text(ARTICLE)
    return Client(raise_request_exception=False)


@pytest.fixture
def broken(client: Client, monkeypatch: pytest.MonkeyPatch) -> Any:
    def break_by(error: Exception) -> Client:
        monkeypatch.setattr(wiring, "reading", lambda: Broken(error))
        return client

    return break_by


RESPONSES = [
    ("GET", "/", {}, 200), ("GET", "/articles/", {}, 200), ("GET", "/articles/an-article/", {}, 200),
    ("GET", "/tags/", {}, 200), ("GET", "/tags/cplusplus/", {}, 200), ("GET", "/healthz", {}, 200),
    ("GET", "/readyz", {}, 200), ("HEAD", "/articles/", {}, 200), ("GET", "/articles", {}, 301),
    ("GET", "/", {"host": "evil.example"}, 400), ("GET", "/articles/unknown/", {}, 404),
    ("GET", "/articles/Upper/", {}, 404), ("GET", "/nowhere", {}, 404), ("GET", "/tags/unknown/", {}, 404),
    ("GET", "/articles/?page=forged", {}, 404), ("GET", "/articles/%00/", {}, 404), ("GET", "/articles/%ff/", {}, 404),
    ("GET", "/articles/" + "x" * 5000 + "/", {}, 404), ("PUT", "/articles/", {}, 405), ("DELETE", "/", {}, 405),
    ("GET", "/static/missing.css", {}, 404), ("OPTIONS", "/healthz", {}, 405),
]  # fmt: skip


def send(client: Client, method: str, path: str, headers: dict[str, str]) -> HttpResponse:
    return client.generic(method, path, headers=headers)  # type: ignore[return-value]


@pytest.mark.parametrize(("method", "path", "headers", "status"), RESPONSES)
def test_every_response_carries_the_security_headers_and_no_cookie(
    client: Client, method: str, path: str, headers: dict[str, str], status: int
) -> None:
    response = send(client, method, path, headers)
    assert response.status_code == status
    assert {name: response.get(name) for name in SECURITY_HEADERS} == SECURITY_HEADERS
    assert "Set-Cookie" not in response.headers
    assert not response.cookies


@pytest.mark.parametrize(("method", "path", "headers", "status"), [row for row in RESPONSES if row[3] in (400, 404)])
def test_every_refusal_is_kept_by_nobody_and_has_a_way_back(
    client: Client, method: str, path: str, headers: dict[str, str], status: int
) -> None:
    response = send(client, method, path, headers)
    assert response["Cache-Control"] == "no-store"
    assert b'href="/articles/"' in response.content
    assert response["Content-Type"] == "text/html; charset=utf-8"


@pytest.mark.parametrize(
    ("error", "status"), [(StoreUnavailable("dynamodb-sdk", "away"), 503), (RuntimeError("a bug"), 500)]
)
def test_every_failure_carries_the_same_and_is_kept_by_nobody(broken: Any, error: Exception, status: int) -> None:
    response = broken(error).get("/articles/an-article/")
    assert response.status_code == status
    assert {name: response.get(name) for name in SECURITY_HEADERS} == SECURITY_HEADERS
    assert response["Cache-Control"] == "no-store"
    assert not response.cookies
    assert b'href="/articles/"' in response.content


def test_outage_says_when_to_come_back_and_tells_no_secrets(broken: Any) -> None:
    response = broken(StoreUnavailable("dynamodb-sdk", "arn:aws:secret")).get("/")
    assert response["Retry-After"] == "5"
    assert b"arn:aws" not in response.content


def test_failure_tells_nothing_of_the_bug(broken: Any) -> None:
    assert b"a bug" not in broken(RuntimeError("a bug")).get("/").content


def test_outage_makes_readiness_503_and_leaves_the_process_alive(broken: Any) -> None:
    client = broken(StoreUnavailable("dynamodb-sdk", "away"))
    assert (client.get("/readyz").status_code, client.get("/healthz").status_code) == (503, 200)
    assert client.get("/readyz").json()["status"] == "unavailable"


def test_readiness_reports_where_content_comes_from(client: Client) -> None:
    report = client.get("/readyz").json()
    assert report.pop("ageSeconds") >= 0
    assert report == {"status": "ok", "breaker": "none", "source": "file-based"}


def test_policy_allows_nothing_inline_and_nobody_else() -> None:
    assert "unsafe" not in CONTENT_SECURITY_POLICY
    assert not re.search(r"https?:|\*|data:", CONTENT_SECURITY_POLICY)
    assert CONTENT_SECURITY_POLICY.startswith("default-src 'none'")


@pytest.mark.parametrize(("url", "expected"), [("https://example.com", True), ("http://127.0.0.1:8000", False)])
def test_https_is_insisted_on_where_the_site_is_reached_by_it(
    settings: Any, content: Path, url: str, expected: bool
) -> None:
    settings.SITE_URL = url
    assert ("Strict-Transport-Security" in Client().get("/healthz").headers) is expected


@pytest.mark.parametrize(
    "path", ["/", "/articles/", "/articles/an-article/", "/tags/", "/tags/cplusplus/", "/articles/unknown/"]
)
def test_page_holds_nothing_that_the_policy_would_refuse(client: Client, path: str) -> None:
    html = client.get(path).content.decode()
    assert not re.search(
        r"<script(?! [^>]*src=| type=\"application/ld\+json\">)|<style|\sstyle=|\son\w+=|javascript:", html
    )
    assert not re.search(r'(?:src|href)="(?:https?:)?//(?!127\.0\.0\.1)', html)


@pytest.mark.parametrize("path", ["/articles/?utm_source=x", "/articles/?a=1&b=2", "/articles/?", "/articles/?page="])
def test_unknown_query_changes_nothing_and_fills_no_cache(client: Client, path: str) -> None:
    plain = client.get("/articles/")
    kept = set(_addresses())
    assert client.get(path).content == plain.content
    assert set(_addresses()) == kept


def _addresses() -> list[str]:
    from articles.pages import page_cache

    return list(page_cache()._pages)


@pytest.mark.parametrize(
    ("offered", "taken"), [("abc-123.X_y", True), ("a b", False), ("x" * 65, False), ('"}', False)]
)
def test_request_id_is_taken_if_harmless(client: Client, offered: str, taken: bool) -> None:
    from portfolio.requests import begin_request

    assert (begin_request(offered) == offered) is taken


def test_request_ids_of_two_forked_processes_differ() -> None:
    from portfolio.requests import begin_request

    made: set[str] = {begin_request(None).split("-")[0]}
    for _ in range(2):
        reading, writing = os.pipe()
        if os.fork() == 0:
            os.write(writing, begin_request(None).split("-")[0].encode())
            os._exit(0)
        made.add(os.read(reading, 100).decode())
        os.wait()
    assert len(made) == 3


def test_request_id_is_made_where_none_is_offered() -> None:
    from portfolio.requests import begin_request

    assert begin_request(None) != begin_request(None)


def test_article_page_shows_title_words_and_tag(client: Client) -> None:
    html = client.get("/articles/an-article/").content.decode()
    assert "<h1>An article</h1>" in html
    assert "<p>Some words.</p>" in html
    assert 'href="/tags/cplusplus/">C++</a>' in html


def test_article_page_escapes_what_an_author_typed(content: Path) -> None:
    text = ARTICLE.replace("An article", '"<b>&amp;"').replace("[C++]", "[<i>x</i>]")
    (content / "an-article.md").write_text(text.replace("title: ", "title: ").replace('"<b>&amp;"', "'<b>&amp;'"))
    html = Client().get("/articles/an-article/").content.decode()
    assert "<h1>&lt;b&gt;&amp;amp;</h1>" in html
    assert "<i>" not in html


def test_list_pages_lead_to_each_other_both_ways(content: Path) -> None:
    for number in range(45):
        (content / f"a-{number:02d}.md").write_text(ARTICLE.replace("2026-01-01", f"2026-01-01T00:00:{number:02d}Z"))
    client, seen, path = Client(), [], "/articles/"
    while path:
        html = client.get(path).content.decode()
        seen.append(re.findall(r'href="/articles/(a-\d\d)/"', html))
        older = re.search(r'rel="next" href="([^"]+)"', html)
        path = f"/articles/{older[1]}" if older else ""
    assert [slug for page in seen for slug in page] == [f"a-{number:02d}" for number in reversed(range(45))]
    newer = re.search(r'rel="prev" href="([^"]+)"', html)
    assert newer is not None
    back = client.get(f"/articles/{newer[1]}").content.decode()
    assert re.findall(r'href="/articles/(a-\d\d)/"', back) == seen[1]


def test_make_article_and_file_agree_about_the_checksum(content: Path) -> None:
    """The factory's articles are what files give, so that tests of both speak of the same thing."""
    text = "---\ntitle: An article\ndate: 2026-01-01T00:00:00Z\ntags: [Python]\n---\nSome *words*.\n"
    (content / "an-article.md").write_text(text)
    found = wiring.file_source().get_article("an-article")
    assert found is not None
    assert found.checksum == make_article().checksum
