"""The list of articles that an account may see, with the form that does one step with many of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from articles import wiring
from articles.exceptions import InvalidCursor
from articles.searching import Found
from articles.services.bulk import MOST_AT_ONCE
from articles.tokens import new_token
from articles.views.author.actors import actor_of
from articles.views.author.answers import page
from articles.views.author.list_forms import MARK, BulkForm, SearchForm
from portfolio.accounts.access import requires


@requires("contributor", "GET")
def articles(request: HttpRequest) -> HttpResponse:
    return show(request, request.GET)


def show(
    request: HttpRequest, query: Mapping[str, Any], *, bulk: BulkForm | None = None, status: int = 200
) -> HttpResponse:
    """The list that a query asks for. A form that was not right comes back on it, with what was chosen."""
    actor, mark = actor_of(request), query.get(MARK, "")
    form = SearchForm(query, actor=actor)
    found: Found | None = None
    try:
        if form.is_valid():
            found = wiring.desk().search(form.to_search(), actor=actor, mark=mark)
    except InvalidCursor:
        messages.warning(request, "That part of the list is not there any more. This is its beginning.")
        return HttpResponseRedirect(address(form))
    context = _context(found, form, mark)
    return page(
        request,
        "author/articles.html",
        status,
        **context,
        bulk=bulk or BulkForm(),
        chosen=_chosen(bulk),
        publishes=actor.publishes,
        token=new_token(actor.username),
    )


def address(form: SearchForm, mark: str = "") -> str:
    query = form.query(**{MARK: mark})
    return reverse("author:articles") + (f"?{query}" if query else "")


def _context(found: Found | None, form: SearchForm, mark: str) -> dict[str, Any]:
    return {
        "form": form,
        "found": found,
        "list_query": form.query(**{MARK: mark}),
        "older": address(form, found.more) if found and found.more else "",
        "first": address(form) if mark else "",
        "most": MOST_AT_ONCE,
    }


def _chosen(bulk: BulkForm | None) -> Collection[str]:
    return frozenset(bulk.chosen) if bulk else frozenset()
