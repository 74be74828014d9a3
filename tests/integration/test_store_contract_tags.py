"""The same contract, for tags and for list fields by slug."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from articles.domain import Tag
from tests.factories import NOW, make_article
from tests.integration.stores import HOUR, Store


def test_list_tags_shows_tags_in_order_with_labels(store: Store) -> None:
    source = store([make_article("one", tag_labels=("Python", "C++")), make_article("two", tag_labels=(".NET",))])
    page = source.list_tags(now=NOW, size=10)
    assert page.tags == (Tag("cplusplus", "C++"), Tag("dotnet", ".NET"), Tag("python", "Python"))
    assert page.next_tag is None


@pytest.mark.parametrize(
    "hidden",
    [
        {"status": "draft"},
        {"status": "archived"},
        {"status": "trashed"},
        {"published_at": NOW + HOUR},
        {"unpublish_at": NOW},
    ],
)
def test_list_tags_leaves_out_tags_without_visible_articles(store: Store, hidden: dict[str, Any]) -> None:
    source = store([make_article("shown"), make_article("hidden", tag_labels=("Hidden",), **hidden)])
    assert source.list_tags(now=NOW, size=10).tags == (Tag("python", "Python"),)


def test_list_tags_newest_expired_still_shows_the_tag(store: Store) -> None:
    source = store([make_article("older"), make_article("newer", published_at=NOW - HOUR, unpublish_at=NOW)])
    assert source.list_tags(now=NOW, size=10).tags == (Tag("python", "Python"),)


def test_list_tags_pages_visit_each_tag_once(store: Store) -> None:
    labels = [f"Tag {n:02d}" for n in range(25)]
    source = store([make_article("one", tag_labels=labels[:15]), make_article("two", tag_labels=labels[15:])])
    first = source.list_tags(now=NOW, size=10)
    second = source.list_tags(now=NOW, size=10, start=first.next_tag)
    third = source.list_tags(now=NOW, size=10, start=second.next_tag)
    assert [tag.label for page in (first, second, third) for tag in page.tags] == labels
    assert third.next_tag is None


@pytest.mark.parametrize(
    ("ahead", "due"),
    [({"published_at": NOW + HOUR}, NOW + HOUR), ({"unpublish_at": NOW + HOUR}, NOW + HOUR), ({}, None)],
)
def test_list_tags_is_due_when_the_clock_changes_it(store: Store, ahead: dict[str, Any], due: datetime | None) -> None:
    source = store([make_article("now"), make_article("other", **ahead)])
    assert source.list_tags(now=NOW, size=10).due == due


def test_get_summaries_leaves_out_what_is_not_there(store: Store) -> None:
    source = store([make_article("one"), make_article("two", status="draft"), make_article("three")])
    found = source.get_summaries(["one", "two", "none"])
    assert {slug: summary.status for slug, summary in found.items()} == {"one": "published", "two": "draft"}
