"""A draft shared by a link: what it shows, to whom, until when, and how often it was looked at."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from ulid import ULID

from articles import keys, wiring
from articles.pages import page_cache
from articles.sharing import MOST_AT_ONCE
from tests.integration.authors import ADA
from tests.integration.conftest import Items, Site
from tests.integration.editing import begin, desk_of, send, shown
from tests.integration.sharing import GONE, form_of, make_link, send_link, visit


@pytest.fixture
def ada(site: Site) -> Client:
    return desk_of(site)


def id_of(address: str) -> str:
    return address.split("/")[3]


def test_a_link_shows_the_draft_as_it_is_when_it_is_opened(site: Site, ada: Client) -> None:
    address = begin(ada, title="Not yet out", body="First *words*.")
    link = make_link(ada, address)
    page = shown(visit(link))
    assert "Not yet out" in page
    assert "First <em>words</em>." in page
    assert "shared with you until" in page
    send(ada, address, body="Other words.")
    assert "Other words." in shown(visit(link))


def test_a_link_to_a_published_article_shows_its_working_copy(site: Site, ada: Client) -> None:
    address = begin(ada, body="Out.")
    send(ada, address, "publish")
    link = make_link(ada, address)
    send(ada, address, body="Unpublished changes.")
    assert "Unpublished changes." in shown(visit(link))
    assert "Unpublished changes." not in site.text("/articles/a-title/")


def test_a_link_to_a_revision_stays_with_it(site: Site, ada: Client) -> None:
    address = begin(ada, body="First.")
    (revision,) = wiring.authoring()._store.list_revisions(id_of(address), below=None, size=5).items
    send(ada, address, body="Second.")
    assert f"shares/?revision={revision.revision_id}" in shown(ada.get(f"{address}revisions/{revision.revision_id}/"))
    chosen = shown(ada.get(f"{address}shares/?revision={revision.revision_id}"))
    assert f'value="{revision.revision_id}" selected' in chosen
    link = make_link(ada, address, shows=revision.revision_id)
    assert "First." in shown(visit(link))
    assert "It shows the text of" in shown(visit(link))


def test_its_page_is_kept_by_nobody_and_found_by_nobody(site: Site, ada: Client) -> None:
    link = make_link(ada, begin(ada, title="Hidden"))
    answer = visit(link)
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert not answer.cookies
    assert "Vary" not in answer.headers
    assert "ETag" not in answer.headers
    page = shown(answer)
    assert '<meta name="robots" content="noindex, nofollow">' in page
    for telling in ('rel="canonical"', 'rel="alternate"', "og:url", "ld+json", link, "/articles/hidden/"):
        assert telling not in page
    assert page_cache().get(link) is None
    assert page_cache().get("/share/") is None
    for listing in ("/sitemap.xml", "/robots.txt", "/llms.txt", "/feed.xml"):
        assert "share/" not in site.text(listing).replace("share.png", "")


def test_a_link_that_leads_nowhere_has_one_answer_whatever_the_reason(site: Site, ada: Client, items: Items) -> None:
    revoked, expired, trashed, purged = (
        (address, make_link(ada, address)) for address in (begin(ada, slug=f"a-{n}") for n in range(4))
    )
    assert visit(revoked[1]).status_code == 200
    share = keys.share_hash(expired[1].split("/")[2])
    item = items.get(f"SHARE#{share}", "SHARE") or {}
    items.put({**item, "expires_at": {"S": keys.format_at(datetime.now(UTC) - timedelta(seconds=1))}})
    wiring.sharing().revoke(id_of(revoked[0]), only_share(items, revoked[0]), actor=ADA)
    trash(trashed[0])
    for entry in ("ID", "WORK"):
        for found in items.under(f"{entry}#{id_of(purged[0])}"):
            items.client.delete_item(TableName=items.table_name, Key={"pk": found["pk"], "sk": found["sk"]})
    unknown = "/share/AAAAAAAAAAAAAAAAAAAAAA/"
    longer, odd, none = f"{revoked[1]}more/", "/share/%00%ff/..%2F/", "/share/"
    paths = [revoked[1], expired[1], trashed[1], purged[1], unknown, longer, odd, none]
    answers = [visit(path) for path in paths]
    assert [answer.status_code for answer in answers] == [404] * len(paths)
    assert len({answer.content for answer in answers}) == 1
    headers = [{**answer.headers} for answer in answers[:-1]]
    assert all(found == headers[0] for found in headers)
    assert GONE in shown(answers[0])


def only_share(items: Items, address: str) -> str:
    (found,) = [item for item in items.under(f"WORK#{id_of(address)}") if item["entity"]["S"] == "sharing"]
    return str(found["sk"]["S"]).removeprefix("SHARE#")


def trash(address: str) -> None:
    service = wiring.authoring()
    stands = service.open(id_of(address), actor=ADA)
    service.trash(id_of(address), actor=ADA, expected=stands.version, token=str(ULID()))


def test_openings_are_counted_and_listed(site: Site, ada: Client) -> None:
    address = begin(ada)
    link = make_link(ada, address, label="Reviewers")
    assert "not yet" in shown(ada.get(f"{address}shares/"))
    for _ in range(3):
        visit(link)
    visit(link, "head")
    # Openings are counted behind the answers.
    site.wait_until(lambda: "3 times, last" in " ".join(shown(ada.get(f"{address}shares/")).split()), seconds=10)
    page = shown(ada.get(f"{address}shares/"))
    assert "Reviewers" in page
    assert link.split("/")[2] not in page


def test_an_opening_that_cannot_be_counted_is_shown_all_the_same(
    site: Site, ada: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = begin(ada)
    link = make_link(ada, address)

    def fails(share: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(wiring.sharing(), "count", fails)
    assert visit(link).status_code == 200


def test_a_link_revoked_while_it_was_opened_does_not_come_back_as_a_counter(
    site: Site, ada: Client, items: Items
) -> None:
    address = begin(ada)
    link = make_link(ada, address)
    share = wiring.sharing().open(link.split("/")[2]).share
    assert wiring.sharing().revoke(id_of(address), share.share_id, actor=ADA)
    wiring.sharing().count(share)
    assert items.under(f"SHARE#{share.token_hash}") == []


def test_revoking_is_asked_about_and_done_once(site: Site, ada: Client, items: Items) -> None:
    address = begin(ada)
    link = make_link(ada, address, label="Press")
    share = only_share(items, address)
    asked = ada.post(f"{address}shares/revoke/", {"share": share})
    assert "Revoke this link?" in shown(asked)
    assert "Press" in shown(asked)
    assert visit(link).status_code == 200
    for said in ("Revoked: the link leads nowhere now.", "It was revoked before."):
        done = ada.post(f"{address}shares/revoke/", {"share": share, "confirmed": "yes"}, follow=True)
        assert said in shown(done)
    assert visit(link).status_code == 404
    assert "It was revoked before." in shown(ada.post(f"{address}shares/revoke/", {"share": share}, follow=True))


def test_making_and_revoking_are_in_the_audit_without_the_token(site: Site, ada: Client, items: Items) -> None:
    address = begin(ada, title="Shared")
    link = make_link(ada, address, days="30")
    ada.post(f"{address}shares/revoke/", {"share": only_share(items, address), "confirmed": "yes"})
    lines = [item for item in items.all() if item["entity"]["S"] == "audit" and "share" in item["action"]["S"]]
    assert sorted(line["action"]["S"] for line in lines) == ["revoke share", "share"]
    assert {line["title"]["S"] for line in lines} == {"Shared"}
    assert {line["article_id"]["S"] for line in lines} == {id_of(address)}
    assert link.split("/")[2] not in str(items.all())


def test_a_form_that_is_sent_twice_makes_one_link(site: Site, ada: Client, items: Items) -> None:
    address = begin(ada)
    sent = form_of(ada, address)
    assert ada.post(f"{address}shares/", sent).status_code == 200
    again = ada.post(f"{address}shares/", sent)
    assert again.status_code == 409
    assert "has made its link already" in shown(again)
    assert only_share(items, address)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"days": "365"}, "Choose one of these times."),
        ({"days": ""}, "Choose for how long."),
        ({"shows": "01JB0000000000000000000001"}, "This revision is not one of the article"),
        ({"label": "x" * 101}, "This has 101 characters; 100 fit."),
        ({"token": "forged"}, "This form was made for another account or is damaged."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    site: Site, ada: Client, typed: dict[str, str], said: str
) -> None:
    address = begin(ada)
    answer = send_link(ada, address, **{"label": "For Grace", **typed})
    assert answer.status_code in (400, 409)
    assert said in shown(answer)
    assert typed.get("label", "For Grace") in shown(answer)
    assert "There is no link to this article now." in shown(answer)


def test_an_article_has_no_more_links_than_a_list_can_show(site: Site, ada: Client) -> None:
    address = begin(ada)
    for _ in range(MOST_AT_ONCE):
        make_link(ada, address)
    answer = send_link(ada, address)
    assert (answer.status_code, f"{MOST_AT_ONCE} links that work" in shown(answer)) == (409, True)


def test_others_neither_see_nor_make_nor_revoke_links(site: Site, ada: Client, items: Items) -> None:
    address = begin(ada)
    link, share = make_link(ada, address), only_share(items, address)
    bob, eve = desk_of(site, "bob"), desk_of(site, "eve", "editor")
    sent = form_of(ada, address)
    assert bob.get(f"{address}shares/").status_code == 403
    assert bob.post(f"{address}shares/", sent).status_code == 403
    assert bob.post(f"{address}shares/revoke/", {"share": share, "confirmed": "yes"}).status_code == 403
    assert visit(link).status_code == 200
    assert eve.post(f"{address}shares/revoke/", {"share": share, "confirmed": "yes"}).status_code == 302
    assert visit(link).status_code == 404


def test_a_link_of_another_article_is_not_revoked_here(site: Site, ada: Client, items: Items) -> None:
    mine, other = begin(ada, slug="mine"), begin(ada, slug="other")
    link = make_link(ada, other)
    ada.post(f"{mine}shares/revoke/", {"share": only_share(items, other), "confirmed": "yes"})
    assert visit(link).status_code == 200


def test_nothing_in_the_trash_is_shared(site: Site, ada: Client) -> None:
    address = begin(ada)
    sent = form_of(ada, address)
    trash(address)
    answer = ada.post(f"{address}shares/", sent)
    assert (answer.status_code, "It is in the trash" in shown(answer)) == (403, True)


def test_while_the_table_is_away_readers_get_503_and_authors_keep_their_form(site: Site, ada: Client) -> None:
    address = begin(ada)
    link, sent = make_link(ada, address), form_of(ada, address)
    for operation in ("TransactWriteItems", None):
        site.proxy.fail("500", operation=operation)
        kept = ada.post(f"{address}shares/", {**sent, "label": "For Grace"})
        assert kept.status_code == 503
        assert "For Grace" in shown(kept)
        assert "makes one at most" in shown(kept)
    answer = visit(link)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (503, "no-store")


def test_a_form_of_an_ended_session_keeps_what_was_typed(site: Site, ada: Client) -> None:
    address = begin(ada)
    sent = form_of(ada, address)
    kept = Client().post(f"{address}shares/", {**sent, "label": "For Grace"})
    assert kept.status_code == 403
    assert "For Grace" in shown(kept)
    assert "You are signed out" in shown(kept)


def test_a_site_without_a_table_has_no_links(unseeded_site: Site) -> None:
    unseeded_site.configure(DYNAMODB_TABLE="")
    assert visit("/share/AAAAAAAAAAAAAAAAAAAAAA/").status_code == 404
