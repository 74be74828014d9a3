from __future__ import annotations

import threading
import time
from datetime import timedelta

import pytest

from articles.exceptions import ArticleNotFound, StoreUnavailable
from articles.services.freshness import Freshness
from articles.services.reading import ReadingService
from articles.stores.cache import ByteBoundedCache, CacheTier
from tests.factories import NOW, make_article, save
from tests.unit.desk import Desk

LONG = 3600


def test_get_article_down_serves_the_last_known_good(desk: Desk) -> None:
    desk.publish(make_article(title="Good"))
    desk.article()
    desk.store.down = True
    desk.clock.advance(LONG)
    reading = desk.reading.get_article("an-article")
    assert (reading.source, reading.load().value.title) == ("stale-cache", "Good")


def test_get_article_down_within_the_trusted_time_nobody_notices(desk: Desk) -> None:
    desk.publish(make_article())
    desk.article()
    desk.store.down = True
    desk.clock.advance(1.5)
    assert desk.reading.get_article("an-article").source == "cache"


def test_get_article_down_stale_copy_says_its_age(desk: Desk) -> None:
    desk.publish(make_article())
    desk.article()
    desk.store.down = True
    desk.clock.advance(LONG)
    assert desk.reading.get_article("an-article").age_seconds == pytest.approx(LONG)


def test_get_article_down_outranks_the_stand_in_with_what_was_read(desk: Desk) -> None:
    desk.publish(make_article(title="From the table"))
    save(desk.files, make_article(title="From a file"))
    desk.article()
    desk.store.down = True
    desk.clock.advance(LONG)
    assert desk.article().title == "From the table"


def test_get_article_down_and_never_read_comes_from_the_stand_in(desk: Desk) -> None:
    save(desk.files, make_article(title="From a file"))
    desk.store.down = True
    reading = desk.reading.get_article("an-article")
    assert (reading.source, reading.load().value.title) == ("file-based", "From a file")


def test_get_article_down_stand_in_never_confirmed_has_no_age(desk: Desk) -> None:
    save(desk.files, make_article())
    desk.store.down = True
    assert desk.reading.get_article("an-article").age_seconds is None


def test_get_article_down_stand_in_is_read_once(desk: Desk) -> None:
    save(desk.files, make_article())
    desk.store.down = True
    assert [desk.reading.get_article("an-article").source for _ in range(3)] == ["file-based"] * 3
    assert desk.files.calls.count("get_article") == 2  # one of them looked before saving


def test_get_article_back_again_replaces_what_stood_in(desk: Desk) -> None:
    desk.publish(make_article(title="From the table"))
    save(desk.files, make_article(title="From a file"))
    desk.store.down = True
    assert desk.article().title == "From a file"
    desk.store.down = False
    assert desk.article().title == "From the table"


def test_get_article_back_again_table_says_there_is_none(desk: Desk) -> None:
    save(desk.files, make_article())
    desk.store.down = True
    desk.article()
    desk.store.down = False
    with pytest.raises(ArticleNotFound):
        desk.article()


def test_get_article_retired_does_not_come_back_from_its_file_in_an_outage(desk: Desk) -> None:
    save(desk.files, make_article())
    desk.publish(make_article())
    desk.article()
    desk.publish(make_article(status="archived"))
    desk.clock.advance(2)
    with pytest.raises(ArticleNotFound):
        desk.article()
    desk.store.down = True
    desk.clock.advance(LONG)
    with pytest.raises(ArticleNotFound):
        desk.article()


def test_get_article_gone_from_the_table_does_not_come_back_from_its_file_in_an_outage(desk: Desk) -> None:
    """Purged, not archived: the table says that there is none, and that is remembered."""
    save(desk.files, make_article())
    desk.publish(make_article())
    desk.article()
    desk.store._articles.clear()
    desk.publish(make_article("another"))
    desk.clock.advance(400)
    desk.article()
    desk.background.do()
    desk.store.down = True
    desk.clock.advance(LONG)
    with pytest.raises(ArticleNotFound):
        desk.article()


def test_get_article_down_and_nobody_has_it_is_an_outage_and_no_miss(desk: Desk) -> None:
    desk.store.down = True
    with pytest.raises(StoreUnavailable) as caught:
        desk.article()
    assert caught.value.store == "dynamodb-sdk"


def test_get_article_a_miss_of_before_is_an_outage_after_five_seconds(desk: Desk) -> None:
    with pytest.raises(ArticleNotFound):
        desk.article()
    desk.store.down = True
    desk.clock.advance(5.1)
    with pytest.raises(StoreUnavailable):
        desk.article()


def test_get_article_all_down_is_an_outage(desk: Desk) -> None:
    desk.store.down = desk.files.down = True
    with pytest.raises(StoreUnavailable) as caught:
        desk.article()
    assert caught.value.store == "dynamodb-sdk"


