"""What stands around an article through the reading service: fresh like the rest, loaded no oftener than needed."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from typing import Any

import pytest

from articles.around import MAX_RELATED, SHOWN_RELATED
from articles.domain import Article, Surroundings
from articles.exceptions import StoreUnavailable
from articles.services.surroundings import SurroundingsLookup
from tests.factories import NOW, make_article, make_change, make_summary, save
from tests.unit.desk import Desk

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PLACE = NOW - 100 * DAY
HERE = make_article("here", published_at=PLACE, tag_labels=("Go", "C++"))


def article(slug: str, days: float, *labels: str, **more: Any) -> Article:
    """Published so many days after ours."""
    return make_article(slug, published_at=PLACE + days * DAY, tag_labels=labels, **more)


def around(desk: Desk, of: Article = HERE) -> Surroundings:
    return desk.reading.get_surroundings(of).load().value


def names(value: Surroundings) -> list[str]:
    """Newer, older, and those that are related."""
    return [one.slug if one else "-" for one in (value.newer, value.older, *value.related)]


@pytest.fixture
def shelf(desk: Desk) -> Desk:
    """Two neighbours and one related article, all known and settled."""
    desk.publish(HERE, article("older", -1), article("newer", 1), article("next", 2), article("go", 3, "Go"))
    desk.settle()
    assert names(around(desk)) == ["newer", "older", "go"]
    return desk


def source(desk: Desk) -> str:
    """Where it is answered from once what was published meanwhile is known."""
    desk.clock.advance(2)
    return desk.reading.get_surroundings(HERE).source


def test_get_surroundings_second_read_asks_nobody(shelf: Desk) -> None:
    shelf.store.calls.clear()
    assert (shelf.reading.get_surroundings(HERE).source, shelf.store.calls) == ("cache", [])


def test_get_surroundings_is_kept_with_the_articles(shelf: Desk) -> None:
    shelf.aside.clear()
    assert shelf.reading.get_surroundings(HERE).source == "cache"


def test_get_surroundings_shows_the_best_related_ones(desk: Desk) -> None:
    desk.publish(HERE, *(article(f"n-{n}", n, "Go") for n in range(-1, 5)))
    desk.settle()
    assert names(around(desk)) == ["n-0", "n--1", "n-4", "n-3", "n-2"]
    assert len(around(desk).related) == SHOWN_RELATED


@pytest.mark.parametrize("changes", [{"published_at": NOW}, {"tag_labels": ("Go",)}], ids=str)
def test_get_surroundings_under_another_date_or_other_tags_are_others(shelf: Desk, changes: dict[str, Any]) -> None:
    moved = make_article("here", **{"published_at": PLACE, "tag_labels": ("Go", "C++")} | changes)
    assert shelf.reading.get_surroundings(moved).source == "dynamodb-sdk"


@pytest.mark.parametrize(
    "moved",
    [
        article("far-newer", 2.5), article("far-older", -2), article("next", 2, title="New title"),
        article("far", 9, "Rust"), article("ahead", 200), article("here", 0, "Go", "C++", title="New title"),
        article("a-draft", 0.5, status="draft"),
    ],
    ids=lambda moved: moved.slug,
)  # fmt: skip
def test_get_surroundings_stay_when_others_changed(shelf: Desk, moved: Article) -> None:
    shelf.publish(moved)
    assert source(shelf) == "cache"


@pytest.mark.parametrize(
    "moved",
    [
        article("newer", 1, title="New title"), article("older", -1, status="draft"), article("go", 3, "Rust"),
        article("between", 0.5), article("between-too", -0.5, "Rust"), article("related", -9, "C++"),
        article("next", 0.5),
    ],
    ids=lambda moved: moved.slug,
)  # fmt: skip
def test_get_surroundings_move_with_what_is_among_them(shelf: Desk, moved: Article) -> None:
    shelf.publish(moved)
    assert source(shelf) == "dynamodb-sdk"


@pytest.mark.parametrize("days", [50, 150])
def test_get_surroundings_of_the_newest_move_with_any_newer_one(desk: Desk, days: int) -> None:
    desk.publish(HERE)
    desk.settle()
    assert names(around(desk)) == ["-", "-"]
    desk.publish(article("newer", days))
    desk.clock.advance(2)
    assert names(around(desk)) == (["newer", "-"] if days < 100 else ["-", "-"])
    assert desk.reading.get_surroundings(HERE).load().until == (None if days < 100 else PLACE + days * DAY)


def test_get_surroundings_move_with_what_was_dated_between(shelf: Desk) -> None:
    shelf.publish(article("between", 0.5))
    shelf.settle()
    assert names(around(shelf))[0] == "between"
    shelf.publish(article("between", 50))
    shelf.clock.advance(2)
    assert names(around(shelf))[0] == "newer"


def test_get_surroundings_without_an_answer_may_be_moved_by_any_other_save() -> None:
    lookup = SurroundingsLookup(HERE.summary())
    assert lookup.moved_by(make_change("other", tags=(), visible_from=None))
    assert not lookup.moved_by(make_change("here"))


def test_get_surroundings_loaded_after_other_saves_read_none_of_them(shelf: Desk) -> None:
    shelf.publish(*(article(f"far-{n}", 9 + n, "Rust") for n in range(5)))
    shelf.clock.advance(2)
    shelf.cache.clear()
    shelf.store.calls.clear()
    around(shelf)
    assert shelf.store.calls == ["get_stamp", "get_surroundings"]


def test_get_surroundings_index_that_lags_gets_what_is_new(shelf: Desk) -> None:
    shelf.store.freeze_index()
    shelf.publish(article("between", 0.5), article("before", -0.5), article("both", -9, "Go", "C++"))
    shelf.clock.advance(2)
    assert names(around(shelf)) == ["between", "before", "both", "go"]


def test_get_surroundings_index_that_lags_loses_what_went(shelf: Desk) -> None:
    shelf.store.freeze_index()
    shelf.publish(*(article(slug, 1, "Go", status="archived") for slug in ("newer", "older", "go")))
    shelf.clock.advance(2)
    assert names(around(shelf)) == ["-", "-"]
    shelf.store.thaw_index()
    shelf.clock.advance(10)
    assert names(around(shelf)) == ["next", "-"]


def test_get_surroundings_index_that_lags_shows_what_changed_as_it_is(shelf: Desk) -> None:
    shelf.store.freeze_index()
    shelf.publish(article("newer", 1, title="New title"), article("go", -9, "Go", title="New too"))
    shelf.clock.advance(2)
    value = around(shelf)
    assert [one.title for one in (value.newer, *value.related) if one] == ["New title", "New too"]


def test_get_surroundings_index_that_lags_makes_a_neighbour_related_that_is_none_any_more(desk: Desk) -> None:
    desk.publish(HERE, article("newer", 2, "Go"))
    desk.settle()
    desk.store.freeze_index()
    desk.publish(article("between", 1))
    desk.clock.advance(2)
    assert names(around(desk)) == ["between", "-", "newer"]


def test_get_surroundings_index_that_lags_takes_in_no_old_article_that_it_would_not_find(desk: Desk) -> None:
    desk.publish(HERE, article("newer", 0.1), article("old", -50, "Go", "C++"), article("older", -1))
    desk.publish(*(article(f"n-{n}", n + 1, ("Go", "C++")[n % 2]) for n in range(2 * MAX_RELATED)))
    desk.settle()
    before = around(desk)
    desk.store.freeze_index()
    desk.publish(article("old", -50, "Go", "C++", title="New title"))
    desk.clock.advance(2)
    assert desk.reading.get_surroundings(HERE).source == "dynamodb-sdk"
    assert around(desk) == before


def test_get_surroundings_index_that_lags_shows_nothing_before_its_time(desk: Desk) -> None:
    desk.publish(HERE)
    desk.settle()
    around(desk)
    desk.store.freeze_index()
    desk.publish(article("ahead", 101, "Go"))
    desk.clock.advance(2)
    assert names(around(desk)) == ["-", "-"]
    desk.store.thaw_index()
    desk.clock.set(PLACE + 101 * DAY)
    assert names(around(desk)) == ["ahead", "-"]


def test_get_surroundings_cached_drop_what_is_over_at_the_second(desk: Desk) -> None:
    ends = NOW + HOUR
    desk.publish(HERE, article("newer", 1, unpublish_at=ends), article("next", 2), article("go", 3, "Go"))
    desk.settle()
    assert desk.reading.get_surroundings(HERE).load().until == ends
    desk.clock.set(ends - timedelta(milliseconds=1))
    assert names(around(desk))[0] == "newer"
    desk.clock.set(ends)
    assert names(around(desk))[0] == "next"


def test_get_surroundings_one_in_reserve_that_ends_changes_nothing(desk: Desk) -> None:
    desk.publish(HERE, article("newer", 0.5))
    desk.publish(*(article(f"n-{n}", n, "Go", unpublish_at=NOW + HOUR if n == 1 else None) for n in range(1, 5)))
    desk.settle()
    assert desk.reading.get_surroundings(HERE).load().until is None


def test_get_surroundings_down_follow_the_clock(desk: Desk) -> None:
    ends = NOW + HOUR
    desk.publish(HERE, article("newer", 1, unpublish_at=ends), article("older", -1))
    desk.publish(*(article(f"n-{n}", n + 2, "Go", unpublish_at=ends if n == 3 else None) for n in range(4)))
    desk.settle()
    assert names(around(desk)) == ["newer", "older", "n-3", "n-2", "n-1"]
    desk.store.down = True
    desk.clock.set(ends)
    reading = desk.reading.get_surroundings(HERE)
    assert (reading.source, names(reading.load().value)) == ("stale-cache", ["-", "older", "n-2", "n-1", "n-0"])


def test_get_surroundings_down_come_from_files(desk: Desk) -> None:
    for each in (HERE, article("older", -1), article("go", 1, "Go")):
        save(desk.files, each)
    desk.store.down = True
    reading = desk.reading.get_surroundings(HERE)
    assert (reading.source, names(reading.load().value), reading.n) == ("file-based", ["go", "older"], -1)


def test_get_surroundings_down_and_no_files_is_an_outage(desk: Desk) -> None:
    desk.store.down = True
    with pytest.raises(StoreUnavailable):
        around(desk)


def test_get_surroundings_equal_whatever_text_the_neighbours_have(shelf: Desk) -> None:
    """What is not shown of them must not make pages anew."""
    before = shelf.reading.get_surroundings(HERE).digest
    shelf.publish(article("newer", 1, body="Another text.\n", word_count=3), article("go", 3, "Go", body="New.\n"))
    assert source(shelf) == "dynamodb-sdk"
    assert shelf.reading.get_surroundings(HERE).digest == before


def test_get_surroundings_entry_is_small(desk: Desk) -> None:
    more = {"description": "What this article is about, in a sentence that tells a reader whether to read it."}
    desk.publish(HERE, *(article(f"article-{n}", n + 1, "Go", "C++", "Python", **more) for n in range(12)))
    desk.settle()
    before = desk.cache.bytes_used
    around(desk)
    assert desk.cache.bytes_used - before < 1_200


def test_get_surroundings_in_what_time_is_left(desk: Desk) -> None:
    asked: list[float | None] = []

    def get_surroundings(article: Article, *, now: datetime, budget: float | None = None) -> Surroundings:
        asked.append(budget)
        return Surroundings()

    desk.publish(HERE)
    desk.settle()
    ends = desk.reading.get_article("here").ends
    desk.store.get_surroundings = get_surroundings  # type: ignore[method-assign,assignment]
    reading = desk.reading.get_surroundings(HERE, ends=ends - 4)
    assert reading.ends == ends - 4
    assert asked[0] is not None and 0 < asked[0] <= ends - 4 - time.monotonic() + 1


def test_reading_says_which_stamp_it_is_good_for(shelf: Desk) -> None:
    before = shelf.reading.get_surroundings(HERE).n
    shelf.publish(article("far", 9, "Rust"))
    shelf.clock.advance(2)
    assert shelf.reading.get_surroundings(HERE).n == shelf.reading.get_article("here").n == before + 1


def test_reading_of_an_index_that_may_lag_says_until_when_it_is_good(shelf: Desk) -> None:
    assert shelf.reading.get_surroundings(HERE).good_until == float("inf")
    shelf.publish(article("between", 0.5))
    shelf.clock.advance(2)
    good_for = shelf.reading.get_surroundings(HERE).good_until - shelf.clock.now().timestamp()
    assert 9 < good_for <= 10


def test_lookup_keeps_entries_of_each_article_apart() -> None:
    articles = [make_summary("a"), make_summary("b"), make_summary("a", tags=()), make_summary("a", published_at=NOW)]
    assert len({SurroundingsLookup(one).key for one in articles}) == 4
