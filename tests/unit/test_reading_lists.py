from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from articles.domain import PAGE_SIZE, Cursor, Summary, Tag
from articles.exceptions import ArticleNotFound
from articles.keys import sort_key
from tests.factories import NEW_YEAR, NOW, make_article, save
from tests.unit.desk import Desk


def publish_days(desk: Desk, count: int) -> list[str]:
    """Articles a day apart; their slugs, newest first."""
    slugs = [f"day-{day:03d}" for day in range(count)]
    for day, slug in enumerate(slugs):
        desk.publish(make_article(slug, published_at=NEW_YEAR + timedelta(days=day)))
    desk.settle()
    return slugs[::-1]


def test_list_articles_newest_first_and_one_page(desk: Desk) -> None:
    slugs = publish_days(desk, PAGE_SIZE + 1)
    page = desk.reading.list_articles().load().value
    assert [item.slug for item in page.items] == slugs[:PAGE_SIZE]
    assert (page.has_newer, page.has_older) == (False, True)


def test_list_articles_by_cursor_goes_on_where_the_page_ended(desk: Desk) -> None:
    slugs = publish_days(desk, PAGE_SIZE + 1)
    last = desk.reading.list_articles().load().value.items[-1]
    assert desk.slugs(cursor=Cursor("after", sort_key(last))) == slugs[PAGE_SIZE:]


def test_list_articles_pages_are_kept_apart(desk: Desk) -> None:
    slugs = publish_days(desk, 4)
    first = desk.slugs(size=2)
    second = desk.slugs(size=2, cursor=Cursor("after", sort_key(desk.article(first[-1]))))
    back = desk.slugs(size=1, cursor=Cursor("before", sort_key(desk.article(second[0]))))
    assert (first, second, back) == (slugs[:2], slugs[2:], [slugs[1]])


def test_list_articles_by_tag_are_kept_apart(desk: Desk) -> None:
    desk.publish(make_article("one", tag_labels=("Go",)), make_article("two", tag_labels=("C++",)))
    desk.settle()
    assert (desk.slugs(tag="go"), desk.slugs(tag="cplusplus"), desk.slugs(tag="rust")) == (["one"], ["two"], [])


def test_list_articles_second_read_asks_nobody(desk: Desk) -> None:
    publish_days(desk, 2)
    desk.slugs()
    desk.store.calls.clear()
    assert desk.reading.list_articles().source == "cache"
    assert desk.store.calls == []


@pytest.mark.parametrize("lags", [True, False])
def test_list_articles_holds_no_body(desk: Desk, lags: bool) -> None:
    if lags:
        desk.store.freeze_index()
    desk.publish(make_article())
    (item,) = desk.reading.list_articles().load().value.items
    assert type(item) is Summary


@pytest.mark.parametrize("status", ["draft", "archived", "trashed"])
def test_list_articles_shows_published_ones_only(desk: Desk, status: str) -> None:
    desk.publish(make_article("shown"), make_article("hidden", status=status))
    desk.settle()
    assert (desk.slugs(), desk.slugs(tag="python")) == (["shown"], ["shown"])


def test_list_articles_is_loaded_again_after_any_change(desk: Desk) -> None:
    publish_days(desk, 2)
    desk.slugs()
    desk.publish(make_article("newest", published_at=NOW))
    desk.clock.advance(2)
    assert desk.reading.list_articles().source == "dynamodb-sdk"
    assert desk.slugs()[0] == "newest"


def test_list_articles_of_a_tag_stays_when_others_changed(desk: Desk) -> None:
    publish_days(desk, 2)
    desk.slugs(tag="python")
    desk.publish(make_article("other", tag_labels=("Go",)))
    desk.clock.advance(2)
    assert desk.reading.list_articles(tag="python").source == "cache"


def test_list_articles_of_a_tag_moves_when_an_article_left_it(desk: Desk) -> None:
    publish_days(desk, 2)
    desk.slugs(tag="python")
    desk.publish(make_article("day-001", tag_labels=("Go",)))
    desk.clock.advance(2)
    assert desk.slugs(tag="python") == ["day-000"]


def test_list_articles_cached_turns_at_the_second(desk: Desk) -> None:
    desk.publish(make_article("comes", published_at=NOW + timedelta(hours=1)), make_article("is-there"))
    desk.settle()
    assert desk.slugs() == ["is-there"]
    desk.clock.set(NOW + timedelta(hours=1, seconds=-0.001))
    assert desk.slugs() == ["is-there"]
    desk.clock.advance(0.001)
    assert desk.slugs() == ["comes", "is-there"]


def test_list_articles_cached_drops_what_is_over_at_the_second(desk: Desk) -> None:
    desk.publish(make_article("ends", unpublish_at=NOW + timedelta(hours=1)), make_article("stays"))
    desk.settle()
    desk.slugs()
    desk.clock.set(NOW + timedelta(hours=1, seconds=-0.001))
    assert sorted(desk.slugs()) == ["ends", "stays"]
    desk.clock.advance(0.001)
    assert desk.slugs() == ["stays"]


@pytest.mark.parametrize("question", [{}, {"tag": "python"}])
def test_list_articles_says_when_the_clock_changes_it(desk: Desk, question: dict[str, Any]) -> None:
    comes, ends = NOW + timedelta(hours=2), NOW + timedelta(hours=1)
    desk.publish(make_article("comes", published_at=comes), make_article("ends", unpublish_at=ends))
    desk.settle()
    assert desk.reading.list_articles(**question).load().until == ends
    desk.clock.set(ends)
    assert desk.reading.list_articles(**question).load().until == comes
    desk.clock.set(comes)
    assert desk.reading.list_articles(**question).load().until is None


