"""The desk while the table is away: a 503 page, never a page for signing in, and nobody is let through."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.test import Client, override_settings
from django.urls import path

from portfolio.accounts import wiring
from portfolio.accounts.access import open_to_all, requires
from portfolio.accounts.exceptions import PasswordsBusy
from portfolio.accounts.sessions import list_sessions
from portfolio.logs import JsonFormatter
from portfolio.urls import urlpatterns as pages
from tests.accounts import PASSWORD, make_user
from tests.integration.conftest import Items, Site
from tests.integration.test_accounts_sessions import browser, is_signed_in, key_of, log_in, login, logout
from tests.proxies.faults import FAULT_KINDS, FaultKind


@requires("contributor", "GET")
def who(request: HttpRequest) -> HttpResponse:
    return HttpResponse("in")


@requires("contributor", "GET")
def modifies(request: HttpRequest) -> HttpResponse:
    """Changes the session, which Django then writes after the view has answered."""
    request.session["seen"] = "this"
    return HttpResponse("changed")


@open_to_all("GET")
def asks_in_template(request: HttpRequest) -> HttpResponse:
    template = engines["django"].from_string("{% if not user.is_authenticated %}Sign in{% endif %}")
    return HttpResponse(template.render({}, request))


def asks_unguarded(request: HttpRequest) -> HttpResponse:
    return HttpResponse(engines["django"].from_string("{{ user.name }}").render({}, request))


def asks_while_it_is_sent(request: HttpRequest) -> HttpResponse:
    """As a middleware would that comes after the view."""
    from django.template.response import TemplateResponse

    return TemplateResponse(request, engines["django"].from_string("{{ user.name }}"))


class Addresses:
    urlpatterns = [
        path("author/who/", who),
        path("author/modifies/", modifies),
        path("author/template/", asks_in_template),
        path("author/unguarded/", asks_unguarded),
        path("author/late/", asks_while_it_is_sent),
        path("author/login/", login),
        path("author/logout/", logout),
        *pages,
    ]
    handler500 = "portfolio.errors.server_error"


@pytest.fixture
def desk(site: Site, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr("portfolio.accounts.access.reverse", lambda name: "/author/login/")
    # Each test is about one failure; that a breaker opens is said in a test of its own.
    monkeypatch.setattr("portfolio.breaker.Breaker.failed", lambda self, slow=False: None)
    monkeypatch.setattr("portfolio.transactions.CONFLICT_PAUSE_SECONDS", 0.0)
    with override_settings(ROOT_URLCONF=Addresses):
        yield site


@pytest.fixture
def ada(desk: Site) -> Client:
    make_user()
    return log_in(browser())


def is_unavailable(response: Any) -> bool:
    assert "sessionid" not in response.cookies
    return bool(
        response.status_code == 503
        and response.headers["Cache-Control"] == "no-store"
        and int(response.headers["Retry-After"]) > 0
        and "<title>" in response.content.decode()
    )


@pytest.mark.parametrize("kind", FAULT_KINDS)
def test_desk_session_cannot_be_read(desk: Site, ada: Client, kind: FaultKind) -> None:
    desk.proxy.fail(kind)
    assert is_unavailable(ada.get("/author/who/"))
    desk.proxy.fail(None)
    assert ada.get("/author/who/").content == b"in"


@pytest.mark.parametrize("kind", FAULT_KINDS)
def test_desk_account_cannot_be_read(desk: Site, ada: Client, kind: FaultKind) -> None:
    desk.proxy.fail(kind, operation="BatchGetItem")
    assert is_unavailable(ada.get("/author/who/"))


@pytest.mark.parametrize("address", ["template", "unguarded", "late"])
def test_desk_table_away_while_a_template_asks(desk: Site, ada: Client, address: str) -> None:
    desk.proxy.fail("500")
    assert is_unavailable(ada.get(f"/author/{address}/"))


def test_desk_one_lost_answer_is_asked_for_again(desk: Site, ada: Client) -> None:
    desk.proxy.fail("lost", times=1)
    assert is_signed_in(ada)


def test_session_cannot_be_written_after_the_view(desk: Site, ada: Client, items: Items) -> None:
    desk.proxy.fail("500", operation="TransactWriteItems")
    assert is_unavailable(ada.get("/author/modifies/"))
    assert "this" not in str(items.all())
    desk.proxy.fail(None)
    assert ada.get("/author/modifies/").content == b"changed"


def test_session_written_though_the_answer_was_lost(desk: Site, ada: Client, items: Items) -> None:
    desk.proxy.fail("lost", operation="TransactWriteItems", times=1)
    assert ada.get("/author/modifies/").content == b"changed"
    assert '"this"' in str(items.all())


@pytest.mark.parametrize("operation", ["BatchGetItem", "TransactWriteItems", None])
def test_login_table_away_lets_nobody_in(desk: Site, operation: str | None) -> None:
    make_user()
    client = browser()
    desk.proxy.fail("500", operation=operation)
    assert is_unavailable(client.post("/author/login/", {"username": "ada", "password": PASSWORD}))
    assert client.get("/author/login/").status_code == 200
    desk.proxy.fail(None)
    assert not is_signed_in(client)


def test_login_with_no_room_for_another_hash_is_unavailable(desk: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*_: object) -> bool:
        raise PasswordsBusy

    monkeypatch.setattr("portfolio.accounts.backend.matches", busy)
    assert is_unavailable(browser().post("/author/login/", {"username": "ada", "password": PASSWORD}))


def test_logout_table_away_says_so_and_the_session_stays(desk: Site, ada: Client) -> None:
    desk.proxy.fail("500", operation="TransactWriteItems")
    assert is_unavailable(ada.post("/author/logout/"))
    desk.proxy.fail(None)
    assert is_signed_in(ada)


def test_session_not_touched_is_none_that_is_refused(desk: Site, ada: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portfolio.accounts.session_items.TOUCH_EVERY", timedelta(0))
    desk.proxy.fail("500", operation="TransactWriteItems")
    assert ada.get("/author/who/").content == b"in"


def test_desk_known_outage_costs_no_waiting(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portfolio.accounts.access.reverse", lambda name: "/author/login/")
    with override_settings(ROOT_URLCONF=Addresses):
        make_user()
        client = log_in(browser())
        site.proxy.fail("500")
        assert all(is_unavailable(client.get("/author/who/")) for _ in range(8))
        site.proxy.clear()
        assert is_unavailable(client.get("/author/who/"))
        assert not site.proxy.calls("GetItem")


def test_desk_without_a_table_is_unavailable(desk: Site, ada: Client) -> None:
    desk.configure(DYNAMODB_TABLE="")
    assert is_unavailable(ada.get("/author/who/"))
    assert browser().get("/author/who/").status_code == 302


@pytest.mark.parametrize("changes", [{"data": {"S": "{"}}, {"seen_at": {"S": "soon"}}, {"created_at": None}])
def test_session_broken_item_is_one_that_has_ended(
    desk: Site, ada: Client, items: Items, changes: dict[str, Any]
) -> None:
    (item,) = [item for item in items.all() if item["entity"]["S"] == "session"]
    kept = {name: value for name, value in {**item, **changes}.items() if value}
    items.put(kept)
    assert not is_signed_in(ada)


def test_session_deleted_while_a_view_worked_is_not_made_again(desk: Site, ada: Client, items: Items) -> None:
    def end_meanwhile(session: Any, *args: Any) -> Any:
        (info,) = list_sessions("ada")
        wiring.sessions().end("ada", info.session_id)
        return HttpResponse("changed")

    urls = [path("author/modifies/", lambda request: request.session.update({"a": 1}) or end_meanwhile(request))]
    with override_settings(ROOT_URLCONF=type("Meanwhile", (), {"urlpatterns": urls + Addresses.urlpatterns})):
        ada.get("/author/who/")
        assert ada.get("/author/modifies/").status_code == 400
    assert not [item for item in items.all() if item["entity"]["S"].startswith("session")]


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> Callable[[], str]:
    """All that any logger wrote, DEBUG included, in the form it has outside."""
    caplog.set_level(logging.DEBUG)
    # These would print items, which is why the site's own settings keep them at WARNING.
    for name in ("botocore", "pynamodb"):
        caplog.set_level(logging.WARNING, name)
    return lambda: "".join(JsonFormatter().format(record) for record in caplog.records)


@pytest.mark.parametrize("fails", [False, True])
def test_log_holds_no_password_key_or_hash(desk: Site, items: Items, log: Callable[[], str], fails: bool) -> None:
    make_user()
    client = log_in(browser())
    key, data = key_of(client), json.dumps(items.all())
    secrets = [item["password"]["S"] for item in items.all() if "password" in item]
    salts = [item["session_salt"]["S"] for item in items.all() if "session_salt" in item]
    marks = [json.loads(item["data"]["S"])["_auth_user_hash"] for item in items.all() if "data" in item]
    assert SESSION_KEY in data and len(secrets) == len(salts) == len(marks) == 1
    if fails:
        desk.proxy.fail("500")
    client.get("/author/who/")
    client.get("/author/modifies/")
    browser().post("/author/login/", {"username": "ada", "password": "a wrong password that I typed"})
    client.post("/author/logout/")
    text = log()
    assert bool("did not answer" in text) is fails
    for secret in (PASSWORD, "a wrong password", key, *secrets, *salts, *marks):
        assert secret not in text
