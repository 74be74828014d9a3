"""The one place where errors of articles and accounts get their meaning in HTTP, and old addresses theirs."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from articles.exceptions import ArticleNotFound, InvalidCursor, NotAllowed, ShareNotFound, StoreUnavailable
from articles.forwarding import forwarding
from portfolio import errors
from portfolio.accounts.exceptions import PasswordsBusy
from portfolio.table import TableUnavailable


def response_to(exception: Exception) -> HttpResponse | None:
    """A miss is 404, an outage 503: one never looks like the other. None for an error that is none of ours."""
    if isinstance(exception, ArticleNotFound | InvalidCursor | ShareNotFound):
        return errors.error_page(404)
    if isinstance(exception, NotAllowed):
        return errors.error_page(403)
    if isinstance(exception, TableUnavailable):
        return errors.table_unavailable(exception)
    if isinstance(exception, StoreUnavailable | PasswordsBusy):
        return errors.service_unavailable()
    return None


class OldAddressesMiddleware:
    """Looks for a redirect where nothing was found, and first of all where one was found before."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return self._get_response(request)
        if forwarding().knows(request.path_info):
            return self._moved(request) or self._get_response(request)
        response = self._get_response(request)
        return self._moved(request) or response if response.status_code == 404 else response

    def _moved(self, request: HttpRequest) -> HttpResponse | None:
        """That nobody could say is an outage, and never a page that was not found."""
        try:
            return forwarding().find(request.path_info, request.META.get("QUERY_STRING", ""))
        except StoreUnavailable as exc:
            return response_to(exc)


class ArticleErrorsMiddleware:
    """Answers for views that let such an error through."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return response_to(exception)
