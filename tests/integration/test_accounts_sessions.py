"""Sessions as Django uses them, over the real engine."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import authenticate, update_session_auth_hash
from django.contrib.auth import login as sign_in
from django.contrib.auth import logout as sign_out
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path

from portfolio.accounts import wiring
from portfolio.accounts.access import open_to_all, requires
from portfolio.accounts.sessions import SessionStore, end_session, list_sessions
from portfolio.urls import urlpatterns as pages
from tests.accounts import PASSWORD, make_user, signed_in
from tests.factories import NOW, FakeClock
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


@open_to_all("GET", "POST")
def login(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        user = authenticate(request, username=request.POST["username"], password=request.POST["password"])
        if user is None:
            return HttpResponse("wrong", status=403)
        sign_in(request, user)
    return HttpResponse("Sign in")


@requires("contributor", "POST")
def logout(request: HttpRequest) -> HttpResponse:
    sign_out(request)
    return HttpResponse("bye")


class Addresses:
    """A desk of three pages, so that nothing else is tested with it."""

    urlpatterns = [
        path("author/who/", who),
        path("author/login/", login),
        path("author/logout/", logout),
        *pages,
    ]
    handler500 = "portfolio.errors.server_error"


@pytest.fixture
def desk(site: Site, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr("portfolio.accounts.access.reverse", lambda name: "/author/login/")
    with override_settings(ROOT_URLCONF=Addresses):
        yield site


@pytest.fixture
def time_passes(desk: Site, monkeypatch: pytest.MonkeyPatch) -> FakeClock:
    """The clock of accounts, which a test moves."""
    clock = FakeClock(NOW)
    monkeypatch.setattr(wiring, "now", clock.now)
    wiring.users.cache_clear()
    wiring.sessions.cache_clear()
    return clock


def browser(agent: str = "A browser") -> Client:
    return Client(raise_request_exception=False, headers={"user-agent": agent})


def log_in(client: Client, password: str = PASSWORD, username: str = "ada") -> Client:
    assert client.post("/author/login/", {"username": username, "password": password}).status_code == 200
    return client


def is_signed_in(client: Client) -> bool:
    response = client.get(WHO)
    assert response.status_code in (200, 302)
    return response.status_code == 200


def key_of(client: Client) -> str:
    return client.cookies["sessionid"].value


def session_item(items: Items, client: Client) -> dict[str, Any] | None:
    return items.get(f"SESSION#{hashlib.sha256(key_of(client).encode()).hexdigest()}", "SESSION")


def entities(items: Items) -> list[str]:
    return sorted(item["entity"]["S"] for item in items.all())


def test_session_is_an_item_under_the_hash_of_its_key(desk: Site, items: Items) -> None:
    make_user()
    client = log_in(browser())
    item = session_item(items, client)
    assert item and item["entity"]["S"] == "session" and item["username"]["S"] == "ada"
    assert set(json.loads(item["data"]["S"])) == {
        "_auth_user_id",
        "_auth_user_backend",
        "_auth_user_hash",
        "user_agent",
    }
    assert items.get("USER#ada", item["pk"]["S"])
    assert key_of(client) not in str(items.all())
    assert client.get(WHO).content == b"ada author"


def test_session_nobody_signed_in_writes_nothing(desk: Site, items: Items) -> None:
    client = browser()
    assert client.get("/author/login/").status_code == 200
    assert client.get(WHO).status_code == 302
    assert not items.all() and not client.cookies


@pytest.mark.parametrize("key", ["", "short", "x" * 32, "a" * 5000])
def test_session_made_up_key_is_nobody(desk: Site, items: Items, key: str) -> None:
    client = browser()
    client.cookies["sessionid"] = key
    assert not is_signed_in(client)
    assert not items.all()


def test_login_gives_the_session_another_key(desk: Site, items: Items) -> None:
    make_user()
    client = browser()
    planted = SessionStore()
    planted["planted"] = "by a stranger"
    planted.save()
    client.cookies["sessionid"] = str(planted.session_key)
    log_in(client)
    assert key_of(client) != planted.session_key
    assert entities(items).count("session") == 1
    client.cookies["sessionid"] = str(planted.session_key)
    assert not is_signed_in(client)


def test_logout_deletes_the_item_and_its_pointer(desk: Site, items: Items) -> None:
    make_user()
    client = log_in(browser())
    key = key_of(client)
    client.post("/author/logout/")
    assert not {"session", "sessionpointer"} & set(entities(items))
    client.cookies["sessionid"] = key
    assert not is_signed_in(client)


def test_session_ends_after_twelve_idle_hours(time_passes: FakeClock) -> None:
    make_user()
    client = log_in(browser())
    time_passes.advance(12 * 3600 - 1)
    assert is_signed_in(client)
    time_passes.advance(12 * 3600)
    assert not is_signed_in(client)


def test_session_ends_after_seven_days_of_work(time_passes: FakeClock) -> None:
    make_user()
    client = log_in(browser())
    for _ in range(7 * 24 // 8 - 1):
        time_passes.advance(8 * 3600)
        assert is_signed_in(client)
    time_passes.advance(8 * 3600 - 1)
    assert is_signed_in(client)
    time_passes.advance(1)
    assert not is_signed_in(client)


def test_session_ttl_is_when_it_ends(time_passes: FakeClock, items: Items) -> None:
    make_user()
    client = log_in(browser())
    item = session_item(items, client)
    assert item and int(item["ttl"]["N"]) == int((NOW + timedelta(hours=12)).timestamp())
    for _ in range(20):
        time_passes.advance(8 * 3600)
        assert is_signed_in(client)
    item = session_item(items, client)
    assert item and int(item["ttl"]["N"]) == int((NOW + timedelta(days=7)).timestamp())


def test_session_is_touched_at_most_every_ten_minutes(time_passes: FakeClock, desk: Site, items: Items) -> None:
    make_user()
    client = log_in(browser())
    desk.proxy.clear()
    for _ in range(9):
        time_passes.advance(60)
        assert is_signed_in(client)
    assert "TransactWriteItems" not in operations(desk)
    time_passes.advance(60)
    assert is_signed_in(client)
    assert is_signed_in(client)
    assert operations(desk).count("TransactWriteItems") == 1
    item = session_item(items, client)
    pointer = items.get("USER#ada", item["pk"]["S"]) if item else None
    assert item and pointer and item["seen_at"] == pointer["seen_at"] == {"S": "2026-06-01T12:10:00Z"}


def test_session_is_read_consistently_with_its_account(desk: Site) -> None:
    make_user()
    client = log_in(browser())
    desk.proxy.clear()
    assert is_signed_in(client)
    assert operations(desk) == ["GetItem", "BatchGetItem"]


def operations(site: Site) -> list[str]:
    return [call.operation for call in site.proxy.calls()]


@pytest.mark.parametrize(
    "change",
    [
        lambda users: users.set_role("ada", "editor", by="root"),
        lambda users: users.set_active("ada", False, by="root"),
        lambda users: users.set_password("ada", "four quiet lamps wander", must_change=True, by="root"),
    ],
    ids=["role", "deactivation", "password"],
)
def test_change_by_another_process_ends_all_sessions_at_their_next_request(
    desk: Site, items: Items, change: Any
) -> None:
    make_user()
    clients = [log_in(browser()), log_in(browser())]
    change(wiring.users())
    assert [is_signed_in(client) for client in clients] == [False, False]
    assert not {"session", "sessionpointer"} & set(entities(items))


def test_change_ends_sessions_though_their_items_stay(desk: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portfolio.accounts.session_items.SessionItems.end_all", lambda self, username: None)
    make_user()
    client = log_in(browser())
    wiring.users().set_role("ada", "editor", by="root")
    assert not is_signed_in(client)


def test_changing_the_name_ends_no_session(desk: Site) -> None:
    make_user()
    client = log_in(browser())
    wiring.users().set_display_name("ada", "Countess", by="ada")
    assert is_signed_in(client)


def test_own_password_change_keeps_this_session_under_another_key(desk: Site) -> None:
    make_user()
    here, elsewhere = log_in(browser()), log_in(browser())
    key = key_of(here)
    assert here.post(WHO, {"password": "four quiet lamps wander"}).status_code == 200
    assert key_of(here) != key
    assert is_signed_in(here) and not is_signed_in(elsewhere)
    assert [info.user_agent for info in list_sessions("ada")] == ["A browser"]
    assert browser().post("/author/login/", {"username": "ada", "password": PASSWORD}).status_code == 403


def test_own_password_change_leaves_the_seven_days(time_passes: FakeClock) -> None:
    make_user()
    client = log_in(browser())
    time_passes.advance(3600)
    client.post(WHO, {"password": "four quiet lamps wander"})
    (info,) = list_sessions("ada")
    assert info.created_at == NOW and info.seen_at == NOW + timedelta(hours=1)


def test_list_sessions_tells_them_apart(time_passes: FakeClock) -> None:
    make_user()
    phone = log_in(browser("A phone \x7f<b>"))
    time_passes.advance(60)
    desk = log_in(browser("A desk"))
    found = list_sessions("ada", current_key=key_of(phone))
    assert [(info.user_agent, info.current) for info in found] == [("A desk", False), ("A phone \x7f<b>", True)]
    assert key_of(desk) not in str(found)
    time_passes.advance(12 * 3600 - 1)
    assert is_signed_in(desk)
    assert [info.user_agent for info in list_sessions("ada")] == ["A desk"]


def test_end_session_is_for_ones_own(desk: Site) -> None:
    make_user()
    make_user("bob")
    client = log_in(browser())
    (info,) = list_sessions("ada")
    for session_id in (info.session_id, "0" * 64, "", "#", "\ud800"):
        assert not end_session("bob", session_id)
    assert is_signed_in(client)
    assert end_session("ada", info.session_id)
    assert not end_session("ada", info.session_id)
    assert not is_signed_in(client)


def test_session_survives_another_secret_key(desk: Site, settings: Any) -> None:
    make_user()
    client = log_in(browser())
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = (
        [settings.SECRET_KEY],
        "another-key-for-tests-that-is-long-enough",
    )
    assert is_signed_in(client)
    settings.SECRET_KEY_FALLBACKS = []
    assert is_signed_in(client)


def test_audit_tells_of_sign_ins_and_ended_sessions(desk: Site, items: Items) -> None:
    make_user()
    client = log_in(browser())
    client.post(WHO, {"password": "four quiet lamps wander"})
    is_signed_in(client)
    end_session("ada", list_sessions("ada")[0].session_id)
    lines = [item for item in items.all() if item["entity"]["S"] == "audit"]
    actions = [line["action"]["S"] for line in sorted(lines, key=lambda line: str(line["sk"]["S"]))]
    assert actions == ["add user as author", "sign in", "set password", "end a session"]
    assert {line["subject"]["S"] for line in lines} == {"USER#ada"}


def test_force_login_of_tests_is_a_session_like_others(desk: Site) -> None:
    client = signed_in(browser(), make_user())
    assert client.get(WHO).content == b"ada author"
    assert len(list_sessions("ada")) == 1
