"""How the table is read: at what cost, and what is made of answers that cannot be believed."""

from __future__ import annotations

import copy
import logging
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

import pytest

from articles.domain import Article, Change, Cursor, Stamp
from articles.exceptions import StoreUnavailable
from articles.keys import dated_sort_key
from articles.stores.dynamo import DynamoRepository, DynamoSource
from portfolio.breaker import FAILURES_TO_OPEN
from portfolio.table import Table
from tests.factories import NOW, make_article
from tests.integration.conftest import Items
from tests.proxies.dynamo import Call, DynamoProxy
from tests.proxies.faults import FAULT_KINDS, FaultKind

HOUR = timedelta(hours=1)
LIST = "gsi1-status-date"
TAGGED = "gsi2-tag-date"


def store(repository: DynamoRepository, *articles: Article) -> None:
    for article in articles:
        repository.save(article, previous=None, author="an-author", note="", stamp=False)


def shape(calls: Iterable[Call]) -> list[tuple[str, str | None, int | None]]:
    return [(call.operation, call.index, call.request.get("Limit")) for call in calls]


def listed(source: DynamoSource, **more: Any) -> list[str]:
    arguments: dict[str, Any] = {"now": NOW, "size": 20} | more
    return [item.slug for item in source.list_articles(**arguments).items]


def numbered(count: int, **more: Any) -> list[Article]:
    return [make_article(f"n-{n:02d}", published_at=NOW - (n + 1) * HOUR, **more) for n in range(count)]


def test_get_article_is_one_query(source: DynamoSource, repository: DynamoRepository, proxy: DynamoProxy) -> None:
    store(repository, make_article("one", tag_labels=("A", "B", "C")))
    proxy.clear()
    assert source.get_article("one") is not None
    assert shape(proxy.calls()) == [("Query", None, None)]


def test_get_article_reads_neither_tags_nor_drafts(
    source: DynamoSource, repository: DynamoRepository, proxy: DynamoProxy
) -> None:
    store(repository, make_article("one", tag_labels=[f"t{n}" for n in range(20)], description="x" * 900))
    proxy.clear()
    source.get_article("one")
    # 20 tag entries of a kilobyte each would be three units, read this way.
    assert proxy.calls()[0].capacity == 0.5


def test_get_article_miss_is_one_query(source: DynamoSource, proxy: DynamoProxy) -> None:
    assert source.get_article("none") is None
    assert shape(proxy.calls()) == [("Query", None, None)]


@pytest.mark.parametrize("consistent", [False, True])
def test_get_article_is_consistent_when_asked(source: DynamoSource, proxy: DynamoProxy, consistent: bool) -> None:
    source.get_article("none", consistent=consistent)
    assert bool(proxy.calls()[0].request.get("ConsistentRead")) is consistent


def test_get_article_alias_alone_is_a_miss(source: DynamoSource, items: Items) -> None:
    items.put({**key("old", "ALIAS"), "entity": {"S": "alias"}, "schema": {"N": "1"}, "article_id": {"S": "x"}})
    assert source.get_article("old") is None


@pytest.mark.parametrize(("tag", "index"), [(None, LIST), ("python", TAGGED)])
def test_list_articles_is_one_query_and_a_small_one(
    source: DynamoSource, repository: DynamoRepository, proxy: DynamoProxy, tag: str | None, index: str
) -> None:
    store(repository, *numbered(5))
    proxy.clear()
    source.list_articles(now=NOW, tag=tag, size=3)
    assert shape(proxy.calls()) == [("Query", index, 4), ("Query", index, 1)]


@pytest.mark.parametrize("direction", ["after", "before"])
def test_list_articles_further_page_is_one_query(
    source: DynamoSource, repository: DynamoRepository, proxy: DynamoProxy, direction: Any
) -> None:
    articles = numbered(12)
    store(repository, *articles)
    proxy.clear()
    place = Cursor(direction, dated_sort_key(articles[6].sort_date, articles[6].slug))
    assert len(listed(source, cursor=place, size=3)) == 3
    assert shape(proxy.calls()) == [("Query", LIST, 4)]


def test_list_articles_costs_the_same_whatever_there_is(
    source: DynamoSource, repository: DynamoRepository, proxy: DynamoProxy
) -> None:
    store(repository, *numbered(30, body="x" * 20_000))
    proxy.clear()
    source.list_articles(now=NOW, size=20)
    # 21 list entries of less than a kilobyte; with bodies they would be more than fifty units.
    assert sum(call.capacity or 0 for call in proxy.calls()) <= 3


def test_nothing_scans(source: DynamoSource, repository: DynamoRepository, proxy: DynamoProxy) -> None:
    store(repository, *numbered(3))
    source.get_stamp()
    source.get_article("n-00")
    source.list_articles(now=NOW, size=2)
    source.list_articles(now=NOW, size=2, tag="python")
    source.list_tags(now=NOW, size=2)
    assert {call.operation for call in proxy.calls()} == {"GetItem", "Query", "TransactWriteItems"}


