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
        return said(409, "It was saved by somebody else meanwhile. Nothing was overwritten.")
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


def _sides(form: ArticleForm, theirs: Article) -> list[Side]:
    saved = texts_of(theirs)
    pairs = ((form[name].label, str(form[name].value() or ""), saved[name]) for name in form.fields if name != "body")
    return [Side(str(label), mine, other) for label, mine, other in pairs if mine != other]


def texts_of(article: Article) -> dict[str, str]:
    """An article's fields as a form would show them."""
    form = ArticleForm(time_zone=wiring.time_zone(), names_author=True, stands=replace(article, body=""))
    return {name: str(form.initial.get(name) or "") for name in form.fields}
