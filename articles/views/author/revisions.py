"""The history of an article: every save by hand and every publish, to read, to compare, to name and to restore."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.safestring import mark_safe

from articles import wiring
from articles.drafts import Revision
from articles.exceptions import InvalidContent, NotAllowed, StoreUnavailable
from articles.rendering import render_markdown
from articles.revision_name import NameForm
from articles.services.changes import NOT_TAKEN, REPLACED
from articles.tokens import new_token
from articles.views.author import comparisons, kept
from articles.views.author.actors import actor_of
from articles.views.author.answers import page
from articles.views.author.comparisons import ASIDE, BEFORE, NOW
from portfolio.accounts.access import requires

BELOW, NAMED, WITH, VIEW = "below", "named", "with", "view"
SIDE, INLINE = "side", "inline"
WHAT = {
    "save": "saved", "publish": "published", "unpublish": "unpublished", "discard": "changes discarded",
    "restore": "restored", "keep": "set aside", "tag": "tagged", "archive": "archived", "rename": "renamed",
    "trash": "put in the trash", "recover": "taken from the trash", "seed": "put in from a file",
}  # fmt: skip
RESTORED_FROM = "restored from "
# By what their notes say.
ASIDE_FOR = {REPLACED: "never saved by hand", NOT_TAKEN: "not taken", "": "not taken"}


class Entry(NamedTuple):
    """A revision, and in words what was done."""

    revision: Revision

    @property
    def what(self) -> str:
        return WHAT.get(self.revision.action, self.revision.action)

    @property
    def is_aside(self) -> bool:
        return self.revision.action == ASIDE

    @property
    def never(self) -> str:
        """Why the article never had the text of one that was set aside; some it had."""
        return ASIDE_FOR.get(self.revision.note, "") if self.is_aside else ""

    @property
    def source(self) -> str:
        """The id of the revision that it restored."""
        note = self.revision.note
        source = note.removeprefix(RESTORED_FROM)
        return source if self.revision.action == "restore" and source != note and _is_id(source) else ""

    @property
    def note(self) -> str:
        return "" if self.source or self.never else self.revision.note


def by_date(items: Sequence[Revision]) -> list[Revision]:
    """As they were written: one that was set aside is older than the save that took its place."""
    return sorted(items, key=lambda revision: (revision.saved_at, revision.revision_id), reverse=True)


@requires("contributor", "GET")
def revisions(request: HttpRequest, article_id: str) -> HttpResponse:
    actor, service = actor_of(request), wiring.authoring()
    below, named = request.GET.get(BELOW, ""), NAMED in request.GET
    try:
        stands = service.open(article_id, actor=actor)
        found = service.list_revisions(article_id, actor=actor, below=below if _is_id(below) else None, named=named)
    except NotAllowed as exc:
        return kept.refused(request, exc.reason)
    only_named = {NAMED: "1"} if named else {}
    return page(
        request,
        "author/revisions.html",
        article=stands.text,
        entries=[Entry(item) for item in by_date(found.items)],
        named=named,
        newest=urlencode(only_named),
        older=urlencode({**only_named, BELOW: found.older}) if found.older else "",
        first=not below,
    )


@requires("contributor", "GET")
def revision(request: HttpRequest, article_id: str, revision_id: str) -> HttpResponse:
    """Beside what it is compared with, as readers would see it, and as it was typed."""
    try:
        return _show(request, article_id, revision_id)
    except NotAllowed as exc:
        return kept.refused(request, exc.reason)


@requires("contributor", "POST")
def name(request: HttpRequest, article_id: str, revision_id: str) -> HttpResponse:
    form = NameForm(request.POST.dict())
    try:
        if not form.is_valid():
            return _show(request, article_id, revision_id, form=form, status=400)
        text = form.cleaned_data["name"]
        wiring.authoring().name_revision(article_id, revision_id, text, actor=actor_of(request))
    except NotAllowed as exc:
        return kept.refused(request, exc.reason)
    except StoreUnavailable:
        return kept.unavailable(request)
    messages.success(request, f"It is called “{text}” now." if text else "It has no name any more.")
    return redirect("author:revision", article_id, revision_id)


def _show(
    request: HttpRequest, article_id: str, revision_id: str, *, form: NameForm | None = None, status: int = 200
) -> HttpResponse:
    actor, service = actor_of(request), wiring.authoring()
    stands = service.open(article_id, actor=actor)
    shown = service.get_revision(article_id, revision_id, actor=actor)
    wanted = request.GET.get(WITH, NOW)
    other: Revision | None = None
    if wanted == BEFORE:
        other = comparisons.revision_before(service, shown, actor=actor)
    elif wanted != NOW:
        other = comparisons.chosen_revision(service, shown, wanted, actor=actor)
    is_there = wanted == NOW or other is not None
    return page(
        request,
        "author/revision.html",
        status,
        entry=Entry(shown),
        revision=shown,
        article=stands.text,
        form=form or NameForm(name=shown.name),
        comparison=comparisons.compared(shown, other, stands.text) if is_there else None,
        choices=[Entry(item) for item in comparisons.choices(service, shown, other, actor=actor)],
        wanted=wanted,
        view=INLINE if request.GET.get(VIEW) == INLINE else SIDE,
        html=mark_safe(_rendered(shown.article.body)),
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
