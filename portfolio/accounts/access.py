"""Every address under `/author/` says who may call it and how, by one of the two decorators here and nothing else.

A test walks all addresses and fails on one that says neither.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import reverse

from portfolio.accounts.roles import Role, includes
from portfolio.table import TableUnavailable

Stopped = Callable[[HttpRequest, str], HttpResponse]
View = TypeVar("View", bound=Callable[..., HttpResponse])

NO_STORE = "no-store"
PUBLIC = "public"
NEXT = "next"


def requires(
    role: Role, *methods: str, while_password_must_change: bool = False, stopped: Stopped | None = None
) -> Callable[[View], View]:
    """For accounts of this role and above. Others are sent to sign in, or refused with 403.

    An account whose password must be changed first gets nothing but the page for that. Where a form would be lost on
    such a way, `stopped` answers in its place: it gets the address to go to first, or none if the table is away.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            stop = stopped if request.method == "POST" else None
            try:
                first = _first(request.user, role, while_password_must_change)
            except TableUnavailable:
                if stop is None:
                    raise
                return stop(request, "")
            if first:
                return stop(request, reverse(first)) if stop else _to(reverse(first), request)
            return view(request, *args, **kwargs)

        return _declare(guarded, view, role, methods)

    return decorate


def _first(user: Any, role: Role, while_password_must_change: bool) -> str:
    """The page that the user has to see first, if there is one."""
    if not user.is_authenticated:
        return "accounts:login"
    if not includes(user.role, role):
        raise PermissionDenied
    return "accounts:password" if user.must_change and not while_password_must_change else ""


def open_to_all(*methods: str, without_table: bool = False) -> Callable[[View], View]:
    """For pages that come before signing in, or that are for when the table is away."""

    def decorate(view: View) -> View:
        @wraps(view)
        def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            # Asked here, because a template would take a table that does not answer for nobody being signed in.
            _ = without_table or request.user.is_authenticated
            return view(request, *args, **kwargs)

        return _declare(opened, view, PUBLIC, methods)

    return decorate


def _declare(guarded: Callable[..., HttpResponse], view: View, role: str, methods: tuple[str, ...]) -> View:
    allowed = (*methods, "HEAD") if "GET" in methods else methods

    @wraps(view)
    def declared(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        answer = guarded if request.method in allowed else _not_allowed(allowed)
        response = answer(request, *args, **kwargs)
        response.headers.setdefault("Cache-Control", NO_STORE)
        return response

    declared.required_role = role  # type: ignore[attr-defined]
    declared.allowed_methods = allowed  # type: ignore[attr-defined]
    return cast("View", declared)


def _not_allowed(allowed: tuple[str, ...]) -> Callable[..., HttpResponse]:
    return lambda request, *args, **kwargs: HttpResponseNotAllowed(allowed)


def _to(address: str, request: HttpRequest) -> HttpResponse:
    """There first, and then back to here, if here is a page: what a form holds cannot be fetched again."""
    back = request.get_full_path() if request.method in ("GET", "HEAD") else ""
    return HttpResponseRedirect(f"{address}?{urlencode({NEXT: back})}" if back else address)
