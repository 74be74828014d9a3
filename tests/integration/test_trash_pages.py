"""The trash on the desk, over the real engine: into it, what it shows, out of it, and out of it for good."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from articles import wiring
from articles.services.changes import TRASH_KEPT
from portfolio.background import InlineRunner
from tests.factories import make_article
from tests.integration.conftest import Items, Site
from tests.integration.editing import controls, desk_of, post, shown
from tests.integration.test_desk_pages import ADA, LIST, choose, write

TRASH_LIST, UNDO = "/author/trash/", "/author/articles/bulk/undo/"
DAY = timedelta(days=1)


def step(desk: Client, article_id: str, name: str, **more: Any) -> Any:
    """Press the button beside the editor, or on the page of what is in the trash."""
    address = f"/author/articles/{article_id}/"
    sent = controls(desk.get(address), f'action="{address}{name}/"')
    return desk.post(f"{address}{name}/", {**sent, **more}, follow=True)


def trashed(desk: Client, title: str = "An essay", **fields: Any) -> str:
    article_id = write(title, **fields)
    step(desk, article_id, "trash", confirmed="yes")
    return article_id


def undo_mark(page: Any) -> str:
    return str(re.findall(r'name="undo"\s+value="([^"]+)"', page.content.decode())[0])


def test_an_article_goes_to_the_trash_after_a_question(site: Site) -> None:
    desk = desk_of(site)
    article_id = write("An essay", publish=True)
    asked = shown(step(desk, article_id, "trash"))
    assert "Move this article to the trash?" in asked and "An essay" in asked
    assert site.get("/articles/an-essay/").status_code == 200
    page = shown(step(desk, article_id, "trash", confirmed="yes"))
    assert "It is in the trash." in page and "Take it from the trash" in page and "in 30 days" in page
    site.wait_until(lambda: bool(site.get("/articles/an-essay/").status_code == 404), seconds=5)


def test_what_is_in_the_trash_is_read_and_not_saved(site: Site) -> None:
    desk = desk_of(site)
    article_id = write("An essay", body="Some *words*.")
    form = controls(desk.get(f"/author/articles/{article_id}/"))
    step(desk, article_id, "trash", confirmed="yes")
    page = shown(desk.get(f"/author/articles/{article_id}/"))
    assert "<em>words</em>" in page and "Some *words*." in page
    assert 'id="editor"' not in page and 'name="action"' not in page
    answer = post(desk, f"/author/articles/{article_id}/", {**form, "body": "Typed meanwhile."})
    assert answer.status_code == 403
    assert "It is in the trash." in shown(answer) and "Typed meanwhile." in shown(answer)
    assert desk.get(f"/author/articles/{article_id}/revisions/").status_code == 200


def test_it_is_taken_out_as_a_draft_with_its_history(site: Site) -> None:
    desk = desk_of(site)
    article_id = trashed(desk, publish=True, tag_labels=("C++",))
    page = shown(step(desk, article_id, "recover"))
    assert "Taken from the trash, as a draft." in page and 'id="editor"' in page and "C++" in page
    assert [item.action for item in wiring.authoring().list_revisions(article_id, actor=ADA).items] == [
        "recover", "trash", "publish",
    ]  # fmt: skip


def test_the_list_of_the_trash_says_who_and_until_when(site: Site) -> None:
    ada, eve = desk_of(site), desk_of(site, "eve", "editor")
    trashed(ada, "First")
    trashed(eve, "Second")
    write("Not in it")
    page = shown(eve.get(TRASH_LIST))
    assert page.index("Second") < page.index("First")
    assert page.count('<td data-label="Put here by">ada</td>') == 1
    assert page.count('<td data-label="Put here by">eve</td>') == 1
    goes = (wiring.now() + TRASH_KEPT).strftime("%Y-%m-%d")
    assert page.count(f'<time datetime="{goes}') == 2 and "Not in it" not in page
    for query in ({}, {"title": "first"}):
        assert "First" not in shown(ada.get(LIST, query)).replace('value="first"', "")
    assert "First" not in shown(ada.get("/author/"))


def test_authors_find_their_own_in_the_trash(site: Site) -> None:
    ada, bob = desk_of(site), desk_of(site, "bob")
    trashed(ada)
    assert "The trash is empty." in shown(bob.get(TRASH_LIST))


def test_a_contributor_sees_what_an_editor_put_there_and_may_not_take_it(site: Site) -> None:
    site.publish(make_article("theirs", title="Theirs", owner="con", status="trashed", was_published=True))
    page = shown(desk_of(site, "con", "contributor").get(TRASH_LIST))
    assert "Theirs" in page and "Take out" not in page and "Delete now" not in page


def test_what_is_over_is_not_shown_and_goes_behind_the_answer(
    site: Site, items: Items, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = wiring.now().replace(microsecond=0)
    for n in range(3):
        site.publish(make_article(f"over-{n}", title=f"Over {n}", status="trashed", purge_at=now - (4 - n) * DAY))
    site.publish(make_article("young", title="Young", status="trashed", purge_at=now + DAY))
    monkeypatch.setattr(wiring.desk(), "_background", InlineRunner())
    desk = desk_of(site, "eve", "editor")
    page = shown(desk.get(TRASH_LIST))
    assert "Young" in page and "Over" not in page
    assert {item["slug"]["S"] for item in items.all() if item["sk"]["S"] == "METADATA"} == {"over-2", "young"}
    assert desk.get("/author/articles/id-of-over-2/").status_code == 404
    assert "Young" in shown(desk.get("/author/articles/id-of-young/"))
    assert desk.get(TRASH_LIST).status_code == 200
    assert {item["slug"]["S"] for item in items.all() if item["sk"]["S"] == "METADATA"} == {"young"}


def test_a_long_trash_goes_on(site: Site) -> None:
    now = wiring.now().replace(microsecond=0)
    for n in range(23):
        site.publish(make_article(f"t-{n}", title=f"Thing {n:02}.", status="trashed", purge_at=now + (n + 1) * DAY))
    desk = desk_of(site, "eve", "editor")
    first = shown(desk.get(TRASH_LIST))
    assert "Thing 22." in first and "Thing 02." not in first
    older = first.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0]
    assert "Thing 02." in shown(desk.get(older))
    assert desk.get(TRASH_LIST, {"mark": "damaged"}).status_code == 302


def test_deleting_for_good_is_asked_and_cannot_be_taken_back(site: Site, items: Items) -> None:
    desk = desk_of(site)
    article_id = trashed(desk)
    assert "Delete this article for good?" in shown(step(desk, article_id, "purge"))
    asked = desk.post(f"/author/articles/{article_id}/purge/")
    sent = {**controls(asked, "<main"), "confirmed": "yes"}
    page = shown(desk.post(f"/author/articles/{article_id}/purge/", sent, follow=True))
    assert "Deleted for good." in page and "The trash is empty." in page
    assert desk.get(f"/author/articles/{article_id}/").status_code == 404
    assert not [item for item in items.all() if item["pk"]["S"].startswith(("ARTICLE#", "HISTORY#", "ID#", "WORK#"))]
    assert desk.post(f"/author/articles/{article_id}/purge/", sent).status_code == 404
    assert write("An essay")


def test_what_readers_saw_is_deleted_by_editors(site: Site) -> None:
    ada, eve = desk_of(site), desk_of(site, "eve", "editor")
    article_id = trashed(ada, publish=True)
    assert "Delete" not in shown(ada.get(TRASH_LIST))
    assert ada.post(f"/author/articles/{article_id}/purge/").status_code == 403
    assert "Delete" in shown(eve.get(TRASH_LIST))


def test_what_was_taken_out_meanwhile_is_not_deleted(site: Site) -> None:
    desk = desk_of(site)
    article_id = trashed(desk)
    asked = desk.post(f"/author/articles/{article_id}/purge/")
    sent = {**controls(asked, "<main"), "confirmed": "yes"}
    step(desk, article_id, "recover")
    assert desk.post(f"/author/articles/{article_id}/purge/", sent).status_code == 403
    step(desk, article_id, "trash", confirmed="yes")
    assert "was saved meanwhile" in shown(desk.post(f"/author/articles/{article_id}/purge/", sent, follow=True))


def test_many_go_to_the_trash_and_come_back(site: Site) -> None:
    desk = desk_of(site)
    ids = [write(title, publish=True) for title in ("One", "Two")]
    asked = choose(desk, "trash", *ids)
    assert "Move 2 articles to the trash?" in shown(asked) and "Move 2 to trash" in shown(asked)
    sent = {**controls(asked, 'action="/author/articles/bulk/"'), "chosen": ids, "confirmed": "yes"}
    page = shown(desk.post("/author/articles/bulk/", sent, follow=True))
    assert "Moved to the trash: One, Two." in page and "Undo" in page
    taken = choose(desk, "recover", *ids, address=TRASH_LIST)
    assert taken["Location"] == TRASH_LIST
    assert "Taken from the trash, as drafts: One, Two." in shown(desk.get(TRASH_LIST))


def test_a_form_of_the_trash_that_is_not_right_comes_back_on_it(site: Site) -> None:
    desk = desk_of(site)
    trashed(desk)
    answer = choose(desk, "recover", address=TRASH_LIST)
    assert answer.status_code == 400
    assert "Choose at least one article." in shown(answer) and "<h1>Trash</h1>" in shown(answer)


def test_one_is_taken_out_by_its_button_on_the_list(site: Site) -> None:
    desk = desk_of(site)
    article_id = trashed(desk)
    sent = controls(desk.get(TRASH_LIST), "data-bulk")
    page = shown(desk.post(f"/author/articles/{article_id}/recover/", sent, follow=True))
    assert "Taken from the trash, as a draft." in page


def test_undo_is_offered_and_brings_all_back(site: Site) -> None:
    desk = desk_of(site)
    ids = [write(title, publish=True) for title in ("One", "Two")]
    choose(desk, "unpublish", *ids, confirmed="yes")
    mark = undo_mark(desk.get(LIST))
    assert "Undo" not in shown(desk.get(LIST))
    page = shown(desk.post(UNDO, {"undo": mark}, follow=True))
    assert "Undone: One, Two." in page and page.count('class="badge published"') == 2
    assert "Undone: One, Two." in shown(desk.post(UNDO, {"undo": mark}, follow=True))
    site.wait_until(lambda: bool(site.get("/articles/two/").status_code == 200), seconds=5)


def test_undo_names_what_was_saved_since(site: Site) -> None:
    desk = desk_of(site)
    ids = [write(title) for title in ("One", "Two")]
    choose(desk, "publish", *ids)
    mark = undo_mark(desk.get(LIST))
    address = f"/author/articles/{ids[0]}/"
    post(desk, address, {**controls(desk.get(address)), "body": "New words."})
    page = shown(desk.post(UNDO, {"undo": mark}))
    assert "Not all of it was done" in page and "It was saved since, so it stays as it is." in page
    assert page.index("Refused") < page.index("One") < page.index("<h2>Undone</h2>") < page.index("Two")


def test_result_page_offers_undo_too(site: Site) -> None:
    desk = desk_of(site)
    answer = choose(desk, "publish", write("One"), write("Empty", body=""))
    assert "It has no text yet." in shown(answer)
    assert "Undone: One." in shown(desk.post(UNDO, {"undo": undo_mark(answer)}, follow=True))


def test_undo_of_another_account_or_of_yesterday_is_refused(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    ada, eve = desk_of(site), desk_of(site, "eve", "editor")
    choose(ada, "publish", write("One"))
    mark = undo_mark(ada.get(LIST))
    for desk, sent in ((eve, mark), (ada, ""), (ada, f"{mark}x"), (ada, "x" * 500)):
        assert "cannot be undone any more" in shown(desk.post(UNDO, {"undo": sent}, follow=True))
    monkeypatch.setattr("articles.tokens.UNDO_KEPT", timedelta(seconds=-1))
    assert "cannot be undone any more" in shown(ada.post(UNDO, {"undo": mark}, follow=True))


def test_undo_without_anything_left_says_so(site: Site, items: Items) -> None:
    desk = desk_of(site)
    choose(desk, "publish", write("One"))
    mark = undo_mark(desk.get(LIST))
    for item in items.all():
        if item["sk"]["S"].startswith("UNDO#"):
            assert int(item["ttl"]["N"]) > 0
            items.client.delete_item(TableName=items.table_name, Key={"pk": item["pk"], "sk": item["sk"]})
    assert "There is nothing left to undo." in shown(desk.post(UNDO, {"undo": mark}, follow=True))
