"""Who else has the article open, as the editor's script asks every few seconds, and says by asking."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse

from articles import wiring
from articles.drafts import OpenPage
from articles.exceptions import NotAllowed, StoreUnavailable
from articles.views.author import kept
from articles.views.author.actors import actor_of
from articles.views.author.answers import said
from articles.views.author.writing import page_of
from portfolio.accounts.access import requires

LEAVING = "leaving"


@requires("contributor", "POST", stopped=kept.stopped)
def presence(request: HttpRequest, article_id: str) -> HttpResponse:
    """Raises `ArticleNotFound`."""
    page = page_of(request.POST.get("tab", ""))
    if not page:
        return said(400, "The request does not say which page it comes from.")
    try:
        if LEAVING in request.POST:
            wiring.presence().leave(article_id, page)
            return HttpResponse(status=204)
        others = wiring.presence().others(article_id, page, actor=actor_of(request))
    except NotAllowed as exc:
        return said(403, exc.reason)
    except StoreUnavailable:
        return said(503, "The table does not answer.")
    return JsonResponse({"others": [_told(other) for other in others]})


def _told(page: OpenPage) -> dict[str, str]:
    return {"username": page.username, "name": page.name, "since": page.since.isoformat()}
