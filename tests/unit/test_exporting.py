"""What an export takes, what it replaces, and what it refuses to touch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from articles.domain import STATUSES, Article, Broken
from articles.exceptions import StoreUnavailable
from articles.folders import MANIFEST, find_documents
from articles.services.exporting import Exported, Exporter, ExportRefused
from articles.services.seeding import Seeder
from articles.stores.export import FolderExport
from articles.stores.memory import MemoryStore
from tests.factories import NEW_YEAR, NOW, FakeClock, make_article, save

UTC_ZONE = ZoneInfo("UTC")
DAY = timedelta(days=1)
FOREIGN = "---\ntitle: By hand\ndate: 2026-01-01\n---\nTheirs.\n"


class Archive(MemoryStore):
    """A store with articles that cannot be read, and one that may go away in the middle."""

    broken: tuple[str, ...] = ()
    answers = 1000

    def read_all(self, statuses: Sequence[str]) -> Iterator[Article | Broken]:
        broken = (Broken(slug, "no title") for slug in self.broken)
        whole = (article for article in super().read_all(statuses) if article.slug not in self.broken)
        for number, found in enumerate([*broken, *whole]):
            if number >= self.answers:
                raise StoreUnavailable(self.name, "gone")
            yield found


class Desk:
    """A store and a folder to export it to."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clock = FakeClock()
        self.store = Archive(self.clock.now)

    def save(self, *articles: Article) -> None:
        for article in articles:
            save(self.store, article)

    def remove(self, slug: str) -> None:
        del self.store._articles[slug]

    def export(self, *, everything: bool = False, force: bool = False) -> list[Exported]:
        """As the command does it; what went is in `gone`."""
        with FolderExport(self.folder) as target:
            exporter = Exporter(self.store, target, clock=self.clock.now, time_zone=UTC_ZONE)
            done = list(exporter.write(everything=everything))
            self.gone, self.kept = exporter.commit(force=force)
        return done

    def refused(self, **options: bool) -> list[str]:
        """The reasons; nothing may have changed."""
        before = self.contents()
        with pytest.raises(ExportRefused) as caught:
            self.export(**options)
        assert self.contents() == before
        assert [path for path in self.folder.parent.iterdir() if path != self.folder] == []
        return caught.value.reasons

    def seed(self) -> dict[str, str]:
        seeder = Seeder(self.store, clock=self.clock.now, time_zone=UTC_ZONE)
        return {outcome.slug: outcome.state for outcome in seeder.seed(find_documents([self.folder]).files)}

    def contents(self) -> dict[str, bytes]:
        files = (path for path in self.folder.rglob("*") if path.is_file())
        return {path.relative_to(self.folder).as_posix(): path.read_bytes() for path in files}

    def names(self) -> list[str]:
        return sorted(name for name in self.contents() if name != MANIFEST)

    def write(self, name: str, text: str = FOREIGN) -> None:
        (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / name).write_text(text)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "out")


def of_every_kind() -> list[Article]:
    return [
        make_article("seen"),
        make_article("scheduled", published_at=NOW + DAY),
        make_article("expired", unpublish_at=NOW - DAY),
        make_article("expires", unpublish_at=NOW + DAY),
        make_article("no-date", status="draft", published_at=None, updated_at=None),
        *(make_article(status, status=status) for status in STATUSES),
    ]


def test_export_takes_what_readers_see(desk: Desk) -> None:
    desk.save(*of_every_kind())
    done = desk.export()
    assert sorted(each.slug for each in done) == ["expires", "published", "seen"]
    assert desk.names() == ["expires.md", "published.md", "seen.md"]


def test_export_of_everything_takes_all(desk: Desk) -> None:
    desk.save(*of_every_kind())
    done = desk.export(everything=True)
    assert [each for each in done if each.problem or not each.done] == []
    assert desk.names() == sorted(f"{article.slug}.md" for article in of_every_kind())
    assert {each.slug: each.status for each in done}["archived"] == "archived"


