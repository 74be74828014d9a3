"""Who did what to which article, user or setting, and when."""

from __future__ import annotations

from typing import NamedTuple

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from articles import wiring
from articles.audit_form import MARK, AuditForm, in_words
from articles.auditing import AuditLine, AuditPage, AuditPlace
from articles.cursors import read_mark, write_mark
from articles.exceptions import InvalidCursor
from articles.policies import Actor
from articles.views.author.actors import actor_of
from articles.views.author.answers import page
from portfolio.accounts.access import requires
from portfolio.accounts.roles import includes

LIST_NAME = "audit"


class Row(NamedTuple):
    """A line in words, and where what it is about is looked after; nowhere for who may not go there."""

    line: AuditLine
    what: str
    address: str


@requires("editor", "GET")
def audit(request: HttpRequest) -> HttpResponse:
    actor, mark = actor_of(request), request.GET.get(MARK, "")
    form = AuditForm(request.GET, time_zone=wiring.time_zone())
    found: AuditPage | None = None
    try:
        if form.is_valid():
            found = wiring.audit_trail().search(form.to_search(), actor=actor, place=_place(mark, form))
    except InvalidCursor:
        messages.warning(request, "That part of the list is not there any more. This is its beginning.")
        return HttpResponseRedirect(_address(form))
    return page(
        request,
        "author/audit.html",
        section="audit",
        form=form,
        found=found,
        rows=[_row(line, actor) for line in found.lines] if found else [],
        older=_address(form, _mark(found.older, form)) if found and found.older else "",
        first=_address(form) if mark else "",
        time_zone=wiring.time_zone().key,
    )


def _row(line: AuditLine, actor: Actor) -> Row:
    return Row(line, in_words(line.action), _subject_address(line, actor))


def _subject_address(line: AuditLine, actor: Actor) -> str:
    if line.kind == "article" and line.article_id and line.action != "purge":
        return reverse("author:edit", args=[line.article_id])
    if line.kind == "user" and _is_admin(actor):
        return reverse("accounts:user", args=[line.name])
    if line.kind == "settings" and _is_admin(actor):
        return reverse("author:settings")
    return ""


def _is_admin(actor: Actor) -> bool:
    return includes(actor.role, "admin")


def _address(form: AuditForm, mark: str = "") -> str:
    query = form.query(**{MARK: mark})
    return reverse("author:audit") + (f"?{query}" if query else "")


def _mark(place: AuditPlace, form: AuditForm) -> str:
    return write_mark([form.shape, *place], list_name=LIST_NAME)


def _place(mark: str, form: AuditForm) -> AuditPlace | None:
    """Raises `InvalidCursor` for the mark of another search."""
    if not mark:
        return None
    shape, month, below = read_mark(mark, list_name=LIST_NAME)
    if shape != form.shape:
        raise InvalidCursor(mark)
    return AuditPlace(month, below)
