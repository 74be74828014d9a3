"""The history of an article: how much each save changed, and names for some of them, the same over every store."""

from __future__ import annotations

from typing import Any

import pytest

from articles.drafts import Revision, Words, Workspace
from articles.exceptions import ArticleNotFound, NotAllowed
from tests.integration.authors import ADA, BOB, EDITOR, Office, token
from tests.integration.test_store_contract_autosave import Tab


def history(office: Office, stands: Workspace, *, named: bool = False) -> tuple[Revision, ...]:
    return office.service.list_revisions(stands.live.article_id, actor=EDITOR, size=100, named=named).items


def last_words(office: Office, stands: Workspace) -> Words | None:
    return history(office, stands)[0].words


def name(office: Office, revision: Revision, text: str) -> None:
    office.service.name_revision(revision.article.article_id, revision.revision_id, text, actor=ADA)


def test_first_save_adds_all_its_words(office: Office) -> None:
    stands = office.create(body="Three new words.")
    assert last_words(office, stands) == Words(3, 0)


@pytest.mark.parametrize("is_live", [False, True])
def test_save_says_what_it_changes(office: Office, is_live: bool) -> None:
    stands = office.published(body="One two three.") if is_live else office.create(body="One two three.")
    stands = office.save(stands, body="One two four five.")
    assert last_words(office, stands) == Words(2, 1)
    assert last_words(office, office.save(stands, title="Of the same text")) == Words(0, 0)


@pytest.mark.parametrize("is_live", [False, True])
def test_what_was_autosaved_between_counts(office: Office, is_live: bool) -> None:
    """It left no revision: the size is that against the one before."""
    stands = office.published(body="One two three.") if is_live else office.create(body="One two three.")
    Tab(office, stands).autosave(body="One two three four.")
    stands = office.save(office.stands(stands), body="One two three four five.")
    assert last_words(office, stands) == Words(2, 0)


def test_what_was_autosaved_over_a_working_copy_counts(office: Office) -> None:
    stands = office.save(office.published(body="One."), body="One two.")
    tab = Tab(office, stands)
    tab.autosave(body="One two three.")
    tab.autosave(body="One two three four.")
    stands = office.publish(office.stands(stands))
    assert last_words(office, stands) == Words(2, 0)


def test_size_that_cannot_be_told_is_none(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    stands = office.save(office.published(), body="One two.")
    Tab(office, stands).autosave(body="One two three.")
    monkeypatch.setattr(office.store, "get_revision", lambda *_: None)
    assert last_words(office, office.save(office.stands(stands))) is None


def test_what_is_set_aside_changes_nothing(office: Office) -> None:
    stands = office.published()
    Tab(office, stands).autosave(body="Never saved.")
    office.discard(office.stands(stands))
    found = {item.action: item.words for item in history(office, stands)}
    assert (found["keep"], found["discard"]) == (None, Words(0, 0))


def test_name_is_given_and_taken_away(office: Office) -> None:
    stands = office.save(office.create())
    first = history(office, stands)[-1]
    name(office, first, "As it was sent")
    assert [item.name for item in history(office, stands)] == ["", "As it was sent"]
    found = office.service.get_revision(stands.live.article_id, first.revision_id, actor=ADA)
    assert (found.name, found.article.body) == ("As it was sent", "About *On Time*.\n")
    name(office, first, "")
    assert [item.name for item in history(office, stands)] == ["", ""]


def test_name_makes_a_receipt_no_other(office: Office) -> None:
    stands = office.create()
    (only,) = history(office, stands)
    receipt = office.store.get_receipt(stands.live.article_id, only.revision_id)
    name(office, only, "First")
    assert office.store.get_receipt(stands.live.article_id, only.revision_id) == receipt
    assert office.stands(stands) == stands


def test_named_ones_are_found_among_others(office: Office) -> None:
    stands = office.create()
    for n in range(6):
        stands = office.save(stands, body=f"Text {n}.")
    items = history(office, stands)
    for place in (1, 3, 5):
        name(office, items[place], f"No. {place}")
    page = office.service.list_revisions(stands.live.article_id, actor=ADA, size=2, named=True)
    assert [item.name for item in page.items] == ["No. 1", "No. 3"]
    rest = office.service.list_revisions(stands.live.article_id, actor=ADA, size=2, below=page.older, named=True)
    assert ([item.name for item in rest.items], rest.older) == (["No. 5"], None)


def test_name_of_no_revision_is_refused(office: Office) -> None:
    stands, other = office.create(), office.create("Another")
    (of_other,) = history(office, other)
    for revision_id in (token(), of_other.revision_id, "no id!"):
        with pytest.raises(ArticleNotFound):
            office.service.name_revision(stands.live.article_id, revision_id, "Mine", actor=ADA)
    assert [item.name for item in (*history(office, stands), *history(office, other))] == ["", ""]


def test_name_asks_for_the_rights_of_a_save(office: Office) -> None:
    stands = office.create()
    (only,) = history(office, stands)
    with pytest.raises(NotAllowed):
        office.service.name_revision(stands.live.article_id, only.revision_id, "Mine", actor=BOB)
    office.trash(stands)
    with pytest.raises(NotAllowed):
        name(office, only, "Mine")


def test_history_survives_rename_and_trash(office: Office) -> None:
    stands = office.save(office.published(body="First."), body="Second.")
    name(office, history(office, stands)[-1], "As it began")
    before = history(office, stands)
    stands = office.rename(stands, "in-time")
    assert history(office, stands)[1:] == before
    stands = office.trash(stands)
    assert history(office, stands)[2:] == before
    stands = office.recover(stands)
    assert history(office, stands)[3:] == before
    assert [item.name for item in history(office, stands, named=True)] == ["As it began"]


def test_restore_after_rename_and_trash(office: Office) -> None:
    stands = office.save(office.published(body="First."), body="Second.")
    (*_, first) = history(office, stands)
    stands = office.trash(office.rename(stands, "in-time"))
    form: dict[str, Any] = {"actor": ADA, "expected": stands.version, "token": token()}
    with pytest.raises(NotAllowed):
        office.service.restore(stands.live.article_id, first.revision_id, **form)
    form |= {"expected": office.recover(stands).version, "token": token()}
    restored = office.service.restore(stands.live.article_id, first.revision_id, **form).workspace
    assert (restored.text.body, restored.live.slug) == ("First.\n", "in-time")
    assert last_words(office, restored) == Words(1, 1)


def test_what_was_set_aside_is_restored(office: Office) -> None:
    stands = office.published(body="First.")
    Tab(office, stands).autosave(body="Never saved.")
    stands = office.discard(office.stands(stands))
    aside = next(item for item in history(office, stands) if item.action == "keep")
    form: dict[str, Any] = {"actor": ADA, "expected": stands.version, "token": token()}
    restored = office.service.restore(stands.live.article_id, aside.revision_id, **form).workspace
    assert (restored.live.body, restored.text.body) == ("First.\n", "Never saved.\n")
