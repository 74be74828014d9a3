"""What leaves the trash for good, the same over every store."""

from __future__ import annotations

from datetime import timedelta

import pytest

from articles.drafts import Version
from articles.exceptions import ArticleNotFound, NotAllowed, StaleVersion, StoreUnavailable
from tests.integration.authors import ADA, BOB, CONTRIBUTOR, EDITOR, Office, make_fields, token

DAY = timedelta(days=1)


def wait(office: Office, days: int = 30) -> None:
    office.clock.advance(days * DAY.total_seconds())


def purged(office: Office) -> list[str]:
    return [done.article.slug for done in office.purging.purge_due()]


def test_what_is_over_goes_with_its_history_and_addresses(office: Office) -> None:
    gone = office.trash(office.rename(office.published(), "in-time"))
    stays = office.published("Another")
    wait(office)
    assert [article.slug for article in office.purging.list_due()] == ["in-time"]
    done = list(office.purging.purge_due())
    assert [(each.article.slug, each.revisions, each.problem) for each in done] == [("in-time", 4, "")]
    assert office.store.open(gone.live.article_id) is None
    assert office.store.list_revisions(gone.live.article_id, below=None, size=9).items == ()
    assert office.store.holders(["in-time", "on-time", "another"]) == {"another": stays.live.article_id}
    assert office.source.get_article("in-time", consistent=True) is None
    assert purged(office) == []
    assert office.create(slug="on-time").live.slug == "on-time"


def test_what_is_not_over_stays(office: Office) -> None:
    gone = office.trash(office.published())
    wait(office, 29)
    assert purged(office) == [] and office.recover(gone).live.status == "draft"
    wait(office)
    assert purged(office) == []


def test_a_sweep_takes_the_oldest(office: Office) -> None:
    for title in ("One", "Two", "Three"):
        office.trash(office.published(title))
    wait(office)
    assert office.purging.sweep(2) == 2
    assert [article.slug for article in office.purging.list_due()] == ["three"]


def test_editor_deletes_for_good_at_once(office: Office) -> None:
    gone = office.trash(office.published())
    office.purging.purge(gone.live.article_id, actor=EDITOR, expected=gone.version)
    assert office.store.open(gone.live.article_id) is None
    with pytest.raises(ArticleNotFound):
        office.purging.purge(gone.live.article_id, actor=EDITOR, expected=gone.version)


def test_author_deletes_only_what_nobody_could_read(office: Office) -> None:
    own, read = office.trash(office.create()), office.trash(office.published("Read"))
    for gone, actor in ((read, ADA), (own, BOB)):
        with pytest.raises(NotAllowed):
            office.purging.purge(gone.live.article_id, actor=actor, expected=gone.version)
    office.purging.purge(own.live.article_id, actor=ADA, expected=own.version)
    theirs = office.trash(office.create("Theirs", actor=CONTRIBUTOR), actor=CONTRIBUTOR)
    with pytest.raises(NotAllowed):
        office.purging.purge(theirs.live.article_id, actor=CONTRIBUTOR, expected=theirs.version)


def test_only_what_is_in_the_trash_is_deleted(office: Office) -> None:
    live = office.published()
    with pytest.raises(NotAllowed):
        office.purging.purge(live.live.article_id, actor=EDITOR, expected=live.version)
    gone = office.trash(live)
    with pytest.raises(StaleVersion):
        office.purging.purge(gone.live.article_id, actor=EDITOR, expected=Version(1, 0))
    assert office.stands(gone) == gone


def test_what_was_recovered_in_the_same_moment_stays(office: Office) -> None:
    gone = office.trash(office.published())
    commit = office.store.commit

    def after_a_recover(edit: object) -> None:
        office.store.commit = commit  # type: ignore[method-assign]
        office.recover(gone)
        commit(edit)  # type: ignore[arg-type]

    office.store.commit = after_a_recover  # type: ignore[method-assign]
    with pytest.raises(StaleVersion):
        office.purging.purge(gone.live.article_id, actor=EDITOR, expected=gone.version)
    assert office.stands(gone).live.status == "draft" and len(office.revisions(gone)) == 4


def test_nobody_takes_back_what_has_begun_to_go(office: Office) -> None:
    gone = office.trash(office.published())
    office.store.loses = StoreUnavailable("a store", "killed after the mark")
    with pytest.raises(StoreUnavailable):
        office.purging.purge(gone.live.article_id, actor=EDITOR, expected=gone.version)
    for step in (office.recover, office.trash):
        with pytest.raises(ArticleNotFound):
            step(gone)
    with pytest.raises(ArticleNotFound):
        office.service.keep(gone.live.article_id, make_fields(), actor=ADA, token=token())
    # Also a clock that is behind does not take it for something to recover.
    office.clock.advance(-3600)
    with pytest.raises(ArticleNotFound):
        office.stands(gone)
    assert purged(office) == ["on-time"]
