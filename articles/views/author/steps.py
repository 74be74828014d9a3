"""Steps with an article that need no text: each is asked about once more on a page of its own, but for a restore."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from articles import wiring
from articles.domain import Summary
from articles.drafts import Saved, Version
from articles.exceptions import ArticleConflict, InvalidToken, NotAllowed
from articles.policies import Actor, check_can_edit, check_can_publish, check_can_trash
from articles.tokens import read_token
from articles.views.author import kept
from articles.views.author.actors import actor_of
from articles.views.author.answers import page
from articles.views.author.writing import expected_version
from portfolio.accounts.access import requires

CONFIRMED = "confirmed"
MEANWHILE = "The article was saved meanwhile, so nothing was done. Please look at it again."

Step = Callable[..., Saved]
Check = Callable[[Actor, Summary], None]


class Question(NamedTuple):
    """What is asked before it is done, and what is said after."""

    heading: str
    sentence: str
    button: str
    done: str
    # What becomes of links to the article; empty if nothing does, so that nobody needs to be told of them.
    links: str = ""


UNPUBLISH = Question(
    "Unpublish this article?",
    "Readers get “not found” at its address. It becomes a draft, keeps its address, and can be published again.",
    "Unpublish",
    "Unpublished: readers do not see it any more.",
    links="Who follows the link gets “not found”.",
)
DISCARD = Question(
    "Discard the unpublished changes?",
    "You go on from what was last published, or last saved if it is a draft. Readers notice nothing; the history keeps "
    "what goes.",
    "Discard",
    "Discarded. This is the text that readers see.",
)


TRASH = Question(
    "Move this article to the trash?",
    "Readers who have its address get “not found”. It stays in the trash for 30 days with its history, tags and "
    "address, and can be taken out as a draft.",
    "Move to trash",
    "It is in the trash.",
    links="Who follows the link gets “not found”.",
)
RECOVERED = "Taken from the trash, as a draft. Readers see it again when you publish it."


@requires("contributor", "POST")
def unpublish(request: HttpRequest, article_id: str) -> HttpResponse:
    return _ask(request, article_id, UNPUBLISH, wiring.authoring().unpublish, check_can_publish)


@requires("contributor", "POST")
def discard(request: HttpRequest, article_id: str) -> HttpResponse:
    return _ask(request, article_id, DISCARD, wiring.authoring().discard, check_can_edit)


@requires("contributor", "POST")
def trash(request: HttpRequest, article_id: str) -> HttpResponse:
    return _ask(request, article_id, TRASH, wiring.authoring().trash, check_can_trash)


@requires("contributor", "POST")
def recover(request: HttpRequest, article_id: str) -> HttpResponse:
    """It needs no question. The list of the trash sends no version: whatever is in it may be taken out."""

    def step(of: str, *, actor: Actor, expected: Version, token: str) -> Saved:
        if "version" not in request.POST:
            expected = wiring.authoring().open(of, actor=actor).version
        return wiring.authoring().recover(of, actor=actor, expected=expected, token=token)

    return _do(request, article_id, step, RECOVERED)


@requires("contributor", "POST")
def restore(request: HttpRequest, article_id: str, revision_id: str) -> HttpResponse:
    """It needs no question: the text that it replaces stays in the history."""

    def step(of: str, *, actor: Actor, expected: Version, token: str) -> Saved:
        return wiring.authoring().restore(of, revision_id, actor=actor, expected=expected, token=token)

    return _do(request, article_id, step, "Restored, as a new save. Address and dates are as they were.")


def _ask(request: HttpRequest, article_id: str, question: Question, step: Step, check: Check) -> HttpResponse:
    """Who may not do it is told so before they are asked; the step itself looks once more."""
    if CONFIRMED in request.POST:
        return _do(request, article_id, step, question.done)
    actor = actor_of(request)
    sent = {name: request.POST.get(name, "") for name in ("version", "token")}
    try:
        stands = wiring.authoring().open(article_id, actor=actor)
        check(actor, stands.live)
        linked_from = wiring.links().linked_from(article_id, actor=actor) if question.links else None
    except NotAllowed as exc:
        return kept.refused(request, exc.reason)
    return page(
        request, "author/confirm.html", question=question, article=stands.text, sent=sent, linked_from=linked_from
    )


def _do(request: HttpRequest, article_id: str, step: Step, done: str) -> HttpResponse:
    actor = actor_of(request)
    try:
        token = read_token(request.POST.get("token", ""), actor.username)
        saved = step(article_id, actor=actor, expected=expected_version(request), token=token)
    except NotAllowed as exc:
        return kept.refused(request, exc.reason)
    except (ArticleConflict, InvalidToken):
        messages.error(request, MEANWHILE)
    else:
        wiring.freshness().renew_behind()
        messages.success(request, "This was done already." if saved.repeated else done)
    return HttpResponseRedirect(reverse("author:edit", args=[article_id]))
