"""Signing in and out: by a page, or from within the editor's, whose script asks for JSON.

An unknown name, a wrong password and a deactivated account get the same page after the same work: two counters, one
read, one hash.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from articles.views.author.answers import said, wants_json
from portfolio.accounts import known_browsers, wiring
from portfolio.accounts.access import open_to_all
from portfolio.accounts.exceptions import PasswordsBusy, Throttled
from portfolio.accounts.forms import LoginForm
from portfolio.accounts.models import User
from portfolio.accounts.throttling import ACCOUNT, ADDRESS, BROWSER, Counter
from portfolio.accounts.views.answers import next_address, page, too_many
from portfolio.client_address import client_network
from portfolio.errors import RETRY_AFTER_SECONDS
from portfolio.table import TableUnavailable

SIGNED_IN_AT = "signed_in_at"

NOT_RIGHT = "This username and password do not fit together, or the account is not active."
STALE = "This page was open for too long, or cookies were refused. Please sign in again."
MISSING = "Type your username and your password."
BUSY = "Many people are signing in at this moment. Please try again in a few seconds."
AWAY = "Nobody can sign in right now, because the table that holds the accounts does not answer. Please try again soon."
WITHOUT_TABLE = (
    "Nobody can sign in here: this site is served from its content folder alone. Accounts and writing need a table "
    "(DYNAMODB_TABLE)."
)


@open_to_all("GET", "POST")
def sign_in(request: HttpRequest) -> HttpResponse:
    if not wiring.have_table():
        return _form(request, LoginForm(), problem=WITHOUT_TABLE, status=503)
    if request.method != "POST":
        if request.user.is_authenticated:
            return _onward(request)
        return _form(request, LoginForm())
    form = LoginForm(request.POST)
    if not form.is_valid():
        return _form(request, form, problem=MISSING if wants_json(request) else "")
    try:
        return _attempt(request, form)
    except Throttled as exc:
        return _form(request, form, problem=too_many(exc), status=429, retry_after=exc.seconds)
    except PasswordsBusy:
        return _form(request, form, problem=BUSY, status=503, retry_after=RETRY_AFTER_SECONDS)
    except TableUnavailable:
        return _form(request, form, problem=AWAY, status=503, retry_after=RETRY_AFTER_SECONDS)


@open_to_all("POST")
def sign_out(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        logout(request)
        messages.success(request, "You are signed out.")
    return HttpResponseRedirect(reverse("accounts:login"))


def sign_in_again(request: HttpRequest) -> HttpResponse:
    """For a form whose proof that it is ours was too old: it was not tried."""
    username = request.POST.get("username", "")
    return _form(request, LoginForm(initial={"username": username}), problem=STALE, status=403)


def _attempt(request: HttpRequest, form: LoginForm) -> HttpResponse:
    username, password = form.cleaned_data["username"], form.cleaned_data["password"]
    throttle, counters = wiring.throttle(), _counters(request, username)
    # Counted before anything is hashed: an attempt that is refused costs nothing, and many at once do not pass.
    throttle.take(counters)
    user = authenticate(request, username=username, password=password)
    if not isinstance(user, User):
        return _form(request, form, problem=NOT_RIGHT)
    throttle.give_back(counters)
    # Django keeps the key of somebody who signs in once more.
    request.session.flush()
    login(request, user)
    request.session[SIGNED_IN_AT] = int(wiring.now().timestamp())
    response = said(200, "You are signed in.", username=user.username) if wants_json(request) else _onward(request)
    known_browsers.remember(request, response, user.username)
    return response


def _counters(request: HttpRequest, username: str) -> Sequence[Counter]:
    """A browser that signed in before is not held up by what strangers do, be it next door or all over the world."""
    browser = known_browsers.known_as(request, username)
    if browser:
        return [(BROWSER, f"{username}#{browser}")]
    return [(ADDRESS, client_network(request)), (ACCOUNT, username)]


def _onward(request: HttpRequest) -> HttpResponse:
    return HttpResponseRedirect(next_address(request) or reverse("author:home"))


def _form(
    request: HttpRequest, form: LoginForm, *, problem: str = "", status: int = 200, retry_after: int = 0
) -> HttpResponse:
    if wants_json(request):
        response = said(400 if status == 200 else status, problem)
    else:
        response = page(
            request, "accounts/login.html", status=status, form=form, problem=problem, next=next_address(request)
        )
    if retry_after:
        response.headers["Retry-After"] = str(retry_after)
    return response