def test_export_of_everything_leaves_out_what_is_leaving_the_trash(desk: Desk) -> None:
    for slug, purge_at in (("over", NOW - DAY), ("young", NOW + DAY)):
        desk.save(make_article(slug, status="trashed", purge_at=purge_at))
    desk.export(everything=True)
    assert desk.names() == ["young.md"]


def test_export_follows_the_clock(desk: Desk) -> None:
    desk.save(*of_every_kind())
    desk.export()
    desk.clock.advance(2 * DAY.total_seconds())
    desk.export()
    assert desk.names() == ["published.md", "scheduled.md", "seen.md"]
    assert desk.gone == ["expires.md"]


@pytest.mark.parametrize("everything", [False, True])
def test_export_again_gives_the_same_bytes(desk: Desk, everything: bool) -> None:
    desk.save(*of_every_kind())
    desk.export(everything=everything)
    before = desk.contents()
    desk.export(everything=everything)
    assert (desk.contents(), desk.gone) == (before, [])


def test_export_is_seeded_as_what_it_was(desk: Desk) -> None:
    desk.save(*of_every_kind())
    desk.export(everything=True)
    assert set(desk.seed().values()) == {"unchanged"}
    others = Desk(desk.folder)
    assert set(others.seed().values()) == {"created"}
    before = desk.contents()
    others.export(everything=True)
    assert desk.contents() == before


def test_export_of_nothing_leaves_the_manifest_alone(desk: Desk) -> None:
    assert desk.export() == []
    assert list(desk.contents()) == [MANIFEST]


def test_removed_articles_files_go(desk: Desk) -> None:
    desk.save(make_article("a"), make_article("b"), make_article("index"))
    desk.export()
    desk.remove("a")
    desk.remove("index")
    desk.export()
    assert (desk.names(), desk.gone) == (["b.md"], ["a.md", "index_.md"])


def test_removed_articles_file_that_was_edited_stays(desk: Desk) -> None:
    desk.save(make_article("a"), make_article("b"))
    desk.export()
    desk.write("a.md")
    desk.remove("a")
    desk.export()
    assert (desk.names(), desk.gone, desk.kept) == (["a.md", "b.md"], [], ["a.md"])


def test_files_of_others_stay(desk: Desk) -> None:
    desk.save(make_article("a"))
    names = ["about.md", "no-article.md", "pictures/a.png", "sub/other.md", "_index.md", "notes.txt"]
    for name in names:
        desk.write(name, "No head.\n" if name == "no-article.md" else FOREIGN)
    desk.export()
    desk.export()
    assert desk.names() == sorted(["a.md", *names])


# Files in the way


def test_file_that_was_edited_and_not_seeded_is_not_replaced(desk: Desk) -> None:
    desk.save(make_article("a"), make_article("b"))
    desk.export()
    desk.write("a.md")
    assert desk.refused() == ["a.md would be replaced, and holds what was not seeded: seed it, or --force it"]


def test_file_that_was_edited_and_seeded_is_replaced(desk: Desk) -> None:
    desk.save(make_article("a"))
    desk.export()
    before = desk.contents()["a.md"]
    desk.write("a.md", before.decode().replace("An article", "A better title").replace("---\n", "---\n# comment\n", 1))
    assert desk.seed() == {"a": "updated"}
    desk.export()
    assert b"title: A better title" in desk.contents()["a.md"] and b"comment" not in desk.contents()["a.md"]


def test_file_that_was_seeded_is_replaced_though_the_product_edited_since(desk: Desk) -> None:
    desk.write("a.md")
    assert desk.seed() == {"a": "created"}
    seeded = desk.store.get_article("a")
    assert seeded is not None
    desk.save(replace(seeded, title="In the product", checksum="of the product"))
    desk.export()
    assert b"title: In the product" in desk.contents()["a.md"]


@pytest.mark.parametrize("text", ["No head.\n", "---\ntitle: [\n---\n", "---\ntitle: T\n---\n", ""])
def test_file_that_is_no_article_is_not_replaced(desk: Desk, text: str) -> None:
    desk.save(make_article("a"))
    desk.write("a.md", text)
    assert desk.refused() == ["a.md would be replaced, and is no article: move it away, or --force it"]


