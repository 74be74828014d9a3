"""The one place where errors of articles and accounts get their meaning in HTTP."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from articles.exceptions import ArticleNotFound, InvalidCursor, NotAllowed, ShareNotFound, StoreUnavailable
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


class ArticleErrorsMiddleware:
    """Answers for views that let such an error through."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return response_to(exception)
