"""The pages that readers see: each asks the reading service one question and hands the answer to its page.

Only a signed page mark is read from the query string, so that no address a stranger makes up fills the cache.
"""

from __future__ import annotations

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from articles import wiring
from articles.cursors import read_cursor
from articles.pages import respond
from articles.views import kinds

MARK = "page"


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The newest articles."""
    ask = partial(wiring.reading().list_articles, size=kinds.HOME_ARTICLES + kinds.HOME_FEATURED)
    return respond(request, request.path, ask, kinds.HOME)


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """Who writes here, and the newest articles, which the home page asks for too."""
    ask = partial(wiring.reading().list_articles, size=kinds.HOME_ARTICLES + kinds.HOME_FEATURED)
    return respond(request, request.path, ask, kinds.ABOUT)


@require_safe
def article_list(request: HttpRequest) -> HttpResponse:
    mark = request.GET.get(MARK, "")
    cursor = read_cursor(mark, list_name=kinds.LIST_NAME)
    ask = partial(wiring.reading().list_articles, cursor=cursor)
    return respond(request, marked_address(request, mark), ask, kinds.list_page(mark))


@require_safe
def article_detail(request: HttpRequest, slug: str) -> HttpResponse:
    ask = partial(wiring.reading().get_article, slug)
    return respond(request, request.path, ask, kinds.DETAIL)


@require_safe
def tag_list(request: HttpRequest) -> HttpResponse:
    mark = request.GET.get(MARK, "")
    cursor = read_cursor(mark, list_name=kinds.TAGS_NAME)
    ask = partial(wiring.reading().list_tags, start=cursor.sort_key if cursor else None)
    return respond(request, marked_address(request, mark), ask, kinds.tags_page(mark))


@require_safe
def tag_detail(request: HttpRequest, tag: str) -> HttpResponse:
    mark = request.GET.get(MARK, "")
    cursor = read_cursor(mark, list_name=kinds.tag_list_name(tag))
    ask = partial(wiring.reading().list_articles, tag=tag, cursor=cursor)
    return respond(request, marked_address(request, mark), ask, kinds.tag_page(tag, mark))


def marked_address(request: HttpRequest, mark: str) -> str:
    """Of a list's page: what it is kept under."""
    return f"{request.path}?{MARK}={mark}" if mark else request.path
