"""Answers old addresses with one 301 to where their page is now.

Looked for only where the site has nothing to show. What was found is asked for first from then on, so that an old
address that is asked for often costs neither a read of the table nor the way through a view.
"""

from __future__ import annotations

import functools
import threading

from cachetools import LRUCache
from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils.encoding import iri_to_uri

from articles import wiring
from articles.addresses import Route, is_closed, normal_path, route_of
from articles.exceptions import ArticleNotFound
from articles.pages import shared_cache_control
from articles.redirects import Destination
from articles.services.reading import Reading

MAX_KNOWN = 5000


class Forwarding:
    """One process's answers to old addresses. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: LRUCache[str, bool] = LRUCache(MAX_KNOWN)

    def knows(self, path: str) -> bool:
        """Whether this address led somewhere when it was asked for last."""
        with self._lock:
            return path in self._known

    def find(self, path: str, query: str = "") -> HttpResponse | None:
        """The redirect from a decoded path, None if there is none (now); raises `StoreUnavailable`."""
        kept = normal_path(path)
        if kept is None or is_closed(kept) or not settings.DYNAMODB_TABLE:
            return None
        route = route_of(kept)
        if route and route.fixed:
            return None
        slug = route.slug if route and route.is_article else ""
        try:
            reading = wiring.reading().get_destination(kept, slug=slug)
        except ArticleNotFound:
            self._forget(path)
            return None
        location = _location(reading.load().value, route)
        if normal_path(location) == kept:
            return None  # by hand an item can be made to lead to itself
        self._keep(path)
        return _moved(location, query, reading)

    def _keep(self, path: str) -> None:
        with self._lock:
            self._known[path] = True

    def _forget(self, path: str) -> None:
        with self._lock:
            self._known.pop(path, None)


@functools.cache
def forwarding() -> Forwarding:
    return Forwarding()


def _location(destination: Destination, route: Route | None) -> str:
    """An article's Markdown has moved with it."""
    if not destination.slug:
        return destination.address
    is_text = route is not None and route.name == "articles:markdown" and not destination.tail
    name = "articles:markdown" if is_text else "articles:detail"
    return reverse(name, args=[destination.slug]) + destination.tail


def _moved(location: str, query: str, reading: Reading[Destination]) -> HttpResponse:
    response = HttpResponse(status=301)
    response.headers["Location"] = iri_to_uri(_with_query(location, query))
    # A browser keeps a 301 for good unless it is told otherwise, and an article may get its old address back.
    response.headers["Cache-Control"] = shared_cache_control(reading.good_until)
    response.headers["Content-Source"] = reading.source
    if reading.age_seconds is not None:
        response.headers["Content-Age"] = str(int(reading.age_seconds))
    return response


def _with_query(location: str, query: str) -> str:
    """What the reader's address asks goes along, unless the new one asks something itself."""
    address, hash_mark, fragment = location.partition("#")
    if query and "?" not in address:
        address = f"{address}?{query}"
    return f"{address}{hash_mark}{fragment}"
