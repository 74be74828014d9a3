"""Pages for what went wrong. They need no store, are made once, and are never kept by a cache on the way."""

from __future__ import annotations

import contextlib
import functools
import logging
import sys

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from articles.site import site
from portfolio.table import TableUnavailable

logger = logging.getLogger(__name__)

RETRY_AFTER_SECONDS = 5
MAX_DRAINED_BYTES = 64 * 1024 * 1024
DRAINED_AT_ONCE = 64 * 1024


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig):
        return too_large(request)
    return error_page(400)


def too_large(request: HttpRequest) -> HttpResponse:
    """What was sent is read to its end, though for nothing: a browser that is cut off would show no page at all."""
    with contextlib.suppress(OSError):
        left = MAX_DRAINED_BYTES
        while left > 0 and (piece := request.read(min(left, DRAINED_AT_ONCE))):
            left -= len(piece)
    return error_page(413)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return error_page(403)


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return error_page(404)


def server_error(request: HttpRequest) -> HttpResponse:
    """For what no view let through: sessions are also read and written by Django's middleware, around all views."""
    error = sys.exc_info()[1]
    return table_unavailable(error) if isinstance(error, TableUnavailable) else error_page(500)


def table_unavailable(error: TableUnavailable) -> HttpResponse:
    """Who is signed in could not be found out, or what they did could not be kept: nobody is let through on a guess."""
    logger.warning("the table did not answer for an account", extra={"error": error.why})
    return service_unavailable()


def service_unavailable() -> HttpResponse:
    response = error_page(503)
    response.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    # The read's own line has said it, with the reason; Django would add an ERROR for every guess of a stranger.
    response._has_been_logged = True  # type: ignore[attr-defined]
    return response


def error_page(status: int) -> HttpResponse:
    response = HttpResponse(_body(status), status=status)
    response.headers["Cache-Control"] = "no-store"
    return response


@functools.cache
def _body(status: int) -> bytes:
    return render_to_string(f"{status}.html", {"site": site()}).encode()
