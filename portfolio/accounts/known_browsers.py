"""Knows again a browser in which somebody signed in before, by a cookie that is good for this account alone.

Attempts from there are counted apart, so that strangers who try passwords keep nobody from their own desk. The cookie
is no credential: it opens nothing without the password.
"""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, HttpResponse

KNOWN_FOR = timedelta(days=180)


def known_as(request: HttpRequest, username: str) -> str:
    """By what this browser is known for the account; empty if it is not."""
    try:
        return _signer(username).unsign(request.COOKIES.get(_cookie_name(), ""), max_age=KNOWN_FOR)
    except BadSignature:
        return ""


def remember(request: HttpRequest, response: HttpResponse, username: str) -> None:
    """Called after signing in. What the browser is known by stays, and with it what was counted there."""
    response.set_cookie(
        _cookie_name(),
        _signer(username).sign(known_as(request, username) or secrets.token_hex(16)),
        max_age=KNOWN_FOR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _signer(username: str) -> TimestampSigner:
    """The name is part of the signature, so that nobody reads it in the cookie."""
    return TimestampSigner(salt=f"portfolio.accounts.known_browsers:{username}")


def _cookie_name() -> str:
    return "__Host-browser" if settings.SESSION_COOKIE_SECURE else "browser"
