"""All that is derived from the articles brought back in line with them; saves may go on meanwhile."""

from __future__ import annotations

import time
from collections.abc import Iterator

from articles.drift import Drift, Entry, ScanPage
from articles.exceptions import StoreUnavailable
from articles.ports import ArticleRepository, DriftStore
from articles.services.links import LinkService

ATTEMPTS = 4
PAUSE_SECONDS = 0.2


class Rebuilder:
    """`reached` is where a rebuild goes on that was ended by an outage; all that it did is done."""

    def __init__(self, store: DriftStore, links: LinkService, repository: ArticleRepository) -> None:
        self.articles = 0
        self.items = 0
        self.reached: str | None = None
        self._store = store
        self._links = links
        self._repository = repository

    def rebuild(self, *, write: bool, after: str | None = None) -> Iterator[Drift]:
        """What has drifted, as it is found, and put right if `write`. Raises `StoreUnavailable`.

        Months come last: they are counted by the index, whose keys must be right for that.
        """
        self.reached = after
        for page in self._pages(after):
            for entry in page.entries:
                yield from self._patiently(entry, write=write)
            self.items += page.looked_at
            self.reached = page.reached
        for recount in self._repository.recount_months(dry_run=not write):
            fate = "kept" if recount.kept else "mended" if write else "found"
            yield Drift("month", recount.month, f"says {recount.before}, and {recount.after} were counted", fate)  # type: ignore[arg-type]

    def _pages(self, after: str | None) -> Iterator[ScanPage]:
        """Each page once; a busy table is asked again for the one that it did not give."""
        while True:
            page = self._page(after)
            yield page
            if page.reached is None:
                return
            after = page.reached

    def _page(self, after: str | None) -> ScanPage:
        for attempt in range(ATTEMPTS - 1):
            try:
                return self._store.scan(after=after)
            except StoreUnavailable:
                time.sleep(PAUSE_SECONDS * 2**attempt)
        return self._store.scan(after=after)

    def _patiently(self, entry: Entry, *, write: bool) -> Iterator[Drift]:
        """What was put right before the table failed is told, and not found again."""
        for attempt in range(ATTEMPTS - 1):
            try:
                yield from self._of(entry, write=write)
            except StoreUnavailable:
                time.sleep(PAUSE_SECONDS * 2**attempt)
            else:
                return
        yield from self._of(entry, write=write)

    def _of(self, entry: Entry, *, write: bool) -> Iterator[Drift]:
        yield from self._store.check(entry, write=write)
        if entry.entity == "article":
            yield from self._links.mend(entry.article_id, write=write)
            self.articles += 1
