"""Where somebody is signed in, and ending that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from articles.wiring import time_zone
from portfolio.accounts.access import requires
from portfolio.accounts.session_items import SessionInfo
from portfolio.accounts.sessions import end_session, list_sessions
from portfolio.accounts.views.answers import page
from portfolio.accounts.views.browsers import describe

OTHERS = "others"


@dataclass(frozen=True, slots=True)
class Row:
    info: SessionInfo
    browser: str


@requires("contributor", "GET")
def sessions(request: HttpRequest) -> HttpResponse:
    rows = [Row(info, describe(info.user_agent)) for info in _sessions(request)]
    others = sum(not row.info.current for row in rows)
    return page(request, "accounts/sessions.html", rows=rows, others=others, time_zone=time_zone(), section="sessions")


@requires("contributor", "POST")
def end(request: HttpRequest) -> HttpResponse:
    """One session by its id, or all but the one that asks."""
    wanted = request.POST.get("session", "")
    found = [
        info for info in _sessions(request) if info.session_id == wanted or (wanted == OTHERS and not info.current)
    ]
    if any(info.current for info in found):
        logout(request)
        messages.success(request, "You are signed out here.")
        return HttpResponseRedirect(reverse("accounts:login"))
    ended = [end_session(request.user.get_username(), info.session_id) for info in found]
    messages.success(request, _said(sum(ended)))
    return HttpResponseRedirect(reverse("accounts:sessions"))


def _sessions(request: HttpRequest) -> list[SessionInfo]:
    user: Any = request.user
    return list_sessions(user.username, current_key=request.session.session_key)


def _said(count: int) -> str:
    if count == 0:
        return "That session had ended already."
    return "1 session has ended." if count == 1 else f"{count} sessions have ended."
