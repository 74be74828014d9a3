"""Nothing typed is lost: to another author, a table that is away, the end of a session, a failed CSRF check."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from articles.frontmatter import Defaults, read_article, split_front_matter
from portfolio.accounts import wiring as accounts
from portfolio.accounts.models import User
from tests.accounts import make_user, signed_in
from tests.integration.conftest import Items, Site
from tests.integration.editing import NEW, begin, controls, desk_of, post, send, shown

MINE = {"title": "My title", "tags": "C++, .NET", "body": "One.\n\nMy <b>words</b>.\n\nThree."}
KEPT_FORM = 'data-reach="/author/session/"'


def without_csrf(data: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in data.items() if name != "csrfmiddlewaretoken"}


@pytest.mark.parametrize("step", ["unpublish", "discard"])
def test_a_step_on_what_was_saved_meanwhile_does_nothing(site: Site, step: str) -> None:
    desk = desk_of(site)
    address = begin(desk, title="Busy")
    send(desk, address, "publish")
    send(desk, address, body="Changed.")
    sent = controls(desk.get(address), f"/{step}/")
    send(desk, address, body="Changed again.")
    answer = desk.post(f"{address}{step}/", {**sent, "confirmed": "yes"}, follow=True)
    assert "saved meanwhile, so nothing was done" in shown(answer)
    assert controls(desk.get(address))["body"] == "Changed again.\n"


@pytest.mark.parametrize("new", [True, False])
@pytest.mark.parametrize("operation", [None, "TransactWriteItems"])
def test_a_table_that_is_away_keeps_the_text(site: Site, operation: str | None, new: bool) -> None:
    desk = desk_of(site)
    address = NEW if new else begin(desk)
    data = {**controls(desk.get(address)), **MINE}
    site.proxy.fail("500", operation=operation)
    answer = post(desk, address, data)
    assert answer.status_code == 503
    assert int(answer["Retry-After"]) > 0
    assert answer["Cache-Control"] == "no-store"
    by_script = post(desk, address, data, json=True)
    assert by_script.status_code == 503
    assert "could not be saved" in by_script.json()["message"]

    kept = controls(answer, KEPT_FORM)
    assert without_csrf(kept) == {**without_csrf(data), "action": "save"}
    saved = desk.post("/author/download/", kept)
    assert saved["Content-Type"] == "text/markdown; charset=utf-8"
    assert saved["Content-Disposition"] == f'attachment; filename="{"my" if new else "a"}-title.md"'
    assert saved["Cache-Control"] == "no-store"

    site.proxy.heal()
    done = post(desk, address, kept, kept["action"])
    assert done.status_code == 302
    assert controls(desk.get(done["Location"]))["body"] == MINE["body"] + "\n"


def test_the_download_is_a_file_that_can_be_seeded(site: Site) -> None:
    data = {**controls(desk_of(site).get(NEW)), **MINE, "published_at": "2030-01-02T03:04", "description": "a: b # c"}
    text = site.client.post("/author/download/", data).content.decode()
    head, body = split_front_matter(text, path="a.md")[:2]
    assert head is not None
    article = read_article(head, body, path="a.md", time_zone=ZoneInfo("UTC"), defaults=Defaults(slug="a")).article
    assert (article.title, article.tag_labels, article.description) == ("My title", ("C++", ".NET"), "a: b # c")
    assert (article.status, article.published_at) == ("draft", datetime(2030, 1, 2, 3, 4, tzinfo=UTC))
    assert article.body == MINE["body"] + "\n"


def test_a_session_that_ended_gives_the_text_back_and_a_way_to_sign_in(site: Site) -> None:
    desk = desk_of(site)
    address = begin(desk)
    data = {**controls(desk.get(address)), **MINE}
    accounts.users().set_password("ada", "eight new otters paddle", must_change=False, by="ada")
    answer = post(desk, address, data)
    assert answer.status_code == 403
    assert "You are signed out" in shown(answer)
    kept = controls(answer, KEPT_FORM)
    assert without_csrf(kept) == {**without_csrf(data), "action": "save"}
    assert post(desk, address, data, json=True).status_code == 403
    assert b"Three." in desk.post("/author/download/", kept).content

    signed_in(desk, account("ada"))
    assert post(desk, address, kept, kept["action"]).status_code == 302
    assert controls(desk.get(address))["body"] == MINE["body"] + "\n"


def account(username: str) -> User:
    found = accounts.users().get(username)
    assert found is not None
    return found


def test_a_page_that_is_only_read_leads_to_signing_in(site: Site) -> None:
    answer = site.get(NEW)
    assert answer.status_code == 302
    assert "next=%2Fauthor%2Farticles%2Fnew%2F" in answer["Location"]


def test_a_form_without_its_csrf_token_saves_nothing_and_can_be_sent_again(site: Site, items: Items) -> None:
    desk = signed_in(Client(enforce_csrf_checks=True), make_user("ada"))
    data = controls(desk.get(NEW))
    without = without_csrf({**data, **MINE, "action": "save"})
    for address in ("/author/preview/", "/author/download/", NEW):
        answer = desk.post(address, without)
        assert answer.status_code == 403
    assert not [item for item in items.all() if item["pk"]["S"].startswith("ARTICLE#")]
    kept = controls(answer, KEPT_FORM)
    done = desk.post(NEW, kept)
    assert done.status_code == 302
    assert controls(desk.get(done["Location"]))["body"] == MINE["body"] + "\n"
