"""Tables of two sizes are compared fairly, and what the calls on record cost is added up rightly."""

from __future__ import annotations

from collections import Counter
from datetime import UTC
from typing import Any

import pytest

from articles.around import NEWEST_OF_TAG
from articles.domain import PAGE_SIZE, SITEMAP_SIZE
from articles.keys import sort_key, tag_from_label
from articles.months import month_of
from tests.bench import scale
from tests.bench.client import NotMeasured
from tests.bench.scale_corpus import (
    FREQUENT,
    LABELS,
    MONTHS,
    PUBLISHED_BYTES,
    Corpus,
    published,
    revise,
    spread_evenly,
    with_full_months,
)
from tests.bench.scale_costs import READS, WRITES, Costs, Size, Task, cost_table, is_index_page, note_calls
from tests.bench.scale_fill import article_items, site_items
from tests.bench.scale_memory import Crawl
from tests.bench.scale_process import Publish, Read
from tests.factories import NOW
from tests.proxies.dynamo import Call

LARGE = spread_evenly(100_000)
MIDDLE = with_full_months(2_000, LARGE)
SMALL = spread_evenly(100)
CORPORA: dict[Size, Corpus] = {"small": SMALL, "middle": MIDDLE, "large": LARGE}


def test_corpora_hold_what_they_say() -> None:
    assert [corpus.count for corpus in CORPORA.values()] == [100, 2_000, 100_000]
    assert set(LARGE.counts) == {416, 417}


def test_middle_corpus_compares_with_the_large_one_where_pages_grow_with_months() -> None:
    assert list(MIDDLE.months) == list(LARGE.months) == MONTHS
    full = MIDDLE.full_months()
    assert len(full) == 4
    assert all(abs(MIDDLE.months[month] - LARGE.months[month]) <= 1 for month in full)
    assert MIDDLE.count > SITEMAP_SIZE


def test_middle_corpus_grows_where_its_full_months_leave_nothing_for_the_others() -> None:
    like = spread_evenly(240_000)
    corpus = with_full_months(2_000, like)
    assert min(corpus.counts) == 1
    assert corpus.full_months() == MONTHS[120:124]


@pytest.mark.parametrize("corpus", CORPORA.values(), ids=CORPORA)
def test_dates_ascend_and_lie_in_the_months_that_are_counted(corpus: Corpus) -> None:
    numbers = range(0, corpus.count, max(1, corpus.count // 2_000))
    dates = [corpus.date(number) for number in numbers]
    assert dates == sorted(set(dates))
    if len(numbers) == corpus.count:
        assert Counter(month_of(date, UTC) for date in dates) == corpus.months


def test_an_article_depends_on_its_number_alone_but_for_its_date() -> None:
    ours, theirs = SMALL.article(7), LARGE.article(7)
    assert (ours.body, ours.tags, ours.title) == (theirs.body, theirs.tags, theirs.title)
    assert ours.published_at != theirs.published_at


def test_every_tag_is_in_the_smallest_corpus_and_one_on_every_fifth_article() -> None:
    articles = [SMALL.article(number) for number in range(SMALL.count)]
    found = Counter(tag for article in articles for tag in article.tags)
    assert set(found) == {tag_from_label(label) for label in LABELS}
    assert found[FREQUENT] == SMALL.count / 5
    assert {len(set(article.tags)) for article in articles} == {3}


def test_every_tag_of_the_middle_corpus_holds_all_that_an_article_asks_for() -> None:
    found = Counter(tag for number in range(MIDDLE.count) for tag in MIDDLE.article(number).tags)
    assert min(found.values()) > NEWEST_OF_TAG


def test_published_article_has_four_kilobytes_and_four_tags_before_and_after_its_update() -> None:
    article = published(3, at=NOW)
    update = revise(article, at=NOW)
    assert [len(text.body.encode()) for text in (article, update)] == [PUBLISHED_BYTES] * 2
    assert len(set(article.tags)) == len(update.tags) == 4
    assert update.body != article.body
    assert update.checksum != article.checksum


def test_items_of_an_article_are_those_that_readers_ask_for() -> None:
    items = article_items(SMALL, 5)
    assert sorted(item["entity"]["S"] for item in items) == ["article", "content", "pointer", "tag", "tag", "tag"]


def test_items_of_the_site_count_every_article_and_know_every_tag() -> None:
    items = list(site_items(MIDDLE))
    by_entity = Counter(item["entity"]["S"] for item in items)
    assert by_entity == {"tagname": len(LABELS), "month": len(MONTHS), "stamp": 1}
    assert sum(int(item["n"]["N"]) for item in items if item["entity"]["S"] == "month") == MIDDLE.count
    assert len(items[-1]["ring"]["L"]) == 20


@pytest.mark.parametrize("task", [*READS, *WRITES], ids=lambda task: task.what)
def test_every_task_has_a_question_for_every_table_at_every_turn(task: Task) -> None:
    for corpus in CORPORA.values():
        questions = [task.ask(corpus, turn) for turn in range(80)]
        assert [task.ask(corpus, turn) for turn in range(80)] == questions


@pytest.mark.parametrize("task", [task for task in READS if "middle" in task.what], ids=lambda task: task.what)
def test_pages_in_the_middle_are_full_and_have_older_ones_on_the_table_they_are_compared_with(task: Task) -> None:
    corpus = CORPORA[task.beside]
    questions = [task.ask(corpus, turn) for turn in range(80)]
    afters = [question.after for question in questions if isinstance(question, Read)]
    tagged = [a for a in map(corpus.article, range(corpus.count)) if "tag" not in task.what or FREQUENT in a.tags]
    assert len(afters) == 80
    assert sum(sort_key(article) < min(afters) for article in tagged) > PAGE_SIZE
    assert sum(sort_key(article) > max(afters) for article in tagged) > PAGE_SIZE


def call(operation: str, capacity: float | None = 0.5, **request: Any) -> Call:
    return Call(operation, request, status=200, capacity=capacity)


def test_calls_and_units_of_one_request_are_added_up() -> None:
    costs = Costs(CORPORA)
    note_calls(costs, READS[1], "small", [call("GetItem", 1.0), call("Query", 2.5, IndexName="i", Limit=21)])
    cost = costs.cost(READS[1], "small")
    assert (cost.calls, cost.units) == ([2], [3.5])
    assert (costs.scans, costs.most_index_pages, costs.reads) == (0, 1, 1)


def test_a_refused_condition_consumes_nothing_that_is_told() -> None:
    costs = Costs(CORPORA)
    note_calls(costs, WRITES[0], "small", [call("TransactWriteItems", 40.0), call("UpdateItem", None)])
    assert costs.cost(WRITES[0], "small").units == [40.0]


def test_scans_and_further_index_pages_are_noticed() -> None:
    costs = Costs(CORPORA)
    page = call("Query", IndexName="i", Limit=21)
    note_calls(costs, READS[1], "large", [call("Scan"), page, page])
    assert (costs.scans, costs.most_index_pages) == (1, 2)


def test_nothing_on_record_is_no_measurement() -> None:
    with pytest.raises(NotMeasured):
        note_calls(Costs(CORPORA), READS[0], "small", [])


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        (call("Query", IndexName="i", Limit=21), True),
        (call("Query", IndexName="i"), True),
        (call("Query", IndexName="i", Limit=1), False),
        (call("Query"), False),
        (call("BatchGetItem"), False),
    ],
)
def test_index_pages_are_told_from_looks_at_one_item(seen: Call, expected: bool) -> None:
    assert is_index_page(seen) is expected


