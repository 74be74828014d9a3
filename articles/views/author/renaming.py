"""Giving an article another address. Readers who come by the one it leaves are led on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from articles import wiring
from articles.drafts import Saved, Version, Workspace, state_of
from articles.exceptions import (
    InvalidContent,
    InvalidToken,
    NotAllowed,
    SlugReserved,
    SlugTaken,
    StaleVersion,
    StoreUnavailable,
    TokenReused,
)
from articles.forms import LineField
from articles.keys import is_slug, slug_from_text
from articles.policies import Actor, check_can_edit, check_can_publish
from articles.tokens import new_token, read_token
from articles.views.author import kept
from articles.views.author.actors import actor_of
from articles.views.author.answers import page
from articles.views.author.lookups import taken_by
from articles.views.author.writing import expected_version
from portfolio.accounts.access import requires

MAX_TYPED = 300
STALE = (
    "{by} saved this article after you opened this page, so nothing was done. "
    "It is shown as it stands now; what you typed is kept. Send it again if it is still right."
)
FOREIGN = "This form was made for another account or is damaged. It has been renewed: please send it again."


class RenameForm(forms.Form):
    slug = LineField(
        limit=MAX_TYPED,
        label="New address",
        help_text="Lower-case letters a-z, digits and hyphens, such as on-time.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"}),
    )

    def clean_slug(self) -> str:
        slug = str(self.cleaned_data["slug"]).strip()
        if not slug:
            raise forms.ValidationError("An address is missing.")
        if not is_slug(slug):
            would_do = slug_from_text(slug)
            hint = f" {would_do} would do." if would_do else ""
            raise forms.ValidationError(f"An address may hold a-z, 0-9 and hyphens only, 100 at most.{hint}")
        return slug


@dataclass(frozen=True)
class Renaming:
    """One visit of the page: who, and the article as it stands."""

    request: HttpRequest
    actor: Actor
    stands: Workspace

    def show(
        self, form: RenameForm, status: int = 200, *, trouble: str = "", token: str = "", version: str = ""
    ) -> HttpResponse:
        live = self.stands.live
        context: dict[str, Any] = {
            "form": form,
            "workspace": self.stands,
            "state": state_of(live, wiring.now()),
            "former": wiring.authoring().former_slugs(live.article_id, actor=self.actor),
            "version": version or str(self.stands.version),
            "token": token or new_token(self.actor.username),
            "trouble": trouble,
            "linked_from": wiring.links().linkers(self.stands, actor=self.actor),
        }
        return page(self.request, "author/rename.html", status, **context)


@requires("contributor", "GET", "POST", stopped=kept.stopped)
def rename(request: HttpRequest, article_id: str) -> HttpResponse:
    actor = actor_of(request)
    try:
        return _answer(request, actor, article_id)
    except NotAllowed as exc:
        return kept.refused(request, exc.reason)
    except StoreUnavailable:
        if request.method != "POST":
            raise
        return kept.unavailable(request)


def _answer(request: HttpRequest, actor: Actor, article_id: str) -> HttpResponse:
    stands = wiring.authoring().open(article_id, actor=actor)
    (check_can_publish if stands.slug_fixed else check_can_edit)(actor, stands.live)
    renaming = Renaming(request, actor, stands)
    if request.method != "POST":
        return renaming.show(RenameForm(initial={"slug": stands.typed_slug}))
    form = RenameForm(request.POST.dict())
    if not form.is_valid():
        return renaming.show(form, 400, **_sent(request))
    return _try(renaming, form)


def _try(renaming: Renaming, form: RenameForm) -> HttpResponse:
    """What is refused is said beside the address; nothing of the article is lost, since nothing else is sent."""
    request = renaming.request
    try:
        return _renamed(renaming, _do(renaming, form.cleaned_data["slug"]))
    except SlugReserved as exc:
        form.add_error("slug", f"{exc.slug} is reserved. {_free(exc.slug)}")
    except SlugTaken as exc:
        form.add_error("slug", f"{taken_by(exc.slug)} {_free(exc.slug)}")
    except InvalidContent as exc:
        form.add_error("slug", exc.reason)
    except StaleVersion as exc:
        by = exc.theirs.draft.saved_by if exc.theirs.draft else "Somebody else"
        return Renaming(request, renaming.actor, exc.theirs).show(form, 409, trouble=STALE.format(by=by))
    except (InvalidToken, TokenReused):
        return renaming.show(form, 400, trouble=FOREIGN)
    return renaming.show(form, 400, **_sent(request))


def _do(renaming: Renaming, slug: str) -> Saved:
    actor, request = renaming.actor, renaming.request
    token = read_token(request.POST.get("token", ""), actor.username)
    expected: Version = expected_version(request)
    return wiring.authoring().rename(renaming.stands.live.article_id, slug, actor=actor, expected=expected, token=token)


def _renamed(renaming: Renaming, saved: Saved) -> HttpResponse:
    wiring.freshness().renew_behind()
    live = saved.workspace.live
    if saved.repeated or live.slug == renaming.stands.live.slug:
        messages.success(renaming.request, f"{live.slug} is its address already, so nothing was changed.")
    elif renaming.stands.slug_fixed:
        left = renaming.stands.live.slug
        messages.success(renaming.request, f"Its address is {live.slug} now. Whoever comes by {left} is led there.")
    else:
        messages.success(renaming.request, f"Its address is {live.slug} now.")
    return HttpResponseRedirect(reverse("author:edit", args=[live.article_id]))


def _free(slug: str) -> str:
    return f"{wiring.authoring().suggest_slug(slug)} is free."


def _sent(request: HttpRequest) -> dict[str, str]:
    """The same form once more, with what it started from."""
    return {name: request.POST.get(name, "")[:200] for name in ("version", "token")}
