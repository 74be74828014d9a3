"""The preview is the page that readers get; the script's questions; the history of an article."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from articles import wiring
from tests.integration.conftest import Items, Site
from tests.integration.editing import NEW, begin, controls, desk_of, send, shown

BODY = "## One\n\nSome *words*, and `code`.\n\n## Two\n\n- a\n- b\n\n## Three\n\nThe end.\n"


def main_of(page: str) -> str:
    return page[page.index("<main") : page.index("</main>")]


def preview(desk: Client, **typed: str) -> Any:
    return desk.post("/author/preview/", {**controls(desk.get(NEW)), **typed})


def test_the_preview_is_the_page_that_readers_get(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    # Both say when the article was changed last, to the second.
    now = wiring.now()
    monkeypatch.setattr(wiring, "now", lambda: now)
    desk = desk_of(site)
    begin_and_publish(desk, title="Neighbour", tags="C++", published_at="2026-01-01T10:00")
    typed = {"title": "A <title>", "slug": "a-title", "tags": "C++, .NET", "description": "About it.", "body": BODY}
    typed["published_at"] = "2026-02-01T10:00"
    before = preview(desk, **typed)
    send(desk, NEW, "publish", **typed)
    site.wait_until(lambda: site.get("/articles/a-title/").status_code == 200, seconds=3)
    assert main_of(before.content.decode()) == main_of(site.text("/articles/a-title/"))


@pytest.mark.parametrize("typed", ["", "Grace Hopper"])
@pytest.mark.parametrize("stands", [False, True])
def test_the_preview_names_the_author_that_readers_get(site: Site, typed: str, stands: bool) -> None:
    desk = desk_of(site, "eve", "editor")
    address = begin(desk, title="An essay") if stands else NEW
    data = {**controls(desk.get(address)), "title": "An essay", "body": "Text.", "author": typed}
    data["published_at"] = "2026-02-01T10:00"
    before = desk.post("/author/preview/", data).content.decode()
    send(desk, address, "publish", **{name: data[name] for name in ("title", "body", "author", "published_at")})
    site.wait_until(lambda: site.get("/articles/an-essay/").status_code == 200, seconds=3)
    after = site.text("/articles/an-essay/")
    for name in ("Grace Hopper", "Eve"):
        assert (name in before) == (name in after) == (name == (typed or ("" if stands else "Eve")))


def begin_and_publish(desk: Client, **typed: str) -> str:
    address = begin(desk, **typed)
    assert send(desk, address, "publish").status_code == 302
    return address


def test_the_preview_may_be_framed_by_the_site_alone_and_is_kept_by_nobody(site: Site) -> None:
    answer = preview(desk_of(site), title="A title", body=BODY)
    assert "frame-ancestors 'self'" in answer["Content-Security-Policy"]
    assert "script-src 'self';" in answer["Content-Security-Policy"]
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert answer["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "typed",
    [
        {"title": "", "body": ""},
        {"title": "t" * 400, "slug": "No slug", "tags": "★", "published_at": "never", "hero": "https://x.y/z"},
        {"title": "\x00", "body": "a\x00b", "published_at": "0001-01-01T00:00", "unpublish_at": "x"},
        {"published_at": "2030-01-01T00:00", "unpublish_at": "2020-01-01T00:00"},
    ],
)
def test_a_form_with_mistakes_has_a_preview_and_is_not_saved(site: Site, items: Items, typed: dict[str, str]) -> None:
    answer = preview(desk_of(site), **typed)
    assert answer.status_code == 200
    assert "<article" in shown(answer)
    assert not [item for item in items.all() if item["pk"]["S"].startswith("ARTICLE#")]


def test_a_text_that_is_too_long_has_none_and_says_why(site: Site) -> None:
    answer = preview(desk_of(site), title="Long", body="語" * 200_000)
    assert answer.status_code == 413
    assert "This text is too long: it has 600,000 bytes" in shown(answer)


def test_a_preview_needs_no_table_but_for_the_account(site: Site) -> None:
    desk = desk_of(site)
    data = {**controls(desk.get(NEW)), "title": "Alone", "tags": "C++", "body": BODY}
    site.proxy.fail("500", operation="Query")
    answer = desk.post("/author/preview/", data)
    assert answer.status_code == 200
    assert "Alone" in shown(answer)


@pytest.mark.parametrize(
    ("question", "state", "suggestion"),
    [
        ({"title": "A new one"}, "free", "a-new-one"),
        ({"title": "Taken"}, "taken", "taken-2"),
        ({"slug": "taken", "title": "Other"}, "taken", "taken-2"),
        ({"slug": "index"}, "reserved", "index-2"),
        ({"slug": "No slug"}, "wrong", "no-slug"),
        ({"slug": "", "title": ""}, "empty", ""),
        ({"title": "★"}, "empty", ""),
    ],
)
def test_the_script_learns_which_address_is_free(
    site: Site, question: dict[str, str], state: str, suggestion: str
) -> None:
    desk = desk_of(site)
    begin(desk, title="Taken")
    said = desk.get("/author/slug/", question).json()
    assert (said["state"], said["suggestion"]) == (state, suggestion)


def test_an_article_knows_its_own_address(site: Site) -> None:
    desk = desk_of(site)
    address = begin(desk, title="Mine")
    article_id = address.split("/")[-2]
    assert desk.get("/author/slug/", {"slug": "mine", "id": article_id}).json()["state"] == "own"


def test_the_script_completes_tags(site: Site) -> None:
    desk = desk_of(site)
    begin_and_publish(desk, tags="Python, PyPy, C++")
    site.wait_until(lambda: len(desk.get("/author/tags/", {"q": "py"}).json()["tags"]) == 2, seconds=3)
    assert desk.get("/author/tags/", {"q": "C+"}).json() == {"tags": [{"tag": "cplusplus", "label": "C++"}]}
    assert desk.get("/author/tags/", {"q": ""}).json() == {"tags": []}


def test_the_history_lists_shows_and_restores(site: Site) -> None:
    desk = desk_of(site)
    address = begin(desk, title="First title", body="First *words*.")
    send(desk, address, title="Second title", body="Second words.")
    listed = shown(desk.get(f"{address}revisions/"))
    ids = re.findall(rf'href="{address}revisions/(\w+)/"', listed)
    assert len(ids) == 2
    assert listed.index("Second title</td>") < listed.index("First title</td>")

    page = desk.get(f"{address}revisions/{ids[1]}/")
    assert "<em>words</em>" in shown(page)
    assert "First *words*.\n</pre>" in shown(page)
    assert "Second" in shown(page).partition("<ins>")[2]
    restored = desk.post(f"{address}revisions/{ids[1]}/restore/", controls(page, "/restore/"), follow=True)
    assert "Restored" in shown(restored)
    assert controls(desk.get(address))["body"] == "First *words*.\n"
    assert shown(desk.get(f"{address}revisions/")).count('<th scope="row">') == 3


def test_a_long_history_has_pages(site: Site) -> None:
    desk = desk_of(site)
    address = begin(desk)
    for number in range(21):
        send(desk, address, body=f"Number {number}.")
    first = shown(desk.get(f"{address}revisions/"))
    older = re.search(r'href="(\?below=\w+)"', first)
    assert older
    second = shown(desk.get(f"{address}revisions/{older[1]}"))
    assert [page.count('<th scope="row">') for page in (first, second)] == [20, 2]
    assert desk.get(f"{address}revisions/?below=%00%23").status_code == 200
