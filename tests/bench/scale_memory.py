"""What a worker keeps in memory while somebody reads the whole site, and what the readers' articles lose by it.

Two workers, each behind an address of its own, share the pages: one alone leaves a CPU idle, and a half of the pages
is many times what its memory may keep.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from articles.domain import PAGE_SIZE
from tests.bench.client import Answer, Client, NotMeasured
from tests.bench.scale_corpus import Corpus, article_slug
from tests.bench.scale_fill import Progress
from tests.bench.servers import Server

CONNECTIONS = 2  # to each worker
SAMPLE_SECONDS = 0.5
SERIES = 12
WARM_ARTICLES = 300
# Of all, evenly taken: several times what the memory holds.
CRAWLED_ARTICLES = 20_000
TRIES = 3
TRY_AGAIN_SECONDS = 1.0
FROM_MEMORY = "cache"

# Of a list; the next article, to which an article leads too, is read anyway.
NEXT = re.compile(rb'rel="next" href="(\?[^"]+)"')
MONTH = re.compile(rb'href="(/archive/\d{4}/\d{2}/)"')
PART = re.compile(rb"<loc>https?://[^/]+(/sitemaps/[^<]+)</loc>")


@dataclass
class Crawl:
    """`resident` are samples of the larger worker's RSS in MiB, the first from before anything was read."""

    resident: list[float] = field(default_factory=list)
    pages: dict[str, int] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    asked_again: int = 0
    warm: int = 0
    still_warm: int = 0

    def series(self) -> str:
        """A few of the samples, evenly taken, the first and the last among them."""
        last = len(self.resident) - 1
        places = sorted({round(place * last / (SERIES - 1)) for place in range(SERIES)})
        return ", ".join(f"{self.resident[place]:.0f}" for place in places)


class Crawler:
    """Reads the pages of servers with one worker each, over a few connections at once."""

    def __init__(self, sites: Sequence[Server]) -> None:
        self.crawl = Crawl()
        self._sites = sites
        self._lock = threading.Lock()
        self._problems: list[BaseException] = []
        self._sample()

    def read_all(self, corpus: Corpus) -> Crawl:
        numbers = range(0, corpus.count, max(1, corpus.count // CRAWLED_ARTICLES))
        articles = [f"/articles/{article_slug(number)}/" for number in numbers]
        with Client(self._sites[0].port) as client:
            months = _links(MONTH, client.page("/archive/"))
            parts = _links(PART, client.page("/sitemap.xml"))
        self._follow("articles and list pages", ["/articles/", *articles], len(articles) + _pages(corpus.count))
        warm = articles[:WARM_ARTICLES]
        self._sources(warm)
        self.crawl.warm = self._sources(warm)
        least = len(corpus.months) + sum(map(_pages, corpus.months.values()))
        self._follow("archive and sitemap pages", ["/archive/", "/sitemap.xml", *parts, *months], least)
        self.crawl.still_warm = self._sources(warm)
        return self.crawl

    def _follow(self, what: str, paths: Sequence[str], least: int) -> None:
        """Read each of `paths`, and the pages that it is followed by: `least` pages or more."""
        waiting = list(reversed(paths))
        progress = Progress(f"read {what}", least)
        threads = [
            threading.Thread(target=self._work, args=(site, waiting, progress))
            for site in self._sites
            for _ in range(CONNECTIONS)
        ]
        for thread in threads:
            thread.start()
        while any(thread.is_alive() for thread in threads):
            time.sleep(SAMPLE_SECONDS)
            self._sample()
        if self._problems:
            raise self._problems[0]
        if progress.done < least:
            raise NotMeasured(f"{progress.done:,} {what} were found instead of {least:,}")
        self.crawl.pages[what], self.crawl.seconds[what] = progress.done, progress.seconds

    def _work(self, site: Server, waiting: list[str], progress: Progress) -> None:
        try:
            with Client(site.port) as client:
                while waiting and not self._problems:
                    try:
                        path = waiting.pop()
                    except IndexError:  # another one took the last
                        return
                    self._chain(client, path, progress)
        except BaseException as problem:
            self._problems.append(problem)

    def _chain(self, client: Client, path: str, progress: Progress) -> None:
        """Read a page and what it links to as its next, to the end."""
        address: str | None = path
        while address:
            following = NEXT.search(self._read(client, address).body)
            address = path + following[1].decode() if following else None
            progress.add(1)

    def _read(self, client: Client, path: str) -> Answer:
        """A page that was refused, because the machine was busy elsewhere, is asked for again."""
        for _ in range(TRIES):
            answer = client.get(path)
            if answer.status == 200:
                return answer
            with self._lock:
                self.crawl.asked_again += 1
            time.sleep(TRY_AGAIN_SECONDS)
        raise NotMeasured(f"{path} was answered with {answer.status}")

    def _sources(self, paths: Iterable[str]) -> int:
        """Have every worker read them, and say how many came from memory."""
        found = 0
        for site in self._sites:
            with Client(site.port) as client:
                found += sum(self._read(client, path).source == FROM_MEMORY for path in paths)
        return found

    def _sample(self) -> None:
        self.crawl.resident.append(max(memory.resident for site in self._sites for memory in site.memory()))


def _pages(articles: int) -> int:
    return -(-articles // PAGE_SIZE)


def _links(pattern: re.Pattern[bytes], page: Answer) -> list[str]:
    found = [link.decode() for link in pattern.findall(page.body)]
    if not found:
        raise NotMeasured(f"no link like {pattern.pattern!r} was found")
    return found
