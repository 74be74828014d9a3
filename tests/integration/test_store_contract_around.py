"""The same contract, for what stands around an article."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import pytest

from articles.around import MAX_RELATED, NEWEST_OF_TAG
from articles.domain import Article, Summary, Surroundings
from articles.ports import ArticleSource
from tests.factories import NOW, make_article
from tests.integration.stores import HOUR, Store

MIDDLE = NOW - 100 * HOUR
NEWER, OLDER = MIDDLE + HOUR, MIDDLE - HOUR
HIDDEN: list[dict[str, Any]] = [
    {"status": "draft"},
    {"status": "archived"},
    {"status": "trashed"},
    {"unpublish_at": NOW},
]


def here(**changes: Any) -> Article:
    return make_article("here", **{"published_at": MIDDLE} | changes)


def around(source: ArticleSource, article: Article, now: datetime = NOW) -> Surroundings:
    return source.get_surroundings(article.summary(), now=now)


def names(value: Surroundings) -> tuple[str | None, str | None]:
    return value.newer.slug if value.newer else None, value.older.slug if value.older else None


def slugs(articles: Iterable[Summary]) -> list[str]:
    return [article.slug for article in articles]


def by_tags(**tags: tuple[str, ...]) -> list[Article]:
    """Articles after the neighbours, each newer than the one before it."""
    return [
        make_article(slug.replace("_", "-"), tag_labels=labels, published_at=MIDDLE + (n + 2) * HOUR)
        for n, (slug, labels) in enumerate(tags.items())
    ]


def test_get_surroundings_alone_is_nothing(store: Store) -> None:
    assert around(store([here()]), here()) == Surroundings()


def test_get_surroundings_neighbours_are_next_in_time(store: Store) -> None:
    dates = {"oldest": OLDER - HOUR, "older": OLDER, "newer": NEWER, "newest": NEWER + HOUR}
    source = store([here(), *(make_article(slug, published_at=at, tags=()) for slug, at in dates.items())])
    assert names(around(source, here())) == ("newer", "older")


def test_get_surroundings_equal_dates_are_ordered_by_slug(store: Store) -> None:
    same = [make_article(slug, published_at=MIDDLE, tags=()) for slug in ("g", "her", "here-too", "herf")]
    assert names(around(store([here(), *same]), here())) == ("here-too", "her")


@pytest.mark.parametrize("hidden", HIDDEN, ids=str)
def test_get_surroundings_passes_over_what_is_invisible(store: Store, hidden: dict[str, Any]) -> None:
    source = store(
        [
            here(),
            make_article("newer", published_at=NEWER + 5 * HOUR, tags=()),
            make_article("older", published_at=OLDER - 5 * HOUR, tags=()),
            *(make_article(f"after-{n}", published_at=NEWER + n * HOUR, **hidden) for n in range(3)),
            *(make_article(f"before-{n}", published_at=OLDER - n * HOUR, **hidden) for n in range(3)),
        ]
    )
    value = around(source, here())
    assert (names(value), value.related) == (("newer", "older"), ())


def test_get_surroundings_newest_is_due_when_the_next_one_comes(store: Store) -> None:
    source = store(
        [
            here(),
            make_article("over", published_at=NOW + HOUR, unpublish_at=NOW - HOUR),
            make_article("next", published_at=NOW + 2 * HOUR),
            make_article("last", published_at=NOW + 3 * HOUR),
        ]
    )
    assert around(source, here()) == Surroundings(due=NOW + 2 * HOUR)
    assert names(around(source, here(), NOW + 2 * HOUR)) == ("next", None)


def test_get_surroundings_with_a_newer_one_the_clock_changes_nothing(store: Store) -> None:
    source = store([here(), make_article("newer", published_at=NEWER), make_article("next", published_at=NOW + HOUR)])
    value = around(source, here())
    assert (names(value), value.due) == (("newer", None), None)


def test_get_surroundings_related_share_most_tags_then_are_newest(store: Store) -> None:
    others = by_tags(
        newer=(), one_old=("Go",), two_old=("Go", "C++"), three=("Go", "C++", "Ada"), two_new=("C++", "Ada"),
        one_new=("Ada",), none=("Rust",),
    )  # fmt: skip
    article = here(tag_labels=("Go", "C++", "Ada"))
    value = around(store([article, *others]), article)
    assert slugs(value.related) == ["three", "two-new", "two-old", "one-new", "one-old"]


def test_get_surroundings_fourth_tag_counts_and_finds_nothing_by_itself(store: Store) -> None:
    others = by_tags(newer=(), by_fourth=("Rust",), both=("Go", "Rust"), one=("Go",))
    article = here(tag_labels=("Go", "C++", "Ada", "Rust"))
    assert slugs(around(store([article, *others]), article).related) == ["both", "one"]


def test_get_surroundings_without_tags_has_no_related_ones(store: Store) -> None:
    article = here(tags=())
    source = store([article, *by_tags(newer=("Go",), other=("Go",)), make_article("untagged", tags=())])
    value = around(source, article)
    assert (names(value), value.related) == (("newer", "untagged"), ())


def test_get_surroundings_neighbours_are_not_related(store: Store) -> None:
    labels = ("Go",)
    dates = {"older": OLDER, "newer": NEWER, "other": NEWER + HOUR}
    others = [make_article(slug, tag_labels=labels, published_at=at) for slug, at in dates.items()]
    article = here(tag_labels=labels)
    assert slugs(around(store([article, *others]), article).related) == ["other"]


def test_get_surroundings_looks_at_the_newest_of_a_tag_only(store: Store) -> None:
    others = by_tags(newer=(), **{f"n_{n}": ("Go",) for n in range(NEWEST_OF_TAG + 2)})
    article = here(tag_labels=("Go",))
    expected = slugs(others)[::-1][:NEWEST_OF_TAG]
    assert slugs(around(store([article, *others]), article).related) == expected


def test_get_surroundings_keeps_some_in_reserve_and_no_more(store: Store) -> None:
    labels = ("Go", "C++", "Ada")
    others = by_tags(newer=(), **{f"n_{label[0].lower()}_{n}": (label,) for label in labels for n in range(4)})
    article = here(tag_labels=labels)
    assert slugs(around(store([article, *others]), article).related) == slugs(others)[::-1][:MAX_RELATED]


def test_get_surroundings_holds_no_body(store: Store) -> None:
    dates = {"newer": NEWER, "older": OLDER, "other": NEWER + HOUR}
    source = store([here(), *(make_article(slug, published_at=at, title=slug) for slug, at in dates.items())])
    value = around(source, here())
    found = [value.newer, value.older, *value.related]
    assert [(type(one), one.title) for one in found if one] == [(Summary, slug) for slug in dates]
