"""A draft as its readers would get it, for those who have a link to it. It is kept nowhere and counted each time."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from articles import wiring
from articles.domain import Article
from articles.exceptions import InvalidContent, ShareNotFound
from articles.site import site
from articles.views.kinds import DETAIL
from portfolio.accounts.wiring import have_table
from portfolio.shared_addresses import TOKEN

TEMPLATE = "articles/shared.html"


@require_safe
def shared(request: HttpRequest) -> HttpResponse:
    """Whatever is wrong with a link, its reader gets the page of any address where nothing is."""
    token = request.META.get(TOKEN, "")
    if not token or not have_table():
        raise ShareNotFound
    share, article = wiring.sharing().open(token)
    context = {**_context(article), "share": share, "time_zone": wiring.time_zone().key}
    response = HttpResponse(DETAIL.render(TEMPLATE, context), content_type=DETAIL.content_type)
    if request.method == "GET":
        # Behind the answer: a number that cannot be written is no reason to show nothing.
        wiring.background().run("count an opened share", partial(wiring.sharing().count, share))
    return response


def _context(article: Article) -> dict[str, Any]:
    """Without neighbours and related articles, since it has no place among them yet."""
    try:
        return DETAIL.context(article)
    except InvalidContent as exc:
        return {"site": site(), "article": article, "trouble": exc.reason}