def test_get_article_says_when_the_clock_takes_it_away(desk: Desk) -> None:
    ends = NOW + timedelta(hours=1)
    desk.publish(make_article(unpublish_at=ends))
    assert desk.reading.get_article("an-article").load().until == ends


def test_get_article_cached_appears_at_the_second_without_a_load(desk: Desk) -> None:
    desk.publish(make_article(published_at=NOW + timedelta(seconds=1)))
    with pytest.raises(ArticleNotFound):
        desk.article()
    desk.clock.advance(0.999)
    with pytest.raises(ArticleNotFound):
        desk.article()
    desk.clock.advance(0.001)
    assert desk.reading.get_article("an-article").source == "cache"


def test_get_article_cached_disappears_at_the_second(desk: Desk) -> None:
    desk.publish(make_article(unpublish_at=NOW + timedelta(seconds=1)))
    desk.article()
    desk.clock.advance(0.999)
    assert desk.reading.get_article("an-article").source == "cache"
    desk.clock.advance(0.001)
    with pytest.raises(ArticleNotFound):
        desk.article()


def test_list_articles_index_that_lags_is_put_right_from_the_ring(desk: Desk) -> None:
    desk.publish(make_article("old"))
    desk.settle()
    desk.slugs()
    desk.store.freeze_index()
    desk.publish(make_article("new", published_at=NOW))
    desk.clock.advance(2)
    assert (desk.slugs(), desk.slugs(tag="python")) == (["new", "old"], ["new", "old"])


def test_list_articles_index_that_lags_loses_what_was_retired(desk: Desk) -> None:
    desk.publish(make_article("goes"), make_article("stays"))
    desk.settle()
    desk.slugs()
    desk.store.freeze_index()
    desk.publish(make_article("goes", status="archived"))
    desk.clock.advance(2)
    assert (desk.slugs(), desk.slugs(tag="python")) == (["stays"], ["stays"])


def test_list_articles_process_that_was_idle_puts_a_lagging_index_right(desk: Desk) -> None:
    desk.publish(make_article("old"))
    desk.settle()
    desk.store.freeze_index()
    desk.publish(make_article("new", published_at=NOW))
    desk.clock.advance(2)
    items = desk.another_process().list_articles().load().value.items
    assert [item.slug for item in items] == ["new", "old"]


def test_list_articles_loaded_while_the_index_lags_is_loaded_again(desk: Desk) -> None:
    desk.publish(make_article("old"))
    desk.settle()
    desk.slugs()
    desk.store.freeze_index()
    desk.publish(make_article("new", published_at=NOW))
    desk.clock.advance(2)
    desk.slugs()
    desk.store.thaw_index()
    desk.store.calls.clear()
    desk.clock.advance(10)
    assert desk.slugs() == ["new", "old"]
    assert "list_articles" in desk.store.calls


def test_list_articles_changes_that_nobody_named_are_looked_for_every_second(desk: Desk) -> None:
    """More saves than the ring holds: the list is wrong until the index knows, so it is asked often."""
    desk.publish(make_article("old"))
    desk.settle()
    desk.slugs()
    desk.store.freeze_index()
    desk.publish(*(make_article(f"new-{number}") for number in range(21)))
    desk.clock.advance(2)
    desk.slugs()
    desk.store.thaw_index()
    desk.clock.advance(1)
    assert len(desk.slugs(size=PAGE_SIZE)) == PAGE_SIZE


def test_list_articles_settled_list_is_kept(desk: Desk) -> None:
    publish_days(desk, 2)
    desk.slugs()
    desk.clock.advance(100)
    assert desk.reading.list_articles().source == "cache"


def test_list_tags_shows_tags_with_something_to_read(desk: Desk) -> None:
    desk.publish(
        make_article("one", tag_labels=("C++", "Go")), make_article("two", tag_labels=("Rust",), status="draft")
    )
    desk.settle()
    assert desk.reading.list_tags().load().value.tags == (Tag("cplusplus", "C++"), Tag("go", "Go"))


def test_list_tags_index_that_lags_gets_the_new_tags(desk: Desk) -> None:
    desk.publish(make_article("one", tag_labels=("Go",)))
    desk.settle()
    desk.tags()
    desk.store.freeze_index()
    desk.publish(make_article("two", tag_labels=("Ada",)))
    desk.clock.advance(2)
    assert desk.tags() == ["ada", "go"]


def test_list_tags_turns_with_the_clock(desk: Desk) -> None:
    desk.publish(make_article("one", tag_labels=("Go",), published_at=NOW + timedelta(hours=1)))
    desk.settle()
    assert desk.tags() == []
    desk.clock.set(NOW + timedelta(hours=1))
    assert desk.tags() == ["go"]


def test_list_tags_from_a_start_leaves_out_what_comes_before(desk: Desk) -> None:
    save(desk.store, make_article(tag_labels=("Ada", "Go")))
    desk.settle()
    assert [tag.tag for tag in desk.reading.list_tags(start="b").load().value.tags] == ["go"]


def test_list_articles_of_guessed_tags_drive_out_no_article() -> None:
    desk = Desk(max_bytes=5_000)
    desk.publish(make_article())
    desk.settle()
    desk.article()
    for number in range(30):
        assert desk.slugs(tag=f"guess-{number}") == []
    assert desk.reading.get_article("an-article").source == "cache"