def test_list_tags_queries_are_limited(source: DynamoSource, repository: DynamoRepository, proxy: DynamoProxy) -> None:
    store(repository, make_article("one", tag_labels=("A", "B", "C", "D")))
    proxy.clear()
    source.list_tags(now=NOW, size=3)
    tags, *others = shape(proxy.calls())
    assert tags == ("Query", None, 4)
    assert sorted(others, key=str) == [("Query", LIST, 1), *[("Query", TAGGED, 1)] * 3]


def test_get_stamp_is_one_consistent_get(source: DynamoSource, proxy: DynamoProxy) -> None:
    assert source.get_stamp() == Stamp()
    (call,) = proxy.calls()
    assert (call.operation, call.request["ConsistentRead"]) == ("GetItem", True)


def test_get_stamp_gives_the_last_change(source: DynamoSource, repository: DynamoRepository) -> None:
    article = make_article("one", tag_labels=("B", "A"), unpublish_at=NOW + HOUR)
    repository.save(article, previous=None, author="an-author", note="", stamp=True)
    change = Change("one", 1, ("a", "b"), article.published_at, NOW + HOUR, NOW)
    assert source.get_stamp() == Stamp(1, (change,))


def test_list_articles_fills_a_short_page(
    source: DynamoSource, repository: DynamoRepository, proxy: DynamoProxy
) -> None:
    store(repository, *numbered(2, unpublish_at=NOW), make_article("a"), make_article("b"), make_article("c"))
    proxy.clear()
    assert listed(source, size=2) == ["c", "b"]
    assert shape(proxy.calls()) == [("Query", LIST, 3), ("Query", LIST, 2), ("Query", LIST, 1)]


def test_list_articles_gives_up_after_two_more_queries(
    source: DynamoSource, repository: DynamoRepository, proxy: DynamoProxy
) -> None:
    newest = make_article("newest", published_at=NOW)
    store(repository, newest, *numbered(12, unpublish_at=NOW), make_article("oldest"))
    proxy.clear()
    page = source.list_articles(now=NOW, size=3)
    assert ([item.slug for item in page.items], page.has_older) == (["newest"], True)
    assert len([call for call in proxy.calls() if call.request["Limit"] > 1]) == 3


def test_list_articles_short_at_the_end_has_no_older(source: DynamoSource, repository: DynamoRepository) -> None:
    store(repository, make_article("newest", published_at=NOW), *numbered(3, unpublish_at=NOW))
    page = source.list_articles(now=NOW, size=3)
    assert ([item.slug for item in page.items], page.has_older) == (["newest"], False)


def key(slug: str, sk: str = "METADATA") -> dict[str, Any]:
    return {"pk": {"S": f"ARTICLE#{slug}"}, "sk": {"S": sk}}


BROKEN: list[dict[str, Any]] = [
    {"version": {"S": "x"}},
    {"version": None},
    {"title": None},
    {"status": {"S": "unheard-of"}},
    {"published_at": {"S": "yesterday"}},
    {"tags": {"S": "no list"}},
    {"entity": None},
    {"entity": {"S": "unheard-of"}},
]


@pytest.mark.parametrize("changes", BROKEN, ids=str)
def test_list_articles_broken_item_hides_only_itself(
    source: DynamoSource, repository: DynamoRepository, proxy: DynamoProxy, changes: dict[str, Any]
) -> None:
    store(repository, *numbered(3))
    proxy.poison("ARTICLE#n-01", "METADATA", changes)
    assert listed(source) == ["n-00", "n-02"]


def test_list_articles_by_tag_broken_item_hides_only_itself(
    source: DynamoSource, repository: DynamoRepository, proxy: DynamoProxy
) -> None:
    store(repository, *numbered(3))
    proxy.poison("ARTICLE#n-01", "TAG#python")
    assert listed(source, tag="python") == ["n-00", "n-02"]
    assert listed(source) == ["n-00", "n-01", "n-02"]


def test_list_articles_broken_item_does_not_shorten_the_page(
    source: DynamoSource, repository: DynamoRepository, proxy: DynamoProxy
) -> None:
    store(repository, *numbered(6))
    proxy.poison("ARTICLE#n-01", "METADATA")
    assert listed(source, size=3) == ["n-00", "n-02", "n-03"]


def test_list_articles_broken_upcoming_hides_no_page(
    source: DynamoSource, repository: DynamoRepository, proxy: DynamoProxy
) -> None:
    store(repository, make_article("now"), make_article("later", published_at=NOW + HOUR))
    proxy.poison("ARTICLE#later", "METADATA")
    assert listed(source) == ["now"]


def test_list_articles_broken_item_is_logged_once_by_its_key(
    source: DynamoSource, repository: DynamoRepository, proxy: DynamoProxy, caplog: pytest.LogCaptureFixture
) -> None:
    store(repository, *numbered(3))
    proxy.poison("ARTICLE#n-01", "METADATA")
    for _ in range(3):
        listed(source)
    errors = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert [getattr(record, "item", "") for record in errors] == ["ARTICLE#n-01 METADATA"]


