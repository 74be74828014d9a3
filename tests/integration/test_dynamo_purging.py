"""What a purge leaves of an article in the table: nothing, whenever it is stopped and gone on with."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from articles import keys
from articles.drafts import OpenPage, Workspace
from articles.exceptions import ArticleNotFound, StoreUnavailable
from articles.services.links import LinkService
from articles.sharing import Share
from articles.stores.dynamo import DynamoAuthoring, DynamoLinks, DynamoPresence, DynamoShares
from portfolio.table import Table
from tests.integration.authors import EDITOR, Office, token
from tests.integration.conftest import Items
from tests.integration.test_store_contract_autosave import Tab
from tests.proxies.dynamo import DynamoProxy
from tests.proxies.faults import WHOLE_ANSWERS, FaultKind
from tests.proxies.wire import json_answer

DAYS = 31 * 86400
# What says that it was there once, and goes by its own date.
KEPT = ("AUDIT#", "AUTHOR#", "TAGS", "MONTHS", "SITE")


class Killed(BaseException):
    """The process ends here."""


@pytest.fixture
def office(table_office: Office) -> Office:
    return table_office


@pytest.fixture
def kill_at(table: Table, monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """End the process at the nth call of the table from here on, before it is sent; never for 0."""
    write, left = table.write, [0]

    def write_or_die(call: Callable[[Any], Any]) -> Any:
        left[0] -= 1
        if left[0] == 0:
            raise Killed
        return write(call)

    monkeypatch.setattr(table, "write", write_or_die)
    return lambda nth: left.__setitem__(0, nth)


def trashed(office: Office, title: str, saves: int = 30, *, table: Table | None = None) -> Workspace:
    """With more revisions than one batch deletes, two former addresses and a working copy."""
    work = office.published(title)
    slug = work.live.slug
    for n in range(saves):
        work = office.save(work, body=f"Text {n} with [a link](/articles/nowhere/).\n")
    work = office.rename(office.rename(work, f"{slug}-b"), f"{slug}-c")
    work = Tab(office, work).autosave(body="Not out yet [either](/articles/nowhere/).").workspace
    if table:
        linked(table, office, work)
        shared(table, office, work, saves)
    return office.trash(work)


def shared(table: Table, office: Office, work: Workspace, n: int) -> None:
    """Links to it for strangers, and an editor that has it open."""
    sharing, now = DynamoShares(table), office.clock.now()
    for number in range(n):
        share = Share(
            share_id=token(),
            token_hash=keys.share_hash(f"{work.live.slug} {number}"),
            article_id=work.live.article_id,
            created_at=now,
            created_by="ada",
            expires_at=now + timedelta(days=30),
        )
        sharing.add(share, article=work.live)
    page = OpenPage(page_id=token(), username="ada", name="Ada", since=now, seen_at=now)
    DynamoPresence(table).put(work.live.article_id, page)


def linked(table: Table, office: Office, work: Workspace) -> None:
    """It links to an address that no article has."""
    links = LinkService(DynamoLinks(table), DynamoAuthoring(table), clock=office.clock.now, site_url="http://a.test")
    links.derive(work.live.article_id)


def left_of(items: Items, work: Workspace) -> list[tuple[str, str]]:
    article_id = work.live.article_id
    found = [item for item in items.all() if article_id in str(item)]
    return [(i["pk"]["S"], i["sk"]["S"]) for i in found if not i["pk"]["S"].startswith(KEPT)]


def test_nothing_is_left_but_what_goes_by_its_own_date(office: Office, items: Items, table: Table) -> None:
    work, other = trashed(office, "On Time", table=table), trashed(office, "Another", saves=1, table=table)
    before = left_of(items, other)
    assert len({pk.partition("#")[0] for pk, _ in before}) == 7
    office.purging.purge(work.live.article_id, actor=EDITOR, expected=work.version)
    assert left_of(items, work) == []
    assert not [item for item in items.all() if item["pk"]["S"].startswith("ARTICLE#on-time")]
    assert left_of(items, other) == before


def test_one_line_of_the_audit_says_who(office: Office, items: Items) -> None:
    work = trashed(office, "On Time", saves=0)
    office.purging.purge(work.live.article_id, actor=EDITOR, expected=work.version)
    lines = [i for i in items.all() if i["pk"]["S"].startswith("AUDIT#") and i["action"]["S"] == "purge"]
    assert [(i["actor"]["S"], i["subject"]["S"]) for i in lines] == [("emil", "ARTICLE#on-time-c")]


def test_killed_at_any_call_it_is_gone_on_with(
    office: Office, items: Items, kill_at: Callable[[int], None], table: Table
) -> None:
    ended = 0
    for nth in range(1, 100):
        work = trashed(office, f"Killed {nth}", saves=26 if nth % 9 == 0 else 1, table=table)
        office.clock.advance(DAYS)
        kill_at(nth)
        try:
            list(office.purging.purge_due())
        except Killed:
            ended += 1
        else:
            break
        finally:
            kill_at(0)
        with pytest.raises(ArticleNotFound):
            office.recover(work)
        assert [done.article.article_id for done in office.purging.purge_due()] == [work.live.article_id]
        assert left_of(items, work) == []
    assert ended > 15 and nth == ended + 1
    assert list(office.purging.purge_due()) == [] and left_of(items, work) == []


def test_table_that_puts_deletions_off_is_asked_again(
    office: Office, items: Items, proxy: DynamoProxy, table_name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    work = trashed(office, "On Time", saves=1)
    key = keys.revision_key(work.live.article_id, "0")
    put_off: FaultKind = "throttling"
    request = {"DeleteRequest": {"Key": {"pk": {"S": key.pk}, "sk": {"S": key.sk}}}}
    answer = json_answer("200 OK", {"UnprocessedItems": {table_name: [request]}, "ConsumedCapacity": []})
    monkeypatch.setitem(WHOLE_ANSWERS, put_off, answer)
    proxy.clear()
    proxy.fail(put_off, operation="BatchWriteItem", times=2)
    office.purging.purge(work.live.article_id, actor=EDITOR, expected=work.version)
    sent = [call.request["RequestItems"][table_name] for call in proxy.calls("BatchWriteItem")]
    assert sent[1] == sent[2] == [request]
    assert left_of(items, work) == []


def test_table_that_puts_all_off_is_taken_for_one_that_is_away(
    office: Office, proxy: DynamoProxy, table_name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    work = trashed(office, "On Time", saves=1)
    key = {"pk": {"S": "A"}, "sk": {"S": "B"}}
    unprocessed = {table_name: [{"DeleteRequest": {"Key": key}}]}
    answer = json_answer("200 OK", {"UnprocessedItems": unprocessed, "ConsumedCapacity": []})
    monkeypatch.setitem(WHOLE_ANSWERS, "throttling", answer)
    proxy.fail("throttling", operation="BatchWriteItem")
    with pytest.raises(StoreUnavailable):
        office.purging.purge(work.live.article_id, actor=EDITOR, expected=work.version)
    proxy.heal()
    assert [done.article.slug for done in office.purging.purge_due()] == ["on-time-c"]


def test_article_that_cannot_be_read_stops_nothing(office: Office, items: Items) -> None:
    broken, other = trashed(office, "Broken", saves=0), trashed(office, "Other", saves=0)
    content = items.get(f"ARTICLE#{broken.live.slug}", "CONTENT#v1")
    assert content
    del content["body"]
    items.put(content)
    office.clock.advance(DAYS)
    done = list(office.purging.purge_due())
    assert [(each.article.slug, bool(each.problem)) for each in done] == [("broken-c", True), ("other-c", False)]
    assert left_of(items, other) == [] and left_of(items, broken)


def test_due_ones_are_found_without_reading_the_rest(office: Office, proxy: DynamoProxy) -> None:
    for n in range(5):
        office.trash(office.published(f"Young {n}"))
    proxy.clear()
    assert list(office.purging.list_due()) == []
    assert [call.capacity for call in proxy.calls("Query")] == [0.5]
