"""What differs between a text that the browser kept and the one in the editor. Both come with the request."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from articles.cleaning import with_unix_line_ends
from articles.differences import compare
from articles.forms import ArticleForm
from articles.views.author import kept
from articles.views.author.answers import page
from articles.views.author.conflict import Side
from portfolio.accounts.access import requires

MINE, THEIRS = "mine-", "theirs-"


@requires("contributor", "POST", stopped=kept.stopped)
def difference(request: HttpRequest) -> HttpResponse:
    """A part of a page; it reads and writes nothing."""
    mine, theirs = (_texts(request, side) for side in (MINE, THEIRS))
    sides = [
        Side(str(field.label or name.capitalize()), mine[name], theirs[name])
        for name, field in ArticleForm.base_fields.items()
        if name != "body" and mine[name] != theirs[name]
    ]
    rows = compare(mine["body"], theirs["body"])
    return page(request, "author/_difference.html", sides=sides, rows=rows)


def _texts(request: HttpRequest, side: str) -> dict[str, str]:
    return {name: with_unix_line_ends(request.POST.get(side + name, "")).rstrip() for name in ArticleForm.base_fields}
