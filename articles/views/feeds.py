"""Feeds of the site and of each tag, as whole articles."""

from __future__ import annotations

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from articles import wiring
from articles.pages import respond
from articles.views import feed_kinds as kinds


@require_safe
def site_feed(request: HttpRequest, form: str) -> HttpResponse:
    return respond(request, request.path, wiring.reading().get_feed, kinds.feed_page(form))


@require_safe
def tag_feed(request: HttpRequest, tag: str, form: str) -> HttpResponse:
    ask = partial(wiring.reading().get_feed, tag=tag)
    return respond(request, request.path, ask, kinds.feed_page(form, tag))
