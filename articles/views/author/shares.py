"""The links by which people without an account read a draft: to make one, to see whether it is used, to revoke it."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from articles import wiring
from articles.domain import Article
from articles.drafts import Revision
from articles.exceptions import (
    ArticleNotFound,
    InvalidToken,
    NotAllowed,
    ShareRepeated,
    StoreUnavailable,
    TooManyShares,
)
from articles.policies import Actor
from articles.share_form import ShareForm
from articles.site import absolute_url
from articles.tokens import new_token, read_token
from articles.views.author import kept
from articles.views.author.actors import actor_of
from articles.views.author.answers import page
from articles.views.author.revisions import WHAT
from portfolio.accounts.access import requires

TEMPLATE = "author/shares.html"
CONFIRMED = "confirmed"
REVISION = "revision"
OFFERED = 20
UNAVAILABLE = (
    "The table that holds the articles does not answer, so it is not known whether a link was made. "
    "Sent again, this form makes one at most."
)
SIGNED_OUT = "You are signed out, and no link was made. What you typed is kept here."
REPEATED = (
    "This form has made its link already. Its address was shown in the first answer and cannot be shown again: "
    "if you do not have it, revoke that link below and make another."
)
FOREIGN = "This form was made for another account or is damaged. Please send it again."


def stopped(request: HttpRequest, first: str) -> HttpResponse:
    """For a form whose account is not let through: it comes back on a page that asks nobody who is signed in."""
    form, shows = ShareForm(request.POST), request.POST.get("shows", "")
    if shows:
        form = ShareForm(request.POST, revisions=[(shows, "The revision that you chose")])
    return page(
        request,
        TEMPLATE,
        403 if first else 503,
        frame="author/plain.html",
        form=form,
        trouble=SIGNED_OUT if first else UNAVAILABLE,
        first=first,
    )


@requires("contributor", "GET", "POST", stopped=stopped)
def shares(request: HttpRequest, article_id: str) -> HttpResponse:
    actor = actor_of(request)
    try:
        if request.method == "POST":
            return _make(request, article_id, actor)
        form = ShareForm(
            revisions=_revisions(article_id, actor, request.GET.get(REVISION, "")),
            initial={"token": new_token(actor.username), "shows": request.GET.get(REVISION, "")},
        )
        return _show(request, article_id, actor, form)
    except NotAllowed as exc:
        return kept.refused(request, exc.reason)


@requires("contributor", "POST")
def revoke(request: HttpRequest, article_id: str) -> HttpResponse:
    """It is asked about once more, since nothing brings a link back."""
    actor, share_id = actor_of(request), request.POST.get("share", "")
    service, back = wiring.sharing(), reverse("author:shares", args=[article_id])
    try:
        if CONFIRMED in request.POST:
            gone = service.revoke(article_id, share_id, actor=actor)
            messages.success(request, "Revoked: the link leads nowhere now." if gone else "It was revoked before.")
            return HttpResponseRedirect(back)
        found = next((share for share in service.list_of(article_id, actor=actor) if share.share_id == share_id), None)
        if found is None:
            messages.info(request, "It was revoked before.")
            return HttpResponseRedirect(back)
        return page(
            request,
            "author/share_revoke.html",
            share=found,
            alone=[found],
            article=_article(article_id, actor),
            back=back,
        )
    except NotAllowed as exc:
        return kept.refused(request, exc.reason)


def _make(request: HttpRequest, article_id: str, actor: Actor) -> HttpResponse:
    try:
        form = ShareForm(request.POST, revisions=_revisions(article_id, actor, request.POST.get("shows", "")))
        return _try_to_make(request, article_id, actor, form)
    except StoreUnavailable:
        return stopped(request, "")


def _try_to_make(request: HttpRequest, article_id: str, actor: Actor, form: ShareForm) -> HttpResponse:
    """The answer is the page itself and no way to another one, which would have to carry the address."""
    trouble = ""
    try:
        token = read_token(request.POST.get("token", ""), actor.username)
        if form.is_valid():
            said = form.cleaned_data
            share, secret = wiring.sharing().make(
                article_id,
                actor=actor,
                token=token,
                days=int(said["days"]),
                revision_id=said["shows"],
                label=said["label"],
            )
            address = absolute_url(f"{reverse('articles:share')}{secret}/")
            return page(request, "author/share_made.html", share=share, address=address, article_id=article_id)
    except InvalidToken:
        trouble = FOREIGN
    except ShareRepeated:
        trouble = REPEATED
    except TooManyShares as exc:
        trouble = str(exc)
    renewed = ShareForm({**request.POST.dict(), "token": new_token(actor.username)}, revisions=_choices_of(form))
    return _show(request, article_id, actor, renewed, 409 if trouble else 400, trouble=trouble)


def _show(
    request: HttpRequest, article_id: str, actor: Actor, form: ShareForm, status: int = 200, *, trouble: str = ""
) -> HttpResponse:
    now = wiring.now()
    listed = wiring.sharing().list_of(article_id, actor=actor)
    return page(
        request,
        TEMPLATE,
        status,
        frame="author/base.html",
        article=_article(article_id, actor),
        form=form,
        trouble=trouble,
        working=[share for share in listed if share.works_at(now)],
        expired=[share for share in listed if not share.works_at(now)],
        time_zone=wiring.time_zone().key,
    )


def _article(article_id: str, actor: Actor) -> Article:
    return wiring.authoring().open(article_id, actor=actor).text


def _revisions(article_id: str, actor: Actor, wanted: str) -> Sequence[tuple[str, str]]:
    """The newest ones, and an older one if that is asked for."""
    service = wiring.authoring()
    found = list(service.list_revisions(article_id, actor=actor, size=OFFERED).items)
    if wanted and wanted not in {revision.revision_id for revision in found}:
        with contextlib.suppress(ArticleNotFound):
            found.append(service.get_revision(article_id, wanted, actor=actor))
    return [(revision.revision_id, _called(revision)) for revision in found]


def _called(revision: Revision) -> str:
    at = timezone.localtime(revision.saved_at, wiring.time_zone())
    return f"The text {WHAT[revision.action]} by {revision.saved_by}, {at:%-d %B %Y, %H:%M:%S}"


def _choices_of(form: ShareForm) -> Sequence[tuple[str, str]]:
    shows: Any = form.fields["shows"]
    return [choice for choice in shows.choices if choice[0]]
