from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from articles.documents import parse_document, read_document
from articles.domain import MAX_BODY_BYTES, MAX_TAGS, Article, content_checksum
from articles.exceptions import InvalidContent
from articles.frontmatter import KNOWN_KEYS, Parsed

BERLIN = ZoneInfo("Europe/Berlin")
UTC_ZONE = ZoneInfo("UTC")
FULL = """---
title:  A  title
description: >
  Two lines
  of words
date: 2026-05-31
updated: 2026-06-02T10:00:00Z
author: An Author
tags: [C++, .NET, "C#"]
category: Notes
status: draft
slug: my-slug
hero: pictures/hero.webp
canonical_url: https://example.com/there
unpublish_at: 2027-01-01
---

# Heading

Four words are here.
"""


def read(text: str, *, path: str = "content/some-file.md", time_zone: ZoneInfo = UTC_ZONE) -> Parsed:
    return parse_document(text, path=path, time_zone=time_zone)


def article(*lines: str, body: str = "Body.\n", **options: Any) -> Article:
    """The article of a front matter that is complete but for `lines`, which win over what stands there already."""
    names = {line.partition(":")[0] for line in lines}
    usual = [line for line in ("title: T", "date: 2026-05-31") if line.partition(":")[0] not in names]
    return read("\n".join(["---", *lines, *usual, "---", body]), **options).article


def complaint(*lines: str, **options: Any) -> InvalidContent:
    with pytest.raises(InvalidContent) as caught:
        article(*lines, **options)
    return caught.value


def test_parse_takes_every_key() -> None:
    found = read(FULL).article
    assert (found.slug, found.title, found.description) == ("my-slug", "A title", "Two lines of words")
    assert (found.tags, found.tag_labels) == (("cplusplus", "dotnet", "csharp"), ("C++", ".NET", "C#"))
    assert (found.author, found.category, found.status) == ("An Author", "Notes", "draft")
    assert (found.hero, found.canonical_url) == ("pictures/hero.webp", "https://example.com/there")
    assert found.published_at == datetime(2026, 5, 31, tzinfo=UTC)
    assert found.updated_at == datetime(2026, 6, 2, 10, tzinfo=UTC)
    assert found.unpublish_at == datetime(2027, 1, 1, tzinfo=UTC)


def test_parse_takes_the_body_without_blank_lines_around_it() -> None:
    assert read(FULL).article.body == "# Heading\n\nFour words are here.\n"


def test_parse_counts_words_and_minutes() -> None:
    found = article(body="word " * 2200)
    assert (found.word_count, found.reading_minutes) == (2200, 10)


def test_parse_counts_chinese_by_characters() -> None:
    found = article(body="文" * 6000)
    assert (found.word_count, found.reading_minutes) == (3300, 15)


def test_parse_gives_no_id_no_version_and_the_checksum_of_the_content() -> None:
    found = read(FULL).article
    assert (found.article_id, found.version) == ("", 0)
    assert found.checksum == content_checksum(found)


def test_parse_knows_every_key_that_it_documents() -> None:
    assert read(FULL).notices == ()
    assert all(f"\n{key}:" in FULL for key in KNOWN_KEYS)


def test_parse_unknown_key_is_kept() -> None:
    parsed = read("---\ntitle: T\nlayout: post\ndate: 2026-05-31\n---\n")
    assert (parsed.article.extra, parsed.kept, parsed.notices) == ("layout: post\n", ("layout",), ())


def test_parse_defaults_are_published_and_named_after_the_file() -> None:
    found = article(path="content/2026/Über uns & C.md")
    assert (found.status, found.slug) == ("published", "uber-uns-c")
    assert found.updated_at == found.published_at


@pytest.mark.parametrize(
    "lines", [("---", "title: T", "date: 2026-05-31", "---"), ("---", "title: T", "date: 2026-05-31", "---", "")]
)
def test_parse_body_may_be_empty(lines: tuple[str, ...]) -> None:
    found = read("\n".join(lines)).article
    assert (found.body, found.word_count, found.reading_minutes) == ("\n", 0, 1)


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_parse_line_ends_make_no_difference(newline: str) -> None:
    assert read(FULL.replace("\n", newline)).article == read(FULL).article


def test_parse_rule_in_the_body_does_not_end_the_front_matter_twice() -> None:
    assert article(body="One\n\n---\n\nTwo\n").body == "One\n\n---\n\nTwo\n"


