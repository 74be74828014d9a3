"""Articles as Markdown, and the guide to them for language models (llmstxt.org)."""

from __future__ import annotations

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from articles import wiring
from articles.pages import respond
from articles.views import text_kinds as kinds


@require_safe
def markdown(request: HttpRequest, slug: str) -> HttpResponse:
    ask = partial(wiring.reading().get_article, slug)
    return respond(request, request.path, ask, kinds.MARKDOWN)


@require_safe
def guide(request: HttpRequest) -> HttpResponse:
    ask = partial(wiring.reading().list_articles, size=kinds.GUIDE_ARTICLES)
    return respond(request, request.path, ask, kinds.GUIDE)
