"""A process that was serving when DynamoDB went away: readers keep the last known good pages."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest

from articles.services.freshness import TRUSTED_SECONDS
from tests.engine import Engine
from tests.faults.outage import (
    AT_ONCE_SECONDS,
    FAULTS,
    FIRST_SECONDS,
    FROM_FILE,
    HEALED_SECONDS,
    KEPT,
    RETRACTED,
    TABLE_ONLY,
    UNKNOWN,
    UNREAD,
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

WARM_PAGES = [f"/articles/{KEPT}/", f"/articles/{TABLE_ONLY}/", "/", "/articles/", "/tags/", "/tags/kept/"]
AT_ONCE = 8


@dataclass
class Visit:
    """What a reader met, in this order; `edition` is what the table's copy said before the outage.
    `struck` was asked while what is in memory still counted as confirmed, so that its own query met the fault."""

    edition: str
    struck: Answer
    first: Answer
    warm: dict[str, Answer]
    others: dict[str, Answer]
    retracted: Answer
    unknown: Answer
    health: Answer
    ready: Answer
    healed: Answer
    healed_seconds: float


@pytest.fixture(scope="module")
def author(engine: Engine) -> Iterator[Author]:
    author = Author(engine)
    for slug in (KEPT, TABLE_ONLY):
        author.write(slug)
    author.write(RETRACTED, status="draft")
    yield author
    author.close()


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> Content:
    return write_content(tmp_path_factory.mktemp("warm") / "content")


@pytest.fixture(scope="module")
def line(engine: Engine) -> Iterator[Line]:
    with open_line(engine) as line:
        yield line


@pytest.fixture(scope="module")
def site(line: Line, author: Author, content: Content) -> Iterator[RunningSite]:
    with RunningSite(table_environment(line.url, CONTENT_DIR=str(content.folder))) as site:
        yield site


def warmed(site: RunningSite, line: Line, author: Author) -> str:
    """Bring every page of `WARM_PAGES` into memory, the article in the edition that is returned."""
    line.heal()
    edition = f"edition {time.time_ns()}"
    author.write(KEPT, edition)
    wait_for_edition(site, KEPT, edition)
    answers = ask_each(site, [*WARM_PAGES, f"/articles/{RETRACTED}/"])
    assert edition in answers[WARM_PAGES[0]].text
    assert [answer.status for answer in answers.values()] == [200] * len(WARM_PAGES) + [404]
    return edition


@pytest.fixture(scope="module", params=FAULTS)
def visit(request: pytest.FixtureRequest, site: RunningSite, line: Line, author: Author, content: Content) -> Visit:
    edition = warmed(site, line, author)
    line.break_by(request.param)
    struck = site.get(f"/articles/{UNREAD}/")
    # So that nothing in memory may be served unasked any more.
    time.sleep(TRUSTED_SECONDS + 0.1)
    first = site.get(f"/articles/{KEPT}/")
    warm = ask_each(site, WARM_PAGES)
    cold = [page for page in content.pages if page not in WARM_PAGES]
    others = ask_each(site, cold)
    missing = [site.get(f"/articles/{slug}/") for slug in (RETRACTED, UNKNOWN)]
    health, ready = site.get("/healthz"), site.get("/readyz")
    next_edition = f"after {request.param} {time.time_ns()}"
    author.write(KEPT, next_edition)
    line.heal()
    healed, seconds = wait_for_edition(site, KEPT, next_edition)
    return Visit(edition, struck, first, warm, others, missing[0], missing[1], health, ready, healed, seconds)


def test_outage_warm_struck_in_the_middle_is_answered_from_the_file_in_time(visit: Visit) -> None:
    assert (visit.struck.status, visit.struck.source) == (200, "file-based")
    assert visit.struck.seconds < FIRST_SECONDS


def test_outage_warm_first_answer_is_the_last_good_one_in_time(visit: Visit) -> None:
    assert (visit.first.status, visit.first.source) == (200, "stale-cache")
    assert visit.edition in visit.first.text
    assert visit.first.seconds < FIRST_SECONDS


def test_outage_warm_age_is_told(visit: Visit) -> None:
    assert int(visit.first.headers["content-age"]) >= 1


def test_outage_warm_pages_stay_as_they_were(visit: Visit) -> None:
    assert {(answer.status, answer.source) for answer in visit.warm.values()} == {(200, "stale-cache")}
    assert visit.edition in visit.warm[f"/articles/{KEPT}/"].text


def test_outage_warm_other_pages_come_from_files(visit: Visit) -> None:
    assert {(answer.status, answer.source) for answer in visit.others.values()} == {(200, "file-based")}
    assert FROM_FILE in visit.others["/articles/unread/"].text


def test_outage_warm_every_further_page_comes_at_once(visit: Visit) -> None:
    assert too_slow(visit.warm | visit.others | {"unknown": visit.unknown}) == {}


def test_outage_warm_retracted_stays_gone(visit: Visit) -> None:
    """What the table said last counts for more than a file that is still there."""
    assert (visit.retracted.status, visit.retracted.headers["cache-control"]) == (404, "no-store")


def test_outage_warm_unknown_is_unavailable_and_not_missing(visit: Visit) -> None:
    assert (visit.unknown.status, visit.unknown.headers["cache-control"]) == (503, "no-store")
    assert int(visit.unknown.headers["retry-after"]) > 0


def test_outage_warm_process_lives_and_is_ready(visit: Visit) -> None:
    assert (visit.health.status, visit.ready.status) == (200, 200)
    told = visit.ready.json()
    assert (told["status"], told["breaker"], told["source"]) == ("ok", "open", "stale-cache")
    assert told["ageSeconds"] >= 1
    assert too_slow({"health": visit.health, "ready": visit.ready}) == {}


def test_outage_warm_over_is_fresh_within_seconds(visit: Visit) -> None:
    """With what was published meanwhile."""
    assert visit.healed.text.count("after ") == 1
    assert visit.healed.source in {"cache", "dynamodb-sdk"}
    assert visit.healed_seconds < HEALED_SECONDS


# What needs no fault of every kind


def test_outage_warm_many_readers_at_once_all_are_answered_in_time(
    site: RunningSite, line: Line, author: Author
) -> None:
    edition = warmed(site, line, author)
    line.break_by("hang")
    time.sleep(TRUSTED_SECONDS + 0.1)
    with ThreadPoolExecutor(AT_ONCE) as readers:
        answers = list(readers.map(lambda _: site.get(f"/articles/{KEPT}/"), range(AT_ONCE)))
    line.heal()
    assert {(answer.status, edition in answer.text) for answer in answers} == {(200, True)}
    assert max(answer.seconds for answer in answers) < FIRST_SECONDS


@pytest.mark.parametrize("fault", ["refuse", "hang", "drip"])
def test_outage_warm_struck_while_related_ones_are_read_keeps_the_page(
    site: RunningSite, line: Line, author: Author, fault: str
) -> None:
    edition = warmed(site, line, author)
    author.write(f"new-before-{fault}")
    time.sleep(TRUSTED_SECONDS + 0.1)
    # The site knows now that something moved, and has not looked for what stands around the other article.
    site.get(f"/articles/{TABLE_ONLY}/")
    line.break_by(fault)
    first, again = site.get(f"/articles/{KEPT}/"), site.get(f"/articles/{KEPT}/")
    line.heal()
    assert (first.status, first.source, edition in first.text) == (200, "cache", True)
    assert first.seconds < FIRST_SECONDS
    assert (again.status, again.body) == (200, first.body)
    assert again.seconds < AT_ONCE_SECONDS


def test_outage_warm_long_one_keeps_readers_served(site: RunningSite, line: Line, author: Author) -> None:
    """Also after the breaker has let a request try again."""
    warmed(site, line, author)
    line.break_by("blackhole")
    answers = []
    for _ in range(24):
        answers.append(site.get(f"/articles/{KEPT}/"))
        time.sleep(0.25)
    line.heal()
    assert {answer.status for answer in answers} == {200}
    assert max(answer.seconds for answer in answers) < FIRST_SECONDS
    assert len([answer for answer in answers if answer.seconds >= 0.1]) <= 2


def test_outage_warm_healthy_process_logs_no_error(site: RunningSite, line: Line, author: Author) -> None:
    warmed(site, line, author)
    assert errors_in(site) == []
