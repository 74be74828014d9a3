"""Answers finished pages before Django's request machinery, which costs more than the page does.

Only the plain case: GET or HEAD without query or condition, for a host the site is known by, of a page that was made
before. All else goes the long way, through the same services, to the same bytes, headers and log line; the tests hold
the two ways against each other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.http.request import split_domain_port, validate_host

from articles.exceptions import ArticleError, ArticleNotFound
from articles.forwarding import forwarding
from articles.middleware import response_to
from articles.pages import Page, encode_for, find_page, page_cache
from portfolio.middleware import security_headers
from portfolio.requests import begin_request

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

MAX_HOSTS = 100


class PageFront:
    """A WSGI layer around the Django application."""

    def __init__(self, application: Application) -> None:
        self._application = application
        self._headers = list(security_headers().items())
        self._hosts: set[str] = set()

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        address = environ["PATH_INFO"]
        is_plain = self._is_plain(environ)
        known = page_cache().get(address) if is_plain else None
        has_moved = is_plain and address.isascii() and forwarding().knows(address)
        if known is None and not has_moved:
            return self._application(environ, start_response)
        begin_request(environ.get("HTTP_X_REQUEST_ID"))
        try:
            return self._answer_known(known, has_moved, environ, start_response)
        except ArticleError as exc:
            response = response_to(exc)
            if response is None:
                raise
            return self._send(response, environ, start_response)

    def _answer_known(
        self, known: Page | None, has_moved: bool, environ: Environ, start_response: StartResponse
    ) -> Iterable[bytes]:
        address = environ["PATH_INFO"]
        moved = forwarding().find(address) if has_moved else None
        if moved is not None:
            return self._send(moved, environ, start_response)
        if known is None:
            return self._application(environ, start_response)
        try:
            return self._answer(known, environ, start_response)
        except ArticleNotFound:
            moved = forwarding().find(address)
            if moved is None:
                raise
            return self._send(moved, environ, start_response)

    def _is_plain(self, environ: Environ) -> bool:
        return (
            environ["REQUEST_METHOD"] in ("GET", "HEAD")
            and not environ.get("QUERY_STRING")
            and "HTTP_IF_NONE_MATCH" not in environ
            and self._is_ours(environ.get("HTTP_HOST", ""))
        )

    def _is_ours(self, host: str) -> bool:
        """Django's own check of the host, remembered: a stranger's is left for Django to refuse."""
        if host in self._hosts:
            return True
        domain, _ = split_domain_port(host)
        if not domain or not validate_host(domain, settings.ALLOWED_HOSTS):
            return False
        if len(self._hosts) < MAX_HOSTS:
            self._hosts.add(host)
        return True

    def _answer(self, known: Page, environ: Environ, start_response: StartResponse) -> list[bytes]:
        address = environ["PATH_INFO"]
        page, reading = find_page(address, known.ask, known.kind)
        encoding = encode_for(address, page, environ.get("HTTP_ACCEPT_ENCODING", ""))
        start_response("200 OK", page.headers(encoding, reading) + self._headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [page.bodies[encoding]]

    def _send(self, response: HttpResponse, environ: Environ, start_response: StartResponse) -> list[bytes]:
        length = ("Content-Length", str(len(response.content)))
        status = f"{response.status_code} {response.reason_phrase}"
        start_response(status, [*response.items(), length, *self._headers])
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [response.content]
