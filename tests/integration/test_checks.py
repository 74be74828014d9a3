"""What is worth a look: with the editor's page, and as JSON while its author types."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from django.test import Client

from articles import wiring
from articles.exceptions import StoreUnavailable
from articles.linking import Checked, Link
from tests.integration.conftest import Site
from tests.integration.editing import NEW, begin, controls, desk_of, send, shown

SLUGS = ("published", "only-begun", "nobody", "NO")
PLAIN = {"title": "A title", "description": "About it.", "body": "Some *words*."}


def ask(desk: Client, address: str = NEW, query: str = "", **typed: Any) -> Any:
    data = {**controls(desk.get(address)), **PLAIN, **typed}
    return desk.post(f"/author/checks/{query}", data, headers={"Accept": "application/json"})


def rules(answer: Any) -> dict[str, int]:
    assert answer.status_code == 200
    return {group["rule"]: group["count"] for group in answer.json()["groups"]}


def publish(desk: Client, **typed: str) -> str:
    address = begin(desk, **typed)
    assert send(desk, address, "publish").status_code == 302
    return address


def test_the_script_learns_what_is_found_and_where(site: Site) -> None:
    said = ask(desk_of(site), body="Fine.\n\nSome 🐍 the\r\nthe end.", title="").json()
    assert (said["count"], said["note"]) == (2, "")
    title, words = said["groups"]
    assert (title["rule"], title["level"], title["findings"][0]["field"]) == ("title-missing", "blocks", "title")
    assert words["name"] == "Words said twice"
    assert words["findings"] == [
        {
            "reason": "“the” stands here twice in a row. Readers stumble over it, if it was not meant.",
            "field": "body", "excerpt": "the the", "line": 3, "column": 8, "end_line": 4, "end_column": 4,
        }
    ]  # fmt: skip


def test_links_are_held_against_the_table(site: Site) -> None:
    desk = desk_of(site)
    publish(desk, title="Published")
    begin(desk, title="Only begun")
    body = (
        " ".join(f"[{name}](/articles/{slug}/)" for name, slug in zip("abcd", SLUGS, strict=True))
        + " [e](../published/)"
    )
    (group,) = ask(desk, body=body).json()["groups"]
    assert [finding["excerpt"][:3] for finding in group["findings"]] == ["[b]", "[c]", "[d]"]
    reasons = [finding["reason"] for finding in group["findings"]]
    assert "only-begun is not published" in reasons[0]
    assert "No article has the address nobody" in reasons[1]


def test_more_links_than_the_table_is_asked_for_at_once_are_all_looked_up(site: Site) -> None:
    desk = desk_of(site)
    publish(desk, title="Number 110")
    body = "\n\n".join(f"[a](/articles/number-{number}/)" for number in range(120))
    assert rules(ask(desk, body=body)) == {"link-dead": 119}


def test_of_a_rule_that_finds_much_the_first_are_listed_and_all_counted(site: Site) -> None:
    (group,) = ask(desk_of(site), body="![](/a.png) " * 50).json()["groups"]
    assert (group["count"], len(group["findings"])) == (50, 20)


@pytest.mark.parametrize(
    ("slug", "found"),
    [("taken", {"slug-taken": 1}), ("index", {"slug-taken": 1}), ("free", {}), ("", {}), ("No slug", {})],
)
def test_an_address_that_is_not_free_is_found(site: Site, slug: str, found: dict[str, int]) -> None:
    desk = desk_of(site)
    begin(desk, title="Taken")
    assert rules(ask(desk, slug=slug)) == found


def test_an_articles_own_address_is_free_and_its_own_anchors_are_there(site: Site) -> None:
    desk = desk_of(site)
    address = begin(desk, title="Mine", slug="mine")
    query = f"?id={address.split('/')[-2]}&slug=mine"
    assert rules(ask(desk, address, query, body="## One\n\n[a](/articles/mine/#one)", slug="mine")) == {}
    assert rules(ask(desk, address, query, body="## One\n\n[a](/articles/mine/#two)")) == {"link-dead": 1}


class Away:
    """The table, which answered the question who is asking and then no more."""

    def check(self, _: Sequence[Link], **__: Any) -> tuple[Checked, ...]:
        raise StoreUnavailable("dynamodb-sdk", "away")


def test_without_the_table_the_text_is_looked_over_all_the_same(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wiring, "links", Away)
    answer = ask(desk_of(site), body="the the [a](/articles/nobody/)")
    assert rules(answer) == {"repeated-word": 1}
    assert "the table does not answer" in answer.json()["note"]


def test_who_is_signed_out_is_told_so(site: Site) -> None:
    answer = Client().post("/author/checks/", PLAIN, headers={"Accept": "application/json"})
    assert answer.status_code == 403
    assert answer.json()["login_url"]


@pytest.mark.parametrize("typed", [{}, {"body": "\x00\x85TK"}, {"title": "t" * 5_000, "slug": "/" * 500}])
def test_no_form_makes_it_fail(site: Site, typed: dict[str, str]) -> None:
    answer = desk_of(site).post("/author/checks/?id=%00&slug=..%2F", typed)
    assert answer.status_code == 200


def test_the_page_lists_it_without_scripts(site: Site) -> None:
    desk = desk_of(site)
    address = begin(desk, body="Fine.\n\n![x](https://example.com/a.png)\n\n" + "TK " * 25 + "\n\n::: note\nopen")
    page = shown(desk.get(address))
    assert "data-checks-count>28<" in page
    assert "Line 3" in page
    assert "A picture of another host is shown as a link: https://example.com/a.png. " in page
    assert ":::note is never closed" in page
    assert "and 5 more" in page
    assert 'data-checks="/author/checks/"' in page


def test_a_new_article_has_nothing_amiss(site: Site) -> None:
    page = shown(desk_of(site).get(NEW))
    assert "data-checks-count>0<" in page
    assert "No title" not in page


def test_a_refused_form_comes_back_with_what_was_found(site: Site) -> None:
    desk = desk_of(site)
    begin(desk, title="Taken")
    page = send(desk, NEW, title="T", slug="taken", body="the the")
    assert page.status_code == 400
    assert "belongs to another article" in shown(page)
    assert "stands here twice in a row" in shown(page)


def test_findings_stop_nobody_without_scripts(site: Site) -> None:
    desk = desk_of(site)
    assert send(desk, NEW, "publish", title="T", body="TK the the [](/a)").status_code == 302
