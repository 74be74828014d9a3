"""What stands around an article, as the table alone can get it wrong."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest

from articles.around import MAX_RELATED
from articles.exceptions import StoreUnavailable
from articles.stores.dynamo import DynamoRepository, DynamoSource
from tests.factories import NOW, make_article
from tests.proxies.dynamo import DynamoProxy

HOUR = timedelta(hours=1)
HERE = make_article("here", published_at=NOW - 50 * HOUR)


@pytest.fixture
def shelf(repository: DynamoRepository, proxy: DynamoProxy) -> DynamoProxy:
    """Four articles before and four after ours, all of one tag."""
    others = [make_article(f"n-{n}", published_at=NOW - (54 - n) * HOUR) for n in range(9) if n != 4]
    for article in (HERE, *others):
        repository.save(article, previous=None, author="ada", note="", stamp=False)
    proxy.clear()
    return proxy


def names(source: DynamoSource) -> list[str]:
    value = source.get_surroundings(HERE.summary(), now=NOW)
    return [one.slug if one else "-" for one in (value.newer, value.older, *value.related)]


def test_get_surroundings_is_a_few_short_queries(shelf: DynamoProxy, source: DynamoSource) -> None:
    assert names(source) == ["n-5", "n-3", "n-8", "n-7", "n-6"]
    calls = shelf.calls()
    assert {call.operation for call in calls} == {"Query"}
    assert sorted(call.request["Limit"] for call in calls) == [1, 2, 6]
    assert sum(call.capacity or 0 for call in calls) <= 3


def test_get_surroundings_broken_neighbours_hide_only_themselves(
    shelf: DynamoProxy, source: DynamoSource, caplog: pytest.LogCaptureFixture
) -> None:
    shelf.poison("ARTICLE#n-5", "METADATA", {"title": None})
    shelf.poison("ARTICLE#n-3", "METADATA", {"published_at": {"S": "May"}})
    assert names(source)[:2] == ["n-6", "n-2"]
    errors = {getattr(record, "item", "") for record in caplog.records if record.levelno == logging.ERROR}
    assert errors == {"ARTICLE#n-5 METADATA", "ARTICLE#n-3 METADATA"}


def test_get_surroundings_broken_related_one_hides_only_itself(shelf: DynamoProxy, source: DynamoSource) -> None:
    shelf.poison("ARTICLE#n-8", "TAG#python", {"title": None})
    assert "n-8" not in names(source) and "n-7" in names(source)


def test_get_surroundings_many_expired_ones_end_in_none(
    repository: DynamoRepository, proxy: DynamoProxy, source: DynamoSource
) -> None:
    for n in range(80):
        expired = make_article(f"n-{n:02d}", published_at=NOW - (130 - n) * HOUR, unpublish_at=NOW, tags=())
        repository.save(expired, previous=None, author="ada", note="", stamp=False)
    repository.save(make_article("far", tags=()), previous=None, author="ada", note="", stamp=False)
    proxy.clear()
    assert names(source) == ["-", "-"]
    assert sorted(call.request["Limit"] for call in proxy.calls("Query")) == [1, 2, 6, 10, 50]


def test_get_surroundings_one_query_that_fails_is_an_outage(shelf: DynamoProxy, source: DynamoSource) -> None:
    shelf.fail("throttling", times=1)
    with pytest.raises(StoreUnavailable):
        names(source)


def test_get_surroundings_keeps_to_its_budget(shelf: DynamoProxy, source: DynamoSource) -> None:
    with pytest.raises(StoreUnavailable):
        source.get_surroundings(HERE.summary(), now=NOW, budget=0.0)
    assert shelf.calls() == []


def test_get_surroundings_of_many_tags_asks_for_the_first(source: DynamoSource, proxy: DynamoProxy) -> None:
    value = source.get_surroundings(make_article("x", tags=tuple(f"t-{n}" for n in range(20))).summary(), now=NOW)
    assert len(value.related) <= MAX_RELATED
    asked = [str(call.request["ExpressionAttributeValues"]) for call in proxy.calls() if call.request["Limit"] == 6]
    assert [any(f"TAG#t-{n}'" in values for values in asked) for n in range(4)] == [True, True, True, False]
