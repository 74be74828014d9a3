"""Accounts as admins manage them on their pages, and what comes of forms without proof, over the real engine."""

from __future__ import annotations

import html
from typing import Any

import pytest
from django.test import Client

from portfolio.accounts import wiring
from portfolio.accounts.models import User
from tests.accounts import PASSWORD, make_user, signed_in
from tests.integration.conftest import Site
from tests.integration.test_accounts_pages import is_in, text_of, try_to_sign_in

TEXT = 'Äpfel & <script>alert("x")</script>\n' * 30


@pytest.fixture
def admin(site: Site) -> Client:
    return signed_in(site.client, make_user("root", "admin"))


def stored(username: str) -> User:
    found = wiring.users().get(username)
    assert found is not None
    return found


def change(admin: Client, username: str, what: str, **typed: str) -> Any:
    return admin.post(f"/author/users/{username}/", {"change": what, **typed}, follow=True)


def add(admin: Client, username: str, role: str = "author", name: str = "") -> Any:
    return admin.post("/author/add-user/", {"username": username, "role": role, "display_name": name})


def test_add_user_shows_the_password_once(admin: Client) -> None:
    response = add(admin, " Grace ", name="Grace  Hopper")
    password = response.context["password"]
    assert password in text_of(response) and response["Cache-Control"] == "no-store"
    assert (stored("grace").display_name, stored("grace").must_change) == ("Grace Hopper", True)
    assert try_to_sign_in(Client(), "grace", password).status_code == 302
    assert password not in text_of(admin.get("/author/users/")) + text_of(admin.get("/author/users/grace/"))


@pytest.mark.parametrize(
    ("username", "role", "name", "said"),
    [
        ("root", "author", "", "There is an account named root already."),
        ("a b", "author", "", "cannot be a username"),
        ("x" * 65, "author", "", "cannot be a username"),
        ("x" * 900, "author", "", "at most 200 characters"),
        ("a\x00", "author", "", "Null characters"),
        ("bob", "owner", "", "not one of the available choices"),
        ("bob", "author", "x" * 101, "this has 101"),
        ("bob", "author", "a\u202eb", "nobody can see"),
    ],
)
def test_add_user_bad_input_is_said_beside_the_field(
    admin: Client, username: str, role: str, name: str, said: str
) -> None:
    response = add(admin, username, role, name)
    assert response.status_code == 200 and said in text_of(response)
    assert wiring.users().get("bob") is None


def test_user_changes_take_effect_and_are_said(admin: Client) -> None:
    ada = signed_in(Client(), make_user("ada"))
    assert "ada is now called Ada L." in text_of(change(admin, "ada", "name", display_name="Ada L."))
    assert is_in(ada)
    assert "Ada L. is now an editor." in text_of(change(admin, "ada", "role", role="editor"))
    assert stored("ada").role == "editor" and not is_in(ada)
    assert "is deactivated" in text_of(change(admin, "ada", "deactivate"))
    assert try_to_sign_in(Client()).status_code == 200 and not stored("ada").is_active
    assert "is active" in text_of(change(admin, "ada", "activate"))
    assert try_to_sign_in(Client()).status_code == 302


def test_user_reset_ends_sessions_and_the_old_password(admin: Client) -> None:
    ada = signed_in(Client(), make_user("ada"))
    password = change(admin, "ada", "reset").context["password"]
    assert not is_in(ada) and stored("ada").must_change
    assert try_to_sign_in(Client(), password=PASSWORD).status_code == 200
    assert try_to_sign_in(Client(), password=password).status_code == 302


@pytest.mark.parametrize(("what", "typed"), [("deactivate", {}), ("role", {"role": "author"})])
def test_user_last_admin_stays(admin: Client, what: str, typed: dict[str, str]) -> None:
    response = change(admin, "root", what, **typed)
    assert "Nothing was changed. root is the only active admin" in text_of(response)
    assert is_in(admin) and stored("root").role == "admin"


@pytest.mark.parametrize(
    ("what", "typed"), [("", {}), ("role", {"role": "god"}), ("name", {"display_name": "x" * 200})]
)
def test_user_forged_form_changes_nothing(admin: Client, what: str, typed: dict[str, str]) -> None:
    make_user("ada")
    before = vars(stored("ada")) | {"_state": None}
    assert change(admin, "ada", what, is_active="", must_change="1", **typed).status_code == 200
    assert vars(stored("ada")) | {"_state": None} == before


@pytest.mark.parametrize("username", ["nobody", "a%20b", "%00", "A", "x" * 500])
def test_user_unknown_is_a_miss(admin: Client, username: str) -> None:
    assert admin.get(f"/author/users/{username}/").status_code == 404


def send_without_token(site: Site, typed: dict[str, str], path: str = "/author/add-user/", **headers: str) -> Any:
    client = Client(enforce_csrf_checks=True)
    client.cookies = site.client.cookies
    return client.post(path, typed, headers=headers)


def test_csrf_keeps_what_was_typed_and_no_password(site: Site, admin: Client) -> None:
    typed = {"body": TEXT, "title": '"><b>', "password": "secret-1", "NEW_Password": "secret-2", "token": "t0ken"}
    response = send_without_token(site, typed)
    page = response.content.decode()
    assert response.status_code == 403 and response["Cache-Control"] == "no-store"
    assert TEXT.strip() in html.unescape(page) and "Send it again" not in page
    assert "secret" not in page and "<script>alert" not in page and "<b>" not in page


def test_csrf_page_sends_again_with_a_fresh_token(site: Site, admin: Client) -> None:
    response = send_without_token(site, {"username": "linus", "role": "author", "display_name": "L"})
    again = Client(enforce_csrf_checks=True)
    again.cookies = site.client.cookies
    again.cookies.load(response.cookies.output(header=""))
    token = str(response.context["csrf_token"])
    typed = {field.name: field.value for field in (*response.context["typed"], *response.context["rest"])}
    assert "is added" in text_of(again.post("/author/add-user/", {**typed, "csrfmiddlewaretoken": token}))


@pytest.mark.parametrize("headers", [{"sec-fetch-site": "cross-site"}, {"origin": "https://evil.example"}])
def test_csrf_gives_another_site_nothing_to_show(site: Site, headers: dict[str, str]) -> None:
    for path in ("/author/add-user/", "/author/login/", "/articles/"):
        response = send_without_token(site, {"body": TEXT, "username": "evil-name"}, path, **headers)
        assert response.status_code == 403
        assert "Send it again" not in text_of(response) and "evil-name" not in text_of(response)


def test_csrf_is_bounded(site: Site) -> None:
    response = send_without_token(site, {f"f{number}": "x" for number in range(400)})
    assert response.status_code == 403 and len(response.content) < 20_000
    response = send_without_token(site, {"body": "é" * 3_900_000})
    assert response.status_code in (400, 403) and b"data:" not in response.content


def test_csrf_answers_scripts_in_json(site: Site) -> None:
    response = send_without_token(site, {"body": TEXT}, accept="application/json")
    assert response.status_code == 403 and "Nothing was saved" in response.json()["message"]
