"""Months are counted by the save itself, and counted anew by `rebuild`; what either costs."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from articles.domain import Article, Recount
from articles.exceptions import ArticleConflict, StoreUnavailable
from articles.stores.dynamo import DynamoRepository
from portfolio.table import Table
from tests.factories import NOW, FakeClock, make_article, make_change, save
from tests.integration.conftest import Items, Save, Site, entity
from tests.proxies.dynamo import DynamoProxy

MAY, APRIL = datetime(2026, 5, 10, tzinfo=UTC), datetime(2026, 4, 10, tzinfo=UTC)
TRANSACTION = "TransactWriteItems"
WRITE_UNITS = 45


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("articles.stores.dynamo.recounting.INDEX_LAG_SECONDS", 0.0)


def numbers(items: Items) -> dict[str, int]:
    return {item["sk"]["S"]: int(item["n"]["N"]) for item in items.under("MONTHS")}


def test_save_month_item(put: Save, items: Items) -> None:
    put(make_article("one", published_at=MAY))
    assert items.under("MONTHS") == [{**entity("month", "MONTHS", "2026-05"), "n": {"N": "1"}}]


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ([{"status": "draft"}], {}),
        ([{"status": "draft"}, {}], {"2026-05": 1}),
        ([{}, {"title": "New"}], {"2026-05": 1}),
        ([{}, {"published_at": MAY + timedelta(days=1)}], {"2026-05": 1}),
        ([{}, {"published_at": APRIL}], {"2026-05": 0, "2026-04": 1}),
        ([{}, {"status": "draft"}], {"2026-05": 0}),
        ([{}, {"status": "archived"}, {}], {"2026-05": 1}),
        ([{}, {"status": "trashed", "published_at": APRIL}], {"2026-05": 0}),
        ([{"status": "draft", "published_at": None}, {"published_at": APRIL}], {"2026-04": 1}),
        ([{"published_at": NOW + timedelta(days=60)}], {"2026-07": 1}),
    ],
    ids=str,
)
def test_save_moves_the_months(put: Save, items: Items, steps: list[dict[str, Any]], expected: dict[str, int]) -> None:
    previous: Article | None = None
    for step in steps:
        previous = put(make_article("one", **({"published_at": MAY} | step)), previous)
    assert numbers(items) == expected


def test_save_that_leaves_the_month_does_not_touch_it(put: Save, proxy: DynamoProxy) -> None:
    first = put(make_article("one", published_at=MAY))
    proxy.clear()
    put(make_article("one", published_at=MAY, title="New"), first)
    (call,) = proxy.calls(TRANSACTION)
    assert "MONTHS" not in str(call.request)


def test_save_refused_moves_no_month(put: Save, items: Items) -> None:
    put(make_article("one", published_at=MAY))
    with pytest.raises(ArticleConflict):
        put(make_article("one", published_at=APRIL))
    assert numbers(items) == {"2026-05": 1}


@pytest.mark.parametrize("lie", ["lost", "truncated"])
def test_save_with_a_lost_answer_is_counted_once(put: Save, items: Items, proxy: DynamoProxy, lie: Any) -> None:
    proxy.fail(lie, operation=TRANSACTION, times=1)
    put(make_article("one", published_at=MAY))
    assert numbers(items) == {"2026-05": 1}


def test_save_at_once_in_one_month_are_all_counted(repository: DynamoRepository, items: Items) -> None:
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda n: save(repository, make_article(f"n-{n}", published_at=MAY)), range(8)))
    assert numbers(items) == {"2026-05": 8}


def test_save_counts_in_the_months_of_the_zone(table: Table, clock: FakeClock, items: Items) -> None:
    zone = ZoneInfo("America/New_York")
    midnight = datetime(2026, 5, 1, tzinfo=zone)
    repository = DynamoRepository(table, clock.now, time_zone=zone)
    save(repository, make_article("may", published_at=midnight))
    save(repository, make_article("april", published_at=midnight - timedelta(seconds=1)))
    assert numbers(items) == {"2026-05": 1, "2026-04": 1}


LABELS = ("One", "Two", "Three", "Four")


@pytest.mark.parametrize("ring", [0, 28])
@pytest.mark.parametrize(
    ("before", "units"),
    [({"status": "draft"}, WRITE_UNITS), ({"published_at": APRIL}, 50), ({"published_at": MAY}, 40), (None, 54)],
    ids=["published", "moved to another month", "edited", "published at once"],
)
def test_save_costs_what_it_may(
    repository: DynamoRepository, put: Save, proxy: DynamoProxy, before: dict[str, Any] | None, units: int, ring: int
) -> None:
    """An article of 4 KB with four tags. The first save of all adds a pointer and names for the tags, and a ring that
    is as long as it gets adds what the stamp has grown by."""
    repository.announce(make_change(f"an-article-of-before-{n}", tags=("one", "two", "three")) for n in range(ring))
    draft = put(make_article("one", tag_labels=LABELS, **before)) if before else None
    proxy.clear()
    put(make_article("one", tag_labels=LABELS, published_at=MAY, body="x" * 4096), draft)
    (call,) = proxy.calls(TRANSACTION)
    assert call.capacity is not None and 30 < call.capacity <= units + (8 if ring else 0)


# Counted anew.


@pytest.fixture
def wrong(put: Save, items: Items) -> None:
    """A table whose numbers are off: one too high, one missing, one of nothing."""
    for number, at in enumerate([MAY, MAY, APRIL]):
        put(make_article(f"n-{number}", published_at=at))
    put(make_article("draft", status="draft", published_at=APRIL))
    items.put({**entity("month", "MONTHS", "2026-05"), "n": {"N": "7"}})
    items.put({**entity("month", "MONTHS", "2020-01"), "n": {"N": "1"}})
    items.client.delete_item(TableName=items.table_name, Key={"pk": {"S": "MONTHS"}, "sk": {"S": "2026-04"}})


def test_recount_puts_right_what_is_wrong(wrong: None, repository: DynamoRepository, items: Items) -> None:
    changed = [Recount("2020-01", 1, 0), Recount("2026-04", 0, 1), Recount("2026-05", 7, 2)]
    assert list(repository.recount_months()) == changed
    assert numbers(items) == {"2020-01": 0, "2026-04": 1, "2026-05": 2}
    assert items.get("MONTHS", "2026-04") == {**entity("month", "MONTHS", "2026-04"), "n": {"N": "1"}}


def test_recount_of_what_is_right_writes_nothing(put: Save, repository: DynamoRepository, proxy: DynamoProxy) -> None:
    put(make_article("one", published_at=MAY))
    proxy.clear()
    assert list(repository.recount_months()) == []
    assert {call.operation for call in proxy.calls()} == {"Query"}


def test_recount_in_another_zone_moves_articles(table: Table, put: Save, clock: FakeClock, items: Items) -> None:
    put(make_article("one", published_at=datetime(2026, 5, 1, tzinfo=UTC)))
    elsewhere = DynamoRepository(table, clock.now, time_zone=ZoneInfo("America/New_York"))
    assert list(elsewhere.recount_months()) == [Recount("2026-04", 0, 1), Recount("2026-05", 1, 0)]
    assert numbers(items) == {"2026-04": 1, "2026-05": 0}


def test_recount_goes_page_by_page_and_never_scans(
    put: Save, repository: DynamoRepository, proxy: DynamoProxy, items: Items, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(7):
        put(make_article(f"n-{number}", published_at=MAY))
    items.put({**entity("month", "MONTHS", "2026-05"), "n": {"N": "1"}})
    query = repository._table.query
    monkeypatch.setattr(repository._table, "query", lambda pk, **more: query(pk, limit=3, **more))
    proxy.clear()
    assert list(repository.recount_months()) == [Recount("2026-05", 1, 7)]
    assert len(proxy.calls("Query")) == 4 and not proxy.calls("Scan")


def while_counting(
    monkeypatch: pytest.MonkeyPatch, repository: DynamoRepository, save_one: Callable[[], object]
) -> None:
    """Save each time an index is about to be read."""
    query = repository._table.query

    def busy(pk: str, **more: Any) -> Any:
        if "index_name" in more:
            save_one()
        return query(pk, **more)

    monkeypatch.setattr(repository._table, "query", busy)


def test_recount_month_that_moved_is_counted_again(
    wrong: None, put: Save, repository: DynamoRepository, items: Items, monkeypatch: pytest.MonkeyPatch
) -> None:
    articles = iter([make_article("meanwhile", published_at=MAY)])
    while_counting(monkeypatch, repository, lambda: [put(article) for article in [*articles]])
    assert list(repository.recount_months())[-1] == Recount("2026-05", 8, 3)
    assert numbers(items)["2026-05"] == 3


def test_recount_month_that_never_rests_is_left(
    wrong: None, put: Save, repository: DynamoRepository, items: Items, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = iter(range(100))
    while_counting(monkeypatch, repository, lambda: put(make_article(f"m-{next(names)}", published_at=MAY)))
    assert list(repository.recount_months())[-1].kept
    assert numbers(items)["2026-05"] == 7 + next(names)


def test_recount_unanswered_is_unavailable(wrong: None, repository: DynamoRepository, proxy: DynamoProxy) -> None:
    proxy.fail("500", operation="UpdateItem")
    with pytest.raises(StoreUnavailable):
        list(repository.recount_months())


def test_rebuild_says_what_it_changed(site: Site, items: Items, capsys: pytest.CaptureFixture[str]) -> None:
    site.publish(make_article("one", published_at=MAY))
    call_command("rebuild")
    items.put({**entity("month", "MONTHS", "2026-05"), "n": {"N": "-2"}})
    call_command("rebuild")
    lines = capsys.readouterr().out.splitlines()
    assert lines == [
        "Looked at 1 articles and 2 other items.",
        "Nothing has drifted.",
        "month: 2026-05: says -2, and 1 were counted; put right",
        "Looked at 1 articles and 2 other items.",
        "Put right: 1 month.",
    ]


def test_rebuild_names_what_it_could_not_count(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = [Recount("2026-05", 1, 2, kept=True)]
    monkeypatch.setattr(DynamoRepository, "recount_months", lambda self, *, dry_run: iter(kept))
    with pytest.raises(CommandError, match="1 month could not be put right"):
        call_command("rebuild")


def test_rebuild_without_a_table(unseeded_site: Site) -> None:
    with pytest.raises(CommandError, match="cannot be used"):
        call_command("rebuild")
    unseeded_site.configure(DYNAMODB_TABLE="")
    with pytest.raises(CommandError, match="DYNAMODB_TABLE is not set"):
        call_command("rebuild")
