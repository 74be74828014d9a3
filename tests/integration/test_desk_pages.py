"""The dashboard and the list of articles as pages, over the real engine."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from articles import wiring
from articles.drafts import NOTHING_YET, Fields
from articles.policies import Actor
from articles.services.bulk import MOST_AT_ONCE
from tests.integration.authors import token
from tests.integration.conftest import Site
from tests.integration.editing import controls, desk_of, shown

HOME, LIST, BULK = "/author/", "/author/articles/", "/author/articles/bulk/"
ADA = Actor("ada", "Ada", "author")
SEEN_SECONDS = 3.0


def write(title: str, *, actor: Actor = ADA, publish: bool = False, **fields: Any) -> str:
    """Save an article as the editor does; gives its id."""
    made = Fields(title=title, **{"body": "Some words.", **fields})
    service = wiring.authoring()
    if publish:
        saved = service.publish(None, made, actor=actor, expected=NOTHING_YET, token=token())
    else:
        saved = service.create(made, actor=actor, token=token())
    return saved.workspace.live.article_id


def choose(desk: Client, step: str, *chosen: str, address: str = LIST, **typed: Any) -> Any:
    """Tick the boxes of these articles and press a button, as a browser without scripts does."""
    sent = controls(desk.get(address), "data-bulk")
    return desk.post(BULK, {**sent, "step": step, "chosen": list(chosen), **typed})


def test_an_empty_dashboard_shows_first_steps(site: Site) -> None:
    page = shown(desk_of(site).get(HOME))
    assert "First steps" in page
    assert "Write the first article" in page
    assert "From the table" in page
    contributor = shown(desk_of(site, "con", "contributor").get(HOME))
    assert "they publish it" in contributor


def test_the_dashboard_shows_what_waits(site: Site) -> None:
    desk = desk_of(site)
    write("Under way")
    write("Out", publish=True)
    write("Coming", publish=True, published_at=wiring.now() + timedelta(days=1))
    page = shown(desk.get(HOME))
    assert "First steps" not in page
    working, scheduled, published = (page.index(f'id="{name}"') for name in ("working-on", "scheduled", "published"))
    assert "Under way" in page[working:scheduled]
    assert "Coming" in page[scheduled:published]
    assert "Out" in page[published:]
    assert "No draft has waited for two weeks." in page


def test_the_dashboard_says_that_the_table_is_away(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = desk_of(site)
    assert "From the table. Confirmed just now." in shown(desk.get(HOME))
    assert "From memory, which the table keeps up to date." in shown(desk.get(HOME))
    reading = wiring.reading().list_articles(size=9)
    monkeypatch.setattr(wiring.reading(), "list_articles", lambda **_: reading._replace(source="stale-cache"))
    assert "the table does not answer" in shown(desk.get(HOME))


def test_the_list_is_filtered_and_sorted(site: Site) -> None:
    desk = desk_of(site)
    write("A draft")
    write("First out", publish=True, tag_labels=("C++",), published_at=wiring.now() - timedelta(days=2))
    write("Second out", publish=True, published_at=wiring.now() - timedelta(days=1))
    assert "A draft" not in shown(desk.get(LIST, {"state": "published"}))
    assert "Second out" not in shown(desk.get(LIST, {"tag": "C++"}))
    found = shown(desk.get(LIST, {"title": "OUT", "sort": "oldest"}))
    assert found.index("First out") < found.index("Second out")
    assert "A draft" not in found
    none = shown(desk.get(LIST, {"title": "nothing like it"}))
    assert "No article is like that." in none
    assert "data-bulk" not in none


def test_an_empty_list_says_how_to_begin(site: Site) -> None:
    assert "Write the first article" in shown(desk_of(site).get(LIST))


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"title": "x" * 400}, "characters"),
        ({"tag": "!!"}, "A tag holds a letter or a digit."),
        ({"state": "lost"}, "lost is not one of the available choices"),
    ],
)
def test_filters_that_make_no_sense_are_said_beside_their_field(site: Site, query: dict[str, str], said: str) -> None:
    desk = desk_of(site)
    answer = desk.get(LIST, query)
    assert answer.status_code == 200
    page = shown(answer)
    assert said in page
    if "state" not in query:
        assert next(iter(query.values())) in page


def test_a_long_list_goes_on_and_back_to_its_beginning(site: Site) -> None:
    desk = desk_of(site)
    for n in range(25):
        write(f"Article {n:02}", publish=True, published_at=wiring.now() - timedelta(days=n + 1))
    first = desk.get(LIST, {"state": "published"})
    assert "Article 19" in shown(first)
    assert "Article 20" not in shown(first)
    address = shown(first).split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0]
    second = shown(desk.get(address))
    assert "Article 24" in second
    assert "Article 19" not in second
    assert 'href="/author/articles/?state=published"' in second
    damaged = desk.get(address + "x")
    assert damaged["Location"] == "/author/articles/?state=published"


def test_contributors_see_their_own_and_no_way_to_publish(site: Site) -> None:
    desk = desk_of(site, "con", "contributor")
    write("Somebody else's")
    write("My own", actor=Actor("con", "Con", "contributor"))
    page = shown(desk.get(LIST))
    assert "Somebody else's" not in page
    assert "My own" in page
    assert 'value="add-tag"' in page
    assert 'value="publish"' not in page
    assert 'name="whose"' not in page


def test_bulk_publish_is_what_readers_see(site: Site) -> None:
    desk = desk_of(site)
    ids = [write(f"Article {n}") for n in range(5)]
    assert site.get("/articles/article-0/").status_code == 404
    answer = choose(desk, "publish", *ids, address=f"{LIST}?state=draft&title=Article")
    assert answer["Location"] == f"{LIST}?title=Article&state=draft"
    page = shown(desk.get(answer["Location"]))
    assert "Published: Article 0, Article 1, Article 2 and 2 more." in page
    site.wait_until(lambda: site.get("/articles/article-4/").status_code == 200, seconds=SEEN_SECONDS)


def test_the_same_form_again_says_the_same(site: Site) -> None:
    desk = desk_of(site)
    sent = {**controls_of(desk, write("Once")), "step": "publish"}
    said = [shown(desk.post(BULK, sent, follow=True)) for _ in range(2)]
    assert all("Published: Once." in page for page in said)


def controls_of(desk: Client, article_id: str) -> dict[str, Any]:
    return {**controls(desk.get(LIST), "data-bulk"), "chosen": [article_id]}


def test_unpublish_asks_once_more(site: Site) -> None:
    desk = desk_of(site)
    out, draft = write("Out", publish=True), write("A draft")
    asked = choose(desk, "unpublish", out, draft)
    assert "Unpublish 1 article?" in shown(asked)
    assert "Not published before either" in shown(asked)
    assert wiring.authoring().open(out, actor=ADA).live.status == "published"
    sent = {**controls(asked, f'action="{BULK}"'), "chosen": [out, draft], "confirmed": "yes"}
    done = shown(desk.post(BULK, sent, follow=True))
    assert "Unpublished: Out." in done
    assert wiring.authoring().open(out, actor=ADA).live.status == "draft"


def test_what_is_refused_is_listed_with_its_reason(site: Site) -> None:
    desk = desk_of(site)
    theirs = write("A secret plan", actor=Actor("bob", "Bob", "author"))
    answer = choose(desk, "publish", write("Good"), write("Empty", body=""), theirs, "no-such-id")
    page = shown(answer)
    assert "Not all of it was done" in page
    assert "It has no text yet." in page
    assert "Only its author and editors may change this article." in page
    assert "There is no such article any more." in page
    assert "A secret plan" not in page
    assert "Good" in page


@pytest.mark.parametrize(
    ("step", "typed", "said"),
    [
        ("add-tag", {"tag": ""}, "Type the tag."),
        ("add-tag", {"tag": "a, b"}, "One tag at a time"),
        ("remove-tag", {"tag": "!!"}, "A tag holds a letter or a digit"),
        ("add-tag", {"tag": "t" * 101}, "This has 101 characters; 100 fit."),
        ("publish", {"token": "forged"}, "damaged"),
        ("archive", {}, "archive is not one of the available choices"),
        ("", {}, "Choose what to do with them."),
        ("publish", {"chosen": []}, "Choose at least one article."),
        ("publish", {"chosen": [f"id-{n}" for n in range(MOST_AT_ONCE + 1)]}, "choose 100 at most"),
    ],
)
def test_a_form_that_is_not_right_comes_back_with_what_was_chosen(
    site: Site, step: str, typed: dict[str, Any], said: str
) -> None:
    desk = desk_of(site)
    chosen = write("Chosen")
    write("Not chosen")
    answer = choose(desk, step, chosen, address=f"{LIST}?title=chosen", **typed)
    assert answer.status_code == 400
    page = shown(answer)
    assert said in page
    assert "Nothing was done yet" in page
    assert page.count("checked") == (0 if "chosen" in typed else 1)
    assert 'value="chosen"' in page
    assert typed.get("tag", "") in page
    assert wiring.authoring().open(chosen, actor=ADA).version == (1, 0)


def test_where_to_go_back_to_is_on_this_site_only(site: Site) -> None:
    desk = desk_of(site)
    answer = choose(desk, "publish", write("Once"), list="//evil.example/?title=a&next=//evil.example")
    assert answer["Location"] in (LIST, f"{LIST}?title=a")


def test_texts_of_authors_are_shown_as_texts(site: Site) -> None:
    desk = desk_of(site)
    write("<script>alert(1)</script> & more", tag_labels=("<b>bold",), publish=True)
    page = desk.get(LIST).content.decode()
    assert "<script>alert" not in page
    assert "<b>bold" not in page
    assert "<script>alert" not in desk.get(HOME).content.decode()
