"""One step with many articles, over a store of each kind."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

import pytest

from articles.domain import MAX_TAGS, Change, Tag
from articles.drafts import Workspace
from articles.exceptions import StoreUnavailable
from articles.policies import Actor
from articles.services.bulk import AWAY, MISSING, NO_TIME, REUSED, BulkService, Job, Report
from tests.factories import make_article
from tests.integration.authors import ADA, BOB, CONTRIBUTOR, EDITOR, Office, token

PYTHON = Tag("python", "Python")
PUBLISH, UNPUBLISH = Job("publish"), Job("unpublish")
ADD, REMOVE = Job("add-tag", PYTHON), Job("remove-tag", PYTHON)


class Bulk:
    """The service, and what it told readers: the changes of each bump of the stamp."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.told: list[list[Change]] = []
        self.down = False
        self.service = BulkService(
            office.store,
            repository=self,  # type: ignore[arg-type]
            undos=office.undos,
            clock=office.clock.now,
            monotonic=office.clock.monotonic,
        )

    def announce(self, changes: Iterable[Change]) -> None:
        if self.down:
            raise StoreUnavailable("a store", "switched off")
        if named := list(changes):
            self.told.append(named)
            self.office.repository.announce(named)

    def run(self, job: Job, *chosen: Workspace, actor: Actor = EDITOR, form: str = "") -> list[str]:
        return said(self.report(job, *chosen, actor=actor, form=form))

    def report(self, job: Job, *chosen: Workspace, actor: Actor = EDITOR, form: str = "") -> Report:
        ids = [work.live.article_id for work in chosen]
        return self.service.run(ids, job, actor=actor, token=form or token())


def said(report: Report) -> list[str]:
    return [outcome.reason or outcome.result for outcome in report.outcomes]


@pytest.fixture
def bulk(office: Office) -> Bulk:
    return Bulk(office)


def test_publish_shows_drafts_and_changes_and_leaves_what_is_out(bulk: Bulk) -> None:
    office = bulk.office
    draft, out, changed = office.create("Draft"), office.published("Out"), office.published("Changed")
    changed = office.save(changed, body="New words.\n")
    before = office.source.get_stamp().n
    assert bulk.run(PUBLISH, draft, out, changed) == ["done", "unchanged", "done"]
    assert [office.stands(work).live.status for work in (draft, out, changed)] == ["published"] * 3
    assert office.stands(changed).live.body == "New words.\n"
    assert office.stands(changed).draft is None
    assert office.stands(out).live.version == out.live.version
    assert len(bulk.told) == 1
    assert office.source.get_stamp().n == before + 2


def test_a_form_that_comes_again_says_the_same_and_writes_nothing(bulk: Bulk) -> None:
    office, form = bulk.office, token()
    works = [office.create("One"), office.create("Two")]
    for job in (PUBLISH, PUBLISH):
        assert bulk.run(job, *works, form=form) == ["done", "done"]
    assert [office.stands(work).live.version for work in works] == [2, 2]
    assert bulk.run(UNPUBLISH, *works, form=form) == [REUSED, REUSED]
    # Also where somebody went on from there.
    office.unpublish(office.stands(works[0]))
    assert bulk.run(PUBLISH, *works, form=form) == ["done", "done"]
    assert office.stands(works[0]).live.status == "draft"


def test_unpublish_keeps_the_working_copy(bulk: Bulk) -> None:
    office = bulk.office
    work = office.save(office.published(), body="Unseen.\n")
    draft = office.create("A draft")
    assert bulk.run(UNPUBLISH, work, draft) == ["done", "unchanged"]
    stands = office.stands(work)
    assert (stands.live.status, stands.text.body) == ("draft", "Unseen.\n")
    assert [change.slug for change in bulk.told[0]] == [work.live.slug]


def test_a_tag_goes_to_what_is_live_and_to_what_is_worked_on(bulk: Bulk) -> None:
    office = bulk.office
    work = office.save(office.published(), body="Unseen.\n")
    assert bulk.run(ADD, work) == ["done"]
    stands = office.stands(work)
    assert stands.live.tag_labels == stands.text.tag_labels == ("C++", "Python")
    assert (stands.live.body, stands.text.body) == (work.live.body, "Unseen.\n")
    # Publishing the working copy does not take it away again.
    assert office.publish(stands).live.tags == ("cplusplus", "python")
    assert bulk.run(REMOVE, work) == ["done"]
    assert office.stands(work).live.tags == ("cplusplus",)
    assert all("python" in changes[0].tags for changes in bulk.told)


def test_a_tag_that_is_only_on_the_working_copy_leaves_readers_alone(bulk: Bulk) -> None:
    office = bulk.office
    work = office.save(office.published(), tag_labels=("C++", "Python"))
    assert bulk.run(REMOVE, work) == ["done"]
    assert office.stands(work).text.tags == ("cplusplus",)
    assert office.stands(work).live.version == work.live.version
    assert bulk.told == []


def test_tags_of_drafts_are_no_news_for_readers(bulk: Bulk) -> None:
    work = bulk.office.create()
    assert bulk.run(ADD, work) == ["done"]
    assert bulk.run(ADD, work) == ["unchanged"]
    assert bulk.run(REMOVE, work) == ["done"]
    assert bulk.run(REMOVE, work) == ["unchanged"]
    assert bulk.told == []


