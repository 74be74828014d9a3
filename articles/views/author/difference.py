"""What differs between the text in the editor and one that the browser kept. Both come with the request."""

from __future__ import annotations

from typing import NamedTuple

from django.http import HttpRequest, HttpResponse

from articles.cleaning import with_unix_line_ends
from articles.differences import Piece, compare, pieces, stretches
from articles.forms import ArticleForm
from articles.views.author import kept
from articles.views.author.answers import page
from portfolio.accounts.access import requires

HERE, KEPT = "theirs-", "mine-"


class _Field(NamedTuple):
    """A field of the form but its text, in words: as it is in the editor, and in the text that was kept."""

    label: str
    mine: tuple[Piece, ...]
    theirs: tuple[Piece, ...]


@requires("contributor", "POST", stopped=kept.stopped)
def difference(request: HttpRequest) -> HttpResponse:
    """A part of a page; it reads and writes nothing."""
    here, of_browser = (_texts(request, side) for side in (HERE, KEPT))
    fields = [
        _Field(str(field.label or name.capitalize()), *pieces(here[name], of_browser[name]))
        for name, field in ArticleForm.base_fields.items()
        if name != "body" and here[name] != of_browser[name]
    ]
    parts = stretches(compare(here["body"], of_browser["body"]))
    return page(request, "author/_difference.html", fields=fields, stretches=parts)


def _texts(request: HttpRequest, side: str) -> dict[str, str]:
    return {name: with_unix_line_ends(request.POST.get(side + name, "")).rstrip() for name in ArticleForm.base_fields}
