"""What the editor saves by itself, the same over every store: it goes beside the article, and nothing is lost by it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from articles.drafts import NOTHING_YET, Edit, Fields, Saved, Version, Workspace, fields_of
from articles.exceptions import NotAllowed, StaleVersion, StoreUnavailable
from articles.policies import Actor
from tests.integration.authors import ADA, CONTRIBUTOR, EDITOR, Office, make_fields, read, token

LOST = StoreUnavailable("dynamodb-sdk", "the answer was lost")


@dataclass
class Tab:
    """An editor that is open in a browser."""

    office: Office
    stands: Workspace | None = None
    actor: Actor = ADA
    name: str = field(default_factory=token)
    form: str = field(default_factory=token)
    n: int = 0
    version: Version = NOTHING_YET

    def __post_init__(self) -> None:
        if self.stands:
            self.version = self.stands.version

    @property
    def tab(self) -> str:
        return f"{self.name}.{self.n}"

    def autosave(self, **fields: Any) -> Saved:
        self.n += 1
        article_id = self.stands.live.article_id if self.stands else None
        text = self.text(**fields)
        saved = self.office.service.autosave(
            article_id, text, actor=self.actor, expected=self.version, token=self.form, tab=self.tab
        )
        return self._heard(saved)

    def save(self, **fields: Any) -> Saved:
        self.n += 1
        text, service = self.text(**fields), self.office.service
        if self.stands is None:
            return self._heard(service.create(text, actor=self.actor, token=self.form, tab=self.tab))
        article_id, form = self.stands.live.article_id, {"expected": self.version, "token": self.form, "tab": self.tab}
        return self._heard(service.save(article_id, text, actor=self.actor, **form))  # type: ignore[arg-type]

    def text(self, **fields: Any) -> Fields:
        return replace(fields_of(self.stands.text), **fields) if self.stands else make_fields(**fields)

    def _heard(self, saved: Saved) -> Saved:
        self.stands, self.version, self.form = saved.workspace, saved.version, token()
        return saved


def test_autosave_of_what_readers_see_changes_nothing_for_them(office: Office) -> None:
    live = office.published()
    n = office.source.get_stamp().n
    saved = Tab(office, live).autosave(body="Half a sent")
    assert office.stands(live).text.body == "Half a sent\n" and saved.workspace == office.stands(live)
    assert read(office) == live.live and office.source.get_stamp().n == n
    assert office.revisions(live) == [("publish", "ada"), ("save", "ada")]


def test_autosave_of_a_draft_stands_beside_it_until_it_is_saved(office: Office) -> None:
    draft = office.create()
    tab = Tab(office, draft)
    tab.autosave(body="Half")
    assert read(office).body == "About *On Time*.\n" and office.stands(draft).text.body == "Half\n"
    saved = tab.save(body="Half a page").workspace
    assert read(office).body == "Half a page\n" and office.stands(draft) == saved and saved.draft is None
    assert [action for action, _ in office.revisions(draft)] == ["save", "save"]


def test_autosave_of_the_same_text_writes_nothing(office: Office) -> None:
    live = office.published()
    tab = Tab(office, live)
    assert tab.autosave().repeated and office.stands(live).draft is None
    first = tab.autosave(body="More").version
    assert tab.autosave(body="More").version == first


def test_autosave_begins_an_article_at_an_address_that_no_title_makes(office: Office) -> None:
    tab = Tab(office)
    form = tab.form
    begun = tab.autosave(title="", body="Only a text").workspace
    assert (begun.live.article_id, begun.live.slug, begun.live.title) == (form, f"draft-{form.lower()}", "Untitled")
    assert (begun.text.title, begun.typed_slug, begun.live.status) == ("", "", "draft")
    assert office.revisions(begun) == []
    saved = tab.save(title="On Time", slug="").workspace
    assert (saved.live.slug, saved.live.title, saved.draft) == ("on-time", "On Time", None)
    assert office.store.holders([begun.live.slug]) == {} and office.service.former_slugs(form, actor=ADA) == ()


def test_autosave_keeps_the_address_that_was_typed(office: Office) -> None:
    tab = Tab(office)
    assert tab.autosave(slug="my-own").workspace.typed_slug == "my-own"
    assert office.stands(tab.stands).typed_slug == "my-own" if tab.stands else False
    assert tab.save(slug="my-own").workspace.live.slug == "my-own"


def test_begun_article_is_published_at_the_address_of_its_title(office: Office) -> None:
    office.published()
    tab = Tab(office)
    begun = tab.autosave(body="More of the same").workspace
    fields = replace(fields_of(begun.text), slug="")
    live = office.service.publish(begun.live.article_id, fields, actor=ADA, expected=tab.version, token=token())
    assert (live.workspace.live.slug, live.workspace.live.status) == ("on-time-2", "published")


@pytest.mark.parametrize("begun", [True, False])
def test_autosave_goes_on_after_a_lost_answer(office: Office, begun: bool) -> None:
    tab = Tab(office, None if begun else office.published())
    form = tab.form
    office.store.loses = LOST
    with pytest.raises(StoreUnavailable):
        tab.autosave(body="One")
    saved = tab.autosave(body="One and two").workspace
    assert saved.text.body == "One and two\n" and (not begun or saved.live.article_id == form)


def test_save_by_hand_goes_on_after_a_lost_autosave(office: Office) -> None:
    tab = Tab(office)
    office.store.loses = LOST
    with pytest.raises(StoreUnavailable):
        tab.autosave(body="One")
    saved = tab.save(body="One and two", slug="").workspace
    assert (saved.live.slug, saved.live.body, saved.draft) == ("on-time", "One and two\n", None)


def test_autosave_goes_on_after_a_lost_save(office: Office) -> None:
    tab = Tab(office, office.create())
    office.store.loses = LOST
    with pytest.raises(StoreUnavailable):
        tab.save(body="By hand")
    assert tab.autosave(body="By hand, and more").workspace.text.body == "By hand, and more\n"
    assert read(office).body == "By hand\n"


def test_autosave_that_was_overtaken_does_not_bring_the_old_text_back(office: Office) -> None:
    live = office.published()
    tab = Tab(office, live)
    late = replace(tab, stands=live)
    tab.n = 5
    tab.autosave(body="Newer")
    with pytest.raises(StaleVersion):
        late.autosave(body="Older")
    assert office.stands(live).text.body == "Newer\n"


def test_autosave_on_what_somebody_else_wrote_is_stale(office: Office) -> None:
    live = office.published()
    mine, theirs = Tab(office, live), Tab(office, live, actor=EDITOR)
    theirs.autosave(body="Theirs")
    with pytest.raises(StaleVersion) as caught:
        mine.autosave(body="Mine")
    assert caught.value.theirs.text.body == "Theirs\n"
    assert caught.value.theirs.draft is not None and caught.value.theirs.draft.saved_by == "emil"


def test_second_tab_of_the_same_author_is_stale_too(office: Office) -> None:
    live = office.published()
    first, second = Tab(office, live), Tab(office, live)
    first.autosave(body="First")
    with pytest.raises(StaleVersion):
        second.autosave(body="Second")


def test_save_over_an_unsaved_text_puts_it_into_the_history(office: Office) -> None:
    live = office.published()
    Tab(office, live, actor=EDITOR).autosave(body="Theirs, never saved by hand")
    stands = office.stands(live)
    fields, aside = replace(fields_of(live.live), body="Merged"), replace(fields_of(live.live), body="Mine alone")
    office.service.save(
        live.live.article_id, fields, actor=ADA, expected=stands.version, token=token(), over=True, aside=aside
    )
    kept = office.service.list_revisions(live.live.article_id, actor=ADA).items
    texts = {office.service.get_revision(live.live.article_id, r.revision_id, actor=ADA).article.body for r in kept[:3]}
    assert texts == {"Merged\n", "Mine alone\n", "Theirs, never saved by hand\n"}
    assert sorted((r.action, r.saved_by) for r in kept[:3]) == [("keep", "ada"), ("keep", "emil"), ("save", "ada")]


def test_kept_text_is_a_revision_and_nothing_else(office: Office) -> None:
    live = office.published()
    Tab(office, live, actor=EDITOR).autosave(body="Theirs")
    before, form = office.stands(live), token()
    mine = replace(fields_of(live.live), body="Mine")
    for repeated in (False, True):
        saved = office.service.keep(live.live.article_id, mine, actor=ADA, token=form)
        assert saved.repeated == repeated
    assert office.stands(live) == before
    kept = office.service.get_revision(live.live.article_id, form, actor=ADA)
    assert (kept.action, kept.article.body) == ("keep", "Mine\n")


@pytest.mark.parametrize("step", ["discard", "restore"])
def test_unsaved_text_that_goes_is_kept(office: Office, step: str) -> None:
    live = office.published()
    Tab(office, live).autosave(body="Never saved")
    stands = office.stands(live)
    if step == "discard":
        office.discard(stands)
    else:
        first = office.service.list_revisions(live.live.article_id, actor=ADA).items[-1]
        office.service.restore(
            live.live.article_id, first.revision_id, actor=ADA, expected=stands.version, token=token()
        )
    kept = [r for r in office.service.list_revisions(live.live.article_id, actor=ADA).items if r.action == "keep"]
    texts = [office.service.get_revision(live.live.article_id, r.revision_id, actor=ADA).article.body for r in kept]
    assert texts == ["Never saved\n"]


def test_tags_that_others_gave_are_not_taken_away_by_an_open_editor(office: Office) -> None:
    live = office.published()
    tab = Tab(office, live)
    tab.autosave(body="Mine")
    office.service.tag(live.live.article_id, add=["Go"], actor=EDITOR, token=token())
    with pytest.raises(StaleVersion):
        tab.autosave(body="Mine, and more")


def test_autosave_asks_for_the_same_rights_as_a_save(office: Office) -> None:
    live = office.published()
    with pytest.raises(NotAllowed):
        Tab(office, live, actor=CONTRIBUTOR).autosave(body="Mine")


def test_text_is_kept_though_the_others_go_on_writing(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    live = office.published()
    theirs, commit = Tab(office, live, actor=EDITOR), office.store.commit

    def commit_late(edit: Edit) -> None:
        monkeypatch.setattr(office.store, "commit", commit)
        theirs.autosave(body="One more word")
        commit(edit)

    monkeypatch.setattr(office.store, "commit", commit_late)
    saved = office.service.keep(
        live.live.article_id, replace(fields_of(live.live), body="Mine"), actor=ADA, token=token()
    )
    assert saved.workspace == office.stands(live) and saved.workspace.text.body == "One more word\n"
    assert [action for action, _ in office.revisions(live)][0] == "keep"


@pytest.mark.parametrize("by_hand", [False, True])
def test_text_that_another_account_autosaved_is_set_aside_when_it_is_replaced(office: Office, by_hand: bool) -> None:
    live = office.published()
    theirs = Tab(office, live).autosave(body="Half a sentence of Ada's").workspace
    editor = Tab(office, theirs, actor=EDITOR)
    after = (editor.save if by_hand else editor.autosave)(body="Other words").workspace
    assert after.text.body == "Other words\n"
    page = office.service.list_revisions(after.live.article_id, actor=EDITOR, size=100)
    (kept,) = [revision for revision in page.items if revision.action == "keep"]
    text = office.service.get_revision(after.live.article_id, kept.revision_id, actor=EDITOR).article
    assert (kept.saved_by, text.body) == ("ada", "Half a sentence of Ada's\n")
    editor.autosave(body="Other words, and more")
    assert office.revisions(live).count(("keep", "ada")) == 1


def test_text_of_another_account_that_stays_is_set_aside_for_pages_that_began_with_it(office: Office) -> None:
    theirs = Tab(office, office.published()).autosave(body="Half a sentence").workspace
    after = Tab(office, theirs, actor=EDITOR).save(body="Half a sentence").workspace
    page = office.service.list_revisions(after.live.article_id, actor=EDITOR, size=100)
    assert [revision.left for revision in page.items if revision.action == "keep"] == [theirs.version]


@pytest.mark.parametrize("by_hand", [False, True])
def test_request_that_comes_upon_an_earlier_one_of_its_page_is_no_conflict(
    office: Office, monkeypatch: pytest.MonkeyPatch, by_hand: bool
) -> None:
    live = office.published()
    tab, commit = Tab(office, live), office.store.commit
    slow = replace(tab)

    def commit_late(edit: Edit) -> None:
        monkeypatch.setattr(office.store, "commit", commit)
        slow.autosave(body="One")
        commit(edit)

    tab.n = 1
    monkeypatch.setattr(office.store, "commit", commit_late)
    (tab.save if by_hand else tab.autosave)(body="One and two")
    assert office.stands(live).text.body == "One and two\n"
