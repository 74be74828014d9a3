"""What is published through the table is answered by every worker of every instance within 2 s."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.cache.backends.base import BaseCache

from articles.domain import Article
from articles.exceptions import ArticleNotFound
from articles.services.freshness import Freshness
from articles.services.reading import ReadingService
from articles.stores.cache import ByteBoundedCache, CacheTier
from articles.stores.dynamo import DynamoRepository, DynamoSource
from portfolio.background import NoRunner
from portfolio.table import Table
from tests.factories import FakeClock, make_article, save
from tests.faults.watching import FRESH_SECONDS, Expected, Sighting, Watch, is_gone, lacks, shows
from tests.proxies.dynamo import DynamoProxy
from tests.site import TABLE, RunningSite, table_environment, write_article

LAG_SECONDS = 3.0
# Without lag a little longer than the promise; with lag until the index has caught up, for then, too, nothing may
# fall back to what it was.
WATCH_SECONDS = {0.0: FRESH_SECONDS + 0.7, LAG_SECONDS: LAG_SECONDS + 1.2}
IDLE_SECONDS = 2.0
HOUR_SECONDS = 3600.0


@pytest.fixture(scope="module")
def environment(dynamo: DynamoProxy) -> dict[str, str]:
    """The table alone answers, and a busy machine makes none of its answers late."""
    return table_environment(dynamo.url, USE_FILE_FALLBACK="false", READ_DEADLINE_MS="2000")


@pytest.fixture(scope="module")
def sites(environment: dict[str, str]) -> Iterator[list[RunningSite]]:
    with RunningSite(environment, workers=2) as first, RunningSite(environment, workers=2) as second:
        yield [first, second]


@pytest.fixture
def watch(sites: list[RunningSite], dynamo: DynamoProxy) -> Iterator[Watch]:
    watch = Watch(sites, dynamo)
    assert len(watch.visitors) == 4
    yield watch
    watch.close()
    dynamo.heal()


@pytest.fixture(params=WATCH_SECONDS, ids=["prompt-index", "lagging-index"])
def lag(request: pytest.FixtureRequest) -> float:
    return float(request.param)


@pytest.fixture
def slug(request: pytest.FixtureRequest) -> str:
    """Of an article that no other test knows."""
    return f"{request.node.originalname}-{time.time_ns()}".removeprefix("test_freshness_").replace("_", "-")


@pytest.fixture
def published(watch: Watch, slug: str, tmp_path: Path) -> Path:
    """The newest article, known to every worker, with two tags of its own."""
    path = publishable(tmp_path, slug, title=f"Before {slug}", tags=[f"a-{slug}", f"b-{slug}"])
    watch.publish(path)
    expected = {path: shows(f"Before {slug}") for path in ("/", "/articles/", f"/articles/{slug}/", f"/tags/a-{slug}/")}
    watch.wait_until_fresh(expected)
    return path


def publishable(folder: Path, slug: str, **fields: Any) -> Path:
    return write_article(folder, slug, **{"date": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}", **fields})


def rewrite(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def assert_all_fresh(sightings: Iterator[Sighting] | list[Sighting]) -> None:
    assert [sighting for sighting in sightings if not sighting.fresh] == []


def assert_fresh_everywhere(watch: Watch, dynamo: DynamoProxy, path: Path, expected: Expected, lag: float) -> None:
    dynamo.index_lag(lag)
    seen = watch.publish_under_traffic(path, expected, seconds=WATCH_SECONDS[lag])
    late = [sighting for sighting in seen if sighting.at >= FRESH_SECONDS]
    assert {(sighting.worker, sighting.path) for sighting in late} == {(w, p) for w in range(4) for p in expected}
    assert_all_fresh(late)


# Under traffic, which keeps every worker's memory in use


def test_freshness_created(watch: Watch, dynamo: DynamoProxy, slug: str, tmp_path: Path, lag: float) -> None:
    path = publishable(tmp_path, slug, title=f"New {slug}", tags=["common", f"a-{slug}"])
    pages = ("/", "/articles/", f"/articles/{slug}/", "/tags/common/", f"/tags/a-{slug}/")
    expected = {page: shows(f"New {slug}") for page in pages} | {"/tags/": shows(f"a-{slug}")}
    assert_fresh_everywhere(watch, dynamo, path, expected, lag)


def test_freshness_edited(watch: Watch, dynamo: DynamoProxy, slug: str, published: Path, lag: float) -> None:
    rewrite(published, "Before", "After")
    pages = ("/", "/articles/", f"/articles/{slug}/", f"/tags/a-{slug}/", f"/tags/b-{slug}/")
    assert_fresh_everywhere(watch, dynamo, published, {page: shows(f"After {slug}") for page in pages}, lag)


def test_freshness_unpublished(watch: Watch, dynamo: DynamoProxy, slug: str, published: Path, lag: float) -> None:
    rewrite(published, "---\ntitle", "---\nstatus: draft\ntitle")
    expected = {"/": lacks(slug), "/articles/": lacks(slug), f"/articles/{slug}/": is_gone, f"/tags/a-{slug}/": is_gone}
    assert_fresh_everywhere(watch, dynamo, published, expected, lag)


def test_freshness_retagged(watch: Watch, dynamo: DynamoProxy, slug: str, published: Path, lag: float) -> None:
    rewrite(published, f'"a-{slug}"', f'"c-{slug}"')
    expected: Expected = {
        f"/tags/a-{slug}/": is_gone,
        **{page: shows(f"Before {slug}") for page in (f"/tags/b-{slug}/", f"/tags/c-{slug}/")},
        **{page: shows(f"c-{slug}") for page in ("/", "/articles/", f"/articles/{slug}/", "/tags/")},
    }
    assert_fresh_everywhere(watch, dynamo, published, expected, lag)


def test_freshness_forgotten_tag(watch: Watch, slug: str, published: Path) -> None:
    """The list of tags drops one that lost its last article as soon as the index knows."""
    rewrite(published, f'"a-{slug}", ', "")
    watch.publish(published)
    time.sleep(FRESH_SECONDS)
    assert_all_fresh(watch.ask_all({"/tags/": lacks(f"a-{slug}")}))


# After a rest


def test_freshness_idle_workers(watch: Watch, dynamo: DynamoProxy, slug: str, published: Path, lag: float) -> None:
    dynamo.index_lag(lag)
    time.sleep(IDLE_SECONDS)
    rewrite(published, "Before", "After")
    watch.publish(published)
    pages = ("/", "/articles/", f"/articles/{slug}/", f"/tags/a-{slug}/")
    assert_all_fresh(watch.ask_all({page: shows(f"After {slug}") for page in pages}))


def test_freshness_idle_site_reads_nothing(watch: Watch, dynamo: DynamoProxy, slug: str, published: Path) -> None:
    time.sleep(FRESH_SECONDS)
    dynamo.clear()
    time.sleep(FRESH_SECONDS)
    assert dynamo.calls() == []


def test_freshness_started_after_the_change(
    watch: Watch, dynamo: DynamoProxy, environment: dict[str, str], slug: str, published: Path
) -> None:
    """A process that never knew the old state learns of what the index does not show yet from the ring."""
    dynamo.index_lag(LAG_SECONDS * 5)
    rewrite(published, "Before", "After")
    watch.publish(published)
    with RunningSite(environment) as late:
        answers = [late.get(path) for path in ("/", "/articles/", f"/articles/{slug}/", f"/tags/a-{slug}/")]
    assert [shows(f"After {slug}")(answer) for answer in answers] == [True] * 4


# After an hour, by a clock that can be moved


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(datetime.now(UTC))


@pytest.fixture
def table(dynamo: DynamoProxy) -> Iterator[Table]:
    table = Table(name=TABLE, region="eu-central-1", endpoint=dynamo.url)
    yield table
    table.close()
    dynamo.heal()


@pytest.fixture
def reading(table: Table, clock: FakeClock) -> ReadingService:
    source, behind = DynamoSource(table), NoRunner()
    return ReadingService(
        sources=[source],
        freshness=Freshness(source, behind, clock=clock.now, monotonic=clock.monotonic),
        cache=memory("entries"),
        misses=memory("misses"),
        background=behind,
        clock=clock.now,
        ttl_seconds=300,
        deadline_seconds=2.0,
    )


@pytest.fixture
def known(reading: ReadingService, table: Table, clock: FakeClock, slug: str) -> Article:
    """An article that was read, alone and in a list, an hour ago."""
    article = make_article(slug, title="Before", published_at=clock.now(), tag_labels=(slug,))
    save(DynamoRepository(table, clock.now), article)
    assert [titles_of(reading, slug)] == [["Before", "Before", "Before"]]
    clock.advance(HOUR_SECONDS)
    return article


def memory(name: str) -> CacheTier:
    cache: BaseCache = ByteBoundedCache(name, {})
    return CacheTier(cache)


def titles_of(reading: ReadingService, slug: str) -> list[str]:
    """As the article itself, its tag's list and the list of all show it."""
    article = reading.get_article(slug).load().value
    lists = [reading.list_articles(tag=slug).load().value, reading.list_articles().load().value]
    return [article.title, *(item.title for page in lists for item in page.items if item.slug == slug)]


