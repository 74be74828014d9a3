"""Articles from a folder of Markdown files: what is left when the table is away, or all there is without one."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from articles.around import surroundings_of
from articles.documents import read_document
from articles.domain import (
    Article,
    Cursor,
    ListPage,
    MonthPage,
    SitemapPart,
    Span,
    Stamp,
    Summary,
    Surroundings,
    TagPage,
)
from articles.exceptions import InvalidContent, StoreUnavailable
from articles.folders import find_documents
from articles.months import counted
from articles.redirects import Destination
from articles.stores.memory import month_page_of, page_of, sitemap_part_of, tag_page_of

logger = logging.getLogger(__name__)

LOOK_AGAIN_SECONDS = 0.5


class _File(NamedTuple):
    """One file as it was read: bodies stay on disk, a thousand of them would be megabytes."""

    path: Path
    signature: tuple[int, int]
    summary: Summary | None


class FileSource:
    """The articles' files of a folder. It is also a stamp source, whose number moves when a file does."""

    name = "file-based"

    def __init__(self, folder: Path, *, time_zone: ZoneInfo, authoritative: bool = False) -> None:
        self.authoritative = authoritative
        self._folder = folder
        self._time_zone = time_zone
        self._lock = threading.Lock()
        self._files: dict[Path, _File] = {}
        self._looked_at = float("-inf")
        self._changes = 0

    def get_stamp(self, *, budget: float | None = None) -> Stamp:
        self._look()
        return Stamp(self._changes)

    probe_stamp = get_stamp

    def may_probe(self) -> bool:
        return True

    def get_article(self, slug: str, *, consistent: bool = False, budget: float | None = None) -> Article | None:
        # Most files are named after their article, which then needs no look at the others.
        likely = self._folder / f"{slug}.md"
        if slug and likely.is_file():
            article = self._read(likely)
            if article is None:
                raise StoreUnavailable(self.name, f"{likely.name} cannot be read")
            if article.slug == slug:
                return article
        found = next((file for file in self._look() if file.summary and file.summary.slug == slug), None)
        return self._read(found.path) if found else None

    def get_summaries(self, slugs: Sequence[str], *, budget: float | None = None) -> dict[str, Summary]:
        return {summary.slug: summary for summary in self._summaries() if summary.slug in slugs}

    def get_articles(self, slugs: Sequence[str], *, budget: float | None = None) -> dict[str, Article]:
        paths = {file.summary.slug: file.path for file in self._look() if file.summary}
        read = (self._read(paths[slug]) for slug in slugs if slug in paths)
        return {article.slug: article for article in read if article}

    def list_articles(
        self,
        *,
        now: datetime,
        tag: str | None = None,
        within: Span | None = None,
        cursor: Cursor | None = None,
        size: int,
        budget: float | None = None,
    ) -> ListPage:
        return page_of(self._summaries(), now=now, tag=tag, within=within, cursor=cursor, size=size)

    def get_surroundings(self, article: Summary, *, now: datetime, budget: float | None = None) -> Surroundings:
        return surroundings_of(article, self._summaries(), now=now)

    def get_destination(self, path: str, *, slug: str = "", budget: float | None = None) -> Destination | None:
        """Files have no former addresses."""
        return None

    def list_tags(self, *, now: datetime, start: str | None = None, size: int, budget: float | None = None) -> TagPage:
        return tag_page_of(self._summaries(), now=now, start=start, size=size)

    def list_months(self, *, now: datetime, budget: float | None = None) -> MonthPage:
        summaries = self._summaries()
        counts = counted(summaries, self._time_zone)
        return month_page_of(summaries, counts, now=now, zone=self._time_zone)

    def list_for_sitemap(self, *, now: datetime, within: Span, budget: float | None = None) -> SitemapPart:
        return sitemap_part_of(self._summaries(), now=now, within=within)

    def _summaries(self) -> list[Summary]:
        return [file.summary for file in self._look() if file.summary is not None]

    def _look(self) -> list[_File]:
        """The folder's files, read again where they changed; one that is no article is left out and named once."""
        with self._lock:
            if time.monotonic() - self._looked_at >= LOOK_AGAIN_SECONDS:
                files = {path: self._file(path) for path in self._paths()}
                if files != self._files:
                    self._files = files
                    self._changes += 1
                self._looked_at = time.monotonic()
            return list(self._files.values())

    def _paths(self) -> list[Path]:
        try:
            return find_documents([self._folder]).files
        except OSError as exc:
            raise StoreUnavailable(self.name, f"{self._folder.name}/ cannot be read") from exc

    def _file(self, path: Path) -> _File:
        status = path.stat()
        signature = status.st_mtime_ns, status.st_size
        known = self._files.get(path)
        if known is not None and known.signature == signature:
            return known
        article = self._read(path)
        return _File(path, signature, article.summary() if article else None)

    def _read(self, path: Path) -> Article | None:
        try:
            return read_document(path, time_zone=self._time_zone, shown_as=path.name).article
        except InvalidContent as exc:
            logger.error("file cannot be read and is left out", extra={"error": str(exc)})
            return None
