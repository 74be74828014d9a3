"""Cookies of accounts: what they are called, who gets them, and that pages of readers know of none."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.test import override_settings
from django.urls import path

from tests.accounts import make_user
from tests.integration.conftest import Site
from tests.integration.test_accounts_sessions import browser, log_in, login
from tests.integration.test_accounts_sessions import desk as desk


def test_session_cookie_is_for_this_site_alone(desk: Site) -> None:
    make_user()
    cookie = log_in(browser()).cookies["sessionid"]
    assert cookie["httponly"] and cookie["samesite"] == "Lax" and cookie["path"] == "/" and not cookie["domain"]
    assert cookie["max-age"] == 7 * 24 * 60 * 60


@pytest.mark.parametrize("address", ["/", "/articles/", "/tags/", "/articles/nothing/", "/robots.txt", "/feed.xml"])
def test_reader_page_has_nothing_to_do_with_sessions(desk: Site, address: str) -> None:
    make_user()
    client = log_in(browser())
    client.cookies["messages"] = "something"
    desk.proxy.clear()
    response = client.get(address)
    assert "Cookie" not in response.headers.get("Vary", "") and not response.cookies
    assert not [call for call in desk.proxy.calls() if any(part in str(call.request) for part in ("SESSION#", "USER#"))]


def says(request: HttpRequest) -> HttpResponse:
    messages.success(request, "Saved, with \u00fcml\u00e4uts.")
    return HttpResponse("")


def listens(request: HttpRequest) -> HttpResponse:
    return HttpResponse(" ".join(message.message for message in messages.get_messages(request)))


class Addresses:
    urlpatterns = [path("says/", says), path("listens/", listens), path("author/login/", login)]


@pytest.mark.parametrize(("secure", "prefix"), [(True, "__Host-"), (False, "")])
def test_cookies_follow_the_scheme_of_the_site(site: Site, secure: bool, prefix: str) -> None:
    """As the settings have them for an address with https; see the tests of settings."""
    make_user()
    client = browser()
    names = {"SESSION_COOKIE_NAME": f"{prefix}sessionid", "SESSION_COOKIE_SECURE": secure}
    with override_settings(ROOT_URLCONF=Addresses, **names):
        log_in(client)
        client.get("/says/")
        assert set(client.cookies) >= {f"{prefix}sessionid", f"{prefix}messages"}
        for cookie in (client.cookies[f"{prefix}sessionid"], client.cookies[f"{prefix}messages"]):
            assert bool(cookie["secure"]) is secure
            assert cookie["httponly"] and cookie["samesite"] == "Lax" and cookie["path"] == "/" and not cookie["domain"]
        assert client.get("/listens/").content.decode() == "Saved, with \u00fcml\u00e4uts."
        gone: Any = client.cookies[f"{prefix}messages"]
        assert gone.value == "" and bool(gone["secure"]) is secure
        assert client.get("/listens/").content == b""


def test_message_forged_is_none(site: Site) -> None:
    client = browser()
    client.cookies["messages"] = "W1siX19qc29uX21lc3NhZ2UiLDAsMjUsIkhpIl1d:forged"
    with override_settings(ROOT_URLCONF=Addresses):
        assert client.get("/listens/").content == b""
