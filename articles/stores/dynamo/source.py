"""Published articles read from the table: one Query an article, one a list page, and never a Scan."""

from __future__ import annotations

import functools
import logging
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any, NamedTuple, TypeVar

from articles import keys
from articles.domain import Article, Cursor, ListPage, Stamp, Summary, Tag, TagPage
from articles.exceptions import ArticleBroken, StoreUnavailable
from articles.records import ArticleRecord, ContentRecord, KnownTagRecord, StampRecord, TagRecord
from articles.stores.dynamo import mapping
from portfolio.table import Item, Record, Table, TableUnavailable

logger = logging.getLogger(__name__)
T = TypeVar("T")
R = TypeVar("R", bound=Record)

DEFAULT_BUDGET_SECONDS = 0.5
FILL_QUERIES = 2  # how often a page that lost expired items is filled up
NEWEST_LIMITS = (1, 10, 50)
TORN_RETRIES = 3
TAG_CHECKS_AT_ONCE = 8
LATEST = "9999-12-31T23:59:59Z$"
MAX_REPORTED = 1000

# What PynamoDB and the mapping raise for an item of another shape.
UNREADABLE = (TypeError, ValueError, AttributeError, KeyError)


class DynamoSource:
    """The table as a source of articles, and of the stamp."""

    name = "dynamodb-sdk"
    authoritative = True

    def __init__(self, table: Table, *, patient: bool = False) -> None:
        """A patient source reads through the writer's client, for those who would rather wait than miss."""
        self._table = table
        self._patient = patient
        self._broken: set[str] = set()

    def get_stamp(self, *, budget: float | None = None) -> Stamp:
        return self._stamp(budget, probe=False)

    def probe_stamp(self, *, budget: float | None = None) -> Stamp:
        """The same on a thread of its own, also while reads are refused: how recovery is noticed."""
        return self._stamp(budget, probe=True)

    def may_probe(self) -> bool:
        return self._table.breaker.allows_probe()

    def get_article(self, slug: str, *, consistent: bool = False, budget: float | None = None) -> Article | None:
        left = _Budget(budget)
        for attempt in range(1 + TORN_RETRIES):
            items = self._query(
                keys.article_pk(slug),
                left,
                range_key_condition=Record.sk.between(keys.ALIAS, keys.METADATA),
                # A Query is not isolated from a transaction, so an answer of two versions is asked for again.
                consistent_read=consistent or attempt > 0,
            )["Items"]
            article, torn = self._assemble(items)
            if not torn:
                return article
        raise ArticleBroken(self.name, f"content and metadata of {slug!r} are of two versions")

    def get_summaries(self, slugs: Sequence[str], *, budget: float | None = None) -> dict[str, Summary]:
        try:
            items = self._table.batch_get([keys.article_key(slug) for slug in slugs], budget=_Budget(budget).left())
        except TableUnavailable as exc:
            raise StoreUnavailable(self.name, exc.why) from exc
        return {summary.slug: summary for summary in self._summaries(items, None)}

    def list_articles(
        self,
        *,
        now: datetime,
        tag: str | None = None,
        cursor: Cursor | None = None,
        size: int,
        budget: float | None = None,
    ) -> ListPage:
        left = _Budget(budget)
        if cursor is not None and cursor.direction == "before":
            found = self._page(now, tag, cursor, size, left)
            if found.more:
                items = tuple(reversed(found.items))
                return ListPage(items, has_newer=True, has_older=True, newer_from=found.stopped_at)
            cursor = None  # the newest page is reached: show it whole
        found = self._page(now, tag, cursor, size, left)
        # Only the newest page grows by the clock.
        upcoming = self._upcoming(now, tag, left) if cursor is None else None
        return ListPage(
            tuple(found.items),
            has_newer=cursor is not None,
            has_older=found.more,
            upcoming=upcoming,
            newer_from=cursor.sort_key if cursor and not found.items else None,
            older_from=found.stopped_at,
        )

    def list_tags(self, *, now: datetime, start: str | None = None, size: int, budget: float | None = None) -> TagPage:
        left = _Budget(budget)
        condition = Record.sk >= start if start else None
        answer = self._query(
            keys.TAGS_PARTITION, left, range_key_condition=condition, limit=size + 1, consistent_read=True
        )
        page, rest = list(self._known_tags(answer["Items"][:size])), answer["Items"][size:]
        first = self._side_by_side([functools.partial(self._newest, now, record.sk, left) for record in page])
        shown = [(record, item) for record, item in zip(page, first, strict=True) if item is not None]
        upcoming = self._upcoming(now, None, left)
        dates = [item.unpublish_at for _, item in shown] + [upcoming.published_at if upcoming else None]
        return TagPage(
            tags=tuple(Tag(record.sk, record.label) for record, _ in shown),
            next_tag=rest[0]["sk"]["S"] if rest else None,
            due=min((date for date in dates if date), default=None),
        )

    def _stamp(self, budget: float | None, *, probe: bool) -> Stamp:
        try:
            seconds = _Budget(budget).left()
            item = self._table.get_item(*keys.STAMP, budget=seconds, probe=probe, patient=self._patient)
            return mapping.stamp_from(_as(StampRecord, item)) if item else Stamp()
        except TableUnavailable as exc:
            raise StoreUnavailable(self.name, exc.why) from exc
        except UNREADABLE as exc:
            raise StoreUnavailable(self.name, "the site stamp is broken") from exc

    def _assemble(self, items: Sequence[Item]) -> tuple[Article | None, bool]:
        """The article that an item collection holds, and whether it must be read again because it is torn."""
        parts = {item["sk"]["S"]: item for item in items}
        if keys.METADATA not in parts:
            return None, False
        metadata = self._part(parts[keys.METADATA], ArticleRecord)
        content = self._part(parts[keys.CONTENT], ContentRecord) if keys.CONTENT in parts else None
        if content is None or content.article_version != metadata.version:
            return None, True
        try:
            return mapping.article_from(metadata, content), False
        except UNREADABLE as exc:
            raise self._broken_article(parts[keys.METADATA], exc) from exc

    def _part(self, item: Item, wanted: type[R]) -> R:
        """A part of an article. A broken one is no miss: the article is there, and a copy of it may be good."""
        try:
            return _as(wanted, item)
        except UNREADABLE as exc:
            raise self._broken_article(item, exc) from exc

    def _page(self, now: datetime, tag: str | None, cursor: Cursor | None, size: int, left: _Budget) -> _Found:
        """Up to `size` visible items in the direction of the cursor."""
        forward = cursor is not None and cursor.direction == "before"
        found: list[Summary] = []
        start: Item | None = None
        for _ in range(1 + FILL_QUERIES):
            answer = self._index_query(
                tag,
                left,
                low=cursor.sort_key if cursor and forward else None,
                high=cursor.sort_key if cursor and not forward else keys.up_to(now),
                forward=forward,
                limit=size + 1 - len(found),
                exclusive_start_key=start,
            )
            found += [item for item in self._summaries(answer["Items"], tag) if item.visible_at(now)]
            start = answer.get("LastEvaluatedKey")
            if len(found) > size or start is None:
                break
        if len(found) > size or start is None:
            return _Found(found[:size], len(found) > size, None)
        return _Found(found, True, start["gsi2sk" if tag else "gsi1sk"]["S"])

    def _upcoming(self, now: datetime, tag: str | None, left: _Budget) -> Summary | None:
        """The next article that the clock will put on the list."""
        answer = self._index_query(tag, left, low=keys.up_to(now), high=LATEST, forward=True, limit=1)
        return next(iter(self._summaries(answer["Items"], tag)), None)

    def _newest(self, now: datetime, tag: str, left: _Budget) -> Summary | None:
        """The newest visible article of a tag; nearly always the first one, unless that has expired."""
        start: Item | None = None
        for limit in NEWEST_LIMITS:
            answer = self._index_query(
                tag, left, low=None, high=keys.up_to(now), forward=False, limit=limit, exclusive_start_key=start
            )
            newest = next((item for item in self._summaries(answer["Items"], tag) if item.visible_at(now)), None)
            start = answer.get("LastEvaluatedKey")
            if newest is not None or start is None:
                return newest
        return None

    def _index_query(
        self, tag: str | None, left: _Budget, *, low: str | None, high: str, forward: bool, limit: int, **more: Any
    ) -> dict[str, Any]:
        """One Query of an index for sort keys strictly between `low` and `high`."""
        by = TagRecord.by_tag if tag else ArticleRecord.by_status
        key = TagRecord.gsi2sk if tag else ArticleRecord.gsi1sk
        # BETWEEN includes its ends: `!` sorts below all that slugs hold, so it steps over `low` and nothing else.
        condition = key.between(f"{low}!", high) if low else key < high
        return self._query(
            keys.tag_index_pk(tag) if tag else keys.status_index_pk("published"),
            left,
            range_key_condition=condition,
            index_name=by.Meta.index_name,
            scan_index_forward=forward,
            limit=limit,
            **more,
        )

    def _query(self, pk: str, left: _Budget, **arguments: Any) -> dict[str, Any]:
        try:
            return self._table.query(pk, budget=left.left(), patient=self._patient, **arguments)
        except TableUnavailable as exc:
            raise StoreUnavailable(self.name, exc.why) from exc

    def _summaries(self, items: Sequence[Item], tag: str | None) -> Iterator[Summary]:
        """List fields of the items of an index. One that cannot be read hides itself and not its list."""
        for item in items:
            try:
                record = Record.from_raw_data(item)
                if isinstance(record, TagRecord if tag else ArticleRecord):
                    yield mapping.summary_from(record)
            except UNREADABLE as exc:
                self._report_broken(item, exc)

    def _known_tags(self, items: Sequence[Item]) -> Iterator[KnownTagRecord]:
        for item in items:
            try:
                record = _as(KnownTagRecord, item)
                if not record.label:
                    raise ValueError("it has no label")
                yield record
            except UNREADABLE as exc:
                self._report_broken(item, exc)

    def _broken_article(self, item: Item, exc: Exception) -> ArticleBroken:
        self._report_broken(item, exc)
        return ArticleBroken(self.name, f"the item {_key_of(item)} cannot be read")

    def _report_broken(self, item: Item, exc: Exception) -> None:
        key = _key_of(item)
        if key not in self._broken and len(self._broken) < MAX_REPORTED:
            self._broken.add(key)
            logger.error("item cannot be read and is left out", extra={"item": key, "error": str(exc)})

    def _side_by_side(self, calls: Sequence[Callable[[], T]]) -> list[T]:
        if len(calls) < 2:
            return [call() for call in calls]
        with ThreadPoolExecutor(TAG_CHECKS_AT_ONCE, thread_name_prefix="tags") as pool:
            return [future.result() for future in [pool.submit(call) for call in calls]]


class _Found(NamedTuple):
    """Visible items in the order of a query; `stopped_at` is its last sort key if it was given up short."""

    items: list[Summary]
    more: bool
    stopped_at: str | None


class _Budget:
    """Seconds that are left of what the caller gave, shared by all queries of one read."""

    def __init__(self, seconds: float | None) -> None:
        self._ends = time.monotonic() + (DEFAULT_BUDGET_SECONDS if seconds is None else seconds)

    def left(self) -> float:
        seconds = self._ends - time.monotonic()
        if seconds <= 0:
            raise TableUnavailable("no time left", slow=True)
        return seconds


def _as(wanted: type[R], item: Item) -> R:
    record = Record.from_raw_data(item)
    if not isinstance(record, wanted):
        raise TypeError(f"{_key_of(item)} is a {type(record).__name__}")
    return record


def _key_of(item: Item) -> str:
    return " ".join(str(item.get(name, {}).get("S", "?")) for name in ("pk", "sk"))