def test_folder_and_link_with_the_name_of_an_article_are_not_replaced(desk: Desk) -> None:
    desk.save(make_article("a"), make_article("b"))
    desk.write("a.md/x")
    (desk.folder / "b.md").symlink_to("nowhere")
    reason = "would be replaced, and is no article: move it away, or --force it"
    assert desk.refused() == [f"a.md {reason}", f"b.md {reason}"]
    assert (desk.folder / "b.md").is_symlink()


def test_every_reason_is_named(desk: Desk) -> None:
    desk.save(make_article("a"), make_article("b"))
    for name in ("a.md", "b.md"):
        desk.write(name)
    desk.write("c.md", FOREIGN.replace("title", "slug: a\ntitle"))
    assert [reason.split()[0] for reason in desk.refused()] == ["a.md", "b.md", "c.md"]


def test_force_replaces_what_was_edited(desk: Desk) -> None:
    desk.save(make_article("a"), make_article("b"))
    desk.export()
    before = desk.contents()
    desk.write("a.md")
    desk.write("b.md", "No head.\n")
    desk.export(force=True)
    assert desk.contents() == before


# What goes wrong


def test_broken_article_keeps_its_earlier_file(desk: Desk) -> None:
    desk.save(make_article("a"), make_article("b"))
    desk.export()
    before = desk.contents()
    desk.store.broken = ("a", "c")
    problems = {each.slug: each.problem for each in desk.export() if not each.done}
    assert problems == {
        "a": "the table's item cannot be read (no title); the file of the last export stays",
        "c": "the table's item cannot be read (no title); it is left out",
    }
    assert (desk.contents(), desk.gone) == (before, [])


def test_broken_articles_file_that_was_edited_stays(desk: Desk) -> None:
    desk.save(make_article("a"))
    desk.export()
    desk.write("a.md")
    desk.store.broken = ("a",)
    (problem,) = desk.export()
    assert problem.problem.endswith("it is left out")
    assert desk.contents()["a.md"] == FOREIGN.encode()


@pytest.mark.parametrize("answers", [0, 1, 2])
def test_store_that_goes_away_leaves_the_folder(desk: Desk, answers: int) -> None:
    desk.save(make_article("a"), make_article("b"), make_article("c"))
    desk.export()
    before = desk.contents()
    desk.save(make_article("a", title="New"))
    desk.store.answers = answers
    with pytest.raises(StoreUnavailable):
        desk.export()
    assert desk.contents() == before


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"title": "a\x1bb"}, "its file could not be seeded: a.md:2: title: holds the control character U+001B"),
        ({"title": ""}, "its file could not be seeded: a.md:1: title: is missing"),
        ({"title": "two  spaces"}, "its file does not read back as it was: title"),
        ({"body": "a\rb\n", "author": " A"}, "its file does not read back as it was: author, body"),
        ({"extra": "title: Other\n"}, "its file could not be seeded: a.md:"),
        ({"published_at": None}, "its file could not be seeded: a.md:1: date: is missing"),
    ],
)
def test_article_that_would_not_come_back_is_written_and_named(
    desk: Desk, changes: dict[str, str], problem: str
) -> None:
    desk.save(make_article("a", **changes))
    if "published_at" in changes:
        (each,) = desk.export(everything=True)
    else:
        (each,) = desk.export()
    assert each.done and each.problem.startswith(problem)
    assert desk.names() == ["a.md"]


@pytest.mark.parametrize("body", ["", "\n\nWords", "Words\n\n\n", "Words"])
def test_blank_lines_around_a_body_are_no_problem(desk: Desk, body: str) -> None:
    desk.save(make_article("a", body=body))
    (each,) = desk.export()
    assert each.problem == ""


@pytest.mark.parametrize("text", ["2026-01-01", "Jan 1, 2026"])
def test_text_of_a_date_that_changed_since_is_no_problem(desk: Desk, text: str) -> None:
    desk.save(make_article("a", published_at=NEW_YEAR + DAY, date_texts=(("date", text),)))
    (each,) = desk.export()
    assert each.problem == ""
    assert text.encode() not in desk.contents()["a.md"]
