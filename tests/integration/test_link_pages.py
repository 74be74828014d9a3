"""Pages about links: who links to an article, where its links lead, what is dead, and who is named before it goes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from articles import wiring
from articles.policies import Actor
from tests.integration.authors import token
from tests.integration.conftest import Items, Site
from tests.integration.editing import controls, desk_of, send, shown
from tests.integration.test_desk_pages import choose, write

ADA, BOB = Actor("ada", "Ada", "author"), Actor("bob", "Bob", "author")
REPORT = "/author/links/"
EXTERNAL = f"{REPORT}?show=external"
FIND = "/author/find/"


def to(slug: str) -> str:
    return f"[a link](/articles/{slug}/)"


def edit(article_id: str) -> str:
    return f"/author/articles/{article_id}/"


def words(page: Any) -> str:
    return " ".join(shown(page).split())


def found(desk: Client, q: str, **more: str) -> list[dict[str, Any]]:
    answer = desk.get(FIND, {"q": q, **more})
    assert answer.status_code == 200
    return list(answer.json()["articles"])


def test_page_of_links_says_who_links_and_where_its_links_lead(site: Site) -> None:
    desk = desk_of(site)
    target = write(
        "Target",
        publish=True,
        body=f"{to('source')} {to('secret')} {to('nowhere')} [x](#y) <me@a.de>\n\n"
        "![p](pic.png) [tags](/tags/) [none](/none/) [in](/author/) https://example.com [t](tel:+1)",
    )
    source = write("Source", publish=True, body=to("target"))
    write("Secret", actor=BOB, body=to("target"))
    page = words(desk.get(f"{edit(target)}links/"))
    linked_from, links_out = page.split('id="links-out"')
    assert f'href="{edit(source)}"' in linked_from
    assert "And 1 more that your account may not see." in linked_from
    assert "Secret" not in page
    rows = {row.split("</span>")[0].split('class="address">')[-1]: row for row in links_out.split("<tr>")[2:]}
    assert "fine" in rows["/articles/source/"]
    assert "readers do not see what is there" in rows["/articles/secret/"]
    assert "no article has this address" in rows["/articles/nowhere/"]
    assert "no page has this address" in rows["/none/"]
    assert "no page has this address" in rows["pic.png"]
    assert "picture" in rows["pic.png"]
    assert "fine" in rows["/tags/"]
    assert "readers do not see what is there" in rows["/author/"]
    assert "another site, not asked" in rows["https://example.com"]
    assert "a mailbox, not asked" in rows["mailto:me@a.de"]
    assert "pages carry no address of this kind" in rows["tel:+1"]
    assert "fine" in rows["#y"]
    assert "3" in rows["/none/"]


def test_moved_link_says_where_it_leads_and_working_copy_is_told_apart(site: Site) -> None:
    desk = desk_of(site)
    target = write("Target", publish=True)
    source = write("Source", publish=True, body=f"{to('target')}\n")
    stands = wiring.authoring().open(target, actor=ADA)
    wiring.authoring().rename(target, "moved", actor=ADA, expected=stands.version, token=token())
    page = words(desk.get(f"{edit(source)}links/"))
    assert 'leads to <span class="address">/articles/moved/</span>' in page
    send(desk, edit(source), body="[new](/tags/)")
    page = words(desk.get(f"{edit(source)}links/"))
    assert "gone from the unpublished changes" in page
    assert "in unpublished changes" in page


def test_article_without_links_says_so(site: Site) -> None:
    desk = desk_of(site)
    page = shown(desk.get(f"{edit(write('Alone'))}links/"))
    assert "No other article links to this one." in page
    assert "It has no links." in page


def test_page_of_links_is_for_those_who_may_change_the_article(site: Site) -> None:
    target = write("Target")
    assert desk_of(site, "bob").get(f"{edit(target)}links/").status_code == 403
    assert desk_of(site, "emil", "editor").get(f"{edit(target)}links/").status_code == 200
    assert desk_of(site, "eve", "editor").get(f"{edit('missing')}links/").status_code == 404


def test_editor_says_how_many_link_to_it(site: Site) -> None:
    desk = desk_of(site)
    target = write("Target", publish=True)
    assert "Linked from no article" in shown(desk.get(edit(target)))
    write("One", body=to("target"))
    assert "Linked from 1 article<" in shown(desk.get(edit(target)))
    write("Two", body=to("target"))
    assert "Linked from 2 articles" in shown(desk.get(edit(target)))


def test_unpublishing_names_who_links_to_it_first(site: Site) -> None:
    desk = desk_of(site)
    target = write("Target", publish=True)
    write("Source", publish=True, body=to("target"))
    write("A draft", body=to("target"))
    form = controls(desk.get(edit(target)), f'action="{edit(target)}unpublish/"')
    asked = desk.post(f"{edit(target)}unpublish/", form)
    page = words(asked)
    assert "1 published article links to it:" in page
    assert "Source" in page
    assert "Besides, 1 article or working copy that readers do not see links to it." in page
    assert "Who follows the link gets “not found”." in page
    answer = desk.post(f"{edit(target)}unpublish/", {**form, "confirmed": "yes"})
    assert answer.status_code == 302
    assert wiring.authoring().open(target, actor=ADA).live.status == "draft"


def test_trash_names_who_links_to_it_first(site: Site) -> None:
    desk = desk_of(site)
    target = write("Target", publish=True)
    write("Source", publish=True, body=to("target"))
    form = controls(desk.get(edit(target)), f'action="{edit(target)}trash/"')
    assert "1 published article links to it:" in words(desk.post(f"{edit(target)}trash/", form))


def test_discarding_and_lonely_articles_name_nobody(site: Site) -> None:
    desk = desk_of(site)
    target = write("Target", publish=True)
    form = controls(desk.get(edit(target)), f'action="{edit(target)}unpublish/"')
    assert "linked-from" not in shown(desk.post(f"{edit(target)}unpublish/", form))


def test_bulk_unpublish_names_who_links_unless_they_go_too(site: Site) -> None:
    desk = desk_of(site)
    one, other = write("One", publish=True), write("Other", publish=True, body=to("one"))
    write("Outside", publish=True, body=to("other"))
    page = words(choose(desk, "unpublish", one, other))
    linked = page.split('class="notice warning linked-from"')[1].split("</section>")[0]
    assert "<strong>Other</strong>: 1 published article:" in linked
    assert "Outside" in linked
    assert "<strong>One</strong>" not in linked
    page = words(choose(desk, "unpublish", one))
    assert "<strong>One</strong>: 1 published article:" in page


def test_report_finds_what_is_dead_on_the_site(site: Site) -> None:
    desk = desk_of(site, "emil", "editor")
    write("Whole", publish=True, body="[fine](/tags/) https://example.com/page [mail](mailto:a@b.de)")
    write("Broken", publish=True, body=f"one\n\n{to('nowhere')} {to('a-draft')} [gone](/no/such/)")
    write("A draft", body=to("nowhere"), actor=BOB)
    page = words(desk.get(REPORT))
    assert "Whole" not in page
    assert "Broken" in page
    assert page.count("no article has this address") == 2
    assert "readers do not see what is there" in page
    assert "no page has this address" in page
    assert "line 3" in page
    assert "Searched 3 articles with links." in page
    external = words(desk.get(EXTERNAL))
    assert 'href="https://example.com/page"' in external
    assert ">example.com</h2>" in external
    assert "Broken" not in external


def test_report_of_an_author_is_of_their_own(site: Site) -> None:
    write("Mine", publish=True, body=to("nowhere"))
    write("Theirs", publish=True, actor=BOB, body=to("nowhere"))
    page = shown(desk_of(site).get(REPORT))
    assert "Mine" in page
    assert "Theirs" not in page
    assert "Of your own articles" in page


def test_site_without_dead_links_says_so(site: Site) -> None:
    desk = desk_of(site)
    assert "No link of this site is dead." in shown(desk.get(REPORT))
    assert "No article links to another site." in shown(desk.get(EXTERNAL))


def test_long_report_goes_on_and_back(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("articles.services.links.REPORT_ARTICLES", 2)
    desk = desk_of(site)
    titles = [f"Article {n}" for n in range(5)]
    for title in titles:
        write(title, body=to("nowhere"))
    address, seen = REPORT, []
    for _ in range(3):
        page = shown(desk.get(address))
        seen += [title for title in titles if f">{title}<" in page]
        address = page.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0] if 'rel="next"' in page else ""
    assert sorted(seen) == titles
    assert address == ""
    assert 'href="/author/links/">Beginning' in page


@pytest.mark.parametrize("address", [f"{REPORT}?mark=forged", f"{EXTERNAL}&mark=forged", "links"])
def test_forged_mark_leads_to_the_beginning(site: Site, address: str) -> None:
    desk = desk_of(site)
    if address == "links":
        address = f"{edit(write('Target'))}links/?mark=forged"
    answer = desk.get(address)
    assert answer.status_code == 302
    assert "not there any more" in shown(desk.get(answer["Location"]))


def test_pages_of_links_say_when_the_table_is_away(site: Site) -> None:
    desk = desk_of(site)
    target = write("Target")
    site.proxy.fail("500")
    assert desk.get(REPORT).status_code == 503
    assert desk.get(f"{edit(target)}links/").status_code == 503
    assert desk.get(FIND, {"q": "a"}).status_code == 503


def test_editor_opens_though_links_cannot_be_counted(site: Site, items: Items, monkeypatch: pytest.MonkeyPatch) -> None:
    from articles.exceptions import StoreUnavailable

    desk = desk_of(site)
    target = write("Target")

    def away(*_: Any, **__: Any) -> Any:
        raise StoreUnavailable("dynamodb-sdk", "away")

    monkeypatch.setattr(wiring.links()._store, "list_sources", away)
    page = desk.get(edit(target))
    assert page.status_code == 200
    assert ">Links</a>" in shown(page)


def test_search_by_title_finds_own_articles_and_what_readers_see(site: Site) -> None:
    desk = desk_of(site)
    first = write("Łódź one", publish=True, published_at=wiring.now() - timedelta(days=3))
    write("Łódź two", actor=BOB, publish=True, published_at=wiring.now() - timedelta(days=1))
    write("Łódź hidden", actor=BOB)
    draft = write("A draft on łódź")
    rows = found(desk, "łódź")
    assert [row["title"] for row in rows] == ["A draft on łódź", "Łódź two", "Łódź one"]
    assert [row["state"] for row in rows] == ["draft", "published", "published"]
    assert rows[0]["edit_url"] == edit(draft)
    assert rows[1]["edit_url"] == ""
    assert rows[2]["url"] == "/articles/lodz-one/"
    assert [row["id"] for row in found(desk, "one")] == [first]
    assert found(desk, "one", id=first) == []
    assert found(desk, "nothing like it") == []
    everything = desk_of(site, "emil", "editor")
    assert "Łódź hidden" in [row["title"] for row in found(everything, "łódź")]


def test_search_without_words_gives_the_newest_and_no_trash(site: Site) -> None:
    desk = desk_of(site)
    ids = [write(f"Article {n:02}") for n in range(12)]
    stands = wiring.authoring().open(ids[-1], actor=ADA)
    wiring.authoring().trash(ids[-1], actor=ADA, expected=stands.version, token=token())
    answer = desk.get(FIND).json()
    assert answer["more"]
    assert len(answer["articles"]) == 10
    assert "Article 11" not in [row["title"] for row in answer["articles"]]


def test_article_that_only_the_editor_saved_has_no_address_to_link_to(site: Site) -> None:
    from articles.drafts import NOTHING_YET, Fields

    desk = desk_of(site)
    wiring.authoring().autosave(
        None, Fields(title="By itself"), actor=ADA, expected=NOTHING_YET, token=token(), tab="t" * 20
    )
    assert [row["linkable"] for row in found(desk, "by itself")] == [False]
