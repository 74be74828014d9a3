"""What becomes of an article that authors write, the same over every store that they write to."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from articles.drafts import NOTHING_YET, Version, fields_of, state_of
from articles.exceptions import ArticleNotFound, StaleVersion
from articles.services.seeding import Seeder
from tests.factories import NOW, make_article, save
from tests.integration.authors import ADA, EDITOR, Office, make_fields, read, token

HOUR = timedelta(hours=1)


def test_create_is_a_draft_with_all_its_fields(office: Office) -> None:
    fields = make_fields(
        slug="an-essay", description="Short", category="code", hero="/media/1.png", canonical_url="https://e.example/",
        published_at=NOW + HOUR, unpublish_at=NOW + 2 * HOUR, tag_labels=("C++", ".NET"), body="Three plain words",
    )  # fmt: skip
    form = token()
    saved = office.service.create(fields, actor=ADA, token=form)
    assert saved.version == Version(1, 0)
    article = read(office, "an-essay")
    assert article == saved.workspace.live
    assert (article.status, article.article_id, article.owner, article.author) == ("draft", form, "ada", "Ada L.")
    assert (article.tags, article.word_count, article.updated_at) == (("cplusplus", "dotnet"), 3, NOW)
    assert article.body == "Three plain words\n"
    assert office.service.open(form, actor=ADA) == saved.workspace


def test_save_of_a_draft_replaces_it(office: Office) -> None:
    first = office.create(published_at=NOW + HOUR)
    second = office.save(first, title="Another", tag_labels=("Go",), published_at=None)
    assert second.version == Version(2, 0)
    assert read(office) == second.live
    assert (second.live.title, second.live.published_at, second.live.status) == ("Another", None, "draft")
    assert office.source.get_stamp().n == 0


def test_publish_shows_it_to_readers_from_now_on(office: Office) -> None:
    live = office.published()
    article = read(office)
    assert article == live.live
    assert (article.status, article.published_at, article.updated_at) == ("published", NOW + HOUR / 60, NOW + HOUR / 60)
    assert office.source.get_stamp().ring[-1].visible_from == article.published_at


def test_publish_without_a_save_before_is_one_save(office: Office) -> None:
    form = token()
    saved = office.service.publish(None, make_fields(), actor=ADA, expected=NOTHING_YET, token=form)
    assert (saved.version, read(office).status, read(office).published_at) == (Version(1, 0), "published", NOW)
    assert office.revisions(saved.workspace) == [("publish", "ada")]
    assert office.source.get_stamp().n == 1


def test_publish_with_a_date_ahead_schedules(office: Office) -> None:
    live = office.publish(office.create(), published_at=NOW + HOUR).live
    assert (state_of(live, NOW), state_of(live, NOW + HOUR)) == ("scheduled", "published")
    assert (read(office).visible_at(NOW), read(office).visible_at(NOW + HOUR)) == (False, True)


def test_publish_with_an_end_archives_itself(office: Office) -> None:
    live = office.publish(office.create(), unpublish_at=NOW + HOUR)
    assert not office.service.archive_expired(live.live.article_id)
    office.clock.advance(3600)
    assert state_of(read(office), office.clock.now()) == "archived"
    assert office.service.archive_expired(live.live.article_id)
    assert (read(office).status, read(office).version) == ("archived", 3)
    assert not office.service.archive_expired(live.live.article_id)


def test_archived_article_is_saved_in_place_and_published_again(office: Office) -> None:
    live = office.publish(office.create(), unpublish_at=NOW + HOUR)
    office.clock.advance(3600)
    office.service.archive_expired(live.live.article_id)
    saved = office.save(office.stands(live), title="Once more", unpublish_at=None)
    assert (saved.live.status, saved.draft, read(office).title) == ("archived", None, "Once more")
    again = office.publish(saved).live
    assert (again.status, again.published_at, again.unpublish_at) == ("published", live.live.published_at, None)


def test_publish_again_keeps_the_date_and_says_when_it_changed(office: Office) -> None:
    live = office.published()
    again = office.publish(live, title="Better").live
    assert again.published_at == live.live.published_at
    assert again.updated_at == office.clock.now()
    assert office.publish(office.stands(live), published_at=None).live.published_at == live.live.published_at


def test_publish_a_form_that_shows_minutes_keeps_the_seconds(office: Office) -> None:
    live = office.publish(office.create(), published_at=NOW + timedelta(seconds=17))
    assert office.publish(live, published_at=NOW).live.published_at == NOW + timedelta(seconds=17)


def test_publish_earlier_than_scheduled_comes_out_now(office: Office) -> None:
    scheduled = office.publish(office.create(), published_at=NOW + 24 * HOUR)
    assert office.publish(scheduled, published_at=None).live.published_at == office.clock.now()


def test_save_of_what_is_live_is_for_authors_only(office: Office) -> None:
    live = office.published()
    stamp = office.source.get_stamp()
    worked = office.save(live, title="Draft title", tag_labels=("Go",), body="New words.")
    assert office.stands(live) == worked
    assert (worked.text.title, worked.live, worked.version.live) == ("Draft title", live.live, live.version.live)
    assert read(office) == live.live
    assert office.source.get_stamp() == stamp
    again = office.save(worked, title="Another")
    assert again.version == Version(worked.version.live, worked.version.draft + 1)
    assert again.text.body == "New words.\n"


def test_publish_puts_the_working_copy_in_place(office: Office) -> None:
    worked = office.save(office.published(), title="Draft title", tag_labels=("Go",))
    live = office.publish(worked)
    assert (live.draft, live.live.title, live.live.tags) == (None, "Draft title", ("go",))
    assert office.stands(live) == live
    assert read(office) == live.live


def test_discard_goes_back_to_what_is_live(office: Office) -> None:
    live = office.published()
    worked = office.save(live, title="Draft title")
    assert office.discard(worked) == live
    assert office.stands(live) == live
    assert office.discard(live) == live  # there is none to drop


def test_working_copy_after_a_discard_is_another_one(office: Office) -> None:
    live = office.published()
    dropped = office.save(live, title="Dropped")
    office.discard(dropped)
    theirs = office.save(live, title="Theirs")
    with pytest.raises(StaleVersion):
        office.save(dropped, title="Mine")
    assert office.stands(live) == theirs


def test_unpublish_takes_it_from_readers_and_keeps_its_date(office: Office) -> None:
    live = office.published()
    hidden = office.unpublish(live)
    article = read(office)
    assert (article.status, article.published_at, hidden.version) == ("draft", live.live.published_at, Version(3, 0))
    assert office.source.get_stamp().ring[-1].visible_from is None
    assert office.publish(hidden).live.published_at == live.live.published_at


def test_unpublish_keeps_the_working_copy_until_it_is_saved(office: Office) -> None:
    worked = office.save(office.published(), title="Draft title")
    hidden = office.unpublish(worked)
    assert (hidden.text.title, hidden.text.status, hidden.live.title) == ("Draft title", "draft", "On Time")
    assert office.stands(hidden) == hidden
    saved = office.save(hidden, body="More.")
    assert (saved.draft, saved.live.title, read(office).title) == (None, "Draft title", "Draft title")


def test_unpublish_a_draft_does_nothing(office: Office) -> None:
    draft = office.create()
    assert office.unpublish(draft) == draft


def test_tag_reaches_readers_and_the_working_copy(office: Office) -> None:
    worked = office.save(office.published(tag_labels=("C++", "Go")), title="Worked on", tag_labels=("C++",))
    form = token()
    tagged = office.service.tag(worked.live.article_id, add=["Rust"], remove=["go"], actor=ADA, token=form)
    assert office.stands(worked) == tagged.workspace
    assert (tagged.workspace.live.tag_labels, tagged.workspace.text.tag_labels) == (("C++", "Rust"),) * 2
    assert (read(office).title, read(office).tags, tagged.workspace.text.title) == (
        "On Time", ("cplusplus", "rust"), "Worked on",
    )  # fmt: skip
    assert office.source.get_stamp().ring[-1].tags == ("cplusplus", "go", "rust")
    assert read(office).updated_at == worked.live.updated_at
    with pytest.raises(StaleVersion):
        office.save(worked, title="Without them")
    assert office.service.tag(worked.live.article_id, add=["rust"], actor=ADA, token=token()).repeated
    assert office.service.tag(worked.live.article_id, add=["Rust"], remove=["go"], actor=ADA, token=form).repeated


def test_revisions_are_listed_newest_first_by_pages(office: Office) -> None:
    stands = office.published()
    for title in ("One", "Two"):
        stands = office.save(stands, title=title)
    stands = office.discard(stands)
    article_id = stands.live.article_id
    first = office.service.list_revisions(article_id, actor=ADA, size=3)
    rest = office.service.list_revisions(article_id, actor=ADA, below=first.older, size=3)
    shown = [*first.items, *rest.items]
    assert [revision.action for revision in shown] == ["discard", "save", "save", "publish", "save"]
    assert [revision.article.title for revision in shown] == ["On Time", "Two", "One", "On Time", "On Time"]
    assert (len(first.items), rest.older, {revision.article.body for revision in shown}) == (3, None, {""})


def test_revision_is_read_whole(office: Office) -> None:
    stands = office.create(body="First words.")
    (listed,) = office.service.list_revisions(stands.live.article_id, actor=ADA).items
    revision = office.service.get_revision(stands.live.article_id, listed.revision_id, actor=ADA)
    assert (revision.article, revision.saved_at, revision.saved_by) == (stands.live, NOW, "ada")


def test_restore_saves_an_earlier_text_anew(office: Office) -> None:
    first = office.create(body="First words.", tag_labels=("Go",))
    second = office.save(first, title="Second", body="Second words.", slug="elsewhere")
    article_id = first.live.article_id
    restored = office.service.restore(
        article_id, article_id, actor=ADA, expected=second.version, token=token()
    ).workspace
    assert read(office, "elsewhere") == restored.live
    assert (restored.live.title, restored.live.body, restored.live.version) == ("On Time", "First words.\n", 3)
    assert office.revisions(first)[0] == ("restore", "ada")


def test_restore_of_what_is_live_goes_to_the_working_copy(office: Office) -> None:
    first = office.create()
    live = office.publish(first, title="Second")
    article_id = first.live.article_id
    restored = office.service.restore(article_id, article_id, actor=ADA, expected=live.version, token=token())
    assert (restored.workspace.text.title, read(office).title) == ("On Time", "Second")
    assert restored.workspace.text.published_at == live.live.published_at


@pytest.mark.parametrize("article_id", ["01JZZZZZZZZZZZZZZZZZZZZZZZ", "", "a b", "x" * 3000, "a#b"])
def test_open_what_is_not_there_is_a_miss(office: Office, article_id: str) -> None:
    with pytest.raises(ArticleNotFound):
        office.service.open(article_id, actor=EDITOR)
    stands = office.create()
    with pytest.raises(ArticleNotFound):
        office.service.get_revision(stands.live.article_id, article_id, actor=ADA)


def test_seed_over_a_working_copy_makes_its_next_save_stale(office: Office) -> None:
    seeded = save(office.repository, make_article("one"))
    worked = office.save(office.service.open("id-of-one", actor=EDITOR), actor=EDITOR, title="Draft title")
    save(office.repository, make_article("one", title="From the file"))
    with pytest.raises(StaleVersion) as refusal:
        office.save(worked, actor=EDITOR, title="Mine")
    theirs = refusal.value.theirs
    assert (theirs.live.title, theirs.text.title, theirs.live.version) == ("From the file", "Draft title", 2)
    assert office.publish(theirs, actor=EDITOR).live.title == "Draft title"
    assert seeded.owner == ""


def test_seed_leaves_alone_what_was_written_in_the_product(office: Office, tmp_path: Path) -> None:
    (tmp_path / "on-time.md").write_text("---\ntitle: From a file\ndate: 2026-01-01\n---\nWords.\n")

    def seed(*, force: bool = False) -> str:
        seeder = Seeder(office.repository, clock=office.clock.now, time_zone=ZoneInfo("UTC"), force=force)
        (outcome,) = seeder.seed([tmp_path / "on-time.md"])
        return outcome.state

    live = office.published()
    assert seed() == "skipped"
    assert office.stands(live) == live
    assert seed(force=True) == "updated"
    forced = office.stands(live)
    assert (forced.live.title, forced.live.owner, forced.live.was_published) == ("From a file", "ada", True)
    assert seed() == "unchanged"
    office.publish(office.save(forced, title="Ours"))
    assert seed() == "skipped"


def test_has_articles_when_only_a_draft_was_saved(office: Office) -> None:
    assert not office.repository.has_articles()
    office.create()
    assert office.repository.has_articles()


def test_fields_of_an_article_make_it_again(office: Office) -> None:
    stands = office.published(description="Short", tag_labels=("C++", "Go"))
    again = office.save(stands).text
    assert fields_of(again) == fields_of(stands.live)