def test_list_tags_broken_tag_hides_only_itself(
    source: DynamoSource, repository: DynamoRepository, proxy: DynamoProxy
) -> None:
    store(repository, make_article("one", tag_labels=("A", "B", "C")))
    proxy.poison("TAGS", "b", {"entity": {"S": "unheard-of"}})
    assert [tag.tag for tag in source.list_tags(now=NOW, size=10).tags] == ["a", "c"]


@pytest.mark.parametrize("changes", BROKEN, ids=str)
def test_get_article_broken_metadata_is_no_miss(
    source: DynamoSource, repository: DynamoRepository, proxy: DynamoProxy, changes: dict[str, Any]
) -> None:
    store(repository, make_article("one"))
    proxy.poison("ARTICLE#one", "METADATA", changes)
    with pytest.raises(StoreUnavailable):
        source.get_article("one")


@pytest.mark.parametrize("changes", [{"body": None}, {"article_version": None}, {"entity": None}], ids=str)
def test_get_article_broken_content_is_no_miss(
    source: DynamoSource, repository: DynamoRepository, proxy: DynamoProxy, changes: dict[str, Any]
) -> None:
    store(repository, make_article("one"))
    proxy.poison("ARTICLE#one", "CONTENT#v1", changes)
    with pytest.raises(StoreUnavailable):
        source.get_article("one")


def test_get_article_broken_neighbour_does_not_matter(
    source: DynamoSource, repository: DynamoRepository, proxy: DynamoProxy
) -> None:
    store(repository, make_article("one"), make_article("two"))
    proxy.poison("ARTICLE#two", "METADATA")
    assert source.get_article("one") is not None


def test_get_article_broken_does_not_open_the_breaker(
    source: DynamoSource, repository: DynamoRepository, proxy: DynamoProxy, table: Table
) -> None:
    store(repository, make_article("one"))
    proxy.poison("ARTICLE#one", "METADATA")
    for _ in range(FAILURES_TO_OPEN + 1):
        with pytest.raises(StoreUnavailable):
            source.get_article("one")
    assert table.breaker.allows()


@pytest.fixture
def two_versions(repository: DynamoRepository, items: Items) -> dict[str, dict[str, Any]]:
    """An article saved twice; its items as the first save left them."""
    first = repository.save(make_article("one", body="old"), previous=None, author="a", note="", stamp=False)
    before = {item["sk"]["S"]: copy.deepcopy(item) for item in items.under("ARTICLE#one")}
    repository.save(make_article("one", body="new"), previous=first, author="a", note="", stamp=False)
    return before


@pytest.mark.parametrize("stale", ["METADATA", "CONTENT#v1"])
def test_get_article_torn_is_read_again_consistently(
    source: DynamoSource, proxy: DynamoProxy, two_versions: dict[str, dict[str, Any]], stale: str
) -> None:
    proxy.torn("ARTICLE#one", two_versions[stale])
    proxy.clear()
    article = source.get_article("one")
    assert article is not None and (article.version, article.body) == (2, "new")
    assert [bool(call.request.get("ConsistentRead")) for call in proxy.calls()] == [False, True]


def test_get_article_torn_for_good_is_unavailable(
    source: DynamoSource, repository: DynamoRepository, proxy: DynamoProxy, items: Items
) -> None:
    store(repository, make_article("one"))
    proxy.poison("ARTICLE#one", "CONTENT#v1", {"article_version": {"N": "7"}})
    with pytest.raises(StoreUnavailable, match="two versions"):
        source.get_article("one")
    assert len(proxy.calls("Query")) <= 5


# Of an empty table, where a lie is easily taken for a miss.
READS: dict[str, Callable[[DynamoSource], object]] = {
    "stamp": lambda source: source.get_stamp(),
    "article": lambda source: source.get_article("one"),
    "list": lambda source: source.list_articles(now=NOW, size=20),
    "tags": lambda source: source.list_tags(now=NOW, size=20),
}


@pytest.mark.parametrize("read", READS)
@pytest.mark.parametrize("lie", FAULT_KINDS)
def test_read_what_cannot_be_believed_is_unavailable(
    source: DynamoSource, proxy: DynamoProxy, lie: FaultKind, read: str
) -> None:
    proxy.fail(lie)
    with pytest.raises(StoreUnavailable):
        READS[read](source)


@pytest.mark.parametrize("lie", FAULT_KINDS)
def test_read_recovers_at_once(
    source: DynamoSource, repository: DynamoRepository, proxy: DynamoProxy, lie: FaultKind
) -> None:
    store(repository, make_article("one"))
    proxy.fail(lie, times=1)
    with pytest.raises(StoreUnavailable):
        source.get_article("one")
    assert source.get_article("one") is not None
