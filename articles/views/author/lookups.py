"""What the editor's script asks for while its author types. The form works without any of it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse

from articles import wiring
from articles.cleaning import clean_line
from articles.drafts import provisional_slug
from articles.exceptions import StoreUnavailable
from articles.keys import is_slug, slug_from_text, tag_from_label
from articles.searching import Listing
from articles.views.author.actors import actor_of
from articles.views.author.answers import said
from portfolio.accounts.access import requires

COMPLETIONS = 10
MAX_ASKED = 300
SENTENCES = {
    "free": "This address is free.",
    "own": "This is the article's address.",
    "former": "This was the article's address before, and can be it again.",
    "taken": "Another article has this address.",
    "reserved": "This address is reserved.",
    "wrong": "An address may hold a-z, 0-9 and hyphens only.",
    "empty": "The address will be made from the title.",
}


@requires("contributor", "GET")
def slug(request: HttpRequest) -> HttpResponse:
    """`slug`, or what `title` makes of one: whether it is free, and one that is."""
    typed = request.GET.get("slug", "").strip()[:MAX_ASKED]
    wanted = typed or slug_from_text(request.GET.get("title", "")[:MAX_ASKED])
    if not wanted:
        return _about(wanted, "empty")
    if not is_slug(wanted):
        return _about(wanted, "wrong", slug_from_text(wanted))
    service = wiring.authoring()
    try:
        state = service.slug_state(wanted, article_id=request.GET.get("id") or None)
        return _about(
            wanted,
            state,
            wanted if state in ("free", "own") else service.suggest_slug(wanted),
            taken_by(wanted) if state == "taken" else _own(wanted) if state == "own" else "",
        )
    except StoreUnavailable:
        return said(503, "The table does not answer.")


@requires("contributor", "GET")
def tags(request: HttpRequest) -> HttpResponse:
    """Known tags that begin as `q` does, by their address or their label."""
    typed = request.GET.get("q", "").strip()[:MAX_ASKED]
    key = tag_from_label(typed)
    if not key:
        return JsonResponse({"tags": []})
    try:
        known = wiring.reading().list_tags(start=key).load().value.tags
    except StoreUnavailable:
        return said(503, "The table does not answer.")
    found = [tag for tag in known if tag.tag.startswith(key) or tag.label.casefold().startswith(typed.casefold())]
    return JsonResponse({"tags": [{"tag": tag.tag, "label": tag.label} for tag in found[:COMPLETIONS]]})


@requires("contributor", "GET")
def find(request: HttpRequest) -> HttpResponse:
    """Articles whose titles hold `q`, the newest first, but for the one with the `id` that asks.

    Those without an address that lasts are not `linkable`: their first save by hand gives them another one.
    """
    typed = clean_line(request.GET.get("q", "")[:MAX_ASKED]).text
    asking = request.GET.get("id", "")
    try:
        found = wiring.desk().find(typed, actor=actor_of(request), size=COMPLETIONS + 1)
    except StoreUnavailable:
        return said(503, "The table does not answer.")
    others = [_found(row) for row in found if row.article.article_id != asking]
    return JsonResponse({"articles": others[:COMPLETIONS], "more": len(others) > COMPLETIONS})


def _found(row: Listing) -> dict[str, Any]:
    article = row.article
    return {
        "id": article.article_id,
        "title": article.title,
        "slug": article.slug,
        "state": row.state,
        "url": reverse("articles:detail", args=[article.slug]),
        "edit_url": reverse("author:edit", args=[article.article_id]) if row.editable else "",
        "linkable": article.slug != provisional_slug(article.article_id),
    }


def taken_by(slug: str) -> str:
    """Whose address it is, or was, in a sentence; what readers cannot see is not named."""
    holder = wiring.authoring().slug_holder(slug)
    if holder is None:
        return SENTENCES["taken"]
    whose = f"of “{holder.title}”" if holder.visible_at(wiring.now()) else "of another article"
    return f"This {'is' if holder.slug == slug else 'was'} the address {whose}."


def _own(slug: str) -> str:
    holder = wiring.authoring().slug_holder(slug)
    return SENTENCES["own" if holder is None or holder.slug == slug else "former"]


def _about(wanted: str, state: str, suggestion: str = "", message: str = "") -> HttpResponse:
    sentence = message or SENTENCES[state]
    return JsonResponse({"slug": wanted, "state": state, "suggestion": suggestion, "message": sentence})
