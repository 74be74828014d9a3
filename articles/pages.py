"""Reader pages are values: they depend on address and content only, and are kept as finished bytes.

A page is made when its content is first shown and lives as long as the digests of that and of what is shown beside it.
Each encoding is made when it is first asked for and kept with it. Nothing here looks at cookies or sessions.
"""

from __future__ import annotations

import functools
import gzip
import hashlib
import re
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

import brotli
from cachetools import LRUCache
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

from articles import wiring
from articles.beside import Answer, Beside, Seen, ask_all, seen
from articles.services.reading import Reading, Timed
from articles.services.site_settings import Held
from articles.site import showing

T = TypeVar("T")

SHARED_SECONDS = 60  # how long a CDN may keep a page unasked
STALE_IF_ERROR_SECONDS = 86400
GZIP_LEVEL = 6
BROTLI_QUALITY = 4  # a reader waits for it, and 5 takes half as long again for 5 % less
OVERHEAD_BYTES = 1500
_SUFFIX = {"gzip": "-gzip", "br": "-br", "identity": ""}


@dataclass(frozen=True, slots=True)
class PageKind(Generic[T]):
    """How a value becomes a page: its template, what that gets, and when its content was last changed.

    What is asked for `beside` it goes to `context` by its name: None if it is not there, or could not be had.
    """

    template: str
    context: Callable[..., dict[str, Any]]
    modified: Callable[[T], datetime | None]
    content_type: str = "text/html; charset=utf-8"
    aside: bool = False  # read by crawlers from end to end, and kept where that drives out no other page
    render: Callable[[str, dict[str, Any]], str] = render_to_string
    extra_headers: Callable[[T], Sequence[tuple[str, str]]] = lambda value: ()
    beside: Beside[T] | None = None


@dataclass(slots=True)
class Page:
    """A finished page and what it was made from. `until` is when the clock changes it (seconds since the epoch).

    `settings` is the number of the site's settings that it shows.
    """

    kind: PageKind[Any]
    ask: Callable[[], Reading[Any]]
    digest: bytes
    until: float
    modified: str
    etag: str
    bodies: dict[str, bytes]
    settings: int = 0
    extra_headers: Sequence[tuple[str, str]] = ()
    beside: Seen | None = None

    @property
    def size(self) -> int:
        return OVERHEAD_BYTES + sum(map(len, self.bodies.values()))

    def shows(self, reading: Reading[Any], settings: int) -> bool:
        """Whether it is the page of this reading, and neither the clock nor the site has changed that since."""
        now, beside = time.time(), self.beside
        return (
            self.digest == reading.digest
            and self.settings == settings
            and self.until > now
            and (beside is None or (beside.n == reading.n and beside.until > now))
        )

    def still_shows(self, reading: Reading[Any], settings: int, answers: Mapping[str, Answer]) -> bool:
        """The same, when what is beside it was asked for again."""
        same = self.digest == reading.digest and self.settings == settings and self.until > time.time()
        return same and self.beside is not None and not self.beside.differ_from(answers)

    def headers(self, encoding: str, reading: Reading[Any]) -> list[tuple[str, str]]:
        """The headers of DESIGN section 3."""
        headers = [
            ("Content-Type", self.kind.content_type),
            ("Content-Length", str(len(self.bodies[encoding]))),
            ("Vary", "Accept-Encoding"),
            ("ETag", f'"{self.etag}{_SUFFIX[encoding]}"'),
            ("Cache-Control", shared_cache_control(self.until)),
            ("Content-Source", reading.source),
            *self.extra_headers,
        ]
        if encoding != "identity":
            headers.append(("Content-Encoding", encoding))
        if self.modified:
            headers.append(("Last-Modified", self.modified))
        if reading.age_seconds is not None:
            headers.append(("Content-Age", str(int(reading.age_seconds))))
        return headers


class PageCache:
    """Finished pages of this process by address, bounded by bytes, least recently used out; some of them aside."""

    def __init__(self, max_bytes: int, aside_bytes: int = 0) -> None:
        self._lock = threading.Lock()
        self._pages: LRUCache[str, Page] = LRUCache(max_bytes, getsizeof=lambda page: page.size)
        self._aside: LRUCache[str, Page] = LRUCache(aside_bytes, getsizeof=lambda page: page.size)

    def get(self, address: str) -> Page | None:
        with self._lock:
            return self._pages.get(address) or self._aside.get(address)

    def put(self, address: str, page: Page) -> None:
        pages = self._aside if page.kind.aside else self._pages
        with self._lock:
            # A page that grew by an encoding is weighed anew.
            pages.pop(address, None)
            if page.size <= pages.maxsize:
                pages[address] = page

    def clear(self) -> None:
        with self._lock:
            self._pages.clear()
            self._aside.clear()


