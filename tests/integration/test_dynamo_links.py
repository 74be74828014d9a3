"""Links that are kept beside the articles: derived after each save, of the newest text, and never at a save's cost."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import pytest

from articles.drafts import NOTHING_YET, Workspace
from articles.linking import Mark
from articles.policies import Actor
from articles.services.authoring import AuthoringService
from articles.services.deriving import Deriving, DerivingRepository
from articles.services.links import LinkService
from articles.stores.dynamo import DynamoAuthoring, DynamoLinks
from portfolio.table import Table
from tests.factories import FakeClock, make_article, save
from tests.integration.authors import ADA, BOB, CONTRIBUTOR, EDITOR, Office, make_fields, token
from tests.integration.conftest import Items
from tests.proxies.dynamo import DynamoProxy

SITE = "https://blog.example"


@pytest.fixture
def links(table: Table, clock: FakeClock) -> LinkService:
    return LinkService(DynamoLinks(table), DynamoAuthoring(table), clock=clock.now, site_url=SITE)


@pytest.fixture
def deriving(table_office: Office, links: LinkService) -> Office:
    """Forms whose saves derive links, as on the site."""
    office = table_office
    store = Deriving(office.store, links.derive)
    office.service = AuthoringService(store, clock=office.clock.now)
    return office


def to(slug: str) -> str:
    return f"[a link](/articles/{slug}/)"


def kept(items: Items, stands: Workspace) -> dict[str, tuple[str, bool, bool]]:
    """By source the title, and whether the article and its working copy have the link, as other programs see it."""
    found = items.under(f"LINK#{stands.live.article_id}")
    assert all(item["entity"]["S"] == "link" for item in found)
    return {item["sk"]["S"]: (item["title"]["S"], item["live"]["BOOL"], item["draft"]["BOOL"]) for item in found}


def outgoing(items: Items, stands: Workspace) -> dict[str, Any]:
    item = items.get(f"LINKS#{stands.live.article_id}", "OUT")
    assert item is not None
    return item


def names(links: LinkService, stands: Workspace, actor: Actor = EDITOR) -> list[str]:
    return [linker.article.title for linker in links.linked_from(stands.live.article_id, actor=actor).items]


def test_save_keeps_links_by_target_and_by_source(deriving: Office, items: Items) -> None:
    target = deriving.published("Target")
    source = deriving.create("Source", body=f"{to('target')} {to('nowhere')} [b](https://example.com/)")
    assert kept(items, target) == {source.live.article_id: ("Source", True, False)}
    item = outgoing(items, source)
    assert item["entity"]["S"] == "outgoing"
    assert (item["gsi1pk"]["S"], item["gsi1sk"]["S"]) == ("LINKS", source.live.article_id)
    assert item["version"]["S"] == "1.0"
    assert {target["S"] for target in item["targets"]["L"]} == {target.live.article_id, "slug:nowhere"}
    assert items.under("LINK#slug:nowhere")


def test_article_without_links_leaves_no_items(deriving: Office, items: Items) -> None:
    deriving.published("Lonely", body="[within](#part) [itself](/articles/lonely/)\n")
    entities = {item["entity"]["S"] for item in items.all()}
    assert "link" not in entities


def test_each_step_with_an_article_derives_what_it_leaves(deriving: Office, items: Items) -> None:
    target, other = deriving.published("Target"), deriving.published("Other")
    source = deriving.published("Source", body=to("target"))
    sid = source.live.article_id
    assert kept(items, target) == {sid: ("Source", True, False)}
    saved = deriving.save(source, title="Renewed", body=to("other"))
    assert kept(items, target) == {sid: ("Renewed", True, False)}
    assert kept(items, other) == {sid: ("Renewed", False, True)}
    discarded = deriving.discard(saved)
    assert kept(items, other) == {}
    published = deriving.publish(discarded, body=f"{to('other')} {to('target')}")
    assert kept(items, target) == kept(items, other) == {sid: ("Source", True, False)}
    hidden = deriving.unpublish(published)
    revisions = deriving.service.list_revisions(sid, actor=EDITOR, size=100).items
    deriving.service.restore(sid, revisions[-1].revision_id, actor=ADA, expected=hidden.version, token=token())
    assert kept(items, target) == {sid: ("Source", True, False)}
    assert kept(items, other) == {}
    assert outgoing(items, source)["version"]["S"] == str(deriving.stands(source).version)


def test_autosave_derives_nothing_and_the_save_after_it_does(deriving: Office, items: Items) -> None:
    target = deriving.published("Target")
    fields = make_fields("Source", body=to("target"))
    saved = deriving.service.autosave(None, fields, actor=ADA, expected=NOTHING_YET, token=token(), tab="t" * 20)
    assert kept(items, target) == {}
    deriving.service.save(
        saved.workspace.live.article_id, fields, actor=ADA, expected=saved.version, token=token(), tab="t" * 20
    )
    assert [title for title, *_ in kept(items, target).values()] == ["Source"]


def test_link_follows_its_target_to_another_address(deriving: Office, links: LinkService) -> None:
    target = deriving.published("Target")
    source = deriving.published("Source", body=to("target"))
    moved = deriving.service.rename(
        target.live.article_id, "moved", actor=ADA, expected=target.version, token=token()
    ).workspace
    assert names(links, moved) == ["Source"]
    again = deriving.save(source, body=f"{to('target')} again")
    assert names(links, moved) == ["Source"]
    checked = links.links_of(again, page_verdict=lambda path: "dead")
    assert [(one.verdict, one.now_at) for one in checked] == [("moved", "moved")]


def test_renamed_source_is_named_by_its_new_address(deriving: Office, links: LinkService, items: Items) -> None:
    target = deriving.published("Target")
    source = deriving.published("Source", body="[a](../target/)")
    deriving.service.rename(source.live.article_id, "elsewhere", actor=ADA, expected=source.version, token=token())
    assert outgoing(items, source)["slug"]["S"] == "elsewhere"
    linkers = links.linked_from(target.live.article_id, actor=EDITOR).items
    assert [linker.article.slug for linker in linkers] == ["elsewhere"]


def test_link_that_was_there_before_its_target_is_found(deriving: Office, links: LinkService) -> None:
    deriving.published("Source", body=to("later"))
    later = deriving.published("Later")
    assert names(links, later) == ["Source"]
    moved = deriving.service.rename(
        later.live.article_id, "moved", actor=ADA, expected=later.version, token=token()
    ).workspace
    assert names(links, moved) == ["Source"]


def test_trash_keeps_links_and_purge_takes_them(deriving: Office, links: LinkService, items: Items) -> None:
    target = deriving.published("Target")
    source = deriving.published("Source", body=to("target"))
    deriving.service.trash(source.live.article_id, actor=ADA, expected=source.version, token=token())
    assert [linker.state for linker in links.linked_from(target.live.article_id, actor=ADA).items] == ["trashed"]
    links.forget(source.live.article_id)
    links.forget(target.live.article_id)
    assert not [item for item in items.all() if item["entity"]["S"] in ("link", "outgoing")]


def test_seeded_article_has_links_too(table_office: Office, links: LinkService, items: Items) -> None:
    repository = DerivingRepository(table_office.repository, links.derive)
    target = save(repository, make_article("target"))
    save(repository, make_article("source", body=f"{to('target')}\n"))
    assert [item["sk"]["S"] for item in items.under(f"LINK#{target.article_id}")] == ["id-of-source"]


def test_older_derivation_never_takes_the_place_of_a_newer_one(
    deriving: Office, table: Table, clock: FakeClock, items: Items
) -> None:
    """The slow one reads the article before the save, and writes after what the save derived."""
    one, other = deriving.published("One"), deriving.published("Other")
    source = deriving.published("Source", body=to("one"))
    between: list[Callable[[], object]] = [lambda: deriving.publish(source, body=to("other"))]

    class Slow(DynamoAuthoring):
        def open(self, article_id: str) -> Workspace | None:
            stands = super().open(article_id)
            while between:
                between.pop()()
            return stands

    LinkService(DynamoLinks(table), Slow(table), clock=clock.now, site_url=SITE).derive(source.live.article_id)
    assert kept(items, one) == {}
    assert list(kept(items, other)) == [source.live.article_id]
    assert outgoing(items, source)["version"]["S"] == "3.0"


def test_first_derivation_gives_way_too(table: Table, deriving: Office, items: Items) -> None:
    source = deriving.published("Source", body=to("one"))
    store = DynamoLinks(table)
    service = LinkService(store, DynamoAuthoring(table), clock=deriving.clock.now, site_url=SITE)
    assert not store.write(service.outgoing(source), over=Mark("", frozenset()))
    assert not store.write(service.outgoing(source), over=Mark("another", frozenset()))


def test_table_that_goes_away_after_the_save_loses_no_save(
    deriving: Office, links: LinkService, proxy: DynamoProxy, items: Items, caplog: pytest.LogCaptureFixture
) -> None:
    target = deriving.published("Target")

    def away(article_id: str) -> None:
        proxy.fail("throttling")
        try:
            links.derive(article_id)
        finally:
            proxy.heal()

    deriving.service = AuthoringService(Deriving(deriving.store, away), clock=deriving.clock.now)
    with caplog.at_level(logging.ERROR):
        source = deriving.published("Source", body=to("target"))
    assert deriving.stands(source).live.title == "Source"
    assert "StoreUnavailable" in caplog.text
    assert kept(items, target) == {}
    links.derive(source.live.article_id)
    assert list(kept(items, target)) == [source.live.article_id]


def test_more_targets_than_a_transaction_holds_are_all_kept(deriving: Office, items: Items) -> None:
    source = deriving.published("Source", body=" ".join(to(f"missing-{n}") for n in range(200)))
    assert len(outgoing(items, source)["targets"]["L"]) == 200
    assert len([item for item in items.all() if item["entity"]["S"] == "link"]) == 200
    deriving.publish(source, body=" ".join(to(f"missing-{n}") for n in range(195, 210)))
    assert len(outgoing(items, source)["targets"]["L"]) == 15
    left = sorted(item["pk"]["S"] for item in items.all() if item["entity"]["S"] == "link")
    assert left == sorted(f"LINK#slug:missing-{n}" for n in range(195, 210))


def test_drafts_of_others_are_counted_and_not_named(deriving: Office, links: LinkService) -> None:
    target = deriving.published("Target")
    deriving.create("Secret", body=to("target"), actor=BOB)
    open_one = deriving.published("Open", body=to("target"))
    quiet = deriving.publish(deriving.create("Quiet", actor=BOB, body="No link."), actor=BOB)
    deriving.save(quiet, body=to("target"), actor=BOB)
    found = links.linked_from(target.live.article_id, actor=ADA)
    assert [linker.article.title for linker in found.items] == ["Open"]
    assert (found.others, found.total, len(found.published), found.rest) == (2, 3, 1, 2)
    assert names(links, target) == ["Open", "Quiet", "Secret"]
    assert names(links, deriving.stands(open_one)) == []
    mine = deriving.create("Mine", actor=CONTRIBUTOR)
    deriving.create("Theirs", body=to("mine"), actor=CONTRIBUTOR)
    assert names(links, mine, CONTRIBUTOR) == ["Theirs"]


def test_many_linkers_come_in_pages(deriving: Office, links: LinkService, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("articles.services.links.SHOWN", 2)
    target = deriving.published("Target")
    for n in range(5):
        deriving.clock.advance(1)
        deriving.create(f"Source {n}", body=to("target"))
    mark, seen = "", []
    for _ in range(3):
        page = links.linkers(target, actor=EDITOR, mark=mark)
        seen += [linker.article.title for linker in page.items]
        mark = page.more
    assert sorted(seen) == [f"Source {n}" for n in range(5)]
    assert mark == ""
    assert links.count_linkers(target) == 2


@pytest.mark.parametrize("broken", [{}, {"derivation": {"S": "x"}, "targets": {"S": "no list"}}])
def test_broken_item_is_written_anew(deriving: Office, links: LinkService, items: Items, broken: Any) -> None:
    target = deriving.published("Target")
    source = deriving.published("Source", body=to("target"))
    key = {name: outgoing(items, source)[name] for name in ("pk", "sk")}
    items.put({**key, "entity": {"S": "outgoing"}, "gsi1pk": {"S": "LINKS"}, "gsi1sk": {"S": "x"}, **broken})
    assert links.report(actor=EDITOR, page_verdict=lambda path: "fine").findings == ()
    links.derive(source.live.article_id)
    assert list(kept(items, target)) == [source.live.article_id]
    assert outgoing(items, source)["gsi1sk"]["S"] == source.live.article_id
