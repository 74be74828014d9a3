"""What the pages of accounts have in common."""

from __future__ import annotations

import re
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from articles.site import site
from portfolio.accounts.access import NEXT
from portfolio.accounts.exceptions import Throttled

# As browsers send addresses: what they would strip or turn is in none of them.
_PATH = re.compile(r"/[!-\[\]-~]{0,2000}")


def page(request: HttpRequest, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
    return render(request, template, {"site": site(), **context}, status=status)


def next_address(request: HttpRequest) -> str:
    """Where somebody was on the way to: an address of this site, or nothing."""
    wanted = request.POST.get(NEXT) or request.GET.get(NEXT) or ""
    own = _PATH.fullmatch(wanted) and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    # Signing in leads neither to signing in again nor to signing out.
    loops = wanted.startswith((reverse("accounts:login"), reverse("accounts:logout")))
    return wanted if own and not loops else ""


def too_many(refusal: Throttled) -> str:
    return f"There were too many attempts. Please try again in {_in_words(refusal.seconds)}."


def _in_words(seconds: int) -> str:
    if seconds < 120:
        return "1 second" if seconds == 1 else f"{seconds} seconds"
    return f"{-(-seconds // 60)} minutes"
