from __future__ import annotations

import gzip
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import brotli
import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from articles.domain import Article
from articles.exceptions import ArticleNotFound
from articles.pages import Page, PageCache, PageKind, choose_encoding, page_cache, respond
from articles.services.reading import Reading, Timed
from articles.views.kinds import DETAIL
from tests.factories import NOW, make_article

# Nothing beside it: see test_beside.
ALONE = replace(DETAIL, beside=None)

pytestmark = pytest.mark.usefixtures("fresh_site")


class Shop:
    """An article's page, asked for as a browser would."""

    def __init__(self, set_time: Callable[[datetime], None]) -> None:
        self.article = make_article(body="Some words. " * 200)
        self.digest, self.source, self.loads = b"one", "cache", 0
        self.age: float | None = 1.9
        self.until: datetime | None = None
        self.set_time = set_time

    def ask(self) -> Reading[Article]:
        return Reading(self.source, self.age, self.digest, self.load)

    def load(self) -> Timed[Article]:
        self.loads += 1
        return Timed(self.article, self.until)

    def get(self, method: str = "GET", **headers: str) -> HttpResponse:
        request = RequestFactory(headers=headers).generic(method, "/articles/an-article/")
        return respond(request, request.path, self.ask, ALONE)


@pytest.fixture
def shop(monkeypatch: pytest.MonkeyPatch) -> Shop:
    def set_time(now: datetime) -> None:
        monkeypatch.setattr(time, "time", now.timestamp)

    set_time(NOW)
    return Shop(set_time)


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("", "identity"), ("gzip", "gzip"), ("br", "br"), ("gzip, deflate, br, zstd", "br"), ("GZIP", "gzip"),
        ("br;q=0, gzip", "gzip"), ("br;q=0.0, gzip;q=0.000", "identity"), ("*", "br"), ("*;q=0", "identity"),
        ("br;q=0, *", "gzip"), ("gzip;q=0, *;q=0.5", "br"), ("identity", "identity"), ("deflate", "identity"),
        (" br ; q=1.0 ", "br"), ("gzip;q=0.001", "gzip"), (",,;;q=x,", "identity"), ("x" * 10_000, "identity"),
        ("gzip ; q=0", "identity"), ("br;q=0,gzip;q=0,*", "identity"),
    ],
)  # fmt: skip
def test_choose_encoding(accept: str, expected: str) -> None:
    assert choose_encoding(accept) == expected


@pytest.mark.parametrize(
    ("encoding", "decode"), [("br", brotli.decompress), ("gzip", gzip.decompress), ("identity", bytes)]
)
def test_respond_encodes_as_asked(shop: Shop, encoding: str, decode: Callable[[bytes], bytes]) -> None:
    response = shop.get(accept_encoding=encoding)
    assert response.get("Content-Encoding", "identity") == encoding
    assert decode(response.content) == shop.get().content
    assert response["Content-Length"] == str(len(response.content))


def test_respond_each_encoding_has_an_etag_of_its_own(shop: Shop) -> None:
    tags = [shop.get(accept_encoding=encoding)["ETag"] for encoding in ("br", "gzip", "")]
    assert len(set(tags)) == 3
    assert all(tag.startswith('"') and tag.endswith('"') for tag in tags)
    assert [shop.get(accept_encoding=encoding)["ETag"] for encoding in ("br", "gzip", "")] == tags


def test_respond_same_content_gives_the_same_bytes_on_every_process(shop: Shop) -> None:
    first = [shop.get(accept_encoding=encoding) for encoding in ("br", "gzip", "")]
    page_cache().clear()
    shop.set_time(NOW + timedelta(days=1))
    second = [shop.get(accept_encoding=encoding) for encoding in ("br", "gzip", "")]
    assert [(r.content, r["ETag"]) for r in first] == [(r.content, r["ETag"]) for r in second]


def test_respond_headers(shop: Shop) -> None:
    headers = dict(shop.get(accept_encoding="br").headers)
    assert headers.pop("ETag")
    assert headers.pop("Content-Length")
    assert headers == {
        "Content-Type": "text/html; charset=utf-8",
        "Content-Encoding": "br",
        "Vary": "Accept-Encoding",
        "Cache-Control": "public, max-age=0, s-maxage=60, stale-if-error=86400",
        "Content-Source": "cache",
        "Content-Age": "1",
        "Last-Modified": "Thu, 01 Jan 2026 00:00:00 GMT",
    }