@functools.cache
def page_cache() -> PageCache:
    return PageCache(settings.CACHE_MAX_BYTES * 5 // 8, settings.CACHE_MAX_BYTES * 3 // 32)


def respond(request: HttpRequest, address: str, ask: Callable[[], Reading[T]], kind: PageKind[T]) -> HttpResponse:
    """Ask for a reading and answer with its page, from memory if it was made before."""
    page, reading = find_page(address, ask, kind)
    encoding = encode_for(address, page, request.META.get("HTTP_ACCEPT_ENCODING", ""))
    headers = dict(page.headers(encoding, reading))
    response = HttpResponse(b"" if request.method == "HEAD" else page.bodies[encoding], headers=headers)
    if "HTTP_IF_NONE_MATCH" in request.META:
        return _conditional(request, response)
    return response


def find_page(address: str, ask: Callable[[], Reading[T]], kind: PageKind[T]) -> tuple[Page, Reading[T]]:
    """The page of what `ask` answers now, made if need be; raises what `ask` raises."""
    reading = ask()
    held = wiring.known_settings().current(ends=reading.ends)
    page = page_cache().get(address)
    if page is None or not page.shows(reading, held.number):
        page = _renew(page, reading, ask, kind, held)
        page_cache().put(address, page)
    return page, reading


def encode_for(address: str, page: Page, accept_encoding: str) -> str:
    """The encoding to answer with; the page has it afterwards."""
    encoding = choose_encoding(accept_encoding)
    if encoding not in page.bodies:
        page.bodies[encoding] = _ENCODERS[encoding](page.bodies["identity"])
        page_cache().put(address, page)
    return encoding


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


def _renew(
    page: Page | None, reading: Reading[T], ask: Callable[[], Reading[T]], kind: PageKind[T], held: Held
) -> Page:
    """The page that stands, if what is beside it is found to be the same, or else another."""
    loaded = reading.load()
    answers = ask_all(kind.beside(loaded.value), ends=reading.ends) if kind.beside else {}
    if page is None or not page.still_shows(reading, held.number, answers):
        with showing(held.settings):
            page = _make(reading, ask, kind, loaded, answers)
        page.settings = held.number
    if kind.beside:
        page.beside = seen(answers, reading.n, shown=page.beside)
    return page


def _make(
    reading: Reading[T],
    ask: Callable[[], Reading[T]],
    kind: PageKind[T],
    loaded: Timed[T],
    answers: Mapping[str, Answer],
) -> Page:
    others = {name: answer.reading.load() if answer.reading else None for name, answer in answers.items()}
    context = kind.context(loaded.value, **{name: other.value if other else None for name, other in others.items()})
    body = kind.render(kind.template, context).encode()
    modified = kind.modified(loaded.value)
    ends = [timed.until for timed in (loaded, *others.values()) if timed and timed.until]
    return Page(
        kind=kind,
        ask=ask,
        digest=reading.digest,
        until=min(ends).timestamp() if ends else float("inf"),
        modified=http_date(modified.timestamp()) if modified else "",
        etag=hashlib.blake2b(body, digest_size=12).hexdigest(),
        bodies={"identity": body},
        extra_headers=kind.extra_headers(loaded.value),
    )


def _conditional(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """304 by the entity tag. A date alone gets the page: an author may leave it as it was when the text changed, and
    a list from which an article went looks older than before."""
    answer = get_conditional_response(request, response.headers["ETag"], response=response) or response
    if answer is not response:
        for name in ("Vary", "Content-Source", "Content-Age"):
            if name in response.headers:
                answer.headers[name] = response.headers[name]
    return answer


def shared_cache_control(until: float) -> str:
    """For what a browser asks about each time, and a CDN for a moment, not beyond `until` (seconds since the epoch)."""
    shared = int(max(0, min(SHARED_SECONDS, until - time.time())))
    return f"public, max-age=0, s-maxage={shared}, stale-if-error={STALE_IF_ERROR_SECONDS}"


_ENCODERS: dict[str, Callable[[bytes], bytes]] = {
    # No time of making in the header: the same page is the same bytes on every process.
    "gzip": functools.partial(gzip.compress, compresslevel=GZIP_LEVEL, mtime=0),
    "br": functools.partial(brotli.compress, quality=BROTLI_QUALITY),
}