@pytest.mark.parametrize("seconds_ahead", [1, LONG])
def test_get_article_down_the_clock_still_publishes(desk: Desk, seconds_ahead: int) -> None:
    desk.publish(make_article(published_at=NOW + timedelta(seconds=seconds_ahead)))
    with pytest.raises(ArticleNotFound):
        desk.article()
    desk.store.down = True
    desk.clock.advance(seconds_ahead - 0.001)
    with pytest.raises(ArticleNotFound):
        desk.article()
    desk.clock.advance(0.001)
    assert desk.article().slug == "an-article"


def test_get_article_down_the_clock_still_unpublishes(desk: Desk) -> None:
    desk.publish(make_article(unpublish_at=NOW + timedelta(seconds=LONG)))
    desk.article()
    desk.store.down = True
    desk.clock.advance(LONG - 0.001)
    assert desk.reading.get_article("an-article").source == "stale-cache"
    desk.clock.advance(0.001)
    with pytest.raises(ArticleNotFound):
        desk.article()


def test_get_article_down_stand_in_keeps_to_the_clock(desk: Desk) -> None:
    save(desk.files, make_article(published_at=NOW + timedelta(seconds=10)))
    desk.store.down = True
    with pytest.raises(ArticleNotFound):
        desk.article()
    desk.clock.advance(10)
    assert desk.article().slug == "an-article"


def test_list_articles_down_comes_from_memory_then_from_files(desk: Desk) -> None:
    desk.publish(make_article("from-the-table"))
    save(desk.files, make_article("from-a-file"))
    desk.slugs()
    desk.store.down = True
    desk.clock.advance(LONG)
    assert (desk.reading.list_articles().source, desk.slugs()) == ("stale-cache", ["from-the-table"])
    assert (desk.reading.list_articles(tag="python").source, desk.slugs(tag="python")) == (
        "file-based", ["from-a-file"],
    )  # fmt: skip


def test_list_articles_down_the_clock_still_turns_the_page(desk: Desk) -> None:
    desk.publish(make_article("leaves", unpublish_at=NOW + timedelta(seconds=LONG)))
    desk.publish(make_article("comes", published_at=NOW + timedelta(seconds=LONG)))
    desk.settle()
    assert desk.slugs() == ["leaves"]
    desk.store.down = True
    desk.clock.set(NOW + timedelta(seconds=LONG - 0.001))
    assert desk.slugs() == ["leaves"]
    desk.clock.advance(0.001)
    assert desk.slugs() == ["comes"]


@pytest.mark.parametrize("tag", ["python", None])
def test_list_articles_down_a_copy_that_holds_nothing_is_no_answer(desk: Desk, tag: str | None) -> None:
    desk.store.down = True
    with pytest.raises(StoreUnavailable):
        desk.reading.list_articles(tag=tag)


def test_list_tags_down_comes_from_files(desk: Desk) -> None:
    save(desk.files, make_article(tag_labels=("Go",)))
    desk.store.down = True
    assert (desk.reading.list_tags().source, desk.tags()) == ("file-based", ["go"])


def test_get_article_down_looks_behind_whether_the_table_is_back(desk: Desk) -> None:
    desk.publish(make_article())
    desk.article()
    desk.store.down = True
    desk.clock.advance(2)
    desk.article()
    assert desk.background.names == ["stamp-probe"]


def test_get_article_a_hanging_load_holds_up_nobody_longer_than_the_deadline() -> None:
    """Who waits for another's load gives up in time and takes the stand-in's."""
    desk = Desk(deadline_seconds=0.2)
    save(desk.files, make_article())
    hanging, free = threading.Event(), threading.Event()

    def get_article(slug: str, *, consistent: bool = False, budget: float | None = None) -> None:
        hanging.set()
        free.wait(5)
        raise StoreUnavailable("dynamodb-sdk", "too late")

    desk.store.get_article = get_article  # type: ignore[method-assign]
    leader = threading.Thread(target=desk.article)
    leader.start()
    hanging.wait(1)
    began = time.monotonic()
    source = desk.reading.get_article("an-article").source
    waited = time.monotonic() - began
    free.set()
    leader.join()
    assert source == "file-based"
    assert waited < 1.5


def test_reading_without_owners_is_an_outage_unless_a_stand_in_has_it(desk: Desk) -> None:
    save(desk.files, make_article())
    service = ReadingService(
        sources=[desk.files],
        freshness=Freshness(desk.files, desk.background, clock=desk.clock.now, monotonic=desk.clock.monotonic),
        cache=CacheTier(ByteBoundedCache("cache", {})),
        misses=CacheTier(ByteBoundedCache("misses", {})),
        background=desk.background,
        clock=desk.clock.now,
        ttl_seconds=300,
        deadline_seconds=0.3,
    )
    assert service.get_article("an-article").source == "file-based"
    with pytest.raises(StoreUnavailable):
        service.get_article("another")
