"""Every article of the table, for exports and backups. Readers never come here: what it costs grows with the site."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice

from articles import keys
from articles.domain import Article, Broken
from articles.exceptions import ArticleBroken, StoreUnavailable
from articles.records import ArticleRecord, ContentRecord
from articles.stores.dynamo import mapping
from articles.stores.dynamo.queries import Budget, Queries
from articles.stores.dynamo.source import DynamoSource
from portfolio.table import UNREADABLE, WRITER_DEADLINE_SECONDS, Item, Record, Table

# Two items an article, and 16 MB at most in one answer.
READ_TOGETHER = 20
ATTEMPTS = 4
PAUSE_SECONDS = 0.1


class DynamoArchive(Queries):
    """Reads by the index which articles there are, and by key, consistently, what they hold."""

    def __init__(self, table: Table) -> None:
        super().__init__(table, patient=True)
        self._source = DynamoSource(table, patient=True)

    def read_all(self, statuses: Sequence[str]) -> Iterator[Article | Broken]:
        slugs = iter(self._slugs(statuses))
        while some := list(islice(slugs, READ_TOGETHER)):
            # Whoever writes to the table by hand may put anything into its index.
            yield from (Broken(slug, "its key is not that of an article") for slug in some if not keys.is_slug(slug))
            for found in self._read([slug for slug in some if keys.is_slug(slug)]):
                if isinstance(found, Broken) or found.status in statuses:
                    yield found

    def _slugs(self, statuses: Sequence[str]) -> Iterator[str]:
        """Each slug once. What was saved a moment ago is named by the stamp, since an index lags behind the table."""
        seen: set[str] = set()
        recent = (change.slug for change in self._source.get_stamp(budget=WRITER_DEADLINE_SECONDS).ring)
        for slug in chain(recent, *(self._of_status(status) for status in statuses)):
            if slug not in seen:
                seen.add(slug)
                yield slug

    def _of_status(self, status: str) -> Iterator[str]:
        index = ArticleRecord.by_status.Meta.index_name
        for items in self._pages(keys.status_index_pk(status), index_name=index):
            yield from (keys.slug_of_pk(item["pk"]["S"]) for item in items)

    def _read(self, slugs: Sequence[str]) -> Iterable[Article | Broken]:
        wanted = [key for slug in slugs for key in (keys.article_key(slug), keys.content_key(slug))]
        parts = {(item["pk"]["S"], item["sk"]["S"]): item for item in (self._get(wanted) if wanted else [])}
        for slug in slugs:
            metadata = parts.get(keys.article_key(slug))
            if metadata is not None:  # else it is gone since the index was read
                yield self._article(slug, metadata, parts.get(keys.content_key(slug)))

    def _article(self, slug: str, metadata: Item, content: Item | None) -> Article | Broken:
        try:
            record = Record.from_raw_data(metadata)
            text = Record.from_raw_data(content) if content else None
            if (
                isinstance(record, ArticleRecord)
                and isinstance(text, ContentRecord)
                and record.version == text.article_version
            ):
                return mapping.article_from(record, text)
            return self._again(slug)
        except UNREADABLE as exc:
            return Broken(slug, str(exc))

    def _again(self, slug: str) -> Article | Broken:
        """Two items of one answer may be of two versions."""
        try:
            article = self._source.get_article(slug, consistent=True, budget=WRITER_DEADLINE_SECONDS)
        except ArticleBroken as exc:
            return Broken(slug, exc.why)
        return article or Broken(slug, "its content is missing")

    def _get(self, wanted: Sequence[keys.Key]) -> list[Item]:
        """A busy table answers a part of the keys, and is asked again."""
        for attempt in range(ATTEMPTS - 1):
            with contextlib.suppress(StoreUnavailable):
                return self._batch_get(wanted, Budget(WRITER_DEADLINE_SECONDS))
            time.sleep(PAUSE_SECONDS * 2**attempt)
        return self._batch_get(wanted, Budget(WRITER_DEADLINE_SECONDS))
