"""The same contract, for whole articles by slug; and how the real table is asked for them."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from articles.exceptions import StoreUnavailable
from articles.keys import Key
from articles.stores.dynamo import DynamoSource
from articles.stores.dynamo.queries import Budget
from portfolio.table import Item, Table
from tests.factories import NOW, make_article
from tests.integration.conftest import Items, Save
from tests.integration.stores import FIELDS, HOUR, Store
from tests.proxies.dynamo import DynamoProxy

WHOLE = make_article(
    "whole", title="Grüße: a “title”", description="Short", author="Ada", tag_labels=("C++", ".NET"), category="code",
    hero="/media/1.png", canonical_url="https://example.com/whole", body="# Hi\n\nÄ `b` 😀\n",
    published_at=NOW - HOUR, updated_at=NOW, unpublish_at=NOW + HOUR,
)  # fmt: skip


def test_get_articles_gives_what_get_article_gives(store: Store) -> None:
    source = store([WHOLE, make_article("two")])
    assert source.get_articles(["whole", "two"]) == {slug: source.get_article(slug) for slug in ("whole", "two")}


def test_get_articles_gives_everything_an_author_wrote(store: Store) -> None:
    found = store([WHOLE]).get_articles(["whole"])["whole"]
    assert {name: getattr(found, name) for name in FIELDS} == {name: getattr(WHOLE, name) for name in FIELDS}


@pytest.mark.parametrize("slugs", [[], ["none"], ["Not a slug", ""]])
def test_get_articles_leaves_out_what_is_not_there(store: Store, slugs: list[str]) -> None:
    assert store([make_article("one")]).get_articles(slugs) == {}


def test_get_articles_whatever_their_status(store: Store) -> None:
    source = store([make_article("one"), make_article("two", status="draft"), make_article("later", published_at=NOW)])
    found = source.get_articles(["one", "two", "later", "one"])
    assert {slug: article.status for slug, article in found.items()} == {
        "one": "published", "two": "draft", "later": "published",
    }  # fmt: skip


def test_get_articles_of_none_asks_nobody(source: DynamoSource, proxy: DynamoProxy) -> None:
    assert source.get_articles([]) == {}
    assert proxy.calls() == []


def test_get_articles_is_one_consistent_batch(source: DynamoSource, put: Save, proxy: DynamoProxy) -> None:
    names = [f"n-{n:02d}" for n in range(21)]
    for name in names:
        put(make_article(name), stamp=False)
    proxy.clear()
    assert list(source.get_articles(names)) == names
    (call,) = proxy.calls()
    (asked,) = call.request["RequestItems"].values()
    assert (call.operation, asked["ConsistentRead"], len(asked["Keys"])) == ("BatchGetItem", True, 42)


class Overlapped(DynamoSource):
    """Its batches overlap a transaction: they hold a content as it was before."""

    stale: Item = {}

    def _batch_get(self, wanted: Sequence[Key], left: Budget) -> list[Item]:
        items = super()._batch_get(wanted, left)
        return [self.stale if item["sk"] == self.stale["sk"] else item for item in items]


def test_get_articles_torn_one_is_read_by_itself(table: Table, put: Save, items: Items, proxy: DynamoProxy) -> None:
    first = put(make_article("one", body="old"))
    source = Overlapped(table)
    source.stale = items.get("ARTICLE#one", "CONTENT#v1") or {}
    put(make_article("one", body="new"), first)
    proxy.clear()
    assert source.get_articles(["one"])["one"].body == "new"
    batch, query = proxy.calls()
    assert (batch.operation, query.operation) == ("BatchGetItem", "Query")
    assert query.request["ConsistentRead"] is True


def test_get_articles_torn_for_good_hides_itself(source: DynamoSource, put: Save, proxy: DynamoProxy) -> None:
    put(make_article("one"))
    put(make_article("two"))
    proxy.poison("ARTICLE#one", "CONTENT#v1", {"article_version": {"N": "7"}})
    assert list(source.get_articles(["one", "two"])) == ["two"]


@pytest.mark.parametrize(("sk", "name"), [("METADATA", "title"), ("CONTENT#v1", "body")])
def test_get_articles_broken_one_hides_itself(
    source: DynamoSource, put: Save, proxy: DynamoProxy, sk: str, name: str
) -> None:
    put(make_article("one"))
    put(make_article("two"))
    proxy.poison("ARTICLE#one", sk, {name: None})
    assert list(source.get_articles(["one", "two"])) == ["two"]


def test_get_articles_down_is_unavailable(source: DynamoSource, put: Save, proxy: DynamoProxy) -> None:
    put(make_article("one"))
    proxy.fail("500")
    with pytest.raises(StoreUnavailable):
        source.get_articles(["one"])
