"""The pages of an article's history: what was changed, by how much, beside which text, and what it is called."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from tests.integration.conftest import Site
from tests.integration.editing import begin, controls, desk_of, post, send, shown

FIRST, SECOND = "Some words that stay.\n\nThe first one.", "Some words that stay.\n\nThe second one.\n\nAnd more."


@pytest.fixture
def desk(site: Site) -> Client:
    return desk_of(site)


@pytest.fixture
def address(desk: Client) -> str:
    """Of an article that was saved twice."""
    address = begin(desk, title="First title", body=FIRST)
    send(desk, address, title="Second title", body=SECOND)
    return address


def rows_of(desk: Client, address: str, query: str = "") -> list[str]:
    """What the list says of each revision, newest first."""
    page = shown(desk.get(f"{address}revisions/{query}"))
    (body,) = re.findall(r"<tbody>(.*)</tbody>", page, re.DOTALL) or [""]
    return [" ".join(re.sub(r"<[^>]*>", " ", row).split()) for row in body.split("</tr>")[:-1]]


def ids_of(desk: Client, address: str) -> list[str]:
    return re.findall(
        rf'<th scope="row">\s*<a href="{address}revisions/(\w+)/"', shown(desk.get(f"{address}revisions/"))
    )


def marked(page: Any, name: str) -> list[str]:
    """What a page marks as put in or taken out, without its legend and what is said of it aloud."""
    text = shown(page).partition('<p class="meta legend">')[2].partition("</p>")[2]
    return [re.sub(r"<span.*?</span>", "", part) for part in re.findall(rf"<{name}>(.*?)</{name}>", text, re.DOTALL)]


def call(desk: Client, address: str, revision_id: str, name: str) -> Any:
    page = desk.get(f"{address}revisions/{revision_id}/")
    return desk.post(f"{address}revisions/{revision_id}/name/", {**controls(page, "/name/"), "name": name}, follow=True)


def test_list_says_how_much_was_changed(desk: Client, address: str) -> None:
    newest, oldest = rows_of(desk, address)
    assert "saved ada +3 added −1 removed Second title" in newest
    assert "saved ada +7 added First title" in oldest


def test_list_says_what_changed_no_word(desk: Client, address: str) -> None:
    send(desk, address, title="Third title")
    assert "unchanged" in rows_of(desk, address)[0]


def test_list_says_of_a_restored_text_where_it_is_from(desk: Client, address: str) -> None:
    first = ids_of(desk, address)[1]
    desk.post(f"{address}revisions/{first}/restore/", controls(desk.get(f"{address}revisions/{first}/"), "/restore/"))
    assert "restored from an earlier text" in rows_of(desk, address)[0]
    assert shown(desk.get(f"{address}revisions/")).count(f'href="{address}revisions/{first}/"') == 2


def test_revision_stands_beside_what_is_there_now(desk: Client, address: str) -> None:
    first = ids_of(desk, address)[1]
    page = desk.get(f"{address}revisions/{first}/")
    assert (marked(page, "del"), marked(page, "ins")) == (["First", "first"], ["Second", "second", "And more."])
    assert '<option value="now" selected>' in shown(page)


def test_revision_stands_beside_the_one_before_it(desk: Client, address: str) -> None:
    second, first = ids_of(desk, address)
    send(desk, address, body="Something else now.")
    page = desk.get(f"{address}revisions/{second}/?with=before")
    assert (marked(page, "del"), marked(page, "ins")) == (["First", "first"], ["Second", "second", "And more."])
    assert "nothing stands before it" in shown(desk.get(f"{address}revisions/{first}/?with=before"))


def test_older_text_comes_first_whichever_is_chosen(desk: Client, address: str) -> None:
    second, first = ids_of(desk, address)
    for shown_id, other in ((second, first), (first, second)):
        page = desk.get(f"{address}revisions/{shown_id}/?with={other}&view=inline")
        assert (marked(page, "del"), marked(page, "ins")) == (["First", "first"], ["Second", "second", "And more."])
        assert f'<option value="{other}" selected>' in shown(page)


@pytest.mark.parametrize("view", ["side", "inline", "<b>"])
def test_unchanged_paragraphs_are_folded_with_their_number(desk: Client, view: str) -> None:
    body = "\n\n".join(f"Paragraph {n}." for n in range(9))
    address = begin(desk, body=body)
    send(desk, address, body=body.replace("Paragraph 8", "Chapter 8"))
    page = desk.get(f"{address}revisions/{ids_of(desk, address)[1]}/", {"view": view})
    assert "<summary>7 unchanged paragraphs</summary>" in shown(page)
    assert (marked(page, "del"), marked(page, "ins")) == (["Paragraph"], ["Chapter"])


def test_same_text_is_said_to_be_the_same(desk: Client, address: str) -> None:
    second = ids_of(desk, address)[0]
    assert "the text and all fields are the same" in shown(desk.get(f"{address}revisions/{second}/"))


@pytest.mark.parametrize("wanted", ["01JB0000000000000000000001", "%00", "x" * 300, ""])
def test_chosen_revision_that_is_none_is_said(desk: Client, address: str, wanted: str) -> None:
    page = desk.get(f"{address}revisions/{ids_of(desk, address)[0]}/?with={wanted}")
    assert page.status_code == 200 and "has no such revision" in shown(page)


def test_text_is_shown_as_text(desk: Client) -> None:
    address = begin(desk, title="<b>one</b>", body="<script>1</script> & one")
    send(desk, address, title="<b>two</b>", body="<script>1</script> & two")
    page = desk.get(f"{address}revisions/{ids_of(desk, address)[1]}/?view=inline").content.decode()
    assert "&lt;script&gt;1&lt;/script&gt; &amp; " in page and "<script>1" not in page and "<b>one" not in page


def test_name_is_given_shown_and_taken_away(desk: Client, address: str) -> None:
    second, first = ids_of(desk, address)
    answer = call(desk, address, first, " As  sent ")
    assert answer.redirect_chain[-1][0] == f"{address}revisions/{first}/"
    assert "It is called “As sent” now." in shown(answer)
    assert "As sent" in rows_of(desk, address)[1] and len(rows_of(desk, address, "?named=1")) == 1
    assert ": As sent" in shown(desk.get(f"{address}revisions/{second}/"))
    assert "It has no name any more." in shown(call(desk, address, first, ""))
    assert rows_of(desk, address, "?named=1") == []
    assert "No revision has a name yet" in shown(desk.get(f"{address}revisions/?named=1"))


def test_long_name_comes_back_with_what_is_wrong(desk: Client, address: str) -> None:
    answer = call(desk, address, ids_of(desk, address)[0], "n" * 61)
    assert answer.status_code == 400
    assert "This has 61 characters; 60 fit." in shown(answer) and f'value="{"n" * 61}"' in shown(answer)


def test_name_without_table_is_kept(site: Site, desk: Client, address: str) -> None:
    first = ids_of(desk, address)[1]
    sent = controls(desk.get(f"{address}revisions/{first}/"), "/name/")
    site.proxy.fail("500", operation="TransactWriteItems")
    answer = desk.post(f"{address}revisions/{first}/name/", {**sent, "name": "As sent"})
    assert answer.status_code == 503
    again = controls(answer, "")
    site.proxy.heal()
    assert again["name"] == "As sent"
    desk.post(f"{address}revisions/{first}/name/", again)
    assert "As sent" in rows_of(desk, address)[1]


def test_long_list_of_named_ones_keeps_to_them(desk: Client) -> None:
    address = begin(desk)
    for n in range(21):
        send(desk, address, body=f"Number {n}.")
    pages = [f"{address}revisions/", f"{address}revisions/?below={ids_of(desk, address)[-1]}"]
    for revision_id in {name for page in pages for name in re.findall(r"revisions/(\w{26})/", shown(desk.get(page)))}:
        call(desk, address, revision_id, "Named")
    first = shown(desk.get(f"{address}revisions/?named=1"))
    (older,) = re.findall(r'href="(\?named=1&below=\w+)"', first)
    second = shown(desk.get(f"{address}revisions/{older}"))
    assert [page.count('<span class="revision-name">') for page in (first, second)] == [20, 2]
    assert f'href="{address}revisions/?named=1">Newest' in second


def test_what_was_set_aside_is_marked_and_restored(desk: Client, address: str) -> None:
    sent = controls(desk.get(address)) | {"tab": "a-page-of-one-browser-00.1", "body": "Never saved."}
    assert post(desk, address, sent, "autosave", json=True).status_code == 200
    first = ids_of(desk, address)[1]
    desk.post(f"{address}revisions/{first}/restore/", controls(desk.get(f"{address}revisions/{first}/"), "/restore/"))
    (place, row) = next((n, row) for n, row in enumerate(rows_of(desk, address)) if "set aside" in row)
    assert "never saved by hand" in row
    page = desk.get(f"{address}revisions/{ids_of(desk, address)[place]}/")
    assert "never was the article’s" in shown(page)
    restored = desk.post(f"{page.request['PATH_INFO']}restore/", controls(page, "/restore/"), follow=True)
    assert controls(restored)["body"] == "Never saved.\n"


def test_nobody_else_sees_or_names(site: Site, desk: Client, address: str) -> None:
    first = ids_of(desk, address)[1]
    other = desk_of(site, "bob")
    assert other.get(f"{address}revisions/{first}/?with=before").status_code == 403
    assert other.post(f"{address}revisions/{first}/name/", {"name": "Mine"}).status_code == 403
    assert "Mine" not in rows_of(desk, address)[1]


def test_name_of_no_revision_is_not_found(desk: Client, address: str) -> None:
    assert desk.post(f"{address}revisions/01JB0000000000000000000001/name/", {"name": "Mine"}).status_code == 404


def test_history_of_what_is_in_the_trash_is_read_and_not_restored(site: Site, desk: Client, address: str) -> None:
    first = ids_of(desk, address)[1]
    before = desk.get(f"{address}revisions/{first}/")
    desk.post(f"{address}trash/", {**controls(desk.get(address)), "confirmed": "1"})
    assert "put in the trash" in rows_of(desk, address)[0]
    page = desk.get(f"{address}revisions/{first}/?with=before")
    assert "is in the trash" in shown(page) and "/restore/" not in shown(page) and "/name/" not in shown(page)
    for step in ("restore", "name"):
        answer = desk.post(f"{address}revisions/{first}/{step}/", controls(before, f"/{step}/"))
        assert answer.status_code == 403 and "It is in the trash." in shown(answer)
