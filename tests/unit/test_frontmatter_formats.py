"""One head in three formats: what YAML says, TOML and JSON say too, and complaints name the right place in each."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml

from articles.documents import parse_document, read_document
from articles.domain import Article
from articles.exceptions import InvalidContent
from articles.frontmatter import Parsed

BERLIN = ZoneInfo("Europe/Berlin")
YAML = """---
title: A title
description: Some words
date: 2026-05-31
lastmod: 2026-06-02T10:00:00Z
author: An Author
tags: [C++, .NET]
category: Notes
status: draft
slug: my-slug
hero: /hero.webp
canonical_url: https://example.com/there
expiryDate: 2027-01-01
---
# Heading
"""
TOML = """+++
title = "A title"
description = 'Some words'
date = 2026-05-31
lastmod = 2026-06-02T10:00:00Z
author = "An Author"
tags = [
  "C++",
  ".NET",  # a comment
]
category = "Notes"
status = "draft"
slug = "my-slug"
hero = "/hero.webp"
canonical_url = "https://example.com/there"
expiryDate = 2027-01-01
+++
# Heading
"""
JSON = """{
  "title": "A title",
  "description": "Some words",
  "date": "2026-05-31",
  "lastmod": "2026-06-02T10:00:00Z",
  "author": "An Author",
  "tags": ["C++", ".NET"],
  "category": "Notes",
  "status": "draft",
  "slug": "my-slug",
  "hero": "/hero.webp",
  "canonical_url": "https://example.com/there",
  "expiryDate": "2027-01-01"
}
# Heading
"""
ALL = {"yaml": YAML, "toml": TOML, "json": JSON}


def read(text: str, *, time_zone: ZoneInfo = BERLIN) -> Parsed:
    return parse_document(text, path="f.md", time_zone=time_zone)


def toml(*lines: str) -> Article:
    return read("\n".join(["+++", 'title = "T"', *lines, "+++", "Body."])).article


def complaint(text: str) -> str:
    with pytest.raises(InvalidContent) as caught:
        read(text)
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize("name", ["toml", "json"])
def test_every_key_means_the_same_in_each_format(name: str) -> None:
    found, expected = read(ALL[name]), read(YAML)
    assert found.article == expected.article
    assert (found.notices, found.kept) == ((), ())


@pytest.mark.parametrize("text", ALL.values(), ids=ALL)
@pytest.mark.parametrize("newline", ["\r\n", "\r"])
def test_line_ends_make_no_difference(text: str, newline: str) -> None:
    assert read(text.replace("\n", newline)) == read(text)


@pytest.mark.parametrize("text", ALL.values(), ids=ALL)
def test_a_byte_order_mark_is_forgiven(text: str, tmp_path: Path) -> None:
    path = tmp_path / "f.md"
    path.write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert read_document(path, time_zone=BERLIN).article == read(text).article


@pytest.mark.parametrize(
    ("written", "utc"),
    [
        ("2026-05-31", "2026-05-30T22:00:00"),
        ("2026-05-31T09:30:00", "2026-05-31T07:30:00"),
        ("2026-05-31 09:30:00", "2026-05-31T07:30:00"),
        ("2026-05-31T09:30:00.999999", "2026-05-31T07:30:00"),
        ("2026-05-31T09:30:00+05:30", "2026-05-31T04:00:00"),
        ("2026-05-31T09:30:00-00:00", "2026-05-31T09:30:00"),
        ('"2026-05-31T09:30"', "2026-05-31T07:30:00"),
        ('"8 July 2022"', "2022-07-07T22:00:00"),
    ],
)
def test_toml_date_keeps_its_text(written: str, utc: str) -> None:
    found = toml(f"date = {written}")
    assert found.published_at == datetime.fromisoformat(utc).replace(tzinfo=UTC)
    assert found.date_texts == (("date", written.strip('"')),)


@pytest.mark.parametrize("end", ["  # when it came out", "\t", "#", "  "])
def test_toml_date_keeps_its_text_without_what_follows_it(end: str) -> None:
    assert toml(f"date = 2026-05-31{end}").date_texts == (("date", "2026-05-31"),)


def test_toml_date_in_the_form_of_the_table_needs_no_text() -> None:
    assert toml("date = 2026-05-31T09:30:00Z").date_texts == ()


@pytest.mark.parametrize("lines", ['description = """\ndate = 2020-01-01\n"""', "description = '''\ndate = 1\n'''"])
def test_toml_date_is_not_one_that_stands_in_a_text(lines: str) -> None:
    found = toml(lines, "date = 2026-05-31")
    assert found.published_at == datetime(2026, 5, 30, 22, tzinfo=UTC)


def test_toml_date_of_a_nested_table_is_not_the_articles() -> None:
    found = toml("date = 2026-05-31", "[params]", "date = 2020-01-01", 'title = "Other"')
    assert (found.title, found.date_texts) == ("T", (("date", "2026-05-31"),))


@pytest.mark.parametrize("date", ["07:32:00", "[2026-05-31]", "true", "20260531", "{ a = 1 }"])
def test_toml_value_that_is_no_date_is_named(date: str) -> None:
    assert complaint(f'+++\ntitle = "T"\ndate = {date}\n+++\n').startswith("f.md:3: date: ")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('+++\nauthor = "A"\ntitle = ""\n+++\n', "f.md:3: title: is missing"),
        ('+++\ntitle = "T"\n\ndate = "soon"\n+++\n', "f.md:4: date: 'soon' is not a date"),
        ('+++\ntitle = "T"\ndate = 2026-02-30\n+++\n', "f.md:3: front matter is not TOML: "),
        ('+++\ntitle = "T"\ntitle = "U"\n+++\n', "f.md:3: front matter is not TOML: "),
        ('+++\ntitle = "T\n+++\n', "f.md:2: front matter is not TOML: "),
        ("+++\ntitle: T\n+++\n", "f.md:2: front matter is not TOML: "),
        ('+++\ndate = 2026-05-31\ntitle = "T"\n[status]\na = 1\n+++\n', "f.md:4: status: must be one of"),
        ('+++\ntitle = "T"\n"date" = "soon"\n+++\n', "f.md:3: date: 'soon'"),
        ('{\n"author": "A",\n"title": ""\n}\n', "f.md:3: title: is missing"),
        ('{"title": "T",\n\n"date": "soon"}\n', "f.md:3: date: 'soon' is not a date"),
        ('{"title": "T",\n"date": 20260531}', "f.md:2: date: '20260531' is not a date"),
        ('{\n"title": "T",\n}\n', "f.md:3: front matter is not JSON: "),
        ('{\n"title": "T",\n"title": "U"\n}\n', "f.md:3: front matter is not JSON: title: stands there twice"),
        ('{\n"params": {"title": "",\n"date": 1},\n"title": "T",\n"date": "soon"}\n', "f.md:5: date: 'soon'"),
        ('{"a": {"x": 1, "x": 2}}', "f.md:1: front matter is not JSON: x: stands there twice"),
        ('{"title": "T"', "f.md:1: front matter is not JSON: "),
        ('{"title": "T", "x": NaN}', "f.md:1: front matter is not JSON: NaN is no value of JSON"),
        ('{"title": "T", "x": -Infinity}', "f.md:1: front matter is not JSON: -Infinity"),
        ("{}\nBody.", "f.md:1: title: is missing"),
        ("---\ntitle: T\n--- x\ndate: 2026-05-31\n---\n", "f.md:3: front matter holds a second YAML document"),
        ("---\ntitle: T\n...\n---\n", "f.md:1: date: is missing"),
        ("---\na: 1\na: 2\n---\n", "f.md:3: a: stands here again, first in line 2"),
    ],
)
def test_complaint_names_line_and_key_in_each_format(text: str, reason: str) -> None:
    assert complaint(text).startswith(reason)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Title: A\ntitle: B", "title: stands here again, first in line 2"),
        ("title: A\nDate: 2026-01-01\nDATE: 2026-01-02", "DATE: stands here again, first in line 3"),
    ],
)
def test_a_key_of_ours_in_two_cases_is_refused(one: str, other: str) -> None:
    assert other in complaint(f"---\n{one}\n---\n")


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ('{"title": "T", "date": "2026-01-01"}', "\n"),
        ('{"title": "T", "date": "2026-01-01"}Same line', "Same line\n"),
        ('{"title": "T", "date": "2026-01-01"}  \n\n{"not": "ours"}\n', '{"not": "ours"}\n'),
        ('{ "title": "T }", "date": "2026-01-01"}\n}\n', "}\n"),
        ('+++\ntitle = "T"\ndate = 2026-01-01\n+++', "\n"),
        ('+++  \ntitle = "T"\ndate = 2026-01-01\n+++ \n+++\nB', "+++\nB\n"),
        ("---\ntitle: T\ndate: 2026-01-01\n---\n+++\na = 1\n+++\n", "+++\na = 1\n+++\n"),
    ],
)
def test_the_body_begins_after_the_head(text: str, body: str) -> None:
    assert read(text).article.body == body


@pytest.mark.parametrize("start", ["{{< note >}}", "{% include x %}", "{title}", "{", "+++", "++++\n+++", "+++x\n+++"])
def test_text_that_is_no_head_is_none(start: str) -> None:
    assert complaint(f"{start}\n").startswith("f.md:1: has no front matter")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param('{"title": "\\ud800", "date": "2026-01-01"}', id="surrogate-in-a-known-key"),
        pytest.param('{"title": "T", "date": "2026-01-01", "tags": ["a\\udfff"]}', id="surrogate-in-a-tag"),
        pytest.param('{"title": "T", "date": "2026-01-01", "x": {"y": "\\ud800"}}', id="surrogate-in-an-unknown-key"),
        pytest.param('{"title": "T", "date": "2026-01-01", "\\ud800": 1}', id="surrogate-in-a-key"),
        pytest.param('{"title": "T", "date": "\\ud800"}', id="surrogate-in-a-date"),
        pytest.param('{"title": "T", "slug": "\\ud800"}', id="surrogate-in-a-slug"),
        pytest.param('{"title": "T", "status": "\\ud800"}', id="surrogate-in-a-status"),
        pytest.param('+++\ntitle = "\\ud800"\n+++\n', id="surrogate-in-toml"),
        pytest.param('---\ntitle: "\\ud800"\n---\n', id="surrogate-in-yaml"),
        pytest.param('{"x": ' + "[" * 100_000, id="brackets-without-end"),
        pytest.param('{"x": ' + "[" * 30_000 + "]" * 30_000 + "}", id="brackets-in-brackets"),
        pytest.param(
            '{"title": "T", "date": "2026-01-01", "x": ' + "[" * 300 + "]" * 300 + "}", id="deeper-than-yaml-is-read"
        ),
        pytest.param(
            '{"title": "T", "date": "2026-01-01", "x": ' + '{"a":' * 300 + "1" + "}" * 301,
            id="maps-deeper-than-yaml-is-read",
        ),
        pytest.param("+++\nx = " + "[" * 30_000 + "]" * 30_000 + "\n+++\n", id="toml-brackets"),
        pytest.param("+++\nx = " + "{a=" * 10_000 + "1" + "}" * 10_000 + "\n+++\n", id="toml-braces"),
        pytest.param("+++\n" + ".".join("a" * 30_000) + " = 1\n+++\n", id="toml-dotted-key"),
        pytest.param('{"x": ' + "9" * 5000 + "}", id="huge-number"),
        pytest.param("+++\nx = " + "9" * 5000 + "\n+++\n", id="huge-number-in-toml"),
        pytest.param("+++\nx = 0x" + "f" * 5000 + "\n+++\n", id="huge-hexadecimal-number-in-toml"),
        pytest.param('{"x": "' + "x" * 70_000 + '"}', id="longer-than-a-head"),
        pytest.param("+++\nx = '" + "x" * 70_000 + "'\n+++\n", id="longer-than-a-head-in-toml"),
        pytest.param("---\nx: " + "x" * 70_000 + "\n---\n", id="longer-than-a-head-in-yaml"),
    ],
)
def test_hostile_head_is_refused_in_one_line(text: str) -> None:
    assert complaint(text).startswith("f.md:")


def test_json_of_many_keys_is_read_in_time() -> None:
    keys = {"title": "T", "date": "2026-01-01", **{f"k{number}": number for number in range(4000)}}
    found = read(json.dumps(keys))
    assert len(found.kept) == 4000


@pytest.mark.parametrize("value", [10**400, -(2**70), 1e308, 0.1])
def test_json_numbers_survive(value: Any) -> None:
    found = read(json.dumps({"title": "T", "date": "2026-01-01", "x": value})).article
    assert yaml.safe_load(found.extra) == {"x": value}
