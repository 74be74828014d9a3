from __future__ import annotations

import dataclasses
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from articles.domain import NO_DATE, Stamp, Summary, Tag, change_of, content_checksum, reading_minutes
from tests.factories import NEW_YEAR, NOW, make_article, make_change, make_summary


@pytest.mark.parametrize(
    ("fields", "now", "expected"),
    [
        ({}, NOW, True),
        ({}, NEW_YEAR, True),
        ({}, NEW_YEAR - timedelta(microseconds=1), False),
        ({"unpublish_at": NOW}, NOW - timedelta(microseconds=1), True),
        ({"unpublish_at": NOW}, NOW, False),
        ({"published_at": None}, NOW, False),
        ({"status": "draft"}, NOW, False),
        ({"status": "archived"}, NOW, False),
        ({"status": "trashed"}, NOW, False),
    ],
)
def test_visible_at_follows_status_and_clock(fields: dict[str, Any], now: datetime, expected: bool) -> None:
    assert make_article(**fields).visible_at(now) is expected
    assert make_summary(**fields).visible_at(now) is expected


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"published_at": NEW_YEAR, "updated_at": NOW}, NEW_YEAR),
        ({"published_at": None, "updated_at": NOW}, NOW),
        ({"published_at": None, "updated_at": None}, NO_DATE),
    ],
)
def test_sort_date_falls_back(fields: dict[str, Any], expected: datetime) -> None:
    assert make_article(**fields).sort_date == expected


def test_labelled_tags_pairs_tags_and_labels() -> None:
    assert make_article(tag_labels=("C++", "Go")).labelled_tags == (Tag("cplusplus", "C++"), Tag("go", "Go"))


def test_labelled_tags_of_another_length_is_a_bug() -> None:
    with pytest.raises(ValueError, match="shorter"):
        _ = replace(make_article(), tag_labels=()).labelled_tags


def test_summary_has_every_list_field_and_no_body() -> None:
    article = make_article(hero="hero.png")
    summary = article.summary()
    assert type(summary) is Summary
    assert all(getattr(summary, field.name) == getattr(article, field.name) for field in dataclasses.fields(Summary))


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Another"}, {"body": "Another.\n"}, {"tag_labels": ("Go",)}, {"slug": "another"}, {"hero": "x"},
        {"description": "x"}, {"author": "x"}, {"category": "x"}, {"canonical_url": "https://x"}, {"status": "draft"},
        {"published_at": NOW}, {"updated_at": NOW}, {"unpublish_at": NOW},
    ],
)  # fmt: skip
def test_content_checksum_moves_with_what_an_author_writes(change: dict[str, Any]) -> None:
    assert content_checksum(make_article(**change)) != content_checksum(make_article())


@pytest.mark.parametrize(
    "change",
    [
        {"article_id": "x"}, {"version": 7}, {"checksum": "x"}, {"source_checksum": "x"}, {"word_count": 7},
        {"reading_minutes": 7}, {"published_at": NEW_YEAR.astimezone(timezone(timedelta(hours=2)))},
    ],
)  # fmt: skip
def test_content_checksum_stands_still_with_what_the_site_adds(change: dict[str, Any]) -> None:
    assert content_checksum(replace(make_article(), **change)) == content_checksum(make_article())


def test_content_checksum_is_the_same_on_every_machine() -> None:
    """Files were seeded with these: another value would seed every article again."""
    expected = "802da7"
    assert content_checksum(make_article(title="Ünï"))[:6] == expected


def test_content_checksum_of_a_strange_value_is_a_bug() -> None:
    with pytest.raises(TypeError, match="set has no place"):
        content_checksum(replace(make_article(), hero={1}))  # type: ignore[arg-type]


@pytest.mark.parametrize(("words", "minutes"), [(0, 1), (1, 1), (220, 1), (440, 2), (1100, 5), (2199, 10)])
def test_reading_minutes_is_rounded_and_never_zero(words: int, minutes: int) -> None:
    assert reading_minutes(words) == minutes


@pytest.mark.parametrize(
    ("seen", "expected"),
    [(7, ()), (6, ("c",)), (5, ("b", "c")), (4, ("a", "b", "c")), (3, None), (8, None), (-1, None)],
)
def test_since_gives_the_changes_after_a_number(seen: int, expected: tuple[str, ...] | None) -> None:
    stamp = Stamp(7, tuple(make_change(slug) for slug in "abc"))
    changes = stamp.since(seen)
    assert (None if changes is None else tuple(change.slug for change in changes)) == expected


def test_since_of_an_empty_site() -> None:
    assert (Stamp().since(0), Stamp().since(1), Stamp(3).since(2)) == ((), None, None)


def test_change_of_names_tags_before_and_after_each_once() -> None:
    article = make_article(tag_labels=("Go", "Ada"), version=3)
    change = change_of(article, at=NOW, before=make_summary(tag_labels=("Go", "Rust")))
    assert (change.slug, change.version, change.at) == ("an-article", 3, NOW)
    assert change.tags == ("ada", "go", "rust")


@pytest.mark.parametrize(
    ("status", "expected"), [("published", (NEW_YEAR, NOW)), ("draft", (None, None)), ("archived", (None, None))]
)
def test_change_of_says_from_when_to_when_readers_see_it(status: str, expected: tuple[Any, Any]) -> None:
    change = change_of(make_article(status=status, unpublish_at=NOW), at=NOW)
    assert (change.visible_from, change.visible_to) == expected


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({"published_at": NOW}, {"published_at": NOW}, None),
        ({"published_at": NOW}, {"published_at": NEW_YEAR}, NOW),
        ({"published_at": NOW}, {"published_at": NOW, "status": "draft"}, NOW),
        ({"published_at": NOW, "status": "draft"}, {"published_at": NEW_YEAR}, None),
        (None, {"published_at": NOW}, None),
    ],
)
def test_change_of_says_which_date_it_left(
    before: dict[str, Any] | None, after: dict[str, Any], expected: datetime | None
) -> None:
    change = change_of(make_article(**after), at=NOW, before=make_article(**before) if before else None)
    assert change.dated_before == expected
