"""Who is signed in, and what forms need to be theirs: for a page that stayed open while its session ended."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.urls import reverse

from articles.tokens import new_token
from articles.views.author.answers import said
from portfolio.accounts.access import open_to_all


@open_to_all("GET")
def whoami(request: HttpRequest) -> HttpResponse:
    """Who is not let in gets the secret that the form for signing in needs."""
    user: Any = request.user
    csrf = get_token(request)
    if not user.is_authenticated:
        return said(403, "You are signed out.", login_url=reverse("accounts:login"), csrf_token=csrf)
    if user.must_change:
        first = reverse("accounts:password")
        return said(403, "Change your password first.", login_url=first, csrf_token=csrf)
    return JsonResponse({"username": user.username, "csrf_token": csrf, "token": new_token(user.username)})
