from __future__ import annotations

import threading

import pytest

from articles.domain import Article
from articles.exceptions import ArticleNotFound
from portfolio.background import InlineRunner
from tests.factories import make_article, save
from tests.unit.desk import TTL_SECONDS, Desk


def test_get_article_first_read_comes_from_the_table(desk: Desk) -> None:
    desk.publish(make_article(title="One"))
    reading = desk.reading.get_article("an-article")
    assert reading.source == "dynamodb-sdk"
    assert reading.load().value.title == "One"


def test_get_article_second_read_comes_from_memory(desk: Desk) -> None:
    desk.publish(make_article())
    first = desk.article()
    desk.store.calls.clear()
    reading = desk.reading.get_article("an-article")
    assert (reading.source, reading.load().value, desk.store.calls) == ("cache", first, [])


def test_get_article_memory_is_served_past_the_trusted_time_after_one_look_at_the_stamp(desk: Desk) -> None:
    desk.publish(make_article())
    desk.article()
    desk.clock.advance(60)
    desk.store.calls.clear()
    assert desk.reading.get_article("an-article").source == "cache"
    assert desk.store.calls == ["get_stamp"]


def test_get_article_moved_is_shown_within_the_trusted_time(desk: Desk) -> None:
    desk.publish(make_article(title="Old"))
    desk.article()
    desk.publish(make_article(title="New"))
    desk.clock.advance(1.5)
    assert desk.article().title == "Old"
    desk.clock.advance(0.01)
    assert desk.article().title == "New"


def test_get_article_moved_comes_from_the_table_and_has_another_digest(desk: Desk) -> None:
    desk.publish(make_article(title="Old"))
    old = desk.reading.get_article("an-article")
    desk.publish(make_article(title="New"))
    desk.clock.advance(2)
    new = desk.reading.get_article("an-article")
    assert new.source == "dynamodb-sdk"
    assert new.digest != old.digest


def test_get_article_digest_is_the_same_from_table_and_memory(desk: Desk) -> None:
    desk.publish(make_article())
    assert desk.reading.get_article("an-article").digest == desk.reading.get_article("an-article").digest


def test_get_article_another_article_moved_stays_in_memory(desk: Desk) -> None:
    desk.publish(make_article("one"))
    desk.article("one")
    desk.publish(make_article("two"))
    desk.clock.advance(2)
    desk.store.calls.clear()
    assert desk.reading.get_article("one").source == "cache"
    assert desk.store.calls == ["get_stamp"]


def test_get_article_looked_at_between_changes_outlives_the_ring(desk: Desk) -> None:
    """Each look moves the entry on to the newest stamp, so that it never falls off the ring's end."""
    desk.publish(make_article("one"))
    desk.article("one")
    for number in range(30):
        desk.publish(make_article(f"other-{number}"))
        desk.clock.advance(2)
        assert desk.reading.get_article("one").source == "cache"


def test_get_article_more_changes_than_the_ring_names_is_loaded_again(desk: Desk) -> None:
    desk.publish(make_article("one"))
    desk.article("one")
    desk.publish(*(make_article(f"other-{number}") for number in range(21)))
    desk.clock.advance(2)
    assert desk.reading.get_article("one").source == "dynamodb-sdk"


def test_get_article_as_many_changes_as_the_ring_names_stays_in_memory(desk: Desk) -> None:
    desk.publish(make_article("one"))
    desk.article("one")
    desk.publish(*(make_article(f"other-{number}") for number in range(20)))
    desk.clock.advance(2)
    assert desk.reading.get_article("one").source == "cache"


def test_get_article_counter_that_went_back_is_loaded_again(desk: Desk) -> None:
    """A table that was restored from a backup counts from an earlier number."""
    desk.publish(make_article("one"), make_article("two"))
    desk.article("one")
    desk.store._changes.pop()
    desk.clock.advance(2)
    assert desk.reading.get_article("one").source == "dynamodb-sdk"


def test_get_article_unknown_is_a_miss_that_names_who_was_asked(desk: Desk) -> None:
    with pytest.raises(ArticleNotFound) as caught:
        desk.reading.get_article("unknown")
    assert (caught.value.slug, caught.value.tried) == ("unknown", ("dynamodb-sdk",))


def test_get_article_miss_of_the_table_is_never_overruled_by_a_file(desk: Desk) -> None:
    save(desk.files, make_article())
    with pytest.raises(ArticleNotFound):
        desk.article()
    assert "get_article" not in desk.files.calls[1:]


@pytest.mark.parametrize("slug", ["", "Upper", "a b", "a/b", "a#b", "ä", "x" * 101])
def test_get_article_text_that_is_no_slug_asks_nobody(desk: Desk, slug: str) -> None:
    with pytest.raises(ArticleNotFound):
        desk.reading.get_article(slug)
    assert desk.store.calls == []


def test_get_article_miss_is_kept_for_five_seconds(desk: Desk) -> None:
    for pause in (0, 1, 3.9):
        desk.clock.advance(pause)
        with pytest.raises(ArticleNotFound):
            desk.article("unknown")
    assert desk.store.calls.count("get_article") == 1


