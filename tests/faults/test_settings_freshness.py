"""What an admin says of the site is shown by every worker of every instance within 2 s, and outlives an outage."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from articles.site_settings import SiteSettings
from articles.stores.dynamo import DynamoSettings
from portfolio.table import Table
from tests.factories import FakeClock
from tests.faults.watching import FRESH_SECONDS, ROUND_SECONDS, Sighting, Watch
from tests.proxies.dynamo import DynamoProxy
from tests.site import TABLE, Answer, RunningSite, table_environment, write_article

IDLE_SECONDS = 2.0
SLUG = "one"
PAGES = ("/", "/articles/", f"/articles/{SLUG}/", "/about/", "/feed.xml", "/llms.txt", "/site.webmanifest")
# They ask no table, so the first one after a rest may be of before.
ERRORS = ("/nowhere/", "/author/nowhere/")


@pytest.fixture(scope="module")
def environment(dynamo: DynamoProxy) -> dict[str, str]:
    return table_environment(dynamo.url, USE_FILE_FALLBACK="false", READ_DEADLINE_MS="2000")


@pytest.fixture(scope="module")
def watch(
    environment: dict[str, str], dynamo: DynamoProxy, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Watch]:
    path: Path = write_article(tmp_path_factory.mktemp("texts"), SLUG)
    with RunningSite(environment, workers=2) as first, RunningSite(environment, workers=2) as second:
        watch = Watch([first, second], dynamo)
        assert len(watch.visitors) == 4
        watch.publish(path)
        yield watch
        watch.close()


@pytest.fixture
def say(watch: Watch, dynamo: DynamoProxy) -> Iterator[Callable[[str], None]]:
    table = Table(name=TABLE, region="eu-central-1", endpoint=dynamo.url)
    kept = DynamoSettings(table, FakeClock().now)

    def say(title: str) -> None:
        kept.save(SiteSettings(title=title), expected=kept.get().version, by="ada", token=title)

    yield say
    dynamo.heal()
    table.close()
    # A breaker that the outage opened would have the next test's workers ask nobody.
    watch.wait_until_fresh({"/": lambda answer: answer.source != "stale-cache"})


def names(title: str) -> Callable[[Answer], bool]:
    return lambda answer: answer.status in {200, 404} and title in answer.text


def all_of(title: str, *pages: str) -> dict[str, Callable[[Answer], bool]]:
    return {page: names(title) for page in pages}


def test_settings_under_traffic(watch: Watch, say: Callable[[str], None]) -> None:
    list(watch.ask_all(all_of("", *PAGES, *ERRORS)))
    saver = threading.Thread(target=say, args=["Under traffic"])
    saver.start()
    saved_at, seen = float("inf"), list[Sighting]()
    while time.monotonic() < saved_at + FRESH_SECONDS + 0.7:
        seen += watch.ask_all(all_of("Under traffic", *PAGES, *ERRORS))
        if saved_at == float("inf") and not saver.is_alive():
            saved_at = time.monotonic()
        time.sleep(ROUND_SECONDS)
    late = [sighting for sighting in seen if sighting.at >= saved_at + FRESH_SECONDS]
    assert {(sighting.worker, sighting.path) for sighting in late} == {
        (w, p) for w in range(4) for p in (*PAGES, *ERRORS)
    }
    assert [sighting for sighting in late if not sighting.fresh] == []
    assert [sighting for sighting in seen if not sighting.fresh], "nothing was seen to change"


def test_settings_idle_workers(watch: Watch, say: Callable[[str], None]) -> None:
    list(watch.ask_all(all_of("", *PAGES)))
    time.sleep(IDLE_SECONDS)
    say("After a rest")
    assert [sighting for sighting in watch.ask_all(all_of("After a rest", *PAGES)) if not sighting.fresh] == []


def test_settings_idle_workers_error_pages_follow_at_the_second_look(watch: Watch, say: Callable[[str], None]) -> None:
    time.sleep(IDLE_SECONDS)
    say("Elsewhere")
    list(watch.ask_all(all_of("Elsewhere", *ERRORS)))
    time.sleep(0.3)
    assert [sighting for sighting in watch.ask_all(all_of("Elsewhere", *ERRORS)) if not sighting.fresh] == []


def test_settings_outlive_an_outage(watch: Watch, dynamo: DynamoProxy, say: Callable[[str], None]) -> None:
    say("Known last")
    time.sleep(IDLE_SECONDS)
    list(watch.ask_all(all_of("Known last", *PAGES)))
    dynamo.fail("500")
    time.sleep(IDLE_SECONDS)
    assert [sighting for sighting in watch.ask_all(all_of("Known last", *PAGES)) if not sighting.fresh] == []


def test_settings_started_after_the_change(
    watch: Watch, environment: dict[str, str], say: Callable[[str], None]
) -> None:
    say("Before it began")
    with RunningSite(environment) as late:
        assert all(names("Before it began")(late.get(path)) for path in (*PAGES, *ERRORS))