def test_respond_says_the_source_of_this_reading(shop: Shop) -> None:
    shop.get()
    shop.source = "stale-cache"
    assert shop.get()["Content-Source"] == "stale-cache"


def test_respond_without_confirmation_has_no_age(shop: Shop) -> None:
    shop.age = None
    assert "Content-Age" not in shop.get().headers


def test_respond_article_without_date_has_no_last_modified(shop: Shop) -> None:
    shop.article = make_article(updated_at=None)
    assert "Last-Modified" not in shop.get().headers
    assert shop.get(if_none_match=shop.get()["ETag"]).status_code == 304


@pytest.mark.parametrize(("seconds", "shared"), [(3600, 60), (60, 60), (59.9, 59), (1, 1), (0.5, 0)])
def test_respond_shared_caches_keep_it_to_the_next_due_moment(shop: Shop, seconds: float, shared: int) -> None:
    shop.until = NOW + timedelta(seconds=seconds)
    assert f"s-maxage={shared}," in shop.get()["Cache-Control"]


def test_respond_page_of_equal_digest_is_not_made_again(shop: Shop) -> None:
    first = shop.get()
    shop.article = make_article(title="Not looked at")
    assert shop.get().content == first.content
    assert shop.loads == 1


def test_respond_page_of_another_digest_is_made_again(shop: Shop) -> None:
    first = shop.get(accept_encoding="br")
    shop.article, shop.digest = make_article(title="Looked at"), b"two"
    second = shop.get(accept_encoding="br")
    assert b"Looked at" in brotli.decompress(second.content)
    assert first["ETag"] != second["ETag"]


def test_respond_page_is_made_again_when_the_clock_has_changed_it(shop: Shop) -> None:
    shop.until = NOW + timedelta(seconds=10)
    shop.get()
    shop.set_time(NOW + timedelta(seconds=9.9))
    shop.get()
    assert shop.loads == 1
    shop.set_time(NOW + timedelta(seconds=10))
    shop.until = None
    shop.get()
    assert shop.loads == 2


@pytest.mark.parametrize("encoding", ["br", "gzip", ""])
def test_respond_known_etag_is_304_without_a_body(shop: Shop, encoding: str) -> None:
    full = shop.get(accept_encoding=encoding)
    response = shop.get(accept_encoding=encoding, if_none_match=full["ETag"])
    assert (response.status_code, response.content) == (304, b"")
    for name in ("ETag", "Vary", "Cache-Control", "Content-Source", "Content-Age", "Last-Modified"):
        assert response[name] == full[name]


@pytest.mark.parametrize(
    ("tag", "status"), [("W/{}", 304), ('"other", {}', 304), ("*", 304), ('"other"', 200), ("garbage", 200)]
)
def test_respond_etags_are_compared_as_http_says(shop: Shop, tag: str, status: int) -> None:
    assert shop.get(if_none_match=tag.format(shop.get()["ETag"])).status_code == status


def test_respond_etag_of_another_encoding_is_sent_in_full(shop: Shop) -> None:
    tag = shop.get(accept_encoding="br")["ETag"]
    assert shop.get(accept_encoding="gzip", if_none_match=tag).status_code == 200


@pytest.mark.parametrize("since", ["Thu, 01 Jan 2026 00:00:00 GMT", "Fri, 02 Jan 2026 00:00:00 GMT", "not a date"])
def test_respond_date_alone_is_answered_whole(shop: Shop, since: str) -> None:
    """The date may stay as it was when the text changes, and then a 304 would be a lie."""
    assert shop.get(if_modified_since=since).status_code == 200


def test_respond_etag_outranks_the_date(shop: Shop) -> None:
    headers = {"if_none_match": '"other"', "if_modified_since": "Fri, 02 Jan 2026 00:00:00 GMT"}
    assert shop.get(**headers).status_code == 200