def test_rights_are_asked_for_each_article(bulk: Bulk) -> None:
    office = bulk.office
    ours, theirs = office.create("Ours"), office.create("Theirs", actor=BOB)
    report = bulk.report(PUBLISH, ours, theirs, actor=ADA)
    assert [outcome.result for outcome in report.outcomes] == ["done", "refused"]
    assert report.outcomes[1].title == ""
    own = office.create("Own", actor=CONTRIBUTOR)
    assert bulk.run(PUBLISH, own, actor=CONTRIBUTOR)[0].startswith("Contributors write drafts")
    assert bulk.run(ADD, own, actor=CONTRIBUTOR) == ["done"]
    assert office.stands(own).live.status == "draft"


def test_what_readers_would_not_see_is_not_published(bulk: Bulk) -> None:
    office = bulk.office
    over = office.create("Over", unpublish_at=office.clock.now() + timedelta(minutes=1))
    empty = office.create("Empty", body="")
    office.clock.advance(3600)
    assert [line.split(",")[0] for line in bulk.run(PUBLISH, over, empty)] == [
        "The date on which it ends is past",
        "It has no text yet.",
    ]


def test_more_tags_than_fit_are_refused(bulk: Bulk) -> None:
    work = bulk.office.create(tag_labels=tuple(f"tag {n}" for n in range(MAX_TAGS)))
    assert bulk.run(ADD, work) == [f"It has {MAX_TAGS} tags already, and {MAX_TAGS} fit."]


@pytest.mark.parametrize("article_id", ["nothing-here", "", "a#b", "x" * 500])
def test_what_is_not_there_is_said_to_be_missing(bulk: Bulk, article_id: str) -> None:
    assert said(bulk.service.run([article_id], PUBLISH, actor=EDITOR, token=token())) == [MISSING]


def test_a_preview_says_what_would_be_done_and_writes_nothing(bulk: Bulk) -> None:
    office = bulk.office
    out, draft, theirs = office.published("Out"), office.create("Draft"), office.create("Theirs", actor=BOB)
    ids = [work.live.article_id for work in (out, draft, theirs)]
    report = bulk.service.preview(ids, UNPUBLISH, actor=ADA)
    assert [outcome.result for outcome in report.outcomes] == ["done", "unchanged", "refused"]
    assert office.stands(out).live.status == "published"
    assert bulk.told == []


def test_readers_are_told_every_five_seconds_and_at_the_end(bulk: Bulk) -> None:
    office = bulk.office
    works = [office.create(f"Draft {n}") for n in range(5)]
    commit = office.store.commit

    def slowly(edit: object) -> None:
        office.clock.advance(2)
        commit(edit)  # type: ignore[arg-type]

    office.store.commit = slowly  # type: ignore[method-assign]
    assert bulk.run(PUBLISH, *works) == ["done"] * 5
    assert [len(changes) for changes in bulk.told] == [3, 2]


def test_what_takes_too_long_is_left_for_the_next_time(bulk: Bulk) -> None:
    office, form = bulk.office, token()
    works = [office.create(f"Draft {n}") for n in range(3)]
    commit = office.store.commit

    def slowly(edit: object) -> None:
        office.clock.advance(15)
        commit(edit)  # type: ignore[arg-type]

    office.store.commit = slowly  # type: ignore[method-assign]
    assert bulk.run(PUBLISH, *works, form=form) == ["done", "done", NO_TIME]
    assert bulk.run(PUBLISH, *works, form=form) == ["done"] * 3
    assert [office.stands(work).live.version for work in works] == [2, 2, 2]


def test_readers_who_could_not_be_told_are_told_when_the_form_comes_again(bulk: Bulk) -> None:
    work, form = bulk.office.create(), token()
    bulk.down = True
    assert not bulk.report(PUBLISH, work, form=form).announced
    bulk.down = False
    assert bulk.report(PUBLISH, work, form=form).announced
    assert [change.slug for change in bulk.told[0]] == [work.live.slug]


def test_an_answer_that_was_lost_is_settled_when_the_form_comes_again(bulk: Bulk) -> None:
    work, form = bulk.office.create(), token()
    bulk.office.store.loses = StoreUnavailable("a store", "the answer was lost")
    assert bulk.run(PUBLISH, work, form=form) == [AWAY]
    assert len(bulk.told) == 1
    assert bulk.run(PUBLISH, work, form=form) == ["done"]
    assert bulk.office.stands(work).live.version == 2


def test_a_save_in_between_does_not_stop_a_tag(bulk: Bulk) -> None:
    office = bulk.office
    work = office.create()
    commit = office.store.commit

    def after_another(edit: object) -> None:
        office.store.commit = commit  # type: ignore[method-assign]
        office.save(work, title="Renamed")
        commit(edit)  # type: ignore[arg-type]

    office.store.commit = after_another  # type: ignore[method-assign]
    assert bulk.run(ADD, work) == ["done"]
    stands = office.stands(work)
    assert (stands.live.title, stands.live.tags) == ("Renamed", ("cplusplus", "python"))


def test_what_was_seeded_can_be_tagged_too(bulk: Bulk) -> None:
    article = replace(make_article("seeded", tag_labels=("C++",)), owner="")
    bulk.office.repository.save(article, previous=None, author="seed", note="", stamp=True)
    work = Workspace(article)
    assert bulk.run(ADD, work) == ["done"]
    assert bulk.office.stands(work).live.tags == ("cplusplus", "python")
