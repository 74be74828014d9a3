"""The ways out of a conflict: theirs, mine, or one text of both. What is not taken stands in the history then."""

from __future__ import annotations

from dataclasses import replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from articles import wiring
from articles.drafts import Fields, Workspace
from articles.exceptions import InvalidToken, StaleVersion, TokenReused
from articles.forms import ArticleForm
from articles.tokens import read_token
from articles.views.author import kept
from articles.views.author.actors import actor_of
from articles.views.author.asking import Asked, take_fields
from articles.views.author.conflict import Conflict, Problem
from articles.views.author.refusals import REFUSALS, say_refusal
from articles.views.author.writing import Writing, expected_version
from portfolio.accounts.access import requires

TAKEN = "What was saved stays as it is. Your text is in the history."
FOREIGN = "This form was made for another account or is damaged. Please choose again."
ANEW = "The merged text follows your choices again. Look at it, then save it."
CHANGED_BOTH = (
    "You changed the merged text by hand, and choices too, so nothing is saved yet. Save it again as it is in the box, "
    "or have it put together anew by your choices."
)


@requires("contributor", "POST", stopped=kept.stopped)
def resolve(request: HttpRequest, article_id: str) -> HttpResponse:
    return kept.keeping(request, lambda: _resolve(request, article_id))


def _resolve(request: HttpRequest, article_id: str) -> HttpResponse:
    actor, action = actor_of(request), request.POST.get("action", "")
    theirs = wiring.authoring().open(article_id, actor=actor)
    conflict = Conflict(
        Writing(request, actor, theirs),
        theirs,
        started=expected_version(request, "started"),
        asked=Asked.of(request.POST.dict()),
        pressed="pressed" in request.POST,
        publish="publish" in request.POST,
    )
    try:
        token = read_token(request.POST.get("token", ""), actor.username)
    except InvalidToken:
        return conflict.show(400, problems=[Problem("", FOREIGN)])
    ways = {"theirs": _take_theirs, "mine": _keep_mine, "merged": _save_merged}
    return ways[action](conflict, token) if action in ways else _show(conflict)


def _show(conflict: Conflict) -> HttpResponse:
    if not conflict.is_current:
        return conflict.show()
    return replace(conflict, asked=conflict.asked.anew(conflict.parts())).show(200)


def _take_theirs(conflict: Conflict, token: str) -> HttpResponse:
    form = conflict.writing.form
    if not form.is_valid():
        return _complain(conflict, form)
    article_id, actor = conflict.theirs.live.article_id, conflict.writing.actor
    try:
        saved = wiring.authoring().keep(article_id, form.to_fields(), actor=actor, token=token)
    except REFUSALS as exc:
        say_refusal(form, exc)
        return _complain(conflict, form)
    except StaleVersion as exc:
        return _once_more(conflict, exc.theirs)
    except TokenReused:
        return _once_more(conflict, _standing(conflict), reused=True)
    messages.success(conflict.writing.request, "This was done already." if saved.repeated else TAKEN)
    return HttpResponseRedirect(reverse("author:edit", args=[article_id]))


def _keep_mine(conflict: Conflict, token: str) -> HttpResponse:
    writing = replace(conflict.writing, publishing=conflict.publish)
    try:
        return _save(conflict, writing, token, aside=None)
    except StaleVersion as exc:
        return _once_more(conflict, exc.theirs)
    except TokenReused:
        return _once_more(conflict, _standing(conflict), reused=True)


def _save_merged(conflict: Conflict, token: str) -> HttpResponse:
    """What is in the box, and nothing that its author has not seen there."""
    asked, mine = conflict.asked, conflict.writing.form
    if asked.merged is None or (conflict.is_current and asked.answers != asked.chosen):
        return _look_again(conflict)
    if not mine.is_valid():
        return _complain(conflict, mine)
    texts = {**take_fields(conflict.mine, conflict.saved, asked.fields), "body": asked.merged}
    writing = replace(conflict.writing, publishing=conflict.publish, texts=texts)
    aside = mine.to_fields()
    try:
        return _save(conflict, writing, token, aside=aside)
    except StaleVersion as exc:
        return _too_late(conflict, writing, token, aside, exc.theirs)
    except TokenReused:
        return _too_late(conflict, writing, token, aside, _standing(conflict))


def _look_again(conflict: Conflict) -> HttpResponse:
    parts, asked = conflict.parts(), conflict.asked
    if asked.merged is not None and asked.was_edited(parts):
        return conflict.show(409, notice=CHANGED_BOTH)
    return replace(conflict, asked=asked.anew(parts)).show(409, notice=ANEW)


def _save(conflict: Conflict, writing: Writing, token: str, aside: Fields | None) -> HttpResponse:
    form, service = writing.form, wiring.authoring()
    if not form.is_valid():
        return _complain(conflict, form)
    fields = form.to_fields()
    try:
        saved = (service.publish if writing.publishing else service.save)(
            conflict.theirs.live.article_id,
            fields,
            actor=writing.actor,
            expected=writing.expected,
            token=token,
            over=True,
            aside=aside if aside != fields else None,
        )
    except REFUSALS as exc:
        say_refusal(form, exc)
        return _complain(conflict, form)
    return writing.done(saved)


def _too_late(conflict: Conflict, merged: Writing, token: str, aside: Fields, theirs: Workspace) -> HttpResponse:
    """It was saved once more: the merged text is what its author has now, and theirs was what it was begun from."""
    try:
        wiring.authoring().keep(theirs.live.article_id, aside, actor=merged.actor, token=token)
    except (StaleVersion, TokenReused) as exc:
        return _once_more(conflict, theirs, reused=isinstance(exc, TokenReused))
    stands = replace(merged, stands=theirs, publishing=False)
    return replace(conflict, writing=stands, theirs=theirs, started=merged.expected, asked=Asked(), kept=True).show()


def _once_more(conflict: Conflict, theirs: Workspace, *, reused: bool = False) -> HttpResponse:
    writing = replace(conflict.writing, stands=theirs)
    return replace(conflict, writing=writing, theirs=theirs, reused=reused).show()


def _complain(conflict: Conflict, form: ArticleForm) -> HttpResponse:
    labels = {name: str(form[name].label) for name in form.fields}
    problems = [Problem(labels.get(name, ""), str(text)) for name, texts in form.errors.items() for text in texts]
    return conflict.show(400, problems=problems)


def _standing(conflict: Conflict) -> Workspace:
    return wiring.authoring().open(conflict.theirs.live.article_id, actor=conflict.writing.actor)
