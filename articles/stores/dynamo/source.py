"""Published articles read from the table: one Query an article, one a list page, and never a Scan."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from datetime import UTC, datetime, tzinfo
from typing import NamedTuple, TypeVar

from articles import keys
from articles.domain import (
    SITEMAP_SIZE,
    Article,
    Cursor,
    ListPage,
    MonthPage,
    SitemapPart,
    Span,
    Stamp,
    Summary,
    Tag,
    TagPage,
)
from articles.exceptions import ArticleBroken, StoreUnavailable
from articles.months import EVER, MAX_MONTHS, month_of, month_page, month_span
from articles.records import ArticleRecord, ContentRecord, KnownTagRecord, StampRecord
from articles.stores.dynamo import mapping
from articles.stores.dynamo.destinations import DestinationQueries
from articles.stores.dynamo.queries import LATEST, Budget, as_record, key_of
from articles.stores.dynamo.surroundings import SurroundingsQueries
from portfolio.side_by_side import side_by_side
from portfolio.table import UNREADABLE, Item, Record, Table, TableUnavailable

R = TypeVar("R", bound=Record)

FILL_QUERIES = 2  # how often a page that lost expired items is filled up
TORN_RETRIES = 3


class DynamoSource(SurroundingsQueries, DestinationQueries):
    """The table as a source of articles, and of the stamp. Its months are those of `time_zone`."""

    authoritative = True

    def __init__(self, table: Table, *, time_zone: tzinfo = UTC, patient: bool = False) -> None:
        super().__init__(table, patient=patient)
        self._time_zone = time_zone

    def get_stamp(self, *, budget: float | None = None) -> Stamp:
        return self._stamp(budget, probe=False)

    def probe_stamp(self, *, budget: float | None = None) -> Stamp:
        """The same on a thread of its own, also while reads are refused: how recovery is noticed."""
        return self._stamp(budget, probe=True)

    def may_probe(self) -> bool:
        return self._table.breaker.allows_probe()

    def get_article(self, slug: str, *, consistent: bool = False, budget: float | None = None) -> Article | None:
        return self._article(slug, Budget(budget), consistent=consistent)

    def get_summaries(self, slugs: Sequence[str], *, budget: float | None = None) -> dict[str, Summary]:
        items = self._batch_get([keys.article_key(slug) for slug in slugs], Budget(budget))
        return {summary.slug: summary for summary in self._summaries(items, None)}

    def get_articles(self, slugs: Sequence[str], *, budget: float | None = None) -> dict[str, Article]:
        left = Budget(budget)
        known = [slug for slug in dict.fromkeys(slugs) if keys.is_slug(slug)]
        wanted = [key for slug in known for key in (keys.article_key(slug), keys.content_key(slug))]
        items = self._batch_get(wanted, left) if wanted else []
        read = (self._batched(slug, items, left) for slug in known)
        return {article.slug: article for article in read if article is not None}

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
        left, within = Budget(budget), within or EVER
        if cursor is not None and cursor.direction == "before":
            found = self._page(now, tag, within, cursor, size, left)
            if found.more:
                items = tuple(reversed(found.items))
                return ListPage(items, has_newer=True, has_older=True, newer_from=found.stopped_at)
            cursor = None  # the newest page is reached: show it whole
        found = self._page(now, tag, within, cursor, size, left)
        # Only the newest page grows by the clock.
        upcoming = self._upcoming(now, tag, left, within) if cursor is None else None
        return ListPage(
            tuple(found.items),
            has_newer=cursor is not None,
            has_older=found.more,
            upcoming=upcoming,
            newer_from=cursor.sort_key if cursor and not found.items else None,
            older_from=found.stopped_at,
        )

    def list_tags(self, *, now: datetime, start: str | None = None, size: int, budget: float | None = None) -> TagPage:
        left = Budget(budget)
        condition = Record.sk >= start if start else None
        answer = self._query(
            keys.TAGS_PARTITION, left, range_key_condition=condition, limit=size + 1, consistent_read=True
        )
        page, rest = list(self._whole(answer["Items"][:size], _known_tag)), answer["Items"][size:]
        first = side_by_side([functools.partial(self._newest, now, record.sk, left) for record in page])
        shown = [(record, item) for record, item in zip(page, first, strict=True) if item is not None]
        upcoming = self._upcoming(now, None, left)
        dates = [item.unpublish_at for _, item in shown] + [upcoming.published_at if upcoming else None]
        return TagPage(
            tags=tuple(Tag(record.sk, record.label) for record, _ in shown),
            next_tag=rest[0]["sk"]["S"] if rest else None,
            due=min((date for date in dates if date), default=None),
        )

    def list_months(self, *, now: datetime, budget: float | None = None) -> MonthPage:
        left, running = Budget(budget), month_of(now, self._time_zone)
        items = self._query(
            keys.MONTHS_PARTITION,
            left,
            range_key_condition=Record.sk <= running,
            scan_index_forward=False,
            limit=MAX_MONTHS,
            consistent_read=True,
        )["Items"]
        counts = dict(self._whole(items, mapping.month_count_from))
        upcoming = self._upcoming(now, None, left)
        due = upcoming.published_at if upcoming else None
        ahead = self._ahead(now, month_span(running, self._time_zone), due, left)
        return month_page(counts, ahead, due=due, now=now, zone=self._time_zone)

    def list_for_sitemap(self, *, now: datetime, within: Span, budget: float | None = None) -> SitemapPart:
        left = Budget(budget)
        answer = self._index_query(
            None,
            left,
            low=keys.format_at(within.start),
            high=_visible_end(now, within),
            forward=False,
            limit=SITEMAP_SIZE + 1,
            attributes_to_get=mapping.LISTED,
        )
        found = list(self._whole(answer["Items"][:SITEMAP_SIZE], mapping.listed_from))
        visible = [(listed, ends) for listed, ends in found if ends is None or ends > now]
        upcoming = self._upcoming(now, None, left, within)
        dates = [ends for _, ends in visible] + [upcoming.published_at if upcoming else None]
        return SitemapPart(
            tuple(listed for listed, _ in visible),
            due=min((date for date in dates if date), default=None),
            complete=len(answer["Items"]) <= SITEMAP_SIZE and "LastEvaluatedKey" not in answer,
        )

    def _stamp(self, budget: float | None, *, probe: bool) -> Stamp:
        try:
            seconds = Budget(budget).left()
            item = self._table.get_item(*keys.STAMP, budget=seconds, probe=probe, patient=self._patient)
            return mapping.stamp_from(as_record(StampRecord, item)) if item else Stamp()
        except TableUnavailable as exc:
            raise StoreUnavailable(self.name, exc.why) from exc
        except UNREADABLE as exc:
            raise StoreUnavailable(self.name, "the site stamp is broken") from exc

    def _article(self, slug: str, left: Budget, *, consistent: bool) -> Article | None:
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

    def _batched(self, slug: str, items: Sequence[Item], left: Budget) -> Article | None:
        """One article of a batch, which is no more isolated than a Query. One that is broken hides itself."""
        own = [item for item in items if item["pk"]["S"] == keys.article_pk(slug)]
        try:
            article, torn = self._assemble(own)
            return self._article(slug, left, consistent=True) if torn else article
        except ArticleBroken:
            return None

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
            return as_record(wanted, item)
        except UNREADABLE as exc:
            raise self._broken_article(item, exc) from exc

    def _page(
        self, now: datetime, tag: str | None, within: Span, cursor: Cursor | None, size: int, left: Budget
    ) -> _Found:
        """Up to `size` visible items in the direction of the cursor."""
        start_of_span = keys.format_at(within.start) if within is not EVER else None
        forward = cursor is not None and cursor.direction == "before"
        found: list[Summary] = []
        start: Item | None = None
        for _ in range(1 + FILL_QUERIES):
            answer = self._index_query(
                tag,
                left,
                low=cursor.sort_key if cursor and forward else start_of_span,
                high=cursor.sort_key if cursor and not forward else _visible_end(now, within),
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

    def _upcoming(self, now: datetime, tag: str | None, left: Budget, within: Span = EVER) -> Summary | None:
        """The next article that the clock will put on the list; nobody is asked for one of a span that is over."""
        if within.end <= now:
            return None
        low = max(keys.up_to(now), keys.format_at(within.start))
        high = LATEST if within is EVER else keys.format_at(within.end)
        answer = self._index_query(tag, left, low=low, high=high, forward=True, limit=1)
        return next(iter(self._summaries(answer["Items"], tag)), None)

    def _ahead(self, now: datetime, month: Span, due: datetime | None, left: Budget) -> list[str]:
        """Sort keys of what the clock will yet show in a month, one page of them at most."""
        if due not in month:
            return []
        low, high = keys.up_to(now), keys.format_at(month.end)
        answer = self._index_query(
            None, left, low=low, high=high, forward=True, limit=SITEMAP_SIZE, attributes_to_get=["gsi1sk"]
        )
        return [item["gsi1sk"]["S"] for item in answer["Items"]]

    def _newest(self, now: datetime, tag: str, left: Budget) -> Summary | None:
        """The newest visible article of a tag."""
        visible = functools.partial(Summary.visible_at, now=now)
        return self._first(visible, left, tag=tag, low=None, high=keys.up_to(now), forward=False)

    def _broken_article(self, item: Item, exc: Exception) -> ArticleBroken:
        self._report_broken(item, exc)
        return ArticleBroken(self.name, f"the item {key_of(item)} cannot be read")


class _Found(NamedTuple):
    """Visible items in the order of a query; `stopped_at` is its last sort key if it was given up short."""

    items: list[Summary]
    more: bool
    stopped_at: str | None


def _visible_end(now: datetime, within: Span) -> str:
    """Above all sort keys of a span that may be visible at `now`."""
    return min(keys.up_to(now), keys.format_at(within.end))


def _known_tag(item: Item) -> KnownTagRecord:
    record = as_record(KnownTagRecord, item)
    if not record.label:
        raise ValueError("it has no label")
    return record
