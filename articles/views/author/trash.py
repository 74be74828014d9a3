"""The trash: what is in it and until when, a page for each article in it, and the step that deletes one for good."""

from __future__ import annotations

import math
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import NamedTuple

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.safestring import mark_safe

from articles import wiring
from articles.domain import Article
from articles.drafts import Workspace
from articles.exceptions import InvalidContent, InvalidCursor, NotAllowed, StaleVersion
from articles.policies import Actor, can_purge, check_can_purge
from articles.rendering import render_markdown
from articles.searching import Found, Listing
from articles.services.bulk import MOST_AT_ONCE
from articles.tokens import new_token
from articles.views.author import kept
from articles.views.author.actors import actor_of
from articles.views.author.answers import page
from articles.views.author.list_forms import MARK, BulkForm
from articles.views.author.steps import CONFIRMED, MEANWHILE, Question
from articles.views.author.writing import expected_version
from portfolio.accounts.access import requires

PURGE = Question(
    "Delete this article for good?",
    "It goes now, with its history, its working copy and all addresses that lead to it. Nobody can bring it back.",
    "Delete for good",
    "Deleted for good. Its address is free again.",
)


class Row(NamedTuple):
    """An article in the trash: who put it there, and the days until it goes."""

    listing: Listing
    by: str
    days: int
    deletable: bool


@requires("contributor", "GET")
def trash_list(request: HttpRequest) -> HttpResponse:
    return show_list(request, mark=request.GET.get(MARK, ""))


def show_list(request: HttpRequest, *, mark: str = "", bulk: BulkForm | None = None, status: int = 200) -> HttpResponse:
    """A form that was not right comes back on it, with what was chosen."""
    actor, address = actor_of(request), reverse("author:trash-list")
    try:
        found = wiring.desk().trash(actor=actor, mark=mark)
    except InvalidCursor:
        messages.warning(request, "That part of the list is not there any more. This is its beginning.")
        return HttpResponseRedirect(address)
    chosen: Collection[str] = frozenset(bulk.chosen) if bulk else frozenset()
    return page(
        request,
        "author/trash.html",
        status,
        found=found,
        rows=_rows(found, actor),
        bulk=bulk or BulkForm(),
        chosen=chosen,
        most=MOST_AT_ONCE,
        older=f"{address}?{MARK}={found.more}" if found.more else "",
        first=address if mark else "",
        token=new_token(actor.username),
    )


def show_trashed(request: HttpRequest, actor: Actor, stands: Workspace) -> HttpResponse:
    """What stands in place of the editor: the text to read, and the ways out."""
    return page(
        request,
        "author/trashed.html",
        article=stands.text,
        days=_days_left(stands.live.purge_at),
        purge_at=stands.live.purge_at,
        deletable=can_purge(actor, stands.live),
        html=mark_safe(_rendered(stands.text)),
        version=str(stands.version),
        token=new_token(actor.username),
    )


@requires("contributor", "POST")
def purge(request: HttpRequest, article_id: str) -> HttpResponse:
    """Asked once more, since there is no way back."""
    actor = actor_of(request)
    try:
        if CONFIRMED not in request.POST:
            stands = wiring.purging().open(article_id, actor=actor)
            check_can_purge(actor, stands.live)
            sent = {"version": str(stands.version)}
            return page(request, "author/confirm.html", question=PURGE, article=stands.text, sent=sent)
        wiring.purging().purge(article_id, actor=actor, expected=expected_version(request))
    except NotAllowed as exc:
        return kept.refused(request, exc.reason)
    except StaleVersion:
        messages.error(request, MEANWHILE)
        return HttpResponseRedirect(reverse("author:edit", args=[article_id]))
    messages.success(request, PURGE.done)
    return HttpResponseRedirect(reverse("author:trash-list"))


def _rows(found: Found, actor: Actor) -> list[Row]:
    by = wiring.purging().trashed_by([listing.article.article_id for listing in found.items])
    return [
        Row(
            listing,
            by.get(listing.article.article_id, ""),
            _days_left(listing.article.purge_at),
            can_purge(actor, listing.article),
        )
        for listing in found.items
    ]


def _days_left(purge_at: datetime | None) -> int:
    """Begun ones count, so that it says 30 on the first day and 1 on the last."""
    return math.ceil((purge_at - wiring.now()) / timedelta(days=1)) if purge_at else 0


def _rendered(article: Article) -> str:
    try:
        return render_markdown(article.body)
    except InvalidContent:
        return ""
