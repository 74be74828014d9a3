"""`make bench-scale`: the same pages and saves on tables of 100 and of 100,000 articles, in one run."""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench import stage
from tests.bench.report import Line, line_table
from tests.bench.scale_corpus import Corpus, spread_evenly, with_full_months
from tests.bench.scale_costs import (
    READS,
    SIZES,
    WARM_UPS,
    WRITES,
    Costs,
    Size,
    Task,
    cost_table,
    count_calls,
    time_by_turns,
)
from tests.bench.scale_fill import fill
from tests.bench.scale_memory import Crawl, Crawler
from tests.bench.scale_process import SiteProcess
from tests.bench.servers import MIB, SITE, Server
from tests.engine import Engine
from tests.proxies.dynamo import DynamoProxy

SMALL, MIDDLE, LARGE, QUICK = 100, 2_000, 100_000, 5_000
LEAST, MOST = 5_000, 240_000  # a full list page in every month; no month of more than one part of the sitemap
TURNS, QUICK_TURNS = 60, 15
CRAWLED_WORKERS = 2
CACHE_MIB = 64
# Beside the caches: what threads, the SDK's answers and pages under way take, and what the allocator does not return.
MARGIN_MIB = 32


@dataclass(frozen=True)
class Options:
    articles: int
    turns: int


@dataclass
class Scale:
    """One run: every step adds its lines."""

    options: Options
    folder: Path
    corpora: Mapping[Size, Corpus]
    engines: Mapping[Size, Engine]
    costs: Costs
    lines: list[Line] = field(default_factory=list)
    refused: int = 0

    def environment(self, endpoint: str) -> dict[str, str]:
        environment = stage.environment(self.folder, endpoint, self.folder / "no-files")
        return environment | {"TIME_ZONE": "UTC", "CACHE_MAX_BYTES": str(CACHE_MIB * MIB), "USE_FILE_FALLBACK": "false"}

    def fill(self) -> None:
        stage.manage(self.environment(self.engines["small"].url), "collectstatic", "--noinput")
        for size in SIZES:
            endpoint = self.engines[size].url
            stage.manage(self.environment(endpoint), "create_table")
            rate = fill(self.corpora[size], endpoint=endpoint, table=stage.TABLE)
        self.lines.append(Line(f"fill {self.corpora['large'].name} articles", rate, "items/s"))
        resident = Path(f"/proc/{self.engines['large'].pid}/statm").read_text().split()[1]
        self.lines.append(Line("RSS of their engine", int(resident) * os.sysconf("SC_PAGE_SIZE") / MIB, "MiB"))

    def read(self) -> None:
        self._measure(READS)
        costs = self.costs
        self.lines += [
            Line("Scans", costs.scans, "", 0, "of all calls on record"),
            Line("index pages of one list, tag, archive or sitemap page, at most", costs.most_index_pages, "", 1,
                 f"of {costs.reads} on record; looks at one item not counted"),
        ]  # fmt: skip

    def write(self) -> None:
        self._measure(WRITES)
        self.lines.append(Line("requests by turns that were refused and asked again", self.refused, ""))

    def crawl(self) -> None:
        environment = self.environment(self.engines["large"].url)
        with ExitStack() as stack:
            logs = [self.folder / f"crawl-{place}.log" for place in range(CRAWLED_WORKERS)]
            sites = [
                stack.enter_context(Server(SITE, environment, log, first_page="/healthz", workers=1)) for log in logs
            ]
            crawl = Crawler(sites).read_all(self.corpora["large"])
        self.lines += memory_lines(crawl)

    def report(self) -> str:
        return "\n\n".join(
            [
                f"Python {platform.python_version()}, {os.cpu_count()} CPUs shared by site, table engines and readers; "
                f"load of the machine at the end {os.getloadavg()[0]:.1f}. Engines in memory, one for each table.\n"
                f"Medians of {self.options.turns} cold requests by turns: the stamp is read, then the page. Tables: "
                f"{self.corpora['small'].name} and {self.corpora['large'].name} articles over 20 years, and "
                f"{self.corpora['middle'].name} over the same months, some as full as those of the large table.",
                cost_table(self.costs, [*READS, *WRITES]),
                line_table(self.lines),
            ]
        )

    def _measure(self, tasks: Sequence[Task]) -> None:
        turns = self.options.turns
        with ExitStack() as stack:
            sites = {size: stack.enter_context(self._site(f"site-{size}", self.engines[size].url)) for size in SIZES}
            time_by_turns(self.costs, tasks, sites, turns)
            self.refused += sum(site.refused for site in sites.values())
        for size in SIZES:
            with (
                DynamoProxy("127.0.0.1", self.engines[size].port) as proxy,
                self._site(f"counted-{size}", proxy.url) as site,
            ):
                count_calls(self.costs, tasks, size, site, proxy, first=WARM_UPS + turns)

    def _site(self, name: str, endpoint: str) -> SiteProcess:
        return SiteProcess(self.environment(endpoint), self.folder / f"{name}.log")


