"""Articles as programs write them: from files, without a working copy, many at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, tzinfo

from ulid import ULID

from articles import keys
from articles.domain import STATUSES, Article, Change, Recount
from articles.drafts import edit_of
from articles.records import ArticleRecord
from articles.stores.dynamo.committing import Committer
from articles.stores.dynamo.queries import Budget, Queries
from articles.stores.dynamo.recounting import MonthRecounter
from articles.stores.dynamo.source import DynamoSource
from articles.stores.dynamo.stamping import bump
from portfolio.table import WRITER_DEADLINE_SECONDS, Table


class DynamoRepository(Queries):
    """Saves articles with all that hangs on them: content, tags, months, pointer, revision, audit, stamp."""

    def __init__(self, table: Table, clock: Callable[[], datetime], *, time_zone: tzinfo = UTC) -> None:
        super().__init__(table, patient=True)
        self._time_zone = time_zone
        self._source = DynamoSource(table, patient=True)
        self._committer = Committer(table, time_zone)
        self._clock = clock

    def get_for_update(self, slug: str) -> Article | None:
        return self._source.get_article(slug, consistent=True, budget=WRITER_DEADLINE_SECONDS)

    def has_articles(self) -> bool:
        """Whether anything was ever saved: the stamp counts what readers saw, the index knows of drafts."""
        seen = self._source.get_stamp(budget=WRITER_DEADLINE_SECONDS).n > 0
        return seen or any(self._has_status(status) for status in STATUSES)

    def save(self, article: Article, *, previous: Article | None, author: str, note: str, stamp: bool) -> Article:
        """Write `article` in place of `previous`; returns it with its new version.

        Raises `ArticleConflict` when the table holds another version or somebody else owns the slug, and
        `StoreUnavailable` when the table gave no answer.
        """
        edit = edit_of(
            article,
            previous=previous,
            author=author,
            note=note,
            at=self._clock(),
            token=str(ULID()),
            stamp=stamp,
        )
        self._committer.commit(edit)
        return edit.article

    def announce(self, changes: Iterable[Change]) -> None:
        """Bump the stamp once for saves that were made with `stamp=False`."""
        if named := list(changes):
            bump(self._table, named)

    def recount_months(self, *, dry_run: bool = False) -> Iterator[Recount]:
        """Count the articles of each month anew, page by page of the index, and put right what is wrong."""
        return MonthRecounter(self._table, self._time_zone, dry_run=dry_run).recount()

    def _has_status(self, status: str) -> bool:
        index = ArticleRecord.by_status.Meta.index_name
        answer = self._query(keys.status_index_pk(status), Budget(WRITER_DEADLINE_SECONDS), index_name=index, limit=1)
        return bool(answer["Items"])
