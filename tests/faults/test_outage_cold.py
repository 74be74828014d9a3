"""A process that starts while DynamoDB is away and has nothing in memory: readers get every article from its file."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.engine import Engine
from tests.faults.outage import (
    FAULTS,
    FIRST_SECONDS,
    FROM_FILE,
    FROM_TABLE,
    HEALED_SECONDS,
    KEPT,
    TABLE_ONLY,
    UNKNOWN,
    Author,
    Content,
    Line,
    ask_each,
    errors_in,
    open_line,
    too_slow,
    wait_for_edition,
    write_content,
)
from tests.site import Answer, RunningSite, table_environment

FIRST_PAGE = f"/articles/{KEPT}/"


@dataclass
class Visit:
    """What a reader met, in this order."""

    first: Answer
    again: Answer
    others: dict[str, Answer]
    missing: dict[str, Answer]
    health: Answer
    ready: Answer
    healed: Answer
    healed_seconds: float
    errors: list[dict[str, Any] | str]
    reads: list[dict[str, Any]]


@pytest.fixture(scope="module")
def content(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Content:
    author = Author(engine)
    for slug in (KEPT, TABLE_ONLY):
        author.write(slug)
    author.close()
    return write_content(tmp_path_factory.mktemp("cold") / "content")


@pytest.fixture(scope="module")
def line(engine: Engine) -> Iterator[Line]:
    with open_line(engine) as line:
        yield line


@pytest.fixture(scope="module", params=FAULTS)
def visit(request: pytest.FixtureRequest, line: Line, content: Content) -> Iterator[Visit]:
    line.break_by(request.param)
    with RunningSite(table_environment(line.url, CONTENT_DIR=str(content.folder))) as site:
        first, again = site.get(FIRST_PAGE), site.get(FIRST_PAGE)
        others = ask_each(site, content.pages)
        missing = ask_each(site, [f"/articles/{slug}/" for slug in (UNKNOWN, TABLE_ONLY)])
        health, ready = site.get("/healthz"), site.get("/readyz")
        line.heal()
        healed, seconds = wait_for_edition(site, KEPT, FROM_TABLE)
    yield Visit(first, again, others, missing, health, ready, healed, seconds, errors_in(site), site.reads(slug=KEPT))


def test_outage_cold_first_miss_is_answered_from_the_file_in_time(visit: Visit) -> None:
    assert (visit.first.status, visit.first.source) == (200, "file-based")
    assert FROM_FILE in visit.first.text
    assert visit.first.seconds < FIRST_SECONDS


def test_outage_cold_same_page_again_comes_at_once(visit: Visit) -> None:
    assert (visit.again.status, visit.again.body) == (200, visit.first.body)
    assert too_slow({"again": visit.again}) == {}


def test_outage_cold_every_page_is_there(visit: Visit) -> None:
    assert {(answer.status, answer.source) for answer in visit.others.values()} == {(200, "file-based")}
    assert FROM_FILE in visit.others["/articles/unread/"].text


def test_outage_cold_every_further_page_comes_at_once(visit: Visit) -> None:
    assert too_slow(visit.others | visit.missing) == {}


def test_outage_cold_unknown_is_unavailable_and_not_missing(visit: Visit) -> None:
    """Nobody could say, and nobody has it; so it is for an article that only the table has."""
    for answer in visit.missing.values():
        assert (answer.status, answer.headers["cache-control"]) == (503, "no-store")
        assert int(answer.headers["retry-after"]) > 0


def test_outage_cold_process_lives_and_is_ready(visit: Visit) -> None:
    assert (visit.health.status, visit.ready.status) == (200, 200)
    told = visit.ready.json()
    assert (told["status"], told["breaker"], told["source"]) == ("ok", "open", "file-based")
    assert too_slow({"health": visit.health, "ready": visit.ready}) == {}


def test_outage_cold_over_is_fresh_within_seconds(visit: Visit) -> None:
    assert FROM_TABLE in visit.healed.text
    assert visit.healed.source in {"cache", "dynamodb-sdk"}
    assert visit.healed_seconds < HEALED_SECONDS


def test_outage_cold_log_says_source_and_reason_and_no_error(visit: Visit) -> None:
    assert visit.errors == []
    first = visit.reads[0]
    assert (first["operation"], first["source"], first["count"]) == ("getArticle", "file-based", 1)
    assert first["level"] == "WARNING" and first["error"]


# What needs no fault of a kind


def test_outage_unresolvable_name_is_answered_in_time(content: Content) -> None:
    environment = table_environment("http://no-such-name.invalid", CONTENT_DIR=str(content.folder))
    with RunningSite(environment) as site:
        answer = site.get(FIRST_PAGE)
    assert (answer.status, answer.source) == (200, "file-based")
    assert answer.seconds < FIRST_SECONDS


def test_outage_without_files_is_unavailable(line: Line, content: Content) -> None:
    line.break_by("refuse")
    environment = table_environment(line.url, CONTENT_DIR=str(content.folder), USE_FILE_FALLBACK="false")
    with RunningSite(environment) as site:
        answers = ask_each(site, [FIRST_PAGE, "/articles/", "/readyz"])
    line.heal()
    assert [answer.status for answer in answers.values()] == [503, 503, 503]


def test_healthz_never_touches_the_table(line: Line, content: Content) -> None:
    with RunningSite(table_environment(line.url, CONTENT_DIR=str(content.folder))) as site:
        time.sleep(1.0)  # a worker tries its client when it starts
        line.forget()
        answers = [site.get("/healthz") for _ in range(20)]
        time.sleep(1.0)  # for whatever it might have started
    assert {(answer.status, answer.headers["cache-control"]) for answer in answers} == {(200, "no-store")}
    assert (line.tcp.connections, line.dynamo.calls()) == (0, [])


def test_readyz_with_the_table_names_it(line: Line, content: Content, tmp_path: Path) -> None:
    with RunningSite(table_environment(line.url, CONTENT_DIR=str(tmp_path))) as site:
        told = [site.get("/readyz").json() for _ in range(2)]
    assert [(one["status"], one["breaker"], one["source"]) for one in told] == [
        ("ok", "closed", "dynamodb-sdk"),
        ("ok", "closed", "cache"),
    ]
    assert 0 <= told[1]["ageSeconds"] < 1.5
