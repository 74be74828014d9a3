"""What every answer carries, and how one page is answered in its forms: whole, compressed, unchanged, headless."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import brotli
import pytest
from django.utils.http import http_date

from articles import wiring
from portfolio.middleware import CONTENT_SECURITY_POLICY, SECURITY_HEADERS
from tests.factories import NEW_YEAR, make_article
from tests.integration.conftest import Site

PAGES = (
    "/", "/articles/", "/articles/one/", "/tags/", "/tags/python/", "/about/", "/archive/", "/archive/2026/01/",
    "/sitemap.xml", "/sitemaps/2026-01.xml", "/sitemaps/pages.xml", "/feed.xml", "/feed.atom", "/feed.json",
    "/tags/python/feed.xml", "/articles/one.md", "/llms.txt",
)  # fmt: skip
DATED = (
    "/", "/articles/", "/articles/one/", "/tags/python/", "/archive/2026/01/", "/sitemap.xml", "/sitemaps/2026-01.xml",
    "/feed.xml", "/feed.atom", "/feed.json", "/tags/python/feed.xml", "/articles/one.md", "/llms.txt",
)  # fmt: skip
ANSWERS = {
    **dict.fromkeys(PAGES, 200),
    **dict.fromkeys(["/robots.txt", "/site.webmanifest", "/favicon.ico", "/apple-touch-icon.png"], 200),
    "/healthz": 200,
    "/readyz": 200,
    "/articles/none/": 404,
    "/nowhere/": 404,
    "/articles/?page=forged": 404,
    "/articles": 301,
}
CACHE_CONTROL = re.compile(r"public, max-age=0, s-maxage=(\d+), stale-if-error=86400")


@pytest.fixture
def page_site(site: Site) -> Site:
    """The site with one article, which every page in PAGES shows."""
    site.publish(make_article("one", body="Some words.\n" * 200, published_at=NEW_YEAR, updated_at=NEW_YEAR))
    return site


def shared_seconds(response: Any) -> int:
    found = CACHE_CONTROL.fullmatch(response.headers["Cache-Control"])
    assert found is not None, response.headers["Cache-Control"]
    return int(found[1])


@pytest.mark.parametrize("address", PAGES)
def test_page_names_every_header(page_site: Site, address: str) -> None:
    response = page_site.get(address)
    names = {"Content-Type", "Content-Length", "Vary", "ETag", "Cache-Control", "Content-Source", "Content-Age"}
    assert names | set(SECURITY_HEADERS) <= set(response.headers)
    assert not {"Age", "Set-Cookie", "Content-Encoding", "Expires", "Pragma"} & set(response.headers)
    assert response.headers["Content-Length"] == str(len(response.content))


@pytest.mark.parametrize("address", PAGES)
def test_page_varies_by_encoding_and_nothing_else(page_site: Site, address: str) -> None:
    assert page_site.get(address).headers["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize("address", PAGES)
def test_page_may_be_shared_for_a_minute(page_site: Site, address: str) -> None:
    assert shared_seconds(page_site.get(address)) == 60


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/articles/",
        "/tags/",
        "/tags/python/",
        "/archive/",
        "/sitemap.xml",
        "/sitemaps/pages.xml",
        "/feed.xml",
        "/llms.txt",
    ],
)
def test_list_is_shared_no_longer_than_to_the_next_due_moment(page_site: Site, address: str) -> None:
    page_site.publish(make_article("two", published_at=wiring.now() + timedelta(seconds=30)))
    assert 20 <= shared_seconds(page_site.get(address)) <= 30


# The archive counts by date: an article that is over is in its month until it is archived.
@pytest.mark.parametrize("address", sorted({*PAGES} - {"/archive/", "/sitemaps/pages.xml"}))
def test_page_is_shared_no_longer_than_it_is_visible(site: Site, address: str) -> None:
    site.publish(make_article("one", unpublish_at=wiring.now() + timedelta(seconds=30)))
    assert 20 <= shared_seconds(site.get(address)) <= 30


@pytest.mark.parametrize("address", DATED)
def test_page_says_when_it_was_changed(page_site: Site, address: str) -> None:
    assert page_site.get(address).headers["Last-Modified"] == http_date(NEW_YEAR.timestamp())


def test_page_says_where_it_came_from(page_site: Site) -> None:
    sources = [page_site.get("/articles/one/").headers["Content-Source"] for _ in range(2)]
    assert sources == ["dynamodb-sdk", "cache"]


def test_page_says_how_old_its_confirmation_is(page_site: Site) -> None:
    assert [page_site.get("/articles/one/").headers["Content-Age"] for _ in range(2)] == ["0", "0"]


def test_page_of_a_file_has_no_confirmation(site: Site, write_file: Callable[..., Path]) -> None:
    write_file("one.md", folder=site.content)
    site.proxy.fail("500")
    response = site.get("/articles/one/")
    assert response.headers["Content-Source"] == "file-based"
    assert "Content-Age" not in response.headers


@pytest.mark.parametrize("address", PAGES)
def test_page_is_the_same_for_everybody(page_site: Site, address: str) -> None:
    plain = page_site.get(address)
    page_site.client.cookies["sessionid"] = "somebody"
    theirs = page_site.get(address, Cookie="csrftoken=x; sessionid=y", Authorization="Basic x", **{"User-Agent": "x"})
    assert (theirs.content, theirs.headers["ETag"]) == (plain.content, plain.headers["ETag"])


@pytest.mark.parametrize(("address", "status"), ANSWERS.items())
def test_answer_sets_no_cookie(page_site: Site, address: str, status: int) -> None:
    response = page_site.get(address)
    assert response.status_code == status
    assert not response.cookies and "Set-Cookie" not in response.headers
    assert "Cookie" not in response.headers.get("Vary", "")


@pytest.mark.parametrize(("address", "status"), ANSWERS.items())
def test_answer_carries_security_headers(page_site: Site, address: str, status: int) -> None:
    response = page_site.get(address)
    assert response.status_code == status
    assert {name: response.headers.get(name) for name in SECURITY_HEADERS} == SECURITY_HEADERS


def test_policy_is_strict() -> None:
    assert "default-src 'none'" in CONTENT_SECURITY_POLICY and "frame-ancestors 'none'" in CONTENT_SECURITY_POLICY
    assert not re.search(r"unsafe-|\*|data:|https?:", CONTENT_SECURITY_POLICY)


@pytest.mark.parametrize("address", PAGES)
def test_page_keeps_to_the_policy(page_site: Site, address: str) -> None:
    text = page_site.text(address)
    # Structured data is no script: a browser neither runs it nor asks the policy.
    inline = r'<style|\sstyle=|<script(?![^>]*\ssrc=|\stype="application/ld\+json">)|\son\w+='
    assert not re.search(inline, text)


def test_outage_carries_security_headers(site: Site) -> None:
    site.configure(USE_FILE_FALLBACK=False)
    site.proxy.fail("500")
    response = site.get("/articles/")
    assert response.status_code == 503
    assert set(SECURITY_HEADERS) <= set(response.headers)


@pytest.mark.parametrize(
    "address",
    [
        "/articles/none/",
        "/articles/none.md",
        "/nowhere/",
        "/tags/none/",
        "/tags/none/feed.xml",
        "/articles/?page=forged",
    ],
)
def test_not_found_is_never_kept(page_site: Site, address: str) -> None:
    response = page_site.get(address)
    assert (response.status_code, response.headers["Cache-Control"]) == (404, "no-store")
    assert "ETag" not in response.headers


DECODERS: dict[str, Callable[[bytes], bytes]] = {"gzip": gzip.decompress, "br": brotli.decompress}
ACCEPTS = [
    ("gzip", "gzip"), ("br", "br"), ("gzip, deflate, br, zstd", "br"), ("GZIP", "gzip"), ("*", "br"),
    ("br;q=0, gzip", "gzip"), ("gzip;q=0.5", "gzip"), ("identity", ""), ("deflate", ""), ("", ""), ("gzip;q=0", ""),
    ("br;q=0, gzip;q=0, *", ""), (";;,,q=", ""), ("x" * 5000, ""),
]  # fmt: skip


@pytest.mark.parametrize(("accept", "encoding"), ACCEPTS, ids=lambda text: text[:24])
def test_page_is_compressed_as_accepted(page_site: Site, accept: str, encoding: str) -> None:
    plain = page_site.get("/articles/one/").content
    response = page_site.get("/articles/one/", **{"Accept-Encoding": accept})
    assert response.headers.get("Content-Encoding", "") == encoding
    assert DECODERS.get(encoding, bytes)(response.content) == plain
    assert response.headers["Content-Length"] == str(len(response.content))


def test_page_compressed_is_smaller(page_site: Site) -> None:
    sizes = [len(page_site.get("/articles/one/", **{"Accept-Encoding": e}).content) for e in ("identity", "gzip", "br")]
    assert sizes[1] < sizes[0] / 2 and sizes[2] < sizes[0] / 2


@pytest.mark.parametrize("address", PAGES)
def test_page_has_an_etag_for_each_encoding(page_site: Site, address: str) -> None:
    tags = {page_site.get(address, **{"Accept-Encoding": e}).headers["ETag"] for e in ("identity", "gzip", "br")}
    assert len(tags) == 3
    assert all(re.fullmatch(r'"[0-9a-f]+(-gzip|-br)?"', tag) for tag in tags)


def test_page_has_the_same_bytes_in_another_process(page_site: Site) -> None:
    def answers() -> list[tuple[bytes, str]]:
        responses = [page_site.get("/articles/one/", **{"Accept-Encoding": e}) for e in ("identity", "gzip", "br")]
        return [(response.content, response.headers["ETag"]) for response in responses]

    before = answers()
    page_site.restart()
    assert answers() == before


@pytest.mark.parametrize("encoding", ["identity", "gzip", "br"])
@pytest.mark.parametrize("address", PAGES)
def test_known_etag_is_answered_unchanged(page_site: Site, address: str, encoding: str) -> None:
    whole = page_site.get(address, **{"Accept-Encoding": encoding})
    response = page_site.get(address, **{"Accept-Encoding": encoding, "If-None-Match": whole.headers["ETag"]})
    assert (response.status_code, response.content) == (304, b"")
    kept = ("ETag", "Cache-Control", "Vary", "Content-Age")
    assert [response.headers[name] for name in kept] == [whole.headers[name] for name in kept]
    assert set(SECURITY_HEADERS) <= set(response.headers)


@pytest.mark.parametrize("wrap", ["{}", "W/{}", '"other", {}', "*"])
def test_known_etag_in_any_form_is_answered_unchanged(page_site: Site, wrap: str) -> None:
    tag = page_site.get("/articles/one/").headers["ETag"]
    assert page_site.get("/articles/one/", **{"If-None-Match": wrap.format(tag)}).status_code == 304


@pytest.mark.parametrize("tag", ['"other"', "garbage", "", '"', "W/"])
def test_other_etag_is_answered_whole(page_site: Site, tag: str) -> None:
    response = page_site.get("/articles/one/", **{"If-None-Match": tag})
    assert response.status_code == 200 and response.content


def test_etag_of_another_encoding_is_answered_whole(page_site: Site) -> None:
    tag = page_site.get("/articles/one/", **{"Accept-Encoding": "gzip"}).headers["ETag"]
    assert page_site.get("/articles/one/", **{"Accept-Encoding": "br", "If-None-Match": tag}).status_code == 200


def test_etag_moves_with_the_content(page_site: Site) -> None:
    tag = page_site.get("/articles/one/").headers["ETag"]
    page_site.publish(make_article("one", title="New", updated_at=NEW_YEAR))
    page_site.restart()
    response = page_site.get("/articles/one/", **{"If-None-Match": tag})
    assert response.status_code == 200 and response.headers["ETag"] != tag


@pytest.mark.parametrize("seconds", [-1, 0, 3600])
@pytest.mark.parametrize("address", DATED)
def test_if_modified_since_alone_is_answered_whole(page_site: Site, address: str, seconds: int) -> None:
    since = http_date(NEW_YEAR.timestamp() + seconds)
    assert page_site.get(address, **{"If-Modified-Since": since}).status_code == 200


def test_if_none_match_outranks_the_date(page_site: Site) -> None:
    since = http_date(NEW_YEAR.timestamp() + 3600)
    headers = {"If-Modified-Since": since, "If-None-Match": '"other"'}
    assert page_site.get("/articles/one/", **headers).status_code == 200


@pytest.mark.parametrize("since", ["garbage", "", "Thu, 99 Foo 2026 00:00:00 GMT"])
def test_if_modified_since_garbage_is_answered_whole(page_site: Site, since: str) -> None:
    assert page_site.get("/articles/one/", **{"If-Modified-Since": since}).status_code == 200


@pytest.mark.parametrize("encoding", ["identity", "gzip", "br"])
@pytest.mark.parametrize("address", PAGES)
def test_head_has_the_headers_of_get_and_no_body(page_site: Site, address: str, encoding: str) -> None:
    page_site.get(address)
    headers = {"Accept-Encoding": encoding}
    whole, head = page_site.get(address, **headers), page_site.client.head(address, headers=headers)
    assert (head.status_code, head.content) == (200, b"")
    assert dict(head.headers) == dict(whole.headers)


def test_head_of_a_known_etag_is_unchanged(page_site: Site) -> None:
    tag = page_site.get("/articles/one/").headers["ETag"]
    assert page_site.client.head("/articles/one/", headers={"If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
@pytest.mark.parametrize("address", [*PAGES, "/healthz", "/readyz"])
def test_other_methods_are_refused(page_site: Site, address: str, method: str) -> None:
    response = getattr(page_site.client, method)(address)
    assert (response.status_code, response.headers["Allow"]) == (405, "GET, HEAD")


def test_static_file_is_hashed_and_named(page_site: Site) -> None:
    assert re.search(r'href="/static/site\.[0-9a-f]{12}\.css"', page_site.text("/"))


def test_unknown_host_is_refused(page_site: Site) -> None:
    response = page_site.get("/articles/", Host="evil.example")
    assert response.status_code == 400
    assert set(SECURITY_HEADERS) <= set(response.headers)
