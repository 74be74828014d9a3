"""Accounts as admins manage them. A password that is made for somebody is shown once, in the answer itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from portfolio.accounts import wiring
from portfolio.accounts.access import requires
from portfolio.accounts.exceptions import AccountError, UsernameTaken
from portfolio.accounts.forms import DisplayNameForm, RoleForm, UserForm
from portfolio.accounts.models import User
from portfolio.accounts.passwords import one_time_password
from portfolio.accounts.roles import Role
from portfolio.accounts.views.answers import page


@requires("admin", "GET")
def users(request: HttpRequest) -> HttpResponse:
    return page(request, "accounts/users.html", users=wiring.users().list_users(), section="users")


@requires("admin", "GET", "POST")
def add_user(request: HttpRequest) -> HttpResponse:
    form = UserForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        password = one_time_password()
        try:
            added = wiring.users().add(**form.cleaned_data, password=password, must_change=True, by=_by(request))
        except UsernameTaken as exc:
            form.add_error("username", str(exc))
        else:
            return _show_password(request, added, password, f"{added.name} is added")
    return page(request, "accounts/user_add.html", form=form, section="users")


@requires("admin", "GET", "POST")
def user(request: HttpRequest, username: str) -> HttpResponse:
    found = wiring.users().get(username)
    if found is None:
        raise Http404
    if request.method != "POST":
        return _page(request, found)
    change = _CHANGES.get(request.POST.get("change", ""))
    if change is None:
        return _page(request, found, problem="Nothing was changed: this form is not one of this page.")
    try:
        return change(request, found)
    except AccountError as exc:
        return _page(request, found, problem=f"Nothing was changed. {exc}")


def _change_name(request: HttpRequest, found: User) -> HttpResponse:
    form = DisplayNameForm(request.POST)
    if not form.is_valid():
        return _page(request, found, name_form=form)
    changed = wiring.users().set_display_name(found.username, form.cleaned_data["display_name"], by=_by(request))
    return _done(request, changed, f"{found.username} is now called {changed.name}.")


def _change_role(request: HttpRequest, found: User) -> HttpResponse:
    form = RoleForm(request.POST)
    if not form.is_valid():
        return _page(request, found, role_form=form)
    role = cast("Role", form.cleaned_data["role"])
    if role == found.role:
        return _done(request, found, f"{found.name} has the role {role} already.")
    changed = wiring.users().set_role(found.username, role, by=_by(request))
    return _done(request, changed, f"{found.name} is now {_with_article(role)}. Their sessions have ended.")


def _deactivate(request: HttpRequest, found: User) -> HttpResponse:
    changed = wiring.users().set_active(found.username, False, by=_by(request))
    return _done(request, changed, f"{found.name} is deactivated, and their sessions have ended.")


def _activate(request: HttpRequest, found: User) -> HttpResponse:
    changed = wiring.users().set_active(found.username, True, by=_by(request))
    return _done(request, changed, f"{found.name} is active and can sign in.")


def _reset_password(request: HttpRequest, found: User) -> HttpResponse:
    password = one_time_password()
    changed = wiring.users().set_password(found.username, password, must_change=True, by=_by(request))
    return _show_password(request, changed, password, f"{found.name} has a new password")


_CHANGES: dict[str, Callable[[HttpRequest, User], HttpResponse]] = {
    "name": _change_name,
    "role": _change_role,
    "deactivate": _deactivate,
    "activate": _activate,
    "reset": _reset_password,
}


def _page(request: HttpRequest, found: User, **context: Any) -> HttpResponse:
    forms = {
        "name_form": DisplayNameForm(initial={"display_name": found.display_name}),
        "role_form": RoleForm(initial={"role": found.role}),
    }
    own = found.username == _by(request)
    return page(request, "accounts/user.html", **{**forms, **context}, account=found, own=own, section="users")


def _show_password(request: HttpRequest, found: User, password: str, heading: str) -> HttpResponse:
    return page(
        request, "accounts/user_password.html", account=found, password=password, heading=heading, section="users"
    )


def _done(request: HttpRequest, changed: User, said: str) -> HttpResponse:
    messages.success(request, said)
    return HttpResponseRedirect(reverse("accounts:user", args=[changed.username]))


def _by(request: HttpRequest) -> str:
    return request.user.get_username()


def _with_article(role: Role) -> str:
    return f"{'an' if role[0] in 'aeiou' else 'a'} {role}"
