"""Sessions as Django uses them, over the real engine."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path

from portfolio.accounts import wiring
from portfolio.accounts.access import open_to_all, requires
from tests.accounts import make_user, signed_in
from tests.factories import FakeClock
from tests.integration.conftest import Items, Site

WHO = "/author/who/"


@requires("contributor", "GET", "POST")
def who(request: HttpRequest) -> HttpResponse:
    """Names who is signed in; a POST changes the password of whoever that is."""
    user: Any = request.user
    if request.method == "POST":
        user = wiring.users().set_password(user.username, request.POST["password"], must_change=False, by=user.username)
        update_session_auth_hash(request, user)
    return HttpResponse(f"{user.username} {user.role}")


@open_to_all("GET")
def login(request: HttpRequest) -> HttpResponse:
    return HttpResponse("Sign in")


class Addresses:
    """A desk of two pages, so that nothing else is tested with it."""

    urlpatterns = [path(WHO.strip("/") + "/", who), path("author/login/", login, name="login")]
    handler500 = "portfolio.errors.server_error"


@pytest.fixture
def desk(site: Site, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr("portfolio.accounts.access.reverse", lambda name: "/author/login/")
    with override_settings(ROOT_URLCONF=Addresses):
        yield site


@pytest.fixture
def time_passes(desk: Site, clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> FakeClock:
    """The clock of accounts, which a test moves."""
    monkeypatch.setattr(wiring, "now", clock.now)
    wiring.users.cache_clear()
    wiring.sessions.cache_clear()
    return clock


def browser() -> Client:
    return Client(raise_request_exception=False, headers={"user-agent": "A browser"})


def is_signed_in(client: Client) -> bool:
    response = client.get(WHO)
    assert response.status_code in (200, 302)
    return response.status_code == 200


def key_of(client: Client) -> str:
    return client.cookies["sessionid"].value


def test_session_is_an_item_under_the_hash_of_its_key(desk: Site, items: Items) -> None:
    client = signed_in(browser(), make_user())
    digest = hashlib.sha256(key_of(client).encode()).hexdigest()
    item = items.get(f"SESSION#{digest}", "SESSION")
    assert item and item["entity"]["S"] == "session" and item["username"]["S"] == "ada"
    assert item["data"]["S"].startswith("{")
    assert items.get("USER#ada", f"SESSION#{digest}")
    assert key_of(client) not in str(items.all())
    assert client.get(WHO).content == b"ada author"
