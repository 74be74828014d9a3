"""Changing one's own password.

The current one is asked for, so that nobody takes over an account at a desk that was left open. Somebody who has just
signed in with a password that must be changed has typed it a moment ago, and is not asked again.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from portfolio.accounts import wiring
from portfolio.accounts.access import requires
from portfolio.accounts.exceptions import AccountError, Throttled
from portfolio.accounts.forms import PasswordForm
from portfolio.accounts.models import User
from portfolio.accounts.passwords import matches
from portfolio.accounts.throttling import CURRENT
from portfolio.accounts.views.answers import next_address, page, too_many
from portfolio.accounts.views.signing_in import SIGNED_IN_AT

JUST_NOW = timedelta(minutes=15)
CHANGED = "Your password is changed. All your other sessions have ended."


@requires("contributor", "GET", "POST", while_password_must_change=True)
def change_password(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    asks_current = not (user.must_change and _has_just_signed_in(request))
    if request.method != "POST":
        return _form(request, PasswordForm(user=user, asks_current=asks_current))
    form = PasswordForm(request.POST, user=user, asks_current=asks_current)
    try:
        if not (form.is_valid() and _is_themselves(form, user) and form.check_is_new()):
            return _form(request, form)
        changed = wiring.users().set_password(
            user.username, form.cleaned_data["new_password"], must_change=False, by=user.username
        )
    except Throttled as exc:
        form.add_error("current_password", too_many(exc))
        response = _form(request, form, status=429)
        response.headers["Retry-After"] = str(exc.seconds)
        return response
    except AccountError as exc:
        form.add_error(None, str(exc))
        return _form(request, form)
    update_session_auth_hash(request, changed)
    messages.success(request, CHANGED)
    return HttpResponseRedirect(next_address(request) or reverse("author:home"))


def _is_themselves(form: PasswordForm, user: User) -> bool:
    """Counted like signing in: the session of somebody else is no place to guess from either."""
    if "current_password" not in form.fields:
        return True
    counters = [(CURRENT, user.username)]
    wiring.throttle().take(counters)
    if not matches(form.cleaned_data["current_password"], user.password):
        form.add_error("current_password", "This is not your current password.")
        return False
    wiring.throttle().give_back(counters)
    return True


def _has_just_signed_in(request: HttpRequest) -> bool:
    signed_in_at = int(request.session.get(SIGNED_IN_AT, 0))
    return wiring.now().timestamp() - signed_in_at < JUST_NOW.total_seconds()


def _form(request: HttpRequest, form: PasswordForm, *, status: int = 200) -> HttpResponse:
    return page(
        request, "accounts/password.html", status=status, form=form, next=next_address(request), section="password"
    )
