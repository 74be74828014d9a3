"""Feeds through the reading service: fresh like lists, whole, not too large, and kept apart."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

import pytest

from articles.domain import Feed, ListPage
from articles.services import codec
from articles.services.feeds import MAX_FEED_BYTES
from tests.factories import NOW, make_article, make_summary
from tests.unit.desk import Desk

HOUR = timedelta(hours=1)


def feed(desk: Desk, **question: Any) -> dict[str, str]:
    """Bodies by slug, newest first."""
    return {item.slug: item.body for item in desk.reading.get_feed(**question).load().value.items}


@pytest.mark.parametrize(
    "value",
    [
        Feed(ListPage(()), {}),
        Feed(ListPage((make_summary("a"), make_summary("b")), upcoming=make_summary("c")), {"a": "Text", "c": ""}),
    ],
)
def test_feed_comes_back_as_it_was(value: Feed) -> None:
    assert codec.decode_feed(codec.encode(value)) == value


def test_get_feed_holds_the_newest_whole(desk: Desk) -> None:
    desk.publish(*(make_article(f"n-{n:02d}", published_at=NOW - n * HOUR, body=f"Text {n}\n") for n in range(25)))
    desk.settle()
    assert feed(desk) == {f"n-{n:02d}": f"Text {n}\n" for n in range(20)}


def test_get_feed_of_a_tag(desk: Desk) -> None:
    desk.publish(make_article("one"), make_article("two", tag_labels=("AWS",)))
    desk.settle()
    assert list(feed(desk, tag="aws")) == ["two"]
    assert feed(desk, tag="none") == {}


def test_get_feed_is_one_list_and_one_batch(desk: Desk) -> None:
    desk.publish(make_article("one"), make_article("two"))
    desk.settle()
    assert [desk.reading.get_feed().source for _ in range(2)] == ["dynamodb-sdk", "cache"]
    assert desk.store.calls == ["get_stamp", "list_articles", "get_articles"]


def test_get_feed_of_nothing_asks_for_no_bodies(desk: Desk) -> None:
    desk.settle()
    assert feed(desk) == {}
    assert "get_articles" not in desk.store.calls


@pytest.mark.parametrize(
    "hidden",
    [{"status": "draft"}, {"status": "trashed"}, {"published_at": NOW + HOUR}, {"unpublish_at": NOW}],
    ids=str,
)
@pytest.mark.parametrize("lags", [False, True])
def test_get_feed_leaves_out_what_readers_may_not_see(desk: Desk, hidden: dict[str, Any], lags: bool) -> None:
    desk.publish(make_article("shown"), make_article("other"))
    desk.settle()
    assert list(feed(desk)) == ["shown", "other"]
    if lags:
        desk.store.freeze_index()
    desk.publish(make_article("other", **hidden))
    desk.clock.advance(2)
    assert list(feed(desk)) == ["shown"]


def test_get_feed_index_that_lags_gets_what_is_new(desk: Desk) -> None:
    desk.publish(make_article("old"))
    desk.settle()
    desk.store.freeze_index()
    desk.publish(make_article("new", published_at=NOW), make_article("old", body="Other text\n"))
    desk.clock.advance(2)
    assert feed(desk) == {"new": "Some *words*.\n", "old": "Other text\n"}


def test_get_feed_believes_what_is_read_by_key_and_not_the_index(desk: Desk) -> None:
    """Saved without a stamp, so that nobody says that the index lags."""
    desk.publish(make_article("moved"), make_article("gone"), make_article("stays"))
    desk.settle()
    desk.store.freeze_index()
    desk.store._articles["moved"] = make_article("moved", published_at=NOW, title="New")
    desk.store._articles["gone"] = make_article("gone", status="draft")
    value = desk.reading.get_feed().load().value
    assert [(item.slug, item.title) for item in value.items] == [("moved", "New"), ("stays", "An article")]


def test_get_feed_turns_with_the_clock(desk: Desk) -> None:
    desk.publish(make_article("ends", unpublish_at=NOW + HOUR), make_article("comes", published_at=NOW + 2 * HOUR))
    desk.settle()
    assert list(feed(desk)) == ["ends"]
    assert desk.reading.get_feed().load().until == NOW + HOUR
    desk.clock.set(NOW + HOUR)
    assert feed(desk) == {}
    desk.clock.set(NOW + 2 * HOUR)
    assert list(feed(desk)) == ["comes"]


def test_get_feed_turns_with_the_clock_while_the_table_is_away(desk: Desk) -> None:
    desk.publish(make_article("ends", unpublish_at=NOW + HOUR), make_article("comes", published_at=NOW + HOUR))
    desk.settle()
    feed(desk)
    desk.store.down = True
    desk.clock.set(NOW + HOUR)
    assert desk.reading.get_feed().source == "stale-cache"
    assert feed(desk) == {"comes": "Some *words*.\n"}


def test_get_feed_table_away_and_never_read_comes_from_files(desk: Desk) -> None:
    desk.store.down = True
    desk.files._articles["one"] = make_article("one", body="From a file\n")
    assert desk.reading.get_feed().source == "file-based"
    assert feed(desk) == {"one": "From a file\n"}


def test_get_feed_that_would_be_too_large_ends_early(desk: Desk) -> None:
    body = "x" * (MAX_FEED_BYTES // 3 + 1)
    desk.publish(*(make_article(f"n-{n}", published_at=NOW - n * HOUR, body=body) for n in range(5)))
    desk.settle()
    assert list(feed(desk)) == ["n-0", "n-1"]


@pytest.mark.parametrize("fields", [{"body": "x" * MAX_FEED_BYTES + "x"}, {"word_count": MAX_FEED_BYTES}])
def test_get_feed_holds_one_article_however_large(desk: Desk, fields: dict[str, Any]) -> None:
    desk.publish(make_article("large", published_at=NOW, **fields), make_article("small"))
    desk.settle()
    assert list(feed(desk)) == ["large"]


def test_get_feed_scheduled_one_takes_nothing_from_the_others(desk: Desk) -> None:
    body = "x" * MAX_FEED_BYTES
    desk.publish(make_article("later", published_at=NOW + HOUR, body=body), make_article("now", body=body))
    desk.settle()
    assert list(feed(desk)) == ["now"]


def test_get_feed_asks_for_no_bodies_that_will_not_fit(desk: Desk) -> None:
    desk.publish(*(make_article(f"n-{n}", published_at=NOW - n * HOUR, word_count=30_000) for n in range(5)))
    desk.settle()
    assert list(feed(desk)) == ["n-0", "n-1"]


def test_get_feed_of_one_tag_stays_when_another_moved(desk: Desk) -> None:
    desk.publish(make_article("one"))
    desk.settle()
    feed(desk, tag="python")
    desk.publish(make_article("two", tag_labels=("AWS",)))
    desk.clock.advance(2)
    assert desk.reading.get_feed(tag="python").source == "cache"


def test_get_feed_is_kept_aside(desk: Desk) -> None:
    desk.publish(make_article("one"))
    desk.settle()
    desk.article("one")
    before = desk.cache.bytes_used
    feed(desk)
    assert desk.cache.bytes_used == before and desk.aside.bytes_used


@pytest.mark.parametrize(("tag", "labels"), [(None, {}), ("python", {"tag": "python"})])
def test_get_feed_is_one_log_line(
    desk: Desk, caplog: pytest.LogCaptureFixture, tag: str | None, labels: dict[str, str]
) -> None:
    desk.publish(make_article("one"), make_article("two"))
    desk.settle()
    with caplog.at_level(logging.INFO, "article-service"):
        desk.reading.get_feed(tag=tag)
    (record,) = caplog.records
    assert vars(record) | {"operation": "getFeed", "count": 2, "source": "dynamodb-sdk"} | labels == vars(record)
