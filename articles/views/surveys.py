"""The archive by month and the sitemap: pages that show the whole site, in portions that each cost the same."""

from __future__ import annotations

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from articles import wiring
from articles.cursors import read_cursor
from articles.pages import respond
from articles.views import survey_kinds as kinds
from articles.views.reader import MARK, marked_address


@require_safe
def archive(request: HttpRequest) -> HttpResponse:
    return respond(request, request.path, wiring.reading().list_months, kinds.ARCHIVE)


@require_safe
def month_detail(request: HttpRequest, month: str) -> HttpResponse:
    mark = request.GET.get(MARK, "")
    cursor = read_cursor(mark, list_name=kinds.month_list_name(month))
    ask = partial(wiring.reading().list_month, month, cursor=cursor)
    return respond(request, marked_address(request, mark), ask, kinds.month_page(month, mark))


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    return respond(request, request.path, wiring.reading().get_sitemap, kinds.SITEMAP)


@require_safe
def sitemap_pages(request: HttpRequest) -> HttpResponse:
    """The pages that are no articles, for a sitemap in parts."""
    return respond(request, request.path, wiring.reading().list_months, kinds.SITEMAP_PAGES)


@require_safe
def sitemap_part(request: HttpRequest, part: str) -> HttpResponse:
    ask = partial(wiring.reading().get_sitemap_part, part)
    return respond(request, request.path, ask, kinds.sitemap_part(part))
