"""Lists of authors where indexes lag, and where there is much to look through."""

from __future__ import annotations

import math
from datetime import timedelta

import pytest

from articles.drafts import Fields, Version
from articles.policies import Actor
from articles.searching import Search
from articles.services.authoring import AuthoringService
from articles.services.desk import DeskService
from articles.stores.dynamo import DynamoAuthoring, DynamoAuthorLists, mapping
from portfolio.table import Table
from tests.factories import NOW, FakeClock, make_article
from tests.integration.conftest import Items
from tests.proxies.dynamo import DynamoProxy
from tests.unit.desk import Later

ADA, EVE = Actor("ada", "Ada", "author"), Actor("eve", "Eve", "editor")
TOKENS = [f"01K00000000000000000000{number:03d}" for number in range(10)]
MANY = 10_000
BATCH = 25


@pytest.fixture
def desk(table: Table, clock: FakeClock) -> DeskService:
    return DeskService(
        DynamoAuthorLists(table), clock=clock.now, background=Later(), archive=lambda _: None, sweep=lambda _: None
    )


@pytest.fixture
def authoring(table: Table, clock: FakeClock) -> AuthoringService:
    return AuthoringService(DynamoAuthoring(table), clock=clock.now)


def titles(desk: DeskService, actor: Actor, search: Search | None = None) -> list[str]:
    return [listing.article.title for listing in desk.search(search or Search(), actor=actor).items]


def test_author_sees_what_they_saved_though_the_index_does_not(
    desk: DeskService, authoring: AuthoringService, proxy: DynamoProxy, clock: FakeClock
) -> None:
    authoring.create(Fields(title="First", body="Text."), actor=ADA, token=TOKENS[0])
    proxy.index_lag(math.inf)
    authoring.create(Fields(title="Second", body="Text."), actor=ADA, token=TOKENS[1])
    authoring.save(TOKENS[0], Fields(title="Renamed", body="T."), actor=ADA, expected=Version(1, 0), token=TOKENS[2])
    assert sorted(titles(desk, ADA)) == ["Renamed", "Second"]
    assert titles(desk, EVE) == ["First"]
    assert titles(desk, ADA, Search(title="renamed")) == ["Renamed"]
    assert titles(desk, ADA, Search(title="first")) == []
    clock.advance(61)
    assert titles(desk, ADA) == ["First"]


def test_published_a_moment_ago_is_on_its_list_and_off_the_other(
    desk: DeskService, authoring: AuthoringService, proxy: DynamoProxy
) -> None:
    authoring.create(Fields(title="One", body="Text."), actor=ADA, token=TOKENS[0])
    proxy.index_lag(math.inf)
    authoring.publish(TOKENS[0], Fields(title="One", body="T."), actor=ADA, expected=Version(1, 0), token=TOKENS[1])
    assert titles(desk, ADA, Search(states=("published",))) == ["One"]
    assert titles(desk, ADA, Search(states=("draft",))) == []


@pytest.fixture
def full(raw: object, table: Table, items: Items, proxy: DynamoProxy) -> None:
    """10,000 articles of nearly a KB each: nine megabytes of an index."""
    batch = []
    for number in range(MANY):
        article = make_article(
            f"n-{number:05}",
            title="needle" if number in (7, 9_990) else "hay",
            description="d" * 400,
            owner="ada" if number % 5_000 == 4_999 else "bob",
            published_at=NOW - timedelta(minutes=number + 1),
        )
        batch.append({"PutRequest": {"Item": mapping.article_record(article).serialize()}})
        if len(batch) == BATCH:
            items.client.batch_write_item(RequestItems={items.table_name: batch})
            batch = []
    proxy.clear()


def test_ten_thousand_articles_are_listed_and_searched_by_bounded_reads(
    desk: DeskService, proxy: DynamoProxy, full: None
) -> None:
    first = desk.search(Search(), actor=EVE)
    assert (len(first.items), first.stopped_early) == (20, False)
    # The actor's own last saves, and a page of each status.
    assert len(proxy.calls()) == 4

    found = desk.search(Search(title="needle"), actor=EVE)
    assert [listing.article.slug for listing in found.items] == ["n-00007"]
    assert found.stopped_early
    assert 3_000 < found.searched < MANY
    rest, searched = [], found.searched
    while found.more:
        proxy.clear()
        found = desk.search(Search(title="needle"), actor=EVE, mark=found.more)
        assert len(proxy.calls()) <= 10
        rest += [listing.article.slug for listing in found.items]
        searched += found.searched
    # The engine counts the article that a page has no room for in that page too.
    assert (rest, MANY <= searched <= MANY + 10) == (["n-09990"], True)
    assert [listing.article.slug for listing in desk.search(Search(), actor=ADA).items] == ["n-04999"]
