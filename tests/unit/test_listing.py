from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from articles.domain import Cursor, ListPage, Summary
from articles.keys import sort_key
from articles.services.listing import list_at, merged, next_moment
from tests.factories import NEW_YEAR, NOW, make_summary

HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)


def day(number: int, **fields: Any) -> Summary:
    return make_summary(f"day-{number}", published_at=NEW_YEAR + timedelta(days=number), **fields)


def page_of_days(*numbers: int, **fields: Any) -> ListPage:
    return ListPage(tuple(day(number) for number in numbers), **fields)


def slugs(page: ListPage) -> list[str]:
    return [item.slug for item in page.items]


def merge(page: ListPage, changed: dict[str, Summary | None], **options: Any) -> ListPage:
    return merged(page, changed, **{"now": NOW, "tag": None, "cursor": None, "size": 3} | options)


@pytest.mark.parametrize(
    ("now", "expected"),
    [(NOW - SECOND, ["ends"]), (NOW, ["comes"]), (NOW + HOUR, ["comes"])],
)
def test_list_at_shows_what_the_clock_shows(now: datetime, expected: list[str]) -> None:
    page = ListPage((make_summary("ends", unpublish_at=NOW),), upcoming=make_summary("comes", published_at=NOW))
    assert slugs(list_at(page, now)) == expected


def test_list_at_upcoming_is_shown_once() -> None:
    page = ListPage((), upcoming=make_summary(published_at=NOW))
    assert list_at(page, NOW - SECOND).upcoming is not None
    assert list_at(page, NOW).upcoming is None


@pytest.mark.parametrize(
    ("ends", "comes", "expected"),
    [(HOUR, 2 * HOUR, HOUR), (2 * HOUR, HOUR, HOUR), (None, HOUR, HOUR), (HOUR, None, HOUR), (None, None, None)],
)
def test_next_moment_is_the_earliest(
    ends: timedelta | None, comes: timedelta | None, expected: timedelta | None
) -> None:
    page = ListPage(
        (make_summary(unpublish_at=NOW + ends if ends else None),),
        upcoming=make_summary("comes", published_at=NOW + comes) if comes else None,
    )
    assert next_moment(page, NOW) == (NOW + expected if expected else None)


def test_next_moment_does_not_look_back() -> None:
    assert next_moment(ListPage((make_summary(unpublish_at=NOW),)), NOW) is None


def test_merged_puts_a_new_article_in_its_place() -> None:
    assert slugs(merge(page_of_days(5, 1), {"day-3": day(3)})) == ["day-5", "day-3", "day-1"]


def test_merged_replaces_what_changed() -> None:
    page = merge(page_of_days(5, 1), {"day-5": day(5, title="New")})
    assert [item.title for item in page.items] == ["New", "An article"]


@pytest.mark.parametrize("gone", [None, day(5, status="draft"), day(5, unpublish_at=NOW)])
def test_merged_drops_what_is_gone(gone: Summary | None) -> None:
    assert slugs(merge(page_of_days(5, 1), {"day-5": gone})) == ["day-1"]


def test_merged_moves_what_has_another_date() -> None:
    moved = make_summary("day-5", published_at=NEW_YEAR)
    assert slugs(merge(page_of_days(5, 1), {"day-5": moved})) == ["day-1", "day-5"]


def test_merged_full_page_pushes_the_oldest_to_the_next() -> None:
    page = merge(page_of_days(5, 4, 1), {"day-6": day(6)})
    assert (slugs(page), page.has_older) == (["day-6", "day-5", "day-4"], True)


def test_merged_leaves_what_belongs_to_an_older_page() -> None:
    page = page_of_days(5, 4, 3, has_older=True)
    assert slugs(merge(page, {"day-1": day(1)})) == ["day-5", "day-4", "day-3"]


def test_merged_page_after_a_cursor_leaves_what_belongs_to_a_newer_page() -> None:
    page, cursor = page_of_days(3, 2, has_newer=True), Cursor("after", sort_key(day(4)))
    assert slugs(merge(page, {"day-5": day(5), "day-1": day(1)}, cursor=cursor)) == ["day-3", "day-2", "day-1"]


def test_merged_page_before_a_cursor_takes_what_lies_between_its_ends() -> None:
    page, cursor = page_of_days(6, 4, has_newer=True, has_older=True), Cursor("before", sort_key(day(3)))
    changed = {f"day-{number}": day(number) for number in (1, 5, 9)}
    assert slugs(merge(page, dict(changed), cursor=cursor)) == ["day-6", "day-5", "day-4"]


def test_merged_page_of_a_tag_takes_what_carries_it() -> None:
    changed: dict[str, Summary | None] = {"day-3": day(3, tag_labels=("Go",)), "day-4": day(4, tag_labels=("Ada",))}
    assert slugs(merge(page_of_days(5), changed, tag="go")) == ["day-5", "day-3"]


def test_merged_scheduled_article_is_upcoming_and_not_listed() -> None:
    coming = make_summary("coming", published_at=NOW + HOUR)
    page = merge(page_of_days(1), {"coming": coming})
    assert (slugs(page), page.upcoming) == (["day-1"], coming)


@pytest.mark.parametrize(("hours", "expected"), [(1, "coming"), (3, "known")])
def test_merged_upcoming_is_the_first_to_come(hours: int, expected: str) -> None:
    page = ListPage((), upcoming=make_summary("known", published_at=NOW + 2 * HOUR))
    found = merge(page, {"coming": make_summary("coming", published_at=NOW + hours * HOUR)}).upcoming
    assert found is not None
    assert found.slug == expected


def test_merged_upcoming_that_was_taken_back_is_gone() -> None:
    page = ListPage((), upcoming=make_summary("coming", published_at=NOW + HOUR))
    assert merge(page, {"coming": None}).upcoming is None


def test_merged_later_page_has_no_upcoming() -> None:
    coming = make_summary("coming", published_at=NOW + HOUR)
    assert merge(page_of_days(1), {"coming": coming}, cursor=Cursor("after", sort_key(day(4)))).upcoming is None
