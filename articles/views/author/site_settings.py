"""What the site says of itself, for admins."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from articles import wiring
from articles.exceptions import InvalidToken, StaleSettings, StoreUnavailable
from articles.settings_form import SettingsForm
from articles.site import environment_settings, site_of
from articles.site_settings import NEVER_SAVED, SavedSettings
from articles.tokens import new_token, read_token
from articles.views.author.actors import actor_of
from articles.views.author.answers import page
from portfolio.accounts.access import requires

UNAVAILABLE = (
    "The table does not answer, so it is not known whether this was saved. "
    "What you typed is kept here; sending it again saves it at most once."
)
SIGNED_OUT = "You are signed out, and nothing was saved. What you typed is kept here."
FOREIGN = "This form was not made for your account, or is damaged. It has been renewed: look it over and save again."


def stopped(request: HttpRequest, first: str) -> HttpResponse:
    """For a form whose account is not let through: it comes back on a page that asks nobody who is signed in."""
    trouble = SIGNED_OUT if first else UNAVAILABLE
    return _page(
        request, _sent(request), 403 if first else 503, trouble=trouble, first=first, frame="author/plain.html"
    )


@requires("admin", "GET", "POST", stopped=stopped)
def site_settings(request: HttpRequest) -> HttpResponse:
    username = actor_of(request).username
    if request.method == "POST":
        return _save(request, username)
    saved = wiring.site_settings().get()
    form = SettingsForm(environment=environment_settings(), saved=saved, token=new_token(username))
    return _page(request, form, saved=saved, site=site_of(saved.settings))


def _save(request: HttpRequest, username: str) -> HttpResponse:
    try:
        return _try_to_save(request, username)
    except StoreUnavailable:
        return _page(request, _sent(request), 503, trouble=UNAVAILABLE)


def _try_to_save(request: HttpRequest, username: str) -> HttpResponse:
    form, kept = _sent(request), wiring.site_settings()
    try:
        token = read_token(request.POST.get("token", ""), username)
        if "version" in form.errors:
            raise InvalidToken(token)
        if not form.is_valid():
            return _page(request, form, 400, saved=kept.get())
        kept.save(form.settings, expected=form.cleaned_data["version"], by=username, token=token)
    except InvalidToken:
        stands = kept.get()
        return _page(request, _renewed(request, username, stands), 400, saved=stands, trouble=FOREIGN)
    except StaleSettings as exc:
        return _page(request, _renewed(request, username, exc.theirs), 409, saved=exc.theirs, theirs=exc.theirs)
    messages.success(request, "Saved. Readers see it within two seconds.")
    return redirect("author:settings")


def _renewed(request: HttpRequest, username: str, stands: SavedSettings) -> SettingsForm:
    """What was typed, to be saved over what stands."""
    return _sent(request, token=new_token(username), version=str(stands.version))


def _sent(request: HttpRequest, **renewed: str) -> SettingsForm:
    """The form as it was sent, but for its hidden fields where they are given anew."""
    return SettingsForm({**request.POST.dict(), **renewed}, environment=environment_settings())


def _page(
    request: HttpRequest,
    form: SettingsForm,
    status: int = 200,
    *,
    saved: SavedSettings = NEVER_SAVED,
    theirs: SavedSettings | None = None,
    **context: Any,
) -> HttpResponse:
    return page(
        request,
        "author/settings.html",
        status,
        **{"section": "settings", "frame": "author/base.html", **context},
        form=form,
        groups=form.groups(saved, theirs),
        saved=saved,
        theirs=theirs,
    )