@pytest.mark.parametrize(
    ("text", "time_zone", "expected"),
    [
        ("2026-05-31", UTC_ZONE, "2026-05-31T00:00:00"),
        ("2026-05-31", BERLIN, "2026-05-30T22:00:00"),
        ("2026-01-31", BERLIN, "2026-01-30T23:00:00"),
        ("'2026-05-31'", BERLIN, "2026-05-30T22:00:00"),
        ("2026-05-31", ZoneInfo("Pacific/Kiritimati"), "2026-05-30T10:00:00"),
        ("2026-05-31T09:30", BERLIN, "2026-05-31T07:30:00"),
        ("2026-05-31 09:30:00", BERLIN, "2026-05-31T07:30:00"),
        ("2026-05-31T09:30:00Z", BERLIN, "2026-05-31T09:30:00"),
        ("2026-05-31T09:30:00+05:30", BERLIN, "2026-05-31T04:00:00"),
        ("2026-05-31 09:30:00 +02:00", UTC_ZONE, "2026-05-31T07:30:00"),
        ("2026-05-31T09:30:00.999Z", UTC_ZONE, "2026-05-31T09:30:00"),
        ("1970-01-02", BERLIN, "1970-01-01T23:00:00"),
        ("9998-12-31", UTC_ZONE, "9998-12-31T00:00:00"),
    ],
)
def test_parse_date_is_utc(text: str, time_zone: ZoneInfo, expected: str) -> None:
    found = article(f"date: {text}", time_zone=time_zone)
    assert found.published_at == datetime.fromisoformat(expected).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "yesterday", "2026-02-30", "2026-13-01", "31.05.2026", "2026-05-31T25:00", "0001-01-01", "0000-00-00",
        "9999-12-31", "9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+14:00", "1969-12-31", "10000-01-01",
        "2026-05-31T09:30:00+99:00", "٢٠٢٦-٠٥-٣١", "1e309", "-1",
    ],
)  # fmt: skip
@pytest.mark.parametrize("key", ["date", "updated", "unpublish_at"])
@pytest.mark.parametrize("time_zone", [BERLIN, ZoneInfo("America/Los_Angeles")])
def test_parse_date_that_is_none_is_named_with_its_line(key: str, text: str, time_zone: ZoneInfo) -> None:
    error = complaint("author: A", f"{key}: {text}", time_zone=time_zone)
    assert str(error).startswith(f"content/some-file.md:3: {key}: {text!r} is ")
    assert "2026-05-31" in str(error) or "1970" in str(error)


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        (["title: ''"], "3: title: is missing"),
        (["title:"], "3: title: is missing"),
        (["title: ~"], "3: title: is missing"),
        (["title: [a, b]"], "3: title: "),
        (["title: {a: b}"], "3: title: "),
        (["title: *nothing"], "3: title: "),
        (["date: [2026-05-31]"], "3: date: "),
        (["slug: [a]"], "3: slug: "),
        (["status: {a: b}"], "3: status: "),
        (["title: " + "x" * 301], "3: title: has 301 characters, 300 fit"),
        (["description: " + "x" * 1001], "3: description: has 1001 characters, 1000 fit"),
        (["author: " + "x" * 201], "3: author: has 201 characters"),
        (["category: " + "x" * 101], "3: category: has 101 characters"),
        (["canonical_url: example.com"], "3: canonical_url: must be an address"),
        (["canonical_url: javascript:alert(1)"], "3: canonical_url: must be an address"),
        (["canonical_url: https://"], "3: canonical_url: must be an address"),
        (["slug: Not A Slug"], "3: slug: 'Not A Slug' may hold a-z"),
        (["slug: " + "x" * 101], "may hold a-z"),
        (['slug: "a\\nb"'], "3: slug: 'a\\nb' may hold a-z"),
        (["status: publik"], "3: status: 'publik' is not known; use one of draft, published, archived, trashed"),
        (["date:"], "3: date: is missing"),
        (["unpublish_at: 2026-05-31"], "3: unpublish_at: must be later than date"),
        (["unpublish_at: 2020-01-01"], "3: unpublish_at: must be later than date"),
        (["tags: [C++, cplusplus]"], "3: tags: 'cplusplus' and 'C++' would have the same address"),
        (["tags: [🐍]"], "3: tags: '🐍' holds no letter"),
        (["tags: [Łódź, Lodz]"], "3: tags: 'Lodz' and 'Łódź' would have the same address"),
        (["tags: " + ", ".join(f"t{n}" for n in range(MAX_TAGS + 1))], "3: tags: are 21, 20 fit"),
        (["author: B", "author: C"], "4: author: stands here again, first in line 3"),
    ],
)  # fmt: skip
def test_parse_complaint_names_file_line_and_key(lines: list[str], reason: str) -> None:
    error = complaint("x-first: 1", *lines)
    assert reason in str(error)
    assert str(error).startswith("content/some-file.md:")
    assert "\n" not in str(error)


def test_parse_draft_needs_no_date() -> None:
    assert read("---\ntitle: T\nstatus: draft\n---\n").article.published_at is None


