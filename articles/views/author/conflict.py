"""Two authors wrote the same article, or one form was sent with two texts: both are shown, and neither is lost."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from django.http import HttpResponse
from django.urls import reverse

from articles import wiring
from articles.differences import compare
from articles.domain import Article
from articles.drafts import Workspace
from articles.forms import ArticleForm
from articles.views.author.answers import page, said, wants_json
from articles.views.author.writing import Writing


class Side(NamedTuple):
    """A field that the two have different values in."""

    label: str
    mine: str
    theirs: str


def show_conflict(writing: Writing, theirs: Workspace, *, reused: bool = False) -> HttpResponse:
    if wants_json(writing.request):
        sentence = "It was saved by somebody else meanwhile. Nothing was overwritten."
        return said(409, sentence, theirs=_last_save(writing, theirs))
    form = writing.form
    mine = form["body"].value() or ""
    return page(
        writing.request,
        "author/conflict.html",
        409,
        form=form,
        reused=reused,
        theirs=theirs,
        rows=compare(mine, theirs.text.body),
        sides=_sides(form, theirs.text),
        address=reverse("author:edit", args=[theirs.live.article_id]),
        version=str(theirs.version),
        token=writing.new_token(),
    )


def _last_save(writing: Writing, theirs: Workspace) -> dict[str, str]:
    """Who saved what stands there, and when."""
    live, draft = theirs.live, theirs.draft
    by, at = (draft.saved_by, draft.saved_at) if draft else ("", live.updated_at)
    if not draft:
        last = wiring.authoring().list_revisions(live.article_id, actor=writing.actor, size=1).items
        by = last[0].saved_by if last else ""
    return {"by": by, "at": at.isoformat() if at else "", "version": str(theirs.version)}


def _sides(form: ArticleForm, theirs: Article) -> list[Side]:
    saved = texts_of(theirs)
    pairs = ((form[name].label, str(form[name].value() or ""), saved[name]) for name in form.fields if name != "body")
    return [Side(str(label), mine, other) for label, mine, other in pairs if mine != other]


def texts_of(article: Article) -> dict[str, str]:
    """An article's fields as a form would show them."""
    form = ArticleForm(time_zone=wiring.time_zone(), names_author=True, stands=replace(article, body=""))
    return {name: str(form.initial.get(name) or "") for name in form.fields}
