"""The page on which articles are written. It is one form, for new articles and for those that stand."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from articles import wiring
from articles.drafts import Saved, Workspace
from articles.exceptions import InvalidToken, NotAllowed, StaleVersion, TokenReused
from articles.tokens import read_token
from articles.views.author import kept
from articles.views.author.actors import actor_of
from articles.views.author.autosave import AUTOSAVE, autosave
from articles.views.author.conflict import show_conflict
from articles.views.author.refusals import REFUSALS, say_refusal
from articles.views.author.trash import show_trashed
from articles.views.author.writing import Writing
from portfolio.accounts.access import requires

PUBLISH, KEEP_EDITING = "publish", "edit"


@requires("contributor", "GET", "POST", stopped=kept.stopped)
def new(request: HttpRequest) -> HttpResponse:
    return _answer(request, None)


@requires("contributor", "GET", "POST", stopped=kept.stopped)
def edit(request: HttpRequest, article_id: str) -> HttpResponse:
    return _answer(request, article_id)


def _answer(request: HttpRequest, article_id: str | None) -> HttpResponse:
    if request.method == "POST":
        return kept.keeping(request, lambda: _submit(request, article_id))
    try:
        return _open(request, article_id)
    except NotAllowed as exc:
        return kept.refused(request, exc.reason)


def _open(request: HttpRequest, article_id: str | None) -> HttpResponse:
    actor = actor_of(request)
    stands = wiring.authoring().open(article_id, actor=actor) if article_id else None
    if stands and stands.live.status == "trashed":
        return show_trashed(request, actor, stands)
    return Writing(request, actor, stands).show()


def _submit(request: HttpRequest, article_id: str | None) -> HttpResponse:
    actor, action = actor_of(request), request.POST.get("action", "")
    stands = wiring.authoring().open(article_id, actor=actor) if article_id else None
    writing = Writing(request, actor, stands, publishing=action == PUBLISH, unfinished=action == AUTOSAVE)
    if action == KEEP_EDITING:
        return writing.show()
    if action == AUTOSAVE:
        return autosave(writing)
    try:
        token = read_token(request.POST.get("token", ""), actor.username)
    except InvalidToken:
        writing.form.add_error(None, "This form was made for another account or is damaged. Please save it again.")
        return writing.show(400)
    return _save(writing, token) if writing.form.is_valid() else writing.show(400)


def _save(writing: Writing, token: str) -> HttpResponse:
    """What the service refuses is said beside the field; the texts of two authors are shown side by side."""
    try:
        return writing.done(_saved(writing, token))
    except REFUSALS as exc:
        say_refusal(writing.form, exc)
    except StaleVersion as exc:
        return show_conflict(writing, exc.theirs)
    except TokenReused:
        return show_conflict(writing, _standing(writing, token), reused=True)
    return writing.show(400)


def _saved(writing: Writing, token: str) -> Saved:
    service, actor, fields, tab = wiring.authoring(), writing.actor, writing.form.to_fields(), writing.tab
    article_id = writing.stands.live.article_id if writing.stands else None
    if writing.publishing:
        return service.publish(article_id, fields, actor=actor, expected=writing.expected, token=token, tab=tab)
    if article_id is None:
        return service.create(fields, actor=actor, token=token, tab=tab)
    return service.save(article_id, fields, actor=actor, expected=writing.expected, token=token, tab=tab)


def _standing(writing: Writing, token: str) -> Workspace:
    """What stands where a form was sent twice; a new article has its token for an id."""
    article_id = writing.stands.live.article_id if writing.stands else token
    return wiring.authoring().open(article_id, actor=writing.actor)
