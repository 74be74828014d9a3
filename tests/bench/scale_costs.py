"""What a page and a save cost by the size of the table: time without anything in between, calls and units through a
proxy that records them."""

from __future__ import annotations

import random
import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from articles.keys import sort_key
from tests.bench.client import NotMeasured
from tests.bench.report import Row as Cells
from tests.bench.report import table, verdict
from tests.bench.scale_corpus import FREQUENT, FREQUENT_EVERY, Corpus, article_slug, published_slug
from tests.bench.scale_process import Publish, Question, Read, SiteProcess, Update
from tests.proxies.dynamo import Call, DynamoProxy

Size = Literal["small", "middle", "large"]
SIZES: tuple[Size, ...] = ("small", "middle", "large")
LEAST_RATIO, MOST_RATIO = 0.80, 1.20
WARM_UPS = 5
COUNTED = 9

Ask = Callable[[Corpus, int], Question]


@dataclass(frozen=True)
class Task:
    """Something to measure. `beside` is the table with which the large one is fairly compared: where a page shows what
    a month or a tag holds, one whose months and tags are as full."""

    what: str
    beside: Size
    ask: Ask
    lists: bool = True


@dataclass
class Cost:
    """One task on one table."""

    seconds: list[float] = field(default_factory=list)
    calls: list[int] = field(default_factory=list)
    units: list[float] = field(default_factory=list)

    def figures(self) -> dict[str, float]:
        return {
            "ms": statistics.median(self.seconds) * 1000,
            "units": statistics.median(self.units),
            "calls": statistics.median(self.calls),
        }


@dataclass
class Costs:
    """All tasks on all tables, and the worst that any read asked of the engine."""

    corpora: Mapping[Size, Corpus]
    of: dict[tuple[str, Size], Cost] = field(default_factory=dict)
    scans: int = 0
    most_index_pages: int = 0
    reads: int = 0

    def cost(self, task: Task, size: Size) -> Cost:
        return self.of.setdefault((task.what, size), Cost())


def time_by_turns(costs: Costs, tasks: Sequence[Task], sites: Mapping[Size, SiteProcess], turns: int) -> None:
    """All tables within each turn, in an order that changes, so that whatever else the machine does falls on all."""
    chance = random.Random(turns)
    for task in tasks:
        for turn in range(-WARM_UPS, turns):
            for size in chance.sample(SIZES, len(SIZES)):
                seconds = sites[size].ask(task.ask(costs.corpora[size], turn + WARM_UPS))
                if turn >= 0:
                    costs.cost(task, size).seconds.append(seconds)


def count_calls(
    costs: Costs, tasks: Sequence[Task], size: Size, site: SiteProcess, proxy: DynamoProxy, first: int
) -> None:
    """The same tasks, numbered from `first`, with every call on record."""
    for task in tasks:
        for turn in range(-1, COUNTED):  # the first makes the connection and is not counted
            proxy.clear()
            site.ask(task.ask(costs.corpora[size], first + 1 + turn))
            if turn >= 0:
                note_calls(costs, task, size, proxy.calls())


def note_calls(costs: Costs, task: Task, size: Size, calls: Sequence[Call]) -> None:
    if not calls or any(call.status is None for call in calls):
        raise NotMeasured(f"{task.what}: the calls were not recorded whole")
    cost = costs.cost(task, size)
    cost.calls.append(len(calls))
    cost.units.append(sum(call.capacity or 0.0 for call in calls))
    costs.scans += sum(call.operation == "Scan" for call in calls)
    if task.lists:
        costs.reads += 1
        costs.most_index_pages = max(costs.most_index_pages, sum(is_index_page(call) for call in calls))


def is_index_page(call: Call) -> bool:
    """Not a look at a single item: for what is next due, or whether a tag has anything to read."""
    return call.operation == "Query" and call.index is not None and call.request.get("Limit") != 1


def cost_table(costs: Costs, tasks: Sequence[Task]) -> str:
    names = [costs.corpora[size].name for size in SIZES]
    head = ["what", "figure", *names, "beside", "ratio", "target"]
    rows = [row for task in tasks for row in _rows(costs, task)]
    return table(head, rows)


def _rows(costs: Costs, task: Task) -> list[Cells]:
    figures = {size: costs.cost(task, size).figures() for size in SIZES}
    return [
        [
            task.what,
            name,
            *(f"{figures[size][name]:.{digits}f}" for size in SIZES),
            costs.corpora[task.beside].name,
            f"{ratio:.2f}",
            f"{LEAST_RATIO:.2f} to {MOST_RATIO:.2f}: {verdict(LEAST_RATIO <= ratio <= MOST_RATIO)}",
        ]
        for name, digits in (("ms", 2), ("units", 1), ("calls", 0))
        for ratio in [figures["large"][name] / figures[task.beside][name]]
    ]


def _any_article(corpus: Corpus, turn: int) -> Read:
    return Read(f"/articles/{article_slug(_pick(corpus, turn, 0, 1))}/")


def _old_article(corpus: Corpus, turn: int) -> Update:
    return Update(article_slug(_pick(corpus, turn, 0.3, 0.7)))


def _middle_of_list(corpus: Corpus, turn: int) -> Read:
    return Read("/articles/", after=sort_key(corpus.article(_pick(corpus, turn, 0.3, 0.7))))


def _middle_of_tag(corpus: Corpus, turn: int) -> Read:
    number = _pick(corpus, turn, 0.3, 0.7) // FREQUENT_EVERY * FREQUENT_EVERY
    return Read(f"/tags/{FREQUENT}/", after=sort_key(corpus.article(number)))


def _month(corpus: Corpus, turn: int) -> Read:
    return Read(f"/archive/{_full_month(corpus, turn).replace('-', '/')}/")


def _sitemap_part(corpus: Corpus, turn: int) -> Read:
    return Read(f"/sitemaps/{_full_month(corpus, turn)}.xml")


def _full_month(corpus: Corpus, turn: int) -> str:
    return random.Random(turn).choice(corpus.full_months())


def _pick(corpus: Corpus, turn: int, low: float, high: float) -> int:
    """Another number at every turn, so that no engine is asked for the same twice in a row."""
    return int(corpus.count * random.Random(turn).uniform(low, high))


READS = (
    Task("article", "middle", _any_article, lists=False),
    Task("list, first page", "small", lambda corpus, turn: Read("/articles/")),
    Task("list, page in the middle", "small", _middle_of_list),
    Task("tag of 20 %, page in the middle", "middle", _middle_of_tag),
    Task("tags", "small", lambda corpus, turn: Read("/tags/")),
    Task("archive", "middle", lambda corpus, turn: Read("/archive/")),
    Task("archive of a month", "middle", _month),
    Task("sitemap", "middle", lambda corpus, turn: Read("/sitemap.xml")),
    Task("sitemap part", "middle", _sitemap_part),
)
WRITES = (
    Task("publish a new article", "small", lambda corpus, turn: Publish(turn), lists=False),
    Task("publish its update", "small", lambda corpus, turn: Update(published_slug(turn)), lists=False),
    Task("publish an update of an old one", "small", _old_article, lists=False),
)
