"""Renaming, and the trash, the same over every store."""

from __future__ import annotations

from datetime import timedelta

import pytest

from articles.exceptions import ArticleNotFound, InvalidContent, NotAllowed, SlugReserved, SlugTaken, StaleVersion
from articles.services.authoring import AuthoringService
from tests.factories import NOW
from tests.integration.authors import ADA, BOB, CONTRIBUTOR, EDITOR, Office, read, token
from tests.integration.test_store_contract_autosave import Tab


def holder(office: Office, slug: str) -> str | None:
    return office.store.holders([slug]).get(slug)


def test_rename_moves_what_readers_see_and_leaves_an_alias(office: Office) -> None:
    live = office.published(tag_labels=("C++", "Go"))
    n = office.source.get_stamp().n
    moved = office.rename(live, "in-time")
    assert office.source.get_article("on-time", consistent=True) is None
    assert read(office, "in-time") == moved.live and moved.live.published_at == live.live.published_at
    assert moved.live.updated_at == live.live.updated_at
    assert holder(office, "on-time") == holder(office, "in-time") == live.live.article_id
    named = [change.slug for change in office.source.get_stamp().ring[n:]]
    assert named == ["on-time", "in-time"]
    assert [action for action, _ in office.revisions(live)][0] == "rename"


def test_rename_keeps_history_and_working_copy(office: Office) -> None:
    live = office.save(office.published(), body="Not out yet")
    moved = office.rename(live, "in-time")
    assert moved.draft is not None and office.stands(live).text.body == "Not out yet\n"
    assert office.stands(live).text.slug == "in-time" and len(office.revisions(live)) == 4


def test_former_addresses_are_listed_and_taken_back(office: Office) -> None:
    live = office.published()
    moved = office.rename(office.rename(live, "in-time"), "late")
    assert office.service.former_slugs(live.live.article_id, actor=ADA) == ("in-time", "on-time")
    back = office.rename(moved, "on-time")
    assert (back.live.slug, holder(office, "on-time")) == ("on-time", live.live.article_id)
    assert office.service.former_slugs(live.live.article_id, actor=ADA) == ("late", "in-time")


def test_alias_of_another_is_taken(office: Office) -> None:
    office.rename(office.published(), "in-time")
    other = office.published("Another")
    with pytest.raises(SlugTaken):
        office.rename(other, "on-time")
    with pytest.raises(SlugTaken):
        office.rename(other, "in-time")
    with pytest.raises(SlugTaken):
        office.create(slug="on-time")


def test_rename_of_what_nobody_could_read_leaves_no_alias(office: Office) -> None:
    moved = office.rename(office.create(), "in-time")
    assert holder(office, "on-time") is None and holder(office, "in-time") == moved.live.article_id


@pytest.mark.parametrize(("slug", "error"), [("con", SlugReserved), ("In Time", InvalidContent)])
def test_rename_refuses_what_is_no_address(office: Office, slug: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        office.rename(office.published(), slug)


def test_rename_to_where_it_stands_writes_nothing(office: Office) -> None:
    live = office.published()
    assert office.rename(live, "on-time") == live


def test_rename_on_an_older_version_is_stale(office: Office) -> None:
    live = office.published()
    office.save(live, body="Another")
    with pytest.raises(StaleVersion):
        office.rename(live, "in-time")


def test_renamed_article_loses_no_tag(office: Office) -> None:
    moved = office.rename(office.published(tag_labels=("C++",)), "in-time")
    assert read(office, "in-time").tags == ("cplusplus",)
    hidden = office.unpublish(moved)
    assert read(office, "in-time") == hidden.live


def test_trash_takes_it_from_readers_and_recover_gives_it_back(office: Office) -> None:
    live = office.save(office.published(tag_labels=("C++", "Go")), body="Not out yet")
    gone = office.trash(live)
    assert (gone.live.status, gone.live.purge_at) == ("trashed", office.clock.now() + timedelta(days=30))
    assert not read(office).visible_at(office.clock.now()) and read(office) == gone.live
    back = office.recover(gone)
    assert (back.live.status, back.live.purge_at, back.live.tags) == ("draft", None, ("cplusplus", "go"))
    assert office.stands(live).text.body == "Not out yet\n" and back.slug_fixed
    assert [action for action, _ in office.revisions(live)] == ["recover", "trash", "save", "publish", "save"]


def test_trashed_article_keeps_its_address(office: Office) -> None:
    gone = office.trash(office.published())
    with pytest.raises(SlugTaken):
        office.create(slug=gone.live.slug)


def test_nothing_but_recover_is_done_in_the_trash(office: Office) -> None:
    gone = office.trash(office.published())
    for step in (office.save, office.publish, office.unpublish, office.discard):
        with pytest.raises(NotAllowed):
            step(gone)
    with pytest.raises(NotAllowed):
        Tab(office, gone).autosave(body="More")


def test_what_was_thirty_days_in_the_trash_is_gone(office: Office) -> None:
    gone = office.trash(office.published())
    office.clock.advance(30 * 86400 - 1)
    assert office.stands(gone) == gone
    office.clock.advance(1)
    with pytest.raises(ArticleNotFound):
        office.stands(gone)
    with pytest.raises(ArticleNotFound):
        office.recover(gone)


def test_who_may_not_publish_may_not_trash_what_readers_see(office: Office) -> None:
    own = office.create(actor=CONTRIBUTOR)
    assert office.recover(office.trash(own, actor=CONTRIBUTOR), actor=CONTRIBUTOR).live.status == "draft"
    live = office.publish(office.stands(own), actor=EDITOR)
    with pytest.raises(NotAllowed):
        office.trash(live, actor=CONTRIBUTOR)
    with pytest.raises(NotAllowed):
        office.trash(live, actor=BOB)
    gone = office.trash(live, actor=EDITOR)
    with pytest.raises(NotAllowed):
        office.recover(gone, actor=CONTRIBUTOR)


def test_trash_twice_is_one(office: Office) -> None:
    live, form = office.published(), token()
    for _ in range(2):
        saved = office.service.trash(live.live.article_id, actor=ADA, expected=live.version, token=form)
        assert saved.workspace.live.status == "trashed"
        assert office.clock.now() > NOW


@pytest.mark.parametrize("linked", [False, True])
def test_address_of_a_draft_leaves_an_alias_if_others_link_to_it(office: Office, linked: bool) -> None:
    office.service = AuthoringService(office.store, clock=office.clock.now, is_linked=lambda stands: linked)
    draft = office.create()
    moved = office.rename(draft, "in-time")
    assert holder(office, "on-time") == (moved.live.article_id if linked else None)
    office.publish(moved, slug="again")
    assert holder(office, "in-time") == (moved.live.article_id if linked else None)