@pytest.mark.parametrize("encoding", ["br", ""])
def test_respond_head_has_the_headers_of_get_and_no_body(shop: Shop, encoding: str) -> None:
    get, head = shop.get(accept_encoding=encoding), shop.get("HEAD", accept_encoding=encoding)
    assert (head.content, dict(head.headers)) == (b"", dict(get.headers))


@pytest.mark.parametrize("header", ["cookie", "authorization", "accept_language", "user_agent", "referer"])
def test_respond_depends_on_no_other_header(shop: Shop, header: str) -> None:
    first = shop.get()
    second = shop.get(**{header: "x=y"})
    assert (second.content, second.headers) == (first.content, first.headers)
    assert not second.cookies


def test_respond_passes_on_what_the_reading_raises(shop: Shop) -> None:
    shop.get()

    def gone() -> Reading[Article]:
        raise ArticleNotFound("an-article")

    shop.ask = gone  # type: ignore[method-assign]
    with pytest.raises(ArticleNotFound):
        shop.get()


def make_page(size: int = 100, **overrides: Any) -> Page:
    fields = {"kind": DETAIL, "ask": None, "digest": b"x", "until": 0.0, "modified": "", "etag": ""}
    return Page(**{**fields, "bodies": {"identity": bytes(size)}, **overrides})


def test_page_cache_is_bounded_by_bytes() -> None:
    cache = PageCache(10_000)
    for number in range(20):
        cache.put(f"/{number}", make_page(1_000))
    kept = [number for number in range(20) if cache.get(f"/{number}")]
    assert kept == [16, 17, 18, 19]


def test_page_cache_drops_what_was_used_longest_ago() -> None:
    cache = PageCache(5_500)
    cache.put("/a", make_page(1_000))
    cache.put("/b", make_page(1_000))
    cache.get("/a")
    cache.put("/c", make_page(1_000))
    assert (cache.get("/a") is not None, cache.get("/b")) == (True, None)


def test_page_cache_weighs_a_page_that_grew_anew() -> None:
    cache, page = PageCache(10_000), make_page(1_000)
    cache.put("/other", make_page(1_000))
    cache.put("/a", page)
    page.bodies["br"] = bytes(7_000)
    cache.put("/a", page)
    assert (cache.get("/a"), cache.get("/other")) == (page, None)


def test_page_cache_does_not_keep_what_is_larger_than_itself() -> None:
    cache = PageCache(10_000)
    cache.put("/a", make_page(100))
    cache.put("/a", make_page(9_000))
    assert cache.get("/a") is None


def test_page_cache_clear_leaves_nothing() -> None:
    cache = PageCache(10_000)
    cache.put("/a", make_page())
    cache.clear()
    assert cache.get("/a") is None


def test_page_cache_keeps_aside_what_must_not_drive_out_the_rest() -> None:
    cache, aside = PageCache(5_000, 5_000), replace(DETAIL, aside=True)
    cache.put("/article", make_page(1_000))
    for number in range(20):
        cache.put(f"/{number}", make_page(1_000, kind=aside))
    kept = [number for number in range(20) if cache.get(f"/{number}")]
    assert cache.get("/article") is not None and kept == [18, 19]
    cache.clear()
    assert cache.get("/19") is None


def test_page_cache_shares_out_its_memory(settings: Any) -> None:
    settings.CACHE_MAX_BYTES = 32_000
    assert (page_cache()._pages.maxsize, page_cache()._aside.maxsize) == (20_000, 3_000)


def test_page_until_is_utc(shop: Shop) -> None:
    shop.until = datetime(2026, 6, 1, 12, 0, 30, tzinfo=UTC)
    assert "s-maxage=30," in shop.get()["Cache-Control"]


def test_respond_kind_may_render_by_itself_and_add_headers(shop: Shop) -> None:
    kind: PageKind[Article] = PageKind(
        "a name",
        lambda article: {"slug": article.slug},
        lambda article: None,
        content_type="text/plain",
        render=lambda template, context: f"{template}: {context['slug']}",
        extra_headers=lambda article: [("Link", f"<{article.slug}>")],
    )
    response = respond(RequestFactory().get("/x"), "/x", shop.ask, kind)
    assert response.content == b"a name: an-article"
    assert (response["Link"], response["Content-Type"]) == ("<an-article>", "text/plain")
