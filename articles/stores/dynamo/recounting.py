"""The months counted anew, for tables that were written before months were counted or in another time zone.

Saves go on meanwhile: a month is set only if its number is still the one that was read before its articles were
counted, and is counted again if it is not.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import tzinfo

from pynamodb.exceptions import UpdateError
from pynamodb.expressions.condition import Condition

from articles import keys
from articles.domain import Recount, Span
from articles.exceptions import StoreUnavailable
from articles.months import EVER, month_of, month_span
from articles.records import ArticleRecord, MonthRecord
from articles.stores.dynamo import mapping
from articles.stores.dynamo.queries import Queries
from portfolio.table import Table, TableUnavailable, naming

# What was saved before a number was read shall be in the index when its articles are counted.
INDEX_LAG_SECONDS = 1.0
ATTEMPTS = 5


class MonthRecounter(Queries):
    """Months of the time zone `zone`."""

    def __init__(self, table: Table, zone: tzinfo, *, dry_run: bool = False) -> None:
        super().__init__(table, patient=True)
        self._zone = zone
        self._dry_run = dry_run

    def recount(self) -> Iterator[Recount]:
        """What was wrong, month by month; raises `StoreUnavailable`."""
        numbers = self._numbers()
        counts = self._count(EVER)
        for month in sorted(numbers.keys() | counts.keys()):
            recount = self._put_right(month, numbers, counts)
            if recount is not None:
                yield recount

    def _put_right(self, month: str, numbers: Mapping[str, int], counts: Mapping[str, int]) -> Recount | None:
        for _ in range(ATTEMPTS):
            before, after = numbers.get(month), counts[month]
            if (before or 0) == after:
                return None
            if self._dry_run or self._set(month, before, after):
                return Recount(month, before or 0, after)
            numbers, counts = self._numbers(), self._count(month_span(month, self._zone))
        return Recount(month, before or 0, after, kept=True)

    def _numbers(self) -> dict[str, int]:
        """The months as they stand, consistently, and a moment for the index to follow."""
        pages = self._pages(keys.MONTHS_PARTITION, consistent_read=True)
        numbers = dict(number for items in pages for number in self._whole(items, mapping.month_count_from))
        time.sleep(INDEX_LAG_SECONDS)
        return numbers

    def _count(self, within: Span) -> Counter[str]:
        counts: Counter[str] = Counter()
        pages = self._pages(
            keys.status_index_pk("published"),
            range_key_condition=ArticleRecord.gsi1sk.between(keys.format_at(within.start), keys.format_at(within.end)),
            index_name=ArticleRecord.by_status.Meta.index_name,
            attributes_to_get=mapping.LISTED,
        )
        for items in pages:
            dates = self._whole(items, mapping.published_at_from)
            counts.update(month_of(date, self._zone) for date in dates if date)
        return counts

    def _set(self, month: str, before: int | None, after: int) -> bool:
        """Whether it was still `before`."""
        unmoved: Condition = MonthRecord.pk.does_not_exist() if before is None else MonthRecord.n == before
        actions = [MonthRecord.n.set(after), *naming(MonthRecord)]
        try:
            self._table.write(
                lambda connection: connection.update_item(
                    self._table.name, *keys.month_key(month), actions=actions, condition=unmoved
                )
            )
        except UpdateError:
            return False
        except TableUnavailable as exc:
            raise StoreUnavailable(self.name, exc.why) from exc
        return True
