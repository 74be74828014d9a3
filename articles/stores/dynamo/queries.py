"""What all reads of the table share: their budget, one Query of it, and items that hide themselves if broken."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

from articles import keys
from articles.domain import Summary
from articles.exceptions import StoreUnavailable
from articles.records import ArticleRecord, TagRecord
from articles.stores.dynamo import mapping
from portfolio.table import UNREADABLE, WRITER_DEADLINE_SECONDS, Item, Record, Table, TableUnavailable

logger = logging.getLogger(__name__)
T = TypeVar("T")
R = TypeVar("R", bound=Record)

DEFAULT_BUDGET_SECONDS = 0.5
MAX_REPORTED = 1000
FIRST_LIMITS = (1, 10, 50)
LATEST = "9999-12-31T23:59:59Z$"


class Queries:
    """Reads of one table, as a source of articles does them."""

    name = "dynamodb-sdk"

    def __init__(self, table: Table, *, patient: bool = False) -> None:
        """Patient ones go through the writer's client, for those who would rather wait than miss."""
        self._table = table
        self._patient = patient
        self._broken: set[str] = set()

    def _index_query(
        self, tag: str | None, left: Budget, *, low: str | None, high: str, forward: bool, limit: int, **more: Any
    ) -> dict[str, Any]:
        """One Query of an index for sort keys strictly between `low` and `high`."""
        # BETWEEN includes its ends: `!` sorts below all that slugs hold, so it steps over `low` and nothing else.
        first, last = f"{low}!", keys.just_below(high)
        if low and first > last:
            return {"Items": []}  # DynamoDB refuses to look for it
        by = TagRecord.by_tag if tag else ArticleRecord.by_status
        key = TagRecord.gsi2sk if tag else ArticleRecord.gsi1sk
        condition = key.between(first, last) if low else key < high
        return self._query(
            keys.tag_index_pk(tag) if tag else keys.status_index_pk("published"),
            left,
            range_key_condition=condition,
            index_name=by.Meta.index_name,
            scan_index_forward=forward,
            limit=limit,
            **more,
        )

    def _first(
        self,
        wanted: Callable[[Summary], bool],
        left: Budget,
        *,
        tag: str | None,
        low: str | None,
        high: str,
        forward: bool,
        limits: Sequence[int] = FIRST_LIMITS,
    ) -> Summary | None:
        """The first article of a range that is wanted, as a link shows it.

        Nearly always that is the very first, unless it has expired.
        """
        start: Item | None = None
        for limit in limits:
            answer = self._index_query(
                tag,
                left,
                low=low,
                high=high,
                forward=forward,
                limit=limit,
                exclusive_start_key=start,
                attributes_to_get=mapping.CARD,
            )
            found = next((item for item in self._whole(answer["Items"], mapping.card_from) if wanted(item)), None)
            start = answer.get("LastEvaluatedKey")
            if found is not None or start is None:
                return found
        return None

    def _query(self, pk: str, left: Budget, **arguments: Any) -> dict[str, Any]:
        try:
            return self._table.query(pk, budget=left.left(), patient=self._patient, **arguments)
        except TableUnavailable as exc:
            raise StoreUnavailable(self.name, exc.why) from exc

    def _pages(self, pk: str, **arguments: Any) -> Iterator[list[Item]]:
        """All pages of a Query, each with a budget of its own: for those who do not serve readers."""
        try:
            yield from self._table.pages(pk, budget=WRITER_DEADLINE_SECONDS, **arguments)
        except TableUnavailable as exc:
            raise StoreUnavailable(self.name, exc.why) from exc

    def _batch_get(self, wanted: Sequence[keys.Key], left: Budget) -> list[Item]:
        """The items of these keys that exist, read consistently."""
        try:
            return self._table.batch_get(wanted, budget=left.left(), patient=self._patient)
        except TableUnavailable as exc:
            raise StoreUnavailable(self.name, exc.why) from exc

    def _summaries(self, items: Sequence[Item], tag: str | None) -> Iterator[Summary]:
        """List fields of the items of an index."""

        def read(item: Item) -> Summary | None:
            record = Record.from_raw_data(item)
            return mapping.summary_from(record) if isinstance(record, TagRecord if tag else ArticleRecord) else None

        return (summary for summary in self._whole(items, read) if summary is not None)

    def _whole(self, items: Sequence[Item], read: Callable[[Item], T]) -> Iterator[T]:
        """What `read` makes of the items. One that it cannot read hides itself and not its list."""
        for item in items:
            try:
                yield read(item)
            except UNREADABLE as exc:
                self._report_broken(item, exc)

    def _report_broken(self, item: Item, exc: Exception) -> None:
        key = key_of(item)
        if key not in self._broken and len(self._broken) < MAX_REPORTED:
            self._broken.add(key)
            logger.error("item cannot be read and is left out", extra={"item": key, "error": str(exc)})


class Budget:
    """Seconds that are left of what the caller gave, shared by all queries of one read."""

    def __init__(self, seconds: float | None) -> None:
        self._ends = time.monotonic() + (DEFAULT_BUDGET_SECONDS if seconds is None else seconds)

    def left(self) -> float:
        seconds = self._ends - time.monotonic()
        if seconds <= 0:
            raise TableUnavailable("no time left", slow=True)
        return seconds


def as_record(wanted: type[R], item: Item) -> R:
    record = Record.from_raw_data(item)
    if not isinstance(record, wanted):
        raise TypeError(f"{key_of(item)} is a {type(record).__name__}")
    return record


def key_of(item: Item) -> str:
    return " ".join(str(item.get(name, {}).get("S", "?")) for name in ("pk", "sk"))
