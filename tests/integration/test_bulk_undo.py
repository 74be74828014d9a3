"""A step with many articles taken back, over a store of each kind."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from articles.domain import Article
from articles.drafts import Workspace
from articles.exceptions import StoreUnavailable
from articles.policies import Actor
from articles.services.bulk import AWAY, MOVED_ON, Job, Report
from tests.integration.authors import ADA, CONTRIBUTOR, EDITOR, Office, read, token
from tests.integration.test_bulk import ADD, PUBLISH, REMOVE, UNPUBLISH, Bulk, said
from tests.integration.test_bulk import bulk as bulk
from tests.integration.test_store_contract_autosave import Tab

TRASH, RECOVER = Job("trash"), Job("recover")
HOUR = timedelta(hours=1)


def undo(bulk: Bulk, of: str, *, actor: Actor = EDITOR, form: str = "") -> Report:
    return bulk.service.undo(of, actor=actor, token=form or token())


def plain(article: Article) -> Article:
    """What an undo brings back: all but what counts saves, and whether readers ever saw it."""
    return replace(article, version=0, was_published=False)


def same(now: Workspace, then: Workspace) -> bool:
    drafts = [work.draft and (plain(work.draft.article), work.draft.autosaved, work.draft.slug) for work in (now, then)]
    return plain(now.live) == plain(then.live) and drafts[0] == drafts[1]


def some(office: Office) -> list[Workspace]:
    """An article of each kind that a step may meet."""
    ends = office.clock.now() + HOUR
    over = office.publish(office.create("Over", unpublish_at=ends))
    works = [
        office.create("A draft"),
        office.published("Out"),
        office.save(office.published("Changed"), body="Unseen.\n", title="Changed title", tag_labels=("Go",)),
        Tab(office, office.published("Typed")).autosave(body="Half a sent").workspace,
        Tab(office, office.create("Typed draft")).autosave(body="Half a draft", slug="typed").workspace,
        office.publish(office.create("Ahead"), published_at=office.clock.now() + 24 * HOUR),
        office.unpublish(office.published("Hidden")),
    ]
    office.clock.advance(3700)
    office.service.archive_expired(over.live.article_id)
    return [*works, office.stands(over)]


@pytest.mark.parametrize("job", [PUBLISH, UNPUBLISH, ADD, REMOVE, TRASH], ids=lambda job: job.step)
def test_undo_brings_back_what_each_article_was(bulk: Bulk, job: Job) -> None:
    office, form = bulk.office, token()
    works = [office.stands(work) for work in some(office)]
    report = bulk.report(job, *works, form=form)
    changed = {outcome.article_id for outcome in report.of("done")}
    office.clock.advance(60)
    undone = undo(bulk, form)
    assert {outcome.article_id for outcome in undone.of("done")} == changed
    assert len(undone.outcomes) == len(changed)
    for work in works:
        stands = office.stands(work)
        assert same(stands, work), work.live.title
        assert read(office, work.live.slug) == stands.live
        if work.live.article_id in changed:
            assert stands.live.version > work.live.version and office.revisions(work)[0][0] in ("undo", "keep")


def test_undo_of_a_recover_puts_them_back_with_their_date(bulk: Bulk) -> None:
    office, form = bulk.office, token()
    gone = office.trash(office.save(office.published(), body="Unseen.\n"))
    draft = office.create("A draft")
    assert bulk.run(RECOVER, gone, draft, form=form) == ["done", "unchanged"]
    office.clock.advance(60)
    assert said(undo(bulk, form)) == ["done"]
    stands = office.stands(gone)
    assert same(stands, gone) and stands.live.purge_at == gone.live.purge_at
    assert bulk.run(RECOVER, gone, form=token()) == ["done"]


def test_undo_of_a_recover_does_not_put_back_what_would_go_at_once(bulk: Bulk) -> None:
    office, form = bulk.office, token()
    gone = office.trash(office.published())
    office.clock.advance(30 * 86400 - 60)
    assert bulk.run(RECOVER, gone, form=form) == ["done"]
    office.clock.advance(120)
    assert said(undo(bulk, form)) == ["Its time in the trash is over by now, so it stays outside."]


def test_trashed_article_comes_back_published(bulk: Bulk) -> None:
    office, form = bulk.office, token()
    work = office.published()
    bulk.run(TRASH, work, form=form)
    assert not read(office).visible_at(office.clock.now())
    undo(bulk, form)
    assert read(office).visible_at(office.clock.now()) and read(office).published_at == work.live.published_at
    assert [change.slug for change in bulk.told[-1]] == ["on-time"]
    assert bulk.told[-1][0].visible_from == work.live.published_at


def test_text_that_a_publish_replaced_stands_in_the_history_too(bulk: Bulk) -> None:
    office, form = bulk.office, token()
    work = office.save(office.published(), body="Unseen.\n")
    bulk.run(PUBLISH, work, form=form)
    assert read(office).body == "Unseen.\n"
    undo(bulk, form)
    assert read(office).body == work.live.body and office.stands(work).text.body == "Unseen.\n"
    assert ("keep", "emil") in office.revisions(work)
    # And goes on from there.
    assert office.publish(office.stands(work)).live.body == "Unseen.\n"


def test_what_was_saved_since_is_named_and_left(bulk: Bulk) -> None:
    office, form = bulk.office, token()
    saved, typed, left = (office.published(title) for title in ("Saved", "Typed", "Left"))
    bulk.run(UNPUBLISH, saved, typed, left, form=form)
    office.save(office.stands(saved), body="New words.\n")
    Tab(office, office.stands(typed)).autosave(body="Half")
    report = undo(bulk, form)
    assert {(outcome.title, outcome.reason or outcome.result) for outcome in report.outcomes} == {
        ("Saved", MOVED_ON), ("Typed", MOVED_ON), ("Left", "done"),
    }  # fmt: skip
    assert office.stands(saved).live.body == "New words.\n" and office.stands(saved).live.status == "draft"
    assert office.stands(left).live.status == "published"


def test_a_save_in_the_same_moment_is_not_lost(bulk: Bulk) -> None:
    office, form = bulk.office, token()
    work = office.published()
    bulk.run(UNPUBLISH, work, form=form)
    commit = office.store.commit

    def after_another(edit: object) -> None:
        office.store.commit = commit  # type: ignore[method-assign]
        office.save(office.stands(work), body="New words.\n")
        commit(edit)  # type: ignore[arg-type]

    office.store.commit = after_another  # type: ignore[method-assign]
    assert said(undo(bulk, form)) == [MOVED_ON]
    assert office.stands(work).live.body == "New words.\n"


def test_undo_twice_is_one(bulk: Bulk) -> None:
    office, form, again = bulk.office, token(), token()
    work = office.published()
    bulk.run(UNPUBLISH, work, form=form)
    assert said(undo(bulk, form, form=again)) == said(undo(bulk, form, form=again)) == ["done"]
    stands = office.stands(work)
    assert stands.live.version == work.live.version + 2
    office.save(stands, body="New words.\n")
    assert said(undo(bulk, form, form=again)) == ["done"]
    assert office.stands(work).text.body == "New words.\n"
    assert said(undo(bulk, form)) == [MOVED_ON]


def test_undo_whose_answer_was_lost_is_settled_when_it_comes_again(bulk: Bulk) -> None:
    office, form, again = bulk.office, token(), token()
    work = office.published()
    bulk.run(UNPUBLISH, work, form=form)
    office.store.loses = StoreUnavailable("a store", "the answer was lost")
    assert said(undo(bulk, form, form=again)) == [AWAY]
    assert said(undo(bulk, form, form=again)) == ["done"]
    assert office.stands(work).live.version == work.live.version + 2


def test_nobody_undoes_what_another_account_did(bulk: Bulk) -> None:
    office, form = bulk.office, token()
    work = office.published()
    bulk.run(UNPUBLISH, work, actor=EDITOR, form=form)
    assert undo(bulk, form, actor=ADA).outcomes == ()
    assert office.stands(work).live.status == "draft"


def test_rights_are_asked_again(bulk: Bulk) -> None:
    office, form = bulk.office, token()
    work = office.publish(office.create(actor=CONTRIBUTOR), actor=EDITOR)
    bulk.run(UNPUBLISH, work, actor=EDITOR, form=form)
    report = undo(bulk, form, actor=replace(EDITOR, role="contributor"))
    assert said(report) == ["Only its author and editors may change this article."]
    assert office.stands(work).live.status == "draft"


def test_what_went_for_good_is_said_to_be_missing(bulk: Bulk) -> None:
    office, form = bulk.office, token()
    work = office.published()
    bulk.run(TRASH, work, form=form)
    office.clock.advance(31 * 86400)
    assert said(undo(bulk, form)) == ["There is no such article any more."]
    list(office.purging.purge_due())
    assert said(undo(bulk, form)) == ["There is no such article any more."]


def test_a_step_that_did_nothing_leaves_nothing_to_undo(bulk: Bulk) -> None:
    form = token()
    bulk.run(UNPUBLISH, bulk.office.create(), form=form)
    assert undo(bulk, form).outcomes == ()


def test_what_was_never_saved_by_hand_is_not_published_with_others(bulk: Bulk) -> None:
    begun = Tab(bulk.office).autosave(title="Begun").workspace
    assert bulk.run(PUBLISH, begun) == ["It has no address yet. Open it and save it first."]
    assert bulk.run(TRASH, begun) == ["done"]