def test_freshness_idle_hour_edited(
    reading: ReadingService, table: Table, clock: FakeClock, dynamo: DynamoProxy, known: Article, lag: float
) -> None:
    dynamo.index_lag(lag)
    after = make_article(known.slug, title="After", published_at=known.published_at, tag_labels=known.tag_labels)
    save(DynamoRepository(table, clock.now), after)
    assert titles_of(reading, known.slug) == ["After", "After", "After"]


def test_freshness_idle_hour_unpublished(
    reading: ReadingService, table: Table, clock: FakeClock, dynamo: DynamoProxy, known: Article, lag: float
) -> None:
    dynamo.index_lag(lag)
    save(DynamoRepository(table, clock.now), make_article(known.slug, status="draft", tag_labels=known.tag_labels))
    with pytest.raises(ArticleNotFound):
        reading.get_article(known.slug)
    assert reading.list_articles(tag=known.slug).load().value.items == ()
    assert known.slug not in [item.slug for item in reading.list_articles().load().value.items]


def test_freshness_idle_hour_unchanged_costs_one_read(
    reading: ReadingService, clock: FakeClock, dynamo: DynamoProxy, known: Article
) -> None:
    # Read once more, because the lists of the first time were asked for while an index might have lagged.
    assert titles_of(reading, known.slug) == ["Before", "Before", "Before"]
    clock.advance(HOUR_SECONDS)
    dynamo.clear()
    assert titles_of(reading, known.slug) == ["Before", "Before", "Before"]
    assert [(call.operation, call.request["Key"]["pk"]) for call in dynamo.calls()] == [("GetItem", {"S": "SITE"})]
