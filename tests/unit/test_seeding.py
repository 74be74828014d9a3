from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from articles.exceptions import ArticleConflict, StoreUnavailable
from articles.folders import find_documents
from articles.services.seeding import Outcome, Seeder
from articles.stores.memory import MemoryStore
from tests.factories import FakeClock, save

TEXT = "---\ntitle: {title}\ndate: 2026-01-01\ntags: [{tag}]\n---\nBody.\n"


class Desk:
    """A folder of files and a store to seed them into."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clock = FakeClock()
        self.store = MemoryStore(self.clock.now)

    def write(self, name: str = "one.md", title: str = "T", tag: str = "Go") -> Path:
        path = self.folder / name
        path.write_text(TEXT.format(title=title, tag=tag))
        return path

    def seed(self, **options: Any) -> list[Outcome]:
        seeder = Seeder(self.store, clock=self.clock.now, time_zone=ZoneInfo("UTC"), **options)
        return list(seeder.seed(find_documents([self.folder]).files))

    def states(self, **options: Any) -> list[str]:
        return [outcome.state for outcome in self.seed(**options)]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_seed_new_file_is_created(desk: Desk) -> None:
    path = desk.write()
    assert desk.seed() == [Outcome(str(path), "one", "created")]
    found = desk.store.get_article("one")
    assert found is not None
    assert (found.title, found.version, len(found.article_id)) == ("T", 1, 26)
    assert found.checksum == found.source_checksum != ""


def test_seed_again_changes_nothing_and_moves_no_stamp(desk: Desk) -> None:
    desk.write()
    desk.seed()
    stamp = desk.store.get_stamp()
    assert desk.states() == ["unchanged"]
    assert desk.store.get_stamp() == stamp


def test_seed_file_that_was_touched_only_is_unchanged(desk: Desk) -> None:
    desk.write()
    desk.seed()
    text = TEXT.format(title="T", tag="Go")
    (desk.folder / "one.md").write_text(text.replace("title: T", "title:   'T'") + "\n\n")
    assert desk.states() == ["unchanged"]


def test_seed_what_a_file_puts_in_the_trash_goes_from_there_in_time(desk: Desk) -> None:
    path = desk.write()
    path.write_text(path.read_text().replace("date:", "status: trashed\ndate:"))
    desk.seed()
    trashed = desk.store.get_article("one")
    assert trashed and trashed.purge_at == desk.clock.now() + timedelta(days=30)
    desk.clock.advance(86400)
    desk.write(title="Another")
    path.write_text(path.read_text().replace("date:", "status: trashed\ndate:"))
    assert desk.states() == ["updated"]
    again = desk.store.get_article("one")
    assert again and again.purge_at == trashed.purge_at


@pytest.mark.parametrize("force", [True, False])
def test_seed_waits_for_what_is_leaving_the_trash(desk: Desk, force: bool) -> None:
    path = desk.write()
    path.write_text(path.read_text().replace("date:", "status: trashed\ndate:"))
    desk.seed()
    desk.clock.advance(30 * 86400)
    desk.write()
    (outcome,) = desk.seed(force=force)
    assert outcome.state == "skipped" and "manage.py purge" in outcome.reason


def test_seed_changed_file_is_updated_and_keeps_its_id(desk: Desk) -> None:
    desk.write()
    desk.seed()
    before = desk.store.get_article("one")
    desk.write(title="New")
    assert desk.states() == ["updated"]
    after = desk.store.get_article("one")
    assert before is not None
    assert after is not None
    assert (after.title, after.version, after.article_id) == ("New", 2, before.article_id)


def test_seed_change_names_the_tags_before_and_after(desk: Desk) -> None:
    desk.write(tag="Go")
    desk.seed()
    desk.write(tag="Rust")
    desk.seed()
    assert desk.store.get_stamp().ring[-1].tags == ("go", "rust")


def edit_in_the_product(desk: Desk) -> None:
    article = desk.store.get_article("one")
    assert article is not None
    save(desk.store, replace(article, title="Edited", checksum="of the edit"))


@pytest.mark.parametrize("file_changed", [True, False])
def test_seed_article_edited_in_the_product_is_left_alone(desk: Desk, file_changed: bool) -> None:
    desk.write()
    desk.seed()
    edit_in_the_product(desk)
    if file_changed:
        desk.write(title="New")
    outcome = desk.seed()[0]
    assert (outcome.state, "--force" in outcome.reason) == ("skipped", True)
    article = desk.store.get_article("one")
    assert article is not None
    assert article.title == "Edited"


def test_seed_force_overwrites_an_edit(desk: Desk) -> None:
    desk.write()
    desk.seed()
    edit_in_the_product(desk)
    assert desk.states(force=True) == ["updated"]
    assert desk.states() == ["unchanged"]


def test_seed_force_leaves_alone_what_is_the_same(desk: Desk) -> None:
    desk.write()
    desk.seed()
    stamp = desk.store.get_stamp()
    assert desk.states(force=True) == ["unchanged"]
    assert desk.store.get_stamp() == stamp


def test_seed_dry_run_says_the_same_and_writes_nothing(desk: Desk) -> None:
    desk.write()
    assert desk.states(dry_run=True) == ["created"]
    assert desk.store.get_article("one") is None
    desk.seed()
    desk.write(title="New")
    stamp = desk.store.get_stamp()
    assert desk.states(dry_run=True) == ["updated"]
    assert desk.store.get_stamp() == stamp


def test_seed_bad_file_is_named_and_the_others_go_on(desk: Desk) -> None:
    desk.write("a.md")
    (desk.folder / "b.md").write_text("---\ntitle:\ndate: 2026-01-01\n---\n")
    desk.write("c.md")
    outcomes = desk.seed()
    assert [outcome.state for outcome in outcomes] == ["created", "failed", "created"]
    assert outcomes[1].reason.startswith(f"{desk.folder / 'b.md'}:2: title: is missing")


def test_seed_second_file_of_a_slug_fails_and_names_the_first(desk: Desk) -> None:
    (desk.folder / "sub").mkdir()
    first, second = desk.write("one.md"), desk.write("sub/one.md", title="Other")
    outcomes = desk.seed()
    assert [outcome.state for outcome in outcomes] == ["created", "failed"]
    reason = f"the slug 'one' is taken by {first}; give one of them a line like `slug: another`"
    assert outcomes[1].reason == f"{second}: {reason}"


def test_seed_notices_come_with_the_outcome(desk: Desk) -> None:
    (desk.folder / "one.md").write_text("---\ntitle: T\nlayout: x\ndescripton: y\ndate: 2026-01-01\n---\n")
    outcome = desk.seed()[0]
    assert "the key 'descripton' is not known and only kept; did you mean 'description'?" in outcome.notices[0]
    assert outcome.kept == ("layout", "descripton")


def test_seed_conflict_fails_that_file_alone(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.write("a.md")
    desk.write("b.md")
    save_really = desk.store.save

    def save_or_conflict(article: Any, **options: Any) -> Any:
        if article.slug == "a":
            raise ArticleConflict("a", "the slug is taken")
        return save_really(article, **options)

    monkeypatch.setattr(desk.store, "save", save_or_conflict)
    outcomes = desk.seed()
    assert [outcome.state for outcome in outcomes] == ["failed", "created"]
    assert outcomes[0].reason == f"{desk.folder / 'a.md'}: the slug is taken"


def test_seed_store_away_raises(desk: Desk) -> None:
    desk.write()
    desk.store.down = True
    with pytest.raises(StoreUnavailable):
        desk.seed()


def test_seed_few_files_are_announced_one_by_one(desk: Desk) -> None:
    for number in range(20):
        desk.write(f"{number}.md")
    desk.seed()
    assert (desk.store.get_stamp().n, "announce" in desk.store.calls) == (20, False)


def test_seed_many_files_are_announced_in_bulk_and_all_of_them(desk: Desk) -> None:
    for number in range(45):
        desk.write(f"{number}.md")
    desk.seed()
    assert desk.store.get_stamp().n == 45
    assert desk.store.calls.count("announce") < 10


def test_seed_stopped_half_way_has_announced_what_it_wrote(desk: Desk) -> None:
    for number in range(30):
        desk.write(f"{number:02d}.md")
    files = find_documents([desk.folder]).files
    seeding = Seeder(desk.store, clock=desk.clock.now, time_zone=ZoneInfo("UTC")).seed(files)
    for _ in range(5):
        next(seeding)
    seeding.close()  # type: ignore[attr-defined]
    assert [change.slug for change in desk.store.get_stamp().ring] == ["00", "01", "02", "03", "04"]


def test_find_documents_are_in_order_and_nothing_else(desk: Desk) -> None:
    (desk.folder / "sub").mkdir()
    for name in ("b.md", "a.md", "sub/c.md", "notes.txt"):
        desk.write(name)
    single = desk.write("z.text")
    found = [path.relative_to(desk.folder).as_posix() for path in find_documents([desk.folder, single]).files]
    assert found == ["a.md", "b.md", "sub/c.md", "z.text"]


def test_find_documents_folder_with_the_name_of_a_file_is_no_file(desk: Desk) -> None:
    (desk.folder / "folder.md").mkdir()
    assert find_documents([desk.folder]).files == []


def test_find_documents_that_are_missing_are_named(desk: Desk) -> None:
    with pytest.raises(FileNotFoundError, match=r"missing.md"):
        find_documents([desk.folder / "missing.md"])