def test_get_article_miss_is_asked_again_after_five_seconds(desk: Desk) -> None:
    for pause in (0, 5):
        desk.clock.advance(pause)
        with pytest.raises(ArticleNotFound):
            desk.article("unknown")
    assert desk.store.calls.count("get_article") == 2


def test_get_article_miss_is_dropped_by_the_stamp(desk: Desk) -> None:
    with pytest.raises(ArticleNotFound):
        desk.article("new")
    desk.publish(make_article("new"))
    desk.clock.advance(1.6)
    assert desk.reading.get_article("new").source == "dynamodb-sdk"


def test_get_article_guessed_addresses_drive_out_no_article(desk: Desk) -> None:
    desk.publish(make_article())
    desk.article()
    used = desk.cache.bytes_used
    for number in range(100):
        with pytest.raises(ArticleNotFound):
            desk.article(f"guess-{number}")
    assert desk.cache.bytes_used == used
    assert desk.misses.bytes_used <= 10_000


@pytest.mark.parametrize("status", ["draft", "archived", "trashed"])
def test_get_article_retired_is_a_miss(desk: Desk, status: str) -> None:
    desk.publish(make_article())
    desk.article()
    desk.publish(make_article(status=status))
    desk.clock.advance(2)
    with pytest.raises(ArticleNotFound):
        desk.article()


def test_get_article_past_its_soft_time_is_served_and_refreshed_behind(desk: Desk) -> None:
    desk.publish(make_article())
    desk.article()
    desk.clock.advance(TTL_SECONDS * 1.2)
    desk.store.calls.clear()
    assert desk.reading.get_article("an-article").source == "cache"
    assert (desk.background.names, desk.store.calls) == (["refresh"], ["get_stamp"])
    desk.background.do()
    assert "get_article" in desk.store.calls


def test_get_article_within_its_soft_time_is_not_refreshed(desk: Desk) -> None:
    desk.publish(make_article())
    desk.article()
    desk.clock.advance(TTL_SECONDS * 0.8)
    desk.article()
    assert desk.background.names == []


def test_get_article_refresh_is_started_by_one_request(desk: Desk) -> None:
    desk.publish(make_article())
    desk.article()
    desk.clock.advance(TTL_SECONDS * 1.2)
    for _ in range(3):
        desk.article()
    assert desk.background.names == ["refresh"]


def test_get_article_refresh_brings_what_no_stamp_announced(desk: Desk) -> None:
    desk.publish(make_article(title="Old"))
    desk.article()
    save(desk.store, make_article(title="New"), stamp=False)
    desk.clock.advance(TTL_SECONDS * 1.2)
    assert desk.article().title == "Old"
    desk.background.do()
    assert desk.article().title == "New"


def test_get_article_refresh_that_fails_keeps_what_is_there(desk: Desk) -> None:
    desk.publish(make_article(title="Old"))
    desk.article()
    desk.clock.advance(TTL_SECONDS * 1.2)
    desk.article()
    desk.store.down = True
    desk.background.do()
    desk.store.down = False
    assert desk.article().title == "Old"


def test_get_article_inline_runner_refreshes_before_the_answer(desk: Desk) -> None:
    desk = Desk(background=InlineRunner())
    desk.publish(make_article())
    desk.article()
    desk.clock.advance(TTL_SECONDS * 1.2)
    desk.store.calls.clear()
    desk.article()
    assert "get_article" in desk.store.calls


def test_get_article_asked_by_many_at_once_is_loaded_once(desk: Desk) -> None:
    desk.publish(make_article())
    desk.settle()
    desk.reading.list_tags()  # the stamp is known, so that all threads meet at the article
    arrived, titles = threading.Event(), []

    def slow(slug: str, *, consistent: bool = False, budget: float | None = None) -> Article:
        desk.store.calls.append("slow")
        arrived.wait(1)
        return make_article(version=1)

    desk.store.get_article = slow  # type: ignore[method-assign]
    threads = [threading.Thread(target=lambda: titles.append(desk.article().title)) for _ in range(5)]
    for thread in threads:
        thread.start()
    threading.Timer(0.1, arrived.set).start()
    for thread in threads:
        thread.join()
    assert titles == ["An article"] * 5
    assert desk.store.calls.count("slow") == 1


def test_get_article_age_counts_from_the_last_confirmation(desk: Desk) -> None:
    desk.publish(make_article())
    desk.article()
    desk.clock.advance(1.25)
    assert desk.reading.get_article("an-article").age_seconds == pytest.approx(1.25)


def test_get_article_reads_what_moved_lately_consistently(desk: Desk) -> None:
    asked: dict[str, bool] = {}

    def get_article(slug: str, *, consistent: bool = False, budget: float | None = None) -> Article:
        asked[slug] = consistent
        return make_article(slug, version=1)

    desk.publish(make_article("moved"))
    desk.store.get_article = get_article  # type: ignore[method-assign]
    desk.article("moved")
    desk.article("other")
    assert asked == {"moved": True, "other": False}


def test_another_process_sees_the_same_bytes_of_an_article(desk: Desk) -> None:
    """Pages are kept by digest, which must not depend on who loaded what when."""
    desk.publish(make_article())
    mine = desk.reading.get_article("an-article").digest
    desk.clock.advance(1000)
    assert desk.another_process().get_article("an-article").digest == mine
