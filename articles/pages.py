"""Reader pages are values: they depend on address and content only, and are kept as finished bytes.

A page is made when its content is first shown and lives as long as that content's digest. Each encoding is made when
it is first asked for and kept with it. Nothing here looks at cookies or sessions.
"""

from __future__ import annotations

import functools
import gzip
import hashlib
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar

import brotli
from cachetools import LRUCache
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

from articles.services.reading import Reading

T = TypeVar("T")

SHARED_SECONDS = 60  # how long a CDN may keep a page unasked
STALE_IF_ERROR_SECONDS = 86400
GZIP_LEVEL = 6
BROTLI_QUALITY = 5
OVERHEAD_BYTES = 1500
_SUFFIX = {"gzip": "-gzip", "br": "-br", "identity": ""}


@dataclass(slots=True)
class Page:
    """A finished page and what it was made from. `until` is when the clock changes it (seconds since the epoch)."""

    digest: bytes
    until: float
    modified: int | None
    bodies: dict[str, bytes] = field(default_factory=dict)
    etag: str = ""

    @property
    def size(self) -> int:
        return OVERHEAD_BYTES + sum(map(len, self.bodies.values()))

    def body(self, encoding: str) -> bytes:
        body = self.bodies.get(encoding)
        if body is None:
            body = self.bodies[encoding] = _ENCODERS[encoding](self.bodies["identity"])
        return body


class PageCache:
    """Finished pages of this process by address, bounded by bytes, least recently used out."""

    def __init__(self, max_bytes: int) -> None:
        self._lock = threading.Lock()
        self._pages: LRUCache[str, Page] = LRUCache(max_bytes, getsizeof=lambda page: page.size)

    def get(self, address: str) -> Page | None:
        with self._lock:
            return self._pages.get(address)

    def put(self, address: str, page: Page) -> None:
        with self._lock:
            # A page that grew by an encoding is weighed anew.
            self._pages.pop(address, None)
            if page.size <= self._pages.maxsize:
                self._pages[address] = page

    def clear(self) -> None:
        with self._lock:
            self._pages.clear()


@dataclass(frozen=True, slots=True)
class PageKind(Generic[T]):
    """How a value becomes a page: its template, what that gets, and when its content was last changed."""

    template: str
    context: Callable[[T], dict[str, Any]]
    modified: Callable[[T], datetime | None]
    content_type: str = "text/html; charset=utf-8"


@functools.cache
def page_cache() -> PageCache:
    return PageCache(settings.CACHE_MAX_BYTES * 3 // 4)


def respond(request: HttpRequest, address: str, reading: Reading[T], kind: PageKind[T]) -> HttpResponse:
    """The page of a reading, from memory if it was made before, with the headers of DESIGN section 3."""
    pages = page_cache()
    now = time.time()
    page = pages.get(address)
    if page is None or page.digest != reading.digest or page.until <= now:
        page = _make(reading, kind)
        pages.put(address, page)
    encoding = choose_encoding(request.META.get("HTTP_ACCEPT_ENCODING", ""))
    if encoding not in page.bodies:
        page.body(encoding)
        pages.put(address, page)
    return _response(request, page, encoding, reading, kind.content_type, now)


@functools.lru_cache(maxsize=256)
def choose_encoding(accept: str) -> str:
    """The best of br, gzip and identity that an `Accept-Encoding` allows (RFC 9110, section 12.5.3)."""
    weights: dict[str, float] = {}
    for part in accept.lower().split(","):
        name, _, weight = part.partition(";")
        match = re.fullmatch(r"\s*q=([01](?:\.\d{0,3})?)\s*", weight)
        weights[name.strip()] = float(match[1]) if match else 1.0
    for encoding in ("br", "gzip"):
        if weights.get(encoding, weights.get("*", 0.0)) > 0:
            return encoding
    return "identity"


def _make(reading: Reading[T], kind: PageKind[T]) -> Page:
    value, until = reading.load()
    body = render_to_string(kind.template, kind.context(value)).encode()
    modified = kind.modified(value)
    return Page(
        digest=reading.digest,
        until=until.timestamp() if until else float("inf"),
        modified=int(modified.timestamp()) if modified else None,
        bodies={"identity": body},
        etag=hashlib.blake2b(body, digest_size=12).hexdigest(),
    )


def _response(
    request: HttpRequest, page: Page, encoding: str, reading: Reading[Any], content_type: str, now: float
) -> HttpResponse:
    body = page.bodies[encoding]
    headers = {
        "Content-Type": content_type,
        "Content-Length": str(len(body)),
        "Vary": "Accept-Encoding",
        "ETag": f'"{page.etag}{_SUFFIX[encoding]}"',
        "Cache-Control": _cache_control(page.until - now),
        "Content-Source": reading.source,
    }
    if encoding != "identity":
        headers["Content-Encoding"] = encoding
    if page.modified is not None:
        headers["Last-Modified"] = http_date(page.modified)
    if reading.age_seconds is not None:
        headers["Content-Age"] = str(int(reading.age_seconds))
    response = HttpResponse(b"" if request.method == "HEAD" else body, headers=headers)
    if "HTTP_IF_NONE_MATCH" in request.META or "HTTP_IF_MODIFIED_SINCE" in request.META:
        return _conditional(request, response, page)
    return response


def _conditional(request: HttpRequest, response: HttpResponse, page: Page) -> HttpResponse:
    answer = get_conditional_response(request, response.headers["ETag"], page.modified, response) or response
    if answer is not response:
        for name in ("Vary", "Content-Source", "Content-Age"):
            if name in response.headers:
                answer.headers[name] = response.headers[name]
    return answer


def _cache_control(seconds_left: float) -> str:
    shared = int(max(0, min(SHARED_SECONDS, seconds_left)))
    return f"public, max-age=0, s-maxage={shared}, stale-if-error={STALE_IF_ERROR_SECONDS}"


_ENCODERS: dict[str, Callable[[bytes], bytes]] = {
    # No time of making in the header: the same page is the same bytes on every process.
    "gzip": functools.partial(gzip.compress, compresslevel=GZIP_LEVEL, mtime=0),
    "br": functools.partial(brotli.compress, quality=BROTLI_QUALITY),
    "identity": lambda body: body,
}
