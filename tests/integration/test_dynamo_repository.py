"""Saves that must not half happen: refused, repeated, raced, unanswered, and counted by the stamp."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from articles.domain import MAX_TAGS, Article, change_of
from articles.exceptions import ArticleConflict, StoreUnavailable
from articles.stores.dynamo import DynamoRepository, DynamoSource
from tests.factories import NOW, make_article, make_change, save
from tests.integration.conftest import Items, Save, entity
from tests.proxies.dynamo import DynamoProxy
from tests.proxies.faults import DYNAMODB, WHOLE_ANSWERS
from tests.proxies.wire import json_answer

TRANSACTION = "TransactWriteItems"
CONFLICT = json_answer(
    "400 Bad Request",
    {
        "__type": DYNAMODB + "TransactionCanceledException",
        "message": "Transaction cancelled, please refer cancellation reasons for specific reasons",
        "CancellationReasons": [{"Code": "None"}, {"Code": "TransactionConflict", "Message": "Ongoing transaction"}],
    },
)


def ring_slugs(items: Items) -> list[str]:
    return [entry["M"]["slug"]["S"] for entry in items.stamp()["ring"]["L"]]


def refused(put: Save, items: Items, article: Article, previous: Article | None) -> str:
    """The reason for which a save is refused that must leave no trace."""
    before = items.all()
    with pytest.raises(ArticleConflict) as refusal:
        put(article, previous)
    assert items.all() == before
    return refusal.value.reason


def test_save_over_another_version_writes_nothing(put: Save, items: Items) -> None:
    first = put(make_article("one"))
    put(make_article("one", title="Theirs"), first)
    mine = make_article("one", title="Mine", tag_labels=("Other",))
    assert refused(put, items, mine, first) == "it is no longer version 1, somebody else saved it"


def test_save_taken_slug_writes_nothing(put: Save, items: Items) -> None:
    put(make_article("one"))
    assert (
        refused(put, items, make_article("one", article_id="another", tag_labels=("X",)), None) == "the slug is taken"
    )


def test_save_over_what_is_gone_writes_nothing(put: Save, items: Items) -> None:
    never_saved = replace(make_article("one"), version=3)
    assert "no longer version 3" in refused(put, items, make_article("one"), never_saved)


def test_save_slug_that_was_another_articles_writes_nothing(put: Save, items: Items) -> None:
    items.put({**entity("alias", "ARTICLE#one", "ALIAS"), "article_id": {"S": "another"}})
    assert refused(put, items, make_article("one"), None) == "the slug is taken"


def test_save_most_tags_fit(put: Save, items: Items, proxy: DynamoProxy) -> None:
    labels = [f"tag {n}" for n in range(MAX_TAGS)]
    first = put(make_article("one", tag_labels=labels))
    put(make_article("one", tag_labels=[f"{label} new" for label in labels]), first)
    assert len(items.under("ARTICLE#one")) == MAX_TAGS + 2
    assert max(len(call.request["TransactItems"]) for call in proxy.calls(TRANSACTION)) <= 100


def test_save_without_stamp_bumps_nothing(put: Save, items: Items) -> None:
    put(make_article("one"), stamp=False)
    assert items.get("SITE", "STAMP") is None


def test_save_each_bumps_by_one(put: Save, items: Items) -> None:
    for slug in ("one", "two", "three"):
        put(make_article(slug))
    assert items.stamp()["n"] == {"N": "3"}
    assert ring_slugs(items) == ["one", "two", "three"]


def test_save_ring_is_trimmed(put: Save, items: Items) -> None:
    lengths = []
    for n in range(45):
        put(make_article(f"n-{n:02d}"))
        lengths.append(len(items.stamp()["ring"]["L"]))
    assert lengths[:20] == list(range(1, 21))
    assert min(lengths[19:]) >= 20 and max(lengths) <= 30
    assert items.stamp()["n"] == {"N": "45"}


def test_save_ring_keeps_the_last_changes_in_order(put: Save, items: Items) -> None:
    for n in range(35):
        put(make_article(f"n-{n:02d}"))
    assert ring_slugs(items)[-20:] == [f"n-{n:02d}" for n in range(15, 35)]


def test_announce_counts_every_change(repository: DynamoRepository, items: Items) -> None:
    repository.announce([make_change(f"n-{n}") for n in range(3)])
    repository.announce([make_change("n-3")])
    assert items.stamp()["n"] == {"N": "4"}
    assert ring_slugs(items) == ["n-0", "n-1", "n-2", "n-3"]


def test_announce_is_one_write(repository: DynamoRepository, proxy: DynamoProxy) -> None:
    repository.announce([make_change(f"n-{n}") for n in range(20)])
    adding = [call for call in proxy.calls() if "ADD" in call.request.get("UpdateExpression", "")]
    assert len(adding) == 1


def test_announce_nothing_writes_nothing(repository: DynamoRepository, proxy: DynamoProxy) -> None:
    repository.announce([])
    assert proxy.calls() == []


def test_announce_gives_the_same_entry_as_a_save(repository: DynamoRepository, put: Save, items: Items) -> None:
    saved = put(make_article("one", unpublish_at=NOW + timedelta(days=1)))
    repository.announce([change_of(saved, at=NOW)])
    first, second = items.stamp()["ring"]["L"]
    assert first == second


def test_announce_bulk_leaves_the_ring_bounded(repository: DynamoRepository, items: Items) -> None:
    for first in range(0, 100, 20):
        repository.announce([make_change(f"n-{n:02d}") for n in range(first, first + 20)])
    ring = ring_slugs(items)
    assert 20 <= len(ring) <= 50
    assert ring[-20:] == [f"n-{n:02d}" for n in range(80, 100)]
    assert items.stamp()["n"] == {"N": "100"}


def test_announce_unanswered_is_unavailable(repository: DynamoRepository, proxy: DynamoProxy) -> None:
    proxy.fail("500")
    with pytest.raises(StoreUnavailable):
        repository.announce([make_change()])


def test_has_articles_only_after_a_save(repository: DynamoRepository, put: Save) -> None:
    assert not repository.has_articles()
    put(make_article("one"))
    assert repository.has_articles()


def test_get_for_update_is_consistent(repository: DynamoRepository, proxy: DynamoProxy) -> None:
    assert repository.get_for_update("one") is None
    assert [call.request["ConsistentRead"] for call in proxy.calls()] == [True]


def test_save_at_once_all_succeed(repository: DynamoRepository, items: Items) -> None:
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda n: save(repository, make_article(f"n-{n}")), range(8)))
    assert items.stamp()["n"] == {"N": "8"}
    assert sorted(ring_slugs(items)) == [f"n-{n}" for n in range(8)]


def test_save_conflict_with_another_transaction_is_waited_out(
    put: Save, items: Items, proxy: DynamoProxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(WHOLE_ANSWERS, "throttling", CONFLICT)
    proxy.fail("throttling", operation=TRANSACTION, times=3)
    put(make_article("one"))
    first, *others = [call.request for call in proxy.calls(TRANSACTION)]
    assert others == [first] * 3
    assert items.stamp()["n"] == {"N": "1"}


def test_save_conflict_without_end_is_unavailable(
    put: Save, items: Items, proxy: DynamoProxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(WHOLE_ANSWERS, "throttling", CONFLICT)
    monkeypatch.setattr("portfolio.transactions.WRITER_DEADLINE_SECONDS", 0.3)
    proxy.fail("throttling", operation=TRANSACTION)
    with pytest.raises(StoreUnavailable):
        put(make_article("one"))
    assert items.all() == []


@pytest.mark.parametrize("lie", ["lost", "truncated", "500"])
def test_save_with_a_lost_answer_is_saved_once(put: Save, items: Items, proxy: DynamoProxy, lie: Any) -> None:
    proxy.fail(lie, operation=TRANSACTION, times=1)
    assert put(make_article("one")).version == 1
    assert items.stamp()["n"] == {"N": "1"}
    assert len(items.under("HISTORY#id-of-one")) == 1


@pytest.mark.parametrize(
    "lie", ["500", "throttling", "access-denied", "table-missing", "expired", "html", "empty", "204", "no-capacity"]
)
def test_save_what_was_never_confirmed_is_unavailable(put: Save, items: Items, proxy: DynamoProxy, lie: Any) -> None:
    proxy.fail(lie, operation=TRANSACTION)
    with pytest.raises(StoreUnavailable):
        put(make_article("one"))
    assert items.all() == []


@pytest.mark.parametrize("writers", [2, 8])
def test_save_race_has_one_winner_a_version(
    repository: DynamoRepository, source: DynamoSource, writers: int, put: Save, items: Items
) -> None:
    stands = put(make_article("one"))

    def edit(n: int) -> Article | None:
        try:
            return put(make_article("one", title=f"By {n}", body=f"by {n}"), stands)
        except ArticleConflict:
            return None

    for version in range(2, 5):
        with ThreadPoolExecutor(writers) as threads:
            (winner,) = [saved for saved in threads.map(edit, range(writers)) if saved]
        stands = winner
        found = source.get_article("one", consistent=True)
        assert found is not None
        assert (found.version, found.title, found.body) == (version, winner.title, winner.body)
    assert items.stamp()["n"] == {"N": "4"}
