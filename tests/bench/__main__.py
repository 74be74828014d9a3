"""`make bench`: the site beside a bare Django view under the same gunicorn settings, everything in one run."""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench import cold, rendering, stage
from tests.bench.client import Client
from tests.bench.corpus import write_corpus
from tests.bench.load import BARE, OURS, Comparison, compare
from tests.bench.report import Line, busy_table, line_table, load_table
from tests.bench.servers import BARE as BARE_SERVER
from tests.bench.servers import SITE, Memory, Server
from tests.engine import PROJECT, Engine

ROUND_TRIP_EXTRA_MS = 6.0
MEMORY_LIMIT_MIB = 110.0
START_LIMIT_SECONDS = 1.5
SEED_LIMIT_SECONDS = 60.0
STARTS = 3
COLD_ARTICLES = 200  # half of them are asked for compressed
LIST_PATH = "/articles/"


@dataclass(frozen=True)
class Options:
    rounds: int
    seconds: int
    articles: int
    encoding: str


@dataclass
class Bench:
    """One run: every step adds its lines."""

    options: Options
    folder: Path
    endpoint: str
    slugs: list[str]
    lines: list[Line] = field(default_factory=list)
    comparisons: list[Comparison] = field(default_factory=list)
    sizes: dict[str, int] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        return stage.environment(self.folder, self.endpoint, PROJECT / "content")

    @property
    def article_path(self) -> str:
        return f"/articles/{self.slugs[-1]}/"

    def site(self, name: str, *, workers: int = 2, environment: dict[str, str] | None = None) -> Server:
        log = self.folder / f"{name}.log"
        return Server(SITE, environment or self.environment, log, first_page=self.article_path, workers=workers)

    def seed(self) -> None:
        content = str(self.folder / "content")
        stage.manage(self.environment, "create_table")
        stage.manage(self.environment, "collectstatic", "--noinput")
        count = len(self.slugs)
        first = stage.manage(self.environment, "seed", content)
        self.lines.append(Line(f"seed {count} files", first, "s", SEED_LIMIT_SECONDS))
        self.lines.append(
            Line(f"seed {count} files again, unchanged", stage.manage(self.environment, "seed", content), "s")
        )

    def start(self) -> None:
        """How soon a page is answered; with the content folder behind the table small, and full."""
        for note, content in (("", PROJECT / "content"), ("files behind the table", self.folder / "content")):
            environment = stage.environment(self.folder, self.endpoint, content)
            times = []
            for turn in range(STARTS):
                with self.site(f"start-{turn}", environment=environment) as site:
                    times.append(site.started)
            suffix = f", {len(self.slugs)} {note}" if note else ""
            worker = statistics.median(started.from_worker for started in times)
            command = statistics.median(started.from_command for started in times)
            self.lines.append(
                Line(f"first page after the workers start{suffix}", worker, "s", START_LIMIT_SECONDS,
                     f"{command:.2f} s after the command")
            )  # fmt: skip

    def load(self) -> None:
        pages = {"article": self.article_path, "list": LIST_PATH}
        with self.site("ours") as ours:
            kept = self.folder / "pages"
            stage.warm_up(ours, list(pages.values()))
            self.sizes = stage.keep_pages(ours, kept, list(pages.values()), self.options.encoding)
            bare_log = self.folder / "bare.log"
            with Server(BARE_SERVER, self.environment, bare_log, first_page=self.article_path) as bare:
                self.comparisons = compare(
                    {OURS: ours, BARE: bare},
                    pages,
                    rounds=self.options.rounds,
                    seconds=self.options.seconds,
                    encoding=self.options.encoding,
                )
                stage.check_pages(ours, kept, list(pages.values()), self.options.encoding)
                self._memory("ours, a worker after the load", ours.memory())
                self._memory("bare, a worker after the load", bare.memory())

    def cold(self) -> None:
        with self.site("cold", workers=1) as site:
            seen = cold.measure(site, self.slugs[:COLD_ARTICLES], endpoint=self.endpoint, table=stage.TABLE)
        trip = seen.milliseconds("round_trip")
        limit = round(trip + ROUND_TRIP_EXTRA_MS, 2)
        self.lines += [
            Line("an article's Queries by botocore in a warm process", trip, "ms",
                 note="the bare round trips, one after the other"),
            Line("the first of them without an SDK", seen.milliseconds("engine"), "ms", note="the engine's own time"),
            Line("article not in memory", seen.milliseconds("miss"), "ms", limit),
            Line("article not in memory, asked for in br", seen.milliseconds("miss_compressed"), "ms", limit),
            Line("article in memory", seen.milliseconds("cached"), "ms"),
            Line("article in memory, first after 2 s without requests", seen.milliseconds("after_idle"), "ms",
                 note="reads the site stamp"),
        ]  # fmt: skip

    def rendering(self) -> None:
        self.lines += rendering.measure()

    def memory(self) -> None:
        """One worker, so that it is the one that is asked; every article once, by turns in br and gzip."""
        environment = stage.environment(self.folder, self.endpoint, self.folder / "content")
        with self.site("memory", workers=1, environment=environment) as site:
            self._memory("ours, a worker after its first page", site.memory())
            with Client(site.port, accept_encoding="br") as br, Client(site.port, accept_encoding="gzip") as gz:
                for place, slug in enumerate(self.slugs):
                    (br if place % 2 else gz).page(f"/articles/{slug}/")
            self._memory(f"ours, a worker with {len(self.slugs)} articles warm", site.memory(), MEMORY_LIMIT_MIB)

    def _memory(self, what: str, memory: Sequence[Memory], limit: float | None = None) -> None:
        most = max(memory, key=lambda each: each.resident)
        self.lines.append(Line(f"RSS of {what}", most.resident, "MiB", limit, f"PSS {most.proportional:.1f} MiB"))

    def report(self) -> str:
        cpus, load = os.cpu_count(), os.getloadavg()[0]
        sizes = ", ".join(f"{path} {size} bytes" for path, size in self.sizes.items())
        options = self.options
        return "\n\n".join(
            [
                f"Python {platform.python_version()}, {cpus} CPUs shared by servers, table engine and load generator; "
                f"load of the machine at the end {load:.1f}.\n"
                f"Medians of {options.rounds} runs of {options.seconds} s by turns; ratios are of neighbouring runs. "
                f"Answers ({options.encoding}): {sizes}.",
                load_table(self.comparisons),
                busy_table(self.comparisons),
                line_table(self.lines),
            ]
        )


def run(options: Options) -> str:
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        slugs = write_corpus(folder / "content", options.articles)
        with Engine(db_path=folder / "table.db") as engine:
            bench = Bench(options, folder, engine.url, slugs)
            for step in (bench.seed, bench.start, bench.load, bench.cold, bench.rendering, bench.memory):
                began = time.monotonic()
                print(f"{step.__name__} …", end="", file=sys.stderr, flush=True)
                step()
                print(f" {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
            return bench.report()


def parse(arguments: Sequence[str]) -> Options:
    parser = argparse.ArgumentParser(prog="tests.bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="three short runs and fewer articles: for a first look")
    parser.add_argument("--rounds", type=int, help="how often each pair is run (default 5)")
    parser.add_argument("--seconds", type=int, help="how long each run takes (default 3)")
    parser.add_argument("--encoding", choices=("identity", "gzip", "br"), default="identity", help="what wrk asks for")
    given = parser.parse_args(arguments)
    rounds = given.rounds or (3 if given.quick else 5)
    seconds = given.seconds or (1 if given.quick else 3)
    return Options(rounds, seconds, 300 if given.quick else 1000, given.encoding)


def main(arguments: Sequence[str]) -> int:
    options = parse(arguments)
    return stage.show(lambda: run(options))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