def test_cost_table_compares_with_the_table_that_is_fair() -> None:
    task = Task("archive", "middle", lambda corpus, turn: Publish(turn))
    costs = Costs(CORPORA)
    times: dict[Size, float] = {"small": 0.001, "middle": 0.010, "large": 0.013}
    for size, seconds in times.items():
        cost = costs.cost(task, size)
        cost.seconds, cost.calls, cost.units = [seconds], [2], [4.0]
    ms, units, calls = (line.split("|")[3:-1] for line in cost_table(costs, [task]).splitlines()[2:])
    assert [cell.strip() for cell in ms] == ["1.00", "10.00", "13.00", "2,000", "1.30", "0.80 to 1.20: NOT MET"]
    assert [line[-1].strip() for line in (units, calls)] == ["0.80 to 1.20: met"] * 2


def test_series_of_samples_holds_the_first_and_the_last() -> None:
    crawl = Crawl(resident=[float(number) for number in range(100)])
    assert crawl.series().split(", ")[0] == "0"
    assert crawl.series().split(", ")[-1] == "99"
    assert len(crawl.series().split(", ")) == 12
    assert Crawl(resident=[5.0]).series() == "5"


def test_memory_is_held_to_start_caches_and_margin() -> None:
    crawl = Crawl(resident=[70.0, 150.0, 140.0], pages={"pages": 10}, seconds={"pages": 2.0}, warm=300, still_warm=299)
    lines = {line.what: line for line in scale.memory_lines(crawl)}
    resident = lines["RSS of a worker meanwhile, at most"]
    assert (resident.value, resident.limit) == (150.0, 70 + scale.CACHE_MIB + scale.MARGIN_MIB)
    assert "NOT MET" in lines["articles gone from memory by reading archive and sitemaps"].cells()[2]


@pytest.mark.parametrize("wrong", ["4999", "240001"])
def test_sizes_that_would_not_compare_are_refused(wrong: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        scale.parse(["--articles", wrong])
    assert "--articles" in capsys.readouterr().err


def test_options() -> None:
    assert scale.parse([]) == scale.Options(100_000, scale.TURNS)
    assert scale.parse(["--quick"]) == scale.Options(5_000, scale.QUICK_TURNS)
    assert scale.parse(["--articles", "20000"]).articles == 20_000
