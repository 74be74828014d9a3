"""The page on which an admin says what the site is called: what it takes, what it refuses, and that nothing is lost."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client

from articles import wiring
from articles.site_settings import MAX_ABOUT_BYTES, Link, SiteSettings
from tests.accounts import make_user, signed_in
from tests.integration.conftest import Site

ADDRESS = "/author/settings/"
FIELDS = ("title", "tagline", "language", "accent", "author", "bio", "links", "navigation", "about", "share_image")


class Admin:
    """A browser in which an admin has the page open."""

    def __init__(self, client: Client, username: str) -> None:
        self.client = signed_in(client, make_user(username, role="admin"))

    def open(self) -> dict[str, str]:
        """What the form would send if nothing was changed."""
        response = self.client.get(ADDRESS)
        assert response.status_code == 200
        form = response.context["form"]
        return {name: str(form[name].value()) for name in (*FIELDS, "version", "token")}

    def send(self, form: dict[str, str], **typed: str) -> Any:
        return self.client.post(ADDRESS, {**form, **typed})

    def save(self, **typed: str) -> SiteSettings:
        response = self.send(self.open(), **typed)
        assert response.status_code == 302, errors(response)
        return said()


def said() -> SiteSettings:
    return wiring.site_settings().get().settings


def errors(response: Any) -> dict[str, list[str]]:
    found: dict[str, list[str]] = response.context["form"].errors
    return found


def text(response: Any) -> str:
    return html.unescape(response.content.decode())


@pytest.fixture
def admin(site: Site) -> Admin:
    return Admin(Client(), "ada")


def test_page_shows_what_counts(site: Site, admin: Admin) -> None:
    form = admin.open()
    assert (form["title"], form["accent"], form["version"]) == ("Portfolio", "pine", "0")
    assert form["navigation"].splitlines()[0] == "Articles=/articles/"
    response = admin.client.get(ADDRESS)
    assert response.headers["Cache-Control"] == "no-store" and "Follow the environment again" not in text(response)


@pytest.mark.parametrize("role", ["contributor", "author", "editor"])
def test_page_is_for_admins(site: Site, role: Any) -> None:
    client = signed_in(Client(), make_user("eve", role=role))
    assert client.get(ADDRESS).status_code == client.post(ADDRESS, {"title": "Mine"}).status_code == 403
    assert said() == SiteSettings()


def test_save_keeps_only_what_differs_from_the_environment(admin: Admin) -> None:
    assert admin.save() == SiteSettings()
    assert admin.save(title="  Ada’s\tnotes ") == SiteSettings(title="Ada’s notes")
    assert admin.open()["title"] == "Ada’s notes"


def test_save_everything(admin: Admin) -> None:
    saved = admin.save(
        title="T", tagline="L", language="pt-BR", accent="rose", author="Ada", bio="Counts.\nA lot.",
        links="A=https://a.b/?c=d\r\n\r\n B = mailto:b@c ", about="# One\r\n\r\ntwo\r\n", navigation="Home=/",
        share_image="/static/x.png",
    )  # fmt: skip
    assert saved == SiteSettings(
        title="T", tagline="L", language="pt-BR", accent="rose", author="Ada", bio="Counts. A lot.",
        links=(Link("A", "https://a.b/?c=d"), Link("B", "mailto:b@c")), about="# One\n\ntwo",
        navigation=(Link("Home", "/"),), share_image="/static/x.png",
    )  # fmt: skip


def test_save_says_so_on_a_page_that_shows_it(admin: Admin) -> None:
    response = admin.client.post(ADDRESS, {**admin.open(), "title": "Another name", "accent": "teal"}, follow=True)
    assert "Readers see it within two seconds." in text(response) and "Saved by ada" in text(response)
    assert 'data-accent="teal">' in text(response) and "Another name" in text(response)


def test_empty_is_something_to_say(site: Site, admin: Admin) -> None:
    site.configure(SITE_AUTHOR="Ada", SITE_ABOUT="From outside.")
    saved = admin.save(author="", about="", navigation="")
    assert saved == SiteSettings(author="", about="", navigation=())


def test_reset_lets_the_environment_speak_whatever_was_typed(admin: Admin) -> None:
    admin.save(title="Another name", tagline="Another line")
    assert "which says “Portfolio”" in text(admin.client.get(ADDRESS))
    assert admin.save(title="=" * 500, reset_title="on") == SiteSettings(tagline="Another line")
    assert admin.open()["title"] == "Portfolio"


def test_what_the_environment_says_need_not_pass_the_form(site: Site, admin: Admin) -> None:
    long = tuple((f"L{number}", "/") for number in range(12))
    site.configure(SITE_NAVIGATION=long, SITE_TAGLINE="")
    assert admin.save(title="T") == SiteSettings(title="T")


@pytest.mark.parametrize(
    ("name", "typed", "message"),
    [
        ("title", "", "This field is required."), ("title", "x" * 101, "This has 101 characters; 100 fit."),
        ("tagline", "x" * 201, "This has 201 characters; 200 fit."),
        ("language", "english please", "Give a language tag"),
        ("accent", "mauve", "Choose one of the colours."), ("accent", "", "This field is required."),
        ("author", "x" * 101, "100 fit"), ("bio", "x" * 601, "600 fit"),
        ("links", "GitHub", "Line 1, “GitHub”, is no link. Write it as label=address."),
        ("links", "A=/\nB=javascript:alert(1)", "“javascript:alert(1)” in line 2 is no address."),
        ("links", "A=//evil.example", "is no address"), ("links", r"A=/\evil.example", "is no address"),
        ("links", "\n".join(["A=/"] * 11), "These are 11 links; 10 fit."),
        ("navigation", f"{'x' * 41}=/", "The label in line 1 has 41 characters; 40 fit."),
        ("navigation", f"A=/{'x' * 500}", "The address in line 1 has 501 characters; 500 fit."),
        ("about", "ä" * 10_241, f"This has 20,482 bytes; {MAX_ABOUT_BYTES:,} fit."),
        ("share_image", "https://elsewhere.example/x.png", "Give a path on this site"),
    ],
)  # fmt: skip
def test_wrong_field_is_named_and_everything_kept(admin: Admin, name: str, typed: str, message: str) -> None:
    response = admin.send(admin.open(), **{"bio": "Kept words", name: typed})
    assert response.status_code == 400 and message in str(errors(response)[name])
    assert name == "bio" or "Kept words" in text(response)
    assert response.context["form"][name].value() == typed
    assert said() == SiteSettings()


def test_hidden_characters_are_taken_out_and_named(admin: Admin) -> None:
    response = admin.send(admin.open(), title="Ada\u202e\x00", tagline="")
    assert response.status_code == 400 and "U+202E" in text(response)
    assert admin.save(title="Ada\u202e\x00").title == "Ada"


def test_markup_is_text(site: Site, admin: Admin) -> None:
    admin.save(
        title="<script>alert(1)</script>", bio="<b>", author="Ada", about="<script>x</script>\n\n[a](javascript:x)"
    )
    assert "<script>alert" not in site.client.get("/author/settings/").content.decode()
    about = site.text("/about/")
    assert "<script>alert" not in about and "<script>x" not in about and "javascript:x" not in about


@pytest.mark.parametrize("missing", ["about", "links", "title", "accent"])
def test_form_that_did_not_arrive_whole_saves_nothing(admin: Admin, missing: str) -> None:
    form = admin.open()
    del form[missing]
    response = admin.client.post(ADDRESS, form)
    assert response.status_code == 400 and "did not arrive whole" in text(response)
    assert said() == SiteSettings()


def test_forged_fields_are_not_looked_at(admin: Admin) -> None:
    assert admin.save(title="T", saved_by="eve", role="admin", settings="x") == SiteSettings(title="T")
    assert wiring.site_settings().get().saved_by == "ada"


@pytest.mark.parametrize(
    "forged",
    [{"token": ""}, {"token": "x"}, {"token": "01JABCDEFGHJKMNPQRSTVWXYZ0.x"}, {"version": "x"}, {"version": "9" * 40}],
    ids=str,
)
def test_forged_form_is_renewed_and_everything_kept(admin: Admin, forged: dict[str, str]) -> None:
    response = admin.send(admin.open(), **{"title": "Kept words", **forged})
    assert response.status_code == 400 and "has been renewed" in text(response) and said() == SiteSettings()
    again = {name: str(response.context["form"][name].value()) for name in (*FIELDS, "version", "token")}
    assert admin.send(again).status_code == 302 and said().title == "Kept words"


def test_form_sent_twice_is_one_save(admin: Admin) -> None:
    form = admin.open() | {"title": "T"}
    assert [admin.send(form).status_code for _ in range(2)] == [302, 302]
    assert wiring.site_settings().get().version == 1


def test_stale_form_is_refused_with_both_texts(site: Site, admin: Admin) -> None:
    other = Admin(Client(), "bob")
    form = admin.open()
    other.save(title="Bob’s name", accent="rose")
    response = admin.send(form, title="Ada’s name")
    assert response.status_code == 409 and said().title == "Bob’s name"
    shown = text(response)
    assert "bob saved other settings" in shown and "Bob’s name" in shown and 'value="Ada’s name"' in shown
    again = {name: str(response.context["form"][name].value()) for name in form}
    assert admin.send(again).status_code == 302
    assert said() == SiteSettings(title="Ada’s name")


def test_table_down_while_saving_keeps_what_was_typed(site: Site, admin: Admin) -> None:
    form = admin.open() | {"title": "Kept words"}
    site.proxy.fail("500", operation="TransactWriteItems")
    response = admin.send(form)
    assert response.status_code == 503 and response.headers["Retry-After"]
    assert 'value="Kept words"' in text(response) and "it is not known whether this was saved" in text(response)
    site.proxy.heal()
    again = {name: str(response.context["form"][name].value()) for name in form}
    assert admin.send(again).status_code == 302 and said().title == "Kept words"


def test_answer_lost_while_saving_is_settled_by_sending_it_again(site: Site, admin: Admin) -> None:
    form = admin.open() | {"title": "Kept words"}
    site.proxy.fail("lost", operation="TransactWriteItems")
    assert admin.send(form).status_code == 503
    site.proxy.heal()
    assert admin.send(form).status_code == 302
    assert wiring.site_settings().get().version == 1


def test_table_down_for_the_session_keeps_what_was_typed(site: Site, admin: Admin) -> None:
    form = admin.open() | {"title": "Kept words", "about": "Kept\ntext"}
    site.proxy.fail("500")
    response = admin.send(form)
    assert response.status_code == 503 and 'value="Kept words"' in text(response) and "Kept\ntext" in text(response)


def test_signed_out_while_typing_keeps_what_was_typed(admin: Admin) -> None:
    form = admin.open() | {"title": "Kept words"}
    admin.client.cookies.pop(django_settings.SESSION_COOKIE_NAME)
    response = admin.send(form)
    assert response.status_code == 403 and 'value="Kept words"' in text(response)
    assert re.search(r'href="/author/login/"', text(response)) and said() == SiteSettings()


def test_table_down_page_is_an_outage(site: Site, admin: Admin) -> None:
    site.proxy.fail("500")
    assert admin.client.get(ADDRESS).status_code == 503


def test_head(admin: Admin) -> None:
    response = admin.client.head(ADDRESS)
    assert response.status_code == 200 and response.content == b""


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_refused(admin: Admin, method: str) -> None:
    assert getattr(admin.client, method)(ADDRESS).status_code == 405
