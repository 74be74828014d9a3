"""Signing in and out, and the pages of one's own account, over the real engine."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from portfolio.accounts import wiring
from portfolio.accounts.throttling import ACCOUNT, ADDRESS
from tests.accounts import PASSWORD, make_user, signed_in
from tests.integration.conftest import Items, Site

LOGIN = "/author/login/"
NEW_PASSWORD = "nine quiet herons paint"


def try_to_sign_in(client: Client, username: str = "ada", password: str = PASSWORD, **more: str) -> Any:
    return client.post(LOGIN, {"username": username, "password": password, **more})


def text_of(response: Any) -> str:
    return html.unescape(re.sub(r"\s+", " ", response.content.decode()))


def without_what_was_typed(response: Any, *typed: str) -> str:
    """The page as it is for everybody: tokens are drawn anew each time."""
    page = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.content.decode())
    for text in typed:
        page = page.replace(text, "")
    return page


def is_in(client: Client) -> bool:
    return bool(client.get("/author/sessions/").status_code == 200)


def test_sign_in_opens_the_desk_and_is_remembered(site: Site) -> None:
    make_user("ada-lovelace")
    response = try_to_sign_in(site.client, " Ada-Lovelace ")
    assert (response.status_code, response["Location"]) == (302, "/author/")
    assert is_in(site.client)
    assert site.client.cookies["browser"]["httponly"] and site.client.cookies["browser"]["samesite"] == "Lax"
    assert "lovelace" not in site.client.cookies["browser"].value


def test_sign_in_gives_a_new_session_key(site: Site) -> None:
    user = make_user("ada")
    signed_in(site.client, user)
    before = site.client.cookies["sessionid"].value
    try_to_sign_in(site.client)
    assert site.client.cookies["sessionid"].value != before


def test_sign_in_unknown_wrong_and_deactivated_get_the_same_page(site: Site) -> None:
    make_user("ada")
    make_user("gone", is_active=False)
    answers = [
        without_what_was_typed(try_to_sign_in(Client(), name, password), name)
        for name, password in (
            ("ada", "wrong"),
            ("gone", PASSWORD),
            ("gone", "wrong"),
            ("nobody", "wrong"),
            ("no name at all", "x"),
        )
    ]
    assert len(set(answers)) == 1
    assert "do not fit together" in answers[0] and "wrong" not in answers[0]


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example/", "//evil.example/", "/\\evil.example/", "\\\\evil.example", "javascript:alert(1)",
        "author/",
        "///evil.example", "/author/login/?next=/x", "/author/logout/", "http:///evil.example", " /author/users/",
        "/\tevil", "/\t/evil.example", "/\n/evil.example", "/é",
        "/\x00", "/" + "a" * 3000, "%2F%2Fevil.example", "/author/login/../../evil",
    ],
)  # fmt: skip
def test_sign_in_next_stays_within_the_site(site: Site, wanted: str) -> None:
    make_user("ada")
    assert try_to_sign_in(site.client, next=wanted)["Location"] == "/author/"


def test_sign_in_next_is_kept_on_the_way(site: Site) -> None:
    make_user("ada")
    response = site.client.get("/author/sessions/?a=1")
    assert response["Location"] == "/author/login/?next=%2Fauthor%2Fsessions%2F%3Fa%3D1"
    assert 'name="next" value="/author/sessions/?a=1"' in site.client.get(response["Location"]).content.decode()
    failed = try_to_sign_in(site.client, password="wrong", next="/author/sessions/?a=1")
    assert 'name="next" value="/author/sessions/?a=1"' in failed.content.decode()
    assert try_to_sign_in(site.client, next="/author/sessions/?a=1")["Location"] == "/author/sessions/?a=1"


@pytest.mark.parametrize("name", ["a\x00b", "x" * 100_000, "\u202e", "<b>", "", "\ud800".encode("utf-8", "replace")])
def test_sign_in_bad_input_is_answered_with_the_form(site: Site, name: str | bytes) -> None:
    response = site.client.post(LOGIN, {"username": name, "password": "p\x00" * 10})
    assert response.status_code == 200 and "<b>" not in response.content.decode()


def test_sign_in_too_many_attempts_cost_no_hash(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    make_user("ada")
    for _ in range(ACCOUNT.free):
        assert try_to_sign_in(Client(), password="wrong").status_code == 200
    monkeypatch.setattr("portfolio.accounts.backend.matches", lambda *_: pytest.fail("a password was hashed"))
    response = try_to_sign_in(Client())
    assert response.status_code == 429 and 0 < int(response["Retry-After"]) <= ACCOUNT.first_wait
    assert "too many attempts" in text_of(response) and 'value="ada"' in text_of(response)
    assert PASSWORD not in text_of(response)


def test_sign_in_strangers_do_not_lock_out_a_known_browser(site: Site) -> None:
    make_user("ada")
    try_to_sign_in(site.client)
    site.client.post("/author/logout/")
    for _ in range(ADDRESS.free + 5):
        try_to_sign_in(Client(), password="wrong")
    assert try_to_sign_in(Client()).status_code == 429
    assert try_to_sign_in(site.client).status_code == 302
    make_user("bob")
    assert try_to_sign_in(site.client, "bob").status_code == 429, "known for ada is not known for bob"


@pytest.mark.parametrize("forged", ["", "ada", "0" * 32, "a:b:c", "x" * 5000])
def test_sign_in_made_up_cookie_makes_no_browser_known(site: Site, forged: str) -> None:
    make_user("ada")
    client = Client()
    client.cookies["browser"] = forged
    for _ in range(ACCOUNT.free):
        try_to_sign_in(client, password="wrong")
    assert try_to_sign_in(client).status_code == 429


def test_sign_in_counts_the_address_that_proxies_saw(site: Site) -> None:
    site.configure(TRUSTED_PROXY_COUNT=1)
    for number in range(ADDRESS.free):
        site.client.post(LOGIN, {"username": f"u{number}", "password": "x"}, headers={"x-forwarded-for": "1.1.1.1"})
    last = {"username": "other", "password": "x"}
    assert site.client.post(LOGIN, last, headers={"x-forwarded-for": "9.9.9.9, 1.1.1.1"}).status_code == 429
    assert site.client.post(LOGIN, last, headers={"x-forwarded-for": "1.1.1.1, 9.9.9.9"}).status_code == 200


def test_sign_in_table_away_is_refused(site: Site) -> None:
    make_user("ada")
    site.proxy.fail("throttling")
    response = try_to_sign_in(site.client)
    assert response.status_code == 503 and int(response["Retry-After"]) > 0
    assert "Nobody can sign in right now" in text_of(response) and "sessionid" not in site.client.cookies


def test_sign_in_without_a_table_says_why(unseeded_site: Site) -> None:
    unseeded_site.configure(DYNAMODB_TABLE="")
    response = unseeded_site.get(LOGIN)
    assert response.status_code == 503 and "content folder" in text_of(response)


def test_sign_out_deletes_the_session(site: Site, items: Items) -> None:
    signed_in(site.client, make_user("ada"))
    assert site.client.get("/author/logout/").status_code == 405
    assert site.client.post("/author/logout/")["Location"] == LOGIN
    assert not [item for item in items.all() if item["entity"]["S"].startswith("session")]
    assert "You are signed out." in text_of(site.client.get(LOGIN))


def test_password_must_change_first(site: Site) -> None:
    make_user("ada", must_change=True)
    try_to_sign_in(site.client, next="/author/sessions/")
    way = site.client.get("/author/sessions/")
    assert way["Location"] == "/author/password/?next=%2Fauthor%2Fsessions%2F"
    assert "Current password" not in text_of(site.client.get(way["Location"]))
    typed = {"new_password": NEW_PASSWORD, "new_password_again": NEW_PASSWORD, "next": "/author/sessions/"}
    assert site.client.post("/author/password/", typed)["Location"] == "/author/sessions/"
    assert "Your password is changed" in text_of(site.client.get("/author/sessions/"))
    assert try_to_sign_in(Client(), password=NEW_PASSWORD).status_code == 302


def test_password_forced_is_asked_for_the_current_one_later(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    make_user("ada", must_change=True)
    try_to_sign_in(site.client)
    monkeypatch.setattr("portfolio.accounts.views.password.JUST_NOW", timedelta(seconds=-1))
    assert "Current password" in text_of(site.client.get("/author/password/"))


def change(client: Client, current: str = PASSWORD, new: str = NEW_PASSWORD, again: str = "") -> Any:
    typed = {"current_password": current, "new_password": new, "new_password_again": again or new}
    return client.post("/author/password/", typed)


def test_password_changed_ends_other_sessions(site: Site) -> None:
    user = make_user("ada")
    other = signed_in(Client(), user)
    signed_in(site.client, user)
    assert change(site.client).status_code == 302
    assert is_in(site.client) and not is_in(other)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"current": "wrong"}, "This is not your current password."),
        ({"current": ""}, "This field is required."),
        ({"new": "short"}, "this has 5"),
        ({"new": PASSWORD}, "This is the password that you have now."),
        ({"again": "nine quiet herons point"}, "This is not the password above."),
        ({"new": "x" * 2000}, "this has 2,000"),
    ],
)
def test_password_refused_says_why_beside_the_field(site: Site, typed: dict[str, str], said: str) -> None:
    signed_in(site.client, make_user("ada"))
    response = change(site.client, **typed)
    assert response.status_code == 200 and said in text_of(response)
    assert PASSWORD not in text_of(response) and NEW_PASSWORD not in text_of(response)
    assert wiring.users().get("ada").check_password(PASSWORD)  # type: ignore[union-attr]


def test_password_current_one_cannot_be_guessed(site: Site) -> None:
    signed_in(site.client, make_user("ada"))
    statuses = [change(site.client, current=f"guess {number}").status_code for number in range(6)]
    assert statuses == [200] * 5 + [429]
    assert change(site.client).status_code == 429


def test_sessions_are_listed_and_ended(site: Site) -> None:
    make_user("ada")
    others = [Client(headers={"user-agent": f"Mozilla/5.0 (X11; Linux x86_64) Firefox/{n}"}) for n in range(3)]
    for client in (*others, site.client):
        try_to_sign_in(client)
    page = text_of(site.client.get("/author/sessions/"))
    assert page.count("Firefox on Linux") >= 3 and page.count("this one") == 1 and "all others (3)" in page
    first = re.findall(r'value="([0-9a-f]{64})"', text_of(others[0].get("/author/sessions/")))
    assert len(first) == 4
    site.client.post("/author/sessions/end/", {"session": "others"})
    assert "3 sessions have ended." in text_of(site.client.get("/author/sessions/"))
    assert is_in(site.client) and not any(is_in(client) for client in others)


def test_sessions_of_others_cannot_be_ended(site: Site) -> None:
    bob = signed_in(Client(), make_user("bob"))
    signed_in(site.client, make_user("ada"))
    (his,) = re.findall(r'value="([0-9a-f]{64})"', text_of(bob.get("/author/sessions/")))
    for wanted in (his, "", "x", "others"):
        site.client.post("/author/sessions/end/", {"session": wanted})
    assert is_in(bob) and is_in(site.client)
    (own,) = re.findall(r'value="([0-9a-f]{64})"', text_of(site.client.get("/author/sessions/")))
    assert site.client.post("/author/sessions/end/", {"session": own})["Location"] == LOGIN
    assert not is_in(site.client)
