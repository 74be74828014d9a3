"""Signing in from within the editor's page: the same attempt as on its own page, told in JSON."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests.accounts import PASSWORD, make_user
from tests.integration.conftest import Site
from tests.integration.editing import NEW, controls, desk_of, post

LOGIN, WHO = "/author/login/", "/author/session/"
ASKS_JSON = {"Accept": "application/json"}


def sign_in(browser: Client, username: str = "ada", password: str = PASSWORD) -> Any:
    csrf = browser.get(WHO).json()["csrf_token"]
    form = {"username": username, "password": password, "csrfmiddlewaretoken": csrf}
    return browser.post(LOGIN, form, headers=ASKS_JSON)


@pytest.fixture
def browser(site: Site) -> Client:
    return Client(enforce_csrf_checks=True)


def test_signed_in_anew_a_form_of_before_goes_on_with_what_it_is_given(site: Site, browser: Client) -> None:
    make_user("ada")
    assert sign_in(browser).json()["username"] == "ada"
    typed = {**controls(browser.get(NEW)), "title": "Long thought", "body": "Words", "tab": "0123456789abcdef.1"}
    browser.cookies.pop("sessionid")
    stopped = post(browser, NEW, typed, "autosave", json=True)
    assert (stopped.status_code, stopped.json()["login_url"]) == (403, LOGIN)
    answer = sign_in(browser)
    assert (answer.status_code, answer.json()["message"]) == (200, "You are signed in.")
    stale = post(browser, NEW, typed, "autosave", json=True)
    assert (stale.status_code, stale.json()["stale_form"]) == (403, True)
    who = browser.get(WHO).json()
    fresh = {**typed, "csrfmiddlewaretoken": who["csrf_token"], "token": who["token"]}
    assert post(browser, NEW, fresh, "autosave", json=True).status_code == 200


def test_what_is_wrong_is_said_in_a_sentence(site: Site, browser: Client) -> None:
    make_user("ada")
    wrong, empty = sign_in(browser, password="not this one at all"), sign_in(browser, password="")
    assert (wrong.status_code, empty.status_code) == (400, 400)
    assert "do not fit together" in wrong.json()["message"]
    assert "Type your username" in empty.json()["message"]
    for _ in range(4):
        assert sign_in(browser, password="not this one at all").status_code == 400
    answer = sign_in(browser)
    assert (answer.status_code, "too many attempts" in answer.json()["message"]) == (429, True)
    assert int(answer["Retry-After"]) > 0
    stale = browser.post(LOGIN, {"username": "ada", "password": PASSWORD}, headers=ASKS_JSON)
    assert (stale.status_code, stale.json()["stale_form"]) == (403, True)


def test_who_must_change_their_password_is_sent_there_first(site: Site, browser: Client) -> None:
    make_user("ada", must_change=True)
    assert sign_in(browser).status_code == 200
    who = browser.get(WHO)
    assert (who.status_code, who.json()["login_url"]) == (403, "/author/password/")


def test_a_table_that_is_away_is_said(site: Site, browser: Client) -> None:
    make_user("ada")
    browser.get(WHO)
    site.proxy.fail("500")
    form = {"username": "ada", "password": PASSWORD, "csrfmiddlewaretoken": browser.cookies["csrftoken"].value}
    answer = browser.post(LOGIN, form, headers=ASKS_JSON)
    assert (answer.status_code, "does not answer" in answer.json()["message"]) == (503, True)


def test_the_difference_of_two_texts_is_shown(site: Site) -> None:
    desk = desk_of(site)
    texts = {
        "mine-title": "Mine",
        "theirs-title": "Theirs",
        "mine-body": "One.\r\n\r\nMy two.",
        "theirs-body": "One.\n\n<b>Two</b>.",
    }
    answer = desk.post("/author/difference/", texts)
    page = answer.content.decode()
    assert "My two" in page and "&lt;b&gt;Two&lt;/b&gt;" in page
    assert page.index("Theirs") < page.index("Mine")
    assert "Description" not in page
    assert desk.post("/author/difference/", {}).status_code == 200
