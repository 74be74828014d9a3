"""What Hugo, Jekyll and Astro call our keys, which of two spellings counts, and dates as people write them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml

from articles.documents import parse_document
from articles.domain import Article
from articles.exceptions import InvalidContent
from articles.frontmatter import Parsed

BERLIN = ZoneInfo("Europe/Berlin")
UTC_ZONE = ZoneInfo("UTC")


def read(*lines: str, time_zone: ZoneInfo = UTC_ZONE, usual: bool = True) -> Parsed:
    """A title and a date stand there unless `usual` is off."""
    head = [*lines, *(["title: T", "date: 2026-05-31"] if usual else [])]
    return parse_document("\n".join(["---", *head, "---", "Body."]), path="f.md", time_zone=time_zone)


def article(*lines: str, **options: Any) -> Article:
    return read(*lines, **options).article


def bare(*lines: str, **options: Any) -> Article:
    return read("title: T", *lines, usual=False, **options).article


def complaint(*lines: str, **options: Any) -> str:
    with pytest.raises(InvalidContent) as caught:
        read(*lines, **options)
    return str(caught.value)


def on(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, tzinfo=UTC)


@pytest.mark.parametrize(
    ("line", "field", "expected"),
    [
        ("summary: Some words", "description", "Some words"),
        ("excerpt: Some words", "description", "Some words"),
        ("subtitle: Some words", "description", "Some words"),
        ("authors: [Ada, Grace]", "author", "Ada, Grace"),
        ("authors: Ada", "author", "Ada"),
        ("categories: [Notes]", "category", "Notes"),
        ("categories: Notes", "category", "Notes"),
        ("tag: Go", "tag_labels", ("Go",)),
        ("heroImage: /a.png", "hero", "/a.png"),
        ("image: /a.png", "hero", "/a.png"),
        ("cover: /a.png", "hero", "/a.png"),
        ("cover_image: /a.png", "hero", "/a.png"),
        ("thumbnail: /a.png", "hero", "/a.png"),
        ("canonicalURL: https://a.example/b", "canonical_url", "https://a.example/b"),
        ("lastmod: 2026-06-01", "updated_at", on(2026, 6, 1)),
        ("updatedDate: 2026-06-01", "updated_at", on(2026, 6, 1)),
        ("last_modified_at: 2026-06-01", "updated_at", on(2026, 6, 1)),
        ("modDatetime: 2026-06-01", "updated_at", on(2026, 6, 1)),
        ("expiryDate: 2027-01-01", "unpublish_at", on(2027, 1, 1)),
        ("draft: true", "status", "draft"),
        ("draft: false", "status", "published"),
        ("draft: True", "status", "draft"),
        ("published: false", "status", "draft"),
        ("published: true", "status", "published"),
    ],
)
def test_spelling_of_others_is_ours(line: str, field: str, expected: object) -> None:
    found = read(line)
    assert getattr(found.article, field) == expected
    assert (found.notices, found.kept, found.article.extra) == ((), (), "")


@pytest.mark.parametrize(
    "key", ["date", "Date", "DATE", "pubDate", "pubdate", "publishDate", "pubDatetime", "published_at", "publishedAt"]
)
def test_date_it_comes_out_has_many_names(key: str) -> None:
    assert bare(f"{key}: 2026-05-31").published_at == on(2026, 5, 31)


@pytest.mark.parametrize("key", ["title", "Title", "TITLE", "tItLe"])
def test_case_of_a_key_makes_no_difference(key: str) -> None:
    assert read(f"{key}: A title", "Date: 2026-05-31", usual=False).article.title == "A title"


@pytest.mark.parametrize(
    "line", ["Summary: S", "SUMMARY: S", "LastMod: 2026-06-01", "HeroImage: /a.png", "DRAFT: true"]
)
def test_case_of_others_keys_makes_no_difference(line: str) -> None:
    assert read(line).kept == ()


def test_publish_date_counts_before_date_and_that_is_said() -> None:
    found = read("publishDate: 2026-07-01")
    assert found.article.published_at == on(2026, 7, 1)
    assert found.notices == ("f.md:4: the key 'date' was left out, since 'publishDate' says when it comes out",)
    assert (found.kept, found.article.extra) == ((), "")


@pytest.mark.parametrize("empty", ["", "~", "''"])
def test_publish_date_that_says_nothing_does_not_count(empty: str) -> None:
    found = read(f"publishDate: {empty}")
    assert (found.article.published_at, found.notices, found.kept) == (on(2026, 5, 31), (), ())


@pytest.mark.parametrize(
    ("lines", "field", "expected", "kept"),
    [
        (["description: D", "summary: S"], "description", "D", ("summary",)),
        (["summary: S", "description: D"], "description", "D", ("summary",)),
        (["excerpt: E", "summary: S"], "description", "S", ("excerpt",)),
        (["description: ''", "summary: S"], "description", "S", ()),
        (["author: A", "authors: [B]"], "author", "A", ("authors",)),
        (["category: C", "categories: [D, E]"], "category", "C", ("categories",)),
        (["tags: [A]", "tag: B"], "tag_labels", ("A",), ("tag",)),
        (["hero: /h.png", "image: /i.png"], "hero", "/h.png", ("image",)),
        (["updated: 2026-06-01", "lastmod: 2026-06-02"], "updated_at", on(2026, 6, 2), ("updated",)),
        (["unpublish_at: 2027-01-01", "expiryDate: 2027-01-02"], "unpublish_at", on(2027, 1, 2), ("unpublish_at",)),
    ],
)
def test_of_two_spellings_one_counts_and_the_other_is_kept(
    lines: list[str], field: str, expected: object, kept: tuple[str, ...]
) -> None:
    found = read(*lines)
    assert getattr(found.article, field) == expected
    assert found.kept == kept
    assert tuple(yaml.safe_load(found.article.extra or "{}")) == kept


@pytest.mark.parametrize(
    "line",
    ["cover: {image: /a.png, alt: words}", "image: [/a.png, /b.png]", "categories: [A, B]", "summary: {a: b}",
     "categories: []", "thumbnail: [{a: b}]"],
)  # fmt: skip
def test_key_of_others_in_another_shape_is_only_kept(line: str) -> None:
    found = read(line)
    assert (found.article.hero, found.article.category, found.article.description) == ("", "", "")
    assert yaml.safe_load(found.article.extra) == yaml.safe_load(line)


@pytest.mark.parametrize("line", ["hero: {a: b}", "category: [A, B]", "description: [A]", "author: {a: b}"])
def test_key_of_ours_in_another_shape_is_refused(line: str) -> None:
    assert f"f.md:2: {line.partition(':')[0]}: must be one text" in complaint(line)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("heroImage: " + "x" * 2001, "heroImage: has 2001 characters"),
        ("lastmod: soon", "lastmod: 'soon' is not a date"),
        ("expiryDate: 2020-01-01", "expiryDate: must be later than date"),
        ("canonicalURL: example.com", "canonicalURL: must be an address"),
        ("categories: ['a\tb', c", "front matter is not YAML"),
        ("draft: maybe", "draft: must be true or false"),
        ("draft: 1", "draft: must be true or false"),
        ("published: [true]", "published: must be true or false"),
        ("Status: secret", "Status: 'secret' is not known"),
    ],
)
def test_complaint_names_the_key_as_it_is_written(line: str, reason: str) -> None:
    assert reason in complaint(line)


@pytest.mark.parametrize(
    ("lines", "status"),
    [
        (["status: draft", "draft: true"], "draft"),
        (["status: archived", "draft: true"], "archived"),
        (["status: trashed", "published: false"], "trashed"),
        (["status: published", "draft: false"], "published"),
        (["draft: true", "published: true"], "draft"),
        (["draft: ", "published: false"], "draft"),
    ],
)
def test_status_and_draft_that_agree(lines: list[str], status: str) -> None:
    assert article(*lines).status == status


@pytest.mark.parametrize(
    "lines",
    [
        ["status: published", "draft: true"],
        ["status: draft", "draft: false"],
        ["status: archived", "draft: false"],
        ["status: published", "published: false"],
        ["status: trashed", "published: true"],
    ],
)
def test_status_and_draft_that_disagree_are_refused(lines: list[str]) -> None:
    assert "f.md:2: status: " in complaint(*lines)
    assert "does not go with what draft or published say; keep one of them" in complaint(*lines)


def test_draft_of_others_needs_no_date() -> None:
    assert bare("draft: true").published_at is None


@pytest.mark.parametrize(
    ("text", "time_zone", "expected"),
    [
        ("Jul 8, 2022", UTC_ZONE, "2022-07-08T00:00:00"),
        ("Jul 08 2022", UTC_ZONE, "2022-07-08T00:00:00"),
        ("July 8, 2022", BERLIN, "2022-07-07T22:00:00"),
        ("8 July 2022", BERLIN, "2022-07-07T22:00:00"),
        ("8 jul. 2022", UTC_ZONE, "2022-07-08T00:00:00"),
        ("SEPT 1, 2022", UTC_ZONE, "2022-09-01T00:00:00"),
        ("2026-05-31 09:30:00 +0200", UTC_ZONE, "2026-05-31T07:30:00"),
        ("2026-05-31T09:30:00+0200", UTC_ZONE, "2026-05-31T07:30:00"),
        ("2026-05-31 09:30", BERLIN, "2026-05-31T07:30:00"),
        ("2026-05-31t09:30:00z", BERLIN, "2026-05-31T09:30:00"),
        ("2026-05-31T09:30:00.123456789Z", UTC_ZONE, "2026-05-31T09:30:00"),
    ],
)
def test_date_as_people_write_it_is_read_and_remembered(text: str, time_zone: ZoneInfo, expected: str) -> None:
    found = bare(f"pubDate: '{text}'", time_zone=time_zone)
    assert found.published_at == datetime.fromisoformat(expected).replace(tzinfo=UTC)
    assert found.date_texts == (("date", text),)


@pytest.mark.parametrize(
    "text",
    ["Juli 8, 2022", "Feb 30, 2022", "8. Juli 2022", "07/08/2022", "8/7/2022", "Jul 8", "Jul 8, 22", "Ju 8, 2022",
     "32 May 2022", "2026-5-1", "2026-05-31T24:30", "2026-05-31 09:30 CEST", "20260531"],
)  # fmt: skip
def test_date_that_could_mean_anything_is_refused(text: str) -> None:
    assert f"date: {text!r} is not a date; write it like 2026-05-31" in complaint(
        f"date: '{text}'", "title: T", usual=False
    )


@pytest.mark.parametrize(
    ("key", "ours"),
    [("titel", "title"), ("dates", "date"), ("Tagss", "tags"), ("Descripton", "description"), ("slugs", "slug"),
     ("catagory", "category"), ("autor", "author"), ("statuss", "status"), ("canonical-url", "canonical_url"),
     ("unpublish-at", "unpublish_at"), ("darft", "draft"), ("publised", "published"), ("tgas", "tags"),
     ("catagories", "category"), ("lastmdo", "updated"), ("pubDtae", "date")],
)  # fmt: skip
def test_near_miss_is_named_with_line_and_kept(key: str, ours: str) -> None:
    found = read(f"{key}: x")
    assert found.notices == (f"f.md:2: the key {key!r} is not known and only kept; did you mean {ours!r}?",)
    assert (found.kept, found.article.extra) == ((key,), f"{key}: x\n")


@pytest.mark.parametrize("key", ["layout", "weight", "aliases", "toc", "math", "permalink", "image_alt", "type", "x"])
def test_key_like_none_of_ours_is_kept_without_a_word(key: str) -> None:
    found = read(f"{key}: x")
    assert (found.notices, found.kept) == ((), (key,))


@pytest.mark.parametrize("text", ["Jul 8, 2022", "2022-07-08", "2022-07-08T00:00"])
def test_as_written_gives_a_date_its_text_back(text: str) -> None:
    found = bare("date: 2022-07-08T00:00:00Z", f"as_written: ['date={text}']")
    assert (found.date_texts, found.extra) == ((("date", text),), "")


@pytest.mark.parametrize("entry", ["date=Jul 9, 2022", "date=soon", "date", "title=x", "updated=Jul 8, 2022", ""])
def test_as_written_that_means_another_date_does_not_count(entry: str) -> None:
    assert bare("date: 2022-07-08T00:00:00Z", f"as_written: ['{entry}']").date_texts == ()


def test_missing_title_names_the_key_that_may_be_meant() -> None:
    reason = complaint("author: A", "ttile: T", usual=False)
    assert "title: is missing; add a line like `title: Some words`; is it 'ttile' in line 3?" in reason
