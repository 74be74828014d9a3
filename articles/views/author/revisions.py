"""The history of an article: every save by hand and every publish, to read, to compare and to restore."""

from __future__ import annotations

from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.utils.safestring import mark_safe

from articles import wiring
from articles.differences import compare
from articles.drafts import Revision
from articles.exceptions import InvalidContent, NotAllowed
from articles.rendering import render_markdown
from articles.tokens import new_token
from articles.views.author import kept
from articles.views.author.actors import actor_of
from articles.views.author.answers import page
from articles.views.author.conflict import Side, texts_of
from portfolio.accounts.access import requires

BELOW = "below"
WHAT = {
    "save": "saved", "publish": "published", "unpublish": "unpublished", "discard": "changes discarded",
    "restore": "restored", "keep": "set aside", "tag": "tagged", "archive": "archived", "rename": "renamed",
    "trash": "put in the trash", "recover": "taken from the trash", "undo": "step with others undone",
    "seed": "put in from a file",
}  # fmt: skip


class Entry(NamedTuple):
    """A revision, and in words what was done."""

    revision: Revision
    what: str


@requires("contributor", "GET")
def revisions(request: HttpRequest, article_id: str) -> HttpResponse:
    actor, service = actor_of(request), wiring.authoring()
    below = request.GET.get(BELOW, "")
    try:
        stands = service.open(article_id, actor=actor)
        found = service.list_revisions(article_id, actor=actor, below=below if _is_id(below) else None)
    except NotAllowed as exc:
        return kept.refused(request, exc.reason)
    entries = [Entry(item, WHAT[item.action]) for item in found.items]
    return page(
        request, "author/revisions.html", article=stands.text, entries=entries, older=found.older, first=not below
    )


@requires("contributor", "GET")
def revision(request: HttpRequest, article_id: str, revision_id: str) -> HttpResponse:
    """As readers would see it, as it was typed, and beside what is being worked on now."""
    actor, service = actor_of(request), wiring.authoring()
    try:
        stands = service.open(article_id, actor=actor)
        shown = service.get_revision(article_id, revision_id, actor=actor)
    except NotAllowed as exc:
        return kept.refused(request, exc.reason)
    then, now = texts_of(shown.article), texts_of(stands.text)
    labels = {name: name.replace("_", " ").capitalize() for name in then if name != "body"}
    return page(
        request,
        "author/revision.html",
        revision=shown,
        what=WHAT[shown.action],
        article=stands.text,
        html=mark_safe(_rendered(shown.article.body)),
        rows=compare(shown.article.body, stands.text.body),
        sides=[Side(label, then[name], now[name]) for name, label in labels.items() if then[name] != now[name]],
        version=str(stands.version),
        token=new_token(actor.username),
    )


def _rendered(body: str) -> str:
    try:
        return render_markdown(body)
    except InvalidContent:
        return ""


def _is_id(text: str) -> bool:
    return len(text) == 26 and text.isalnum() and text.isascii()