def memory_lines(crawl: Crawl) -> list[Line]:
    start, most = crawl.resident[0], max(crawl.resident)
    limit = round(start + CACHE_MIB + MARGIN_MIB, 1)
    bound = f"{start:.0f} at the start + {CACHE_MIB} CACHE_MAX_BYTES + {MARGIN_MIB} margin"
    return [
        *(
            Line(f"{what} read once", count / crawl.seconds[what], "pages/s", note=f"{count:,} pages")
            for what, count in crawl.pages.items()
        ),
        Line("pages asked for again after a refusal", crawl.asked_again, ""),
        Line("RSS of a worker meanwhile, at most", most, "MiB", limit, bound),
        Line("RSS of a worker in the end", crawl.resident[-1], "MiB", note=f"over time: {crawl.series()}"),
        Line("articles gone from memory by reading archive and sitemaps", crawl.warm - crawl.still_warm, "", 0,
             f"of {crawl.warm} read before"),
    ]  # fmt: skip


@contextmanager
def open_scale(options: Options) -> Iterator[Scale]:
    large = spread_evenly(options.articles)
    corpora: dict[Size, Corpus] = {
        "small": spread_evenly(SMALL),
        "middle": with_full_months(MIDDLE, large),
        "large": large,
    }
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-scale-")))
        (folder / "no-files").mkdir()
        engines: dict[Size, Engine] = {size: stack.enter_context(Engine()) for size in SIZES}
        yield Scale(options, folder, corpora, engines, Costs(corpora))


def run(options: Options) -> str:
    began = time.monotonic()
    with open_scale(options) as scale:
        for step in (scale.fill, scale.read, scale.write, scale.crawl):
            _take(step)
        return f"{scale.report()}\n\nTook {time.monotonic() - began:.0f} s."


def _take(step: Callable[[], None]) -> None:
    began = time.monotonic()
    print(f"{step.__name__} …", file=sys.stderr, flush=True)
    step()
    print(f"{step.__name__}: {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)


def parse(arguments: Sequence[str]) -> Options:
    parser = argparse.ArgumentParser(prog="tests.bench.scale", description=__doc__)
    parser.add_argument("--quick", action="store_true", help=f"{QUICK:,} articles and fewer turns: for a first look")
    parser.add_argument("--articles", type=int, help=f"how many the large table holds (default {LARGE:,})")
    given = parser.parse_args(arguments)
    articles = given.articles or (QUICK if given.quick else LARGE)
    if not LEAST <= articles <= MOST:
        parser.error(f"--articles must be from {LEAST:,} to {MOST:,}")
    return Options(articles, QUICK_TURNS if given.quick else TURNS)


def main(arguments: Sequence[str]) -> int:
    options = parse(arguments)
    return stage.show(lambda: run(options))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
