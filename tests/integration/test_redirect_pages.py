"""The pages on which editors look after redirects: what is saved, what is refused, and that nothing typed is lost."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from articles import wiring
from articles.services import redirects as service
from tests.integration.authors import EDITOR
from tests.integration.conftest import Items, Site
from tests.integration.editing import controls, desk_of, shown
from tests.integration.moving import becomes, hop, published, redirected, renamed, unpublished

LIST, ADD, IMPORT = "/author/redirects/", "/author/redirects/add/", "/author/redirects/import/"
FORM = 'id="address-form"'


@pytest.fixture
def desk(site: Site) -> Client:
    return desk_of(site, "emil", "editor")


def edit_address(path: str) -> str:
    return f"/author/redirects/edit/?path={quote(path, safe='')}"


def send(desk: Client, address: str, **typed: Any) -> Any:
    return desk.post(address, {**controls(desk.get(address), FORM), **typed})


def planned(desk: Client, text: str, **more: Any) -> Any:
    return desk.post(IMPORT, {"text": text, **more})


def confirmed(desk: Client, page: Any) -> Any:
    return desk.post(IMPORT, {**controls(page, FORM), "confirmed": "yes"})


def audit(items: Items) -> list[tuple[str, str]]:
    """What was done with redirects, and to which."""
    lines = [item for item in items.all() if item["entity"]["S"] == "audit"]
    said = [(item["action"]["S"], item["subject"]["S"]) for item in lines]
    return sorted(line for line in said if line[0].startswith("redirect"))


def test_add_change_delete(site: Site, desk: Client, items: Items) -> None:
    published("a")
    assert "There are no redirects yet" in shown(desk.get(LIST))
    answer = send(desk, ADD, source="/2019/Old.html", target="/articles/a/", note="from the old blog")
    assert answer.status_code == 302
    page = shown(desk.get(LIST))
    assert all(text in page for text in ("/2019/Old.html", "/articles/a/", "On Time", "from the old blog", "emil"))
    becomes(site, "/2019/Old.html", 301, "/articles/a/")
    answer = send(desk, edit_address("/2019/Old.html"), target="https://example.org/")
    assert answer.status_code == 302
    assert "another site" in shown(desk.get(LIST))
    becomes(site, "/2019/Old.html", 301, "https://example.org/")
    answer = send(desk, "/author/redirects/delete/?path=/2019/Old.html")
    assert answer.status_code == 302
    becomes(site, "/2019/Old.html", 404)
    assert audit(items) == [
        ("redirect", "REDIRECTS /2019/Old.html"),
        ("redirect", "REDIRECTS /2019/Old.html"),
        ("redirect-delete", "REDIRECTS /2019/Old.html"),
    ]


@pytest.mark.parametrize(
    ("source", "target", "field", "said"),
    [
        ("", "/about/", "source", "An address is missing."),
        ("/old", "", "target", "An address is missing."),
        ("/about/", "/tags/", "source", "/about is a page of this site."),
        ("/author/x", "/tags/", "source", "belongs to the site itself"),
        ("/static/x.css", "/tags/", "source", "belongs to the site itself"),
        ("/old?p=1", "/tags/", "source", "matched by their path alone"),
        ("/articles/a/", "/tags/", "source", "is the address of an article"),
        ("/articles/was-a", "/tags/", "source", "is the address of an article, or was it"),
        ("/articles/a.md", "/tags/", "source", "is the address of an article"),
        ("https://evil.example/old", "/tags/", "source", "another site"),
        ("/old", "/old/", "target", "back to itself"),
        ("/old", "/nowhere", "target", "This site has no page at /nowhere."),
        ("/old", "/articles/none/", "target", "No article has the address /articles/none."),
        ("/old", "/articles/a.md", "target", "Lead to the article itself."),
        ("/old", "/author/", "target", "no page for readers"),
        ("/old", "//evil.example", "target", "two slashes"),
        ("/old", "javascript:alert(1)", "target", "only http and https"),
        ("/old", "<b>", "target", "is no address"),
    ],
)
def test_refused_beside_the_field_and_kept(
    site: Site, desk: Client, source: str, target: str, field: str, said: str
) -> None:
    renamed(published("was-a"), "a")
    answer = send(desk, ADD, source=source, target=target, note="a note")
    assert answer.status_code == 400
    assert answer.context["form"].errors.keys() == {field}
    assert said in str(answer.context["form"].errors[field])
    kept = controls(answer, FORM)
    assert (kept["source"], kept["target"], kept["note"]) == (source, target, "a note")
    assert list(wiring.redirects().all(actor=EDITOR)) == []


def test_chains_end_at_the_page(site: Site, desk: Client) -> None:
    published("a")
    redirected("/one", "/articles/a/")
    send(desk, ADD, source="/two", target="/one/#part")
    assert hop(site, "/two") == (301, "/articles/a/#part")
    redirected("/three", "/tags/old/")
    answer = desk.post(ADD, {**controls(desk.get(ADD), FORM), "source": "/tags/old", "target": "/about"})
    assert answer.status_code == 302
    assert "1 other redirect follows." in shown(desk.get(LIST))
    becomes(site, "/three", 301, "/about/")
    # It led there over this one, so there is nothing to go round.
    assert send(desk, edit_address("/one"), target="/two").status_code == 302
    becomes(site, "/one", 301, "/articles/a/#part")


def test_a_redirect_that_is_there_is_not_added_over(site: Site, desk: Client) -> None:
    redirected("/old", "/about/")
    answer = send(desk, ADD, source="/old/", target="/tags/")
    assert answer.status_code == 400
    assert "There is a redirect from /old already." in shown(answer)


def test_form_that_comes_twice_is_saved_once(site: Site, desk: Client, items: Items) -> None:
    form = {**controls(desk.get(ADD), FORM), "source": "/old", "target": "/about/"}
    assert [desk.post(ADD, form).status_code for _ in range(2)] == [302, 302]
    assert audit(items) == [("redirect", "REDIRECTS /old")]


def test_change_over_anothers_is_asked_about(site: Site, desk: Client) -> None:
    redirected("/old", "/about/")
    form = {**controls(desk.get(edit_address("/old")), FORM), "target": "/archive/"}
    redirected("/old", "/tags/")
    answer = desk.post(edit_address("/old"), form)
    assert answer.status_code == 409
    assert "it leads to /tags/ now" in shown(answer)
    again = {**controls(answer, FORM), "target": "/archive/"}
    assert desk.post(edit_address("/old"), again).status_code == 302
    becomes(site, "/old", 301, "/archive/")


@pytest.mark.parametrize("path", ["", "/none", "nonsense", "/../x", "%00", "x" * 3000])
def test_redirect_that_is_not_there(site: Site, desk: Client, path: str) -> None:
    for address in ("edit", "delete"):
        assert desk.get(f"/author/redirects/{address}/", {"path": path}).status_code == 404


def test_list_is_paged_and_searched(site: Site, desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "PAGE_SIZE", 2)
    for path in ("/2019/a", "/2019/b", "/2020/c"):
        redirected(path, "/about/")
    first = desk.get(LIST)
    assert [one.redirect.path for one in first.context["items"]] == ["/2019/a", "/2019/b"]
    second = desk.get(LIST + first.context["older"])
    assert [one.redirect.path for one in second.context["items"]] == ["/2020/c"]
    assert [one.redirect.path for one in desk.get(LIST, {"q": "2020"}).context["items"]] == ["/2020/c"]
    assert "No old address begins so." in shown(desk.get(LIST, {"q": "/x<b>%"}))
    assert desk.get(LIST, {"after": "\x00", "q": "\x00"}).status_code == 200


def test_list_says_what_readers_do_not_see(site: Site, desk: Client) -> None:
    article = published("a")
    redirected("/old", "/articles/a/")
    unpublished(article)
    assert "readers do not see it" in shown(desk.get(LIST))


def test_import_is_shown_before_it_is_done(site: Site, desk: Client, items: Items) -> None:
    published("a")
    redirected("/known", "/about/")
    redirected("/moves", "/about/")
    text = "from;to\n/known;/about/\n/moves;/tags/\n/new;/articles/a/\n/bad;/nowhere\n/b;/a b\n/chain;/new"
    page = planned(desk, text)
    said = shown(page)
    assert page.status_code == 200
    assert [(group.heading, group.count) for group in page.context["groups"]] == []  # shown already
    assert "Import 3 redirects?" in said
    assert "This site has no page at /nowhere." in said
    assert hop(site, "/new") == (404, "")
    answer = confirmed(desk, page)
    assert answer.status_code == 302
    assert "Imported: 2 new, 1 changed, 2 refused." in shown(desk.get(LIST))
    becomes(site, "/chain", 301, "/articles/a/")
    becomes(site, "/moves", 301, "/tags/")
    assert ("redirects-import", "REDIRECTS 6 lines") in audit(items)
    assert confirmed(desk, page).status_code == 302
    assert "This was imported already" in shown(desk.get(LIST))
    assert len([line for line in audit(items) if line[0] == "redirects-import"]) == 1


def test_import_of_a_file_can_be_changed_before_it_is_done(site: Site, desk: Client) -> None:
    file = SimpleUploadedFile("old.csv", "/é,/about/\n".encode("utf-16"))
    page = desk.post(IMPORT, {"file": file})
    assert "/%C3%A9" in shown(page)
    form = desk.post(IMPORT, {**controls(page, FORM), "edit": "yes"})
    assert controls(form, FORM)["text"].strip() == "/é,/about/"


@pytest.mark.parametrize("text", ["", "x,y\n" * 10_001, '/a,"' + "x" * 200_000])
def test_import_of_what_is_no_table_keeps_it(site: Site, desk: Client, text: str) -> None:
    page = planned(desk, text)
    assert page.status_code == 400
    assert controls(page, FORM)["text"].strip() == text.strip()


def test_import_of_hostile_lines_refuses_each_with_its_number(site: Site, desk: Client) -> None:
    lines = [
        "/a,//evil.example",
        "/b,javascript:alert(1)",
        "/c,/\\evil",
        '"<script>",/about/',
        "/d\x00,/about/",
        ",",
        "/e",
    ]
    page = desk.post(IMPORT, {"file": SimpleUploadedFile("old.csv", "\n".join(lines).encode())})
    refused = page.context["plan"].of("refused")
    assert [line.row.number for line in refused] == [1, 2, 3, 4, 5, 7]
    assert page.context["count"] == 0
    assert b"<script>&" not in page.content
    assert "Nothing to import" in shown(page)


def test_import_goes_on_where_it_stopped(
    site: Site, desk: Client, items: Items, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "BATCH", 2)
    monkeypatch.setattr(service, "IMPORT_SECONDS", 0.0)
    page = planned(desk, "\n".join(f"/old-{n},/about/" for n in range(5)))
    counts = []
    for _ in range(3):
        answer = confirmed(desk, page)
        counts.append(len(list(wiring.redirects().all(actor=EDITOR))))
    assert counts == [2, 4, 5]
    assert answer.status_code == 302
    assert audit(items) == [("redirects-import", "REDIRECTS 5 lines")]


def test_import_whose_answer_was_lost_is_done_once(site: Site, desk: Client) -> None:
    page = planned(desk, "/old,/about/\n/older,/tags/")
    site.proxy.fail("500", operation="TransactWriteItems")
    broken = confirmed(desk, page)
    assert broken.status_code == 503
    assert "/older" in controls(broken, FORM)["text"]
    site.proxy.fail(None)
    assert confirmed(desk, page).status_code == 302
    assert len(list(wiring.redirects().all(actor=EDITOR))) == 2


def test_export_is_what_an_import_takes(site: Site, desk: Client) -> None:
    renamed(published("a"), "b")
    redirected("/old", "/articles/a/#x", "a note")
    redirected("/away,1", "https://example.org/", "=HYPERLINK(1)")
    answer = desk.get("/author/redirects/export/")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    text = answer.content.decode()
    lines = ["from,to,note", '"/away,1",https://example.org/,\'=HYPERLINK(1)', "/old,/articles/b/#x,a note"]
    assert text.splitlines() == lines
    page = planned(desk, text)
    assert [line.outcome for line in page.context["plan"].lines][1] == "same"


def test_table_away_keeps_what_was_typed(site: Site, desk: Client) -> None:
    form = {**controls(desk.get(ADD), FORM), "source": "/old", "target": "/about/"}
    site.proxy.fail("500")
    answer = desk.post(ADD, form)
    assert answer.status_code == 503
    assert controls(answer, FORM)["source"] == "/old"
    assert desk.get(LIST).status_code == 503


def test_signed_out_keeps_what_was_typed(site: Site, desk: Client) -> None:
    form = {**controls(desk.get(ADD), FORM), "source": "/old", "target": "/about/"}
    stranger = Client()
    answer = stranger.post(ADD, form)
    assert answer.status_code == 403
    assert controls(answer, FORM)["target"] == "/about/"
    answer = stranger.post(IMPORT, {"file": SimpleUploadedFile("a.csv", b"/old,/about/")})
    assert controls(answer, FORM)["text"].strip() == "/old,/about/"


@pytest.mark.parametrize("role", ["contributor", "author"])
def test_redirects_are_for_editors(site: Site, role: str) -> None:
    other = desk_of(site, "ada", role)
    for address in (LIST, ADD, IMPORT, "/author/redirects/export/"):
        assert other.get(address).status_code == 403
    assert 'href="/author/redirects/"' not in shown(other.get("/author/"))


def test_foreign_token_is_renewed(site: Site, desk: Client) -> None:
    form = {**controls(desk.get(ADD), FORM), "source": "/old", "target": "/about/", "token": "forged"}
    answer = desk.post(ADD, form)
    assert answer.status_code == 400
    again = controls(answer, FORM)
    assert again["token"] != "forged"
    assert desk.post(ADD, again).status_code == 302