@pytest.mark.parametrize(
    ("lines", "labels"),
    [
        ("tags: Python, C++", ("Python", "C++")),
        ("tags: [Python, python,  PYTHON ]", ("Python",)),
        ("tags:\n  - One  two\n  - '#three'", ("One two", "#three")),
        ("tags: []", ()),
        ("tags:", ()),
        ("tags: ', ,'", ()),
        ("tags: [2026, yes, 1.10]", ("2026", "yes", "1.10")),
        ("tags: [" + ", ".join(f"t{n}" for n in range(MAX_TAGS)) + "]", tuple(f"t{n}" for n in range(MAX_TAGS))),
    ],
)
def test_parse_tags_keep_the_labels_as_written(lines: str, labels: tuple[str, ...]) -> None:
    assert article(lines).tag_labels == labels


@pytest.mark.parametrize("tags", ["[{a: b}]", "[[a, b]]", "\n  - C: x"])
def test_parse_tags_that_are_no_texts_are_refused(tags: str) -> None:
    assert "tags:" in str(complaint(f"tags: {tags}"))


@pytest.mark.parametrize("key", ["title", "description", "category"])
def test_parse_text_that_looks_like_a_number_or_a_word_of_yaml_stays_a_text(key: str) -> None:
    for text in ("1.10", "yes", "0x1F", "2026-05-31", "1:30"):
        assert getattr(article(f"{key}: {text}"), key) == text


@pytest.mark.parametrize("text", ["", "Just text", "title: T", "\n---\ntitle: T\n---\n", "----\n---\n"])
def test_parse_without_front_matter_says_how_it_starts(text: str) -> None:
    with pytest.raises(InvalidContent, match=r"^content/some-file.md:1: has no front matter; start with a line `---`"):
        read(text)


@pytest.mark.parametrize(
    ("yaml", "line"),
    [
        ("title: T: x", 2),
        ("title: T\nauthor: [a", 4),
        ("title: T\n\tauthor: a", 3),
        ("title: 'open", 3),
        ("- a\n- b", 2),
        ("words", 2),
        ("title: T\ndate: @x", 3),
        ("title: \ufffe", 2),
    ],
)
def test_parse_what_is_not_yaml_is_named_with_its_line(yaml: str, line: int) -> None:
    with pytest.raises(InvalidContent) as caught:
        read(f"---\n{yaml}\n---\n")
    assert str(caught.value).startswith(f"content/some-file.md:{line}: front matter ")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "line", "name"),
    [
        ("---\ntitle: T\x00\n---\n", 2, "U+0000"),
        ("---\ntitle: T\n---\nfine\nbad\x1b[0m\n", 5, "U+001B"),
        ("---\r\ntitle: T\r\n---\r\n\x7f\r\n", 4, "U+007F"),
    ],
)
def test_parse_control_character_is_named_with_its_line(text: str, line: int, name: str) -> None:
    with pytest.raises(InvalidContent, match=rf"content/some-file.md:{line}: .*{name.replace('+', '[+]')}"):
        read(text)


@pytest.mark.parametrize("letter", ["x", "ä", "漢"])
def test_parse_body_of_the_greatest_size_fits_and_one_byte_more_does_not(letter: str) -> None:
    size = len(letter.encode())
    assert article(body=letter * ((MAX_BODY_BYTES - 1) // size))
    error = complaint(body=letter * (MAX_BODY_BYTES // size + 1))
    assert "is too long: 350 KB of text, 350 KB fit" in str(error)


def test_read_file_forgives_a_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "marked.md"
    path.write_bytes(b"\xef\xbb\xbf" + FULL.encode())
    assert read_document(path, time_zone=UTC_ZONE).article == read(FULL).article


def test_read_file_that_is_not_utf_8_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "latin.md"
    path.write_bytes("---\ntitle: T\nauthor: Jörg\n---\n".encode("latin-1"))
    with pytest.raises(InvalidContent, match=r"latin.md:3: is not UTF-8"):
        read_document(path, time_zone=UTC_ZONE)


@pytest.mark.parametrize("name", ["missing.md", "."])
def test_read_file_that_cannot_be_read_is_named(tmp_path: Path, name: str) -> None:
    with pytest.raises(InvalidContent, match=r"cannot be read: "):
        read_document(tmp_path / name, time_zone=UTC_ZONE)


def test_read_file_is_called_what_the_caller_says(tmp_path: Path) -> None:
    (tmp_path / "bad.md").write_text("no front matter")
    with pytest.raises(InvalidContent, match=r"^shown: |^shown:1: "):
        read_document(tmp_path / "bad.md", time_zone=UTC_ZONE, shown_as="shown")


def test_parse_file_without_a_name_for_an_address_asks_for_a_slug() -> None:
    assert "1: slug: is missing and the file's name gives none" in str(complaint(path="content/🐍.md"))
