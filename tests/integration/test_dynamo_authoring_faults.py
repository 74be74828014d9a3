"""Authors' saves when the table is busy, answers get lost, or somebody else writes between a read and a write."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from articles.domain import Article
from articles.drafts import Edit, Saved, Workspace
from articles.exceptions import ArticleConflict, StaleVersion, StoreUnavailable
from tests.factories import NOW
from tests.integration.authors import ADA, Office, make_fields, token
from tests.integration.conftest import Items
from tests.integration.test_dynamo_repository import CONFLICT
from tests.integration.test_store_contract_forms import Form, each_form
from tests.proxies.dynamo import DynamoProxy
from tests.proxies.faults import WHOLE_ANSWERS, FaultKind

TRANSACTION = "TransactWriteItems"


@pytest.fixture
def office(table_office: Office) -> Office:
    return table_office


@pytest.fixture
def conflicts(monkeypatch: pytest.MonkeyPatch) -> FaultKind:
    """A fault that says that another transaction is at one of the items."""
    monkeypatch.setitem(WHOLE_ANSWERS, "throttling", CONFLICT)
    return "throttling"


@each_form
@pytest.mark.parametrize("lie", ["lost", "truncated", "wrong-crc", "500"])
def test_lost_answer_is_asked_for_again(
    office: Office, proxy: DynamoProxy, make: Callable[[Office], Form], lie: FaultKind
) -> None:
    form = make(office)
    stamp = office.source.get_stamp().n
    proxy.fail(lie, operation=TRANSACTION, times=1)
    saved = form()
    assert not saved.repeated
    assert office.stands(saved.workspace) == saved.workspace
    assert office.source.get_stamp().n <= stamp + 1


@each_form
def test_answer_that_stays_lost_is_settled_by_the_form_that_comes_again(
    office: Office, proxy: DynamoProxy, make: Callable[[Office], Form]
) -> None:
    form = make(office)
    proxy.fail("lost", operation=TRANSACTION)
    with pytest.raises(StoreUnavailable):
        form()
    proxy.heal()
    settled = form()
    assert settled.repeated
    assert settled.version == office.stands(settled.workspace).version


@each_form
def test_form_that_never_arrived_is_saved_when_it_comes_again(
    office: Office, proxy: DynamoProxy, items: Items, make: Callable[[Office], Form]
) -> None:
    form = make(office)
    before = items.all()
    proxy.fail("500", operation=TRANSACTION)
    with pytest.raises(StoreUnavailable):
        form()
    proxy.heal()
    assert items.all() == before
    assert not form().repeated


@each_form
def test_conflict_with_another_transaction_is_waited_out(
    office: Office, proxy: DynamoProxy, make: Callable[[Office], Form], conflicts: FaultKind
) -> None:
    form = make(office)
    proxy.clear()
    proxy.fail(conflicts, operation=TRANSACTION, times=3)
    assert not form().repeated
    first, *others = [call.request for call in proxy.calls(TRANSACTION)]
    assert others == [first] * 3


def test_conflict_without_end_is_unavailable_within_the_deadline(
    office: Office, proxy: DynamoProxy, items: Items, conflicts: FaultKind, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portfolio.transactions.WRITER_DEADLINE_SECONDS", 0.3)
    proxy.fail(conflicts, operation=TRANSACTION)
    with pytest.raises(StoreUnavailable):
        office.create()
    assert items.all() == []


def test_publishing_together_bumps_the_stamp_for_each(office: Office) -> None:
    drafts = [office.create(f"Number {n}") for n in range(8)]

    def publish(stands: Workspace) -> Saved:
        fields = make_fields(stands.live.title)
        return office.service.publish(stands.live.article_id, fields, actor=ADA, expected=stands.version, token=token())

    with ThreadPoolExecutor(8) as threads:
        saved = list(threads.map(publish, drafts))
    stamp = office.source.get_stamp()
    assert stamp.n == 8
    assert {change.slug for change in stamp.ring} == {one.workspace.live.slug for one in saved}


def edit(before: Workspace, after: Workspace) -> Edit:
    return Edit(before=before, after=after, action="save", actor="ada", at=NOW, token=token())


def next_of(article: Article, **changes: Any) -> Workspace:
    return Workspace(replace(article, version=article.version + 1, **changes))


def refuses(office: Office, items: Items, late: Edit) -> None:
    before = items.all()
    with pytest.raises(ArticleConflict):
        office.store.commit(late)
    assert items.all() == before


def test_save_does_not_overwrite_another_article_that_took_the_slug(office: Office, items: Items) -> None:
    mine = office.create()
    office.save(mine, slug="elsewhere")
    theirs = office.create("Theirs", slug="on-time")
    assert theirs.version == mine.version
    refuses(office, items, edit(mine, next_of(mine.live)))
    refuses(office, items, edit(mine, next_of(mine.live, slug="third")))


def test_publish_does_not_pass_over_a_working_copy_made_meanwhile(office: Office, items: Items) -> None:
    live = office.published()
    office.save(live, title="Theirs")
    refuses(office, items, edit(live, next_of(live.live)))


def test_publish_does_not_drop_a_working_copy_changed_meanwhile(office: Office, items: Items) -> None:
    worked = office.save(office.published())
    office.save(worked, title="Theirs")
    refuses(office, items, edit(worked, next_of(worked.live)))
    refuses(office, items, edit(worked, Workspace(worked.live)))


def test_unpublish_does_not_pass_over_a_working_copy_changed_meanwhile(office: Office, items: Items) -> None:
    worked = office.save(office.published())
    office.save(worked, title="Theirs")
    refuses(office, items, edit(worked, replace(worked, live=next_of(worked.live).live)))


def test_working_copy_does_not_outlive_what_it_is_of(office: Office, items: Items) -> None:
    live = office.published()
    worked = office.save(live)
    draft = worked.draft
    assert draft is not None
    office.publish(worked)
    refuses(office, items, edit(live, replace(worked, draft=draft)))
    refuses(office, items, edit(worked, live))


def test_create_does_not_take_over_an_id(office: Office, items: Items) -> None:
    stands = office.create()
    other = replace(stands.live, slug="other", version=1)
    late = replace(edit(stands, Workspace(other)), before=None)
    refuses(office, items, late)


def test_save_between_read_and_write_is_stale(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    stands = office.create()
    commit = office.store.commit

    def late(mine: Edit) -> None:
        monkeypatch.setattr(office.store, "commit", commit)
        office.save(stands, title="Theirs")
        commit(mine)

    monkeypatch.setattr(office.store, "commit", late)
    with pytest.raises(StaleVersion) as refusal:
        office.save(stands, title="Mine")
    assert refusal.value.theirs.live.title == "Theirs"
    assert office.stands(stands) == refusal.value.theirs


def test_table_away_is_unavailable_for_everything(office: Office, proxy: DynamoProxy) -> None:
    worked = office.save(office.published())
    article_id = worked.live.article_id
    proxy.fail("500")
    calls: list[Callable[[], object]] = [
        lambda: office.create(),
        lambda: office.create(slug="one"),
        lambda: office.stands(worked),
        lambda: office.save(worked),
        lambda: office.publish(worked),
        lambda: office.revisions(worked),
        lambda: office.service.get_revision(article_id, article_id, actor=ADA),
        lambda: office.service.slug_state("one", article_id=None),
        lambda: office.service.archive_expired(article_id),
    ]
    for call in calls:
        with pytest.raises(StoreUnavailable):
            call()
